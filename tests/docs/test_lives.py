"""
The lives that the documentation draws are those of the tables.
"""

from pathlib import Path

import pytest

from pixorga.domain.link import LINK_TRANSITIONS
from pixorga.domain.space import SPACE_TRANSITIONS
from pixorga.domain.team import MEMBERSHIP_TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs/explanation/links.md"


@pytest.mark.parametrize(
    "transitions",
    [LINK_TRANSITIONS, MEMBERSHIP_TRANSITIONS, SPACE_TRANSITIONS],
    ids=lambda transitions: transitions.subject,
)
def test_life_is_drawn(transitions):
    """
    Each table of the page has the steps of one table of transitions, and no others.
    """
    _, _, drawn = PAGE.read_text("utf-8").partition(
        f"| a {transitions.subject} that is"
    )
    rows = drawn.partition("\n\n")[0].splitlines()[2:]

    steps = [
        f"| {state} | {event} | {after} |"
        for (state, event), after in transitions.table.items()
    ]
    assert rows == steps
