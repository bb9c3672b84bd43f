"""
Forms: every faulty field is told at once.
"""

from collections.abc import Callable
from typing import TypeVar

from pixorga.domain.identifiers import Uai
from pixorga.errors import FieldBlankError, FieldError, InputError

__all__ = ["Form", "parse_filled", "typed_code"]

T = TypeVar("T")


class Form:
    """
    Gathers the faults of a form's fields.
    """

    def __init__(self) -> None:
        self._errors: list[FieldError] = []

    def take(self, parse: Callable[[], T]) -> T | None:
        """
        The parsed field, or None with its faults noted.
        """
        try:
            return parse()
        except InputError as error:
            self._errors.extend(error.errors)
        except FieldError as error:
            self._errors.append(error)
        return None

    @property
    def is_faulty(self) -> bool:
        """
        Whether any field was at fault so far.
        """
        return bool(self._errors)

    def error(self) -> InputError:
        """
        The error that tells all faults.
        """
        return InputError(errors=tuple(self._errors))


def parse_filled(text: str | None, *, field: str) -> str:
    """
    A field that is filled in, otherwise as typed.

    Raises:
        FieldBlankError: It is not.
    """
    if not text or not text.strip():
        raise FieldBlankError(field=field)
    return text


def typed_code(uai: str | Uai | None) -> str | None:
    """
    The code of a UAI as typed, None for what is none.
    """
    try:
        return str(Uai.lenient(str(uai or "")))
    except FieldError:
        return None
