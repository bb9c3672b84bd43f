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
from pixorga.domain.establishment import Establishment, EstablishmentKind
from pixorga.domain.identifiers import Uai
from pixorga.domain.team import Membership
from pixorga.domain.transitions import Transitions

__all__ = [
    "SPACE_TRANSITIONS",
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
    },
)
"""Life of a space; nothing brings one back to `NEW`."""


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
    """

    uai: Uai
    state: SpaceState = SpaceState.NEW
    version: int = 0
    head: ChainHead = EMPTY_CHAIN
    created_at: datetime = attrs.field(converter=instant)
    activated_at: datetime | None = attrs.field(
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
