"""
The outbox: mails on their way, one row each.

A row is written in the transaction that causes the mail. It holds the typed message
until the first attempt, then what was rendered of it, with a place for the link;
delivered or dead, the body is blanked. No usable link is ever in it.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai
from pixorga.domain.messages import Message
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.transitions import Transitions
from pixorga.errors import NotFoundError, TransitionError

__all__ = [
    "GIVE_UP_AFTER",
    "MAIL_TRANSITIONS",
    "SEAL_LENGTH",
    "BounceKind",
    "Content",
    "DeliveryReport",
    "Mail",
    "MailEvent",
    "MailState",
    "MessageId",
    "OutboxStatus",
    "retry_delay",
]

GIVE_UP_AFTER: Final = timedelta(days=5)
"""How long a mail is tried, RFC 5321 §4.5.4.1: at least 4 to 5 days."""

_FIRST_RETRY: Final = timedelta(minutes=1)
_LAST_RETRY: Final = timedelta(hours=6)
_DOUBLINGS: Final = 9
"""After so many a delay is past the longest one in any case."""


class MailState(StrEnum):
    """
    Where a mail stands.

    `UNKNOWN` is a mail that was handed over without an answer: it may have gone
    out. It is tried again, with the same Message-ID. `SOFT_BOUNCED` came back for
    now (a mailbox that is full), `HARD_BOUNCED` for good (no such mailbox); `DEAD`
    was given up, or lost the link that it carried.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    SOFT_BOUNCED = "soft bounced"
    HARD_BOUNCED = "hard bounced"
    DEAD = "dead"


class MailEvent(StrEnum):
    """
    What happens to a mail.
    """

    CLAIM = "be claimed"
    DELIVER = "be delivered"
    DEFER = "be deferred"
    LOSE = "be lost sight of"
    REFUSE = "be refused"
    BOUNCE_SOFT = "come back for now"
    BOUNCE_HARD = "come back for good"
    GIVE_UP = "be given up"


MAIL_TRANSITIONS: Transitions[MailState, MailEvent] = Transitions(
    subject="mail",
    table={
        (MailState.QUEUED, MailEvent.CLAIM): MailState.SENDING,
        (MailState.UNKNOWN, MailEvent.CLAIM): MailState.SENDING,
        # The lease of whoever claimed it has run out: taken over.
        (MailState.SENDING, MailEvent.CLAIM): MailState.SENDING,
        (MailState.SENDING, MailEvent.DELIVER): MailState.SENT,
        (MailState.SENDING, MailEvent.DEFER): MailState.QUEUED,
        (MailState.SENDING, MailEvent.LOSE): MailState.UNKNOWN,
        (MailState.SENDING, MailEvent.REFUSE): MailState.HARD_BOUNCED,
        (MailState.SENDING, MailEvent.GIVE_UP): MailState.DEAD,
        (MailState.SENT, MailEvent.BOUNCE_SOFT): MailState.SOFT_BOUNCED,
        (MailState.SENT, MailEvent.BOUNCE_HARD): MailState.HARD_BOUNCED,
        (MailState.SOFT_BOUNCED, MailEvent.BOUNCE_HARD): MailState.HARD_BOUNCED,
        # It has left, and whoever sent it did not know, or does not yet.
        (MailState.QUEUED, MailEvent.BOUNCE_SOFT): MailState.SOFT_BOUNCED,
        (MailState.QUEUED, MailEvent.BOUNCE_HARD): MailState.HARD_BOUNCED,
        (MailState.SENDING, MailEvent.BOUNCE_SOFT): MailState.SOFT_BOUNCED,
        (MailState.SENDING, MailEvent.BOUNCE_HARD): MailState.HARD_BOUNCED,
        # That it came back is the answer that was missing.
        (MailState.UNKNOWN, MailEvent.BOUNCE_SOFT): MailState.SOFT_BOUNCED,
        (MailState.UNKNOWN, MailEvent.BOUNCE_HARD): MailState.HARD_BOUNCED,
    },
)
"""Life of a mail."""

_ON_ITS_WAY: Final = frozenset({MailState.QUEUED, MailState.SENDING, MailState.UNKNOWN})


class BounceKind(StrEnum):
    """
    How a mail came back: for now, or for good.
    """

    SOFT = "soft"
    HARD = "hard"


_BOUNCES: Final[Mapping[BounceKind, MailEvent]] = {
    BounceKind.SOFT: MailEvent.BOUNCE_SOFT,
    BounceKind.HARD: MailEvent.BOUNCE_HARD,
}

_LINE: Final = 998
"""Most characters of a mail's line, RFC 5322 §2.1.1."""

_ACCOUNT: Final = "account"
SEAL_LENGTH: Final = 16
"""Hexadecimal digits of a Message-ID's seal: 64 bits, and each guess is a message."""

_MESSAGE_ID: Final = re.compile(
    r"<?([0-9]{7}[A-Z]|account)\.([!-;=?A-~]{1,100})\.([0-9a-f]{16})@([!-;=?A-~]+)>?"
)


def retry_delay(attempts: int) -> timedelta:
    """
    How long to wait after so many attempts: from a minute, doubling, to six hours.

    Example:
        >>> [retry_delay(attempts).total_seconds() for attempts in (1, 3, 100)]
        [60.0, 240.0, 21600.0]
    """
    doubled = _FIRST_RETRY * (1 << min(attempts - 1, _DOUBLINGS))
    return min(doubled, _LAST_RETRY)


