"""
How invitations are made, sent again and withdrawn, inside a transaction.
"""

from collections.abc import Iterable
from datetime import datetime

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.calendar import instant
from pixorga.domain.establishment import Establishment
from pixorga.domain.events import (
    InvitationIssued,
    InvitationResent,
    InvitationRevoked,
    InvitationSuperseded,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation, InvitationReason
from pixorga.domain.link import LinkEvent, LinkPurpose, LinkState
from pixorga.domain.messages import ActivationLink, Message, TeamInvitation
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.space import School
from pixorga.domain.support import NO_GROUND, Ground
from pixorga.domain.team import Administrator, Membership, Role
from pixorga.errors import (
    InputError,
    MailboxMissingError,
    NotFoundError,
    SuccessorAddressError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.parts import Parts
from pixorga.services.post import with_link
from pixorga.tokens import HANDLE_BYTES, make_handle

__all__ = ["Draft", "Issuer", "is_backed", "is_made_by"]


@attrs.frozen(kw_only=True)
class Draft:
    """
    What the issue of one link draws before its transaction.
    """

    at: datetime
    link_id: str
    mail_id: str
    handle: str = attrs.field(repr=False)

    @classmethod
    def draw(cls, parts: Parts) -> "Draft":
        """
        Draw one of each.
        """
        return cls(
            at=instant(parts.clock.now()),
            link_id=parts.ids.new(),
            mail_id=parts.ids.new(),
            handle=make_handle(parts.randomness.secret(HANDLE_BYTES)),
        )


class Issuer:
    """
    Issues invitations: one pending link to a mailbox at a time.

    Everything here runs under the school's lock, which the caller holds.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def issue(
        self,
        unit: UnitOfWork,
        school: School,
        *,
        draft: Draft,
        reason: InvitationReason,
        subject: str,
        sent_to: EmailAddress,
        locale: Locale,
        actor: str,
        ground: Ground = NO_GROUND,
    ) -> tuple[Invitation, list[SchoolEvent]]:
        """
        Make an invitation and queue its mail; a pending one to the mailbox ends.

        Raises:
            InputError: A hand-over would go to the school's own mailbox.
        """
        if reason is InvitationReason.HAND_OVER:
            _require_person_s(sent_to, school)
        uai = school.establishment.uai
        events = self._make_room(unit, uai, sent_to, at=draft.at, actor=actor)
        invitation = Invitation(
            id=draft.link_id,
            uai=uai,
            handle=draft.handle,
            key_id=self._parts.tokens.key_id,
            purpose=LinkPurpose.JOIN,
            subject=subject,
            sent_to=sent_to,
            locale=locale,
            issued_at=draft.at,
            expires_at=draft.at + self._parts.site.link_lifetime,
            reason=reason,
            role=Role.ADMINISTRATOR,
        )
        unit.links.add(invitation)
        self._mail(unit, school, invitation, draft)
        issued = InvitationIssued(
            uai=uai,
            at=draft.at,
            actor=actor,
            invitation=invitation.id,
            reason=reason,
            role=invitation.role,
            why=ground.reason,
            ticket=ground.ticket,
        )
        return invitation, [*events, issued]

    def send_again(
        self,
        unit: UnitOfWork,
        school: School,
        invitation: Invitation,
        *,
        draft: Draft,
        actor: str,
        ground: Ground,
    ) -> tuple[Invitation, list[SchoolEvent]]:
        """
        Send an invitation again, or a new one to where it would go today.

        The same link while that is worth while, see `Link.can_be_sent_again`.
        """
        sent_to = _destination(school, invitation)
        invitation = _latest(unit, invitation, sent_to)
        same = sent_to == invitation.sent_to
        if not (same and invitation.can_be_sent_again(now=draft.at)):
            return self.issue(
                unit,
                school,
                draft=draft,
                reason=invitation.reason,
                subject=invitation.subject,
                sent_to=sent_to,
                locale=invitation.locale,
                actor=actor,
                ground=ground,
            )
        again = invitation.sent_again(now=draft.at)
        unit.links.save(again)
        self._mail(unit, school, again, draft)
        resent = InvitationResent(
            uai=again.uai,
            at=draft.at,
            actor=actor,
            invitation=again.id,
            reason=ground.reason,
            ticket=ground.ticket,
        )
        return again, [resent]

    def revoke(
        self,
        unit: UnitOfWork,
        invitation: Invitation,
        *,
        at: datetime,
        actor: str,
        ground: Ground,
    ) -> tuple[Invitation, list[SchoolEvent]]:
        """
        Withdraw a pending invitation.

        Raises:
            TransitionError: It is no longer pending.
        """
        revoked = invitation.step(LinkEvent.REVOKE, at=at)
        unit.links.save(revoked)
        event = InvitationRevoked(
            uai=revoked.uai,
            at=at,
            actor=actor,
            invitation=revoked.id,
            reason=ground.reason,
            ticket=ground.ticket,
        )
        return revoked, [event]

    def _make_room(
        self,
        unit: UnitOfWork,
        uai: Uai,
        sent_to: EmailAddress,
        *,
        at: datetime,
        actor: str,
    ) -> list[SchoolEvent]:
        earlier = unit.links.pending(uai, purpose=LinkPurpose.JOIN, sent_to=sent_to)
        if earlier is None:
            return []
        if earlier.present_state(now=at) is LinkState.EXPIRED:
            unit.links.save(earlier.step(LinkEvent.EXPIRE, at=at))
            return []
        unit.links.save(earlier.step(LinkEvent.SUPERSEDE, at=at))
        return [
            InvitationSuperseded(uai=uai, at=at, actor=actor, invitation=earlier.id)
        ]

    def _mail(
        self,
        unit: UnitOfWork,
        school: School,
        invitation: Invitation,
        draft: Draft,
    ) -> None:
        message = _letter(unit, school.establishment, invitation)
        mail = with_link(invitation, message, mail_id=draft.mail_id, at=draft.at)
        unit.outbox.add([mail])


def is_backed(invitation: Invitation, school: School, team: list[Membership]) -> bool:
    """
    Whether an invitation still has behind it what it had when it was made.

    An activation or recovery: the mailbox is still the school's. A hand-over: whoever
    made it still is an active administrator.
    """
    if _is_hand_over(invitation):
        return is_made_by(invitation, team)
    return school.mailbox == invitation.sent_to


def is_made_by(invitation: Invitation, team: Iterable[Membership]) -> bool:
    """
    Whether whoever made a hand-over still is an active administrator.
    """
    return any(
        membership.id == invitation.subject
        and isinstance(membership, Administrator)
        and membership.is_active
        for membership in team
    )


def _require_person_s(sent_to: EmailAddress, school: School) -> None:
    """
    Refuse to hand a space over to the school's mailbox, official or confirmed.

    Such a link would end the recovery that waits there, and could then be withdrawn:
    a departed head could keep the successor out.

    Raises:
        InputError: The address is the mailbox's.
    """
    if sent_to in (school.mailbox, school.establishment.mailbox):
        raise InputError(errors=(SuccessorAddressError(field="to"),))


def _latest(
    unit: UnitOfWork, invitation: Invitation, sent_to: EmailAddress
) -> Invitation:
    """
    The invitation itself, or the one that has replaced it at its mailbox since.
    """
    pending = unit.links.pending(
        invitation.uai, purpose=LinkPurpose.JOIN, sent_to=sent_to
    )
    if not isinstance(pending, Invitation):
        return invitation
    # A hand-over to an address that has become the mailbox replaces no recovery.
    same_kind = _is_hand_over(pending) == _is_hand_over(invitation)
    return pending if same_kind else invitation


def _is_hand_over(invitation: Invitation) -> bool:
    return invitation.reason is InvitationReason.HAND_OVER


def _destination(school: School, invitation: Invitation) -> EmailAddress:
    if _is_hand_over(invitation):
        return invitation.sent_to
    if school.mailbox is None:
        raise MailboxMissingError
    return school.mailbox


def _letter(
    unit: UnitOfWork, establishment: Establishment, invitation: Invitation
) -> Message:
    """
    What the mail of an invitation says.

    Raises:
        NotFoundError: Whoever it names has been erased since.
    """
    if _is_hand_over(invitation):
        team = unit.team.of_school(invitation.uai)
        (maker,) = (member for member in team if member.id == invitation.subject)
        return TeamInvitation(
            school=establishment.name,
            school_kind=establishment.kind,
            administrator=maker.person.name,
            role=invitation.role,
            hand_over=True,
            expires_at=invitation.expires_at,
        )
    request = unit.requests.get(invitation.uai, invitation.subject)
    if request is None:
        raise NotFoundError
    return ActivationLink(
        school=establishment.name,
        school_kind=establishment.kind,
        requester=request.requester,
        reason=invitation.reason,
        expires_at=invitation.expires_at,
    )
