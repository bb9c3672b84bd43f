"""
How what happened is written down.
"""

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from pixorga.domain.audit import AuditEvent, AuditNote, Event, SchoolEvent
from pixorga.domain.people import Operator, Principal
from pixorga.domain.space import Space
from pixorga.domain.team import Membership
from pixorga.ports.store import UnitOfWork
from pixorga.tokens import Pseudonyms

__all__ = ["ANONYMOUS", "Ledger"]

ANONYMOUS: Final = "anonymous"
"""The actor of what a stranger does at the form."""


class Ledger:
    """
    Chains events, saves the space that they happened in, and tells the application.

    Args:
        pseudonyms: Stands in for the actors.
        on_event: The application's listener; what it raises rolls back.
    """

    def __init__(
        self, *, pseudonyms: Pseudonyms, on_event: Callable[[Event], None] | None
    ) -> None:
        self._pseudonyms = pseudonyms
        self._on_event = on_event

    def actor(self, who: Principal | Membership | Operator) -> str:
        """
        The pseudonym of whoever acts: one for a person, by account or by membership.
        """
        if isinstance(who, Operator):
            return self._pseudonyms.of(f"operator:{who.id}")
        person = who.person if isinstance(who, Membership) else who
        return self._pseudonyms.of(f"person:{person.id}")

    def record(
        self, unit: UnitOfWork, space: Space, events: Sequence[SchoolEvent]
    ) -> None:
        """
        Write events at the end of a school's chain, and the space with its new head.

        Args:
            unit: The transaction.
            space: The space as read in this transaction, with what changed in it.
            events: What happened, in order.
        """
        head = space.head
        chained: list[AuditEvent] = []
        for event in events:
            chained.append(AuditEvent.after(head, event))
            head = chained[-1].head
        unit.audit.append(chained)
        unit.schools.save(attrs.evolve(space, head=head))
        if self._on_event is not None:
            for event in events:
                self._on_event(event)

    def note(self, unit: UnitOfWork, event: Event, *, note_id: str) -> None:
        """
        Write down what happened in no school.

        Args:
            unit: The transaction.
            event: What happened.
            note_id: Row id, drawn before the transaction.
        """
        unit.audit.note(AuditNote.of(event, note_id=note_id))
        if self._on_event is not None:
            self._on_event(event)
