"""
What a school is left with when an administrator goes, by whatever path.
"""

from collections.abc import Sequence
from datetime import datetime

from pixorga.domain.audit import SchoolEvent
from pixorga.domain.events import SpaceOrphaned
from pixorga.domain.space import Space, SpaceEvent, SpaceState
from pixorga.domain.team import Membership, is_last_administrator

__all__ = ["orphan_if_deserted"]


def orphan_if_deserted(
    space: Space,
    team: Sequence[Membership],
    gone: Membership,
    *,
    at: datetime,
    actor: str,
) -> tuple[Space, list[SchoolEvent]]:
    """
    The space after somebody has gone: orphaned, if it was the last administrator.

    Args:
        space: The space as read.
        team: The team as read, before the departure.
        gone: Who goes, as before or after.
        at: When.
        actor: Pseudonym of who does it.
    """
    before = next(m for m in team if m.id == gone.id)
    if not is_last_administrator(before, team) or space.state is not SpaceState.ACTIVE:
        return space, []
    orphaned = space.step(SpaceEvent.ORPHAN)
    return orphaned, [SpaceOrphaned(uai=space.uai, at=at, actor=actor)]
