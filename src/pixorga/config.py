"""
What an application tells pixorga about itself.
"""

import re
from datetime import timedelta
from typing import Final
from urllib.parse import SplitResult, urlsplit

import attrs

from pixorga.domain.link import LINK_LIFETIME, LINK_LIFETIME_LIMIT, LinkPurpose
from pixorga.domain.people import EmailAddress
from pixorga.errors import ConfigurationError, FieldError

__all__ = ["Site"]

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

URL_LIMIT: Final = 2048
"""Most characters of a configured URL."""

_URL_CHARACTERS: Final = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]*")
"""What RFC 3986 §2 allows, but for the fragment's sign."""


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
    setting = f"site.{attribute.name}"
    _checked_url(setting, value.replace("{token}", "token"))
    if value.count("{token}") != 1 or "{token}" not in urlsplit(value).path:
        raise ConfigurationError(
            setting=setting, problem="put {token} in its path, once."
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
        operator: The support team's address, told of what it should look into.
        help: Where people find help.
        terms: Where the present terms of use are.
        terms_version: Their version, noted with whoever accepts them.
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
    operator: str = attrs.field(validator=_mailbox)
    help: str = attrs.field(validator=_url)
    terms: str = attrs.field(validator=_url)
    terms_version: str = "1"
    link_lifetime: timedelta = attrs.field(
        default=LINK_LIFETIME, validator=_within_limit
    )

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
        """
        patterns = {LinkPurpose.JOIN: self.join, LinkPurpose.CONTEST: self.contest}
        return patterns[purpose].replace("{token}", token)
