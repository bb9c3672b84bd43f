"""
The support team's verbs: what it sees, and what it puts right; each with its reason.
"""

from collections.abc import Sequence
from functools import partial
from typing import Final

import attrs

from pixorga.domain.account import AccountView
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.calendar import instant
from pixorga.domain.establishment import is_free_webmail
from pixorga.domain.events import AddressConfirmed, LoginsUnblocked
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationSummary
from pixorga.domain.link import Link
from pixorga.domain.outbox import Mail
from pixorga.domain.people import EmailAddress, Operator
from pixorga.domain.space import School, Space
from pixorga.domain.support import (
    OperatorReason,
    RequestCase,
    SchoolCase,
    parse_ticket,
)
from pixorga.domain.team import Membership
from pixorga.errors import (
    EstablishmentUnknownError,
    MailboxRefusedError,
    NotFoundError,
    OperatorNeededError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.accounts import save_account
from pixorga.services.acts import (
    Act,
    Deed,
    Scene,
    archive,
    close,
    confirm,
    correct,
    orphan,
    reopen,
    unblock,
)
from pixorga.services.forms import Form
from pixorga.services.handling import Handler
from pixorga.services.logins import Logins
from pixorga.services.memberships import Memberships
from pixorga.services.parts import Parts

__all__ = ["SupportService"]

PAGE: Final = 50
"""Rows of a list, unless told otherwise."""

PAGE_LIMIT: Final = 500
"""Most rows of a list."""


class SupportService:
    """
    Helps schools; for operators only.

    Every verb that changes something takes a reason, one of `OperatorReason`, and if
    there is one the number of a ticket; both go into the school's chain of events.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._memberships = Memberships(parts)
        self._handler = Handler(parts)
        self._logins = Logins(parts.pseudonyms)

    def schools(
        self, *, by: Operator, after: Uai | str | None = None, limit: int = PAGE
    ) -> tuple[SchoolCase, ...]:
        """
        The list: schools that somebody should look into, by UAI.

        Args:
            by: Who asks.
            after: Only those after this one, for the next page.
            limit: The most to return, 500 at most.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: The page begins after no UAI.
        """
        _require_operator(by)
        last = None if after is None else _uai(after)
        found = self._parts.store.transact(
            lambda unit: unit.schools.on_list(after=last, limit=_bounded(limit)),
            read_only=True,
        )
        return tuple(SchoolCase.of(school) for school in found)

    def school(self, uai: Uai | str | None, *, by: Operator) -> SchoolCase:
        """
        One school, on the list or not.

        Args:
            uai: Which.
            by: Who asks.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: It is no UAI.
            EstablishmentUnknownError: The directory has no such school.
        """
        _require_operator(by)
        code = _uai(uai)
        found = self._parts.store.transact(
            lambda unit: unit.schools.find(code), read_only=True
        )
        if found is None:
            raise EstablishmentUnknownError
        return SchoolCase.of(found)

    def requests(
        self,
        *,
        by: Operator,
        uai: Uai | str | None = None,
        before: str | None = None,
        limit: int = PAGE,
    ) -> tuple[RequestCase, ...]:
        """
        Requests with what came of them, latest first.

        Args:
            by: Who asks.
            uai: Only those for this school; all without.
            before: Only those before this request's id, for the next page.
            limit: The most to return, 500 at most.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: The school is no UAI.
        """
        _require_operator(by)
        school = None if uai is None else _uai(uai)

        def work(unit: UnitOfWork) -> tuple[RequestCase, ...]:
            found = unit.requests.latest(
                uai=school, before=before, limit=_bounded(limit)
            )
            cases = _Cases(unit)
            return tuple(cases.of(request) for request in found)

        return self._parts.store.transact(work, read_only=True)

    def team(self, uai: Uai | str | None, *, by: Operator) -> tuple[Membership, ...]:
        """
        All memberships of a school, whatever their state, oldest first.

        Args:
            uai: Which school.
            by: Who asks.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: It is no UAI.
        """
        _require_operator(by)
        code = _uai(uai)
        return self._parts.store.transact(
            lambda unit: tuple(unit.team.of_school(code)), read_only=True
        )

    def confirm_mailbox(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Let links go to the mailbox that the directory has.

        It holds until the directory says something else; pending links to another one,
        by which it was corrected before, are withdrawn.

        Args:
            uai: Which school.
            by: Who confirms.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used, or the mailbox is at a free webmail.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
            MailboxMissingError: It has no mailbox for it: correct it instead.
        """
        return self._on_school(uai, by, reason, ticket, confirm)

    def correct_mailbox(
        self,
        uai: Uai | str | None,
        *,
        mailbox: str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Have links go to another mailbox than the directory's.

        It holds until the directory says something else; pending links to the former
        one are withdrawn.

        Args:
            uai: Which school.
            mailbox: Its address, as typed; never at a free webmail.
            by: Who corrects.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
        """
        form = Form()
        address = form.take(lambda: _own_mailbox(mailbox))
        correction = partial(correct, mailbox=address)
        return self._on_school(uai, by, reason, ticket, correction, form=form)

    def unblock_requests(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Lift the limit on requests for a school, until it is reached again.

        Args:
            uai: Which school.
            by: Who lifts it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
            LimiterError: The rate limiter cannot be reached; that it was tried is kept.
        """
        # Written down first: nothing is lifted without a trace.
        case = self._on_school(uai, by, reason, ticket, unblock)
        self._parts.gate.forget(school=str(case.uai), renewal=str(case.uai))
        return case

    def unblock_logins(
        self,
        email: str | None,
        *,
        client: str | None = None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> None:
        """
        Forget the failed log-ins to an address; of an unknown one too.

        Args:
            email: The address, as typed.
            client: Where the person is, if the delay is for that client.
            by: Who forgets them.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
        """
        form = Form()
        address = form.take(lambda: EmailAddress.parse(email))
        act = self._act(by, reason, ticket, form=form)
        attempt = self._logins.attempt(str(address), client=client)
        note_id = self._parts.ids.new()

        def work(unit: UnitOfWork) -> None:
            self._logins.clear(unit, attempt)
            event = LoginsUnblocked(
                at=act.at, actor=act.actor, reason=act.reason, ticket=act.ticket
            )
            self._parts.ledger.note(unit, event, note_id=note_id)

        self._parts.store.transact(work)

    def confirm_address(
        self,
        email: str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> AccountView:
        """
        Confirm the address of an account in the person's place.

        For somebody who never confirmed it and has forgotten the password: no link to
        choose another one goes to an address that nobody has confirmed. Whoever calls
        this has made sure, by other means, that the address is the person's own.

        Args:
            email: The account's address, as typed.
            by: Who has made sure.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Returns:
            The account; as it was, and without a trace, if its address was confirmed.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            NotFoundError: There is no such account.
        """
        form = Form()
        form.take(lambda: EmailAddress.parse(email))
        act = self._act(by, reason, ticket, form=form)
        address = EmailAddress.parse(email)
        note_id = self._parts.ids.new()

        def work(unit: UnitOfWork) -> AccountView:
            account = unit.accounts.by_email(address)
            if account is None:
                raise NotFoundError
            if account.confirmed_at is not None:
                return AccountView.of(account)
            confirmed = attrs.evolve(account, confirmed_at=act.at)
            save_account(unit, confirmed, was=account)
            event = AddressConfirmed(
                at=act.at,
                actor=act.actor,
                account=account.id,
                reason=act.reason,
                ticket=act.ticket,
            )
            self._parts.ledger.note(unit, event, note_id=note_id)
            return AccountView.of(confirmed)

        return self._parts.store.transact(work)

    def lift_suspension(
        self,
        membership_id: str,
        *,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> Membership:
        """
        Let a suspended person act again, whoever joined first.

        The school's mailbox is told, with a link to contest it again.

        Args:
            membership_id: Whose membership.
            uai: The school.
            by: Who lifts it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended.
        """
        code, act = self._of_school(uai, by, reason, ticket)
        return self._memberships.reinstate(
            membership_id, by=by, uai=code, ground=act.ground
        )

    def uphold_suspension(
        self,
        membership_id: str,
        *,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> Membership:
        """
        Take a suspended person out of the team.

        Args:
            membership_id: Whose membership.
            uai: The school.
            by: Who upholds it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended, or not any more.
        """
        code, act = self._of_school(uai, by, reason, ticket)
        return self._memberships.uphold(
            membership_id, by=by, uai=code, ground=act.ground
        )

    def remove(
        self,
        membership_id: str,
        *,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> Membership:
        """
        Take somebody out of a school's team, suspended or not.

        Args:
            membership_id: Whose membership.
            uai: The school.
            by: Who does it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            LastAdministratorError: Nobody else administers it: `orphan` does that.
            NotFoundError: The school has no such membership.
            TransitionError: It has ended before.
        """
        code, act = self._of_school(uai, by, reason, ticket)
        return self._memberships.remove(
            membership_id, by=by, uai=code, ground=act.ground
        )

    def revoke_invitation(
        self,
        invitation_id: str,
        *,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> InvitationSummary:
        """
        Withdraw a pending invitation, whatever it is for; its link is dead from now on.

        Args:
            invitation_id: Which, as `invitations.list` has it.
            uai: The school.
            by: Who withdraws it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            NotFoundError: The school has no such invitation.
            TransitionError: It is no longer pending.
        """
        code, act = self._of_school(uai, by, reason, ticket)
        return self._handler.revoke(invitation_id, by=by, uai=code, ground=act.ground)

    def resend_invitation(
        self,
        invitation_id: str,
        *,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> InvitationSummary:
        """
        Send an invitation again, as `invitations.resend` does for administrators.

        Args:
            invitation_id: Which, as `invitations.list` has it.
            uai: The school.
            by: Who has it sent.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Returns:
            The invitation whose link was sent: the same, or the new one.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            NotFoundError: The school has no such invitation, or whoever asked for it
                was erased.
            LinkRevokedError: It was withdrawn or replaced.
            LinkReplayedError: It was used.
            MailboxMissingError: The school has no usable mailbox any more.
            SpaceArchivedError: The school is closed or its space archived.
            RequestThrottledError: This operator had too many mails sent.
        """
        code, act = self._of_school(uai, by, reason, ticket)
        return self._handler.resend(invitation_id, by=by, uai=code, ground=act.ground)

    def orphan(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Take all administrators out of a space, which then waits for a recovery.

        The one way in which the last administrator goes without a successor.

        Args:
            uai: Which school.
            by: Who does it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
            TransitionError: The space is not active.
        """
        return self._on_school(uai, by, reason, ticket, orphan)

    def archive(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Archive a space: its team and its pending links end, requests are refused.

        Args:
            uai: Which school.
            by: Who does it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
            TransitionError: The space is archived already.
        """
        return self._on_school(uai, by, reason, ticket, archive)

    def close(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Mark a school as closed and archive its space, if it is not archived.

        It stays closed until an operator reopens it, whatever the directory says; an
        import that lists it as open tells so.

        Args:
            uai: Which school.
            by: Who does it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
        """
        return self._on_school(uai, by, reason, ticket, close)

    def reopen(
        self,
        uai: Uai | str | None,
        *,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None = None,
    ) -> SchoolCase:
        """
        Open an archived space again, without administrators: it waits for a recovery.

        A school that the directory lists as closed stays closed for that.

        Args:
            uai: Which school.
            by: Who does it.
            reason: Why.
            ticket: Number of the help desk's ticket.

        Raises:
            InputError: A field cannot be used.
            OperatorNeededError: It is no operator.
            EstablishmentUnknownError: The directory has no such school.
            TransitionError: The space is not archived.
        """
        return self._on_school(uai, by, reason, ticket, reopen)

    def _on_school(
        self,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None,
        deed: Deed,
        *,
        form: Form | None = None,
    ) -> SchoolCase:
        """
        Change a school's space under its lock, and write down who did and why.

        Args:
            uai: Which school, as given.
            by: Who acts.
            reason: Why, as given.
            ticket: The ticket, as given.
            deed: What is done.
            form: The faults that were found before, to be told together.
        """
        code, act = self._of_school(uai, by, reason, ticket, form=form)

        def work(unit: UnitOfWork) -> SchoolCase:
            school = unit.schools.find(code, lock=True)
            if school is None:
                raise EstablishmentUnknownError
            space = school.space or Space(uai=code, created_at=act.at)
            scene = Scene(unit=unit, school=school, space=space, act=act)
            changed, events = deed(scene)
            self._parts.ledger.record(unit, changed, events)
            return SchoolCase.of(attrs.evolve(school, space=changed))

        return self._parts.store.transact(work)

    def _of_school(
        self,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None,
        *,
        form: Form | None = None,
    ) -> tuple[Uai, Act]:
        """
        In which school who acts, when and why; raises as `_act` does.
        """
        form = form or Form()
        form.take(lambda: _lenient(uai))
        act = self._act(by, reason, ticket, form=form)
        return _lenient(uai), act

    def _act(
        self,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None,
        *,
        form: Form,
    ) -> Act:
        """
        Who acts, when and why.

        Args:
            by: Who acts.
            reason: Why, as given.
            ticket: The ticket, as given.
            form: The faults that were found before, to be told together.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: Some fields cannot be used.
        """
        _require_operator(by)
        why = form.take(lambda: OperatorReason.parse(reason))
        number = form.take(lambda: parse_ticket(ticket))
        if form.is_faulty or why is None:
            raise form.error()
        return Act(
            at=instant(self._parts.clock.now()),
            actor=self._parts.ledger.actor(by),
            mail_id=self._parts.ids.new(),
            reason=why,
            ticket=number,
        )


class _Cases:
    """
    Looks each school of a list up once.
    """

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit
        self._schools: dict[Uai, School | None] = {}
        self._links: dict[Uai, Sequence[Link]] = {}
        self._mails: dict[Uai, Sequence[Mail]] = {}

    def of(self, request: ActivationRequest) -> RequestCase:
        """
        A request with its school, link and mail.
        """
        uai = request.uai
        if uai not in self._schools:
            self._schools[uai] = self._unit.schools.find(uai)
            self._links[uai] = self._unit.links.of_school(uai)
            self._mails[uai] = self._unit.outbox.of_school(uai)
        school = self._schools[uai]
        links = [link for link in self._links[uai] if link.subject == request.id]
        link = links[-1] if links else None
        mails = [m for m in self._mails[uai] if link and m.link == link.handle]
        return RequestCase(
            request=request,
            school=school.establishment.name if school else None,
            link=link.state if link else None,
            mail=mails[-1].state if mails else None,
        )


def _require_operator(by: Operator) -> None:
    if not isinstance(by, Operator):
        raise OperatorNeededError


def _uai(text: Uai | str | None) -> Uai:
    """
    A UAI as given.

    Raises:
        InputError: It is none.
    """
    form = Form()
    uai = form.take(lambda: _lenient(text))
    if uai is None:
        raise form.error()
    return uai


def _lenient(text: Uai | str | None) -> Uai:
    """
    A UAI as given; of an older code the letter may be wrong.

    Raises:
        FieldError: It is none.
    """
    return Uai.lenient(None if text is None else str(text))


def _own_mailbox(text: str | None) -> EmailAddress:
    """
    An address that can be a school's.

    Raises:
        FieldError: It cannot.
    """
    address = EmailAddress.parse(text, field="mailbox")
    if is_free_webmail(address.domain):
        raise MailboxRefusedError(field="mailbox")
    return address


def _bounded(limit: int) -> int:
    return max(1, min(limit, PAGE_LIMIT))
