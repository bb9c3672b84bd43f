"""
What pixorga says to a database, overheard.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs

from pixorga.adapters.sql.session import Session

__all__ = ["Statement", "overheard"]


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
    The statements of all stores between BEGIN and COMMIT, as they come.
    """
    heard: list[Statement] = []

    execute = Session.execute

    def listen(
        session: Session, text: str, parameters: Sequence[Any], *, many: bool = False
    ) -> Any:
        heard.append(Statement(text, parameters, many))
        return execute(session, text, parameters, many=many)

    Session.execute = listen
    try:
        yield heard
    finally:
        Session.execute = execute
