"""
Everything in SQL, by SQLAlchemy Core: SQLite, one file, one process.
"""

from importlib.util import find_spec

from pixorga.errors import ExtraMissingError

if find_spec("sqlalchemy") is None or find_spec("alembic") is None:
    raise ExtraMissingError(extra="sql")

from pixorga.adapters.sql.limiter import SqlLimiter
from pixorga.adapters.sql.store import SqlStore

__all__ = ["SqlLimiter", "SqlStore"]
