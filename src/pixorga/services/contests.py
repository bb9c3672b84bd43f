"""
The school's mailbox contests a new administrator.

An activation link is bearer within the mailbox: whoever reads it could have taken the
space over. So the mailbox is told who did, with a link to say that it is wrong. It
suspends, and decides nothing: an operator does, or an administrator who was there
before the contested one.
"""

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.calendar import instant, last_day
from pixorga.domain.contest import ContestView
from pixorga.domain.events import MembershipContested
from pixorga.domain.link import (
    Link,
    LinkEvent,
    LinkPurpose,
    LinkState,
    refusal_for,
)
from pixorga.domain.messages import (
    AccessChange,
    AccessChanged,
    AdministratorContested,
)
from pixorga.domain.people import NAME_LENGTH, Locale, PersonName, comparison_key
from pixorga.domain.space import Attention, School
from pixorga.domain.team import (
    Membership,
    MembershipEvent,
    MembershipState,
)
from pixorga.errors import (
    FieldError,
    FieldMismatchError,
    InputError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkReplayedError,
)
from pixorga.ports.store import UnitOfWork
from pixorga.services.departures import orphan_if_deserted
from pixorga.services.forms import parse_filled
from pixorga.services.issuing import Draft
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts
from pixorga.services.post import administrators_of, mailbox_of, notices
from pixorga.tokens import TokenClaim

__all__ = ["ContestService"]


@attrs.frozen(kw_only=True)
class _Case:
    """
    What is contested, as read.
    """

    school: School
    link: Link
    membership: Membership
    team: list[Membership]


class ContestService:
    """
    Answers whoever holds a contest link.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def peek(self, token: str | None) -> ContestView:
        """
        Look at who could be contested; nothing changes.

        Args:
            token: The string in the link.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
        """
        claim = self._claim(token)
        now = instant(self._parts.clock.now())

        def work(unit: UnitOfWork) -> ContestView:
            case = _read(unit, claim)
            return ContestView(
                uai=case.link.uai,
                school=case.school.establishment.name,
                kind=case.school.establishment.kind,
                administrator=case.membership.person.name,
                membership=case.membership.state,
                state=case.link.present_state(now=now),
                last_day=last_day(case.link.expires_at),
            )

        return self._parts.store.transact(work, read_only=True)

    def contest(self, token: str | None, *, last_name: str | None) -> Membership:
        """
        Suspend the administrator, until somebody entitled decides.

        Mailbox, other administrators and operator are told. The school may be left
        without an administrator; its space then waits for a recovery.

        Args:
            token: The string in the link.
            last_name: The administrator's last name, typed by hand: a mail scanner
                that submits forms does not know it. Case and accents do not matter.

        Returns:
            The membership, suspended.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
            LinkExpiredError: Its time is over: write to the support team.
            LinkRevokedError: The school has another mailbox since.
            LinkReplayedError: It was used, and the suspension lifted since.
            InputError: The last name is blank or another; the link still works.
            TransitionError: The administrator has left meanwhile.
        """
        claim = self._claim(token)
        draft = Draft.draw(self._parts)

        def work(unit: UnitOfWork) -> Membership:
            case = _read(unit, claim, lock=True)
            _check_last_name(last_name, case.membership.person.name)
            if case.link.state is LinkState.ACCEPTED:
                return _contested_before(case.membership)
            refusal = refusal_for(case.link.present_state(now=draft.at))
            if refusal is not None:
                raise refusal
            if case.membership.state is MembershipState.SUSPENDED:
                # Suspended by another link: there is nothing left to do.
                return case.membership
            return self._suspend(unit, case, draft)

        return self._parts.store.transact(work)

    def _suspend(self, unit: UnitOfWork, case: _Case, draft: Draft) -> Membership:
        suspended = case.membership.step(MembershipEvent.SUSPEND, at=draft.at)
        unit.links.save(case.link.step(LinkEvent.ACCEPT, at=draft.at))
        unit.team.save(suspended, was=case.membership.state)
        events: list[SchoolEvent] = [
            MembershipContested(
                uai=suspended.uai,
                at=draft.at,
                actor=ANONYMOUS,
                membership=suspended.id,
            )
        ]
        space, orphaned = orphan_if_deserted(
            case.school.known_space, case.team, suspended, at=draft.at, actor=ANONYMOUS
        )
        space = space.listed(Attention.CONTESTED, at=draft.at)
        self._parts.ledger.record(unit, space, [*events, *orphaned])
        self._tell(unit, case, suspended, draft, orphaned=bool(orphaned))
        return suspended

    def _tell(
        self,
        unit: UnitOfWork,
        case: _Case,
        suspended: Membership,
        draft: Draft,
        *,
        orphaned: bool,
    ) -> None:
        establishment = case.school.establishment
        message = AdministratorContested(
            school=establishment.name,
            school_kind=establishment.kind,
            administrator=suspended.person.name,
            contested_at=draft.at,
            orphaned=orphaned,
        )
        recipients = [
            *mailbox_of(case.school),
            *administrators_of(case.team, but=suspended.id),
            (self._parts.site.operator_address, Locale.FR),
        ]
        mails = notices(
            suspended.uai, message, recipients, mail_id=draft.mail_id, at=draft.at
        )
        own = AccessChanged(
            school=establishment.name,
            school_kind=establishment.kind,
            change=AccessChange.SUSPENDED,
            role=suspended.role,
            changed_at=draft.at,
        )
        person = (suspended.person.email, suspended.person.locale)
        mails += notices(
            suspended.uai, own, [person], mail_id=f"{draft.mail_id}-own", at=draft.at
        )
        unit.outbox.add(mails)

    def _claim(self, token: str | None) -> TokenClaim:
        now = instant(self._parts.clock.now())
        return self._parts.tokens.check(token, purpose=LinkPurpose.CONTEST, now=now)


def _read(unit: UnitOfWork, claim: TokenClaim, *, lock: bool = False) -> _Case:
    school = unit.schools.find(claim.uai, lock=lock)
    link = unit.links.get(claim.uai, claim.handle)
    team = list(unit.team.of_school(claim.uai))
    contested = [m for m in team if link is not None and m.id == link.subject]
    if school is None or link is None or not contested:
        raise LinkInvalidError(reason=LinkInvalidReason.UNKNOWN)
    return _Case(school=school, link=link, membership=contested[0], team=team)


def _check_last_name(typed: str | None, name: PersonName) -> None:
    try:
        last_name = parse_filled(typed, field="last_name")
    except FieldError as error:
        raise InputError(errors=(error,)) from error
    if comparison_key(last_name[:NAME_LENGTH]) != comparison_key(name.last):
        raise InputError(errors=(FieldMismatchError(field="last_name"),))


def _contested_before(membership: Membership) -> Membership:
    if membership.state is MembershipState.SUSPENDED:
        return membership
    raise LinkReplayedError
