"""
What the support team works with: its list of schools, and why it acts.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

import attrs

from pixorga.domain.activation import ActivationRequest
from pixorga.domain.establishment import MailboxState
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkState
from pixorga.domain.outbox import MailState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention, School, SpaceState
from pixorga.errors import (
    FieldBlankError,
    FieldCharacterError,
    FieldChoiceError,
    FieldTooLongError,
)

__all__ = [
    "NO_GROUND",
    "Ground",
    "OperatorReason",
    "RequestCase",
    "SchoolCase",
    "parse_ticket",
]

TICKET_LIMIT: Final = 64
"""Most characters of a ticket's number."""

_TICKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/#-]*")
"""An identifier of the help desk's own: free text could name somebody for ever."""


class OperatorReason(StrEnum):
    """
    Why an operator acts; the audit keeps it, so it is a code and no free text.
    """

    ACADEMY_ASKED = "academy asked"
    SCHOOL_ASKED = "school asked"
    DIRECTORY_WRONG = "directory wrong"
    MAIL_BOUNCED = "mail bounced"
    CONTEST_FOUNDED = "contest founded"
    CONTEST_UNFOUNDED = "contest unfounded"
    STAFF_LEFT = "staff left"
    SCHOOL_CLOSED = "school closed"
    SCHOOL_MERGED = "school merged"
    ABUSE = "abuse"
    MISTAKE = "mistake"

    @classmethod
    def parse(cls, text: str | None, *, field: str = "reason") -> Self:
        """
        Read a reason as it was chosen.

        Raises:
            FieldBlankError: None was chosen.
            FieldChoiceError: It is none of them.
        """
        choices = {reason.value: reason for reason in cls}
        if not text:
            raise FieldBlankError(field=field)
        if text not in choices:
            raise FieldChoiceError(field=field, choices=tuple(choices))
        return choices[text]


def parse_ticket(text: str | None, *, field: str = "ticket") -> str | None:
    """
    Read the number of a help desk's ticket; None when there is none.

    Raises:
        FieldTooLongError: It is longer than 64 characters.
        FieldCharacterError: It holds more than letters, digits and ``._/#-``.

    Example:
        >>> parse_ticket("PIX-2026/114")
        'PIX-2026/114'
    """
    ticket = (text or "").strip()
    if not ticket:
        return None
    if len(ticket) > TICKET_LIMIT:
        raise FieldTooLongError(field=field, limit=TICKET_LIMIT)
    if not _TICKET.fullmatch(ticket):
        raise FieldCharacterError(field=field)
    return ticket


@attrs.frozen(kw_only=True)
class Ground:
    """
    Why an operator acts; nothing for whoever else does.

    Attributes:
        reason: Why.
        ticket: Number of the help desk's ticket, if there is one.
    """

    reason: OperatorReason | None = None
    ticket: str | None = None


NO_GROUND: Final = Ground()
"""That of whoever is no operator."""


@attrs.frozen(kw_only=True)
class RequestCase:
    """
    A request as the support team sees it.

    Attributes:
        request: Who asked for what, and what came of it.
        school: The school's name, None when the directory has none.
        link: Where the link stands that was sent for it, None when none was.
        mail: Where the mail with that link stands, None when there is none.
    """

    request: ActivationRequest
    school: str | None
    link: LinkState | None
    mail: MailState | None


@attrs.frozen(kw_only=True)
class SchoolCase:
    """
    A school as the support team sees it.

    Attributes:
        uai: The school.
        name: Its name.
        city: The town that it is in.
        state: Where its space stands; `NEW` also when there is none yet.
        closed: Whether the directory no longer lists it as open, or an operator closed
            it.
        attention: Why it is on the list, None when it is not.
        attention_since: Since when.
        directory_mailbox: The address that the directory has.
        mailbox: The address that links go to, None when they go nowhere.
        mailbox_state: Whether links may go to the school.
    """

    uai: Uai
    name: str
    city: str
    state: SpaceState
    closed: bool
    attention: Attention | None
    attention_since: datetime | None
    directory_mailbox: EmailAddress | None = attrs.field(repr=False)
    mailbox: EmailAddress | None = attrs.field(repr=False)
    mailbox_state: MailboxState

    @classmethod
    def of(cls, school: School) -> "SchoolCase":
        """
        The case of a school.
        """
        space = school.space
        return cls(
            uai=school.establishment.uai,
            name=school.establishment.name,
            city=school.establishment.city,
            state=space.state if space else SpaceState.NEW,
            closed=school.is_closed,
            attention=space.attention if space else None,
            attention_since=space.attention_since if space else None,
            directory_mailbox=school.establishment.mailbox,
            mailbox=school.mailbox,
            mailbox_state=school.mailbox_state,
        )
