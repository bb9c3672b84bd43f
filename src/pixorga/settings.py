"""
Settings from the environment: a whole `PixOrga` for the command and for workers.

An application that wires its own `PixOrga` needs none of it; the command then takes
``--app module:orga``.
"""

import stat
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from pixorga.adapters.eml import FolderMailer
from pixorga.adapters.smtp import SmtpMailer
from pixorga.app import PixOrga
from pixorga.config import Site
from pixorga.domain.people import Locale
from pixorga.errors import ConfigurationError
from pixorga.ports.limiter import RateLimiter
from pixorga.ports.mailer import Mailer
from pixorga.ports.randomness import Randomness
from pixorga.ports.renderer import Renderer
from pixorga.ports.store import Store
from pixorga.tokens import KeyRing, Pseudonyms

__all__ = ["VARIABLES", "Keys", "Settings", "Variable", "make_keys"]

T = TypeVar("T")

KEY_LENGTH: Final = 32
"""Bytes of a key."""

_PREFIX: Final = "PIXORGA_"
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_ANSWERS: Final = {"yes": True, "no": False}


@attrs.frozen(kw_only=True)
class Variable:
    """
    One variable of the environment.

    Attributes:
        name: As it is set, such as PIXORGA_URL.
        meaning: What it says.
        needed: Whether nothing works without it.
        secret: Whether it is never shown.
    """

    name: str
    meaning: str
    needed: bool = False
    secret: bool = False


# Name, meaning, needed, secret.
_TABLE: Final = (
    ("DATABASE_URL", "the database, such as sqlite:///pixorga.db", True, True),
    ("KEYS_FILE", "the file of keys; `pixorga config new-keys` makes one", True, False),
    ("URL", "where the application is, such as https://orga.example.fr", True, False),
    ("SENDER", "the one sender of mails, Name <address>", True, False),
    ("OPERATOR", "the support team's address", True, False),
    (
        "SMTP_URL",
        "the mail server, such as smtp+starttls://user:password@host:587",
        False,
        True,
    ),
    (
        "MAIL_FOLDER",
        "a folder to write mails to, in the place of a server",
        False,
        False,
    ),
    ("MAIL_TEMPLATES", "a folder of templates that come before ours", False, False),
    ("JOIN_URL", "the page of an invitation's link, with {token}", False, False),
    ("CONTEST_URL", "the page of a contest's link, with {token}", False, False),
    ("CONFIRM_URL", "the page that confirms an address, with {token}", False, False),
    ("RESET_URL", "the page to choose a password, with {token}", False, False),
    ("HELP_URL", "the page of help", False, False),
    ("TERMS_URL", "the terms of use", False, False),
    (
        "TERMS_URL_EN",
        "the terms of use in English, if they are elsewhere",
        False,
        False,
    ),
    ("TERMS_VERSION", "their version, 1 unless told", False, False),
    ("LINK_DAYS", "how many days an invitation lasts, 7 unless told", False, False),
    (
        "ACCOUNTS",
        "yes unless told; no for users of the application's own",
        False,
        False,
    ),
    ("LIMITER", "database unless told; memory for one process only", False, False),
)

VARIABLES: Final = tuple(
    Variable(name=f"{_PREFIX}{name}", meaning=meaning, needed=needed, secret=secret)
    for name, meaning, needed, secret in _TABLE
)
"""All variables, in the order of being told."""

_SITE: Final = ("URL", "SENDER", "OPERATOR")
"""What a site cannot do without."""

_URLS: Final = {
    "join": "JOIN_URL",
    "contest": "CONTEST_URL",
    "confirm": "CONFIRM_URL",
    "reset": "RESET_URL",
    "help": "HELP_URL",
}
"""By field of the site, the variable that says where its page is."""


@attrs.frozen(kw_only=True)
class Keys:
    """
    What a file of keys holds.

    Attributes:
        ring: What links are signed with.
        pseudonyms: The key of the pseudonyms.
    """

    ring: KeyRing
    pseudonyms: bytes = attrs.field(repr=False)


