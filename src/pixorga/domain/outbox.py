"""
The outbox: mails on their way, one row each.

A row is written in the transaction that causes the mail. It holds the typed message
until the first attempt, then what was rendered of it, with a place for the link;
delivered or dead, the body is blanked. No usable link is ever in it.
"""

from datetime import datetime
from enum import StrEnum

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai
from pixorga.domain.messages import Message
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.transitions import Transitions

__all__ = [
    "MAIL_TRANSITIONS",
    "Content",
    "DeliveryReport",
    "Mail",
    "MailEvent",
    "MailState",
]


class MailState(StrEnum):
    """
    Where a mail stands.

    `UNKNOWN` is a mail that was handed over without an answer: it may have gone
    out. It is tried again, with the same Message-ID.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
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
        (MailState.SENDING, MailEvent.REFUSE): MailState.DEAD,
    },
)
"""Life of a mail."""


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
        uai: The school that it is about.
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
    uai: Uai
    to: EmailAddress = attrs.field(repr=False)
    locale: Locale
    link: str | None = attrs.field(default=None, repr=False)
    message: Message | None = attrs.field(repr=False)
    content: Content | None = attrs.field(default=None, repr=False)
    state: MailState = MailState.QUEUED
    created_at: datetime = attrs.field(converter=instant)
    due_at: datetime = attrs.field(converter=instant)
    attempts: int = 0

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
        ended = state in {MailState.SENT, MailState.DEAD}
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
        dropped: Not sent, because the link that they carry has ended meanwhile.
    """

    sent: int = 0
    deferred: int = 0
    unknown: int = 0
    refused: int = 0
    dropped: int = 0
