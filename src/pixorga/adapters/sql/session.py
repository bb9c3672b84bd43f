"""
One transaction's connection, as the repositories use it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql import Executable

from pixorga.adapters.sql.prepared import prepare
from pixorga.errors import StoreReadOnlyError

__all__ = ["Conflict", "Row", "Session"]

Row: TypeAlias = dict[str, Any]
"""
A row by its columns' names.
"""


class Conflict(Exception):  # noqa: N818 (never leaves the adapter)
    """
    Somebody else changed a row that this transaction builds on: run it again.
    """


class Session:
    """
    Runs statements on one connection.
    """

    def __init__(self, connection: Connection, *, read_only: bool) -> None:
        self._connection = connection
        self._read_only = read_only

    def one(self, statement: Executable, **values: object) -> Row | None:
        """
        The one row that a statement finds, None when it finds none.
        """
        rows = self.all(statement, **values)
        return rows[0] if rows else None

    def all(self, statement: Executable, **values: object) -> list[Row]:
        """
        All rows that a statement finds.
        """
        prepared = prepare(statement, self._connection.dialect, tuple(values))
        parameters = prepared.parameters(values)
        cursor = self.execute(prepared.text, parameters)
        return [prepared.row(values) for values in cursor.fetchall()]

    def write(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> int:
        """
        Change rows; a sequence of values is one statement for all of them.

        Returns:
            How many rows it met.

        Raises:
            StoreReadOnlyError: The transaction was opened for reading.
        """
        if self._read_only:
            raise StoreReadOnlyError
        if not values:
            return 0
        rows = [values] if isinstance(values, Mapping) else values
        prepared = prepare(statement, self._connection.dialect, tuple(rows[0]))
        parameters = [prepared.parameters(row) for row in rows]
        many = len(parameters) > 1
        given = parameters if many else parameters[0]
        return self.execute(prepared.text, given, many=many).rowcount

    def execute(
        self, text: str, parameters: Sequence[Any], *, many: bool = False
    ) -> DBAPICursor:
        """
        Run one statement on the driver's own cursor; all statements come by here.

        SQLAlchemy's execution costs more per statement than SQLite's work, and all
        that is wanted of it was done when the statement was compiled.
        """
        cursor = self._connection.connection.cursor()
        if many:
            cursor.executemany(text, parameters)
        else:
            cursor.execute(text, parameters)
        return cursor
