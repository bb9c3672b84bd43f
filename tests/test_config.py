"""
The application's addresses: what a link may be built on, and what it may not.
"""

import traceback
from datetime import timedelta

import attrs
import pytest

from pixorga.config import (
    SHARDS_LIMIT,
    URL_LIMIT,
    VERSION_LIMIT,
    Limits,
    Site,
    WhenDown,
)
from pixorga.domain.limits import Limit
from pixorga.domain.link import LinkPurpose
from pixorga.domain.people import Locale
from pixorga.errors import ConfigurationError

# The host stands in none of our own sentences: an error that bears it shows its value.
NO_URLS = [
    "",
    "ecole.example.net",
    "/ecole.example.net/",
    "ecole.example.net/path",
    "https:ecole.example.net/",
    "https:/ecole.example.net/",
    "https:///ecole.example.net",
    "https://",
    "https://:443/ecole.example.net",
    "https://[ecole.example.net/",
    "https://[::1/ecole.example.net",
    "https://ecole.example.net:65536/",
    "https://ecole.example.net:0/",
    "https://ecole.example.net:-1/",
    "https://ecole.example.net:port/",
    "https://ecole.ex\u2100mple.net/",
    "javascript:alert('ecole.example.net')",
    "data:text/html,ecole.example.net",
    "mailto:aide@ecole.example.net",
    f"https://ecole.example.net/{'a' * URL_LIMIT}",
]

UNSAFE_SCHEMES = [
    "http://ecole.example.net/",
    "HTTP://ecole.example.net/",
    "//ecole.example.net/",
    "ftp://ecole.example.net/",
    "javascript://ecole.example.net/%0Aalert(1)",
    "file://ecole.example.net/etc/passwd",
    "httpx://ecole.example.net/",
    "http://localhost.ecole.example.net/",
    "http://127.0.0.1.ecole.example.net/",
    "http://127.0.0.2/ecole.example.net",
    "http://0.0.0.0/ecole.example.net",
    "http://localhost@ecole.example.net/",
]

SURPLUS = [
    "https://claire@ecole.example.net/",
    "https://claire:secret@ecole.example.net/",
    "https://:@ecole.example.net/",
    "https://@ecole.example.net/",
    "https://ecole.example.net@evil.example/",
    "https://ecole.example.net/#top",
    "https://ecole.example.net/#",
]

STRANGE = [
    " https://ecole.example.net/",
    "https://ecole.example.net/ ",
    "https://ecole.example.net/a b",
    "https://ecole.example.net/a\tb",
    "https://ecole.example.net/\n",
    "https://ecole.example.net/\r\nBcc: x",
    "https://ecole.example.net/\0",
    "https://ecole.example.net/\x7f",
    "https://ecole.example.net/é",
    "https://ecole.example.net/\u202e",
    "https://ecole.example.net/\ue000",
    "https://\u0435cole.example.fr/ecole.example.net",
    "https://ecole.example.net\\evil.example/",
    'https://ecole.example.net/"onclick="',
    "https://ecole.example.net/<b>",
    "https://ecole.example.net/{x}",
    "https://ecole.example.net/`",
    "https://ecole.example.net/^|",
]

HOSTILE = [*NO_URLS, *UNSAFE_SCHEMES, *SURPLUS, *STRANGE]


def refusal(site, **changes):
    """
    The error that a change of the site meets.
    """
    with pytest.raises(ConfigurationError) as refused:
        attrs.evolve(site, **changes)
    return refused.value