@attrs.frozen(kw_only=True)
class MessageId:
    """
    A Message-ID of ours: which mail it is of, and that we made it.

    Row ids of mails that are written at once follow each other. The seal is what
    somebody who got one of them cannot guess of another.

    Attributes:
        uai: The school that the mail is about, None for a person's own account.
        mail: The mail's row id.
        seal: Sixteen hexadecimal digits, keyed and of this mail only.
        domain: Of the sender's address.
    """

    uai: Uai | None
    mail: str
    seal: str = attrs.field(repr=False)
    domain: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read a Message-ID; whether its seal is genuine is for the caller to say.

        Args:
            text: As a bounce names it, with or without its angle brackets.

        Raises:
            NotFoundError: It is none of ours.

        Example:
            >>> MessageId.parse("<0750655E.42.0123456789abcdef@example.fr>").mail
            '42'
        """
        # A bounce is somebody else's text, of any length.
        found = _MESSAGE_ID.fullmatch(text.strip()) if len(text) <= _LINE else None
        if found is None:
            raise NotFoundError
        scope, mail, seal, domain = found.groups()
        uai = None if scope == _ACCOUNT else Uai(scope, historical=True)
        return cls(uai=uai, mail=mail, seal=seal, domain=domain)

    def __str__(self) -> str:
        return f"<{self.uai or _ACCOUNT}.{self.mail}.{self.seal}@{self.domain}>"


@attrs.frozen(kw_only=True)
class Content:
    """
    A rendered mail, with a place for its link.

    Attributes:
        subject: One line.
        text: The plain part.
        html: The HTML part.
    """

    subject: str
    text: str
    html: str


@attrs.frozen(kw_only=True)
class Mail:
    """
    One mail of the outbox.

    Attributes:
        id: Row id; Message-ID, Date and boundary derive from the row.
        uai: The school that it is about; None for a person's own account.
        to: The one recipient.
        locale: The recipient's language.
        link: Handle of the link that it carries, None when it carries none.
        message: What it says, until it is rendered.
        content: What was rendered, from the first attempt to the end.
        state: Where it stands.
        created_at: When it was written.
        due_at: When it is to be tried next; while claimed, when the claim lapses.
        attempts: How often it was tried.
    """

    id: str
    uai: Uai | None
    to: EmailAddress = attrs.field(repr=False)
    locale: Locale
    link: str | None = attrs.field(default=None, repr=False)
    message: Message | None = attrs.field(repr=False)
    content: Content | None = attrs.field(default=None, repr=False)
    state: MailState = MailState.QUEUED
    created_at: datetime = attrs.field(converter=instant)
    due_at: datetime = attrs.field(converter=instant)
    attempts: int = 0

    def bounced(self, kind: BounceKind) -> "Mail":
        """
        The mail after it has come back; the same when that was known, or worse.

        Raises:
            TransitionError: It was never tried, or was given up.
        """
        event = _BOUNCES[kind]
        if self.state is MailState.QUEUED and not self.attempts:
            raise TransitionError(
                subject="mail", state=self.state.value, event=event.value
            )
        known = {MailState.HARD_BOUNCED}
        if kind is BounceKind.SOFT:
            known |= {MailState.SOFT_BOUNCED}
        return self if self.state in known else self.step(event)

    def step(self, event: MailEvent, *, due_at: datetime | None = None) -> "Mail":
        """
        The mail after an event; its body is blanked once it is sent or dead.

        Args:
            event: What happens.
            due_at: When to try next; as before when None.

        Raises:
            TransitionError: The mail is in no state for it.
        """
        state = MAIL_TRANSITIONS.after(self.state, event)
        ended = state not in _ON_ITS_WAY
        return attrs.evolve(
            self,
            state=state,
            due_at=due_at or self.due_at,
            attempts=self.attempts + (event is MailEvent.CLAIM),
            message=None if ended else self.message,
            content=None if ended else self.content,
        )


@attrs.frozen(kw_only=True)
class DeliveryReport:
    """
    What became of the mails that were due.

    Attributes:
        sent: Handed over.
        deferred: To be tried again later: refused for now, or no server there.
        unknown: Handed over without an answer; to be tried again later.
        refused: Refused for good.
        dropped: Not sent, because the link that they carry has ended meanwhile, or
            another worker has taken over.
        broken: Could not be rendered or built; to be tried again later.
        abandoned: Of all these, those that were tried for too long and given up.
    """

    sent: int = 0
    deferred: int = 0
    unknown: int = 0
    refused: int = 0
    dropped: int = 0
    broken: int = 0
    abandoned: int = 0


@attrs.frozen(kw_only=True)
class OutboxStatus:
    """
    How many mails are in each state.

    Attributes:
        queued: Waiting for their next attempt.
        sending: Claimed by a worker.
        sent: Handed over.
        unknown: Handed over without an answer, waiting for their next attempt.
        soft_bounced: Came back for now.
        hard_bounced: Came back for good.
        dead: Given up, or without the link that they carried.
        oldest_due_at: Since when the mail that has waited longest is due; None when
            none waits.
    """

    queued: int = 0
    sending: int = 0
    sent: int = 0
    unknown: int = 0
    soft_bounced: int = 0
    hard_bounced: int = 0
    dead: int = 0
    oldest_due_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )

    @classmethod
    def of(
        cls, counts: Mapping[MailState, int], *, oldest_due_at: datetime | None
    ) -> "OutboxStatus":
        """
        The status for a number of mails by state.
        """
        return cls(
            queued=counts.get(MailState.QUEUED, 0),
            sending=counts.get(MailState.SENDING, 0),
            sent=counts.get(MailState.SENT, 0),
            unknown=counts.get(MailState.UNKNOWN, 0),
            soft_bounced=counts.get(MailState.SOFT_BOUNCED, 0),
            hard_bounced=counts.get(MailState.HARD_BOUNCED, 0),
            dead=counts.get(MailState.DEAD, 0),
            oldest_due_at=oldest_due_at,
        )
