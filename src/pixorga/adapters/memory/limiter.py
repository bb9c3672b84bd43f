"""
The rate limiter port in the memory of one process.
"""

import threading
from datetime import datetime
from typing import Final

from pixorga.domain.limits import Limit, decide, ticks
from pixorga.errors import LimiterError

__all__ = ["MemoryLimiter"]

CAPACITY: Final = 100_000
"""Keys that are kept at most, by default: about 20 MB."""

_FIRST_SWEEP: Final = 1000


class MemoryLimiter:
    """
    A limiter for an application that runs in one process.

    Keys that limit nothing any more are dropped now and then, by a hit; there is no
    thread and no timer.

    Args:
        capacity: Keys that are kept at most. Beyond it the limiter says of unknown
            keys that it cannot know: dropping one that limits would let a flood of
            invented keys wash it away.

    Example:
        >>> from datetime import UTC, timedelta
        >>> limiter, now = MemoryLimiter(), datetime(2026, 9, 1, tzinfo=UTC)
        >>> limit = Limit(count=1, per=timedelta(minutes=1))
        >>> [limiter.hit("key", limit=limit, now=now) for _ in range(2)]
        [0, 60]
    """

    def __init__(self, *, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._arrivals: dict[str, int] = {}
        self._sweep_at = min(_FIRST_SWEEP, capacity)
        self._swept: datetime | None = None

    def hit(self, key: str, *, limit: Limit, now: datetime) -> int:
        """
        Count one under a key; see `pixorga.ports.limiter.RateLimiter`.

        Raises:
            InstantNaiveError: The present has no zone.
            LimiterError: The key is unknown, and there is no room for it.
        """
        with self._lock:
            arrival = self._arrivals.get(key)
            verdict = decide(arrival, limit=limit, now=now)
            if arrival is None:
                self._make_room(now)
            self._arrivals[key] = verdict.arrival
        return verdict.wait

    def forget(self, key: str) -> None:
        """
        Let a key begin anew.
        """
        with self._lock:
            self._arrivals.pop(key, None)

    def purge(self, before: datetime) -> int:
        """
        Drop the keys that have limited nothing since an instant.

        Raises:
            InstantNaiveError: The instant has no zone.
        """
        with self._lock:
            return self._drop(before)

    def close(self) -> None:
        """
        Nothing to let go of.
        """

    def _make_room(self, now: datetime) -> None:
        # Once a second at most: full, it would else look at all keys at each hit.
        if len(self._arrivals) >= self._sweep_at and now != self._swept:
            self._swept = now
            self._drop(now)
            # Twice as many as are left: sweeping costs each hit the same, on average.
            room = max(_FIRST_SWEEP, 2 * len(self._arrivals))
            self._sweep_at = min(room, self._capacity)
        if len(self._arrivals) >= self._capacity:
            raise LimiterError

    def _drop(self, before: datetime) -> int:
        past = ticks(before)
        kept = {key: one for key, one in self._arrivals.items() if one > past}
        dropped = len(self._arrivals) - len(kept)
        self._arrivals = kept
        return dropped
