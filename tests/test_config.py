"""
The application's addresses: what a link may be built on, and what it may not.
"""

import traceback
from datetime import timedelta

import attrs
import pytest

from pixorga.config import URL_LIMIT, Site
from pixorga.domain.link import LinkPurpose
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
