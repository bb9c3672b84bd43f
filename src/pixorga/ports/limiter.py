"""
How often something may happen.
"""

from datetime import datetime
from typing import Protocol

from pixorga.domain.limits import Limit

__all__ = ["RateLimiter"]


class RateLimiter(Protocol):
    """
    Counts hits under keys; safe to share between threads.

    Counting and deciding are one step: of any number of hits at once, exactly as many
    are granted as the limit has left. A limiter that counts for several processes
    keeps this between them too.

    It follows `pixorga.domain.limits.decide` to the second. Never call it inside a
    transaction of the store: it writes on its own.
    """

    def hit(self, key: str, *, limit: Limit, now: datetime) -> int:
        """
        Count one under a key, if that is granted; a refused hit is not counted.

        Args:
            key: Says what is limited, and by which period: a key is always used with
                the same limit. At most 100 ASCII characters, nothing personal.
            limit: How many are granted.
            now: The present instant.

        Returns:
            0 if it is granted, else the seconds to wait, at most the limit's period.

        Raises:
            InstantNaiveError: The present has no zone.
            UnavailableError: It cannot be known.
        """
        ...

    def forget(self, key: str) -> None:
        """
        Let a key begin anew.

        Raises:
            UnavailableError: The limiter cannot be reached.
        """
        ...

    def purge(self, before: datetime) -> int:
        """
        Drop the keys that have limited nothing since an instant.

        Args:
            before: The instant, not in the future: later keys still limit.

        Returns:
            How many were dropped.

        Raises:
            InstantNaiveError: The instant has no zone.
            UnavailableError: The limiter cannot be reached.
        """
        ...

    def close(self) -> None:
        """
        Let go of connections and files.
        """
        ...
