"""
Forms, as a template shows them.
"""

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from pixorga import PixorgaError
from pixorga.errors import FieldError, InputError

__all__ = ["Form"]


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
