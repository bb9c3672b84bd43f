"""
The converter: cattrs, taught how pixorga's values are spelt, and which are secret.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast, get_args, get_origin

import attrs
from cattrs import Converter, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from pixorga.errors import NotPublicError
from pixorga.serialization.kinds import (
    field_names,
    has_plain_form,
    kind_of,
    members_of,
)
from pixorga.serialization.problems import ABSENT, ExpectedError, require
from pixorga.serialization.scalars import SCALARS, read_scalar, write_scalar

__all__ = ["make_converter"]

_Writer: TypeAlias = Callable[[Any], object]
_Reader: TypeAlias = Callable[[Any, Any], object]


def make_converter() -> Converter:
    """
    A cattrs converter that knows pixorga's values; a new one at each call.

    For applications that put our values into their own attrs classes. It is as strict
    as `load`: every field is there and no other, and nothing is converted on the
    quiet. What it raises is cattrs' own, and may show what was read.

    Example:
        >>> from pixorga.domain.identifiers import Uai
        >>> converter = make_converter()
        >>> converter.unstructure({"visited": Uai("0750655E")})
        {'visited': '0750655E'}
        >>> converter.structure(["0750655E"], tuple[Uai, ...])
        (Uai(code='0750655E'),)
    """
    converter = Converter(
        forbid_extra_keys=True, unstruct_collection_overrides={tuple: list}
    )
    # Our enumerations are texts, and go the way of str.
    for cls in SCALARS:
        converter.register_unstructure_hook(cls, write_scalar)
        converter.register_structure_hook(cls, read_scalar)
    converter.register_structure_hook_factory(_is_tuple, _tuple_reader)
    converter.register_unstructure_hook_factory(attrs.has, _object_writer)
    converter.register_structure_hook_factory(attrs.has, _object_reader)
    return converter


def _is_tuple(cls: object) -> bool:
    return get_origin(cls) is tuple


def _tuple_reader(cls: type[object], converter: Converter) -> _Reader:
    """
    Read a list, where cattrs would take anything that can be iterated over.
    """
    first, *others = get_args(cls)
    endless = others == [...]

    def read(value: object, _: object) -> object:
        found = cast("list[object]", require(value, list, "a list"))
        types = [first] * len(found) if endless else [first, *others]
        if len(found) != len(types):
            raise ExpectedError(f"expected a list of {len(types)}")
        return _read_each(converter, found, types, cls)

    return read


def _read_each(
    converter: Converter,
    found: Sequence[object],
    types: Sequence[type[object]],
    cls: type[object],
) -> tuple[object, ...]:
    items: list[object] = []
    errors: list[Exception] = []
    for index, (item, item_type) in enumerate(zip(found, types, strict=True)):
        try:
            items.append(converter.structure(item, item_type))
        except Exception as error:  # noqa: BLE001 - all faults are told at once
            error.add_note(IterableValidationNote("", index, item_type))
            errors.append(error)
    if errors:
        # pyright sees the group's two arguments, not the three of cattrs' own class.
        raise IterableValidationError(
            "A list has faults.",
            errors,
            cls,  # pyright: ignore[reportCallIssue]
        )
    return tuple(items)


def _object_writer(cls: type[object], converter: Converter) -> _Writer:
    """
    Write an object field by field; one of several classes, with its kind.

    Raises:
        NotPublicError: The class is one of ours that is not public.
    """
    if has_plain_form(cls):
        return make_dict_unstructure_fn(cls, converter, **_renaming(cls))
    _require_members(cls)

    def write(value: object) -> object:
        return {"kind": kind_of(type(value)), **converter.unstructure(value)}

    return write


def _object_reader(cls: type[object], converter: Converter) -> _Reader:
    """
    Read an object field by field; one of several classes, by its kind.

    Raises:
        NotPublicError: The class is one of ours that is not public.
    """
    if has_plain_form(cls):
        return _plain_reader(cls, converter)
    members = _require_members(cls)
    what = f"an object whose kind is {' or '.join(members)}"

    def read(value: object, _: object) -> object:
        fields = dict(cast("dict[str, object]", require(value, dict, what)))
        kind = fields.pop("kind", None)
        if not isinstance(kind, str) or kind not in members:
            raise ExpectedError(f"expected {what}")
        return converter.structure(fields, members[kind])

    return read


def _plain_reader(cls: type[object], converter: Converter) -> _Reader:
    structure: _Reader = make_dict_structure_fn(cls, converter, **_renaming(cls))
    # cattrs fills in defaults; a field that was lost must not become one.
    absent = dict.fromkeys(field_names(cls).values(), ABSENT)

    def read(value: object, _: object) -> object:
        fields = cast("dict[str, object]", require(value, dict, "an object"))
        return structure(absent | fields, cls)

    return read


def _renaming(cls: type[object]) -> dict[str, Any]:
    names = field_names(cls).items()
    return {name: override(rename=key) for name, key in names if name != key}


def _require_members(base: type[object]) -> dict[str, type[object]]:
    members = members_of(base)
    if not members:
        raise NotPublicError(type_name=base.__name__)
    return members
