"""
A whole PixOrga made of the environment.
"""

import stat

import pytest

from pixorga.adapters.eml import FolderMailer
from pixorga.adapters.memory import MemoryLimiter
from pixorga.adapters.smtp import SmtpMailer
from pixorga.adapters.sql import SqlLimiter
from pixorga.domain.people import Locale
from pixorga.errors import ConfigurationError, KeyWeakError
from pixorga.settings import VARIABLES, Settings, make_keys
from pixorga.testing.fakes import SeededRandomness


@pytest.fixture
def keys_file(tmp_path):
    """
    A file of keys.
    """
    path = tmp_path / "keys.toml"
    make_keys(path, randomness=SeededRandomness())
    return path


@pytest.fixture
def environment(keys_file, sqlite_url, tmp_path):
    """
    All that is needed.
    """
    return {
        "PIXORGA_DATABASE_URL": sqlite_url,
        "PIXORGA_KEYS_FILE": str(keys_file),
        "PIXORGA_URL": "https://orga.example.fr",
        "PIXORGA_SENDER": "Pix Orga <ne-pas-repondre@example.fr>",
        "PIXORGA_OPERATOR": "assistance@example.fr",
        "PIXORGA_MAIL_FOLDER": str(tmp_path / "mails"),
    }


def settings(environment, **changes):
    """
    The settings in an environment with some changes; None unsets.
    """
    changed = environment | {f"PIXORGA_{key}": value for key, value in changes.items()}
    return Settings.of({k: v for k, v in changed.items() if v is not None})


def told(environment, **changes):
    """
    The settings that are at fault.
    """
    return [error.setting for error in settings(environment, **changes).problems()]


class TestMakeKeys:
    def test_private(self, keys_file):
        """
        The file is its owner's only.
        """
        assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600

    def test_never_over_a_file(self, keys_file):
        """
        Keys that are there are never lost.
        """
        before = keys_file.read_text()

        with pytest.raises(ConfigurationError, match="not there yet"):
            make_keys(keys_file, randomness=SeededRandomness("other"))

        assert keys_file.read_text() == before


class TestProblems:
    def test_none(self, environment):
        """
        What is enough has none.
        """
        assert settings(environment).problems() == ()

    def test_nothing_set(self):
        """
        Of an empty environment, all that is needed is told at once.
        """
        names = [error.setting for error in Settings.of({}).problems()]

        needed = [variable.name for variable in VARIABLES if variable.needed]
        assert names == [*needed, "PIXORGA_SMTP_URL"]

    @pytest.mark.parametrize(
        ("changes", "setting"),
        [
            ({"URL": " "}, "PIXORGA_URL"),
            ({"URL": "http://orga.example.fr"}, "site.join"),
            ({"SMTP_URL": "smtp://localhost"}, "PIXORGA_SMTP_URL"),
            ({"LINK_DAYS": "some"}, "PIXORGA_LINK_DAYS"),
            ({"LINK_DAYS": "9999999999999"}, "PIXORGA_LINK_DAYS"),
            ({"LINK_DAYS": "-9999999999999"}, "PIXORGA_LINK_DAYS"),
            ({"LINK_DAYS": "1" * 5000}, "PIXORGA_LINK_DAYS"),
            ({"LINK_DAYS": "31"}, "site.link_lifetime"),
            ({"LINK_DAYS": "-1"}, "site.link_lifetime"),
            ({"ACCOUNTS": "perhaps"}, "PIXORGA_ACCOUNTS"),
            ({"LIMITER": "redis"}, "PIXORGA_LIMITER"),
            ({"KEYS_FILE": "/nowhere/keys"}, "PIXORGA_KEYS_FILE"),
            ({"CONFIRM_URL": "https://orga.example.fr/x"}, "site.confirm"),
        ],
    )
    def test_one(self, environment, changes, setting):
        """
        What cannot work is told by its name, and refused when it is opened.
        """
        assert told(environment, **changes) == [setting]
        with pytest.raises(ConfigurationError):
            settings(environment, **changes).open()

    @pytest.mark.parametrize(
        "text", ["", "current = 1", 'current = "00"\nretired = []', "\x00", "current"]
    )
    def test_no_keys(self, environment, keys_file, text):
        """
        A file without keys is refused, and nothing of it is repeated.
        """
        keys_file.write_text(text)

        (error,) = settings(environment).problems()

        assert error.setting == "PIXORGA_KEYS_FILE"
        assert error.__cause__ is None

    def test_weak_key(self, environment, keys_file):
        """
        A key that is too short is refused for what it is.
        """
        keys_file.write_text('current = "00"\nretired = []\npseudonyms = "00"')

        (error,) = settings(environment).problems()

        assert isinstance(error, KeyWeakError)

    def test_secrets(self, environment):
        """
        No value is in its repr.
        """
        secret = settings(environment, SMTP_URL="smtps://orga:secret@localhost")

        assert "secret" not in repr(secret) + str(secret.problems())


class TestOpen:
    def test_works(self, environment):
        """
        What is made of it takes a request.
        """
        with settings(environment).open() as orga:
            request = orga.activation.request(
                uai="0750655E", first_name="Claire", last_name="Dubois"
            )
            parts = orga.accounts._parts

        assert request.outcome.value == "unknown"
        assert isinstance(parts.mailer, FolderMailer)
        assert isinstance(parts.gate._limiter, SqlLimiter)

    def test_choices(self, environment, tmp_path):
        """
        A mail server, own templates, own users, and a limiter in memory.
        """
        changes = {
            "SMTP_URL": "smtp://localhost:1025",
            "MAIL_FOLDER": None,
            "MAIL_TEMPLATES": str(tmp_path),
            "ACCOUNTS": "no",
            "LIMITER": "memory",
        }
        with settings(environment, **changes).open() as orga:
            parts = orga.accounts._parts

        assert parts.hasher is None
        assert isinstance(parts.mailer, SmtpMailer)
        assert isinstance(parts.gate._limiter, MemoryLimiter)

    def test_site(self, environment):
        """
        Pages, terms and lifetime as they are set.
        """
        site = settings(
            environment,
            JOIN_URL="https://other.example.fr/{token}",
            TERMS_URL="https://orga.example.fr/cgu",
            TERMS_URL_EN="https://orga.example.fr/terms",
            TERMS_VERSION="3",
            LINK_DAYS="3",
        ).site()

        assert site.join == "https://other.example.fr/{token}"
        assert site.terms[Locale.EN] == "https://orga.example.fr/terms"
        assert (site.terms_version, site.link_lifetime.days) == ("3", 3)

    def test_one_terms(self, environment):
        """
        One URL of terms is that of both languages.
        """
        site = settings(environment, TERMS_URL="https://orga.example.fr/cgu").site()

        assert set(site.terms.values()) == {"https://orga.example.fr/cgu"}

    def test_needs_the_schema(self, environment, tmp_path):
        """
        A database that is not there is not made by chance.
        """
        url = f"sqlite:///{tmp_path}/none.db"

        with pytest.raises(ConfigurationError, match="db upgrade"):
            settings(environment, DATABASE_URL=url).open()


class TestKeysAreOpen:
    def test_open(self, environment, keys_file):
        """
        Others who can read the keys are noticed.
        """
        assert not settings(environment).keys_are_open()
        keys_file.chmod(0o644)
        assert settings(environment).keys_are_open()

    def test_nothing_there(self, environment):
        """
        Keys that are nowhere are nobody's.
        """
        assert not Settings.of({}).keys_are_open()
        assert not settings(environment, KEYS_FILE="/nowhere").keys_are_open()
