"""
Persons' own accounts: sign up, log in.
"""

import attrs

from pixorga.domain.account import PASSWORD_LENGTHS, Account, parse_password
from pixorga.domain.calendar import instant
from pixorga.domain.people import EmailAddress, Locale, PersonName, Principal
from pixorga.errors import CredentialsError, FieldError
from pixorga.services.forms import Form, parse_choice, parse_filled
from pixorga.services.parts import Parts

__all__ = ["AccountService", "SignUp"]


@attrs.frozen(kw_only=True)
class SignUp:
    """
    The sign-up form as it was filled in; nothing of it has been checked.

    Attributes:
        first_name: As typed.
        last_name: As typed.
        email: As typed; the address to log in with.
        password: As typed.
        terms: Version of the terms that the person accepted, None for none.
        locale: The person's language, "fr" or "en".
    """

    first_name: str | None = attrs.field(repr=False)
    last_name: str | None = attrs.field(repr=False)
    email: str | None = attrs.field(repr=False)
    password: str | None = attrs.field(repr=False)
    terms: str | None
    locale: str = "fr"


class AccountService:
    """
    Signs persons up and logs them in.

    An application that has its own users needs none of this: it builds a
    `Principal` of its user.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def prepare(self, sign_up: SignUp, *, form: Form | None = None) -> Account:
        """
        Make an account of a form, without keeping it; `invitations.join` does.

        Args:
            sign_up: The form as it was filled in.
            form: The faults that were found before, to be told together.

        Raises:
            InputError: Some fields cannot be used.
        """
        form = form or Form()
        name = form.take(
            lambda: PersonName.parse(first=sign_up.first_name, last=sign_up.last_name)
        )
        email = form.take(lambda: EmailAddress.parse(sign_up.email))
        password = form.take(lambda: parse_password(sign_up.password))
        locale = form.take(lambda: Locale.parse(sign_up.locale))
        terms = form.take(
            lambda: parse_choice(
                sign_up.terms, choices=(self._parts.site.terms_version,), field="terms"
            )
        )
        # A form with any fault costs no hash, which is slow on purpose.
        if (
            form.is_faulty
            or name is None
            or email is None
            or password is None
            or terms is None
            or locale is None
        ):
            raise form.error()
        return Account(
            id=self._parts.ids.new(),
            name=name,
            email=email,
            locale=locale,
            password_hash=self._parts.hasher.hash(password),
            terms=terms,
            created_at=instant(self._parts.clock.now()),
        )

    def log_in(self, email: str | None, *, password: str | None) -> Principal:
        """
        Who an address and a password belong to.

        An unknown address takes as long as a wrong password and gets the same
        answer.

        Args:
            email: As typed.
            password: As typed.

        Raises:
            InputError: A field is blank.
            CredentialsError: They do not go together, or there is no such account.
        """
        form = Form()
        typed = form.take(lambda: parse_filled(email, field="email"))
        secret = form.take(lambda: parse_filled(password, field="password"))
        if typed is None or secret is None:
            raise form.error()
        account = self._find(typed)
        known = account.password_hash if account else None
        # Over-long passwords are no account's, but cost what others cost.
        genuine = self._parts.hasher.verify(
            secret[: PASSWORD_LENGTHS[1] + 1], password_hash=known
        )
        if account is None or not genuine:
            raise CredentialsError
        return account.principal

    def _find(self, email: str) -> Account | None:
        try:
            address = EmailAddress.parse(email)
        except FieldError:
            return None
        return self._parts.store.transact(
            lambda unit: unit.accounts.by_email(address), read_only=True
        )
