"""
The national directory of schools, as pixorga keeps it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, TypeAlias

from pixorga.domain.calendar import instant
from pixorga.domain.directory import (
    DirectoryPreview,
    DirectoryReport,
    Gathering,
)
from pixorga.domain.establishment import Establishment
from pixorga.domain.events import DirectoryImported
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import Operator
from pixorga.domain.space import School
from pixorga.errors import ClosingUnconfirmedError, DirectoryChangedError
from pixorga.ports.directory import DirectorySource
from pixorga.ports.store import UnitOfWork
from pixorga.services.mailboxes import Mailboxes
from pixorga.services.parts import StoreParts

__all__ = ["DirectoryService"]

_log = logging.getLogger(__name__)

PAGE: Final = 1000
"""Schools that are read or written at once, and that progress is told after."""

Progress: TypeAlias = Callable[[int], None]


class DirectoryService:
    """
    Keeps the directory's rows; what is ours of a school is not the directory's.

    But a school whose mailbox changes has its pending links to the former one
    withdrawn in the same transaction, and a school that closes its invitations.
    """

    def __init__(self, parts: StoreParts) -> None:
        self._parts = parts
        self._mailboxes = Mailboxes(parts)

    def put(self, establishments: Iterable[Establishment], *, by: Operator) -> None:
        """
        Add schools, or replace what is known of them.

        Args:
            establishments: Rows of the directory.
            by: Who answers for them.
        """
        rows = tuple(establishments)
        at, actor = self._drawn(by)

        def work(unit: UnitOfWork) -> None:
            schools = _locked(unit, rows)
            unit.schools.put(rows)
            self._follow(unit, schools, at=at, actor=actor)

        self._parts.store.transact(work)
        _log.info("DIRECTORY_PUT operator=%s schools=%d", by.id, len(rows))

    def preview(
        self,
        source: DirectorySource,
        *,
        by: Operator,
        on_progress: Progress | None = None,
    ) -> DirectoryPreview:
        """
        Read a directory's file, and tell what it would change; nothing is written.

        Args:
            source: The file, such as an `AnnuaireFile`.
            by: Who answers for it.
            on_progress: Told now and then how many rows were read.

        Raises:
            DirectoryFileError: The file is no usable directory.
        """
        gathering = Gathering()
        for count, row in enumerate(source, start=1):
            gathering.add(row)
            _tell(on_progress, count)
        preview = self._parts.store.transact(
            lambda unit: gathering.preview(_present(unit), closed=_closed(unit)),
            read_only=True,
        )
        _log.info("DIRECTORY_PREVIEWED operator=%s schools=%d", by.id, preview.listed)
        return preview

    def apply(
        self,
        preview: DirectoryPreview,
        *,
        by: Operator,
        confirm_closing: int | None = None,
        on_progress: Progress | None = None,
    ) -> DirectoryReport:
        """
        Write what a preview told: all of it, or nothing.

        Schools that the file does not list stay, marked as closed; what an operator
        closed stays closed, though the file lists it as open.

        Args:
            preview: What somebody has read.
            by: Who answers for it.
            confirm_closing: How many schools it closes, when these are more than 2 %
                of our open ones.
            on_progress: Told now and then how many schools were written; from the
                start again, when the transaction is run again.

        Raises:
            ClosingUnconfirmedError: That number is missing or wrong.
            DirectoryChangedError: The directory is not as it was; preview again.
        """
        _require_confirmed(preview, confirm_closing)
        at, actor = self._drawn(by)
        note_id = self._parts.ids.new()
        changes = (*preview.changed, *preview.closing)
        rows = (*preview.added, *(change.after for change in changes))
        moved = [change.after for change in changes if change.mailbox_changes]
        closing = [change.after for change in preview.closing]
        imported = DirectoryImported(
            at=at,
            actor=actor,
            added=len(preview.added),
            changed=len(preview.changed),
            closed=len(preview.closing),
            rejected=len(preview.rejected),
        )

        def work(unit: UnitOfWork) -> None:
            if preview.again(_present(unit), closed=_closed(unit)) != preview:
                raise DirectoryChangedError
            schools = _locked(unit, [*moved, *closing])
            for start in range(0, len(rows), PAGE):
                page = rows[start : start + PAGE]
                unit.schools.put(page)
                _tell(on_progress, start + len(page))
            self._follow(unit, schools, at=at, actor=actor)
            self._parts.ledger.note(unit, imported, note_id=note_id)

        self._parts.store.transact(work)
        _log.info("DIRECTORY_IMPORTED operator=%s schools=%d", by.id, len(rows))
        return DirectoryReport(
            added=imported.added,
            changed=imported.changed,
            closed=imported.closed,
            kept_closed=len(preview.kept_closed),
            mailboxes=len(moved),
            rejected=imported.rejected,
        )

    def _drawn(self, by: Operator) -> tuple[datetime, str]:
        """
        When, and the pseudonym of who acts.
        """
        return instant(self._parts.clock.now()), self._parts.ledger.actor(by)

    def _follow(
        self,
        unit: UnitOfWork,
        schools: Iterable[tuple[School, Establishment]],
        *,
        at: datetime,
        actor: str,
    ) -> None:
        for before, after in schools:
            self._mailboxes.changed(unit, before, after, at=at, actor=actor)


def _tell(on_progress: Progress | None, count: int) -> None:
    if on_progress is not None and count % PAGE == 0:
        on_progress(count)


def _present(unit: UnitOfWork) -> Iterator[Establishment]:
    after: Uai | None = None
    while page := unit.schools.listed(after=after, limit=PAGE):
        yield from page
        after = page[-1].uai


def _closed(unit: UnitOfWork) -> Iterator[Uai]:
    after: Uai | None = None
    while page := unit.schools.closed(after=after, limit=PAGE):
        yield from page
        after = page[-1]


def _locked(
    unit: UnitOfWork, rows: Iterable[Establishment]
) -> list[tuple[School, Establishment]]:
    """
    The schools with a space that some rows are of, each under its lock, with its row.
    """
    latest = {row.uai: row for row in rows}
    # All in one order, or two of these would wait for each other.
    found = [(unit.schools.find(uai, lock=True), latest[uai]) for uai in sorted(latest)]
    return [(school, row) for school, row in found if school and school.space]


def _require_confirmed(preview: DirectoryPreview, confirmed: int | None) -> None:
    closing = len(preview.closing)
    wrong = preview.closes_many if confirmed is None else confirmed != closing
    if wrong:
        raise ClosingUnconfirmedError(closing=closing, listed=preview.open)
