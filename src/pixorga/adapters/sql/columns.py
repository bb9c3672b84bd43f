"""
Column types for the domain's own types, and rows for its values.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar

import attrs
from sqlalchemy import BigInteger, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from pixorga.domain.identifiers import Uai
from pixorga.domain.messages import Message
from pixorga.domain.people import EmailAddress
from pixorga.serialization import dumps, loads

__all__ = [
    "Choice",
    "Email",
    "Instant",
    "MessageJson",
    "Pairs",
    "School",
    "from_row",
    "to_row",
]

C = TypeVar("C", bound=StrEnum)
V = TypeVar("V")

_Impl: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]


class Instant(TypeDecorator[datetime]):
    """
    An instant as seconds since 1970: exact, in order, and the same in every engine.
    """

    impl: _Impl = BigInteger
    cache_ok: bool | None = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> int | None:
        return None if value is None else int(value.timestamp())

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> datetime | None:
        return None if value is None else datetime.fromtimestamp(value, UTC)


class School(TypeDecorator[Uai]):
    """
    A UAI; read leniently, since the row is the proof that it was accepted.
    """

    impl: _Impl = String(8)
    cache_ok: bool | None = True

    def process_bind_param(self, value: Uai | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Uai | None:
        return None if value is None else Uai(value, historical=True)


class Email(TypeDecorator[EmailAddress]):
    """
    An e-mail address.
    """

    impl: _Impl = String(254)
    cache_ok: bool | None = True

    def process_bind_param(
        self, value: EmailAddress | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else str(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> EmailAddress | None:
        return None if value is None else EmailAddress(value)


class Choice(TypeDecorator[C]):
    """
    One of the values of an enumeration, by its text.
    """

    impl: _Impl = String(24)
    cache_ok: bool | None = True

    def __init__(self, choices: type[C]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: C | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> C | None:
        return None if value is None else self.choices(value)


class MessageJson(TypeDecorator[Message]):
    """
    A typed message as versioned JSON.
    """

    impl: _Impl = Text
    cache_ok: bool | None = True

    def process_bind_param(self, value: Message | None, dialect: Dialect) -> str | None:
        return None if value is None else dumps(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> Message | None:
        return None if value is None else loads(value, expect=Message)


class Pairs(TypeDecorator[tuple[tuple[str, str], ...]]):
    """
    Names and texts as a JSON object.
    """

    impl: _Impl = Text
    cache_ok: bool | None = True

    def process_bind_param(
        self, value: tuple[tuple[str, str], ...] | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else json.dumps(dict(value), sort_keys=True)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[tuple[str, str], ...] | None:
        return None if value is None else tuple(json.loads(value).items())


def to_row(value: object, **nested: type) -> dict[str, Any]:
    """
    The columns of a value.

    Args:
        value: An attrs value.
        nested: Its fields that are attrs values themselves, with their types, outer
            ones first; their columns are prefixed with the field's name.
    """
    row = attrs.asdict(value, recurse=False)  # type: ignore[arg-type]
    for field, field_type in nested.items():
        part = row.pop(field)
        for name, column in _columns(field, field_type):
            row[column] = getattr(part, name, None)
    return row


def from_row(cls: type[V], row: Mapping[str, Any], **nested: type) -> V:
    """
    The value of a row; the inverse of `to_row`.
    """
    fields = dict(row)
    for field, field_type in reversed(nested.items()):
        parts = {
            name: fields.pop(column) for name, column in _columns(field, field_type)
        }
        missing = all(part is None for part in parts.values())
        fields[field] = None if missing else field_type(**parts)
    return cls(**fields)


@cache
def _columns(field: str, field_type: type) -> tuple[tuple[str, str], ...]:
    """
    The fields of a nested value, each with its column.
    """
    names = [attribute.name for attribute in attrs.fields(field_type)]
    return tuple((name, f"{field}_{name}") for name in names)
