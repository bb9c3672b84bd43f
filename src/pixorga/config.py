"""
What an application tells pixorga about itself.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self
from urllib.parse import SplitResult, urlsplit

import attrs

from pixorga.domain.limits import Limit
from pixorga.domain.link import LINK_LIFETIME, LINK_LIFETIME_LIMIT, LinkPurpose
from pixorga.domain.people import EmailAddress, Locale
from pixorga.errors import ConfigurationError, FieldError

__all__ = ["Limits", "Site", "WhenDown"]

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

VERSION_LIMIT: Final = 64
"""Most characters of a version of the terms."""

URL_LIMIT: Final = 2048
"""Most characters of a configured URL."""

_URL_CHARACTERS: Final = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*")
"""What RFC 3986 §2 allows, but for the fragment's sign."""


_PAGES: Final = {
    "join": "rejoindre/{token}",
    "contest": "contester/{token}",
    "confirm": "confirmer/{token}",
    "reset": "mot-de-passe/{token}",
    "help": "aide",
    "terms": "conditions",
}
"""Where the pages are of whoever does not say otherwise."""


def _parts(url: str) -> SplitResult | None:
    """
    The parts of a URL; None for what is no URL, or has no host.
    """
    try:
        parts = urlsplit(url)
        # Only asking tells whether the port is one.
        port = parts.port
    except ValueError:
        return None
    return parts if parts.hostname and port != 0 else None


def _checked_url(setting: str, value: str) -> None:
    """
    Refuse a URL that a link must not be built on.
    """
    problem = None
    parts = _parts(value) if len(value) <= URL_LIMIT else None
    if parts is None:
        problem = "give a whole URL, such as https://orga.example.fr/…"
    elif parts.scheme != "https" and not (
        parts.scheme == "http" and parts.hostname in _LOOPBACK
    ):
        problem = "use https; http is for this machine only."
    elif parts.username is not None or "#" in value:
        problem = "leave out user, password and fragment."
    elif not _URL_CHARACTERS.fullmatch(value):
        problem = "use plain ASCII, percent-encoded where need be."
    if problem:
        raise ConfigurationError(setting=setting, problem=problem)


