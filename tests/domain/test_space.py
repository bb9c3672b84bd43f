"""
A school's space.
"""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.audit import EMPTY_CHAIN
from pixorga.domain.space import School, SpaceEvent, SpaceState
from pixorga.errors import InstantNaiveError, TransitionError
from pixorga.testing.builders import a_school, a_space
from pixorga.testing.fakes import START

LATER = START + timedelta(days=1)


class TestNew:
    def test_empty(self):
        """
        A new space has no version, no history and no administrator.
        """
        space = a_space()

        assert (space.state, space.version) == (SpaceState.NEW, 0)
        assert space.head == EMPTY_CHAIN
        assert space.activated_at is None

    @pytest.mark.parametrize("field", ["created_at", "activated_at"])
    def test_naive(self, field):
        """
        A13: its instants have their zone.
        """
        with pytest.raises(InstantNaiveError):
            a_space(**{field: START.replace(tzinfo=None)})

    def test_frozen(self):
        """
        A space is changed by steps only.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            a_space().version = 1


class TestJoined:
    def test_first(self):
        """
        The first administrator activates the space.
        """
        space = a_space().joined(at=LATER)

        assert space == a_space(state=SpaceState.ACTIVE, activated_at=LATER)

    def test_next(self):
        """
        The next one leaves the day of the activation as it is.
        """
        space = a_space().joined(at=START).joined(at=LATER)

        assert space.activated_at == START

    def test_recovered(self):
        """
        A29: an orphaned space comes back to life, with the day of its activation.
        """
        orphaned = a_space().joined(at=START).step(SpaceEvent.ORPHAN)

        recovered = orphaned.joined(at=LATER)

        assert (orphaned.state, recovered.state) == (
            SpaceState.ORPHANED,
            SpaceState.ACTIVE,
        )
        assert recovered.activated_at == START

    def test_archived(self):
        """
        Nobody joins an archived space.
        """
        archived = a_space().step(SpaceEvent.ARCHIVE)

        with pytest.raises(TransitionError, match="A space that is archived cannot be"):
            archived.joined(at=LATER)

    @given(st.lists(st.sampled_from(list(SpaceEvent)), max_size=8))
    def test_any_events(self, events):
        """
        Whatever happens, a space is new if and only if it never was activated.
        """
        space = a_space()
        for event in events:
            try:
                joins = event is SpaceEvent.JOIN
                space = space.joined(at=LATER) if joins else space.step(event)
            except TransitionError:
                continue

        activated = space.activated_at is not None
        assert space.state is not SpaceState.NEW or not activated
        assert activated or space.state in {SpaceState.NEW, SpaceState.ARCHIVED}

    def test_version_is_the_stores(self):
        """
        A step leaves the version alone: the store counts it up.
        """
        assert a_space(version=3).joined(at=LATER).version == 3


class TestSchool:
    def test_before_the_first_request(self):
        """
        A school may have no space yet.
        """
        school = School(establishment=a_school(), space=None)

        assert school.establishment.uai == a_space().uai
        assert school.space is None

    def test_space_may_be_missing(self):
        """
        A school that nobody ever asked for has no space, and says which school.
        """
        school = School(establishment=a_school(), space=None)

        with pytest.raises(LookupError, match="0750655E"):
            assert school.known_space

        known = attrs.evolve(school, space=a_space())
        assert known.known_space == a_space()
