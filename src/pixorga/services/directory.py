"""
The national directory of schools, as pixorga keeps it.
"""

import logging
from collections.abc import Iterable

from pixorga.domain.establishment import Establishment
from pixorga.domain.people import Operator
from pixorga.services.parts import Parts

__all__ = ["DirectoryService"]

_log = logging.getLogger(__name__)


class DirectoryService:
    """
    Keeps the directory's rows; spaces are never touched by it.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def put(self, establishments: Iterable[Establishment], *, by: Operator) -> None:
        """
        Add schools, or replace what is known of them.

        Args:
            establishments: Rows of the directory.
            by: Who answers for them.
        """
        rows = tuple(establishments)
        self._parts.store.transact(lambda unit: unit.schools.put(rows))
        _log.info("DIRECTORY_PUT operator=%s schools=%d", by.id, len(rows))
