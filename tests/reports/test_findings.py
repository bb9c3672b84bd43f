"""
Findings by code.
"""

from pixorga import siecle
from pixorga.domain.findings import Finding, FindingCode, Severity
from pixorga.reports.findings import FindingGroup, finding_groups


def group(*lines, number=None):
    """
    A group with findings on some lines.
    """
    code = FindingCode.SEX_MISSING
    findings = tuple(Finding(code=code, line=line) for line in lines)
    return FindingGroup(code=code, number=number or len(lines), findings=findings)


class TestGroups:
    def test_order(self):
        """
        The gravest come first, then by the codes; each with its findings.
        """
        codes = [
            FindingCode.DIVISION_MISSING,
            FindingCode.SEX_MISSING,
            FindingCode.INE_MISSING,
            FindingCode.LAST_NAME_MISSING,
            FindingCode.BIRTH_DATE_MISSING,
        ]

        found = finding_groups(siecle.read(siecle.sample(faults=codes)))

        assert [(one.code, one.severity) for one in found] == [
            (FindingCode.BIRTH_DATE_MISSING, Severity.ERROR),
            (FindingCode.LAST_NAME_MISSING, Severity.ERROR),
            (FindingCode.INE_MISSING, Severity.WARNING),
            (FindingCode.SEX_MISSING, Severity.WARNING),
            (FindingCode.DIVISION_MISSING, Severity.INFO),
        ]
        assert all({one.code} == {f.code for f in one.findings} for one in found)


class TestLines:
    def test_few(self):
        """
        Each line is told once, and nothing remains.
        """
        assert group(4, 2, 4).lines(limit=5) == ([2, 4], 0)

    def test_many(self):
        """
        What is beyond the limit remains, and so does what lost its place.
        """
        assert group(1, 2, 3, 3, number=9).lines(limit=2) == ([1, 2], 7)

    def test_nowhere(self):
        """
        What is on no line is neither told nor left.
        """
        assert group(None, 3).lines(limit=1) == ([3], 0)
