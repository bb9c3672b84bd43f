"""
Documents: public values as JSON that says what it is, and in which format.
"""

import json
from functools import cache
from itertools import islice
from typing import Final, TypeVar, cast, overload

from cattrs import BaseValidationError, Converter

from pixorga.errors import (
    DocumentError,
    DocumentKindError,
    DocumentNewerError,
    DocumentProblem,
    NotPublicError,
)
from pixorga.serialization.converter import make_converter
from pixorga.serialization.formats import Fields, format_of, migrate
from pixorga.serialization.kinds import KINDS, kind_of
from pixorga.serialization.problems import ExpectedError, problems_of

__all__ = ["LONGEST", "dump", "dumps", "load", "loads"]

V = TypeVar("V")

LONGEST: Final = 1_000_000
"""The most characters of a text that are read; the longest value needs far fewer."""

_MOST_PROBLEMS: Final = 20
"""As many as a person reads; a hostile document could have a million."""


@cache
def _converter() -> Converter:
    return make_converter()


def dump(value: object) -> dict[str, object]:
    """
    A public value as a document, made of what JSON has.

    Args:
        value: A value of one of the `kinds()`.

    Raises:
        NotPublicError: It is another value, such as one that holds a secret.
        InstantNaiveError: It holds a date-time without its zone.

    Example:
        >>> from pixorga.domain.people import Operator
        >>> dump(Operator(id="support-1"))
        {'kind': 'operator', 'format': 1, 'id': 'support-1', 'name': None}
    """
    kind = kind_of(type(value))
    fields: Fields = _converter().unstructure(value)
    return {"kind": kind, "format": format_of(kind), **fields}


def dumps(value: object) -> str:
    """
    A public value as JSON text.

    Args:
        value: A value of one of the `kinds()`.

    Raises:
        NotPublicError: It is another value, such as one that holds a secret.
        InstantNaiveError: It holds a date-time without its zone.

    Example:
        >>> from pixorga.domain.people import Operator
        >>> dumps(Operator(id="support-1"))
        '{"kind": "operator", "format": 1, "id": "support-1", "name": null}'
    """
    return json.dumps(dump(value), ensure_ascii=False)


@overload
def load(document: object) -> object: ...
@overload
def load(document: object, *, expect: type[V]) -> V: ...
def load(document: object, *, expect: type[object] = object) -> object:
    """
    The value of a document, of its present format or of an earlier one.

    Args:
        document: As `dump` made it, in this release or before.
        expect: The class that the value must be of, or a base of it; nothing of a
            document of another kind is read.

    Raises:
        DocumentKindError: It is of no known kind, or of another than expected.
        DocumentNewerError: It was written by a later release.
        DocumentError: Some of its fields cannot be read; all of them are told.

    Example:
        >>> from pixorga.domain.people import Operator
        >>> document = {"kind": "operator", "format": 1, "id": "support-1"}
        >>> load(document | {"name": None}, expect=Operator)
        Operator(id='support-1')
        >>> load(document | {"name": {"first": 1, "last": "Dubois"}})
        Traceback (most recent call last):
        pixorga.errors.DocumentError: ... $.name.first: expected a text.
    """
    if type(document) is not dict:
        raise _fault("expected an object")
    fields = dict(cast("Fields", document))
    kind = _kind(fields.pop("kind", None), expect)
    since = _format(fields.pop("format", None), kind)
    return _value(_migrated(fields, kind, since), KINDS[kind])


@overload
def loads(text: str) -> object: ...
@overload
def loads(text: str, *, expect: type[V]) -> V: ...
def loads(text: str, *, expect: type[object] = object) -> object:
    """
    The value of a document's JSON text.

    Args:
        text: At most 1,000,000 characters.
        expect: As for `load`.

    Raises:
        DocumentKindError: It is of no known kind, or of another than expected.
        DocumentNewerError: It was written by a later release.
        DocumentError: It is no JSON, or some of its fields cannot be read.

    Example:
        >>> loads('{"kind": "operator", "format": 1, "id": "1", "name": null}')
        Operator(id='1')
        >>> loads("{")
        Traceback (most recent call last):
        pixorga.errors.DocumentError: This document cannot be read: $: expected JSON.
    """
    return load(_parsed(text), expect=expect)


def _parsed(text: str) -> object:
    if len(text) > LONGEST:
        raise _fault(f"expected at most {LONGEST} characters")
    try:
        return json.loads(
            text, object_pairs_hook=_unambiguous, parse_constant=_refuse_constant
        )
    except ExpectedError as error:
        problem = str(error)
    except RecursionError:
        problem = "expected less nesting"
    except ValueError:
        problem = "expected JSON"
    # Outside, so that the error does not lead to one that holds the document.
    raise _fault(problem)


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Of a field that is given twice, one reader takes the first, another the last.
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ExpectedError("expected each field once")
    return fields


def _refuse_constant(_: str) -> object:
    # NaN and Infinity, which Python reads although JSON has none.
    raise ExpectedError("expected JSON")


def _kind(found: object, expect: type[object]) -> str:
    expected = [kind for kind, cls in KINDS.items() if issubclass(cls, expect)]
    if not expected:
        raise NotPublicError(type_name=expect.__name__)
    if isinstance(found, str) and found in expected:
        return found
    what = "a known kind" if expect is object else " or ".join(expected)
    problem = DocumentProblem(path="$.kind", problem=f"expected {what}")
    raise DocumentKindError(problems=(problem,))


def _format(found: object, kind: str) -> int:
    newest = format_of(kind)
    if type(found) is not int or found < 1:
        raise _fault(f"expected a number from 1 to {newest}", path="$.format")
    if found > newest:
        problem = DocumentProblem(
            path="$.format",
            problem=f"expected at most {newest}; upgrade pixorga to read a newer one",
        )
        raise DocumentNewerError(problems=(problem,), document=kind, newest=newest)
    return found


def _migrated(fields: Fields, kind: str, since: int) -> Fields:
    try:
        return migrate(fields, kind=kind, since=since)
    except (AttributeError, LookupError, TypeError, ValueError):
        # A step takes the fields of its format for granted.
        pass
    raise _fault(f"expected the fields of format {since}")


def _value(fields: Fields, cls: type[object]) -> object:
    try:
        value = _converter().structure(fields, cls)
    except BaseValidationError as error:
        problems = tuple(islice(problems_of(error), _MOST_PROBLEMS))
    else:
        return value
    raise DocumentError(problems=problems)


def _fault(problem: str, *, path: str = "$") -> DocumentError:
    return DocumentError(problems=(DocumentProblem(path=path, problem=problem),))
