"""
How failed log-ins slow further ones down.

An attempt is counted as failed before the password is looked at, and taken back once
it has succeeded: of many at once, none is free. An address of no account is counted
like any other.
"""

from collections.abc import Callable
from datetime import datetime

import attrs

from pixorga.domain.account import (
    ACROSS_ADDRESSES,
    PER_ADDRESS,
    PER_CLIENT,
    Throttle,
    ThrottleRule,
)
from pixorga.domain.people import EMAIL_LENGTH, EmailAddress
from pixorga.errors import FieldError, LoginThrottledError
from pixorga.ports.store import UnitOfWork
from pixorga.services.gate import spelling
from pixorga.tokens import Pseudonyms

__all__ = ["Attempt", "Logins"]


@attrs.frozen(kw_only=True)
class Attempt:
    """
    One attempt to log in.

    Attributes:
        email: The address, None when what was typed is none.
        keys: What it counts under, each with its rule.
    """

    email: EmailAddress | None = attrs.field(repr=False)
    keys: tuple[tuple[str, ThrottleRule], ...]


class Logins:
    """
    Counts attempts, under pseudonyms.

    Args:
        pseudonyms: Stands in for addresses and clients.
    """

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def attempt(self, email: str, *, client: str | None) -> Attempt:
        """
        What an attempt counts under.

        Args:
            email: As typed.
            client: Where it comes from, such as an IP address.
        """
        address = _parsed(email)
        typed = str(address or email.strip()[: EMAIL_LENGTH + 1])
        return Attempt(email=address, keys=self._keys(typed, client))

    def admit(self, unit: UnitOfWork, attempt: Attempt, *, now: datetime) -> None:
        """
        Count an attempt as failed, for the present.

        Raises:
            LoginThrottledError: There were too many; this one is not counted.
        """
        throttles = [
            (unit.accounts.throttle(key) or Throttle(key=key, last_at=now), rule)
            for key, rule in attempt.keys
        ]
        wait = max(throttle.wait(rule, now=now) for throttle, rule in throttles)
        if wait:
            raise LoginThrottledError(retry_after=wait)
        for throttle, rule in throttles:
            unit.accounts.save_throttle(throttle.tried(rule, now=now))

    def succeed(self, unit: UnitOfWork, attempt: Attempt) -> None:
        """
        Forget the failures after a success, of each rule that forgives them.
        """
        self._write(unit, attempt, Throttle.succeeded)

    def clear(self, unit: UnitOfWork, attempt: Attempt) -> None:
        """
        Forget all failures, by an operator's help.
        """
        self._write(unit, attempt, lambda throttle, _: throttle.cleared())

    def _write(
        self,
        unit: UnitOfWork,
        attempt: Attempt,
        change: Callable[[Throttle, ThrottleRule], Throttle],
    ) -> None:
        for key, rule in attempt.keys:
            throttle = unit.accounts.throttle(key)
            if throttle is not None:
                unit.accounts.save_throttle(change(throttle, rule))

    def _keys(
        self, address: str, client: str | None
    ) -> tuple[tuple[str, ThrottleRule], ...]:
        # The spelling that requests are limited by: an IPv6 network is one client.
        place = spelling("client", client) if client else ""
        name = address.encode("utf-8", "backslashreplace").decode()
        keys = (
            (self._pseudonyms.of(f"login:client:{name}\n{place}"), PER_CLIENT),
            (self._pseudonyms.of(f"login:address:{name}"), PER_ADDRESS),
        )
        if not client:
            return keys
        alone = self._pseudonyms.of(f"login:from:{place}")
        return (*keys, (alone, ACROSS_ADDRESSES))


def _parsed(email: str) -> EmailAddress | None:
    try:
        return EmailAddress.parse(email)
    except FieldError:
        return None
