"""
The rate limiter port over SQLAlchemy: one row per key.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import BigInteger, Engine, bindparam, case, delete, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.engine import (
    TIMEOUT,
    Translation,
    begun,
    in_memory,
    open_engine,
)
from pixorga.adapters.sql.schema import ready
from pixorga.adapters.sql.session import Conflict, Session
from pixorga.domain.limits import Limit, decide, ticks
from pixorga.errors import ConfigurationError, StoreConflictError

__all__ = ["SqlLimiter"]

_limits = tables.limits

_PRESENT = bindparam("present", type_=BigInteger)
_LATER = case((_limits.c.arrival > _PRESENT, _limits.c.arrival), else_=_PRESENT)

# What `decide` does to a key when it grants: its row alone is locked, and only as long
# as this takes.
_HIT = insert_or(_limits).on_conflict_do_update(
    index_elements=["key"],
    set_={"arrival": _LATER + bindparam("spacing", type_=BigInteger)},
    where=_limits.c.arrival <= bindparam("latest", type_=BigInteger),
)
_ARRIVAL = select(_limits.c.arrival).where(_limits.c.key == bindparam("limited"))
_SET_BACK = (
    update(_limits)
    .where(_limits.c.key == bindparam("limited"))
    .values(arrival=bindparam("arrival"))
)
_FORGET = delete(_limits).where(_limits.c.key == bindparam("limited"))
_PURGE = delete(_limits).where(_limits.c.arrival <= bindparam("past"))


class SqlLimiter:
    """
    A limiter that counts for all processes that use one database.

    Args:
        database: A database URL such as ``sqlite:///pixorga.db``, or an engine whose
            way to connect is used, as for `SqlStore`. It has pixorga's tables already.
        timeout: Seconds that a hit waits for another writer.

    Raises:
        ExtraMissingError: SQLAlchemy is not installed (extra `sql`).
        ConfigurationError: The database is of no kind that pixorga knows, is not
            there, is in memory (`MemoryLimiter` is for that), or the time-out is out
            of bounds.
        SchemaError: The database is empty, or an older or a newer release's.
        StoreError: The database cannot be reached.
    """

    def __init__(self, database: str | Engine, *, timeout: float = TIMEOUT) -> None:
        self._engine = open_engine(database, timeout=timeout, create=False)
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def hit(self, key: str, *, limit: Limit, now: datetime) -> int:
        """
        Count one under a key; see `pixorga.ports.limiter.RateLimiter`.

        Raises:
            InstantNaiveError: The present has no zone.
            StoreLockedError: Another writer held the database too long.
            StoreError: The database cannot be reached.
        """
        present = ticks(now)
        values = {
            "key": key,
            "arrival": present + limit.spacing,
            "present": present,
            "spacing": limit.spacing,
            "latest": present + limit.reach,
        }
        with self._transaction() as session:
            if session.write(_HIT, values):
                return 0
            return _refuse(session, key, limit=limit, now=now)

    def forget(self, key: str) -> None:
        """
        Let a key begin anew.

        Raises:
            StoreLockedError: Another writer held the database too long.
            StoreError: The database cannot be reached.
        """
        with self._transaction() as session:
            session.write(_FORGET, {"limited": key})

    def purge(self, before: datetime) -> int:
        """
        Drop the keys that have limited nothing since an instant.

        Raises:
            InstantNaiveError: The instant has no zone.
            StoreLockedError: Another writer held the database too long.
            StoreError: The database cannot be reached.
        """
        past = ticks(before)
        with self._transaction() as session:
            return session.write(_PURGE, {"past": past})

    def close(self) -> None:
        """
        Let go of all connections; those of an engine that was given stay.
        """
        self._engine.dispose()

    def _check(self) -> None:
        if in_memory(self._engine.url):
            raise ConfigurationError(
                setting="limiter url", problem="in memory, use MemoryLimiter."
            )
        with _translated():
            ready(self._engine, create=False)

    @contextmanager
    def _transaction(self) -> Generator[Session]:
        """
        A short transaction of its own; what is raised in it rolls back.
        """
        with _translated(), begun(self._engine, read_only=False) as connection:
            yield Session(connection, read_only=False)
            connection.commit()


def _refuse(session: Session, key: str, *, limit: Limit, now: datetime) -> int:
    """
    Seconds to wait; a row that a clock has left too far ahead is set back.
    """
    (row,) = session.all(_ARRIVAL, limited=key)
    verdict = decide(row["arrival"], limit=limit, now=now)
    if verdict.arrival != row["arrival"]:
        session.write(_SET_BACK, {"limited": key, "arrival": verdict.arrival})
    return verdict.wait


@contextmanager
def _translated() -> Generator[None]:
    """
    The driver's failures in our words; there is nothing to be run again.
    """
    try:
        with Translation():
            yield
    except Conflict as conflict:
        raise StoreConflictError from conflict
