"""
What happened in a school, chained so that nothing can be altered unseen.

Each event's digest covers the event and the digest before it; the head of the chain
lies in the school's Space row, which every writer locks anyway. Actors are
pseudonyms and events hold row ids only, so that the chain outlives an erasure.

What happens in no school (to an account, to the directory) is noted without a chain.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai

__all__ = [
    "EMPTY_CHAIN",
    "AuditEvent",
    "AuditNote",
    "ChainHead",
    "Event",
    "SchoolEvent",
    "verify",
]


@attrs.frozen(kw_only=True)
class ChainHead:
    """
    The end of a school's audit chain.

    Attributes:
        length: How many events there are.
        digest: Digest of the last one, 64 hexadecimal digits.
    """

    length: int
    digest: str


EMPTY_CHAIN = ChainHead(length=0, digest="0" * 64)
"""The head of a chain without events."""


@attrs.frozen(kw_only=True)
class Event:
    """
    Something that happened; each kind is a subclass with its code.

    Attributes:
        at: When.
        actor: Pseudonym of who did it; "anonymous" for a stranger at the form.
    """

    code: ClassVar[str] = "EVENT"

    at: datetime = attrs.field(converter=instant)
    actor: str

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """
        What is particular to this event, by name, in alphabetical order.
        """
        common = {field.name for field in attrs.fields(SchoolEvent)}
        own = attrs.asdict(self, recurse=False)
        return tuple(
            (name, str(own[name]))
            for name in sorted(own.keys() - common)
            if own[name] is not None
        )


@attrs.frozen(kw_only=True)
class SchoolEvent(Event):
    """
    Something that happened in a school.

    Attributes:
        uai: The school.
    """

    uai: Uai


@attrs.frozen(kw_only=True)
class AuditNote:
    """
    What happened in no school, written down.

    Attributes:
        id: Row id.
        at: When.
        code: What happened, such as "DIRECTORY_IMPORTED".
        actor: Pseudonym of who did it.
        details: Row ids, codes and numbers by name; nothing personal.
    """

    id: str
    at: datetime = attrs.field(converter=instant)
    code: str
    actor: str
    details: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, event: Event, *, note_id: str) -> "AuditNote":
        """
        The note that records an event.
        """
        return cls(
            id=note_id,
            at=event.at,
            code=event.code,
            actor=event.actor,
            details=event.details,
        )


@attrs.frozen(kw_only=True)
class AuditEvent:
    """
    One link of a school's chain.

    Attributes:
        uai: The school.
        number: Its place in the chain, from 1.
        at: When.
        code: What happened, such as "INVITATION_ACCEPTED".
        actor: Pseudonym of who did it.
        details: Row ids and codes by name; never a name, an address or a secret.
        digest: Digest of this event and of the one before.
    """

    uai: Uai
    number: int
    at: datetime = attrs.field(converter=instant)
    code: str
    actor: str
    details: tuple[tuple[str, str], ...]
    digest: str

    @classmethod
    def after(cls, head: ChainHead, event: SchoolEvent) -> "AuditEvent":
        """
        The chain's next link, which records an event.
        """
        unsealed = cls(
            uai=event.uai,
            number=head.length + 1,
            at=event.at,
            code=event.code,
            actor=event.actor,
            details=event.details,
            digest="",
        )
        return attrs.evolve(unsealed, digest=_digest(unsealed, previous=head.digest))

    @property
    def head(self) -> ChainHead:
        """
        The chain's head when this event is the last.
        """
        return ChainHead(length=self.number, digest=self.digest)


def verify(
    events: Iterable[AuditEvent], *, start: ChainHead = EMPTY_CHAIN
) -> ChainHead | None:
    """
    Follow a chain from its start.

    Args:
        events: The events in order.
        start: The head before the first of them: a purge's checkpoint, or the
            empty chain.

    Returns:
        The head that the events lead to; None when one of them was altered, added
        or left out.

    Example:
        >>> verify([]) == EMPTY_CHAIN
        True
    """
    head = start
    for event in events:
        expected = _digest(event, previous=head.digest)
        if event.number != head.length + 1 or event.digest != expected:
            return None
        head = event.head
    return head


def _digest(event: AuditEvent, *, previous: str) -> str:
    # Canonical JSON: one spelling for one event, whatever the store's column types.
    body = json.dumps(
        [
            previous,
            str(event.uai),
            event.number,
            event.at.isoformat(),
            event.code,
            event.actor,
            event.details,
        ],
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode("ascii")).hexdigest()
