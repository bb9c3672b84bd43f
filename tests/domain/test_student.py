from datetime import date

import pytest

from pixorga.domain.student import EnrolmentStatus, status_on

DAY = date(2026, 10, 5)
S = EnrolmentStatus


class TestStatus:
    @pytest.mark.parametrize(
        ("exit_date", "division", "has_groups", "status"),
        [
            (None, "3 A", True, S.ENROLLED),
            (None, "3 A", False, S.ENROLLED),
            (date(2026, 10, 6), "3 A", False, S.LEAVING),
            (DAY, "3 A", False, S.LEFT),
            (date(2026, 9, 1), None, False, S.LEFT),
            (None, None, True, S.GROUP_ONLY),
            (None, None, False, S.UNPLACED),
            (date(2027, 1, 1), None, False, S.UNPLACED),
            (None, "INACTIFS", False, S.INACTIVE),
            (date(2027, 1, 1), "Inactifs", False, S.INACTIVE),
        ],
    )
    def test_on_a_day(self, exit_date, division, has_groups, status):
        """
        Day of exit, class and groups tell where a pupil stands.
        """
        found = status_on(
            DAY, exit_date=exit_date, division=division, has_groups=has_groups
        )

        assert found is status

    def test_without_a_day(self):
        """
        Whoever has a day of exit has left when nobody knows what day it is.
        """
        found = status_on(None, exit_date=DAY, division="3 A", has_groups=False)

        assert found is S.LEFT
