"""
Who may cause a mail, and how often: asked first, outside of any transaction.

The gate counts what was *submitted*: it asks neither the directory nor the store, so a
UAI of no school is granted and refused exactly as a school's is. What it counts is kept
under keyed pseudonyms only.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from pixorga.config import Limits, WhenDown
from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai
from pixorga.domain.limits import Limit
from pixorga.domain.people import EmailAddress
from pixorga.errors import LimiterError, RequestThrottledError, UnavailableError
from pixorga.ports.clock import Clock
from pixorga.ports.limiter import RateLimiter
from pixorga.tokens import Pseudonyms

__all__ = ["Gate", "Kind", "spelling"]

_log = logging.getLogger(__name__)

LOOKED_AT: Final = 255
"""Characters that count of a text that has no known form."""

_INTERFACE_BITS: Final = 64
"""Of an IPv6 address, what its holder chooses freely (RFC 4291 §2.5.1)."""

_SITE_BITS: Final = 80
"""Of an IPv6 address, what a subscriber of a whole site chooses (RFC 6177 §2)."""


class Kind(StrEnum):
    """
    Which overall limits a request counts for: who fills one leaves the others free.
    """

    REQUEST = "request"
    TEAM = "team"
    ACCOUNT = "account"


class Gate:
    """
    Lets requests pass that may cause a mail, or refuses them.

    Args:
        limiter: Counts.
        limits: How many pass.
        pseudonyms: Stand in for what is counted.
        clock: Tells the time.
    """

    def __init__(
        self,
        limiter: RateLimiter,
        *,
        limits: Limits,
        pseudonyms: Pseudonyms,
        clock: Clock,
    ) -> None:
        self._limiter = limiter
        self._limits = limits
        self._pseudonyms = pseudonyms
        self._clock = clock

    def admit(
        self,
        kind: Kind = Kind.REQUEST,
        *,
        school: str | None = None,
        renewal: str | None = None,
        client: str | None = None,
        addressee: str | None = None,
    ) -> None:
        """
        Count a request, or refuse it.

        It is counted for the client, the addressee, the school, then overall, up to
        the first refusal: one client alone does not use up what all share.

        Args:
            kind: For which overall limits it counts.
            school: The UAI as it was submitted.
            renewal: The UAI of a school whose mailbox is sent a link again.
            client: The network address that the request came from, without a port. Of
                IPv6 its network of 64 bits counts, and more loosely that of 48; IPv4 in
                IPv6 counts as IPv4.
            addressee: The address that somebody typed.

        Raises:
            RequestThrottledError: There were too many; it tells how long to wait.
            LimiterError: The limiter cannot be reached, and `Limits.when_down` says
                to refuse.
        """
        names = self._names(
            school=school, renewal=renewal, client=client, addressee=addressee
        )
        now = instant(self._clock.now())
        counted = (*self._own(names), *self._shared(kind, names))
        waits = (self._limiter.hit(key, limit=limit, now=now) for key, limit in counted)
        try:
            # A generator: what comes after a refusal is not counted.
            wait = next(filter(None, waits), 0)
        except UnavailableError as error:
            self._do_without(error)
            return
        if wait:
            raise RequestThrottledError(retry_after=wait)

    def forget(
        self,
        *,
        school: str | None = None,
        renewal: str | None = None,
        client: str | None = None,
        addressee: str | None = None,
    ) -> None:
        """
        Let each of these begin anew; the overall limits stay as they are.

        Args:
            school: A UAI, in any spelling that may have been submitted.
            renewal: Likewise.
            client: A network address.
            addressee: An address.

        Raises:
            LimiterError: The limiter cannot be reached.
        """
        names = self._names(
            school=school, renewal=renewal, client=client, addressee=addressee
        )
        try:
            for key, _ in self._own(names):
                self._limiter.forget(key)
        except UnavailableError as error:
            raise LimiterError from error

    def close(self) -> None:
        """
        Let go of the limiter's connections.
        """
        self._limiter.close()

    def _names(self, **submitted: str | None) -> dict[str, str]:
        """
        The pseudonym of each subject that was submitted.
        """
        spelled = {
            subject: spelling(subject, text)
            for subject, text in submitted.items()
            if text is not None
        }
        site = _site(submitted["client"] or "")
        if site is not None:
            spelled["site"] = site
        return {
            subject: self._pseudonyms.of(f"{subject}:{text}")
            for subject, text in spelled.items()
        }

    def _own(self, names: Mapping[str, str]) -> Iterator[tuple[str, Limit]]:
        """
        The subjects' own keys, each with its limit, in the order of being asked.
        """
        for subject, limits in (
            ("client", self._limits.per_client),
            ("site", self._limits.per_site),
            ("addressee", self._limits.per_addressee),
            ("school", self._limits.per_school),
            ("renewal", self._limits.per_renewal),
        ):
            if subject in names:
                for limit in limits:
                    yield f"{subject}:{_seconds(limit)}:{names[subject]}", limit

    def _shared(
        self, kind: Kind, names: Mapping[str, str]
    ) -> Iterator[tuple[str, Limit]]:
        """
        The keys of the overall limits' parts that this request falls into.
        """
        shards = self._limits.shards
        shard = sum(int(name, 16) for name in names.values()) % shards
        overall = {
            Kind.REQUEST: self._limits.overall,
            Kind.TEAM: self._limits.overall_team,
            Kind.ACCOUNT: self._limits.overall_accounts,
        }
        for limit in overall[kind]:
            key = f"overall:{kind}:{_seconds(limit)}:{shard}"
            yield key, limit.share(shard, of=shards)

    def _do_without(self, error: UnavailableError) -> None:
        when_down = self._limits.when_down
        _log.warning("LIMITER_DOWN when_down=%s cause=%s", when_down, error.code)
        if when_down is WhenDown.REFUSE:
            raise LimiterError from error


def _seconds(limit: Limit) -> int:
    return limit.per // timedelta(seconds=1)


def _school(text: str) -> str:
    return str(Uai.lenient(text))


def _addressee(text: str) -> str:
    address = EmailAddress.parse(text)
    # Many mail services deliver whatever follows a plus sign to the same person.
    return f"{address.local.partition('+')[0]}@{address.domain}"


def _client(text: str) -> str:
    address = _ip_address(text)
    if not isinstance(address, IPv6Address):
        return str(address)
    return _network(address, bits=_INTERFACE_BITS)


def _site(text: str) -> str | None:
    """
    The network that an IPv6 client's subscriber may have; None for any other client.
    """
    try:
        address = _ip_address(text)
    except ValueError:
        return None
    if not isinstance(address, IPv6Address):
        return None
    return _network(address, bits=_SITE_BITS)


def _ip_address(text: str) -> IPv4Address | IPv6Address:
    """
    An IP address as given; IPv4 in IPv6 is IPv4.

    Raises:
        ValueError: It is none.
    """
    address = ip_address(text[:LOOKED_AT].strip())
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _network(address: IPv6Address, *, bits: int) -> str:
    return str(IPv6Address(int(address) >> bits << bits))


_READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "addressee": _addressee,
    "client": _client,
    "renewal": _school,
    "school": _school,
}
"""What makes one spelling of many; each raises `ValueError` for what it is none of."""


def spelling(subject: str, text: str) -> str:
    """
    The one spelling of what was submitted; of no known form, its beginning as it is.
    """
    try:
        return _READERS[subject](text)
    except ValueError:
        # A form can hold half of a surrogate pair, which has no bytes in UTF-8.
        return text[:LOOKED_AT].encode("utf-8", "backslashreplace").decode()
