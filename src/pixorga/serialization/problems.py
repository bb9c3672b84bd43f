"""
What is wrong with a document: where, and what is expected there.

Never what was found: documents hold names and addresses, and errors are logged.
"""

from collections.abc import Iterator
from typing import Final, TypeVar

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from pixorga.errors import DocumentProblem, FieldError
from pixorga.serialization.kinds import field_names

__all__ = ["ABSENT", "ExpectedError", "problems_of", "require"]

J = TypeVar("J")

ABSENT: Final = object()
"""Stands for a field that is not there, so that all faults are told at once."""


class ExpectedError(ValueError):
    """
    Something else was expected; its text says what.
    """


def require(value: object, json_type: type[J], what: str) -> J:
    """
    A value if it is of a JSON type.

    Args:
        value: What was read.
        json_type: The Python type of the JSON type; true is no number.
        what: What is expected, for people.

    Raises:
        ExpectedError: It is of another type, or `ABSENT`.
    """
    if value is ABSENT:
        raise ExpectedError(f"missing, expected {what}")
    if type(value) is not json_type:
        raise ExpectedError(f"expected {what}")
    return value


def problems_of(error: Exception, *, path: str = "$") -> Iterator[DocumentProblem]:
    """
    The faults that cattrs has found in a document.

    Args:
        error: What cattrs raised.
        path: Where it was reading.
    """
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from problems_of(inner, path=path + _step(inner, error.cl))
    elif isinstance(error, FieldError):
        # Raised by a value's constructor, which knows the part that is at fault.
        yield DocumentProblem(path=f"{path}.{error.field}", problem=_rule(error))
    else:
        yield DocumentProblem(path=path, problem=_told(error))


def _step(error: Exception, cls: type[object]) -> str:
    """
    How a path leads from a value to the part in which an error arose.
    """
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f".{field_names(cls)[note.name]}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
    return ""


def _rule(error: FieldError) -> str:
    text = error.template.removeprefix("{field}: ").rstrip(".")
    return text.format_map(error.details)


def _told(error: Exception) -> str:
    if isinstance(error, ForbiddenExtraKeysError):
        known = ", ".join(field_names(error.cl).values())
        return f"expected no other fields than {known}"
    if isinstance(error, ExpectedError):
        return str(error)
    return "expected a value that can be used"
