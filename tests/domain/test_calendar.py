"""
Instants, and the days of metropolitan France.
"""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise

import dateutil.tz
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain import calendar
from pixorga.domain.calendar import (
    instant,
    last_day,
    paris_day,
    paris_time,
    school_year,
)
from pixorga.errors import ConfigurationError, InstantNaiveError

NAIVE = datetime(2026, 9, 1, 10, 30)  # noqa: DTZ001 (what is to be refused)

zones = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)

instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 (Hypothesis adds the zone)
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=zones,
)


class Nowhere(tzinfo):
    """
    A zone that does not say how far it is from Greenwich.
    """

    def utcoffset(self, _):
        """
        Nobody knows.
        """


class TestInstant:
    @given(instants)
    def test_same_moment(self, value):
        """
        The instant is the same moment in UTC, without its fraction of a second.
        """
        made = instant(value)

        assert made.tzinfo is UTC
        assert made.microsecond == 0
        assert timedelta(0) <= value - made < timedelta(seconds=1)

    @given(instants)
    def test_twice_is_once(self, value):
        """
        An instant is its own instant.
        """
        assert instant(instant(value)) == instant(value)

    @pytest.mark.parametrize(
        "reckon",
        [instant, paris_time, paris_day, last_day],
        ids=lambda one: one.__name__,
    )
    @pytest.mark.parametrize("value", [NAIVE, NAIVE.replace(tzinfo=Nowhere())])
    def test_naive(self, reckon, value):
        """
        A13: a date-time without a zone, or with one that says nothing, is refused.
        """
        with pytest.raises(InstantNaiveError):
            reckon(value)


class TestParisTime:
    @pytest.mark.parametrize(
        ("value", "wall"),
        [
            (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "2026-07-01T14:00:00+02:00"),
            (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "2026-12-01T13:00:00+01:00"),
            # One hour is skipped in March, and one is twice in October.
            (datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC), "2027-03-28T01:59:59+01:00"),
            (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "2027-03-28T03:00:00+02:00"),
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25T02:30:00+02:00"),
            (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T02:30:00+01:00"),
        ],
    )
    def test_wall(self, value, wall):
        """
        A13: it is the clock on a French wall, summer and winter.
        """
        assert paris_time(value).isoformat() == wall

    @given(instants)
    def test_same_moment(self, value):
        """
        It is another name for the same instant.
        """
        assert paris_time(value).astimezone(UTC) == instant(value)


class TestParisDay:
    @pytest.mark.parametrize(
        ("value", "day"),
        [
            (datetime(2026, 8, 31, 21, 59, 59, tzinfo=UTC), date(2026, 8, 31)),
            (datetime(2026, 8, 31, 22, 0, 0, tzinfo=UTC), date(2026, 9, 1)),
            (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
            (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
            (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
        ],
    )
    def test_midnight(self, value, day):
        """
        The day begins at midnight in Paris.
        """
        assert paris_day(value) == day


class TestLastDay:
    @pytest.mark.parametrize(
        ("ends", "day"),
        [
            (datetime(2026, 9, 7, 22, 0, 0, tzinfo=UTC), date(2026, 9, 7)),
            (datetime(2026, 9, 7, 22, 0, 1, tzinfo=UTC), date(2026, 9, 8)),
            (datetime(2026, 9, 8, 8, 0, 0, tzinfo=UTC), date(2026, 9, 8)),
        ],
    )
    def test_end_is_outside(self, ends, day):
        """
        What ends at midnight can be used until the day before.
        """
        assert last_day(ends) == day

    @given(instants)
    def test_never_after_the_end(self, value):
        """
        The last day is that of the last second.
        """
        ends = instant(value)

        assert last_day(ends) == paris_day(ends - timedelta(seconds=1))


class TestSchoolYear:
    @pytest.mark.parametrize(
        ("day", "year"),
        [
            (date(2026, 7, 31), 2025),
            (date(2026, 8, 1), 2026),
            (date(2026, 9, 1), 2026),
            (date(2026, 12, 31), 2026),
            (date(2027, 1, 1), 2026),
            (date(2027, 7, 31), 2026),
            (date(2027, 8, 1), 2027),
        ],
    )
    def test_starts_in_august(self, day, year):
        """
        A school year begins on the first of August, and bears that day's year.
        """
        assert school_year(day) == year

    @given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    def test_rises(self, day):
        """
        From one day to the next, the school year stays or rises by one in August.
        """
        years = [school_year(day + timedelta(days=after)) for after in (0, 1)]
        starts = [(after.month, after.day) == (8, 1) for after in [day + timedelta(1)]]

        assert [later - before for before, later in pairwise(years)] == starts


class TestZone:
    def test_missing(self, monkeypatch):
        """
        Without time zones, the error says which package to install.
        """
        monkeypatch.setattr(dateutil.tz, "gettz", {}.get)

        with pytest.raises(ConfigurationError, match=r"^tzdata: install .* tzdata\.$"):
            calendar._paris.__wrapped__()

    def test_found_once(self):
        """
        The zone is looked up once.
        """
        assert calendar._paris() is calendar._paris()
