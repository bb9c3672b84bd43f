"""
The converter that applications put into their own.
"""

from datetime import date

import attrs
import pytest
from cattrs import BaseValidationError, ClassValidationError, Converter

from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.domain.team import Capacity
from pixorga.serialization import make_converter
from pixorga.serialization.problems import problems_of
from pixorga.serialization.scalars import write_scalar
from pixorga.testing.builders import a_school, an_administrator


@attrs.frozen
class Visit:
    """
    What an application may hold.
    """

    day: date
    school: Uai
    by: tuple[EmailAddress, ...]
    seats: tuple[int, bool]
    capacity: Capacity | None = None
    kind: str = "visit"


VISIT = Visit(
    day=date(2026, 9, 1),
    school=Uai("0750655E"),
    by=(EmailAddress("claire@example.fr"),),
    seats=(3, True),
)

WRITTEN = {
    "day": "2026-09-01",
    "school": "0750655E",
    "by": ["claire@example.fr"],
    "seats": [3, True],
    "capacity": None,
    "kind": "visit",
}


class TestMakeConverter:
    def test_new(self):
        """
        Each caller has a converter of its own.
        """
        first = make_converter()
        first.register_unstructure_hook(Uai, lambda _: "mine")

        assert isinstance(first, Converter)
        assert make_converter().unstructure(Uai("0750655E")) == "0750655E"

    def test_own(self):
        """
        An application's value may hold ours, and keeps its own names.
        """
        converter = make_converter()

        assert converter.unstructure(VISIT) == WRITTEN
        assert converter.structure(WRITTEN, Visit) == VISIT

    def test_public(self):
        """
        A public value is written without a head.
        """
        converter = make_converter()
        fields = converter.unstructure(a_school())

        assert list(fields)[:3] == ["uai", "name", "school_kind"]
        assert converter.structure(fields, type(a_school())) == a_school()

    @pytest.mark.parametrize(
        ("field", "value", "path"),
        [
            ("by", ["claire"], "$.by[0]"),
            ("seats", [3], "$.seats"),
            ("seats", [3, 1], "$.seats[1]"),
            ("capacity", "head", "$.capacity"),
        ],
    )
    def test_paths(self, field, value, path):
        """
        Faults are found in an application's value too.
        """
        with pytest.raises(ClassValidationError) as refusal:
            make_converter().structure(WRITTEN | {field: value}, Visit)

        assert [problem.path for problem in problems_of(refusal.value)] == [path]

    def test_constructor(self):
        """
        A constructor that refuses by an error of its own is told without its text.
        """

        @attrs.frozen
        class Odd:
            number: int

            def __attrs_post_init__(self):
                error = ValueError(self.number)
                error.add_note("seen")
                raise error

        with pytest.raises(BaseValidationError) as refusal:
            make_converter().structure({"number": 1911}, Odd)

        assert [str(problem) for problem in problems_of(refusal.value)] == [
            "$: expected a value that can be used"
        ]

    def test_one_of_several(self):
        """
        One of several classes is written with its kind, also when it is asked for.
        """
        converter = make_converter()
        base = type(an_administrator()).__base__

        document = converter.unstructure(an_administrator(), unstructure_as=base)

        assert document["kind"] == "administrator"
        assert converter.structure(document, base) == an_administrator()

    def test_no_scalar(self):
        """
        What is no scalar is not written as one.
        """
        with pytest.raises(TypeError, match="float"):
            write_scalar(1.5)
