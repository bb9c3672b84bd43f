"""
Numbers of too few people, and those that would give them away.
"""

from hypothesis import given
from hypothesis import strategies as st

from pixorga.reports.disclosure import is_small, withheld

COUNTS = st.dictionaries(st.integers(), st.integers(0, 30), max_size=9)
MINIMA = st.integers(1, 10)


class TestSmall:
    def test_bounds(self):
        """
        Nobody is not few people, and the minimum is enough.
        """
        found = [is_small(number, 5) for number in (0, 1, 4, 5)]

        assert found == [False, True, True, False]


class TestWithheld:
    @given(counts=COUNTS, minimum=MINIMA)
    def test_law(self, counts, minimum):
        """
        Each small number is hidden; what is hidden cannot be worked out of the sum.
        """
        hidden = withheld(counts, minimum=minimum)

        people = sum(counts[key] for key in hidden)
        small = {key for key, number in counts.items() if 0 < number < minimum}
        somebody = {key for key, number in counts.items() if number}
        assert small <= hidden <= somebody
        assert bool(hidden) == bool(small)
        safe = len(hidden) > 1 and people >= minimum
        assert safe or hidden in (set(), somebody)

    def test_least(self):
        """
        No more is hidden than has to be, the smallest first.
        """
        counts = {"a": 20, "b": 1, "c": 12, "d": 2, "e": 0}

        assert withheld(counts, minimum=3) == {"b", "d"}
        assert withheld(counts, minimum=5) == {"b", "c", "d"}
        assert withheld(counts, minimum=2) == {"b", "d"}
