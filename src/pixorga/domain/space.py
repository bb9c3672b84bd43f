"""
The school's Pix Orga space: what is ours of a school.

The row is also the school's lock: whatever changes the school's administrators,
links or pupils reads it for update and writes it back one version higher, so that
two such changes never cross.
"""

from datetime import datetime
from enum import StrEnum

import attrs

from pixorga.domain.audit import EMPTY_CHAIN, ChainHead
from pixorga.domain.calendar import instant
from pixorga.domain.establishment import (
    Establishment,
    EstablishmentKind,
    MailboxState,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.domain.team import Membership
from pixorga.domain.transitions import Transitions

__all__ = [
    "SPACE_TRANSITIONS",
    "Attention",
    "School",
    "Space",
    "SpaceEvent",
    "SpaceState",
    "SpaceView",
]


class SpaceState(StrEnum):
    """
    Where a space stands.

    `NEW` has never had an administrator; `ORPHANED` has lost its last one and waits
    for a recovery.
    """

    NEW = "new"
    ACTIVE = "active"
    ORPHANED = "orphaned"
    ARCHIVED = "archived"


class SpaceEvent(StrEnum):
    """
    What happens to a space.
    """

    JOIN = "be joined by an administrator"
    ORPHAN = "be orphaned"
    ARCHIVE = "be archived"
    REOPEN = "be opened again"


SPACE_TRANSITIONS: Transitions[SpaceState, SpaceEvent] = Transitions(
    subject="space",
    table={
        (SpaceState.NEW, SpaceEvent.JOIN): SpaceState.ACTIVE,
        (SpaceState.ACTIVE, SpaceEvent.JOIN): SpaceState.ACTIVE,
        (SpaceState.ORPHANED, SpaceEvent.JOIN): SpaceState.ACTIVE,
        (SpaceState.ACTIVE, SpaceEvent.ORPHAN): SpaceState.ORPHANED,
        (SpaceState.NEW, SpaceEvent.ARCHIVE): SpaceState.ARCHIVED,
        (SpaceState.ACTIVE, SpaceEvent.ARCHIVE): SpaceState.ARCHIVED,
        (SpaceState.ORPHANED, SpaceEvent.ARCHIVE): SpaceState.ARCHIVED,
        # Its administrators went when it was archived.
        (SpaceState.ARCHIVED, SpaceEvent.REOPEN): SpaceState.ORPHANED,
    },
)
"""Life of a space; nothing brings one back to `NEW`."""


class Attention(StrEnum):
    """
    Why a school is on the support team's list.
    """

    MAILBOX_TO_CONFIRM = "mailbox to confirm"
    MAILBOX_MISSING = "mailbox missing"
    MAIL_BOUNCED = "mail bounced"
    MAIL_GIVEN_UP = "mail given up"
    CONTESTED = "administrator contested"


@attrs.frozen(kw_only=True)
class Space:
    """
    What pixorga holds of one school.

    Attributes:
        uai: The school.
        state: Where the space stands.
        version: How often the row was written; a writer names the one it read.
        head: The end of the school's audit chain.
        created_at: When the school was first asked for.
        activated_at: When its first administrator joined; decides for ever whether
            a request is an activation or a recovery.
        confirmed_mailbox: The mailbox that an operator confirmed or corrected.
        confirmed_against: What the directory said when they did; once it says
            something else, that counts again.
        attention: Why the support team should look into it; None for no reason.
        attention_since: Since when.
        closed_at: When an operator closed the school, whatever the directory says of
            it; None when nobody did, or it was opened again.
    """

    uai: Uai
    state: SpaceState = SpaceState.NEW
    version: int = 0
    head: ChainHead = EMPTY_CHAIN
    created_at: datetime = attrs.field(converter=instant)
    activated_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )
    confirmed_mailbox: EmailAddress | None = attrs.field(default=None, repr=False)
    confirmed_against: EmailAddress | None = attrs.field(default=None, repr=False)
    attention: Attention | None = None
    attention_since: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )
    closed_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )

    def step(self, event: SpaceEvent) -> "Space":
        """
        The space after an event.

        Raises:
            TransitionError: The space is in no state for it.
        """
        return attrs.evolve(self, state=SPACE_TRANSITIONS.after(self.state, event))

    def joined(self, *, at: datetime) -> "Space":
        """
        The space after an administrator has joined.

        Raises:
            TransitionError: The space is archived.
        """
        return attrs.evolve(
            self.step(SpaceEvent.JOIN), activated_at=self.activated_at or at
        )

    def reopened(self) -> "Space":
        """
        The space after an operator has opened it again, and its school with it.

        Raises:
            TransitionError: The space is not archived.
        """
        return attrs.evolve(self.step(SpaceEvent.REOPEN), closed_at=None)

    def listed(self, attention: Attention, *, at: datetime) -> "Space":
        """
        The space on the support team's list; the first to say so says since when.

        A contest keeps its place: it waits for a decision, and the other reasons come
        back by themselves with the next request or mail.
        """
        if self.attention in {attention, Attention.CONTESTED}:
            return self
        return attrs.evolve(self, attention=attention, attention_since=at)

    def unlisted(self, *reasons: Attention) -> "Space":
        """
        The space off the list, if it was on it for one of some reasons.
        """
        if self.attention not in reasons:
            return self
        return attrs.evolve(self, attention=None, attention_since=None)


@attrs.frozen(kw_only=True)
class School:
    """
    Theirs and ours of one school, read together.

    Attributes:
        establishment: The directory's row.
        space: Our row, None before the first request.
    """

    establishment: Establishment
    space: Space | None

    @property
    def known_space(self) -> Space:
        """
        Our row of a school that something is known to have happened in.
        """
        if self.space is None:
            raise LookupError(str(self.establishment.uai))
        return self.space

    @property
    def is_closed(self) -> bool:
        """
        Whether the school is closed: by the directory, or by an operator.
        """
        space = self.space
        closed = space is not None and space.closed_at is not None
        return self.establishment.closed or closed

    @property
    def is_archived(self) -> bool:
        """
        Whether nobody can join it any more: closed, or archived here.
        """
        space = self.space
        archived = space is not None and space.state is SpaceState.ARCHIVED
        return self.is_closed or archived

    @property
    def confirmed_mailbox(self) -> EmailAddress | None:
        """
        The mailbox by an operator's word, while the directory still says what it said.
        """
        space = self.space
        if space is None or space.confirmed_against != self.establishment.mailbox:
            return None
        return space.confirmed_mailbox

    @property
    def mailbox_state(self) -> MailboxState:
        """
        Whether links may go to the school.
        """
        if self.confirmed_mailbox is not None:
            return MailboxState.USABLE
        return self.establishment.mailbox_state

    @property
    def mailbox(self) -> EmailAddress | None:
        """
        Where links to the school go; None while none may.
        """
        if self.mailbox_state is not MailboxState.USABLE:
            return None
        return self.confirmed_mailbox or self.establishment.mailbox


@attrs.frozen(kw_only=True)
class SpaceView:
    """
    One of a person's schools.

    Attributes:
        uai: The school.
        school: Its name.
        kind: What kind of school it is.
        membership: The person's membership of it.
    """

    uai: Uai
    school: str
    kind: EstablishmentKind
    membership: Membership
