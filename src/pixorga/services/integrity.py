"""
Whether what is kept agrees with itself: school by school, each as of one instant.

A used invitation is known in four places: its own row, the membership that it gave,
the school's chain of events, and the notice that went to the mailbox. One transaction
writes all four; here it is asked whether they still say the same. The notice is found
by the link to contest that it carries, which names the membership and was made at the
instant of the event.

Some things may be missing without a fault. The request behind an invitation may have
been erased, once the invitation has ended. A notice's body is blanked when it has been
sent; its row stays. Whoever joins by a hand-over to a school without a mailbox leaves
no notice that could be found.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from typing import Final, TypeAlias

import attrs

from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent, verify
from pixorga.domain.events import InvitationAccepted
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation, InvitationReason
from pixorga.domain.link import Link, LinkPurpose, LinkState
from pixorga.domain.outbox import Mail, MailState
from pixorga.domain.space import Space, SpaceState
from pixorga.domain.team import Administrator, Membership
from pixorga.errors import NotFoundError
from pixorga.ports.store import Store, UnitOfWork

__all__ = ["Problem", "ProblemCode", "check", "verify_audit"]

PAGE: Final = 200
"""Schools that are listed at once."""

_WAITING: Final = frozenset({MailState.QUEUED, MailState.SENDING, MailState.UNKNOWN})


class ProblemCode(StrEnum):
    """
    What does not agree: subject and defect.
    """

    ACCEPTANCE_MISMATCHED = "acceptance mismatched"
    ACCEPTANCE_REPEATED = "acceptance repeated"
    ACCEPTANCE_UNFOUNDED = "acceptance unfounded"
    ACCEPTANCE_UNRECORDED = "acceptance unrecorded"
    CHAIN_BROKEN = "chain broken"
    ESTABLISHMENT_MISSING = "establishment missing"
    HEAD_MISMATCHED = "head mismatched"
    MAIL_BODY_KEPT = "mail body kept"
    MAIL_LINK_MISSING = "mail link missing"
    MEMBERSHIP_MISSING = "membership missing"
    MEMBERSHIP_UNFOUNDED = "membership unfounded"
    MEMBERSHIP_UNLISTED = "membership unlisted"
    NOTICE_MISSING = "notice missing"
    PENDING_REPEATED = "pending repeated"
    REQUEST_MISSING = "request missing"
    ROW_ORPHANED = "row orphaned"
    ROW_UNREADABLE = "row unreadable"
    SPACE_DESERTED = "space deserted"
    SPACE_INHABITED = "space inhabited"


@attrs.frozen(kw_only=True)
class Problem:
    """
    One thing that does not agree with the rest; nothing personal is in it.

    Attributes:
        code: What is wrong.
        uai: In which school.
        row: Id of the row that it was seen at; an event's number, for a chain.
    """

    code: ProblemCode
    uai: Uai
    row: str


@attrs.frozen(kw_only=True)
class _Acceptance:
    """
    What the chain says of one invitation that was accepted.
    """

    invitation: str
    membership: str
    event: AuditEvent


@attrs.frozen(kw_only=True)
class _Scene:
    """
    All that is kept of one school, read in one transaction.
    """

    unit: UnitOfWork
    space: Space
    chain: list[AuditEvent]
    links: list[Link]
    mails: list[Mail]
    team: dict[str, Membership]

    @classmethod
    def read(cls, unit: UnitOfWork, space: Space) -> "_Scene":
        """
        Read it.
        """
        return cls(
            unit=unit,
            space=space,
            chain=list(unit.audit.of_school(space.uai)),
            links=list(unit.links.of_school(space.uai)),
            mails=list(unit.outbox.of_school(space.uai)),
            team={member.id: member for member in unit.team.of_school(space.uai)},
        )

    @property
    def invitations(self) -> dict[str, Invitation]:
        """
        The invitations by their row ids.
        """
        return {link.id: link for link in self.links if isinstance(link, Invitation)}

    @property
    def acceptances(self) -> list[_Acceptance]:
        """
        What the chain says of accepted invitations.
        """
        found = [event for event in self.chain if event.code == InvitationAccepted.code]
        return [
            _Acceptance(
                invitation=details["invitation"],
                membership=details["membership"],
                event=event,
            )
            for event in found
            for details in [dict(event.details)]
        ]

    @property
    def contests(self) -> list[Link]:
        """
        The links by which an administrator can be contested.
        """
        return [link for link in self.links if link.purpose is LinkPurpose.CONTEST]


_Finding: TypeAlias = tuple[ProblemCode, str]


def check(
    store: Store, *, on_school: Callable[[Uai], None] | None = None
) -> Iterator[Problem]:
    """
    Everything that does not agree, school by school.

    Each school is read in a transaction of its own, which waits for nobody and
    keeps nobody waiting.

    Args:
        store: What to look through.
        on_school: Told of each school once it has been looked through.

    Raises:
        StoreError: The store failed; what was found until then stands.
    """
    yield from _each(store, _uais(store), _faults, on_school)


def verify_audit(
    store: Store,
    *,
    uai: Uai | None = None,
    on_school: Callable[[Uai], None] | None = None,
) -> Iterator[Problem]:
    """
    Every chain of events that was altered, cut short or lengthened.

    Args:
        store: What to look through.
        uai: Only this school; all when None.
        on_school: Told of each school once its chain has been followed.

    Raises:
        NotFoundError: Nothing is kept of that school.
        StoreError: The store failed; what was found until then stands.
    """
    uais = _uais(store) if uai is None else [_known(store, uai)]
    yield from _each(store, uais, _chain_faults, on_school)


def _uais(store: Store) -> Iterator[Uai]:
    after: Uai | None = None
    while page := store.transact(partial(_page, after), read_only=True):
        yield from page
        after = page[-1]


def _page(after: Uai | None, unit: UnitOfWork) -> Sequence[Uai]:
    return unit.schools.uais(after=after, limit=PAGE)


def _known(store: Store, uai: Uai) -> Uai:
    found = store.transact(lambda unit: unit.schools.find(uai), read_only=True)
    if found is None or found.space is None:
        raise NotFoundError
    return uai


def _each(
    store: Store,
    uais: Iterable[Uai],
    look: Callable[[UnitOfWork, Space], Iterable[_Finding]],
    on_school: Callable[[Uai], None] | None,
) -> Iterator[Problem]:
    for uai in uais:
        try:
            findings = store.transact(partial(_findings, uai, look), read_only=True)
        except (LookupError, TypeError, ValueError):
            # A row that no value of ours can be made of; the other schools go on.
            findings = [(ProblemCode.ROW_UNREADABLE, str(uai))]
        for code, row in findings:
            yield Problem(code=code, uai=uai, row=row)
        if on_school is not None:
            on_school(uai)


def _findings(
    uai: Uai,
    look: Callable[[UnitOfWork, Space], Iterable[_Finding]],
    unit: UnitOfWork,
) -> list[_Finding]:
    school = unit.schools.find(uai)
    if school is None or school.space is None:
        return [(ProblemCode.ESTABLISHMENT_MISSING, str(uai))]
    # Once each: several rows may miss the same one.
    return list(dict.fromkeys(look(unit, school.space)))


def _faults(unit: UnitOfWork, space: Space) -> Iterator[_Finding]:
    scene = _Scene.read(unit, space)
    for look in _LOOKS:
        yield from look(scene)


def _chain_faults(unit: UnitOfWork, space: Space) -> Iterator[_Finding]:
    return _of_chain(unit.audit.of_school(space.uai), space)


def _of_chain(chain: Iterable[AuditEvent], space: Space) -> Iterator[_Finding]:
    """
    The first event that does not follow, or a chain that is not the space's.
    """
    head = EMPTY_CHAIN
    for event in chain:
        after = verify([event], start=head)
        if after is None:
            yield ProblemCode.CHAIN_BROKEN, str(head.length + 1)
            return
        head = after
    if head != space.head:
        yield ProblemCode.HEAD_MISMATCHED, str(head.length)


def _chain(scene: _Scene) -> Iterator[_Finding]:
    return _of_chain(scene.chain, scene.space)


def _records(scene: _Scene) -> Iterator[_Finding]:
    """
    An invitation is accepted, and the chain says so once.
    """
    recorded = Counter(acceptance.invitation for acceptance in scene.acceptances)
    accepted = {
        invitation.id
        for invitation in scene.invitations.values()
        if invitation.state is LinkState.ACCEPTED
    }
    for invitation in sorted(accepted - recorded.keys()):
        yield ProblemCode.ACCEPTANCE_UNRECORDED, invitation
    for invitation, times in recorded.items():
        if invitation not in accepted:
            yield ProblemCode.ACCEPTANCE_UNFOUNDED, invitation
        elif times > 1:
            yield ProblemCode.ACCEPTANCE_REPEATED, invitation


def _memberships(scene: _Scene) -> Iterator[_Finding]:
    """
    Whoever accepted is a member, and a member has accepted.
    """
    invitations = scene.invitations
    for acceptance in scene.acceptances:
        member = scene.team.get(acceptance.membership)
        invitation = invitations.get(acceptance.invitation)
        if member is None:
            yield ProblemCode.MEMBERSHIP_MISSING, acceptance.membership
        elif invitation is not None and invitation.ended_by != member.person.id:
            yield ProblemCode.ACCEPTANCE_MISMATCHED, acceptance.invitation
    founded = {acceptance.membership for acceptance in scene.acceptances}
    for member in scene.team.values():
        if member.id not in founded:
            yield ProblemCode.MEMBERSHIP_UNFOUNDED, member.id
        if member not in scene.unit.team.of_person(member.person.id):
            yield ProblemCode.MEMBERSHIP_UNLISTED, member.id


def _notices(scene: _Scene) -> Iterator[_Finding]:
    """
    The mailbox was told of each acceptance, with a link to contest it.
    """
    carried = {mail.link for mail in scene.mails}
    for link in scene.contests:
        if link.handle not in carried:
            yield ProblemCode.NOTICE_MISSING, link.id
        if link.subject not in scene.team:
            yield ProblemCode.MEMBERSHIP_MISSING, link.subject
    made = {(link.subject, link.issued_at) for link in scene.contests}
    invitations = scene.invitations
    for acceptance in scene.acceptances:
        invitation = invitations.get(acceptance.invitation)
        handed = invitation and invitation.reason is InvitationReason.HAND_OVER
        told = (acceptance.membership, acceptance.event.at) in made
        if not (told or handed):
            yield ProblemCode.NOTICE_MISSING, acceptance.invitation


def _pending(scene: _Scene) -> Iterator[_Finding]:
    """
    One pending invitation to a mailbox at most, with what it was made for behind it.
    """
    mailboxes: Counter[str] = Counter()
    for invitation in scene.invitations.values():
        if invitation.state is not LinkState.PENDING:
            continue
        mailboxes[str(invitation.sent_to)] += 1
        if mailboxes[str(invitation.sent_to)] > 1:
            yield ProblemCode.PENDING_REPEATED, invitation.id
        if invitation.reason is InvitationReason.HAND_OVER:
            if invitation.subject not in scene.team:
                yield ProblemCode.MEMBERSHIP_MISSING, invitation.subject
        elif scene.unit.requests.get(invitation.uai, invitation.subject) is None:
            yield ProblemCode.REQUEST_MISSING, invitation.subject


def _mails(scene: _Scene) -> Iterator[_Finding]:
    """
    A mail that waits has its link; one that is over has no body.
    """
    handles = {link.handle for link in scene.links}
    for mail in scene.mails:
        ended = mail.state not in _WAITING
        if ended and (mail.message is not None or mail.content is not None):
            yield ProblemCode.MAIL_BODY_KEPT, mail.id
        if not ended and mail.link is not None and mail.link not in handles:
            yield ProblemCode.MAIL_LINK_MISSING, mail.id


def _space(scene: _Scene) -> Iterator[_Finding]:
    """
    A space is active if, and only if, somebody active administers it.
    """
    state = scene.space.state
    administered = any(
        isinstance(member, Administrator) and member.is_active
        for member in scene.team.values()
    )
    if state is SpaceState.ACTIVE and not administered:
        yield ProblemCode.SPACE_DESERTED, str(scene.space.uai)
    if state is not SpaceState.ACTIVE and administered:
        yield ProblemCode.SPACE_INHABITED, str(scene.space.uai)


_LOOKS: Final = (_chain, _records, _memberships, _notices, _pending, _mails, _space)
