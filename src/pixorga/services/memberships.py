"""
Memberships ended and given back, under the school's lock and with authority.

Administrators do so by the verbs of `team`, operators by those of `support`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.events import MembershipReinstated, MembershipRemoved
from pixorga.domain.identifiers import Uai
from pixorga.domain.messages import AccessChange, AccessChanged
from pixorga.domain.outbox import Mail
from pixorga.domain.people import Operator
from pixorga.domain.space import Attention, School, Space
from pixorga.domain.support import NO_GROUND, Ground
from pixorga.domain.team import (
    Administrator,
    Membership,
    MembershipEvent,
    MembershipState,
    is_last_administrator,
    may_reinstate,
)
from pixorga.errors import (
    LastAdministratorError,
    NotFoundError,
    OperatorNeededError,
    TransitionError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.arrivals import announce
from pixorga.services.authority import Authority, require_authority
from pixorga.services.issuing import Draft
from pixorga.services.parts import Parts
from pixorga.services.post import notices

__all__ = ["Memberships", "told"]


@attrs.frozen(kw_only=True)
class _Case:
    """
    A membership about to change, read under the school's lock.
    """

    membership: Membership
    team: list[Membership]
    space: Space
    by: Authority
    at: datetime
    actor: str


_Changed: TypeAlias = tuple[Membership, Space, SchoolEvent, AccessChange]

_Verb: TypeAlias = Callable[[_Case], _Changed]


class Memberships:
    """
    Changes memberships; see `TeamService` and `SupportService` for what is raised.

    Of each verb, `by` is who acts, `uai` the school, and `ground` why, for an operator.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def remove(
        self,
        membership_id: str,
        *,
        by: Authority,
        uai: Uai,
        ground: Ground = NO_GROUND,
    ) -> Membership:
        """
        Take somebody out of a school's team, unless nobody else administers it.
        """
        return self._change(membership_id, by, uai, partial(_removed, ground))

    def uphold(
        self, membership_id: str, *, by: Authority, uai: Uai, ground: Ground
    ) -> Membership:
        """
        Take somebody out of a school's team who is suspended, and nobody else.
        """
        return self._change(membership_id, by, uai, partial(_upheld, ground))

    def reinstate(
        self,
        membership_id: str,
        *,
        by: Authority,
        uai: Uai,
        ground: Ground = NO_GROUND,
    ) -> Membership:
        """
        Lift a suspension; the mailbox is told, with a link to contest it again.
        """
        return self._change(membership_id, by, uai, partial(_reinstated, ground))

    def _change(
        self, membership_id: str, by: Authority, uai: Uai, verb: _Verb
    ) -> Membership:
        draft = Draft.draw(self._parts)
        at = draft.at
        actor = self._parts.ledger.actor(by)

        def work(unit: UnitOfWork) -> Membership:
            school = unit.schools.find(uai, lock=True)
            team = require_authority(unit, by, uai)
            found = [m for m in team if m.id == membership_id]
            if school is None or not found:
                raise NotFoundError
            case = _Case(
                membership=found[0],
                team=team,
                space=school.known_space,
                by=by,
                at=at,
                actor=actor,
            )
            changed, space, event, change = verb(case)
            unit.team.save(changed, was=found[0].state)
            if not _is_contested(team, but=changed):
                space = space.unlisted(Attention.CONTESTED)
            self._parts.ledger.record(unit, space, [event])
            if changed.id != by.id:
                own_id = f"{draft.mail_id}-own"
                unit.outbox.add(told(school, changed, change, mail_id=own_id, at=at))
            if isinstance(changed, Administrator) and changed.is_active:
                # The link that contested is used up: the mailbox gets another one.
                announce(
                    self._parts,
                    unit,
                    school,
                    team,
                    changed,
                    draft=draft,
                    reinstated_at=at,
                )
            return changed

        return self._parts.store.transact(work)


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


def _upheld(ground: Ground, case: _Case) -> _Changed:
    if case.membership.is_active:
        # Another administrator may have lifted it while the operator read on.
        raise TransitionError(
            subject="membership",
            state=case.membership.state.value,
            event="have its suspension upheld",
        )
    return _removed(ground, case)


def _reinstated(ground: Ground, case: _Case) -> _Changed:
    active = case.membership.step(MembershipEvent.REINSTATE, at=case.at)
    judges = [member for member in case.team if member.id == case.by.id]
    if not isinstance(case.by, Operator) and not may_reinstate(judges[0], active):
        raise OperatorNeededError
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


def _is_contested(team: Sequence[Membership], *, but: Membership) -> bool:
    """
    Whether somebody else of a school waits for a decision.
    """
    return any(
        membership.state is MembershipState.SUSPENDED and membership.id != but.id
        for membership in team
    )
