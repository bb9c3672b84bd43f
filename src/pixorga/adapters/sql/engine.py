"""
Connections: what makes SQLite keep the promises of the store.

A store opens its own connections, also when it is given somebody's engine: what they
need (write-ahead log, foreign keys, a lock taken at the start) would change how the
owner's other transactions run, and the owner's pool would hand out both kinds by
chance.
"""

import os
import sqlite3
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, Pool, StaticPool, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pixorga.adapters.sql.session import Conflict
from pixorga.errors import ConfigurationError, StoreError, StoreLockedError

__all__ = [
    "DIALECT",
    "TIMEOUT",
    "Translation",
    "begun",
    "in_memory",
    "open_engine",
]

DIALECT: Final = "sqlite"
"""The one kind of database that this adapter speaks to."""

TIMEOUT: Final = 10.0
"""Seconds that a writer waits for another one before it gives up."""

TIMEOUT_LIMIT: Final = 3600.0
"""The longest such wait; SQLite would take a little more for a negative number."""

_WRITE_AHEAD: Final = "PRAGMA journal_mode = WAL"

PAUSE: Final = 0.01
"""Seconds between two attempts at what SQLite does not wait for by itself."""

_PRAGMAS: Final = (
    # First: the next one waits for others too, when several processes make one file.
    "PRAGMA busy_timeout = {timeout_ms}",
    _WRITE_AHEAD,
    # FULL: what was committed survives a power cut, also under WAL.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)

_TRANSLATIONS: Final[Mapping[int, type[Conflict | StoreError]]] = {
    # The snapshot is older than somebody's commit: only a new one helps.
    sqlite3.SQLITE_BUSY_SNAPSHOT: Conflict,
    # Of two that add a row, the later one.
    sqlite3.SQLITE_CONSTRAINT: Conflict,
    sqlite3.SQLITE_BUSY: StoreLockedError,
    sqlite3.SQLITE_LOCKED: StoreLockedError,
}
"""Our error by SQLite's code, extended or else primary; `StoreError` for all others."""

_PRIMARY: Final = 0xFF
"""The bits of an extended code that are the primary one."""

_engines: WeakSet[Engine] = WeakSet()
_inherited: list[Pool] = []


def open_engine(
    database: str | Engine, *, timeout: float = TIMEOUT, create: bool = True
) -> Engine:
    """
    An engine of our own for a database, prepared for its dialect.

    Args:
        database: A URL, or an engine whose way to connect is used; it stays its
            owner's.
        timeout: Seconds that a writer waits for another one.
        create: Whether a file may be made that is not there.

    Raises:
        ConfigurationError: It is no database of a kind that we know, or in the memory
            of the engine given; its file is not there and may not be made; or the
            time-out is out of bounds.
        StoreError: The engine given cannot connect.
    """
    if not 0 <= timeout <= TIMEOUT_LIMIT:
        raise ConfigurationError(
            setting="timeout", problem=f"give 0 to {TIMEOUT_LIMIT:.0f} seconds."
        )
    if isinstance(database, Engine):
        engine = _like(database)
    else:
        engine = _made(_parsed(database), timeout=timeout, create=create)
    pragmas = [pragma.format(timeout_ms=int(timeout * 1000)) for pragma in _PRAGMAS]

    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # The driver shall not begin transactions by itself; `begun` does.
        connection.isolation_level = None
        for pragma in pragmas:
            _execute(connection, pragma, timeout=timeout)

    event.listen(engine, "connect", prepare)
    if not in_memory(engine.url):
        _engines.add(engine)
    return engine


def _execute(connection: sqlite3.Connection, pragma: str, *, timeout: float) -> None:
    """
    Run a statement that prepares a connection.

    Of several processes that make one file at once, SQLite refuses all but one the
    write-ahead log without waiting, whatever the time-out: it sees a deadlock.
    """
    left = int(timeout / PAUSE)
    while True:
        try:
            connection.execute(pragma).close()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
            if not (left and busy and pragma == _WRITE_AHEAD):
                raise
            left -= 1
            time.sleep(PAUSE)
        else:
            return


def in_memory(url: URL) -> bool:
    """
    Whether a database has no file: it lives in its connections.
    """
    named = ":memory:" in (url.database or ":memory:")
    return named or url.query.get("mode") == "memory"


class Translation:
    """
    Turns what the driver raises in a block into our errors, by one table.

    Raises:
        Conflict: Others changed the same rows; the transaction is to be run again.
        StoreLockedError: Others held the database, or all connections, too long.
        StoreError: Anything else.
    """

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        if isinstance(error, PoolTimeoutError):
            raise StoreLockedError from error
        origin: BaseException | None = error
        if isinstance(error, DBAPIError):
            # Its text would hold names and addresses, wherever it is logged.
            error.hide_parameters = True
            origin = error.orig
        if isinstance(origin, sqlite3.Error):
            code: int = getattr(origin, "sqlite_errorcode", 0)
            primary = _TRANSLATIONS.get(code & _PRIMARY, StoreError)
            raise _TRANSLATIONS.get(code, primary) from error


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
        kind = url.get_backend_name(), url.get_driver_name()
    except (ArgumentError, ValueError):
        # From None: the library's text may repeat the URL, and that its password.
        raise _unknown() from None
    if kind != (DIALECT, "pysqlite"):
        raise _unknown()
    return url


def _made(url: URL, *, timeout: float, create: bool) -> Engine:
    """
    An engine of a URL; one in memory has one connection, which threads share.
    """
    options: dict[str, Any] = {"pool_timeout": timeout}
    if in_memory(url):
        options = {
            "poolclass": StaticPool,
            "connect_args": {"check_same_thread": False},
        }
    elif not create and _is_absent(url):
        raise ConfigurationError(
            setting="store url",
            problem="there is no such file; `pixorga db upgrade` makes one.",
        )
    try:
        return create_engine(url, hide_parameters=True, **options)
    except (ArgumentError, ValueError):
        raise _unknown() from None


def _is_absent(url: URL) -> bool:
    # What a SQLite URI says is for SQLite to read.
    return "uri" not in url.query and not Path(url.database or "").exists()


def _like(engine: Engine) -> Engine:
    """
    An engine of ours that connects as somebody else's does.
    """
    if (engine.dialect.name, engine.driver) != (DIALECT, "pysqlite"):
        raise _unknown()
    pool = engine.pool.recreate()
    ours = create_engine(engine.url, pool=pool, hide_parameters=True)
    with Translation(), ours.connect() as connection:
        rows = connection.exec_driver_sql("PRAGMA database_list")
        files = {row.name: row.file for row in rows}
    ours.dispose()
    if not files["main"]:
        raise ConfigurationError(
            setting="store engine",
            problem="its database is in its own memory; give the URL sqlite://.",
        )
    return ours


def _unknown() -> ConfigurationError:
    return ConfigurationError(
        setting="store url", problem="give a URL such as sqlite:///pixorga.db."
    )


@contextmanager
def begun(engine: Engine, *, read_only: bool) -> Generator[Connection]:
    """
    A connection in a transaction that is rolled back unless it was committed.

    What the driver raises at its beginning or its end comes out in our words; what is
    raised in between comes out as it is.

    Args:
        engine: Made by `open_engine`.
        read_only: Whether it begins as a reader; else as a writer.
    """
    with Translation():
        connection = engine.connect()
    try:
        with Translation():
            _begin(connection, read_only=read_only)
        yield connection
    finally:
        with Translation(), connection:
            # Closing alone takes a COMMIT that failed for the end.
            connection.rollback()


def _begin(connection: Connection, *, read_only: bool) -> None:
    # Said here and not by a listener of the engine: with one, every statement asks for
    # listeners, which is a tenth of its time.
    connection.begin()
    # IMMEDIATE: a writer waits at the start, where nothing has been read yet.
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _before_fork() -> None:
    # SQLite keeps its locks by process: whatever is open across a fork is held by
    # neither side for certain (sqlite.org/howtocorrupt.html §2.7).
    for engine in tuple(_engines):
        engine.dispose()


def _after_fork() -> None:
    # What another thread had opened meanwhile is the parent's: neither used nor closed
    # here; kept, since to be forgotten is to be closed.
    for engine in tuple(_engines):
        _inherited.append(engine.pool)
        engine.dispose(close=False)


os.register_at_fork(before=_before_fork, after_in_child=_after_fork)
