"""
Mails for the outbox: one with a link for one mailbox, notices for many.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from pixorga.domain.account import Account
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import AccountLink, Link
from pixorga.domain.messages import AccountMessage, Message
from pixorga.domain.outbox import Mail
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.space import School
from pixorga.domain.team import Administrator, Membership

__all__ = [
    "Recipient",
    "administrators_of",
    "mailbox_of",
    "notices",
    "to_account",
    "with_link",
]

Recipient: TypeAlias = tuple[EmailAddress, Locale]
"""Where a mail goes, and the language that is read there."""


def mailbox_of(school: School) -> list[Recipient]:
    """
    The school's mailbox, if it has one that mails may go to.
    """
    # French schools read French, whatever language a request came in.
    return [(school.mailbox, Locale.FR)] if school.mailbox else []


def administrators_of(
    team: Iterable[Membership], *, but: str | None = None
) -> list[Recipient]:
    """
    The own addresses of a school's active administrators.

    Args:
        team: All memberships of the school.
        but: Row id of a membership to leave out.
    """
    return [
        (membership.person.email, membership.person.locale)
        for membership in team
        if isinstance(membership, Administrator)
        and membership.is_active
        and membership.id != but
    ]


def with_link(link: Link, message: Message, *, mail_id: str, at: datetime) -> Mail:
    """
    A mail that carries a link, to the mailbox that the link is for.
    """
    return Mail(
        id=mail_id,
        uai=link.uai,
        to=link.sent_to,
        locale=link.locale,
        link=link.handle,
        message=message,
        created_at=at,
        due_at=at,
    )


def to_account(
    account: Account,
    message: AccountMessage,
    *,
    mail_id: str,
    at: datetime,
    link: AccountLink | None = None,
) -> Mail:
    """
    A mail to a person's account: to its address, or to the one that a link went to.
    """
    return Mail(
        id=mail_id,
        uai=None,
        to=link.sent_to if link else account.email,
        locale=account.locale,
        link=link.handle if link else None,
        message=message,
        created_at=at,
        due_at=at,
    )


def notices(
    uai: Uai,
    message: Message,
    recipients: Iterable[Recipient],
    *,
    mail_id: str,
    at: datetime,
) -> list[Mail]:
    """
    One mail without a link for each recipient.

    Args:
        uai: The school that it is about.
        message: What it says.
        recipients: Who is told.
        mail_id: The id that was drawn for all of them; each gets a number after it,
            so that nothing is drawn inside the transaction.
        at: When.
    """
    return [
        Mail(
            id=f"{mail_id}-{number}",
            uai=uai,
            to=to,
            locale=locale,
            message=message,
            created_at=at,
            due_at=at,
        )
        for number, (to, locale) in enumerate(recipients, start=1)
    ]
