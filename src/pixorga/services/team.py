"""
Who may act in which school, who leaves it, and who comes after.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import attrs

from pixorga.domain.audit import Event
from pixorga.domain.calendar import instant
from pixorga.domain.events import MembershipReinstated, MembershipRemoved
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason, InvitationSummary
from pixorga.domain.people import EmailAddress, Locale, Principal
from pixorga.domain.space import School, Space, SpaceView
from pixorga.domain.team import (
    Administrator,
    Membership,
    MembershipEvent,
    is_last_administrator,
)
from pixorga.errors import (
    AuthorityError,
    FieldError,
    LastAdministratorError,
    NotFoundError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.authority import Authority, require_authority, school_of
from pixorga.services.forms import Form
from pixorga.services.issuing import Draft, Issuer
from pixorga.services.parts import Parts

__all__ = ["TeamService"]


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


_Verb: TypeAlias = Callable[[_Case], tuple[Membership, Space, list[Event]]]


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
        """
        form = Form()
        sent_to = form.take(lambda: EmailAddress.parse(to, field="to"))
        language = form.take(lambda: Locale.parse(locale))
        if sent_to is None or language is None:
            raise form.error()
        draft = Draft.draw(self._parts)
        actor = self._parts.ledger.actor(by)

        def work(unit: UnitOfWork) -> InvitationSummary:
            school = self._school(unit, by.uai)
            require_authority(unit, by, by.uai)
            invitation, events = self._issuer.issue(
                unit,
                school.establishment,
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
        self, membership_id: str, *, by: Authority, uai: Uai | str | None = None
    ) -> Membership:
        """
        Take somebody out of a school's team; also how a suspension is upheld.

        Args:
            membership_id: Whose membership.
            by: An administrator of the school, or an operator.
            uai: The school, for an operator.

        Raises:
            LastAdministratorError: Nobody else administers it: hand it over first.
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It has ended before.
        """

        def verb(case: _Case) -> tuple[Membership, Space, list[Event]]:
            if is_last_administrator(case.membership, case.team):
                raise LastAdministratorError
            removed = case.membership.step(MembershipEvent.REMOVE, at=case.at)
            event = MembershipRemoved(
                uai=removed.uai, at=case.at, actor=case.actor, membership=removed.id
            )
            return removed, case.space, [event]

        return self._change(membership_id, by, uai, verb)

    def reinstate(
        self, membership_id: str, *, by: Authority, uai: Uai | str | None = None
    ) -> Membership:
        """
        Lift a suspension.

        Args:
            membership_id: Whose membership.
            by: Another administrator of the school, or an operator.
            uai: The school, for an operator.

        Raises:
            AuthorityError: Not, or no longer, an active administrator.
            NotFoundError: The school has no such membership.
            TransitionError: It is not suspended.
        """

        def verb(case: _Case) -> tuple[Membership, Space, list[Event]]:
            active = case.membership.step(MembershipEvent.REINSTATE, at=case.at)
            event = MembershipReinstated(
                uai=active.uai, at=case.at, actor=case.actor, membership=active.id
            )
            joined = isinstance(active, Administrator)
            space = case.space.joined(at=case.at) if joined else case.space
            return active, space, [event]

        return self._change(membership_id, by, uai, verb)

    def _change(
        self, membership_id: str, by: Authority, uai: Uai | str | None, verb: _Verb
    ) -> Membership:
        """
        Run a verb on one membership, under the school's lock and with authority.
        """
        school_uai = school_of(by, uai)
        at = instant(self._parts.clock.now())
        actor = self._parts.ledger.actor(by)

        def work(unit: UnitOfWork) -> Membership:
            school = self._school(unit, school_uai)
            team = require_authority(unit, by, school_uai)
            found = [m for m in team if m.id == membership_id]
            if not found:
                raise NotFoundError
            case = _Case(
                membership=found[0],
                team=team,
                space=school.known_space,
                at=at,
                actor=actor,
            )
            changed, space, events = verb(case)
            unit.team.save(changed, was=found[0].state)
            self._parts.ledger.record(unit, space, events)
            return changed

        return self._parts.store.transact(work)

    def _school(self, unit: UnitOfWork, uai: Uai) -> School:
        school = unit.schools.find(uai, lock=True)
        if school is None or school.space is None:
            raise AuthorityError
        return school


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
