"""
Invitations: for whoever holds the link, and for those who watch over a school.
"""

from typing import TypeVar

from pixorga.domain.calendar import instant, last_day
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import (
    Invitation,
    InvitationReason,
    InvitationSummary,
    InvitationView,
)
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.domain.people import PersonName, Principal
from pixorga.domain.team import Administrator, Capacity
from pixorga.errors import FieldMismatchError, LinkError, LoginNeededError
from pixorga.ports.store import UnitOfWork
from pixorga.services.acceptance import (
    Acceptance,
    Acceptor,
    is_deserted,
    read_invitation,
    refuse_ended,
)
from pixorga.services.accounts import AccountService, SignUp
from pixorga.services.authority import (
    Authority,
    require_authority,
    require_team,
    school_of,
)
from pixorga.services.forms import Form, parse_filled, typed_code
from pixorga.services.handling import Handler
from pixorga.services.issuing import Draft
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts
from pixorga.tokens import TokenClaim

__all__ = ["InvitationService"]

T = TypeVar("T")


class InvitationService:
    """
    Answers whoever holds an invitation's link, and those who watch over a school.
    """

    def __init__(self, parts: Parts, *, accounts: AccountService) -> None:
        self._parts = parts
        self._accounts = accounts
        self._acceptor = Acceptor(parts)
        self._handler = Handler(parts)

    def peek(self, token: str | None) -> InvitationView:
        """
        Look at an invitation; nothing changes, however often and by whomever.

        Safe for GET and HEAD, mail scanners included.

        Args:
            token: The string in the link.

        Returns:
            What may be shown, whatever the link's state.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
        """
        now = instant(self._parts.clock.now())
        claim = self._claim(token)

        def work(unit: UnitOfWork) -> InvitationView:
            school, _, invitation = read_invitation(unit, claim)
            state = invitation.present_state(now=now)
            if state is LinkState.PENDING and is_deserted(unit, invitation):
                state = LinkState.REVOKED
            return InvitationView(
                uai=invitation.uai,
                school=school.establishment.name,
                kind=school.establishment.kind,
                reason=invitation.reason,
                role=invitation.role,
                requester=_requester(unit, invitation),
                state=state,
                last_day=last_day(invitation.expires_at),
            )

        return self._parts.store.transact(work, read_only=True)

    def redeem(
        self,
        token: str | None,
        *,
        by: Principal,
        capacity: Capacity | str | None = Capacity.DIRECTION,
    ) -> Administrator:
        """
        Accept an invitation, once: the person becomes administrator of the school.

        The same person accepting again gets the present membership, and nothing
        else happens.

        Args:
            token: The string in the link.
            by: Who accepts: somebody who has logged in, never merely the link.
            capacity: In which capacity, as the person declares it, or as chosen in a
                form.

        Raises:
            LoginNeededError: Nobody has logged in.
            InputError: The capacity is none; the link still works.
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
            LinkExpiredError: Its time is over.
            LinkRevokedError: It was withdrawn, or a newer one replaced it.
            LinkReplayedError: Somebody else has used it; the first attempt of each
                person is audited.
            MembershipEndedError: The person was suspended or removed.
            SpaceArchivedError: The school is closed or its space archived.
        """
        if not isinstance(by, Principal):
            # A scanner that submits the form has nobody to accept for.
            raise LoginNeededError
        form = Form()
        declared = form.take(lambda: Capacity.parse(capacity))
        if declared is None:
            raise form.error()
        acceptance = self._acceptance(token, by, declared)
        return _answer(
            self._parts.store.transact(
                lambda unit: self._acceptor.accept(unit, acceptance)
            )
        )

    def join(
        self,
        token: str | None,
        *,
        sign_up: SignUp,
        capacity: Capacity | str | None = Capacity.DIRECTION,
    ) -> Administrator:
        """
        Sign up and accept an invitation, in one transaction: both or neither.

        Args:
            token: The string in the link.
            sign_up: The sign-up form as it was filled in.
            capacity: In which capacity, as the person declares it, or as chosen in a
                form.

        Raises:
            InputError: Some fields cannot be used; the link still works. The link is
                looked at first.
            AddressTakenError: There is an account under the address: log in with it.
            LinkError: As for `redeem`.
            SpaceArchivedError: The school is closed or its space archived.
        """
        claim = self._claim(token)
        # The link first: a stranger with a dead one shall not cost a password hash.
        self._require_usable(claim)
        form = Form()
        form.take(lambda: _typed_again(sign_up.uai, claim.uai))
        form.take(lambda: Capacity.parse(capacity))
        opening = self._accounts.prepare(sign_up, form=form)
        acceptance = self._acceptance(
            token, opening.account.principal, Capacity.parse(capacity)
        )

        def work(unit: UnitOfWork) -> Administrator | LinkError:
            answer = self._acceptor.accept(unit, acceptance)
            if isinstance(answer, Administrator):
                self._accounts.open(unit, opening)
            return answer

        return _answer(self._parts.store.transact(work))

    def renew(
        self, token: str | None, *, client: str | None = None
    ) -> InvitationSummary:
        """
        Have an expired link replaced: a new one goes to the same mailbox.

        For the holder of the old link, on the page that says that it has expired.
        While it is still good, it is sent once more.

        Args:
            token: The string in the old link.
            client: Where the request comes from, as for `activation.request`.

        Raises:
            RequestThrottledError: There were too many; nothing was sent.
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
            LinkRevokedError: It was withdrawn, or replaced: the latest one counts.
            LinkReplayedError: It was used.
            MailboxMissingError: The school has no usable mailbox any more.
            SpaceArchivedError: The school is closed or its space archived.
            NotFoundError: Whoever asked for it was erased: fill in the form again.
        """
        claim = self._claim(token)
        self._handler.admit(self._renewable(claim), client=client)
        draft = Draft.draw(self._parts)

        def work(unit: UnitOfWork) -> InvitationSummary:
            school, _, invitation = read_invitation(unit, claim, lock=True)
            refuse_ended(invitation)
            return self._handler.send(unit, school, invitation, draft, actor=ANONYMOUS)

        return self._parts.store.transact(work)

    def list(
        self, *, by: Authority, uai: Uai | str | None = None
    ) -> tuple[InvitationSummary, ...]:
        """
        All invitations of a school, oldest first, whatever their state.

        Args:
            by: An administrator of the school, or an operator.
            uai: The school, for an operator.

        Raises:
            AuthorityError: Not, or no longer, an active administrator of the school.
        """
        school = school_of(by, uai)
        now = instant(self._parts.clock.now())

        def work(unit: UnitOfWork) -> tuple[InvitationSummary, ...]:
            require_authority(unit, by, school)
            return tuple(
                InvitationSummary.of(link, now=now)
                for link in unit.links.of_school(school)
                if isinstance(link, Invitation)
            )

        return self._parts.store.transact(work, read_only=True)

    def revoke(self, invitation_id: str, *, by: Administrator) -> InvitationSummary:
        """
        Withdraw a pending hand-over: its link is dead from now on.

        Operators withdraw whatever invitation by `support.revoke_invitation`.

        Args:
            invitation_id: Which, as listed.
            by: An administrator of the school.

        Raises:
            ReasonNeededError: It is an operator.
            AuthorityError: Not, or no longer, an active administrator of the school.
            OperatorNeededError: Activations and recoveries are not the team's to end:
                a departed head could keep the successor out.
            NotFoundError: The school has no such invitation.
            TransitionError: It is no longer pending.
        """
        return self._handler.revoke(invitation_id, by=require_team(by), uai=by.uai)

    def resend(self, invitation_id: str, *, by: Administrator) -> InvitationSummary:
        """
        Send an invitation again; no token is needed, so it outlives a change of keys.

        The link and its end stay while half of its life is left; then its end is put
        off once; after that, a new link supersedes it. Operators do the same by
        `support.resend_invitation`.

        Args:
            invitation_id: Which, as listed.
            by: An administrator of the school.

        Returns:
            The invitation whose link was sent: the same, or the new one.

        Raises:
            ReasonNeededError: It is an operator.
            AuthorityError: Not, or no longer, an active administrator of the school.
            NotFoundError: The school has no such invitation, or whoever asked for it
                was erased.
            LinkRevokedError: It was withdrawn or replaced.
            LinkReplayedError: It was used.
            MailboxMissingError: The school has no usable mailbox any more.
            SpaceArchivedError: The school is closed or its space archived.
            RequestThrottledError: Whoever acts had too many mails sent, or the school's
                mailbox or the successor got too many.
        """
        return self._handler.resend(invitation_id, by=require_team(by), uai=by.uai)

    def _claim(self, token: str | None) -> TokenClaim:
        now = instant(self._parts.clock.now())
        return self._parts.tokens.check(token, purpose=LinkPurpose.JOIN, now=now)

    def _renewable(self, claim: TokenClaim) -> Invitation:
        """
        The invitation behind a token, unless it has ended for good.
        """

        def work(unit: UnitOfWork) -> Invitation:
            _, _, invitation = read_invitation(unit, claim)
            refuse_ended(invitation)
            return invitation

        return self._parts.store.transact(work, read_only=True)

    def _require_usable(self, claim: TokenClaim) -> None:
        """
        Refuse a link that nobody new can accept, once that has left its trace.
        """
        at = instant(self._parts.clock.now())
        transact = self._parts.store.transact
        if transact(lambda u: self._acceptor.is_open(u, claim, at=at), read_only=True):
            return
        _answer(transact(lambda u: self._acceptor.refusal(u, claim, at=at)))

    def _acceptance(
        self, token: str | None, by: Principal, capacity: Capacity
    ) -> Acceptance:
        return Acceptance(
            claim=self._claim(token),
            by=by,
            capacity=capacity,
            actor=self._parts.ledger.actor(by),
            membership_id=self._parts.ids.new(),
            draft=Draft.draw(self._parts),
        )


def _typed_again(typed: str | None, uai: Uai) -> Uai:
    """
    The school's UAI, which whoever signs up was asked to type.
    """
    if typed_code(parse_filled(typed, field="uai")) != str(uai):
        raise FieldMismatchError(field="uai")
    return uai


def _answer(answer: T | LinkError) -> T:
    if isinstance(answer, LinkError):
        raise answer
    return answer


def _requester(unit: UnitOfWork, invitation: Invitation) -> PersonName | None:
    """
    Who is behind an invitation: the person at the form, or the administrator.
    """
    if invitation.reason is not InvitationReason.HAND_OVER:
        request = unit.requests.get(invitation.uai, invitation.subject)
        return request.requester if request else None
    for membership in unit.team.of_school(invitation.uai):
        if membership.id == invitation.subject:
            return membership.person.name
    return None