def _url(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    _checked_url(f"site.{attribute.name}", value)


def _link(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    _checked_link(f"site.{attribute.name}", value)


def _checked_link(setting: str, value: str) -> None:
    """
    Refuse a pattern that no link can be made of.
    """
    _checked_url(setting, value.replace("{token}", "token"))
    if value.count("{token}") != 1 or "{token}" not in urlsplit(value).path:
        raise ConfigurationError(
            setting=setting, problem="put {token} in its path, once."
        )


def _page(
    _: object, attribute: "attrs.Attribute[str | None]", value: str | None
) -> None:
    # One that is not given is asked for where it is needed.
    if value is not None:
        _checked_link(f"site.{attribute.name}", value)


def _per_language(value: "str | Mapping[Locale, str]") -> Mapping[Locale, str]:
    """
    A URL for each language, the same for all when one is given.
    """
    if isinstance(value, str):
        return MappingProxyType(dict.fromkeys(Locale, value))
    if set(value) != set(Locale):
        raise ConfigurationError(
            setting="site.terms", problem="give one URL, or one for each of fr and en."
        )
    return MappingProxyType({locale: value[locale] for locale in Locale})


def _urls(
    _: object,
    attribute: "attrs.Attribute[Mapping[Locale, str]]",
    value: Mapping[Locale, str],
) -> None:
    for url in value.values():
        _checked_url(f"site.{attribute.name}", url)


def _version(_: object, __: object, value: str) -> None:
    # A form sends it back as text, and a row has room for so much of it.
    printable = isinstance(value, str) and value.isprintable() and value.strip()
    if not printable or len(value) > VERSION_LIMIT:
        raise ConfigurationError(
            setting="site.terms_version",
            problem=f"give 1 to {VERSION_LIMIT} printable characters.",
        )


def _address(sender: str) -> str:
    return sender.rpartition("<")[2].removesuffix(">")


def _mailbox(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    try:
        EmailAddress.parse(_address(value), field=attribute.name)
    except FieldError as error:
        raise ConfigurationError(
            setting=f"site.{attribute.name}", problem="give Name <address>."
        ) from error
    # Python's email package decodes an encoded word, and the line break in it.
    if not value.isprintable() or "=?" in value:
        raise ConfigurationError(
            setting=f"site.{attribute.name}",
            problem="use printable characters, not encoded.",
        )


def _within_limit(_: object, __: object, value: timedelta) -> None:
    if not timedelta(0) < value <= LINK_LIFETIME_LIMIT:
        raise ConfigurationError(
            setting="site.link_lifetime", problem="give at most 30 days."
        )


@attrs.frozen(kw_only=True)
class Site:
    """
    The application's addresses, in its mails and on its pages.

    Links are built from these and never from a request, whose host a stranger can
    choose (OWASP, forgotten-password sheet).

    Attributes:
        sender: The one sender of every mail, "Name <address>".
        join: Where an invitation's link leads; `{token}` stands for the token.
        contest: Where the link leads by which a school contests an administrator.
        confirm: Where the link leads by which a person confirms their address; needed
            by applications that leave their users' accounts to pixorga.
        reset: Where the link leads by which a person chooses another password;
            likewise.
        operator: The support team's address, told of what it should look into.
        help: Where people find help.
        terms: Where the present terms of use are: one URL, or one for each language.
        terms_version: Their version, noted with whoever accepts them; people are asked
            again when it is another.
        link_lifetime: How long an invitation's link works, at most 30 days.

    Raises:
        ConfigurationError: An address cannot work; it says which.

    Example:
        >>> site = Site(
        ...     sender="Pix Orga <ne-pas-repondre@example.fr>",
        ...     join="https://orga.example.fr/rejoindre/{token}",
        ...     contest="https://orga.example.fr/contester/{token}",
        ...     operator="assistance@example.fr",
        ...     help="https://orga.example.fr/aide",
        ...     terms="https://orga.example.fr/conditions",
        ... )
        >>> site.link_url(LinkPurpose.JOIN, "abc")
        'https://orga.example.fr/rejoindre/abc'
    """

    sender: str = attrs.field(validator=_mailbox)
    join: str = attrs.field(validator=_link)
    contest: str = attrs.field(validator=_link)
    confirm: str | None = attrs.field(default=None, validator=_page)
    reset: str | None = attrs.field(default=None, validator=_page)
    operator: str = attrs.field(validator=_mailbox)
    help: str = attrs.field(validator=_url)
    terms: Mapping[Locale, str] = attrs.field(
        converter=_per_language, validator=_urls, hash=False
    )
    terms_version: str = attrs.field(default="1", validator=_version)
    link_lifetime: timedelta = attrs.field(
        default=LINK_LIFETIME, validator=_within_limit
    )

    @classmethod
    def at(
        cls,
        url: str,
        *,
        sender: str,
        operator: str,
        **changes: Any,  # noqa: ANN401 (the fields of this class, each its own type)
    ) -> Self:
        """
        A site whose pages lie where the demonstration has them.

        They are ``rejoindre/``, ``contester/``, ``confirmer/`` and ``mot-de-passe/``
        with a token, ``aide`` and ``conditions``.

        Args:
            url: Where the application is, such as ``https://orga.example.fr``.
            sender: As the field.
            operator: As the field.
            changes: Other fields, by their names.

        Raises:
            ConfigurationError: An address cannot work; it says which.

        Example:
            >>> site = Site.at(
            ...     "https://orga.example.fr",
            ...     sender="Pix Orga <ne-pas-repondre@example.fr>",
            ...     operator="assistance@example.fr",
            ... )
            >>> site.join
            'https://orga.example.fr/rejoindre/{token}'
        """
        base = url.removesuffix("/")
        fields: dict[str, Any] = {
            **{name: f"{base}/{path}" for name, path in _PAGES.items()},
            "sender": sender,
            "operator": operator,
            **changes,
        }
        return cls(**fields)

    @property
    def operator_address(self) -> EmailAddress:
        """
        The support team's address.
        """
        return EmailAddress.parse(_address(self.operator), field="operator")

    @property
    def sender_name(self) -> str:
        """
        The sender's display name.
        """
        return self.sender.rpartition("<")[0].strip(' "')

    @property
    def sender_address(self) -> EmailAddress:
        """
        The sender's address.
        """
        return EmailAddress.parse(_address(self.sender), field="sender")

    def link_url(self, purpose: LinkPurpose, token: str) -> str:
        """
        The link that carries a token.

        Raises:
            ConfigurationError: There is no page for it.
        """
        pattern: str | None = getattr(self, purpose.value)
        if pattern is None:
            raise ConfigurationError(
                setting=f"site.{purpose.value}", problem="say where this link leads."
            )
        return pattern.replace("{token}", token)


class WhenDown(StrEnum):
    """
    What becomes of requests while the rate limiter cannot be reached.

    `REFUSE` asks them to try again; `ALLOW` lets them pass uncounted, and mail bombs
    with them.
    """

    REFUSE = "refuse"
    ALLOW = "allow"


SHARDS_LIMIT: Final = 1024
"""Most parts of a limit; with more, the country's schools would have one each."""


def _when_down(value: str) -> WhenDown:
    try:
        return WhenDown(value)
    except ValueError:
        raise ConfigurationError(
            setting="limits.when_down", problem="give refuse or allow."
        ) from None


def _limits(value: Limit | Iterable[Limit]) -> tuple[Limit, ...]:
    return (value,) if isinstance(value, Limit) else tuple(value)


def _periods_differ(
    _: object, attribute: "attrs.Attribute[tuple[Limit, ...]]", value: tuple[Limit, ...]
) -> None:
    # A key is named after its period.
    if len({limit.per for limit in value}) < len(value):
        raise ConfigurationError(
            setting=f"limits.{attribute.name}", problem="give one limit for a period."
        )


def _splittable(limits: "Limits", _: object, value: int) -> None:
    overall = (*limits.overall, *limits.overall_team, *limits.overall_accounts)
    fewest = min([SHARDS_LIMIT, *(limit.count for limit in overall)])
    if not 1 <= value <= fewest:
        raise ConfigurationError(
            setting="limits.shards",
            problem=f"give 1 to {fewest}: each part has to grant something.",
        )


_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Limits:
    """
    How many mails strangers may cause.

    Each is one limit, or several of different periods, all of which have to grant; an
    empty tuple is none.

    Attributes:
        per_school: Requests for one UAI, whether there is such a school or not.
        per_renewal: Mails that send one school's mailbox a link again. They are no
            requests: a mail scanner that presses each button keeps nobody from asking.
        per_client: Requests from one network address (an IPv6 network of 64 bits).
        per_site: Requests from one IPv6 network of 48 bits, which one subscriber can
            have all of.
        per_addressee: Mails to one address that somebody typed, whatever tag follows
            a plus sign in it.
        overall: All requests for schools together.
        overall_team: All mails together that teams and holders of links have sent.
        overall_accounts: All mails about accounts together: who asks for many keeps
            no school from asking.
        shards: Parts that the overall limits are split into, so that not all requests
            wait for one row. Chance fills the parts: some are full a little earlier.
        when_down: What becomes of requests while the limiter cannot be reached.

    Raises:
        ConfigurationError: They cannot work; it says which.

    Example:
        >>> limits = Limits(per_client=Limit(count=100, per=timedelta(hours=1)))
        >>> [limit.count for limit in limits.per_school]
        [5, 20]
        >>> Limits(when_down="ignore")
        Traceback (most recent call last):
        pixorga.errors.ConfigurationError: limits.when_down: give refuse or allow.
    """

    per_school: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=5, per=_HOUR), Limit(count=20, per=_DAY)),
        converter=_limits,
        validator=_periods_differ,
    )
    per_renewal: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=5, per=_DAY),),
        converter=_limits,
        validator=_periods_differ,
    )
    per_client: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=10, per=_HOUR),),
        converter=_limits,
        validator=_periods_differ,
    )
    per_site: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=100, per=_HOUR),),
        converter=_limits,
        validator=_periods_differ,
    )
    per_addressee: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=5, per=_DAY),),
        converter=_limits,
        validator=_periods_differ,
    )
    overall: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=1000, per=_HOUR),),
        converter=_limits,
        validator=_periods_differ,
    )
    overall_team: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=1000, per=_HOUR),),
        converter=_limits,
        validator=_periods_differ,
    )
    overall_accounts: tuple[Limit, ...] = attrs.field(
        default=(Limit(count=1000, per=_HOUR),),
        converter=_limits,
        validator=_periods_differ,
    )
    shards: int = attrs.field(default=16, validator=_splittable)
    when_down: WhenDown = attrs.field(default=WhenDown.REFUSE, converter=_when_down)
