"""
A person's own account, for applications that have no users of their own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.link import LinkPurpose, LinkState, refusal_for
from pixorga.domain.people import EmailAddress, Locale, PersonName, Principal
from pixorga.errors import (
    ConfigurationError,
    FieldBlankError,
    FieldTooLongError,
    FieldTooShortError,
    PasswordBreachedError,
)

__all__ = [
    "ACROSS_ADDRESSES",
    "PASSWORD_LENGTHS",
    "PER_ADDRESS",
    "PER_CLIENT",
    "Account",
    "AccountLinkView",
    "AccountView",
    "PasswordPolicy",
    "Session",
    "Throttle",
    "ThrottleRule",
]

PASSWORD_LENGTHS = (15, 128)
"""
Fewest and most characters of a password (NIST SP 800-63B-4 §3.1.1.2: 15 when it is the
only factor, no rule on its composition).
"""

_LEAST: Final = 8
"""The fewest that may be asked for, with a second factor; same section."""

_MOST: Final = 64
"""At least so many must be allowed; same section."""


def _never(_: str) -> bool:
    return False


@attrs.frozen(kw_only=True)
class PasswordPolicy:
    """
    Which passwords may be set: a length, and no list of leaks; no composition rule.

    Attributes:
        least: Fewest characters, 8 or more.
        most: Most characters, 64 or more.
        is_breached: Whether a password is known from leaks; nothing is by default.

    Raises:
        ConfigurationError: The lengths cannot work.

    Example:
        >>> policy = PasswordPolicy(is_breached={"correct horse battery"}.__contains__)
        >>> policy.parse("correct horse battery")
        Traceback (most recent call last):
        pixorga.errors.PasswordBreachedError: password: choose another one, this one ...
    """

    least: int = PASSWORD_LENGTHS[0]
    most: int = PASSWORD_LENGTHS[1]
    is_breached: Callable[[str], bool] = _never

    def __attrs_post_init__(self) -> None:
        if self.least < _LEAST or self.most < max(_MOST, self.least):
            raise ConfigurationError(
                setting="passwords",
                problem=f"ask for at least {_LEAST}, and allow at least {_MOST}.",
            )

    def parse(self, text: str | None, *, field: str = "password") -> str:
        """
        Accept a password to be set.

        Args:
            text: As typed; nothing is trimmed or changed.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was given.
            FieldTooShortError: It is too short.
            FieldTooLongError: It is too long.
            PasswordBreachedError: It is known from leaks.
        """
        if not text:
            raise FieldBlankError(field=field)
        if len(text) < self.least:
            raise FieldTooShortError(field=field, limit=self.least)
        if len(text) > self.most:
            raise FieldTooLongError(field=field, limit=self.most)
        if self.is_breached(text):
            raise PasswordBreachedError(field=field)
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
        password_set_at: When it was chosen.
        session: How many passwords were chosen so far: a session that began with a
            former one is to be ended. A number, as two may be chosen in one second.
        terms: Version of the terms that were accepted.
        terms_at: When.
        created_at: When the person signed up.
        confirmed_at: When the address was confirmed; None while it was not.
    """

    id: str
    name: PersonName = attrs.field(repr=False)
    email: EmailAddress = attrs.field(repr=False)
    locale: Locale
    password_hash: str = attrs.field(repr=False)
    password_set_at: datetime = attrs.field(converter=instant)
    session: int = 1
    terms: str
    terms_at: datetime = attrs.field(converter=instant)
    created_at: datetime = attrs.field(converter=instant)
    confirmed_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )

    @property
    def principal(self) -> Principal:
        """
        The person, as every verb of pixorga knows persons.
        """
        return Principal(
            id=self.id, name=self.name, email=self.email, locale=self.locale
        )


@attrs.frozen(kw_only=True)
class AccountView:
    """
    What an application sees of an account.

    Attributes:
        person: Whose it is.
        session: What `resume` asks for; another once another password is chosen.
        terms: Version of the terms that were accepted.
        created_at: When the person signed up.
        confirmed_at: When the address was confirmed; None while it was not.
    """

    person: Principal = attrs.field(repr=False)
    session: int
    terms: str
    created_at: datetime = attrs.field(converter=instant)
    confirmed_at: datetime | None = attrs.field(
        converter=attrs.converters.optional(instant)
    )

    @classmethod
    def of(cls, account: Account) -> "AccountView":
        """
        The view of an account.
        """
        return cls(
            person=account.principal,
            session=account.session,
            terms=account.terms,
            created_at=account.created_at,
            confirmed_at=account.confirmed_at,
        )


