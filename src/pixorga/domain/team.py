"""
Who runs a school's space.

`Administrator` and `Member` are two types, so that a type checker sees whether a
verb was given the one that it needs before the service checks it again.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import Principal
from pixorga.domain.transitions import Transitions
from pixorga.errors import FieldBlankError, FieldChoiceError

__all__ = [
    "MEMBERSHIP_TRANSITIONS",
    "Administrator",
    "Capacity",
    "Member",
    "Membership",
    "MembershipEvent",
    "MembershipState",
    "Role",
    "is_last_administrator",
    "may_reinstate",
]


class Role(StrEnum):
    """
    What a person is in a space.
    """

    ADMINISTRATOR = "administrator"
    MEMBER = "member"


class Capacity(StrEnum):
    """
    In which capacity a person declares to take over a space.

    `DIRECTION` is the head or a deputy; `REFERENT` acts with the head's agreement.
    """

    DIRECTION = "direction"
    REFERENT = "referent"

    @classmethod
    def parse(cls, text: str | None, *, field: str = "capacity") -> Self:
        """
        Read a capacity that was chosen in a form.

        Args:
            text: "direction" or "referent", or None.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was chosen.
            FieldChoiceError: It is neither.

        Example:
            >>> Capacity.parse("referent")
            <Capacity.REFERENT: 'referent'>
        """
        choices = {capacity.value: capacity for capacity in cls}
        if not text:
            raise FieldBlankError(field=field)
        if text not in choices:
            raise FieldChoiceError(field=field, choices=tuple(choices))
        return choices[text]


class MembershipState(StrEnum):
    """
    Where a membership stands.
    """

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class MembershipEvent(StrEnum):
    """
    What happens to a membership.
    """

    SUSPEND = "be suspended"
    REINSTATE = "be reinstated"
    REMOVE = "be removed"


MEMBERSHIP_TRANSITIONS: Transitions[MembershipState, MembershipEvent] = Transitions(
    subject="membership",
    table={
        (MembershipState.ACTIVE, MembershipEvent.SUSPEND): MembershipState.SUSPENDED,
        (MembershipState.ACTIVE, MembershipEvent.REMOVE): MembershipState.REMOVED,
        (MembershipState.SUSPENDED, MembershipEvent.REINSTATE): MembershipState.ACTIVE,
        (MembershipState.SUSPENDED, MembershipEvent.REMOVE): MembershipState.REMOVED,
    },
)
"""Life of a membership; whoever was removed comes back by a new one."""


@attrs.frozen(kw_only=True)
class Membership:
    """
    A person in a school's space; made as `Administrator` or `Member`.

    Attributes:
        id: Row id.
        uai: The school.
        person: Copy of who it is.
        state: Where it stands.
        capacity: In which capacity the person took over; None for whoever was invited
            by an administrator.
        declaration: Version of the text by which the person declared that capacity.
        joined_at: When.
        ended_at: When the person left `ACTIVE` last.
    """

    role: ClassVar[Role]

    id: str
    uai: Uai
    person: Principal = attrs.field(repr=False)
    state: MembershipState = MembershipState.ACTIVE
    capacity: Capacity | None = None
    declaration: str | None = None
    joined_at: datetime = attrs.field(converter=instant)
    ended_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )

    @property
    def is_active(self) -> bool:
        """
        Whether the person may act in the space now.
        """
        return self.state is MembershipState.ACTIVE

    def step(self, event: MembershipEvent, *, at: datetime) -> Self:
        """
        The membership after an event.

        Raises:
            TransitionError: It is in no state for it.
        """
        state = MEMBERSHIP_TRANSITIONS.after(self.state, event)
        ended = None if state is MembershipState.ACTIVE else at
        return attrs.evolve(self, state=state, ended_at=ended)


@attrs.frozen(kw_only=True)
class Administrator(Membership):
    """
    Runs the space: invites, imports pupils, manages all campaigns.
    """

    role = Role.ADMINISTRATOR


@attrs.frozen(kw_only=True)
class Member(Membership):
    """
    Works in the space with campaigns of their own.
    """

    role = Role.MEMBER


def is_last_administrator(membership: Membership, team: Iterable[Membership]) -> bool:
    """
    Whether a school would have no active administrator without this membership.

    Asked on every path that takes an administrator away, under the school's lock.

    Args:
        membership: Who would go.
        team: All memberships of the school.
    """
    if not (isinstance(membership, Administrator) and membership.is_active):
        return False
    return not any(
        isinstance(other, Administrator)
        and other.is_active
        and other.id != membership.id
        for other in team
    )


def may_reinstate(judge: Membership, suspended: Membership) -> bool:
    """
    Whether an administrator may lift somebody's suspension.

    Only one who was there first: whoever came in by the contested person's invitation
    decides nothing about them, or two accounts of one intruder would undo every
    contest.

    Args:
        judge: The active administrator who wants to.
        suspended: Whose suspension.
    """
    return judge.joined_at < suspended.joined_at