class TestUrls:
    @pytest.mark.parametrize("setting", ["help", "terms"])
    @pytest.mark.parametrize("url", HOSTILE, ids=ascii)
    def test_hostile(self, site, setting, url):
        """
        A31: a URL that cannot be trusted or followed is refused, by its setting's name.
        """
        error = refusal(site, **{setting: url})

        assert error.setting == f"site.{setting}"
        assert "ecole" not in "".join(traceback.format_exception(error))

    @pytest.mark.parametrize(
        ("urls", "advice"),
        [
            (NO_URLS, "whole URL"),
            (UNSAFE_SCHEMES, "https"),
            (SURPLUS, "leave out"),
            (STRANGE, "plain ASCII"),
        ],
    )
    def test_advice(self, site, urls, advice):
        """
        Each refusal says what to do about it.
        """
        assert [url for url in urls if advice not in str(refusal(site, help=url))] == []

    @pytest.mark.parametrize(
        "url",
        [
            "https://orga.example.fr",
            "https://orga.example.fr/aide?sujet=lien&lang=fr",
            "https://orga.example.fr:8443/~pix/a_b-c.d;e=f,g(h)!*'+$@:%C3%A9",
            "HTTPS://ORGA.EXAMPLE.FR/",
            "http://127.0.0.1:5000/aide",
            "http://localhost/aide",
            "http://LOCALHOST/aide",
            "http://[::1]:5000/aide",
            f"https://orga.example.fr/{'a' * (URL_LIMIT - 24)}",
        ],
    )
    def test_good(self, site, url):
        """
        Any https URL will do, and on this machine http as well; it is kept as given.
        """
        assert attrs.evolve(site, help=url).help == url

    def test_long(self, site):
        """
        The last of the good ones is as long as a URL may be.
        """
        url = f"https://orga.example.fr/{'a' * (URL_LIMIT - 24)}"

        assert len(url) == URL_LIMIT
        assert "whole URL" in str(refusal(site, help=f"{url}a"))


class TestJoin:
    @pytest.mark.parametrize("url", [url for url in HOSTILE if "://" in url], ids=ascii)
    def test_hostile(self, site, url):
        """
        A31: what is refused as a page's URL is refused as a link's.
        """
        pattern = url.replace("example.net/", "example.net/{token}/")

        error = refusal(site, join=pattern)

        assert error.setting == "site.join"
        assert "ecole" not in "".join(traceback.format_exception(error))

    @pytest.mark.parametrize(
        "pattern",
        [
            "https://orga.example.fr/rejoindre/",
            "https://orga.example.fr/rejoindre/{token}/{token}",
            "https://orga.example.fr/rejoindre?t={token}",
            "https://orga.example.fr/{token}?t={token}",
            "https://{token}.example.fr/rejoindre/",
            "https://{token}/",
        ],
    )
    def test_place_of_the_token(self, site, pattern):
        """
        The token has one place, in the path: queries are logged, hosts are others'.
        """
        assert str(refusal(site, join=pattern)) == (
            "site.join: put {token} in its path, once."
        )

    @pytest.mark.parametrize(
        "pattern",
        [
            "https://orga.example.fr/{TOKEN}",
            "https://orga.example.fr/{}",
            "https://orga.example.fr/{token!r}",
            "https://orga.example.fr/{token.__class__}",
            "https://orga.example.fr/{token}#{x}",
            "https://orga.example.fr:{token}/",
            "https://{token}@orga.example.fr/",
            "https://orga.example.fr/#{token}",
        ],
    )
    def test_other_places(self, site, pattern):
        """
        Other places than the token's, and places elsewhere, are refused.
        """
        assert refusal(site, join=pattern).setting == "site.join"

    @pytest.mark.parametrize(
        ("pattern", "url"),
        [
            ("https://orga.example.fr/j/{token}", "https://orga.example.fr/j/A.b-C_d"),
            ("https://e.fr/{token}/go?x=1", "https://e.fr/A.b-C_d/go?x=1"),
            ("http://localhost:5000/{token}", "http://localhost:5000/A.b-C_d"),
        ],
    )
    def test_link(self, site, pattern, url):
        """
        The link is the pattern with the token in its place, and nothing else.
        """
        site = attrs.evolve(site, join=pattern)

        assert site.link_url(LinkPurpose.JOIN, "A.b-C_d") == url

    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_every_purpose(self, site, purpose):
        """
        A link of any purpose has its pattern.
        """
        assert "A.b-C_d" in site.link_url(purpose, "A.b-C_d")


