"""
A pupil as the school's SIÈCLE base knows them, and where their schooling stands.

A whole school is read at once, so a student is a plain record: texts, days and
choices, made by position. The reader has looked at each value, and what was wrong is
a finding; a value that could not be read is None.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

import attrs

from pixorga.domain.identifiers import Level
from pixorga.domain.people import comparison_key

__all__ = ["EnrolmentStatus", "Sex", "Student", "SubjectOption", "status_on"]

_INACTIVE: Final = "inactifs"
"""
The pseudo-division in which schools keep pupils who are gone.
"""


class Sex(StrEnum):
    """
    As in the civil register.
    """

    MALE = "M"
    FEMALE = "F"


class EnrolmentStatus(StrEnum):
    """
    Where a pupil stands on a day.

    `LEAVING` has a class, and a day of exit that is still to come; `UNPLACED` is in
    no class and no group; `INACTIVE` is in the pseudo-class that holds the gone.
    """

    ENROLLED = "enrolled"
    LEAVING = "leaving"
    LEFT = "left"
    UNPLACED = "unplaced"
    GROUP_ONLY = "group only"
    INACTIVE = "inactive"


def status_on(
    day: date | None,
    *,
    exit_date: date | None,
    division: str | None,
    has_groups: bool,
) -> EnrolmentStatus:
    """
    Where a pupil stands on a day.

    The ministry counts as schooled whoever has a class and no past day of exit. On
    the day of exit itself the pupil has left.

    Args:
        day: The day; None when nobody knows it: then whoever has a day of exit has
            left, because who is wrongly kept is told names and classes.
        exit_date: The pupil's day of exit.
        division: The pupil's class.
        has_groups: Whether the pupil is in a group.

    Example:
        >>> status_on(
        ...     date(2026, 9, 1),
        ...     exit_date=date(2026, 12, 18),
        ...     division="3 A",
        ...     has_groups=True,
        ... )
        <EnrolmentStatus.LEAVING: 'leaving'>
    """
    if exit_date is not None and (day is None or exit_date <= day):
        return EnrolmentStatus.LEFT
    if division is None:
        group_only = EnrolmentStatus.GROUP_ONLY
        return group_only if has_groups else EnrolmentStatus.UNPLACED
    if division.casefold() == _INACTIVE:
        return EnrolmentStatus.INACTIVE
    return EnrolmentStatus.ENROLLED if exit_date is None else EnrolmentStatus.LEAVING


@attrs.frozen
class SubjectOption:
    """
    A subject that a pupil takes.

    Attributes:
        number: Its place among the pupil's subjects, from 1.
        election: How it is taken: S common, O compulsory, F optional and so on.
        subject: CODE_MATIERE, six letters and digits.
    """

    number: str | None
    election: str | None
    subject: str | None


@attrs.frozen(repr=False)
class Student:
    """
    A pupil; `repr` says nothing of them.

    Texts are as in the file but for blanks around them. What the file does not say,
    what could not be read, and what the reader was not asked for, is None.

    Attributes:
        eleve_id: ELEVE_ID: the key of the school's base, kept from year to year.
        ine: The national number in force, in capitals; its key may be wrong.
        last_name: Name of birth.
        usage_name: Name in use, where there is one.
        first_name: First of the first names.
        middle_name: The second one.
        third_name: The third one.
        sex: None when unknown.
        birth_date: Day of birth.
        birth_city_code: INSEE's code, for the French-born.
        birth_city: Town of birth, for the others.
        birth_department_code: Three characters: 075, 02A.
        birth_country_code: Three digits: 100 is France.
        division: The class; the smallest code where there are several.
        groups: Groups, in the file's order.
        mef: Code of the course, eleven characters.
        level: The year of schooling that the course tells.
        status: Where the pupil stands on the day that was asked for.
        entry_date: Day of entry.
        exit_date: Day of exit, which may be to come.
        exit_reason: CODE_MOTIF_SORTIE: 43 is a death, 44 never came.
        elenoet: The school's own number.
        regime: CODE_REGIME: boarding and meals.
        statute: CODE_STATUT: ST at school, AP apprentice.
        repeats: Whether the pupil repeats the year.
        origin: CODE_PROVENANCE.
        divisions: All classes, in the order of their codes.
        options: Subjects taken.
        details: What else was asked for, by element: texts as in the file; blocks
            as tuples of such mappings.
    """

    eleve_id: str | None
    ine: str | None
    last_name: str | None
    usage_name: str | None
    first_name: str | None
    middle_name: str | None
    third_name: str | None
    sex: Sex | None
    birth_date: date | None
    birth_city_code: str | None
    birth_city: str | None
    birth_department_code: str | None
    birth_country_code: str | None
    division: str | None
    groups: tuple[str, ...]
    mef: str | None
    level: Level | None
    status: EnrolmentStatus
    entry_date: date | None
    exit_date: date | None
    exit_reason: str | None
    elenoet: str | None
    regime: str | None
    statute: str | None
    repeats: bool | None
    origin: str | None
    divisions: tuple[str, ...] = ()
    options: tuple[SubjectOption, ...] = ()
    details: Mapping[str, object] | None = None

    def __repr__(self) -> str:
        return "Student(…)"

    @property
    def name_key(self) -> tuple[str, str]:
        """
        Last and first name as they compare when their spelling does not matter.
        """
        return comparison_key(self.last_name or ""), comparison_key(
            self.first_name or ""
        )
