"""
What the tests of the services share.
"""

import attrs
import pytest


@pytest.fixture
def variant(world):
    """
    The same pixorga with some other parts.
    """

    def variant(**parts):
        copy = object.__new__(type(world.orga))
        copy._wire(attrs.evolve(world.orga._parts, **parts))
        return copy

    return variant
