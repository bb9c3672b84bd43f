"""
The school as the national directory describes it: theirs, never changed by us.

Links go to a mailbox that only the school can read. The directory does not say which
of its addresses is one, so the address's domain decides: the school's own academy
runs the mailboxes that it gives to heads; anybody can have an address at a webmail;
whatever lies between is looked at by a person first.
"""

import re
from enum import StrEnum
from typing import Final

import attrs

from pixorga.domain.academies import academy_of_domain
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.errors import FieldCharacterError, FieldTooLongError

__all__ = [
    "FREE_WEBMAILS",
    "NAME_LIMIT",
    "Establishment",
    "EstablishmentKind",
    "MailboxState",
    "is_free_webmail",
    "mailbox_state_of",
    "printable",
]


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


FREE_WEBMAILS: Final = frozenset(
    {
        # French providers, and the names that they have taken over.
        "9online.fr",
        "aliceadsl.fr",
        "bbox.fr",
        "caramail.fr",
        "cegetel.net",
        "club-internet.fr",
        "free.fr",
        "freesbee.fr",
        "ifrance.com",
        "laposte.net",
        "libertysurf.fr",
        "mailo.com",
        "netcourrier.com",
        "neuf.fr",
        "noos.fr",
        "numericable.fr",
        "orange.fr",
        "sfr.fr",
        "tele2.fr",
        "tiscali.fr",
        "voila.fr",
        "wanadoo.fr",
        "worldonline.fr",
        # Overseas.
        "canl.nc",
        "lagoon.nc",
        "mail.pf",
        "mediaserv.net",
        "mls.nc",
        "nautile.nc",
        "only.fr",
        # All over the world.
        "duck.com",
        "fastmail.com",
        "gmail.com",
        "googlemail.com",
        "icloud.com",
        "mac.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "pm.me",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "rocketmail.com",
        "t-online.de",
        "tuta.com",
        "tuta.io",
        "tutanota.com",
        "tutanota.de",
        "tutamail.com",
        "web.de",
        "windowslive.com",
        "ymail.com",
    }
)
"""
Domains at which anybody can have an address; gathered, for there is no list of them.
"""

_FAMILIES: Final = re.compile(
    r"(?:aol|caramail|gmx|hotmail|live|outlook|yahoo|yandex|zoho(?:mail)?)"
    r"\.(?:com?\.)?[a-z]{2,3}"
)
"""
Webmails that have a domain in each country: yahoo.fr, yahoo.com, yahoo.co.uk.
"""


def is_free_webmail(domain: str) -> bool:
    """
    Whether anybody can have an address at a domain, so that it proves nothing.

    Args:
        domain: What follows the @ of an address, in any case.

    Example:
        >>> is_free_webmail("Yahoo.co.uk"), is_free_webmail("outlook.example.fr")
        (True, False)
    """
    lower = domain.lower()
    return lower in FREE_WEBMAILS or _FAMILIES.fullmatch(lower) is not None


def mailbox_state_of(uai: Uai, mailbox: EmailAddress) -> MailboxState:
    """
    What may be said of an address that the directory prints for a school.

    Args:
        uai: The school, whose department tells its academy.
        mailbox: The address.

    Returns:
        Usable at a domain of the school's own academy; missing at a free webmail,
        where it is no mailbox of a school; else to be confirmed, also at another
        academy's.

    Example:
        >>> paris = Uai.parse("0750655E")
        >>> mailbox_state_of(paris, EmailAddress("ce.0750655e@ac-paris.fr"))
        <MailboxState.USABLE: 'usable'>
        >>> mailbox_state_of(paris, EmailAddress("ce.0750655e@ac-lille.fr"))
        <MailboxState.TO_CONFIRM: 'to confirm'>
    """
    domain = mailbox.domain
    academy = academy_of_domain(domain)
    if academy is None:
        webmail = is_free_webmail(domain)
        return MailboxState.MISSING if webmail else MailboxState.TO_CONFIRM
    if academy is uai.academy:
        return MailboxState.USABLE
    return MailboxState.TO_CONFIRM


NAME_LIMIT: Final = 200
"""
Most characters of a school's name, and of its town's; the directory's longest has
about 90.
"""


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