class TestAccountPages:
    @pytest.mark.parametrize("setting", ["confirm", "reset"])
    @pytest.mark.parametrize("url", [f"{url}{{token}}" for url in UNSAFE_SCHEMES])
    def test_hostile(self, site, setting, url):
        """
        A31: the pages of accounts' links are looked at as all others are.
        """
        error = refusal(site, **{setting: url})

        assert error.setting == f"site.{setting}"
        assert "ecole.example" not in "".join(traceback.format_exception_only(error))

    @pytest.mark.parametrize("setting", ["confirm", "reset"])
    @pytest.mark.parametrize(
        "pattern", ["", "https://orga.example.fr/", "https://orga.example.fr/?{token}"]
    )
    def test_place_of_the_token(self, site, setting, pattern):
        """
        The token stands in the path, once.
        """
        assert refusal(site, **{setting: pattern}).setting == f"site.{setting}"

    def test_each_has_its_own(self, site):
        """
        Each purpose's link leads to its own page.
        """
        links = {site.link_url(purpose, "A.b-C_d") for purpose in LinkPurpose}

        assert links == {
            "https://orga.example.fr/rejoindre/A.b-C_d",
            "https://orga.example.fr/contester/A.b-C_d",
            "https://orga.example.fr/confirmer/A.b-C_d",
            "https://orga.example.fr/mot-de-passe/A.b-C_d",
        }

    @pytest.mark.parametrize("purpose", [LinkPurpose.CONFIRM, LinkPurpose.RESET])
    def test_left_out(self, site, purpose):
        """
        An application with users of its own needs neither, and is told if it does.
        """
        without = attrs.evolve(site, confirm=None, reset=None)

        with pytest.raises(ConfigurationError) as refused:
            without.link_url(purpose, "A.b-C_d")

        assert refused.value.setting == f"site.{purpose}"
        assert "A.b" not in str(refused.value)


class TestTerms:
    def test_one_for_all(self, site):
        """
        One URL is every language's.
        """
        assert site.terms == dict.fromkeys(Locale, "https://orga.example.fr/conditions")

    @pytest.mark.parametrize("keys", [("fr", "en"), (Locale.EN, Locale.FR)])
    def test_one_for_each(self, site, keys):
        """
        Each language may have its own, named by its letters or its value.
        """
        terms = {key: f"https://orga.example.fr/{key}" for key in keys}

        site = attrs.evolve(site, terms=terms)

        assert site.terms[Locale.FR] == "https://orga.example.fr/fr"
        assert site.terms[Locale.EN] == "https://orga.example.fr/en"

    @pytest.mark.parametrize("keys", [(), ("fr",), ("fr", "de"), ("fr", "en", "de")])
    def test_wrong_languages(self, site, keys):
        """
        A language too few or too many is refused, and told as a setting.
        """
        terms = dict.fromkeys(keys, "https://orga.example.fr/")

        error = refusal(site, terms=terms)

        assert str(error) == "site.terms: give one URL, or one for each of fr and en."

    @pytest.mark.parametrize("url", UNSAFE_SCHEMES)
    def test_hostile(self, site, url):
        """
        A31: each language's URL is looked at, not the first one alone.
        """
        error = refusal(site, terms={"fr": "https://orga.example.fr/", "en": url})

        assert error.setting == "site.terms"

    def test_is_not_changed_from_outside(self, site):
        """
        What the application gave may change; the site does not.
        """
        terms = dict.fromkeys(Locale, "https://orga.example.fr/")
        site = attrs.evolve(site, terms=terms)
        terms[Locale.FR] = "https://evil.example/"

        assert site.terms[Locale.FR] == "https://orga.example.fr/"
        with pytest.raises(TypeError):
            site.terms[Locale.FR] = "https://evil.example/"

    def test_can_be_compared_and_hashed(self, site):
        """
        Two sites alike are equal and have one hash, whatever holds their terms.
        """
        twin = attrs.evolve(site, terms=dict(site.terms))

        assert twin == site
        assert hash(twin) == hash(site)
        assert attrs.evolve(site, terms="https://orga.example.fr/") != site

    @pytest.mark.parametrize("version", ["1", "2026-09", " 2 ", "é" * VERSION_LIMIT])
    def test_version(self, site, version):
        """
        A version is any short text, kept as it is.
        """
        assert attrs.evolve(site, terms_version=version).terms_version == version

    @pytest.mark.parametrize(
        "version", ["", " ", "1\n", "\0", "x" * (VERSION_LIMIT + 1), None, 1]
    )
    def test_version_that_is_none(self, site, version):
        """
        Nothing, too much or what a form cannot send back is refused.
        """
        assert refusal(site, terms_version=version).setting == "site.terms_version"


