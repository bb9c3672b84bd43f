"""
Life cycles as data: which event leads from which state to which.

What is not in a table does not happen. The documentation draws its diagrams from
the same tables.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

import attrs

from pixorga.errors import TransitionError

__all__ = ["Transitions"]

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@attrs.frozen(kw_only=True)
class Transitions(Generic[S, E]):
    """
    The legal steps of one kind of thing.

    Attributes:
        subject: What goes through these states, such as "link".
        table: The state that follows, by state and event.

    Example:
        >>> from enum import StrEnum
        >>> State = StrEnum("State", ["OPEN", "SHUT"])
        >>> Event = StrEnum("Event", ["CLOSE"])
        >>> door = Transitions(
        ...     subject="door", table={(State.OPEN, Event.CLOSE): State.SHUT}
        ... )
        >>> door.after(State.OPEN, Event.CLOSE)
        <State.SHUT: 'shut'>
        >>> door.after(State.SHUT, Event.CLOSE)
        Traceback (most recent call last):
        pixorga.errors.TransitionError: A door that is shut cannot close.
    """

    subject: str
    table: Mapping[tuple[S, E], S]

    def after(self, state: S, event: E) -> S:
        """
        The state that follows.

        Raises:
            TransitionError: The table has no such step.
        """
        try:
            return self.table[state, event]
        except KeyError:
            raise TransitionError(
                subject=self.subject, state=state.value, event=event.value
            ) from None

    def allows(self, state: S, event: E) -> bool:
        """
        Whether the table has such a step.
        """
        return (state, event) in self.table
