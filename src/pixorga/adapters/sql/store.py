"""
The store port over SQLAlchemy.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, select
from sqlalchemy.sql import Executable

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.engine import (
    DIALECT,
    TIMEOUT,
    Translation,
    begun,
    in_memory,
    open_engine,
)
from pixorga.adapters.sql.links import Links
from pixorga.adapters.sql.outbox import Outbox
from pixorga.adapters.sql.people import Accounts, Team
from pixorga.adapters.sql.schema import ready
from pixorga.adapters.sql.schools import Audit, Requests, Schools
from pixorga.adapters.sql.session import Conflict, Row, Session
from pixorga.domain.identifiers import Uai
from pixorga.errors import (
    BindingError,
    OutcomeUnknownError,
    StoreConflictError,
    StoreError,
    StoreForkedError,
    StoreLockedError,
    StoreNestedError,
)
from pixorga.ports.store import Store, UnitOfWork

__all__ = ["SqlStore"]

T = TypeVar("T")

TRIES: Final = 10
"""How often a transaction is run before it gives up."""


class _Session(Session):
    """
    Speaks of failures in our words; what the work itself raises is left as it is.
    """

    def all(self, statement: Executable, **values: object) -> list[Row]:
        with Translation():
            return super().all(statement, **values)

    def write(
        self,
        statement: Executable,
        values: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    ) -> int:
        with Translation():
            return super().write(statement, values)


class _Unit:
    def __init__(self, connection: Connection, *, read_only: bool) -> None:
        session = _Session(connection, read_only=read_only)
        self.schools = Schools(session)
        self.requests = Requests(session)
        self.links = Links(session)
        self.accounts = Accounts(session)
        self.team = Team(session)
        self.outbox = Outbox(session)
        self.audit = Audit(session)


class _Turns(threading.local):
    """
    Whether this thread is in a transaction: in a second one it would wait for itself.
    """

    taken = False

    @contextmanager
    def take(self) -> Generator[None]:
        if self.taken:
            raise StoreNestedError
        self.taken = True
        try:
            yield
        finally:
            self.taken = False


class SqlStore:
    """
    A store in an SQL database.

    Args:
        database: A database URL such as ``sqlite:///pixorga.db``, or an engine whose
            way to connect is used: the store has connections of its own, and leaves
            the engine to its owner. ``sqlite://`` is a database in memory, whose one
            connection the threads use in turn.
        timeout: Seconds that a writer waits for another one.
        create: Whether a database may be made where there is none, and an empty one
            be given its tables.

    Raises:
        ExtraMissingError: SQLAlchemy is not installed (extra `sql`).
        ConfigurationError: The database is of no kind that pixorga knows, is not
            there and may not be made, or the time-out is out of bounds.
        SchemaError: The database is an older or a newer release's.
        StoreError: The database cannot be reached.

    Example:
        >>> store = SqlStore("sqlite://")
        >>> store.transact(lambda unit: unit.schools.find(Uai.parse("0750655E")))
        >>> store.close()
    """

    def __init__(
        self,
        database: str | Engine,
        *,
        timeout: float = TIMEOUT,
        create: bool = True,
    ) -> None:
        self._engine = open_engine(database, timeout=timeout, create=create)
        self._timeout = timeout
        self._turns = _Turns()
        # A file has a lock of its own, which other processes respect too.
        self._lock = threading.Lock() if in_memory(self._engine.url) else None
        self._process = os.getpid()
        try:
            with Translation():
                ready(self._engine, create=create)
        except Conflict as conflict:
            self.close()
            raise StoreConflictError from conflict
        except BaseException:
            self.close()
            raise

    def transact(
        self, work: Callable[[UnitOfWork], T], *, read_only: bool = False
    ) -> T:
        """
        Run some work in one transaction; see `pixorga.ports.store.Store`.

        Raises:
            StoreNestedError: This thread is in a transaction already.
            StoreForkedError: The database is in another process's memory.
        """
        conflict: Conflict | None = None
        with self._turns.take(), self._alone():
            for _ in range(TRIES):
                try:
                    return self._run(work, read_only=read_only)
                except Conflict as error:
                    conflict = error
        raise StoreConflictError from conflict

    def bound(self, connection: Connection) -> Store:
        """
        A store for work inside a transaction that the caller has begun.

        Each `transact` is a savepoint of it: an exception takes back that work and
        nothing else. Whether all is kept is for the caller, who commits or rolls back;
        until then others may wait for it. Nothing is run again after a conflict.

        Args:
            connection: In a transaction, of a database that has our schema; prepared
                by its owner, who answers for its time-out and durability.

        Raises:
            BindingError: No transaction has begun, or it is of another kind of
                database.
        """
        bound = _Bound(connection, self._turns)
        bound.check()
        return bound

    def orphans(self) -> list[tuple[Uai, str]]:
        """
        The school and key of rows whose school has no space; crosses schools.
        """
        with (
            self._alone(),
            begun(self._engine, read_only=True) as connection,
            Translation(),
        ):
            return [
                (row.uai, f"{name}:{row.key}")
                for name, statement in _ORPHANS
                for row in connection.execute(statement)
            ]

    def close(self) -> None:
        """
        Let go of all connections; those of an engine that was given stay.
        """
        self._engine.dispose()

    @contextmanager
    def _alone(self) -> Generator[None]:
        """
        Have a database in memory to oneself.
        """
        if self._lock is None:
            yield
            return
        if os.getpid() != self._process:
            raise StoreForkedError
        if not self._lock.acquire(timeout=self._timeout):
            raise StoreLockedError
        try:
            yield
        finally:
            self._lock.release()

    def _run(self, work: Callable[[UnitOfWork], T], *, read_only: bool) -> T:
        with begun(self._engine, read_only=read_only) as connection:
            result = work(_Unit(connection, read_only=read_only))
            _commit(connection)
            return result


class _Bound:
    """
    Runs work in savepoints of somebody else's transaction.
    """

    def __init__(self, connection: Connection, turns: _Turns) -> None:
        self._connection = connection
        self._turns = turns

    def transact(
        self, work: Callable[[UnitOfWork], T], *, read_only: bool = False
    ) -> T:
        self.check()
        with self._turns.take():
            try:
                return self._run(work, read_only=read_only)
            except Conflict as conflict:
                # Not to be run again alone: what the caller has read is stale too.
                raise StoreConflictError from conflict

    def close(self) -> None:
        pass

    def check(self) -> None:
        if self._connection.dialect.name != DIALECT:
            raise BindingError(problem="it is of another kind of database.")
        if not self._connection.in_transaction():
            raise BindingError(problem="begin a transaction on it first.")
        driver = self._driver
        begins = driver.isolation_level is not None
        if getattr(driver, "autocommit", None) is True:
            begins = False
        if not (begins or driver.in_transaction):
            raise BindingError(problem="it commits each statement at once.")

    @property
    def _driver(self) -> sqlite3.Connection:
        return cast("sqlite3.Connection", self._connection.connection.driver_connection)

    def _run(self, work: Callable[[UnitOfWork], T], *, read_only: bool) -> T:
        with Translation():
            if not self._driver.in_transaction:
                # The driver begins at the first write only, and releasing a savepoint
                # outside of a transaction would commit.
                statement = "BEGIN" if read_only else "BEGIN IMMEDIATE"
                self._connection.exec_driver_sql(statement)
            savepoint = self._connection.begin_nested()
        try:
            result = work(_Unit(self._connection, read_only=read_only))
        except BaseException:
            with Translation():
                savepoint.rollback()
            raise
        with Translation():
            savepoint.commit()
        return result


def _commit(connection: Connection) -> None:
    try:
        with Translation():
            connection.commit()
    except (Conflict, StoreLockedError):
        raise
    except StoreError as error:
        raise OutcomeUnknownError from error


_ORPHANS: Final = tuple(
    (
        name,
        select(table.c.uai, table.c["number" if name == "audit" else "id"].label("key"))
        .where(table.c.uai.not_in(select(tables.spaces.c.uai)))
        .order_by(table.c.uai, "key"),
    )
    for name, table in sorted(tables.metadata.tables.items())
    # A request may be for a UAI of no school.
    if name in tables.OF_A_SCHOOL - {"requests", "spaces"}
)
