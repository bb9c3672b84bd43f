"""
The support team's verbs: what it sees, and what it puts right; each with its reason.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

import attrs

from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import SchoolEvent
from pixorga.domain.calendar import instant
from pixorga.domain.establishment import is_free_webmail
from pixorga.domain.events import (
    LoginsUnblocked,
    MailboxConfirmed,
    MailboxCorrected,
    MembershipRemoved,
    RequestsUnblocked,
    SchoolClosed,
    SpaceArchived,
    SpaceOrphaned,
    SpaceReopened,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import Link, LinkState
from pixorga.domain.messages import AccessChange
from pixorga.domain.outbox import Mail
from pixorga.domain.people import EmailAddress, Operator
from pixorga.domain.space import Attention, School, Space, SpaceEvent, SpaceState
from pixorga.domain.support import (
    OperatorReason,
    RequestCase,
    SchoolCase,
    parse_ticket,
)
from pixorga.domain.team import (
    Administrator,
    Membership,
    MembershipEvent,
    MembershipState,
)
from pixorga.errors import (
    EstablishmentUnknownError,
    InputError,
    MailboxMissingError,
    MailboxRefusedError,
    OperatorNeededError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.forms import Form
from pixorga.services.logins import Logins
from pixorga.services.mailboxes import attended, revoke_links, withdrawn
from pixorga.services.parts import Parts
from pixorga.services.team import Ground, TeamService, told

__all__ = ["SupportService"]

PAGE: Final = 50
"""Rows of a list, unless told otherwise."""

PAGE_LIMIT: Final = 500
"""Most rows of a list."""


@attrs.frozen(kw_only=True)
class _Act:
    """
    One act of an operator: who, when and why, and an id for the mails it causes.
    """

    at: datetime
    actor: str
    mail_id: str
    reason: OperatorReason
    ticket: str | None

    @property
    def ground(self) -> Ground:
        """
        The reason and the ticket, as the team's verbs take them.
        """
        return Ground(reason=self.reason, ticket=self.ticket)


_Change: TypeAlias = Callable[
    [UnitOfWork, School, Space], tuple[Space, list[SchoolEvent]]
]


class SupportService:
    """
    Helps schools; for operators only.

    Every verb that changes something takes a reason, one of `OperatorReason`, and if
    there is one the number of a ticket; both go into the school's chain of events.
    """

    def __init__(self, parts: Parts, *, team: TeamService) -> None:
        self._parts = parts
        self._team = team
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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            unit: UnitOfWork, school: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            mailbox = school.establishment.mailbox
            if mailbox is None:
                raise MailboxMissingError
            if is_free_webmail(mailbox.domain):
                raise InputError(errors=(MailboxRefusedError(field="mailbox"),))
            event = MailboxConfirmed(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            revoked = _redirected(unit, school, mailbox, act)
            return _confirmed(school, space, mailbox), [event, *revoked]

        return self._change(code, act, change)

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
        code, act = self._act(uai, by, reason, ticket, form=form)

        def change(
            unit: UnitOfWork, school: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            event = MailboxCorrected(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            revoked = _redirected(unit, school, address, act)
            return _confirmed(school, space, address), [event, *revoked]

        return self._change(code, act, change)

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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            _: UnitOfWork, __: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            event = RequestsUnblocked(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            return space, [event]

        # Written down first: nothing is lifted without a trace.
        case = self._change(code, act, change)
        self._parts.gate.forget(school=str(code))
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
        act = self._ground(by, reason, ticket, form=form)
        attempt = self._logins.attempt(str(address), client=client)
        note_id = self._parts.ids.new()

        def work(unit: UnitOfWork) -> None:
            self._logins.clear(unit, attempt)
            event = LoginsUnblocked(
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            self._parts.ledger.note(unit, event, note_id=note_id)

        self._parts.store.transact(work)

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
        Let a suspended person act again; see `team.reinstate`.

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
        code, act = self._act(uai, by, reason, ticket)
        return self._team.reinstate(membership_id, by=by, uai=code, ground=act.ground)

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
        code, act = self._act(uai, by, reason, ticket)
        return self._team.uphold(membership_id, by=by, uai=code, ground=act.ground)

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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            unit: UnitOfWork, school: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            orphaned = space.step(SpaceEvent.ORPHAN)
            gone = [m for m in _present(unit, space.uai) if _administers(m)]
            removed = self._remove(unit, school, gone, act)
            event = SpaceOrphaned(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            return orphaned, [*removed, event]

        return self._change(code, act, change)

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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            unit: UnitOfWork, school: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            return self._archived(unit, school, space, act)

        return self._change(code, act, change)

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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            unit: UnitOfWork, school: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            archived: list[SchoolEvent] = []
            if space.state is not SpaceState.ARCHIVED:
                space, archived = self._archived(unit, school, space, act)
            event = SchoolClosed(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            closed = attrs.evolve(space, closed_at=space.closed_at or act.at)
            return closed, [*archived, event]

        return self._change(code, act, change)

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
        code, act = self._act(uai, by, reason, ticket)

        def change(
            _: UnitOfWork, __: School, space: Space
        ) -> tuple[Space, list[SchoolEvent]]:
            event = SpaceReopened(
                uai=space.uai,
                at=act.at,
                actor=act.actor,
                reason=act.reason,
                ticket=act.ticket,
            )
            return space.reopened(), [event]

        return self._change(code, act, change)

    def _act(
        self,
        uai: Uai | str | None,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None,
        *,
        form: Form | None = None,
    ) -> tuple[Uai, _Act]:
        """
        In which school who acts, when and why.

        Args:
            uai: Which school, as given.
            by: Who acts.
            reason: Why, as given.
            ticket: The ticket, as given.
            form: The faults that were found before, to be told together.

        Raises:
            OperatorNeededError: It is no operator.
            InputError: Some fields cannot be used.
        """
        form = form or Form()
        form.take(lambda: _lenient(uai))
        act = self._ground(by, reason, ticket, form=form)
        return _lenient(uai), act

    def _ground(
        self,
        by: Operator,
        reason: OperatorReason | str | None,
        ticket: str | None,
        *,
        form: Form,
    ) -> _Act:
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
        return _Act(
            at=instant(self._parts.clock.now()),
            actor=self._parts.ledger.actor(by),
            mail_id=self._parts.ids.new(),
            reason=why,
            ticket=number,
        )

    def _change(self, uai: Uai, act: _Act, change: _Change) -> SchoolCase:
        """
        Change a school's space under its lock, and write down who did and why.
        """

        def work(unit: UnitOfWork) -> SchoolCase:
            school = unit.schools.find(uai, lock=True)
            if school is None:
                raise EstablishmentUnknownError
            space = school.space or Space(uai=uai, created_at=act.at)
            changed, events = change(unit, school, space)
            self._parts.ledger.record(unit, changed, events)
            found = unit.schools.find(uai)
            return SchoolCase.of(found or school)

        return self._parts.store.transact(work)

    def _archived(
        self, unit: UnitOfWork, school: School, space: Space, act: _Act
    ) -> tuple[Space, list[SchoolEvent]]:
        archived = space.step(SpaceEvent.ARCHIVE)
        events = self._remove(unit, school, _present(unit, space.uai), act)
        for link in unit.links.of_school(space.uai):
            if link.state is LinkState.PENDING:
                unit.links.save(withdrawn(link, at=act.at))
        event = SpaceArchived(
            uai=space.uai,
            at=act.at,
            actor=act.actor,
            reason=act.reason,
            ticket=act.ticket,
        )
        return archived.unlisted(*Attention), [*events, event]

    def _remove(
        self,
        unit: UnitOfWork,
        school: School,
        memberships: list[Membership],
        act: _Act,
    ) -> list[SchoolEvent]:
        """
        Take people out of a team, and tell each of them.
        """
        events: list[SchoolEvent] = []
        for number, membership in enumerate(memberships, start=1):
            removed = membership.step(MembershipEvent.REMOVE, at=act.at)
            unit.team.save(removed, was=membership.state)
            mail_id = f"{act.mail_id}-{number}"
            unit.outbox.add(
                told(school, removed, AccessChange.REMOVED, mail_id=mail_id, at=act.at)
            )
            events.append(
                MembershipRemoved(
                    uai=removed.uai,
                    at=act.at,
                    actor=act.actor,
                    membership=removed.id,
                    reason=act.reason,
                    ticket=act.ticket,
                )
            )
        return events


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


def _redirected(
    unit: UnitOfWork, school: School, mailbox: EmailAddress | None, act: _Act
) -> list[SchoolEvent]:
    """
    Withdraw the pending links to a school's mailbox, if it gets another one.
    """
    if school.mailbox == mailbox:
        return []
    uai = school.establishment.uai
    return revoke_links(unit, uai, at=act.at, actor=act.actor)


def _confirmed(school: School, space: Space, mailbox: EmailAddress | None) -> Space:
    later = attrs.evolve(
        space,
        confirmed_mailbox=mailbox,
        confirmed_against=school.establishment.mailbox,
    )
    return attended(attrs.evolve(school, space=later), later)


def _present(unit: UnitOfWork, uai: Uai) -> list[Membership]:
    return [
        membership
        for membership in unit.team.of_school(uai)
        if membership.state is not MembershipState.REMOVED
    ]


def _administers(membership: Membership) -> bool:
    return isinstance(membership, Administrator) and membership.is_active


def _bounded(limit: int) -> int:
    return max(1, min(limit, PAGE_LIMIT))
