"""
What a reader of a file has to say about it: oddities, each with its place.

A finding names a code, a place and a record, never a value: names, numbers and
addresses stay in the file. `record` is an ELEVE_ID, which is a pseudonym and so
personal data: it is for the school that owns the file, not for logs.

What each code means in words, and where to correct it, is in `pixorga.wording`.

Example:
    >>> findings = Findings()
    >>> findings.add(FindingCode.SEX_MISSING, line=12, record="1042")
    >>> findings.counts[FindingCode.SEX_MISSING], findings.worst
    (1, <Severity.WARNING: 'warning'>)
    >>> findings.kept[0].line
    12
"""

from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

__all__ = [
    "KEPT_PER_CODE",
    "SEVERITIES",
    "Finding",
    "FindingCode",
    "Findings",
    "Severity",
]

KEPT_PER_CODE: Final = 1000
"""
Findings of one code that keep their place; the others are counted.
"""


class Severity(StrEnum):
    """
    How much a finding matters.

    An error: something that the file is read for is missing or cannot be true. A
    warning: somebody should look. Information: nothing to correct.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class FindingCode(StrEnum):
    """
    What can be found, as SUBJECT_DEFECT.
    """

    ADDRESS_UNKNOWN = "ADDRESS_UNKNOWN"
    BIRTH_CITY_MALFORMED = "BIRTH_CITY_MALFORMED"
    BIRTH_CITY_MISSING = "BIRTH_CITY_MISSING"
    BIRTH_DATE_FORMAT = "BIRTH_DATE_FORMAT"
    BIRTH_DATE_IMPLAUSIBLE = "BIRTH_DATE_IMPLAUSIBLE"
    BIRTH_DATE_MISSING = "BIRTH_DATE_MISSING"
    BOOLEAN_MALFORMED = "BOOLEAN_MALFORMED"
    CODE_UNKNOWN = "CODE_UNKNOWN"
    DATE_FORMAT = "DATE_FORMAT"
    DIVISION_MISSING = "DIVISION_MISSING"
    DIVISION_SEVERAL = "DIVISION_SEVERAL"
    ELEMENT_REPEATED = "ELEMENT_REPEATED"
    ELEMENT_UNKNOWN = "ELEMENT_UNKNOWN"
    ELENOET_MISMATCH = "ELENOET_MISMATCH"
    ELEVE_ID_DUPLICATE = "ELEVE_ID_DUPLICATE"
    ELEVE_ID_MALFORMED = "ELEVE_ID_MALFORMED"
    ELEVE_ID_MISSING = "ELEVE_ID_MISSING"
    ENCODING_MISLABELLED = "ENCODING_MISLABELLED"
    ENCODING_MISSING = "ENCODING_MISSING"
    ENCODING_MIXED = "ENCODING_MIXED"
    ENCODING_UNKNOWN = "ENCODING_UNKNOWN"
    ENCODING_UNUSUAL = "ENCODING_UNUSUAL"
    ENCODING_WINDOWS = "ENCODING_WINDOWS"
    EXPORT_DATE_FORMAT = "EXPORT_DATE_FORMAT"
    EXPORT_DATE_MISSING = "EXPORT_DATE_MISSING"
    FIRST_NAME_CHARACTER = "FIRST_NAME_CHARACTER"
    FIRST_NAME_LOSSY = "FIRST_NAME_LOSSY"
    FIRST_NAME_MISSING = "FIRST_NAME_MISSING"
    FIRST_NAME_MOJIBAKE = "FIRST_NAME_MOJIBAKE"
    FIRST_NAME_REPLACED = "FIRST_NAME_REPLACED"
    INE_DUPLICATE = "INE_DUPLICATE"
    INE_KEY = "INE_KEY"
    INE_MALFORMED = "INE_MALFORMED"
    INE_MISSING = "INE_MISSING"
    LAST_NAME_CHARACTER = "LAST_NAME_CHARACTER"
    LAST_NAME_LOSSY = "LAST_NAME_LOSSY"
    LAST_NAME_MISSING = "LAST_NAME_MISSING"
    LAST_NAME_MOJIBAKE = "LAST_NAME_MOJIBAKE"
    LAST_NAME_REPLACED = "LAST_NAME_REPLACED"
    MEF_MALFORMED = "MEF_MALFORMED"
    MEF_MISSING = "MEF_MISSING"
    PIX_BIRTH_CITY_REQUIRED = "PIX_BIRTH_CITY_REQUIRED"
    PIX_BIRTH_DATE_FORMAT = "PIX_BIRTH_DATE_FORMAT"
    PIX_BIRTH_DATE_REQUIRED = "PIX_BIRTH_DATE_REQUIRED"
    PIX_EMPTY = "PIX_EMPTY"
    PIX_ENCODING_REFUSED = "PIX_ENCODING_REFUSED"
    PIX_FIRST_NAME_REQUIRED = "PIX_FIRST_NAME_REQUIRED"
    PIX_INE_DUPLICATE = "PIX_INE_DUPLICATE"
    PIX_INE_REQUIRED = "PIX_INE_REQUIRED"
    PIX_LAST_NAME_REQUIRED = "PIX_LAST_NAME_REQUIRED"
    PIX_NAME_CHARACTER = "PIX_NAME_CHARACTER"
    PIX_SEX_REQUIRED = "PIX_SEX_REQUIRED"
    PIX_SKIPPED_DIVISION = "PIX_SKIPPED_DIVISION"
    PIX_SKIPPED_EXIT = "PIX_SKIPPED_EXIT"
    PIX_SKIPPED_INE = "PIX_SKIPPED_INE"
    PIX_UAI_MISMATCH = "PIX_UAI_MISMATCH"
    SCHOOL_YEAR_MALFORMED = "SCHOOL_YEAR_MALFORMED"
    SCHOOL_YEAR_MISSING = "SCHOOL_YEAR_MISSING"
    SCHOOL_YEAR_UNEXPECTED = "SCHOOL_YEAR_UNEXPECTED"
    SEX_MISSING = "SEX_MISSING"
    STUDENTS_NONE = "STUDENTS_NONE"
    STUDENT_UNKNOWN = "STUDENT_UNKNOWN"
    UAI_KEY = "UAI_KEY"
    UAI_MALFORMED = "UAI_MALFORMED"
    UAI_MISMATCH = "UAI_MISMATCH"
    UAI_MISSING = "UAI_MISSING"


def _graded(
    errors: Collection[FindingCode], infos: Collection[FindingCode]
) -> Mapping[FindingCode, Severity]:
    grades = dict.fromkeys(FindingCode, Severity.WARNING)
    grades |= dict.fromkeys(errors, Severity.ERROR)
    grades |= dict.fromkeys(infos, Severity.INFO)
    return MappingProxyType(grades)


# The two keys of an INE and the one of a UAI are warnings: their rules are derived.
SEVERITIES: Final[Mapping[FindingCode, Severity]] = _graded(
    errors={
        FindingCode.BIRTH_DATE_MISSING,
        FindingCode.ELEVE_ID_DUPLICATE,
        FindingCode.ELEVE_ID_MISSING,
        FindingCode.FIRST_NAME_MISSING,
        FindingCode.INE_DUPLICATE,
        FindingCode.LAST_NAME_MISSING,
        FindingCode.PIX_BIRTH_CITY_REQUIRED,
        FindingCode.PIX_BIRTH_DATE_FORMAT,
        FindingCode.PIX_BIRTH_DATE_REQUIRED,
        FindingCode.PIX_EMPTY,
        FindingCode.PIX_ENCODING_REFUSED,
        FindingCode.PIX_FIRST_NAME_REQUIRED,
        FindingCode.PIX_INE_DUPLICATE,
        FindingCode.PIX_INE_REQUIRED,
        FindingCode.PIX_LAST_NAME_REQUIRED,
        FindingCode.PIX_NAME_CHARACTER,
        FindingCode.PIX_SEX_REQUIRED,
        FindingCode.PIX_UAI_MISMATCH,
        FindingCode.STUDENTS_NONE,
        FindingCode.UAI_MALFORMED,
        FindingCode.UAI_MISMATCH,
        FindingCode.UAI_MISSING,
    },
    infos={
        FindingCode.DIVISION_MISSING,
        FindingCode.ELEMENT_UNKNOWN,
        FindingCode.ENCODING_MISSING,
        FindingCode.ENCODING_UNUSUAL,
        FindingCode.EXPORT_DATE_MISSING,
    },
)
"""
How much each code matters.
"""


@attrs.frozen(kw_only=True)
class Finding:
    """
    An oddity of a file, and its place.

    Attributes:
        code: What it is.
        line: On which line of the file, from 1; None when it is nowhere in it.
        element: Which element or attribute is at fault, None for the whole record.
        record: ELEVE_ID of the pupil, None when it is about no pupil.
    """

    code: FindingCode
    line: int | None = None
    element: str | None = None
    record: str | None = attrs.field(default=None, repr=False)

    @property
    def severity(self) -> Severity:
        """
        How much it matters.
        """
        return SEVERITIES[self.code]


@attrs.define
class Findings:
    """
    All findings of a file, in the order in which they were made.

    Attributes:
        kept: Those that keep their place: at most 1 000 of each code.
        counts: How many there are of each code, kept or not.
    """

    kept: list[Finding] = attrs.field(factory=list[Finding])
    counts: Counter[FindingCode] = attrs.field(factory=Counter[FindingCode])

    def has_room(self, code: FindingCode) -> bool:
        """
        Whether one more of a code would keep its place.
        """
        return self.counts[code] < KEPT_PER_CODE

    def add(
        self,
        code: FindingCode,
        *,
        line: int | None = None,
        element: str | None = None,
        record: str | None = None,
    ) -> None:
        """
        Count a finding, and keep its place while there is room.
        """
        if self.has_room(code):
            self.kept.append(
                Finding(code=code, line=line, element=element, record=record)
            )
        self.counts[code] += 1

    @property
    def worst(self) -> Severity | None:
        """
        The highest severity among them, None when there is none.
        """
        found = {SEVERITIES[code] for code in self.counts}
        return next((severity for severity in Severity if severity in found), None)
