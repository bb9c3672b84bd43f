"""
How often: the arithmetic, against a model that keeps each hit's return.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pixorga.domain.limits import COUNT_LIMIT, Limit, decide, ticks
from pixorga.errors import ConfigurationError, InstantNaiveError

START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

SECOND = timedelta(seconds=1)

limits = st.builds(
    Limit,
    count=st.integers(1, 40),
    per=st.integers(1, 4000).map(lambda seconds: seconds * SECOND),
)

steps = st.lists(st.one_of(st.just(0), st.integers(0, 3000)), max_size=60)

any_steps = st.lists(
    st.one_of(st.just(0), st.integers(-3000, 3000), st.just(-(10**8))), max_size=60
)


class Tokens:
    """
    A jar of tokens: a hit takes one, and one comes back after each spacing.
    """

    def __init__(self, limit):
        self.limit = limit
        self.spacing = -(-limit.per // timedelta(microseconds=1) // limit.count)
        self.returns = []

    def hit(self, now):
        """
        Whether there is a token left, and the microseconds until there is.
        """
        present = int((now - START) / timedelta(microseconds=1))
        self.returns = [one for one in self.returns if one > present]
        if len(self.returns) < self.limit.count:
            last = max([present, *self.returns])
            self.returns.append(last + self.spacing)
            return 0
        return min(self.returns) - present


def run(limit, moves):
    """
    The verdict of one hit after each move of the clock.
    """
    arrival, now, verdicts = None, START, []
    for move in moves:
        now += move * SECOND
        verdict = decide(arrival, limit=limit, now=now)
        arrival = verdict.arrival
        verdicts.append((now, verdict))
    return verdicts


class TestLimit:
    @pytest.mark.parametrize("count", [0, -1, COUNT_LIMIT + 1, 2.5, 2.0, "5", None])
    def test_count(self, count):
        """
        A limit counts to something, in whole numbers.
        """
        with pytest.raises(ConfigurationError, match=r"^limit\.count: give 1 to"):
            Limit(count=count, per=SECOND)

    @pytest.mark.parametrize(
        "per",
        [
            timedelta(0),
            -SECOND,
            timedelta(milliseconds=1500),
            timedelta(days=366, seconds=1),
        ],
    )
    def test_period(self, per):
        """
        A period is some whole seconds, and a year at most.
        """
        with pytest.raises(
            ConfigurationError, match=r"^limit\.per: give whole seconds"
        ):
            Limit(count=1, per=per)

    @pytest.mark.parametrize(
        ("count", "per"), [(1, SECOND), (COUNT_LIMIT, timedelta(days=366))]
    )
    def test_bounds(self, count, per):
        """
        The bounds themselves are accepted, and kept as they are.
        """
        limit = Limit(count=count, per=per)

        assert attrs.astuple(limit) == (count, per)

    def test_frozen(self):
        """
        A limit does not change.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Limit(count=1, per=SECOND).count = 2

    @given(limits)
    def test_never_more(self, limit):
        """
        Hits come back no faster than the limit says, and by less than a tick slower.
        """
        exact = Fraction(limit.period, limit.count)

        assert 0 <= limit.spacing - exact < 1


class TestShare:
    @given(st.integers(1, 200), st.data())
    def test_adds_up(self, count, data):
        """
        The parts add up to the whole, and none differs by more than one from another.
        """
        of = data.draw(st.integers(1, count))
        limit = Limit(count=count, per=SECOND)

        parts = [limit.share(number, of=of) for number in range(of)]

        assert sum(part.count for part in parts) == count
        assert max(part.count for part in parts) - min(p.count for p in parts) <= 1
        assert {part.per for part in parts} == {SECOND}


class TestTicks:
    def test_whole_seconds(self):
        """
        An instant is counted in microseconds, of whole seconds.
        """
        early = datetime(1970, 1, 1, 0, 0, 1, 999_999, tzinfo=UTC)

        assert ticks(early) == 1_000_000

    def test_naive(self):
        """
        A13: a date-time without a zone is refused.
        """
        naive = START.replace(tzinfo=None)

        with pytest.raises(InstantNaiveError):
            ticks(naive)
        with pytest.raises(InstantNaiveError):
            decide(None, limit=Limit(count=1, per=SECOND), now=naive)


class TestDecide:
    @given(limits, steps)
    def test_model(self, limit, moves):
        """
        It grants and refuses as a jar of tokens does, and says how long to wait.
        """
        jar = Tokens(limit)

        for now, verdict in run(limit, moves):
            assert verdict.wait == -(-jar.hit(now) // 1_000_000)

    @given(limits)
    def test_burst(self, limit):
        """
        Exactly as many as are counted are granted at once.
        """
        verdicts = run(limit, [0] * (limit.count + 5))

        granted = [verdict.wait == 0 for _, verdict in verdicts]
        assert granted == [True] * limit.count + [False] * 5

    @given(limits, st.integers(0, 10**6))
    def test_no_past(self, limit, seconds):
        """
        A key whose time is over is as one without a past.
        """
        now = START + seconds * SECOND
        over = decide(ticks(START), limit=limit, now=now)

        assert over == decide(None, limit=limit, now=now)

    @given(limits, any_steps)
    def test_waiting_helps(self, limit, moves):
        """
        After the wait a hit is granted, and not a second earlier, whatever was before.
        """
        assume(moves)
        now, verdict = run(limit, moves)[-1]

        later = now + verdict.wait * SECOND
        if verdict.wait:
            assert decide(verdict.arrival, limit=limit, now=later).wait == 0
            early = decide(verdict.arrival, limit=limit, now=later - SECOND)
            assert early.wait == 1

    @given(limits, any_steps)
    def test_never_longer_than_the_period(self, limit, moves):
        """
        Wherever the clock goes, nobody waits longer than the period.
        """
        assert all(
            verdict.wait * SECOND <= limit.per for _, verdict in run(limit, moves)
        )

    @given(limits, st.integers(0, 10**8))
    def test_going_back_grants_nothing(self, limit, back):
        """
        A burst that was used up stays so when the clock goes back, however far.
        """
        (*_, (_, verdict)) = run(limit, [0] * limit.count)

        for seconds in (back // 2, back):
            now = START - seconds * SECOND
            verdict = decide(verdict.arrival, limit=limit, now=now)
            assert verdict.wait > 0

    @given(limits.filter(lambda limit: limit.count > 1), st.data())
    def test_clocks_that_disagree(self, limit, data):
        """
        Servers whose clocks differ by less than half the period free nothing for each.
        """
        half = (limit.per // SECOND - 1) // 2
        skews = data.draw(st.lists(st.integers(0, half), min_size=1, max_size=60))

        arrival, granted = None, 0
        for skew in skews:
            now = START - skew * SECOND
            verdict = decide(arrival, limit=limit, now=now)
            granted += verdict.wait == 0
            assert arrival is None or verdict.arrival >= arrival
            arrival = verdict.arrival

        # What came back between the slowest clock and the fastest, and no more.
        assert granted <= limit.count + max(skews) * 1_000_000 // limit.spacing + 1

    def test_set_back(self):
        """
        What a clock left too far ahead is a burst just used up, as of the present.
        """
        limit = Limit(count=3, per=60 * SECOND)
        present = ticks(START)

        ahead = decide(present + 100_000_001, limit=limit, now=START)
        farthest = decide(present + 100_000_000, limit=limit, now=START)

        assert attrs.astuple(ahead) == (present + 60_000_000, 20)
        assert attrs.astuple(farthest) == (present + 100_000_000, 60)
