"""
What a document is made of in the end: texts, numbers, instants, codes.

One table says how each type is written, read and described. A value has one spelling:
what would be written otherwise is not read, so that equal values have equal documents.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Commune, Country, Department, Ine, Mef, Uai
from pixorga.domain.people import EMAIL_LENGTH, EmailAddress
from pixorga.serialization.problems import ExpectedError, require

__all__ = ["SCALARS", "Scalar", "read_scalar", "scalar_of", "write_scalar"]


@attrs.frozen(kw_only=True)
class Scalar:
    """
    How one type is spelt in documents.

    Attributes:
        json: The Python type of its JSON type.
        what: What is expected, for people.
        write: Makes the JSON value; may raise what the domain raises.
        read: Makes the value; raises a `ValueError` or an `OverflowError`.
        schema: Its JSON Schema.
    """

    json: type[object]
    what: str
    write: Callable[[Any], object]
    read: Callable[[Any], object]
    schema: Mapping[str, object]


def _write_instant(value: datetime) -> str:
    return instant(value).isoformat().replace("+00:00", "Z")


def _read_text(text: str) -> str:
    # Half a character (a lone surrogate) is valid JSON, and no file or database
    # would take it.
    text.encode()
    return text


def _read_uai(text: str) -> Uai:
    # The key is not asked for: what was accepted as historical is read back.
    return Uai(text, historical=True)


def _text(
    what: str,
    *,
    read: Callable[[str], object],
    write: Callable[[Any], object] = str,
    **schema: object,
) -> Scalar:
    return Scalar(
        json=str,
        what=what,
        write=write,
        read=read,
        schema=MappingProxyType({"type": "string", **schema}),
    )


_INSTANT_PATTERN: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"

SCALARS: Final[Mapping[type[object], Scalar]] = MappingProxyType(
    {
        str: _text("a text", read=_read_text),
        bool: Scalar(
            json=bool,
            what="true or false",
            write=bool,
            read=bool,
            schema=MappingProxyType({"type": "boolean"}),
        ),
        int: Scalar(
            json=int,
            what="a whole number",
            write=int,
            read=int,
            schema=MappingProxyType({"type": "integer"}),
        ),
        datetime: _text(
            "an instant such as 2026-09-01T08:00:00Z",
            write=_write_instant,
            read=datetime.fromisoformat,
            format="date-time",
            pattern=_INSTANT_PATTERN,
        ),
        date: _text(
            "a day such as 2026-09-01",
            write=date.isoformat,
            read=date.fromisoformat,
            format="date",
        ),
        EmailAddress: _text(
            "an e-mail address in small letters",
            read=EmailAddress,
            format="email",
            maxLength=EMAIL_LENGTH,
        ),
        Uai: _text(
            "a UAI, seven digits and a capital",
            read=_read_uai,
            pattern="^[0-9]{7}[A-Z]$",
        ),
        Ine: _text(
            "an INE, eleven digits or capitals",
            read=Ine,
            pattern="^[0-9A-Z]{11}$",
        ),
        Mef: _text(
            "a MEF, eleven digits or capitals",
            read=Mef,
            pattern="^[0-9A-Z]{11}$",
        ),
        Commune: _text(
            "an INSEE commune code",
            read=Commune,
            pattern="^(?!00|99)(?:[0-9]{2}|2[AB])[0-9]{3}$",
        ),
        Department: _text(
            "a department such as 075, 02A or 971",
            read=Department,
            pattern="^[0-9]{2}[0-9AB]$",
        ),
        Country: _text(
            "a country, three digits",
            read=Country,
            pattern="^[0-9]{3}$",
        ),
    }
)
"""By type, how it is spelt; enumerations are spelt as their values."""


def scalar_of(cls: object) -> Scalar | None:
    """
    How a type is spelt; None when it is made of parts.

    Example:
        >>> scalar_of(bool).what, scalar_of(tuple[str, ...])
        ('true or false', None)
    """
    if not isinstance(cls, type):
        return None
    if issubclass(cls, StrEnum):
        return _choice(cls)
    # A subclass too: tests like to put one in the place of datetime.
    return next((SCALARS[base] for base in cls.__mro__ if base in SCALARS), None)


@cache
def _choice(cls: type[StrEnum]) -> Scalar:
    values = [member.value for member in cls]
    return _text(
        f"one of {', '.join(values)}",
        write=lambda member: member.value,
        read=cls,
        enum=values,
    )


def _of(cls: type[object]) -> Scalar:
    scalar = scalar_of(cls)
    if scalar is None:
        raise TypeError(cls.__name__)
    return scalar


def write_scalar(value: object) -> object:
    """
    The JSON value of a scalar.

    Raises:
        InstantNaiveError: It is a date-time without its zone.

    Example:
        >>> write_scalar(Uai.parse("0750655E"))
        '0750655E'
    """
    return _of(type(value)).write(value)


def read_scalar(value: object, cls: type[object]) -> object:
    """
    The scalar of a JSON value.

    Args:
        value: As JSON was read.
        cls: The scalar's type.

    Raises:
        ExpectedError: It is none, or is spelt in another way than it is written.

    Example:
        >>> read_scalar("2026-09-01", date)
        datetime.date(2026, 9, 1)
        >>> read_scalar("20260901", date)
        Traceback (most recent call last):
        pixorga.serialization.problems.ExpectedError: expected a day such as 2026-09-01
    """
    scalar = _of(cls)
    found: object = require(value, scalar.json, scalar.what)
    try:
        result = scalar.read(found)
        if scalar.write(result) == found:
            return result
    except (OverflowError, ValueError):
        pass
    # Outside, so that the error does not lead to one that shows the value.
    raise ExpectedError(f"expected {scalar.what}")
