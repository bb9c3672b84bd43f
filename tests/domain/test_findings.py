from pixorga.domain.findings import (
    KEPT_PER_CODE,
    SEVERITIES,
    Finding,
    FindingCode,
    Findings,
    Severity,
)


class TestCodes:
    def test_severity_for_each(self):
        """
        Every code has its severity.
        """
        assert set(SEVERITIES) == set(FindingCode)

    def test_keys_are_warnings(self):
        """
        What rests on a derived rule is a warning.
        """
        keys = FindingCode.INE_KEY, FindingCode.UAI_KEY

        assert {SEVERITIES[code] for code in keys} == {Severity.WARNING}

    def test_value_is_name(self):
        """
        A code is written as it is named.
        """
        assert all(code.name == code.value for code in FindingCode)


class TestFinding:
    def test_repr_has_no_record(self):
        """
        The pupil's identifier is personal data, and out of what is logged.
        """
        finding = Finding(code=FindingCode.SEX_MISSING, line=3, record="1042")

        assert "1042" not in repr(finding)
        assert finding.severity is Severity.WARNING


class TestFindings:
    def test_all_are_counted(self):
        """
        A thousand of a code keep their place, the others are counted.
        """
        findings = Findings()
        for line in range(KEPT_PER_CODE + 5):
            findings.add(FindingCode.SEX_MISSING, line=line)
        findings.add(FindingCode.UAI_KEY)

        assert len(findings.kept) == KEPT_PER_CODE + 1
        assert findings.counts[FindingCode.SEX_MISSING] == KEPT_PER_CODE + 5

    def test_worst(self):
        """
        The worst is the highest severity, None when nothing was found.
        """
        findings = Findings()
        assert findings.worst is None

        findings.add(FindingCode.ELEMENT_UNKNOWN)
        assert findings.worst is Severity.INFO

        findings.add(FindingCode.UAI_MISSING)
        assert findings.worst is Severity.ERROR
