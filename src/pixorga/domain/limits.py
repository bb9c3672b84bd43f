"""
How often something may happen, by the generic cell rate algorithm (ITU-T I.371).

A key that is limited keeps one number: the theoretical arrival time, the instant from
which nothing of its past counts any more. Each hit that is granted moves it on by one
spacing, and a hit is refused that would move it further ahead than the limit reaches.
So hits may come in a burst, and come back one by one, evenly: there is no boundary at
which a whole new count is free.

Arrivals are integers, microseconds since 1970: spacings are rarely whole seconds.
"""

from datetime import datetime, timedelta
from typing import Final

import attrs

from pixorga.domain.calendar import instant
from pixorga.errors import ConfigurationError

__all__ = ["Limit", "Verdict", "decide", "ticks"]

_TICKS: Final = 1_000_000
"""In a second."""

COUNT_LIMIT: Final = 1_000_000
"""With more in a second, two hits would be less than a tick apart."""

PERIOD_LIMIT: Final = timedelta(days=366)
"""The longest period: rows are kept as long."""


def _countable(_: object, __: object, value: int) -> None:
    # A fraction, as of a count that was divided, would make arrivals fractions too.
    if not (isinstance(value, int) and 1 <= value <= COUNT_LIMIT):
        raise ConfigurationError(
            setting="limit.count", problem=f"give 1 to {COUNT_LIMIT}."
        )


def _whole_seconds(_: object, __: object, value: timedelta) -> None:
    if not timedelta(0) < value <= PERIOD_LIMIT or value.microseconds:
        raise ConfigurationError(
            setting="limit.per",
            problem=f"give whole seconds, at most {PERIOD_LIMIT.days} days.",
        )


@attrs.frozen(kw_only=True)
class Limit:
    """
    So many at once, and as many again, evenly, in each period.

    Attributes:
        count: How many hits are granted in a burst, 1 to 1 000 000.
        per: In what time they all come back, in whole seconds; at most 366 days.

    Raises:
        ConfigurationError: One of them is out of bounds.

    Example:
        >>> limit = Limit(count=5, per=timedelta(hours=1))
        >>> limit.spacing
        720000000
    """

    count: int = attrs.field(validator=_countable)
    per: timedelta = attrs.field(validator=_whole_seconds)

    @property
    def spacing(self) -> int:
        """
        Ticks after which one hit has come back, rounded up.
        """
        return -(-self.period // self.count)

    @property
    def reach(self) -> int:
        """
        Ticks that an arrival may be ahead of the present for one more hit.
        """
        return (self.count - 1) * self.spacing

    @property
    def period(self) -> int:
        """
        The period in ticks.
        """
        return self.per // timedelta(microseconds=1)

    def share(self, number: int, *, of: int) -> "Limit":
        """
        One of the parts that the limit is split into; their counts add up to it.

        Args:
            number: Which part, from 0.
            of: How many parts there are, at most the limit's count.

        Example:
            >>> limit = Limit(count=5, per=timedelta(hours=1))
            >>> [limit.share(number, of=3).count for number in range(3)]
            [2, 2, 1]
        """
        each, more = divmod(self.count, of)
        return Limit(count=each + (number < more), per=self.per)


@attrs.frozen(kw_only=True)
class Verdict:
    """
    What becomes of one hit.

    Attributes:
        arrival: What the key keeps, granted or not.
        wait: Seconds until a hit would be granted, rounded up; 0 if this one is.
    """

    arrival: int
    wait: int


def ticks(value: datetime) -> int:
    """
    An instant in microseconds since 1970; fractions of a second are cut off.

    Raises:
        InstantNaiveError: The date-time has no zone.
    """
    return int(instant(value).timestamp()) * _TICKS


def decide(arrival: int | None, *, limit: Limit, now: datetime) -> Verdict:
    """
    Grant a hit, or say how long to wait.

    A clock that goes back grants nothing before its time. What it leaves too far ahead
    (more than the period to wait) is set back to a burst that was just used up, so that
    nobody waits longer than the period.

    Args:
        arrival: What the key keeps; None for a key without a past.
        limit: The limit.
        now: The present instant.

    Raises:
        InstantNaiveError: The present has no zone.

    Example:
        >>> from datetime import UTC
        >>> now = datetime(2026, 9, 1, tzinfo=UTC)
        >>> limit = Limit(count=1, per=timedelta(minutes=1))
        >>> first = decide(None, limit=limit, now=now)
        >>> first.wait, decide(first.arrival, limit=limit, now=now).wait
        (0, 60)
    """
    present = ticks(now)
    if arrival is None:
        arrival = present
    late = arrival - present - limit.reach
    if late <= 0:
        return Verdict(arrival=max(arrival, present) + limit.spacing, wait=0)
    if late > limit.period:
        late = limit.spacing
    return Verdict(arrival=present + limit.reach + late, wait=-(-late // _TICKS))