class TestSender:
    @pytest.mark.parametrize(
        "sender",
        [
            "",
            "Pix Orga",
            "Pix Orga <>",
            "Pix Orga <pix>",
            "Pix Orga <pix@example>",
            "Pix Orga <pix@example.fr> x",
            "pix@example.fr, orga@example.fr",
            "Pix Orga <pix@example.fr, orga@example.fr>",
            "Pix Orga <pix@ex\u00e4mple.fr>",
            "Pix Orga <pix@example.fr\r\n>",
            "Pix Orga <pix@example.fr>\r\nBcc: x@example.fr",
        ],
        ids=ascii,
    )
    def test_without_address(self, site, sender):
        """
        A sender without one plain address is refused.
        """
        error = refusal(site, sender=sender)

        assert str(error) == "site.sender: give Name <address>."
        assert "example" not in "".join(traceback.format_exception_only(error))

    @pytest.mark.parametrize(
        "name",
        [
            "Pix\r\nBcc: x@example.fr\r\n",
            "Pix\nOrga",
            "Pix\rOrga",
            "Pix\0Orga",
            "Pix\u2028Orga",
            "Pix\u202eOrga",
            "Pix\ue000Orga",
            "=?utf-8?q?Pix=0D=0ABcc=3A_x=40example.fr?=",
        ],
        ids=ascii,
    )
    def test_header_injection(self, site, name):
        """
        A32: a line break in the name is refused, an encoded one too.
        """
        error = refusal(site, sender=f"{name} <pix@example.fr>")

        assert str(error) == ("site.sender: use printable characters, not encoded.")

    @pytest.mark.parametrize(
        ("sender", "name", "address"),
        [
            ("Pix Orga <Pix@Example.fr>", "Pix Orga", "pix@example.fr"),
            ('"Pix, Orga" <pix@example.fr>', "Pix, Orga", "pix@example.fr"),
            ("Pix <Orga> <pix@example.fr>", "Pix <Orga>", "pix@example.fr"),
            ("Académie <pix@example.fr>", "Académie", "pix@example.fr"),
            ("pix@example.fr", "", "pix@example.fr"),
            ("<pix@example.fr>", "", "pix@example.fr"),
        ],
    )
    def test_parts(self, site, sender, name, address):
        """
        The sender is taken apart into a name, if there is one, and an address.
        """
        site = attrs.evolve(site, sender=sender)

        assert site.sender_name == name
        assert str(site.sender_address) == address


class TestLinkLifetime:
    def test_default(self, site):
        """
        A link works for a week unless the application decides.
        """
        assert site.link_lifetime == timedelta(days=7)

    @pytest.mark.parametrize(
        "lifetime",
        [
            timedelta(days=-1),
            timedelta(0),
            timedelta(days=30, microseconds=1),
            timedelta(days=31),
        ],
    )
    def test_refused(self, site, lifetime):
        """
        No time at all, or more than 30 days, is refused.
        """
        assert refusal(site, link_lifetime=lifetime).setting == "site.link_lifetime"

    @pytest.mark.parametrize("lifetime", [timedelta(seconds=1), timedelta(days=30)])
    def test_accepted(self, site, lifetime):
        """
        Thirty days are the most.
        """
        assert attrs.evolve(site, link_lifetime=lifetime).link_lifetime == lifetime