def make_keys(path: Path, *, randomness: Randomness) -> None:
    """
    Make a file of new keys, readable by its owner only.

    Args:
        path: Where; nothing is there yet.
        randomness: Where keys come from.

    Raises:
        ConfigurationError: There is something, or the file cannot be made.
    """
    current, pseudonyms = (randomness.secret(KEY_LENGTH).hex() for _ in range(2))
    text = (
        "# The keys of pixorga: keep this file safe, and a copy of it.\n"
        "# To rotate: put a new key into current and the old one into retired;\n"
        "# drop it after 30 days. The key of the pseudonyms never changes.\n"
        f'current = "{current}"\n'
        "retired = []\n"
        f'pseudonyms = "{pseudonyms}"\n'
    )
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="ascii")
    except OSError as error:
        raise ConfigurationError(
            setting="keys file", problem="name a file that is not there yet."
        ) from error


@attrs.frozen(kw_only=True)
class Settings:
    """
    What the environment says.

    Attributes:
        values: By variable, what it is set to.

    Example:
        >>> settings = Settings.of({"PIXORGA_URL": "https://orga.example.fr"})
        >>> [problem.setting for problem in settings.problems()][:2]
        ['PIXORGA_DATABASE_URL', 'PIXORGA_KEYS_FILE']
    """

    values: Mapping[str, str] = attrs.field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Settings":
        """
        The settings in an environment; what is blank is not set.

        Args:
            environment: Such as `os.environ`.
        """
        names = [variable.name for variable in VARIABLES]
        given = {name: environment.get(name, "").strip() for name in names}
        return cls(values={name: value for name, value in given.items() if value})

    @property
    def names_site(self) -> bool:
        """
        Whether the application's addresses are told, if only in part.
        """
        return any(f"{_PREFIX}{name}" in self.values for name in _SITE)

    def problems(self) -> tuple[ConfigurationError, ...]:
        """
        Everything that is missing or cannot work, told at once.

        Nothing is connected to; files that are named are read.
        """
        found: list[ConfigurationError] = []
        for part in (self._needed, self.keys, self.site, self.mailer, self._flags):
            try:
                part()
            except ConfigurationError as error:
                found.append(error)
        # A value that several parts need is told once.
        told = {(error.setting, error.problem): error for error in found}
        missing = [
            _missing(variable.name)
            for variable in VARIABLES
            if variable.needed and variable.name not in self.values
        ]
        known = {error.setting for error in missing}
        return (*missing, *(e for e in told.values() if e.setting not in known))

    def open(self) -> PixOrga:
        """
        A whole `PixOrga`; close it.

        Raises:
            ConfigurationError: Something is missing or cannot work.
            StoreError: The database cannot be reached.
        """
        for problem in self.problems():
            raise problem
        keys, site = self.keys(), self.site()
        return PixOrga(
            store=self.store(),
            mailer=self.mailer(),
            keys=keys.ring,
            pseudonym_key=keys.pseudonyms,
            site=site,
            renderer=self.renderer(site),
            limiter=self._limiter(),
            accounts=self._answer("ACCOUNTS", default="yes"),
        )

    def store(self) -> Store:
        """
        The database; it has our schema.

        Raises:
            ConfigurationError: It is not named, or of no kind that pixorga knows.
            StoreError: It cannot be reached.
        """
        from pixorga.adapters.sql import SqlStore

        return SqlStore(self._get("DATABASE_URL"), create=False)

    def keys(self) -> Keys:
        """
        The keys in the file that is named.

        Raises:
            ConfigurationError: It is not named, cannot be read, or holds no keys.
        """
        path = Path(self._get("KEYS_FILE"))
        setting = f"{_PREFIX}KEYS_FILE"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            current, *retired = (
                bytes.fromhex(key) for key in (table["current"], *table["retired"])
            )
            pseudonyms = bytes.fromhex(table["pseudonyms"])
        except (OSError, KeyError, TypeError, ValueError) as error:
            # From None for what may repeat a key.
            cause = error if isinstance(error, OSError) else None
            raise ConfigurationError(
                setting=setting,
                problem="name a readable file; `pixorga config new-keys` makes one.",
            ) from cause
        Pseudonyms(pseudonyms)
        return Keys(
            ring=KeyRing(current=current, retired=retired), pseudonyms=pseudonyms
        )

    def keys_are_open(self) -> bool:
        """
        Whether others than its owner can read the file of keys.
        """
        path = Path(self.values.get(f"{_PREFIX}KEYS_FILE", ""))
        return path.is_file() and bool(path.stat().st_mode & _OTHERS)

    def site(self) -> Site:
        """
        The application's addresses.

        Raises:
            ConfigurationError: One is missing or cannot work.
        """
        changes: dict[str, Any] = {
            field: self.values[f"{_PREFIX}{name}"]
            for field, name in _URLS.items()
            if f"{_PREFIX}{name}" in self.values
        }
        terms = self.values.get(f"{_PREFIX}TERMS_URL")
        english = self.values.get(f"{_PREFIX}TERMS_URL_EN")
        if terms and english:
            changes["terms"] = {Locale.FR: terms, Locale.EN: english}
        elif terms or english:
            changes["terms"] = terms or english
        changes["terms_version"] = self.values.get(f"{_PREFIX}TERMS_VERSION", "1")
        lifetime = self._parsed("LINK_DAYS", "7", _days, "give a number of days.")
        return Site.at(
            self._get("URL"),
            sender=self._get("SENDER"),
            operator=self._get("OPERATOR"),
            link_lifetime=lifetime,
            **changes,
        )

    def mailer(self) -> Mailer:
        """
        The mail server, or the folder in its place.

        Raises:
            ConfigurationError: Neither is named, or both are, or it cannot work.
        """
        url = self.values.get(f"{_PREFIX}SMTP_URL")
        folder = self.values.get(f"{_PREFIX}MAIL_FOLDER")
        if bool(url) == bool(folder):
            raise ConfigurationError(
                setting=f"{_PREFIX}SMTP_URL",
                problem=f"set it, or {_PREFIX}MAIL_FOLDER, and not both.",
            )
        return SmtpMailer.from_url(url) if url else FolderMailer(folder or "")

    def renderer(self, site: Site) -> Renderer:
        """
        What words the mails.

        Raises:
            ExtraMissingError: Jinja2 is not installed (extra `mail`).
        """
        from pixorga.mail.render import JinjaRenderer

        templates = self.values.get(f"{_PREFIX}MAIL_TEMPLATES")
        return JinjaRenderer(site=site, templates=templates)

    def _limiter(self) -> RateLimiter | None:
        if self._parsed("LIMITER", "database", _limiters.index, _LIMITERS_HELP):
            return None
        from pixorga.adapters.sql import SqlLimiter

        return SqlLimiter(self._get("DATABASE_URL"))

    def _needed(self) -> None:
        self._get("DATABASE_URL")

    def _flags(self) -> None:
        self._answer("ACCOUNTS", default="yes")
        self._parsed("LIMITER", "database", _limiters.index, _LIMITERS_HELP)

    def _answer(self, name: str, *, default: str) -> bool:
        return self._parsed(name, default, _ANSWERS.__getitem__, "say yes or no.")

    def _parsed(
        self, name: str, default: str, parse: Callable[[str], T], problem: str
    ) -> T:
        try:
            return parse(self.values.get(f"{_PREFIX}{name}", default))
        except (KeyError, ValueError, OverflowError) as error:
            raise ConfigurationError(
                setting=f"{_PREFIX}{name}", problem=problem
            ) from error

    def _get(self, name: str) -> str:
        value = self.values.get(f"{_PREFIX}{name}")
        if value is None:
            raise _missing(f"{_PREFIX}{name}")
        return value


_limiters: Final = ("database", "memory")
_LIMITERS_HELP: Final = "say database or memory."


def _days(text: str) -> timedelta:
    # So many that a duration cannot hold them are an OverflowError.
    return timedelta(days=int(text))


def _missing(name: str) -> ConfigurationError:
    return ConfigurationError(setting=name, problem="set it in the environment.")
