"""
The formats of documents: which one is written, and how earlier ones are read.

A kind's documents are of format 1 until its fields change, or a rule of the domain
refuses what it used to take. Whoever changes either adds a row to `MIGRATIONS`, for the
kind and for each kind that holds it, and a golden file of the new format beside the old
one; the tests say which are missing. The release that wrote a document need not be
known: its kind and its format are enough.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

__all__ = ["MIGRATIONS", "Fields", "Migration", "format_of", "migrate"]

Fields: TypeAlias = dict[str, object]
"""A document's fields, without its kind and format."""

Migration: TypeAlias = Callable[[Fields], Fields]
"""Makes of the fields of one format those of the next; it may change its argument."""

MIGRATIONS: Final[dict[tuple[str, int], Migration]] = {}
"""By kind and earlier format, the step to the next; none has been needed so far."""


def format_of(kind: str) -> int:
    """
    The format in which documents of a kind are written.

    Example:
        >>> format_of("establishment")
        1
    """
    return 1 + sum(1 for migrated, _ in MIGRATIONS if migrated == kind)


def migrate(fields: Fields, *, kind: str, since: int) -> Fields:
    """
    The fields in today's format.

    Args:
        fields: As they were read.
        kind: The document's kind.
        since: The document's format.
    """
    for earlier in range(since, format_of(kind)):
        fields = MIGRATIONS[kind, earlier](fields)
    return fields
