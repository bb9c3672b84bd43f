"""
The school as the national directory describes it: theirs, never changed by us.
"""

from enum import StrEnum
from typing import Final

import attrs

from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.errors import FieldCharacterError, FieldTooLongError

__all__ = ["Establishment", "EstablishmentKind", "MailboxState", "printable"]


class EstablishmentKind(StrEnum):
    """
    What kind of school it is, as far as it matters here.
    """

    COLLEGE = "college"
    LYCEE = "lycee"
    EREA = "erea"
    OTHER = "other"


class MailboxState(StrEnum):
    """
    Whether links may go to the school's mailbox.

    `TO_CONFIRM` is an address that the directory prints and that is not one of the
    school's own academy: an operator looks at it first.
    """

    USABLE = "usable"
    TO_CONFIRM = "to confirm"
    MISSING = "missing"


NAME_LIMIT: Final = 200
"""Most characters of a school's name; the directory's longest has about 90."""


def printable(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    """
    Refuse a school's name or town that mails and pages could not show.

    Raises:
        FieldTooLongError: It has more than 200 characters.
        FieldCharacterError: It holds a line break, or a character without a shape.
    """
    if len(value) > NAME_LIMIT:
        raise FieldTooLongError(field=attribute.name, limit=NAME_LIMIT)
    if not value.isprintable():
        raise FieldCharacterError(field=attribute.name)


def _state_of_mailbox(establishment: "Establishment") -> MailboxState:
    return MailboxState.USABLE if establishment.mailbox else MailboxState.MISSING


@attrs.frozen(kw_only=True)
class Establishment:
    """
    One school of the directory.

    Attributes:
        uai: Its identity.
        name: Its name as the directory writes it.
        kind: What kind of school it is.
        city: The town that it is in.
        mailbox: Its institutional address; links go nowhere else.
        mailbox_state: Whether links may go there.
        closed: Whether the directory no longer lists it as open.

    Raises:
        FieldError: Its name or town cannot be shown.

    Example:
        >>> college = Establishment(
        ...     uai=Uai.parse("0750655E"),
        ...     name="Collège Jules Ferry",
        ...     kind=EstablishmentKind.COLLEGE,
        ...     city="Paris",
        ...     mailbox=EmailAddress.parse("ce.0750655e@ac-paris.fr"),
        ... )
        >>> college.mailbox_state
        <MailboxState.USABLE: 'usable'>
    """

    uai: Uai
    name: str = attrs.field(validator=printable)
    kind: EstablishmentKind = EstablishmentKind.OTHER
    city: str = attrs.field(default="", validator=printable)
    mailbox: EmailAddress | None = attrs.field(default=None, repr=False)
    mailbox_state: MailboxState = attrs.field(
        default=attrs.Factory(_state_of_mailbox, takes_self=True)
    )
    closed: bool = False
