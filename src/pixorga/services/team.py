"""
Who may act in which school, who leaves it, and who comes after.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.calendar import instant
from pixorga.domain.events import (
    MembershipReinstated,
    MembershipRemoved,
    MembershipUpdated,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import (
    Invitation,
    InvitationReason,
    InvitationSummary,
)
from pixorga.domain.link import LinkState
from pixorga.domain.messages import AccessChange, AccessChanged
from pixorga.domain.outbox import Mail
from pixorga.domain.people import EmailAddress, Locale, Operator, Principal
from pixorga.domain.space import Attention, School, Space, SpaceView
from pixorga.domain.steps import FirstStep, Progress, first_steps
from pixorga.domain.support import OperatorReason
from pixorga.domain.team import (
    Administrator,
    Capacity,
    Membership,
    MembershipEvent,
    MembershipState,
    is_last_administrator,
)
from pixorga.errors import (
    AuthorityError,
    FieldError,
    LastAdministratorError,
    NotFoundError,
    SpaceArchivedError,
    TransitionError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.authority import Authority, require_authority, school_of
from pixorga.services.forms import Form
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.parts import Parts
from pixorga.services.post import notices

__all__ = ["Ground", "TeamService", "told", "update_copies"]


@attrs.frozen(kw_only=True)
class Ground:
    """
    Why an operator acts; nothing for whoever else does.
    """

    reason: OperatorReason | None = None
    ticket: str | None = None


_NO_GROUND: Final = Ground()


@attrs.frozen(kw_only=True)
class _Case:
    """
    A membership about to change, read under the school's lock.
    """

    membership: Membership
    team: list[Membership]
    space: Space
    at: datetime
    actor: str


_Changed: TypeAlias = tuple[Membership, Space, SchoolEvent, AccessChange]

_Verb: TypeAlias = Callable[[_Case], _Changed]


class TeamService:
    """
    Says who may act and where, and changes who does.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._issuer = Issuer(parts)

    def acting(self, uai: str | Uai | None, *, by: Principal) -> Membership:
        """
        The person's active membership of a school; every later request starts here.

        Args:
            uai: The school.
            by: Who asks.

        Raises:
            AuthorityError: The person has none, or there is no such school: both
                get the same answer.
        """
        return self.space(uai, by=by).membership

    def space(self, uai: str | Uai | None, *, by: Principal) -> SpaceView:
        """
        One of a person's schools, for the head of its pages.

        Args:
            uai: The school.
            by: Who asks.

        Raises:
            AuthorityError: The person has no active membership of it, or there is no
                such school: both get the same answer.
        """
        for view in self.spaces(by=by):
            if str(view.uai) == _code(uai):
                return view
        raise AuthorityError

    def spaces(self, *, by: Principal) -> tuple[SpaceView, ...]:
        """
        The schools in which a person may act now, by name.

        Args:
            by: Who asks.
        """
        return self._parts.store.transact(
            lambda unit: _spaces(unit, by), read_only=True
        )

    def first_steps(self, *, by: Membership) -> tuple[FirstStep, ...]:
        """
        What to do first in a space, in order, each step with its state.

        Args:
            by: Who asks; a référent is told what to ask the head of the school for.

        Raises:
            AuthorityError: Not, or no longer, an active member of the team.
        """
        now = instant(self._parts.clock.now())

        def work(unit: UnitOfWork) -> tuple[FirstStep, ...]:
            active = {m.id: m for m in unit.team.of_school(by.uai) if m.is_active}
            own = active.pop(by.id, None)
            if own is None:
                raise AuthorityError
            progress = Progress(colleagues=bool(active) or _invited(unit, by, now=now))
            asks = own.capacity is Capacity.REFERENT
            return first_steps(progress, through_head=asks)

        return self._parts.store.transact(work, read_only=True)

    def hand_over(
        self, *, to: str | None, by: Administrator, locale: str = "fr"
    ) -> InvitationSummary:
        """
        Name a successor: a link to become administrator goes to their address.

        Whoever hands over stays administrator, and may leave once the successor has
        accepted.

        Args:
            to: The successor's e-mail address, as typed.
            by: Who hands over.
            locale: "fr" or "en": the successor's language.

        Raises:
            InputError: The address or the language cannot be used.
            AuthorityError: Not, or no longer, an active administrator.
            SpaceArchivedError: The school is closed.
            RequestThrottledError: Too many, by this administrator or to this address.
        """
        form = Form()
        sent_to = form.take(lambda: EmailAddress.parse(to, field="to"))
        language = form.take(lambda: Locale.parse(locale))
        if sent_to is None or language is None:
            raise form.error()
        actor = self._parts.ledger.actor(by)
        self._parts.gate.admit(client=actor, addressee=str(sent_to))
        draft = Draft.draw(self._parts)

        def work(unit: UnitOfWork) -> InvitationSummary:
            school = unit.schools.find(by.uai, lock=True)
            if school is None:
                raise AuthorityError
            require_authority(unit, by, by.uai)
            if school.is_archived:
                raise SpaceArchivedError
            invitation, events = self._issuer.issue(
                unit,
                school,
                draft=draft,
                reason=InvitationReason.HAND_OVER,
                subject=by.id,
                sent_to=sent_to,
                locale=language,
                actor=actor,
            )
            self._parts.ledger.record(unit, school.known_space, events)
            return InvitationSummary.of(invitation, now=draft.at)

        return self._parts.store.transact(work)

    def leave(self, *, by: Administrator) -> Membership:
        """
        Leave a school.

        Args:
            by: Who leaves.

        Raises:
            LastAdministratorError: Nobody else administers it: hand it over first.
            AuthorityError: Not, or no longer, an active administrator.
        """
        return self.remove(by.id, by=by)

    def remove(
        self,
        membership_id: str,
        *,
        by: Authority,
        uai: Uai | str | None = None,
        ground: Ground = _NO_GROUND,
    ) -> Membership:
        """
        Take somebody out of a school's team; a suspended person too.

        Args:
            membership_id: Whose membership.
            by: An administrator of the school, or an operator.
            uai: The school, for an operator.
            ground: Why, for an operator.

        Raises:
            LastAdministratorError: Nobody else administers it: hand it over first.
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It has ended before.
        """
        return self._change(membership_id, by, uai, partial(_removed, ground))

    def uphold(
        self, membership_id: str, *, by: Operator, uai: Uai | str, ground: Ground
    ) -> Membership:
        """
        Take somebody out of a school's team who is suspended, and nobody else.

        Args:
            membership_id: Whose membership.
            by: An operator.
            uai: The school.
            ground: Why.

        Raises:
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended, or not any more.
        """

        def verb(case: _Case) -> _Changed:
            if case.membership.is_active:
                # Another administrator may have lifted it while the operator read on.
                raise TransitionError(
                    subject="membership",
                    state=case.membership.state.value,
                    event="have its suspension upheld",
                )
            return _removed(ground, case)

        return self._change(membership_id, by, uai, verb)

    def reinstate(
        self,
        membership_id: str,
        *,
        by: Authority,
        uai: Uai | str | None = None,
        ground: Ground = _NO_GROUND,
    ) -> Membership:
        """
        Lift a suspension.

        Args:
            membership_id: Whose membership.
            by: Another administrator of the school, or an operator.
            uai: The school, for an operator.
            ground: Why, for an operator; `support.lift_suspension` gives it.

        Raises:
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended.
        """

        def verb(case: _Case) -> _Changed:
            active = case.membership.step(MembershipEvent.REINSTATE, at=case.at)
            event = MembershipReinstated(
                uai=active.uai,
                at=case.at,
                actor=case.actor,
                membership=active.id,
                reason=ground.reason,
                ticket=ground.ticket,
            )
            joined = isinstance(active, Administrator)
            space = case.space.joined(at=case.at) if joined else case.space
            return active, space, event, AccessChange.REINSTATED

        return self._change(membership_id, by, uai, verb)

    def person_changed(self, person: Principal) -> tuple[Membership, ...]:
        """
        Bring the copies of a person's names, address and language up to date.

        For an application that has its own users: call it when one of them changes.

        Args:
            person: Who, as they are now; told apart by their id.

        Returns:
            The memberships whose copy was another one.
        """
        at = instant(self._parts.clock.now())
        actor = self._parts.ledger.actor(person)
        return self._parts.store.transact(
            lambda unit: update_copies(self._parts, unit, person, at=at, actor=actor)
        )

    def _change(
        self, membership_id: str, by: Authority, uai: Uai | str | None, verb: _Verb
    ) -> Membership:
        """
        Run a verb on one membership, under the school's lock and with authority.
        """
        school_uai = school_of(by, uai)
        at = instant(self._parts.clock.now())
        mail_id = self._parts.ids.new()
        actor = self._parts.ledger.actor(by)

        def work(unit: UnitOfWork) -> Membership:
            school = unit.schools.find(school_uai, lock=True)
            team = require_authority(unit, by, school_uai)
            found = [m for m in team if m.id == membership_id]
            if school is None or not found:
                raise NotFoundError
            case = _Case(
                membership=found[0],
                team=team,
                space=school.known_space,
                at=at,
                actor=actor,
            )
            changed, space, event, change = verb(case)
            unit.team.save(changed, was=found[0].state)
            if not _is_contested(team, but=changed):
                space = space.unlisted(Attention.CONTESTED)
            self._parts.ledger.record(unit, space, [event])
            if changed.id != by.id:
                unit.outbox.add(told(school, changed, change, mail_id=mail_id, at=at))
            return changed

        return self._parts.store.transact(work)


