"""
Statements that SQLAlchemy compiles once, and that run as text from then on.

Most of what it costs to execute a compiled statement goes into what is the same each
time: which parameter goes where, what converts it, which column is where in a row.
Whoever redeems a link waits for ten statements.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias, cast

import attrs
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler

__all__ = ["Prepared", "prepare"]

KEPT: Final = 512
"""Statements that are kept compiled: all of them, for more engines than one has."""

_Convert: TypeAlias = Callable[[Any], Any]


@attrs.frozen
class Prepared:
    """
    A statement in the words of one dialect.

    Attributes:
        text: Its SQL.
        constants: Parameters that are part of the statement, converted already.
        places: Its parameters in order, each with what converts it for the driver.
        columns: What it selects in order, each with what converts it from the driver.
    """

    text: str
    constants: Mapping[str, Any]
    places: Sequence[tuple[str, _Convert | None]]
    columns: Sequence[tuple[str, _Convert | None]]

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """
        What the driver is given for some values.
        """
        known = {**self.constants, **values}
        return tuple(
            [
                convert(known[name]) if convert else known[name]
                for name, convert in self.places
            ]
        )

    def row(self, values: Sequence[Any]) -> dict[str, Any]:
        """
        What the driver answered, by the columns' names.
        """
        return {
            name: convert(value) if convert else value
            for (name, convert), value in zip(self.columns, values, strict=True)
        }


@lru_cache(maxsize=KEPT)
def prepare(
    statement: Executable, dialect: Dialect, names: tuple[str, ...]
) -> Prepared:
    """
    Compile a statement.

    Args:
        statement: Built once. An `in_` has to be of literals: a list of values would
            be spelt out anew each time.
        dialect: Whose parameters are told apart by their places.
        names: Which values it will be given.

    Raises:
        InvalidRequestError: It needs more values than these.
    """
    columns = _columns(statement, dialect)
    keys = None if columns else list(names)
    element = cast("ClauseElement", statement)
    compiled = cast("SQLCompiler", element.compile(dialect=dialect, column_keys=keys))
    values = compiled.construct_params(dict.fromkeys(names))
    constants: dict[str, Any] = {}
    places: list[tuple[str, _Convert | None]] = []
    for name in compiled.positiontup or ():
        kind = compiled.binds[name].type.dialect_impl(dialect)
        convert: _Convert | None = kind.bind_processor(dialect)
        if name not in names:
            constants[name] = convert(values[name]) if convert else values[name]
            convert = None
        places.append((name, convert))
    return Prepared(
        text=str(compiled), constants=constants, places=places, columns=columns
    )


def _columns(
    statement: Executable, dialect: Dialect
) -> list[tuple[str, _Convert | None]]:
    if not isinstance(statement, Select):
        return []
    return [
        (
            column.name,
            # SQLite's driver does not tell of what type a column is; nor do we ask.
            column.type.dialect_impl(dialect).result_processor(dialect, None),
        )
        for column in statement.selected_columns
    ]