class TestSite:
    def test_frozen(self, site):
        """
        The addresses do not change while the application runs.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            site.join = "https://evil.example/{token}"

    def test_needs_all_addresses(self):
        """
        No address has a default that could be wrong.
        """
        with pytest.raises(TypeError, match=r"sender.*join.*help.*terms"):
            Site()


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


LIMITED = [
    field.name for field in attrs.fields(Limits) if field.name.startswith(("per", "o"))
]


class TestLimits:
    def test_defaults(self):
        """
        Without a word from the application, what is limited is limited like this.
        """
        limits = Limits()

        assert limits.per_school == (Limit(count=5, per=HOUR), Limit(count=20, per=DAY))
        assert limits.per_client == (Limit(count=10, per=HOUR),)
        assert limits.per_addressee == (Limit(count=5, per=DAY),)
        assert limits.per_renewal == (Limit(count=5, per=DAY),)
        assert limits.per_site == (Limit(count=100, per=HOUR),)
        assert limits.overall == (Limit(count=1000, per=HOUR),)
        assert limits.overall_team == limits.overall_accounts == limits.overall
        assert (limits.shards, limits.when_down) == (16, WhenDown.REFUSE)

    @pytest.mark.parametrize("field", LIMITED)
    def test_forms(self, field):
        """
        One limit will do, or several of different periods in any order, or none.
        """
        hour, day = Limit(count=50, per=HOUR), Limit(count=99, per=DAY)

        for given, kept in ((hour, (hour,)), ([day, hour], (day, hour)), ((), ())):
            assert getattr(Limits(**{field: given}), field) == kept

    @pytest.mark.parametrize("field", LIMITED)
    def test_one_for_a_period(self, field):
        """
        Two limits of one period are refused: only one of them would ever count.
        """
        twice = (Limit(count=50, per=HOUR), Limit(count=60, per=HOUR))

        with pytest.raises(ConfigurationError) as refused:
            Limits(**{field: twice})

        assert str(refused.value) == f"limits.{field}: give one limit for a period."

    @pytest.mark.parametrize(
        ("overall", "shards"),
        [
            ((), 0),
            ((), -1),
            ((), SHARDS_LIMIT + 1),
            (Limit(count=7, per=HOUR), 8),
            ((Limit(count=99, per=HOUR), Limit(count=7, per=DAY)), 8),
        ],
    )
    def test_shards_refused(self, overall, shards):
        """
        Each part of an overall limit grants something, and there are not too many.
        """
        with pytest.raises(
            ConfigurationError, match=r"^limits\.shards: give 1 to \d+:"
        ):
            Limits(overall=overall, shards=shards)
        for field in ("overall_team", "overall_accounts"):
            with pytest.raises(ConfigurationError, match=r"^limits\.shards"):
                Limits(**{field: overall}, shards=shards)

    @pytest.mark.parametrize(
        ("overall", "shards"),
        [((), 1), ((), SHARDS_LIMIT), (Limit(count=7, per=HOUR), 7)],
    )
    def test_shards_accepted(self, overall, shards):
        """
        The bounds themselves will do.
        """
        limits = dict.fromkeys(("overall", "overall_team", "overall_accounts"), overall)

        assert Limits(**limits, shards=shards).shards == shards

    @pytest.mark.parametrize("when_down", [*WhenDown, "refuse", "allow"])
    def test_when_down(self, when_down):
        """
        What to do without a limiter may be given as text, and is one of two.
        """
        assert Limits(when_down=when_down).when_down is WhenDown(when_down)

    @pytest.mark.parametrize("when_down", ["", "REFUSE", "open", None, True])
    def test_when_down_refused(self, when_down):
        """
        Anything else is refused.
        """
        with pytest.raises(ConfigurationError, match=r"^limits\.when_down: "):
            Limits(when_down=when_down)
