"""
Forms, as a template shows them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from pixorga.errors import (
    AddressTakenError,
    CredentialsError,
    FieldError,
    InputError,
    PixorgaError,
    TermsUpdateRequiredError,
    ThrottledError,
)

__all__ = ["GIVEN_BACK", "Form"]

GIVEN_BACK: Final = (
    AddressTakenError,
    CredentialsError,
    InputError,
    TermsUpdateRequiredError,
    ThrottledError,
)
"""What whoever filled a form in can mend there; all else has a page of its own."""


@attrs.frozen(kw_only=True)
class Form:
    """
    A form, blank or given back with what is wrong.

    Attributes:
        name: Tells its fields from those of another form on the page.
        typed: What was typed, by field.
        error: Why it is given back, None when it is blank.
    """

    name: str
    typed: Mapping[str, str] = attrs.field(factory=lambda: MappingProxyType({}))
    error: PixorgaError | None = None

    @property
    def faults(self) -> tuple[FieldError, ...]:
        """
        One error per faulty field.
        """
        return self.error.errors if isinstance(self.error, InputError) else ()

    @property
    def asks_terms(self) -> bool:
        """
        Whether a log-in waits for the present terms to be accepted.
        """
        asked = isinstance(self.error, TermsUpdateRequiredError)
        return asked or self.fault("terms") is not None

    def fault(self, field: str) -> FieldError | None:
        """
        What is wrong with a field, None for nothing.
        """
        return next((fault for fault in self.faults if fault.field == field), None)

    def value(self, field: str) -> str:
        """
        What was typed into a field.
        """
        return self.typed.get(field, "")
