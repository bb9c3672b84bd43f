"""
JSON Schemas say what documents are made of.
"""

from typing import get_args

import attrs
import pytest
from jsonschema import Draft202012Validator

from pixorga.domain.identifiers import (
    Commune,
    Country,
    Department,
    Ine,
    Mef,
    Uai,
)
from pixorga.domain.link import Link
from pixorga.domain.people import Operator
from pixorga.domain.team import Membership
from pixorga.errors import DocumentKindError, NotPublicError
from pixorga.serialization import dump, json_schema, kinds
from pixorga.serialization.scalars import read_scalar, scalar_of
from pixorga.serialization.schema import DIALECT, _Definitions
from tests.serialization.examples import EXAMPLES

each_kind = pytest.mark.parametrize("kind", kinds())


def refuses(kind, document):
    """
    Whether a kind's schema refuses a document.
    """
    return not Draft202012Validator(json_schema(kind)).is_valid(document)


class TestSchema:
    @each_kind
    def test_valid(self, kind):
        """
        Each is a valid schema of the edition that it names.
        """
        schema = json_schema(kind)

        Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == DIALECT == Draft202012Validator.META_SCHEMA["$id"]
        assert schema["$id"] == f"urn:pixorga:{kind}:1"

    @each_kind
    def test_class(self, kind):
        """
        A class and its kind have the same schema.
        """
        assert json_schema(kinds()[kind]) == json_schema(kind)

    @each_kind
    def test_strict(self, kind):
        """
        Every field is required, and no other allowed, in the value and in its parts.
        """
        objects = list(objects_in(json_schema(kind)))

        assert objects
        for schema in objects:
            assert schema["required"] == list(schema["properties"])
            assert schema["additionalProperties"] is False

    @each_kind
    def test_head(self, kind):
        """
        Documents of another kind or format do not pass.
        """
        document = dump(EXAMPLES[kind])

        assert not refuses(kind, document)
        assert refuses(kind, document | {"kind": "link"})
        assert refuses(kind, document | {"format": 2})

    @each_kind
    def test_definitions(self, kind):
        """
        Every definition is used, and every use is defined.
        """
        schema = json_schema(kind)

        used = {reference.rpartition("/")[2] for reference in references_in(schema)}

        assert used == set(schema["$defs"])

    @pytest.mark.parametrize(
        ("kind", "field", "value"),
        [
            ("establishment", "uai", "0750655"),
            ("establishment", "school_kind", "school"),
            ("establishment", "closed", 0),
            ("establishment", "mailbox", 1),
            ("establishment", "mailbox", "a" * 255),
            ("administrator", "joined_at", "2026-09-01T08:00:00+00:00"),
            ("administrator", "joined_at", None),
            ("administrator", "capacity", "teacher"),
            ("delivery_report", "sent", "1"),
            ("audit_event", "details", [["a", "b", "c"]]),
            ("audit_event", "details", [["a"]]),
            ("audit_event", "details", [["a", 1]]),
            ("principal", "name", {"first": "Claire"}),
            ("space_view", "membership", {"kind": "member"}),
        ],
    )
    def test_refuses(self, kind, field, value):
        """
        A schema sees what is not of a field's type.
        """
        assert refuses(kind, dump(EXAMPLES[kind]) | {field: value})

    def test_nullable(self):
        """
        Null passes where a value may be absent.
        """
        assert not refuses(
            "establishment", dump(EXAMPLES["establishment"]) | {"mailbox": None}
        )
        assert refuses(
            "establishment", dump(EXAMPLES["establishment"]) | {"name": None}
        )

    def test_operator(self):
        """
        A schema, whole.
        """
        text = {"type": "string"}

        assert json_schema(Operator) == {
            "$schema": DIALECT,
            "$id": "urn:pixorga:operator:1",
            "title": "operator",
            "type": "object",
            "properties": {
                "kind": {"const": "operator"},
                "format": {"const": 1},
                "id": text,
                "name": {"anyOf": [{"$ref": "#/$defs/PersonName"}, {"type": "null"}]},
            },
            "required": ["kind", "format", "id", "name"],
            "additionalProperties": False,
            "$defs": {
                "PersonName": {
                    "type": "object",
                    "properties": {"first": text, "last": text},
                    "required": ["first", "last"],
                    "additionalProperties": False,
                }
            },
        }

    def test_formats(self):
        """
        Instants, days and addresses have their formats, and codes their patterns.
        """
        establishment = json_schema("establishment")["properties"]
        view = json_schema("invitation_view")["properties"]

        assert establishment["uai"]["pattern"] == "^[0-9]{7}[A-Z]$"
        assert establishment["mailbox"]["anyOf"][0]["format"] == "email"
        assert view["last_day"]["format"] == "date"
        assert json_schema("member")["properties"]["joined_at"]["format"] == "date-time"

    def test_defined_once(self):
        """
        A definition means the same in every schema, so that readers may share them.
        """
        definitions = {}
        for kind in kinds():
            for name, schema in json_schema(kind)["$defs"].items():
                assert definitions.setdefault(name, schema) == schema

    def test_members(self):
        """
        A part that may be of several classes is told by its kind.
        """
        schema = json_schema("space_view")
        member = schema["$defs"]["member"]

        assert schema["properties"]["membership"] == {
            "oneOf": [{"$ref": "#/$defs/administrator"}, {"$ref": "#/$defs/member"}]
        }
        assert member["properties"]["kind"] == {"const": "member"}

    def test_unknown(self):
        """
        An unknown kind has none.
        """
        with pytest.raises(DocumentKindError, match="expected a known kind"):
            json_schema("link")

    def test_base(self):
        """
        Nor has the base of several kinds.
        """
        with pytest.raises(NotPublicError, match="Membership"):
            json_schema(Membership)

    def test_mixed_list(self):
        """
        A list of fixed length has a schema for each place.
        """
        assert _Definitions().of(tuple[int, bool]) == {
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "boolean"}],
            "items": False,
            "minItems": 2,
        }

    @pytest.mark.parametrize("kind", [float, dict[str, str], bytes, object, Link])
    def test_no_schema(self, kind):
        """
        A field of a type that documents do not have is a mistake of ours.
        """
        with pytest.raises(NotPublicError):
            _Definitions().of(kind)


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "spoilt_text"),
        [
            (Uai("0750655E"), "075065E"),
            (Ine("9900000001S"), "990000000S"),
            (Mef("10310019110"), "1031001911a"),
            (Commune("2A004"), "2C004"),
            (Department("02A"), "02C"),
            (Country("100"), "10"),
        ],
    )
    def test_pattern(self, code, spoilt_text):
        """
        A code is spelt by its pattern, and reads back.
        """
        scalar = scalar_of(type(code))
        validator = Draft202012Validator(dict(scalar.schema))

        assert validator.is_valid(str(code))
        assert not validator.is_valid(spoilt_text)
        assert read_scalar(scalar.write(code), type(code)) == code
        with pytest.raises(ValueError, match="expected"):
            read_scalar(spoilt_text, type(code))

    def test_covered(self):
        """
        Every type of every public field has a schema of its own.
        """
        leaves = {leaf for cls in kinds().values() for leaf in leaves_in(cls)}

        assert {leaf for leaf in leaves if scalar_of(leaf) is None} <= {
            Membership,
            type(None),
            ...,
        }


def leaves_in(kind):
    """
    The types that a type is made of.
    """
    if attrs.has(kind) and scalar_of(kind) is None and kind is not Membership:
        for field in attrs.fields(kind):
            yield from leaves_in(field.type)
    elif get_args(kind):
        for part in get_args(kind):
            yield from leaves_in(part)
    else:
        yield kind


def objects_in(schema):
    """
    The schemas of objects in a schema.
    """
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects_in(part)


def references_in(schema):
    """
    What a schema refers to.
    """
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for part in schema.values():
            yield from references_in(part)
    if isinstance(schema, list):
        for part in schema:
            yield from references_in(part)