@attrs.frozen(kw_only=True)
class Session:
    """
    What an application keeps of a log-in, to let the person go on.

    Attributes:
        person: Who has logged in.
        number: Of the password that they logged in with; for `resume`.
    """

    person: Principal = attrs.field(repr=False)
    number: int


@attrs.frozen(kw_only=True)
class AccountLinkView:
    """
    What may be shown to whoever opens a link of an account.

    Attributes:
        purpose: What the link is for.
        state: Where it stands now; expired once its time is over.
    """

    purpose: LinkPurpose
    state: LinkState

    def raise_for_state(self) -> None:
        """
        Raise the error that says why the link cannot be used; nothing while it can.

        Raises:
            LinkExpiredError: Its time is over.
            LinkRevokedError: It was withdrawn, or a newer one replaced it.
            LinkReplayedError: It was used.
        """
        refusal = refusal_for(self.state)
        if refusal is not None:
            raise refusal


@attrs.frozen(kw_only=True)
class ThrottleRule:
    """
    How failed log-ins slow further ones down: never for ever.

    Attributes:
        free: Failures before the first delay.
        first: The first delay; it doubles with each failure.
        most: The longest delay.
        forgotten: After so long without an attempt, all failures are forgotten.
        forgives: Whether a success forgets all failures; it is no failure itself.
    """

    free: int
    first: timedelta = timedelta(seconds=15)
    most: timedelta = timedelta(minutes=15)
    forgotten: timedelta = timedelta(days=1)
    forgives: bool = True

    def delay(self, failures: int) -> timedelta:
        """
        How long the next attempt has to wait after so many failures.
        """
        over = failures - self.free
        if over < 0:
            return timedelta(0)
        # More doublings than that would be past any longest delay.
        return min(self.first * (1 << min(over, 16)), self.most)


PER_CLIENT: Final = ThrottleRule(free=5)
"""For an address from one client: people mistype, guessers come back."""

PER_ADDRESS: Final = ThrottleRule(free=50)
"""For an address from anywhere: a stranger must not keep its owner out for little."""

ACROSS_ADDRESSES: Final = ThrottleRule(
    free=30, forgotten=timedelta(hours=1), forgives=False
)
"""For all addresses from one client: one password is tried on many.

A whole school may be one client. So it takes more failures, and they are forgotten
sooner; but not by a success, or a guesser with an account would log in in between.
"""


@attrs.frozen(kw_only=True)
class Throttle:
    """
    The failed log-ins under one key.

    Attributes:
        key: Pseudonym of an address, of a client, or of both.
        failures: How many that are not forgotten; an attempt counts as one until it
            has succeeded.
        last_at: When the last attempt was.
        version: How often the row was written; 0 for one that is not there yet.
    """

    key: str
    failures: int = 0
    last_at: datetime = attrs.field(converter=instant)
    version: int = 0

    def wait(self, rule: ThrottleRule, *, now: datetime) -> int:
        """
        Seconds until the next attempt, 0 when it may be made now.
        """
        delay = rule.delay(self._remembered(rule, now))
        left = self.last_at + delay - instant(now)
        if left > 2 * delay:
            # The clock had been far ahead: to wait for that time to come would be
            # to wait for ever.
            return 0
        # A clock that went back a little makes no wait longer than the delay.
        return max(0, -(-min(left, delay) // timedelta(seconds=1)))

    def tried(self, rule: ThrottleRule, *, now: datetime) -> "Throttle":
        """
        The throttle with one more attempt, a failure until it has succeeded.
        """
        failures = self._remembered(rule, now) + 1
        return attrs.evolve(self, failures=failures, last_at=now)

    def succeeded(self, rule: ThrottleRule) -> "Throttle":
        """
        The throttle once the attempt that was counted last has succeeded.
        """
        if rule.forgives:
            return self.cleared()
        return attrs.evolve(self, failures=max(0, self.failures - 1))

    def cleared(self) -> "Throttle":
        """
        The throttle after all failures were forgiven.
        """
        return attrs.evolve(self, failures=0)

    def _remembered(self, rule: ThrottleRule, now: datetime) -> int:
        over = instant(now) - self.last_at >= rule.forgotten
        return 0 if over else self.failures
