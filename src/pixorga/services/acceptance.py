"""
How an invitation is accepted, inside a transaction: once, whoever tries and however.
"""

from datetime import datetime

import attrs

from pixorga import wording
from pixorga.domain.audit import AuditEvent
from pixorga.domain.events import InvitationAccepted, InvitationReplayed
from pixorga.domain.invitation import Invitation, InvitationReason
from pixorga.domain.link import (
    Link,
    LinkEvent,
    LinkState,
    refusal_for,
)
from pixorga.domain.people import Principal
from pixorga.domain.space import School, Space
from pixorga.domain.team import Administrator, Capacity, Membership, MembershipState
from pixorga.errors import (
    LinkError,
    LinkExpiredError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
    MembershipEndedError,
    SpaceArchivedError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.arrivals import announce
from pixorga.services.issuing import Draft, is_backed, is_made_by
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts
from pixorga.tokens import TokenClaim

__all__ = [
    "Acceptance",
    "Acceptor",
    "is_deserted",
    "read_invitation",
    "refuse_deserted",
    "refuse_ended",
]


@attrs.frozen(kw_only=True)
class Acceptance:
    """
    One attempt to accept: who, how, and what it draws before its transaction.
    """

    claim: TokenClaim
    by: Principal = attrs.field(repr=False)
    capacity: Capacity
    actor: str
    membership_id: str
    draft: Draft

    @property
    def at(self) -> datetime:
        """
        When it is tried.
        """
        return self.draft.at


@attrs.frozen(kw_only=True)
class _Scene:
    """
    What an attempt finds, read under the school's lock.
    """

    school: School
    space: Space
    invitation: Invitation
    team: list[Membership]


class Acceptor:
    """
    Accepts invitations.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def accept(
        self, unit: UnitOfWork, acceptance: Acceptance
    ) -> Administrator | LinkError:
        """
        Accept; a refusal that leaves a trace is returned, to be raised once it is kept.
        """
        scene = _read(unit, acceptance.claim)
        invitation = scene.invitation
        used = invitation.state is LinkState.ACCEPTED
        if used and invitation.ended_by == acceptance.by.id:
            return _accepted_before(scene, acceptance)
        refusal = self._refusal(unit, scene, at=acceptance.at, actor=acceptance.actor)
        return refusal or self._become(unit, scene, acceptance)

    def is_open(self, unit: UnitOfWork, claim: TokenClaim, *, at: datetime) -> bool:
        """
        Whether somebody new can accept an invitation, without leaving a trace.

        Raises:
            LinkInvalidError: There are no rows behind the token.
        """
        scene = _read(unit, claim, lock=False)
        return (
            scene.invitation.is_usable(now=at)
            and is_backed(scene.invitation, scene.school, scene.team)
            and not scene.school.is_archived
        )

    def refusal(
        self, unit: UnitOfWork, claim: TokenClaim, *, at: datetime
    ) -> LinkError | None:
        """
        Why nobody who is new can accept an invitation; None while somebody can.

        For whoever is about to do something costly before `accept`.

        Args:
            unit: The transaction.
            claim: What the token stands for.
            at: When it is tried.

        Raises:
            LinkInvalidError: There are no rows behind the token.
            LinkRevokedError: It was withdrawn or replaced.
            SpaceArchivedError: The school is closed or its space archived.
        """
        return self._refusal(unit, _read(unit, claim), at=at, actor=ANONYMOUS)

    def _refusal(
        self, unit: UnitOfWork, scene: _Scene, *, at: datetime, actor: str
    ) -> LinkError | None:
        """
        A refusal that leaves a trace is returned, to be raised once it is kept.
        """
        invitation = scene.invitation
        if invitation.state is LinkState.ACCEPTED:
            return self._replayed(unit, scene, at=at, actor=actor)
        if invitation.present_state(now=at) is LinkState.EXPIRED:
            return _note(unit, invitation, LinkEvent.EXPIRE, at=at)
        refuse_ended(invitation)
        if not is_backed(invitation, scene.school, scene.team):
            return _note(unit, invitation, LinkEvent.REVOKE, at=at)
        if scene.school.is_archived:
            raise SpaceArchivedError
        return None

    def _replayed(
        self, unit: UnitOfWork, scene: _Scene, *, at: datetime, actor: str
    ) -> LinkError:
        """
        Write down who tries a used link: once, or a stranger could fill the chain.
        """
        invitation = scene.invitation
        replayed = InvitationReplayed(
            uai=invitation.uai, at=at, actor=actor, invitation=invitation.id
        )
        event = AuditEvent.after(scene.space.head, replayed)
        if not any(
            (earlier.code, earlier.actor, earlier.details)
            == (event.code, event.actor, event.details)
            for earlier in unit.audit.of_school(invitation.uai)
        ):
            self._parts.ledger.record(unit, scene.space, [replayed])
        return LinkReplayedError()

    def _become(
        self, unit: UnitOfWork, scene: _Scene, acceptance: Acceptance
    ) -> Administrator | LinkError:
        present = _latest(scene.team, acceptance.by)
        if present is not None and present.state is MembershipState.SUSPENDED:
            raise MembershipEndedError
        accepted = scene.invitation.step(
            LinkEvent.ACCEPT, at=acceptance.at, by=acceptance.by.id
        )
        if not unit.links.save(accepted):
            # Somebody was quicker; what the row says now is the answer.
            return self.accept(unit, acceptance)
        if isinstance(present, Administrator) and present.is_active:
            administrator = present
        else:
            administrator = _administrator(scene.invitation, acceptance)
            unit.team.add(administrator)
        announce(
            self._parts,
            unit,
            scene.school,
            scene.team,
            administrator,
            draft=acceptance.draft,
        )
        event = InvitationAccepted(
            uai=accepted.uai,
            at=acceptance.at,
            actor=acceptance.actor,
            invitation=accepted.id,
            membership=administrator.id,
            role=accepted.role,
            capacity=administrator.capacity,
        )
        joined = scene.space.joined(at=acceptance.at)
        self._parts.ledger.record(unit, joined, [event])
        return administrator


def _read(unit: UnitOfWork, claim: TokenClaim, *, lock: bool = True) -> _Scene:
    """
    What is behind a token.

    Raises:
        LinkInvalidError: There is nothing.
    """
    school, space, invitation = read_invitation(unit, claim, lock=lock)
    team = list(unit.team.of_school(invitation.uai))
    return _Scene(school=school, space=space, invitation=invitation, team=team)


def _accepted_before(scene: _Scene, acceptance: Acceptance) -> Administrator:
    """
    What the same person is by now.

    Raises:
        MembershipEndedError: Suspended, or removed.
    """
    membership = _latest(scene.team, acceptance.by)
    if isinstance(membership, Administrator) and membership.is_active:
        return membership
    raise MembershipEndedError


def read_invitation(
    unit: UnitOfWork, claim: TokenClaim, *, lock: bool = False
) -> tuple[School, Space, Invitation]:
    """
    The rows behind a token.

    Raises:
        LinkInvalidError: There are none.
    """
    school = unit.schools.find(claim.uai, lock=lock)
    invitation = unit.links.get(claim.uai, claim.handle)
    if school is None or school.space is None or not isinstance(invitation, Invitation):
        raise LinkInvalidError(reason=LinkInvalidReason.UNKNOWN)
    return school, school.space, invitation


def refuse_ended(link: Link) -> None:
    """
    Refuse a link that was used, withdrawn or replaced; an expired one is not.

    Raises:
        LinkReplayedError: It was used.
        LinkRevokedError: It was withdrawn or replaced.
    """
    refusal = refusal_for(link.state)
    if refusal is not None and link.state is not LinkState.EXPIRED:
        raise refusal


def is_deserted(unit: UnitOfWork, invitation: Invitation) -> bool:
    """
    Whether an invitation is a hand-over whose maker is no administrator any more.
    """
    if invitation.reason is not InvitationReason.HAND_OVER:
        return False
    return not is_made_by(invitation, unit.team.of_school(invitation.uai))


def refuse_deserted(unit: UnitOfWork, invitation: Invitation) -> None:
    """
    Refuse a hand-over whose maker is no administrator any more.

    Raises:
        LinkRevokedError: There is nobody behind it.
    """
    if is_deserted(unit, invitation):
        raise LinkRevokedError(reason=LinkRevokedReason.REVOKED)


def _note(
    unit: UnitOfWork, invitation: Invitation, event: LinkEvent, *, at: datetime
) -> LinkError:
    """
    Write down that a link has ended, and say so.

    Written down, so that a clock that goes back revives no expired link, and a
    mailbox that is given back revives no revoked one.
    """
    if invitation.state is LinkState.PENDING:
        unit.links.save(invitation.step(event, at=at))
    if event is LinkEvent.EXPIRE:
        return LinkExpiredError()
    return LinkRevokedError(reason=LinkRevokedReason.REVOKED)


def _latest(team: list[Membership], person: Principal) -> Membership | None:
    """
    The person's present membership, else the last one that ended.
    """
    own = [membership for membership in team if membership.person.id == person.id]
    return own[-1] if own else None


def _administrator(invitation: Invitation, acceptance: Acceptance) -> Administrator:
    # Whoever an administrator invited takes nothing over, and declares nothing.
    declares = invitation.reason is not InvitationReason.HAND_OVER
    return Administrator(
        id=acceptance.membership_id,
        uai=invitation.uai,
        person=acceptance.by,
        capacity=acceptance.capacity if declares else None,
        declaration=wording.DECLARATION_VERSION if declares else None,
        joined_at=acceptance.at,
    )
