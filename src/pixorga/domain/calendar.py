"""
Instants and days, and the one passage between them.

Instants are aware, in UTC and in whole seconds. Whatever people count in days or
years (a last valid day, one year of storage, a school year) is counted on the
calendar of Europe/Paris, whatever the school's own zone: it is the calendar of the
ministry's texts, and one calendar is easier to answer for than twelve.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache

from pixorga.errors import ConfigurationError, InstantNaiveError

__all__ = ["instant", "last_day", "paris_day", "paris_time", "school_year"]

_SCHOOL_YEAR_STARTS = 8
"""August: staff come back, and SIECLE's base of the new year becomes the current."""


@cache
def _paris() -> tzinfo:
    # dateutil brings its own zones where the system has none, as in slim containers.
    from dateutil.tz import gettz

    zone = gettz("Europe/Paris")
    if zone is None:
        raise ConfigurationError(
            setting="tzdata", problem="install the time-zone package tzdata."
        )
    return zone


def instant(value: datetime) -> datetime:
    """
    Make an instant of an aware date-time: UTC, whole seconds.

    Args:
        value: Any aware date-time; fractions of a second are cut off.

    Returns:
        The same moment in UTC.

    Raises:
        InstantNaiveError: The date-time has no zone, so nobody knows when it is.

    Example:
        >>> from datetime import datetime, timedelta, timezone
        >>> summer = timezone(timedelta(hours=2))
        >>> instant(datetime(2026, 9, 1, 10, 30, tzinfo=summer)).isoformat()
        '2026-09-01T08:30:00+00:00'
    """
    if value.tzinfo is UTC and not value.microsecond:
        # It is one already; every value of a row comes by here.
        return value
    if value.tzinfo is None or value.utcoffset() is None:
        raise InstantNaiveError
    return value.astimezone(UTC).replace(microsecond=0)


def paris_time(value: datetime) -> datetime:
    """
    The clock on a French wall at an instant.

    Raises:
        InstantNaiveError: The date-time has no zone.
    """
    return instant(value).astimezone(_paris())


def paris_day(value: datetime) -> date:
    """
    The day of an instant in France.

    Raises:
        InstantNaiveError: The date-time has no zone.

    Example:
        >>> from datetime import UTC, datetime
        >>> paris_day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).isoformat()
        '2027-01-01'
    """
    return paris_time(value).date()


def last_day(expires_at: datetime) -> date:
    """
    The last day on which something that ends at an instant can still be used.

    Raises:
        InstantNaiveError: The date-time has no zone.

    Example:
        >>> from datetime import UTC, datetime
        >>> last_day(datetime(2026, 9, 7, 22, 0, tzinfo=UTC)).isoformat()
        '2026-09-07'
    """
    return paris_day(expires_at - timedelta(seconds=1))


def school_year(day: date) -> int:
    """
    The calendar year in which the school year of a day began.

    Args:
        day: A day in France.

    Returns:
        2026 for the school year 2026-2027, as SIECLE's ANNEE_SCOLAIRE.

    Example:
        >>> from datetime import date
        >>> school_year(date(2027, 6, 30)), school_year(date(2026, 9, 1))
        (2026, 2026)
    """
    return day.year if day.month >= _SCHOOL_YEAR_STARTS else day.year - 1
