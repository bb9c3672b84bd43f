"""
JSON Schemas of documents, for whoever reads them without Python.

A schema says what a document is made of. What only the rules of the domain tell, such
as which names a person can have, the reader checks beyond it.
"""

from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Final, Union, get_args, get_origin

import attrs

from pixorga.errors import DocumentKindError, DocumentProblem, NotPublicError
from pixorga.serialization.formats import format_of
from pixorga.serialization.kinds import (
    KINDS,
    field_names,
    field_types,
    has_plain_form,
    kind_of,
    members_of,
)
from pixorga.serialization.scalars import SCALARS, Scalar, scalar_of

__all__ = ["DIALECT", "json_schema"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
"""The edition of JSON Schema that the schemas are written in."""


def json_schema(of: type[object] | str) -> dict[str, object]:
    """
    The JSON Schema of a kind's documents, in their present format.

    Args:
        of: A kind, or its class.

    Raises:
        DocumentKindError: There is no such kind.
        NotPublicError: Values of this class have no JSON form.

    Example:
        >>> schema = json_schema("operator")
        >>> schema["$id"], schema["required"]
        ('urn:pixorga:operator:1', ['kind', 'format', 'id', 'name'])
        >>> schema["properties"]["name"]
        {'anyOf': [{'$ref': '#/$defs/PersonName'}, {'type': 'null'}]}
    """
    kind = _known(of) if isinstance(of, str) else kind_of(of)
    number = format_of(kind)
    definitions = _Definitions()
    head: Mapping[str, object] = {"kind": {"const": kind}, "format": {"const": number}}
    return {
        "$schema": DIALECT,
        "$id": f"urn:pixorga:{kind}:{number}",
        "title": kind,
        **definitions.object_of(KINDS[kind], head=head),
        "$defs": definitions.found,
    }


def _known(kind: str) -> str:
    if kind not in KINDS:
        problem = DocumentProblem(path="$.kind", problem="expected a known kind")
        raise DocumentKindError(problems=(problem,))
    return kind


class _Definitions:
    """
    The schemas of types, and by name those of the classes that were met on the way.
    """

    def __init__(self) -> None:
        self.found: dict[str, object] = {}

    def object_of(
        self, cls: type[object], *, head: Mapping[str, object] | None = None
    ) -> dict[str, object]:
        """
        The schema of an object with all its fields, after those of its head.
        """
        names = field_names(cls)
        properties = dict(head or {}) | {
            names[field]: self.of(kind) for field, kind in field_types(cls).items()
        }
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def of(self, cls: object) -> dict[str, object]:
        """
        The schema of a field's type.

        Raises:
            NotPublicError: The type has no JSON form.
        """
        scalar = scalar_of(cls)
        if isinstance(cls, type) and scalar is not None:
            return self._scalar(cls, scalar)
        origin = get_origin(cls)
        if origin in {Union, UnionType}:
            return {"anyOf": [self.of(choice) for choice in get_args(cls)]}
        if origin is tuple:
            return self._list(get_args(cls))
        if cls is NoneType:
            return {"type": "null"}
        return self._class(cls)

    def _scalar(self, cls: type[object], scalar: Scalar) -> dict[str, object]:
        schema = dict(scalar.schema)
        return self._defined(cls.__name__, schema) if cls not in SCALARS else schema

    def _list(self, items: tuple[object, ...]) -> dict[str, object]:
        first, *others = items
        if others == [...]:
            return {"type": "array", "items": self.of(first)}
        return {
            "type": "array",
            "prefixItems": [self.of(item) for item in items],
            "items": False,
            "minItems": len(items),
        }

    def _class(self, cls: object) -> dict[str, object]:
        if not (isinstance(cls, type) and attrs.has(cls)):
            raise NotPublicError(type_name=str(cls))
        if has_plain_form(cls):
            return self._defined(cls.__name__, self.object_of(cls))
        members = members_of(cls)
        if not members:
            raise NotPublicError(type_name=cls.__name__)
        return {"oneOf": [self._member(kind, cls) for kind, cls in members.items()]}

    def _member(self, kind: str, cls: type[object]) -> dict[str, object]:
        return self._defined(kind, self.object_of(cls, head={"kind": {"const": kind}}))

    def _defined(self, name: str, schema: dict[str, object]) -> dict[str, object]:
        self.found[name] = schema
        return {"$ref": f"#/$defs/{name}"}
