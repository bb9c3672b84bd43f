"""
A person's own account, for applications that have no users of their own.
"""

from datetime import datetime

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.people import EmailAddress, Locale, PersonName, Principal
from pixorga.errors import FieldBlankError, FieldTooLongError, FieldTooShortError

__all__ = ["PASSWORD_LENGTHS", "Account", "parse_password"]

PASSWORD_LENGTHS = (15, 128)
"""
Fewest and most characters of a password (NIST SP 800-63B-4 §3.1.1.2: 15 when it is the
only factor, no rule on its composition).
"""


def parse_password(text: str | None, *, field: str = "password") -> str:
    """
    Accept a password to be set.

    Args:
        text: As typed; nothing is trimmed or changed.
        field: The field's name, for the error.

    Raises:
        FieldBlankError: None was given.
        FieldTooShortError: It is too short.
        FieldTooLongError: It is too long.
    """
    least, most = PASSWORD_LENGTHS
    if not text:
        raise FieldBlankError(field=field)
    if len(text) < least:
        raise FieldTooShortError(field=field, limit=least)
    if len(text) > most:
        raise FieldTooLongError(field=field, limit=most)
    return text


@attrs.frozen(kw_only=True)
class Account:
    """
    What is stored of a person who signed up.

    Attributes:
        id: Row id; also the id of the person's `Principal`.
        name: First and last name.
        email: The address to log in with, unique among accounts.
        locale: The person's language.
        password_hash: From the password-hasher port.
        terms: Version of the terms that were accepted.
        created_at: When.
    """

    id: str
    name: PersonName = attrs.field(repr=False)
    email: EmailAddress = attrs.field(repr=False)
    locale: Locale
    password_hash: str = attrs.field(repr=False)
    terms: str
    created_at: datetime = attrs.field(converter=instant)

    @property
    def principal(self) -> Principal:
        """
        The person, as every verb of pixorga knows persons.
        """
        return Principal(
            id=self.id, name=self.name, email=self.email, locale=self.locale
        )
