"""
Who may act in which school, who leaves it, and who comes after.
"""

from datetime import datetime

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.events import MembershipUpdated
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import (
    Invitation,
    InvitationReason,
    InvitationSummary,
)
from pixorga.domain.link import LinkState
from pixorga.domain.people import EmailAddress, Locale, Principal
from pixorga.domain.space import SpaceView
from pixorga.domain.steps import FirstStep, Progress, first_steps
from pixorga.domain.team import Administrator, Capacity, Membership
from pixorga.errors import (
    AuthorityError,
    MembershipEndedError,
    SpaceArchivedError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.authority import require_authority, require_team
from pixorga.services.forms import Form, typed_code
from pixorga.services.gate import Kind
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.memberships import Memberships
from pixorga.services.parts import Parts

__all__ = ["TeamService", "update_copies"]


class TeamService:
    """
    Says who may act and where, and changes who does.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._issuer = Issuer(parts)
        self._memberships = Memberships(parts)

    def acting(self, uai: str | Uai | None, *, by: Principal) -> Membership:
        """
        The person's active membership of a school; every later request starts here.

        Args:
            uai: The school.
            by: Who asks.

        Raises:
            AuthorityError: The person was never in its team, or there is no such
                school: both get the same answer.
            MembershipEndedError: They were; they are suspended or removed.
        """
        return self.space(uai, by=by).membership

    def space(self, uai: str | Uai | None, *, by: Principal) -> SpaceView:
        """
        One of a person's schools, for the head of its pages.

        Args:
            uai: The school.
            by: Who asks.

        Raises:
            AuthorityError: The person was never in its team, or there is no such
                school: both get the same answer.
            MembershipEndedError: They were; they are suspended or removed.
        """
        code = typed_code(uai)

        def work(unit: UnitOfWork) -> SpaceView | None:
            views = [view for view in _spaces(unit, by) if str(view.uai) == code]
            if views:
                return views[0]
            if any(str(m.uai) == code for m in unit.team.of_person(by.id)):
                raise MembershipEndedError
            return None

        found = self._parts.store.transact(work, read_only=True)
        if found is None:
            raise AuthorityError
        return found

    def spaces(self, *, by: Principal) -> tuple[SpaceView, ...]:
        """
        The schools in which a person may act now, by name.

        Args:
            by: Who asks.
        """
        return self._parts.store.transact(
            lambda unit: _spaces(unit, by), read_only=True
        )

    def first_steps(self, by: Membership) -> tuple[FirstStep, ...]:
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
            InputError: The address or the language cannot be used, or the address is
                the school's mailbox, where a recovery may wait.
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
        self._parts.gate.admit(Kind.TEAM, client=actor, addressee=str(sent_to))
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

    def remove(self, membership_id: str, *, by: Administrator) -> Membership:
        """
        Take somebody out of a school's team; a suspended person too.

        Operators do so by `support.remove` and `support.uphold_suspension`.

        Args:
            membership_id: Whose membership.
            by: An administrator of the school.

        Raises:
            ReasonNeededError: It is an operator.
            LastAdministratorError: Nobody else administers it: hand it over first.
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It has ended before.
        """
        return self._memberships.remove(membership_id, by=require_team(by), uai=by.uai)

    def reinstate(self, membership_id: str, *, by: Administrator) -> Membership:
        """
        Lift a suspension; the mailbox is told, with a link to contest it again.

        Only for an administrator who was there before the suspended one: whoever
        came later may have come by their invitation. Operators lift any suspension, by
        `support.lift_suspension`.

        Args:
            membership_id: Whose membership.
            by: Another administrator of the school, who joined earlier.

        Raises:
            OperatorNeededError: The suspended person joined earlier, or at the same
                time: the support team decides.
            ReasonNeededError: It is an operator.
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended.
        """
        return self._memberships.reinstate(
            membership_id, by=require_team(by), uai=by.uai
        )

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
