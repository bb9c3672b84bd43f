"""
The findings of a file as a reader goes through them: code by code, the gravest first.
"""

from typing import Final

import attrs

from pixorga.domain.findings import (
    SEVERITIES,
    Finding,
    FindingCode,
    Severity,
)
from pixorga.siecle import StudentsFile

__all__ = ["FindingGroup", "finding_groups"]

_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


@attrs.frozen(kw_only=True)
class FindingGroup:
    """
    All findings of one code.

    Attributes:
        code: Which one.
        number: How many there are.
        findings: Those that kept their place, in the file's order.
    """

    code: FindingCode
    number: int
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """
        How much each of them matters.
        """
        return SEVERITIES[self.code]

    def lines(self, *, limit: int) -> tuple[list[int], int]:
        """
        The first lines of the file where they are, and how many more findings remain.

        Args:
            limit: How many lines at most.
        """
        placed = [one.line for one in self.findings if one.line is not None]
        shown = sorted(set(placed))[:limit]
        told = sum(line in shown for line in placed)
        nowhere = len(self.findings) - len(placed)
        return shown, self.number - told - nowhere


def finding_groups(file: StudentsFile) -> list[FindingGroup]:
    """
    The findings by code: errors, then warnings, then information.

    Example:
        >>> from pixorga import siecle
        >>> data = siecle.sample(faults=["SEX_MISSING", "BIRTH_DATE_MISSING"])
        >>> [(one.code.value, one.number) for one in finding_groups(siecle.read(data))]
        [('BIRTH_DATE_MISSING', 1), ('SEX_MISSING', 1)]
    """
    kept: dict[FindingCode, list[Finding]] = {code: [] for code in file.counts}
    for finding in file.findings:
        kept[finding.code].append(finding)
    codes = sorted(kept, key=lambda code: (_RANKS[SEVERITIES[code]], code))
    return [
        FindingGroup(code=code, number=file.counts[code], findings=tuple(kept[code]))
        for code in codes
    ]
