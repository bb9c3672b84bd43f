"""
Invitations sent again and withdrawn, under the school's lock and with authority.

Administrators do so by the verbs of `invitations`, operators by those of `support`.
"""

from collections.abc import Callable
from typing import TypeAlias

from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation, InvitationReason, InvitationSummary
from pixorga.domain.people import Operator
from pixorga.domain.space import School
from pixorga.domain.support import NO_GROUND, Ground
from pixorga.errors import NotFoundError, OperatorNeededError, SpaceArchivedError
from pixorga.ports.store import UnitOfWork
from pixorga.services.acceptance import refuse_deserted, refuse_ended
from pixorga.services.authority import Authority, require_authority
from pixorga.services.gate import Kind
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.parts import Parts

__all__ = ["Handler"]

_Verb: TypeAlias = Callable[[UnitOfWork, School, Invitation, Draft], InvitationSummary]


class Handler:
    """
    Handles invitations; see `InvitationService` for what its verbs raise.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._issuer = Issuer(parts)

    def revoke(
        self,
        invitation_id: str,
        *,
        by: Authority,
        uai: Uai,
        ground: Ground = NO_GROUND,
    ) -> InvitationSummary:
        """
        Withdraw a pending invitation.

        Args:
            invitation_id: Which, as listed.
            by: An operator; or an administrator, for what administrators issue.
            uai: The school.
            ground: Why, for an operator.
        """
        actor = self._parts.ledger.actor(by)

        def verb(
            unit: UnitOfWork, school: School, invitation: Invitation, draft: Draft
        ) -> InvitationSummary:
            if not _is_theirs(invitation, by):
                raise OperatorNeededError
            revoked, events = self._issuer.revoke(
                unit, invitation, at=draft.at, actor=actor, ground=ground
            )
            self._parts.ledger.record(unit, school.known_space, events)
            return InvitationSummary.of(revoked, now=draft.at)

        return self._change(invitation_id, by, uai, verb)

    def resend(
        self,
        invitation_id: str,
        *,
        by: Authority,
        uai: Uai,
        ground: Ground = NO_GROUND,
    ) -> InvitationSummary:
        """
        Send an invitation again, or a new one in its place.

        Args:
            invitation_id: Which, as listed.
            by: An administrator of the school, or an operator.
            uai: The school.
            ground: Why, for an operator.
        """
        actor = self._parts.ledger.actor(by)
        self._admit(invitation_id, by=by, uai=uai, actor=actor)

        def verb(
            unit: UnitOfWork, school: School, invitation: Invitation, draft: Draft
        ) -> InvitationSummary:
            refuse_ended(invitation)
            return self.send(
                unit, school, invitation, draft, actor=actor, ground=ground
            )

        return self._change(invitation_id, by, uai, verb)

    def send(
        self,
        unit: UnitOfWork,
        school: School,
        invitation: Invitation,
        draft: Draft,
        *,
        actor: str,
        ground: Ground = NO_GROUND,
    ) -> InvitationSummary:
        """
        Send an invitation that has not ended once more, for whoever may have it sent.

        Raises:
            SpaceArchivedError: The school is closed or its space archived.
            LinkRevokedError: Whoever handed over is no administrator any more.
        """
        refuse_deserted(unit, invitation)
        if school.is_archived:
            raise SpaceArchivedError
        sent, events = self._issuer.send_again(
            unit, school, invitation, draft=draft, actor=actor, ground=ground
        )
        self._parts.ledger.record(unit, school.known_space, events)
        return InvitationSummary.of(sent, now=draft.at)

    def admit(self, invitation: Invitation, *, client: str | None) -> None:
        """
        Count a mail that sends an invitation again, or refuse it.

        Args:
            invitation: Which; that to a person counts for the person's address.
            client: Where the request comes from.

        Raises:
            RequestThrottledError: There were too many.
        """
        if invitation.reason is InvitationReason.HAND_OVER:
            whom = {"addressee": str(invitation.sent_to)}
        else:
            # Apart from requests: whatever presses buttons keeps nobody from asking.
            whom = {"renewal": str(invitation.uai)}
        self._parts.gate.admit(Kind.TEAM, client=client, **whom)

    def _admit(
        self, invitation_id: str, *, by: Authority, uai: Uai, actor: str
    ) -> None:
        """
        Count an act; an operator's for the operator alone.
        """
        if isinstance(by, Operator):
            self._parts.gate.admit(Kind.TEAM, client=actor)
            return

        def work(unit: UnitOfWork) -> Invitation:
            require_authority(unit, by, uai)
            invitation = _found(unit, uai, invitation_id)
            if invitation is None:
                raise NotFoundError
            refuse_ended(invitation)
            return invitation

        invitation = self._parts.store.transact(work, read_only=True)
        self.admit(invitation, client=actor)

    def _change(
        self, invitation_id: str, by: Authority, uai: Uai, verb: _Verb
    ) -> InvitationSummary:
        draft = Draft.draw(self._parts)

        def work(unit: UnitOfWork) -> InvitationSummary:
            school = unit.schools.find(uai, lock=True)
            require_authority(unit, by, uai)
            invitation = _found(unit, uai, invitation_id)
            if school is None or invitation is None:
                raise NotFoundError
            return verb(unit, school, invitation, draft)

        return self._parts.store.transact(work)


def _found(unit: UnitOfWork, uai: Uai, invitation_id: str) -> Invitation | None:
    """
    A school's invitation by its id.
    """
    link = unit.links.by_id(uai, invitation_id)
    return link if isinstance(link, Invitation) else None


def _is_theirs(invitation: Invitation, by: Authority) -> bool:
    made_by_team = invitation.reason is InvitationReason.HAND_OVER
    return made_by_team or isinstance(by, Operator)
