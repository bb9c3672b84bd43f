"""
What a whole export of pupils comes to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final, cast

import attrs

from pixorga.domain.findings import Finding, FindingCode
from pixorga.domain.student import EnrolmentStatus, Student, SubjectOption
from pixorga.siecle.records import Header

__all__ = ["StudentsFile", "to_rows"]


def _number(values: Sequence[object]) -> str:
    return str(len(values))


def _frozen(counts: Mapping[FindingCode, int]) -> Mapping[FindingCode, int]:
    return MappingProxyType(dict(counts))


@attrs.frozen(kw_only=True)
class StudentsFile:
    """
    An export of pupils that was read; `repr` gives numbers only.

    Attributes:
        header: What it says of itself.
        students: All its pupils, in the file's order.
        findings: What somebody should look at, in the file's order: at most 1 000 of
            each code.
        counts: How many findings there are of each code.
        complete: Whether it was read to its end. What is not complete is to be looked
            at, never imported: whoever is missing in it has not left.
    """

    header: Header
    students: tuple[Student, ...] = attrs.field(repr=_number)
    findings: tuple[Finding, ...] = attrs.field(repr=_number)
    counts: Mapping[FindingCode, int] = attrs.field(converter=_frozen)
    complete: bool = True

    @property
    def by_status(self) -> Mapping[EnrolmentStatus, int]:
        """
        How many pupils stand where.
        """
        return Counter(student.status for student in self.students)

    @property
    def by_division(self) -> Mapping[str, int]:
        """
        How many pupils each class has who are enrolled or leaving.
        """
        present = {EnrolmentStatus.ENROLLED, EnrolmentStatus.LEAVING}
        divisions = Counter(
            student.division or ""
            for student in self.students
            if student.status in present
        )
        return dict(sorted(divisions.items()))

    def to_rows(self) -> list[dict[str, object]]:
        """
        The pupils as plain rows, for pandas, polars, csv or JSON.
        """
        return to_rows(self.students)


_COLUMNS: Final = tuple(field.name for field in attrs.fields(Student))


def to_rows(students: Iterable[Student]) -> list[dict[str, object]]:
    """
    Pupils as rows of texts, numbers and None; days in ISO's form, groups as lists.

    Example:
        >>> import pixorga.siecle as siecle
        >>> row = siecle.read(siecle.sample(students=1)).to_rows()[0]
        >>> row["status"], row["birth_country_code"]
        ('enrolled', '100')
    """
    return [
        {name: _plain(getattr(student, name)) for name in _COLUMNS}
        for student in students
    ]


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, SubjectOption):
        return attrs.asdict(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in cast("Sequence[object]", value)]
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, object]", value).items()
        return {key: _plain(one) for key, one in pairs}
    return value
