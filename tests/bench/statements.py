"""
What pixorga says to a database, overheard.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs
from sqlalchemy import Engine, event

__all__ = ["Statement", "overheard"]

_BRACKETS: Final = ("BEGIN", "PRAGMA")
"""How what surrounds a transaction's own statements begins."""


@attrs.frozen
class Statement:
    """
    One statement as the driver was given it.

    Attributes:
        sql: Its text.
        parameters: Its values; a list of them where it is run for many rows.
        many: Whether it is.
    """

    sql: str
    parameters: Any
    many: bool

    @property
    def writes(self) -> bool:
        """
        Whether it changes anything.
        """
        return not self.sql.startswith("SELECT")


@contextmanager
def overheard() -> Iterator[list[Statement]]:
    """
    The statements of all engines between BEGIN and COMMIT, as they come.
    """
    heard: list[Statement] = []

    def listen(*call: Any) -> None:
        _, _, sql, parameters, _, many = call
        if not sql.startswith(_BRACKETS):
            heard.append(Statement(sql, parameters, many))

    event.listen(Engine, "before_cursor_execute", listen, named=False)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
