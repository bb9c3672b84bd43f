"""
What every rate limiter must do; subclass, override one fixture, run pytest.

::

    class TestMyLimiter(LimiterContract):
        @pytest.fixture
        def limiter(self):
            with closing(MyLimiter()) as limiter:
                yield limiter

Tests may be added, and none may be taken away, as for `pixorga.testing.contracts`.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from pixorga.domain.limits import Limit, decide
from pixorga.errors import InstantNaiveError
from pixorga.ports.limiter import RateLimiter
from pixorga.testing.fakes import START

__all__ = ["LimiterContract"]

LIMIT = Limit(count=3, per=timedelta(minutes=1))

DAY = timedelta(days=1)


class LimiterContract:
    """
    The contract of `pixorga.ports.limiter.RateLimiter`.
    """

    @pytest.fixture
    def limiter(self) -> Iterator[RateLimiter]:
        """
        *Must* be overridden: a limiter without a past, closed afterwards.
        """
        raise NotImplementedError

    # Hits

    def test_grants_as_many(self, limiter: RateLimiter) -> None:
        """
        As many hits are granted as the limit counts; then it says how long to wait.
        """
        waits = [_hit(limiter) for _ in range(5)]

        assert waits == [0, 0, 0, 20, 20]

    def test_grants_again(self, limiter: RateLimiter) -> None:
        """
        After the wait one hit is granted, not a second earlier, and no second one.
        """
        for _ in range(3):
            _hit(limiter)

        assert _hit(limiter, seconds=19) == 1
        assert _hit(limiter, seconds=20) == 0
        assert _hit(limiter, seconds=20) == 20

    def test_grants_all_again(self, limiter: RateLimiter) -> None:
        """
        After the whole period everything is as in the beginning, and no better.
        """
        for _ in range(3):
            _hit(limiter)

        waits = [_hit(limiter, seconds=600) for _ in range(4)]

        assert waits == [0, 0, 0, 20]

    def test_counts_no_refusal(self, limiter: RateLimiter) -> None:
        """
        Whoever goes on trying waits no longer.
        """
        for _ in range(3):
            _hit(limiter)

        assert [_hit(limiter, seconds=second) for second in range(1, 20)] == [
            20 - second for second in range(1, 20)
        ]
        assert _hit(limiter, seconds=20) == 0

    def test_follows_the_arithmetic(self, limiter: RateLimiter) -> None:
        """
        In a long to and fro of the clock it decides as the arithmetic does.
        """
        limit = Limit(count=7, per=timedelta(seconds=100))
        arrival: int | None = None
        waits: list[int] = []
        expected: list[int] = []
        now = START
        for number in range(300):
            now += timedelta(seconds=number * 37 % 31 - 8)
            if number % 50 == 0:
                now -= timedelta(seconds=400)
            verdict = decide(arrival, limit=limit, now=now)
            arrival = verdict.arrival
            expected.append(verdict.wait)
            waits.append(limiter.hit("key", limit=limit, now=now))

        assert waits == expected
        assert {0} < set(waits)

    @pytest.mark.parametrize(
        "other", ["", "Key", "key ", "ke", "key%", "k_y", "school:3600:" + "0" * 32]
    )
    def test_keeps_keys_apart(self, limiter: RateLimiter, other: str) -> None:
        """
        What is counted under one key is not counted under another.
        """
        for _ in range(4):
            _hit(limiter)

        assert _hit(limiter, key=other) == 0
        assert _hit(limiter) == 20

    def test_long_keys(self, limiter: RateLimiter) -> None:
        """
        A key may have a hundred characters, and all of them count.
        """
        one = Limit(count=1, per=DAY)
        key = "k" * 99

        assert limiter.hit(f"{key}1", limit=one, now=START) == 0
        assert limiter.hit(f"{key}2", limit=one, now=START) == 0
        assert limiter.hit(f"{key}1", limit=one, now=START) == 86400

    # Time

    @pytest.mark.parametrize("back", [1, 19, 59, 60, 61, 10**6, 10**9])
    def test_clock_that_goes_back(self, limiter: RateLimiter, back: int) -> None:
        """
        A clock that goes back grants nothing, and nobody waits longer than the period.
        """
        for _ in range(3):
            _hit(limiter)

        wait = _hit(limiter, seconds=-back)

        assert 1 <= wait <= 60
        assert _hit(limiter, seconds=wait - 1 - back) == 1
        assert _hit(limiter, seconds=wait - back) == 0

    def test_fractions_of_a_second(self, limiter: RateLimiter) -> None:
        """
        Fractions of a second do not count.
        """
        almost = timedelta(seconds=19, microseconds=999_999)
        for _ in range(3):
            _hit(limiter)

        assert limiter.hit("key", limit=LIMIT, now=START + almost) == 1

    def test_needs_a_zone(self, limiter: RateLimiter) -> None:
        """
        A date-time without a zone is refused.
        """
        naive = START.replace(tzinfo=None)

        with pytest.raises(InstantNaiveError):
            limiter.hit("key", limit=LIMIT, now=naive)
        with pytest.raises(InstantNaiveError):
            limiter.purge(naive)

    # Keeping house

    def test_forgets(self, limiter: RateLimiter) -> None:
        """
        A key that is forgotten begins anew, and no other one does.
        """
        for _ in range(3):
            _hit(limiter)
            _hit(limiter, key="other")

        limiter.forget("key")
        limiter.forget("unknown")

        assert [_hit(limiter) for _ in range(4)] == [0, 0, 0, 20]
        assert _hit(limiter, key="other") == 20

    def test_purges(self, limiter: RateLimiter) -> None:
        """
        Keys that limit nothing any more are dropped, to the second, and no other one.
        """
        _hit(limiter, key="first")
        _hit(limiter, key="second", seconds=1)
        _hit(limiter, key="third", seconds=1)
        _hit(limiter, key="third", seconds=1)

        assert limiter.purge(_at(19)) == 0
        assert limiter.purge(_at(20)) == 1
        assert limiter.purge(_at(40)) == 1
        assert [_hit(limiter, key="third", seconds=40) for _ in range(3)] == [0, 0, 1]
        assert limiter.purge(_at(600)) == 1
        assert limiter.purge(_at(600)) == 0

    # Concurrency

    def test_exact_between_threads(self, limiter: RateLimiter) -> None:
        """
        A36: of many hits at once on what has one left, exactly one is granted.
        """
        limit = Limit(count=10, per=DAY)
        for _ in range(9):
            limiter.hit("key", limit=limit, now=START)

        granted = _at_once(limiter, keys=["key"] * 8, limit=limit)

        assert granted == {"key": 1}

    def test_many_at_once(self, limiter: RateLimiter) -> None:
        """
        Many hits at once under several keys are granted up to each key's limit.
        """
        limit = Limit(count=5, per=DAY)

        granted = _at_once(limiter, keys=["one", "two"] * 8, limit=limit)

        assert granted == {"one": 5, "two": 5}


def _at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def _hit(limiter: RateLimiter, *, key: str = "key", seconds: int = 0) -> int:
    return limiter.hit(key, limit=LIMIT, now=_at(seconds))


def _at_once(limiter: RateLimiter, *, keys: list[str], limit: Limit) -> dict[str, int]:
    """
    How many of one hit per key and thread are granted, by key.
    """
    met = threading.Barrier(len(keys))

    def hit(key: str) -> bool:
        met.wait()
        return limiter.hit(key, limit=limit, now=START) == 0

    with ThreadPoolExecutor(max_workers=len(keys)) as threads:
        answers = list(zip(keys, threads.map(hit, keys), strict=True))
    return {key: sum(yes for of, yes in answers if of == key) for key in set(keys)}
