"""
The JSON of an export, against the schema that the package carries.
"""

import json
from collections import Counter

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from pixorga import siecle
from pixorga.domain.findings import FindingCode
from pixorga.domain.identifiers import Level
from pixorga.domain.student import EnrolmentStatus, Student
from pixorga.siecle.sample import FAULTS
from tests.siecle.schools import export, pupil

VALIDATOR = Draft202012Validator(
    siecle.json_schema(), format_checker=FormatChecker(["date"])
)


def documents(file, *, students=False):
    """
    An export's JSON, as it comes out of its text.
    """
    return json.loads(json.dumps(siecle.to_document(file, students=students)))


class TestDocument:
    def test_whole(self):
        """
        It says of a file what the file says of itself, counts, and findings.
        """
        data = siecle.sample(students=3, faults=[FindingCode.SEX_MISSING])

        found = documents(siecle.read(data))

        (finding,) = found.pop("findings")
        assert finding.pop("line") > 1
        assert finding == {
            "code": "SEX_MISSING",
            "severity": "warning",
            "element": "CODE_SEXE",
            "record": "1000002",
        }
        assert found == {
            "kind": "eleves",
            "format": 1,
            "source_version": "3.0",
            "uai": "0750680G",
            "school_year": 2026,
            "exported_at": "2026-10-05",
            "encoding": {"declared": "ISO-8859-15", "used": "ISO-8859-15"},
            "counts": {
                "students": 3,
                "by_status": {
                    "enrolled": 3,
                    "leaving": 0,
                    "left": 0,
                    "unplaced": 0,
                    "group only": 0,
                    "inactive": 0,
                },
                "by_division": {"6 A": 3},
                "findings": {"SEX_MISSING": 1},
            },
        }

    def test_students(self):
        """
        Pupils are in it when they are asked for, with null for what is absent.
        """
        data = export(pupil(CODE_SEXE=None, DATE_NAISS="", NOM_USAGE="")).encode()

        (student,) = documents(siecle.read(data), students=True)["students"]

        assert student["first_name"] == "Élise"
        unknown = ("sex", "birth_date", "usage_name", "exit_date", "division")
        assert [student[name] for name in unknown] == [None] * 5

    def test_bare(self):
        """
        A file that says nothing of itself is told with nulls.
        """
        found = documents(siecle.read(b"<BEE_ELEVES/>"))

        VALIDATOR.validate(found)
        names = ("source_version", "uai", "school_year", "exported_at")
        assert [found[name] for name in names] == [None] * 4
        assert found["encoding"]["declared"] is None

    def test_many(self):
        """
        Findings beyond those that keep their place are counted.
        """
        pupils = (pupil(str(number), CODE_SEXE=None) for number in range(1, 1102))

        found = documents(siecle.read(export(*pupils).encode()))

        listed = Counter(finding["code"] for finding in found["findings"])
        assert found["counts"]["findings"]["SEX_MISSING"] == 1101
        assert listed["SEX_MISSING"] == 1000


class TestSchema:
    def test_sound(self):
        """
        It is a schema.
        """
        Draft202012Validator.check_schema(siecle.json_schema())

    @settings(deadline=None, max_examples=20)
    @given(faults=st.sets(st.sampled_from(sorted(FAULTS))))
    def test_holds(self, faults):
        """
        Whatever is wrong with a file, its document keeps the schema.
        """
        data = siecle.sample(students=len(FAULTS), faults=faults)

        VALIDATOR.validate(documents(siecle.read(data), students=True))

    @pytest.mark.parametrize(
        ("name", "value"),
        [("format", 2), ("exported_at", "05/10/2026"), ("uai", ""), ("more", 1)],
    )
    def test_refuses(self, name, value):
        """
        It does not hold for anything.
        """
        found = documents(siecle.read(siecle.sample(students=1))) | {name: value}

        assert not VALIDATOR.is_valid(found)

    def test_names(self):
        """
        It knows each column of a pupil, each level and each status.
        """
        properties = siecle.json_schema()["properties"]["students"]["items"][
            "properties"
        ]

        assert list(properties) == [field.name for field in attrs.fields(Student)]
        assert properties["level"]["enum"] == [*Level, None]
        assert properties["status"]["enum"] == [*EnrolmentStatus]