def update_copies(
    parts: Parts, unit: UnitOfWork, person: Principal, *, at: datetime, actor: str
) -> tuple[Membership, ...]:
    """
    Write a person's new names, address and language over the memberships' copies.
    """
    stale = [m for m in unit.team.of_person(person.id) if m.person != person]
    updated: list[Membership] = []
    for uai in dict.fromkeys(membership.uai for membership in stale):
        school = unit.schools.find(uai, lock=True)
        own = [attrs.evolve(m, person=person) for m in stale if m.uai == uai]
        for membership in own:
            unit.team.save(membership, was=membership.state)
        updated += own
        if school is not None:
            events = [
                MembershipUpdated(uai=uai, at=at, actor=actor, membership=m.id)
                for m in own
            ]
            parts.ledger.record(unit, school.known_space, events)
    return tuple(updated)


def told(
    school: School,
    membership: Membership,
    change: AccessChange,
    *,
    mail_id: str,
    at: datetime,
) -> list[Mail]:
    """
    The mail to somebody whose access others have changed.
    """
    message = AccessChanged(
        school=school.establishment.name,
        school_kind=school.establishment.kind,
        change=change,
        role=membership.role,
        changed_at=at,
    )
    person = (membership.person.email, membership.person.locale)
    return notices(membership.uai, message, [person], mail_id=mail_id, at=at)


