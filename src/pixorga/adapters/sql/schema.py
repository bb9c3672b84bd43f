"""
The schema's revision: found, compared, brought up to date.

Revisions are numbers of four digits, so that an older one is a smaller text.
"""

from typing import Final

import attrs
from sqlalchemy import Connection, Engine, inspect, text

from pixorga.adapters.sql.engine import TIMEOUT, Translation, begun, open_engine
from pixorga.adapters.sql.session import Conflict
from pixorga.errors import SchemaError, StoreConflictError

__all__ = ["REVISION", "Upgrade", "ready", "upgrade", "upgrade_database"]

REVISION: Final = "0001"
"""The revision that this release works with."""

VERSION_TABLE: Final = "pixorga_version"
"""Where the revision is kept; alembic's own name may be the application's."""

OTHER_RELEASE: Final = "install the matching release"
"""What mends a schema that this release does not know."""

_FOUND: Final = text("SELECT version_num FROM pixorga_version")


@attrs.frozen(kw_only=True)
class Upgrade:
    """
    What an upgrade did.

    Attributes:
        before: The revision found, None for a database without our schema.
        after: The revision that the database has now.
    """

    before: str | None
    after: str

    @property
    def changed(self) -> bool:
        """
        Whether there was anything to do.
        """
        return self.before != self.after


def upgrade_database(database: str | Engine, *, timeout: float = TIMEOUT) -> Upgrade:
    """
    Bring a database to this release's revision, in one transaction.

    Args:
        database: A URL, or an engine whose way to connect is used.
        timeout: Seconds to wait for another writer.

    Raises:
        ConfigurationError: It is no database of a kind that we know.
        SchemaError: It is a newer release's.
        StoreError: It cannot be reached; nothing was changed.
    """
    engine = open_engine(database, timeout=timeout)
    try:
        with Translation():
            return upgrade(engine)
    except Conflict as conflict:
        raise StoreConflictError from conflict
    finally:
        engine.dispose()


def upgrade(engine: Engine) -> Upgrade:
    """
    Bring a database to this release's revision; do nothing if it is there.

    Raises:
        SchemaError: It is a newer release's.
    """
    with begun(engine, read_only=False) as connection:
        # Asked again under the lock: another process may have been quicker.
        before = found(connection)
        if before is not None and before > REVISION:
            raise _mismatch(before)
        if before != REVISION:
            _migrate(connection, before=before)
        connection.commit()
    return Upgrade(before=before, after=REVISION)


def ready(engine: Engine, *, create: bool = True) -> None:
    """
    Make sure of the schema before the first transaction.

    Args:
        engine: The database's.
        create: Whether an empty database is given its tables.

    Raises:
        SchemaError: The schema is an older or a newer release's.
    """
    with begun(engine, read_only=True) as connection:
        # A query first: asking for one table's columns begins no snapshot, and the
        # tables might be made between the two questions.
        empty = not inspect(connection).get_table_names()
        revision = found(connection)
    if empty and create:
        upgrade(engine)
    elif revision != REVISION:
        raise _mismatch(revision)


def found(connection: Connection) -> str | None:
    """
    The database's revision, None for a database without our schema.
    """
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    revision: str | None = connection.scalar(_FOUND)
    return revision


def _mismatch(revision: str | None, *, remedy: str | None = None) -> SchemaError:
    newer = revision is not None and revision > REVISION
    advice = remedy or (OTHER_RELEASE if newer else "run `pixorga db upgrade`")
    return SchemaError(found=revision, expected=REVISION, remedy=advice)


def _migrate(connection: Connection, *, before: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "pixorga:adapters/sql/migrations")
    config.attributes |= {"connection": connection, "version_table": VERSION_TABLE}
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        # The revision found is none of this release's.
        raise _mismatch(before, remedy=OTHER_RELEASE) from error
