"""
What an operator does to a school, under its lock: what changes, and what is told.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeAlias, TypeVar

import attrs

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.establishment import is_free_webmail
from pixorga.domain.events import (
    MailboxConfirmed,
    MailboxCorrected,
    MembershipRemoved,
    OperatorEvent,
    RequestsUnblocked,
    SchoolClosed,
    SpaceArchived,
    SpaceOrphaned,
    SpaceReopened,
)
from pixorga.domain.link import LinkState
from pixorga.domain.messages import AccessChange
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention, School, Space, SpaceEvent, SpaceState
from pixorga.domain.support import Ground, OperatorReason
from pixorga.domain.team import (
    Administrator,
    Membership,
    MembershipEvent,
    MembershipState,
)
from pixorga.errors import InputError, MailboxMissingError, MailboxRefusedError
from pixorga.ports.store import UnitOfWork
from pixorga.services.mailboxes import attended, revoke_links, withdrawn
from pixorga.services.memberships import told

__all__ = [
    "Act",
    "Deed",
    "Scene",
    "archive",
    "close",
    "confirm",
    "correct",
    "orphan",
    "reopen",
    "unblock",
]

E = TypeVar("E", bound=OperatorEvent)


@attrs.frozen(kw_only=True)
class Act:
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
        Why, as the verbs take it that others can do too.
        """
        return Ground(reason=self.reason, ticket=self.ticket)


@attrs.frozen(kw_only=True)
class Scene:
    """
    An act, and the school that it is about: as read, and our row of it, maybe new.
    """

    unit: UnitOfWork
    school: School
    space: Space
    act: Act

    def event(self, kind: type[E]) -> E:
        """
        What is told of the act.
        """
        return kind(
            uai=self.space.uai,
            at=self.act.at,
            actor=self.act.actor,
            reason=self.act.reason,
            ticket=self.act.ticket,
        )


Outcome: TypeAlias = tuple[Space, list[SchoolEvent]]
"""The space as it is to be written, and what is told."""

Deed: TypeAlias = Callable[[Scene], Outcome]


def confirm(scene: Scene) -> Outcome:
    """
    Let links go to the mailbox that the directory has.

    Raises:
        MailboxMissingError: It has none.
        InputError: It is at a free webmail.
    """
    mailbox = scene.school.establishment.mailbox
    if mailbox is None:
        raise MailboxMissingError
    if is_free_webmail(mailbox.domain):
        raise InputError(errors=(MailboxRefusedError(field="mailbox"),))
    return _directed(scene, mailbox, MailboxConfirmed)


def correct(scene: Scene, *, mailbox: EmailAddress | None) -> Outcome:
    """
    Have links go to a mailbox of the operator's.
    """
    return _directed(scene, mailbox, MailboxCorrected)


def unblock(scene: Scene) -> Outcome:
    """
    Lift the limit on requests; the limiter is not asked here.
    """
    return scene.space, [scene.event(RequestsUnblocked)]


def orphan(scene: Scene) -> Outcome:
    """
    Take all administrators out.

    Raises:
        TransitionError: The space is not active.
    """
    orphaned = scene.space.step(SpaceEvent.ORPHAN)
    gone = [
        membership
        for membership in _present(scene)
        if isinstance(membership, Administrator) and membership.is_active
    ]
    return orphaned, [*_removed(scene, gone), scene.event(SpaceOrphaned)]


def archive(scene: Scene) -> Outcome:
    """
    End the team and the pending links.

    Raises:
        TransitionError: The space is archived already.
    """
    archived = scene.space.step(SpaceEvent.ARCHIVE)
    events = _removed(scene, _present(scene))
    for link in scene.unit.links.of_school(archived.uai):
        if link.state is LinkState.PENDING:
            scene.unit.links.save(withdrawn(link, at=scene.act.at))
    return archived.unlisted(*Attention), [*events, scene.event(SpaceArchived)]


def close(scene: Scene) -> Outcome:
    """
    Mark the school as closed, since the first time; archive its space, if it is not.
    """
    space, events = scene.space, list[SchoolEvent]()
    if space.state is not SpaceState.ARCHIVED:
        space, events = archive(scene)
    closed = attrs.evolve(space, closed_at=space.closed_at or scene.act.at)
    return closed, [*events, scene.event(SchoolClosed)]


def reopen(scene: Scene) -> Outcome:
    """
    Open the space again, without administrators.

    Raises:
        TransitionError: The space is not archived.
    """
    return scene.space.reopened(), [scene.event(SpaceReopened)]


def _directed(
    scene: Scene, mailbox: EmailAddress | None, kind: type[OperatorEvent]
) -> Outcome:
    """
    Have links go to a mailbox; the pending ones to another are withdrawn.
    """
    school, act = scene.school, scene.act
    events: list[SchoolEvent] = [scene.event(kind)]
    if school.mailbox != mailbox:
        events += revoke_links(scene.unit, scene.space.uai, at=act.at, actor=act.actor)
    directed = attrs.evolve(
        scene.space,
        confirmed_mailbox=mailbox,
        confirmed_against=school.establishment.mailbox,
    )
    return attended(attrs.evolve(school, space=directed), directed), events


def _present(scene: Scene) -> list[Membership]:
    return [
        membership
        for membership in scene.unit.team.of_school(scene.space.uai)
        if membership.state is not MembershipState.REMOVED
    ]


def _removed(scene: Scene, memberships: Iterable[Membership]) -> list[SchoolEvent]:
    """
    Take people out of a team, and tell each of them.
    """
    unit, act = scene.unit, scene.act
    events: list[SchoolEvent] = []
    for number, membership in enumerate(memberships, start=1):
        removed = membership.step(MembershipEvent.REMOVE, at=act.at)
        unit.team.save(removed, was=membership.state)
        mail_id = f"{act.mail_id}-{number}"
        unit.outbox.add(
            told(
                scene.school,
                removed,
                AccessChange.REMOVED,
                mail_id=mail_id,
                at=act.at,
            )
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
