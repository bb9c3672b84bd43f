"""
What the directory's changes mean for a school's links: another mailbox, or its closing.
"""

from collections.abc import Callable
from datetime import datetime

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.establishment import Establishment
from pixorga.domain.events import InvitationRevoked, MailboxChanged
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation, InvitationReason
from pixorga.domain.link import Link, LinkEvent, LinkState
from pixorga.domain.space import Attention, School, Space
from pixorga.ports.store import UnitOfWork
from pixorga.services.parts import StoreParts

__all__ = ["Mailboxes", "attended", "revoke_links", "withdrawn"]


class Mailboxes:
    """
    Follows the directory's changes of mailboxes, and its closings.
    """

    def __init__(self, parts: StoreParts) -> None:
        self._parts = parts

    def changed(
        self,
        unit: UnitOfWork,
        before: School,
        after: Establishment,
        *,
        at: datetime,
        actor: str,
    ) -> None:
        """
        Withdraw the links to a school's mailbox, if it is no longer the school's.

        Of a school that closes, all invitations are withdrawn, so that none comes back
        to life if it opens again. Contests stay: whoever was let in can still act.

        What an operator had confirmed is forgotten once the directory says something
        else, and does not come back when the directory says the former again.

        Args:
            unit: The transaction that writes the directory's row.
            before: The school as read, under its lock, with its space.
            after: The row that is written.
            at: When.
            actor: Pseudonym of who does it.
        """
        space = _confirmed_by(before.known_space, after)
        later = School(establishment=after, space=space)
        events: list[SchoolEvent] = []
        if later.mailbox != before.mailbox:
            events = [
                MailboxChanged(uai=after.uai, at=at, actor=actor),
                *revoke_links(unit, after.uai, at=at, actor=actor),
            ]
            space = attended(later, space)
        if later.is_closed and not before.is_closed:
            events += revoke_links(
                unit, after.uai, at=at, actor=actor, those=_is_invitation
            )
        if space != before.space or events:
            self._parts.ledger.record(unit, space, events)


def attended(school: School, space: Space) -> Space:
    """
    The space off the support team's list, once the school has a usable mailbox.
    """
    if school.mailbox is None:
        return space
    return space.unlisted(
        Attention.MAILBOX_MISSING,
        Attention.MAILBOX_TO_CONFIRM,
        Attention.MAIL_BOUNCED,
        Attention.MAIL_GIVEN_UP,
    )


def _went_to_mailbox(link: Link) -> bool:
    # A hand-over went to a person, who may well read that mailbox.
    return not (
        isinstance(link, Invitation) and link.reason is InvitationReason.HAND_OVER
    )


def _is_invitation(link: Link) -> bool:
    return isinstance(link, Invitation)


def revoke_links(
    unit: UnitOfWork,
    uai: Uai,
    *,
    at: datetime,
    actor: str,
    those: Callable[[Link], bool] = _went_to_mailbox,
) -> list[SchoolEvent]:
    """
    Withdraw a school's pending links.

    Args:
        unit: The transaction.
        uai: The school.
        at: When.
        actor: Pseudonym of who does it.
        those: Which ones; those to the school's mailbox, contests included.
    """
    events: list[SchoolEvent] = []
    for link in unit.links.of_school(uai):
        if link.state is not LinkState.PENDING or not those(link):
            continue
        ended = withdrawn(link, at=at)
        unit.links.save(ended)
        if isinstance(link, Invitation) and ended.state is LinkState.REVOKED:
            events.append(
                InvitationRevoked(uai=uai, at=at, actor=actor, invitation=link.id)
            )
    return events


def withdrawn(link: Link, *, at: datetime) -> Link:
    """
    A pending link after it was withdrawn; expired, if its time was over before.

    Raises:
        TransitionError: It is no longer pending.
    """
    usable = link.is_usable(now=at)
    return link.step(LinkEvent.REVOKE if usable else LinkEvent.EXPIRE, at=at)


def _confirmed_by(space: Space, after: Establishment) -> Space:
    if space.confirmed_against == after.mailbox:
        return space
    return attrs.evolve(space, confirmed_mailbox=None, confirmed_against=None)