def _removed(ground: Ground, case: _Case) -> _Changed:
    if is_last_administrator(case.membership, case.team):
        raise LastAdministratorError
    removed = case.membership.step(MembershipEvent.REMOVE, at=case.at)
    event = MembershipRemoved(
        uai=removed.uai,
        at=case.at,
        actor=case.actor,
        membership=removed.id,
        reason=ground.reason,
        ticket=ground.ticket,
    )
    return removed, case.space, event, AccessChange.REMOVED


def _is_contested(team: Sequence[Membership], *, but: Membership) -> bool:
    """
    Whether somebody else of a school waits for a decision.
    """
    return any(
        membership.state is MembershipState.SUSPENDED and membership.id != but.id
        for membership in team
    )


def _invited(unit: UnitOfWork, by: Membership, *, now: datetime) -> bool:
    """
    Whether somebody of the school's team has invited a person who may still come.
    """
    return any(
        isinstance(link, Invitation)
        and link.reason is InvitationReason.HAND_OVER
        and link.present_state(now=now) is LinkState.PENDING
        for link in unit.links.of_school(by.uai)
    )


def _code(uai: str | Uai | None) -> str | None:
    """
    The code of a UAI as typed, None for what is none.
    """
    try:
        return str(Uai.lenient(str(uai or "")))
    except FieldError:
        return None


def _spaces(unit: UnitOfWork, person: Principal) -> tuple[SpaceView, ...]:
    views: list[SpaceView] = []
    for membership in unit.team.of_person(person.id):
        school = unit.schools.find(membership.uai) if membership.is_active else None
        if school is not None:
            view = SpaceView(
                uai=membership.uai,
                school=school.establishment.name,
                kind=school.establishment.kind,
                membership=membership,
            )
            views.append(view)
    return tuple(sorted(views, key=lambda view: (view.school, str(view.uai))))
