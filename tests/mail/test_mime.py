"""
The bytes of a mail: the same for the same row, and safe to send.
"""

import email
import re
from datetime import timedelta
from email.policy import default

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixorga.domain.outbox import Content
from pixorga.domain.people import EmailAddress, Locale
from pixorga.mail import JinjaRenderer
from pixorga.mail.mime import build
from pixorga.ports.renderer import LINK_PLACE
from pixorga.testing.builders import a_mail
from pixorga.testing.fakes import START

URL = "https://orga.example.fr/rejoindre/0750655E.AAAAAAAAAAAAAAAAAAAAAA.apaGAA.B-_"

MAIL = a_mail(id="018f0000-0000-7000-8000-000000000001")

CONTENT = Content(
    subject="Accès à l'espace",
    text=f"Bonjour Zoé,\n\n{LINK_PLACE}\n\n.\nFrom Œuvre\n",
    html=f'<p>Zoé</p>\n<a href="{LINK_PLACE}">Rejoindre</a>\n<p>{LINK_PLACE}</p>\n',
)

MESSAGE_ID = (
    "<0750655E.018f0000-0000-7000-8000-000000000001.0123456789abcdef@example.fr>"
)

NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


@pytest.fixture
def built(site):
    """
    Build a mail, the one above but for what is given.
    """

    def build_mail(
        *, mail=MAIL, content=CONTENT, url=URL, site=site, message_id=MESSAGE_ID
    ):
        return build(mail, content, url=url, site=site, message_id=message_id)

    return build_mail


def parsed(message):
    """
    What a mail program makes of bytes.
    """
    return email.message_from_bytes(message, policy=default)


def part(message, kind):
    """
    A part of a mail, as a reader sees it.
    """
    return parsed(message).get_body((kind,)).get_content().replace("\r\n", "\n")


class TestSameRow:
    def test_same_bytes(self, built):
        """
        A38: the same row gives the same bytes.
        """
        again = attrs.evolve(MAIL, attempts=3, due_at=START + timedelta(days=1))

        assert built(mail=again) == built()

    def test_message_id(self, built):
        """
        The Message-ID is the one that is given.
        """
        assert parsed(built())["Message-ID"] == MESSAGE_ID

    def test_date(self, built):
        """
        The date is that of the row, whenever the mail leaves.
        """
        later = attrs.evolve(MAIL, created_at=START + timedelta(days=1))

        assert parsed(built())["Date"] == "Tue, 01 Sep 2026 08:00:00 +0000"
        assert parsed(built(mail=later))["Date"] == "Wed, 02 Sep 2026 08:00:00 +0000"

    def test_id_makes_the_difference(self, built):
        """
        Two rows that differ in their id differ in the boundary only.
        """
        other = built(
            mail=attrs.evolve(MAIL, id="018f0000-0000-7000-8000-000000000002")
        )

        pairs = zip(built().splitlines(), other.splitlines(), strict=True)
        different = [one.decode() for one, two in pairs if one != two]

        boundary = parsed(built()).get_boundary()
        assert len(different) == 4
        assert all(boundary in line for line in different)
        assert boundary not in parsed(other).as_string()


class TestHeaders:
    def test_all(self, built):
        """
        These headers are there, each once, and no others: no Cc, Bcc or Reply-To.
        """
        assert parsed(built()).keys() == NAMES

    @pytest.mark.parametrize("locale", list(Locale))
    def test_language(self, built, locale):
        """
        The mail says which language it is in.
        """
        mail = attrs.evolve(MAIL, locale=locale)

        assert parsed(built(mail=mail))["Content-Language"] == locale.value

    def test_automatic(self, built):
        """
        A40: the mail says that no human and no robot should answer it (RFC 3834).
        """
        assert parsed(built())["Auto-Submitted"] == "auto-generated"

    def test_one_recipient(self, built):
        """
        A39: the mail is to the row's address and to nobody else.
        """
        assert [str(one) for one in parsed(built())["To"].addresses] == [str(MAIL.to)]

    @pytest.mark.parametrize(
        ("sender", "name"),
        [
            ("Pix Orga <pix@example.fr>", "Pix Orga"),
            ("Académie d'Orléans, Tours <pix@example.fr>", "Académie d'Orléans, Tours"),
            ("Bcc: x <y@example.fr>, Z <pix@example.fr>", "Bcc: x <y@example.fr>, Z"),
            (f"{'Long ' * 40}<pix@example.fr>", ("Long " * 40).strip()),
            ("pix@example.fr", ""),
        ],
    )
    def test_sender(self, built, site, sender, name):
        """
        The sender is one address with its name, whatever signs the name has.
        """
        message = built(site=attrs.evolve(site, sender=sender))

        (address,) = parsed(message)["From"].addresses
        assert (address.display_name, address.addr_spec) == (name, "pix@example.fr")

    def test_subject(self, built):
        """
        The subject comes through with its accents and its no-break spaces.
        """
        long = "Accès\u00a0: vous êtes prêt\u202f? " * 4
        content = attrs.evolve(CONTENT, subject=f"{long}Oui")

        assert parsed(built())["Subject"] == "Accès à l'espace"
        assert parsed(built(content=content))["Subject"] == f"{long}Oui"

    def test_long_addresses(self, built, site):
        """
        The longest addresses are neither folded nor encoded.
        """
        domain = f"{'a' * 63}.{'b' * 63}.{'c' * 61}.fr"
        to = EmailAddress.parse(f"{'x' * 64}@{'d' * 63}.{'e' * 63}.{'f' * 58}.fr")
        mail = attrs.evolve(MAIL, to=to)

        message_id = MESSAGE_ID.replace("example.fr", domain)
        message = built(
            mail=mail,
            site=attrs.evolve(site, sender=f"Pix <pix@{domain}>"),
            message_id=message_id,
        )

        assert f"\r\nTo: {to}\r\n".encode() in message
        assert f"\r\nMessage-ID: {message_id}\r\n".encode() in message


class TestBytes:
    @pytest.fixture(params=["small", "whole", "long"])
    def message(self, request, built, site):
        """
        Mails of several makes.
        """
        if request.param == "small":
            return built()
        if request.param == "long":
            long = attrs.evolve(CONTENT, text=f"{'x' * 5000} é {LINK_PLACE}")
            return built(content=long, url=URL + "x" * 3000)
        content = JinjaRenderer(site=site).render(MAIL.message, locale=Locale.FR)
        return built(content=content)

    def test_seven_bits(self, message):
        """
        Every byte passes through the oldest of mail servers.
        """
        assert message.isascii()
        assert b"\0" not in message

    def test_lines(self, message):
        """
        Lines end with CR LF only, and none is near the limit of RFC 5322.
        """
        assert re.search(rb"\r(?!\n)|(?<!\r)\n", message) is None
        assert message.endswith(b"\r\n")
        lines = message.split(b"\r\n")
        # A Message-ID is not folded: some mail programs lose one that is.
        lines.remove(f"Message-ID: {MESSAGE_ID}".encode())
        assert max(map(len, lines)) <= 78

    def test_parses(self, message):
        """
        A mail program finds no fault in it: a text and its HTML alternative.
        """
        mail = parsed(message)

        assert [part.defects for part in mail.walk()] == [[], [], []]
        assert [part.get_content_type() for part in mail.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


class TestContent:
    def test_text(self, built):
        """
        The text comes through with the link in its place.
        """
        assert part(built(), "plain") == CONTENT.text.replace(LINK_PLACE, URL)

    def test_html(self, built):
        """
        The HTML comes through with the link in both its places.
        """
        assert part(built(), "html") == CONTENT.html.replace(LINK_PLACE, URL)

    def test_link_is_escaped(self, built):
        """
        A link's sign that means something in HTML is a character reference there.
        """
        message = built(url="https://e.fr/a?b=1&c='\"<x>")

        assert "https://e.fr/a?b=1&c='\"<x>\n" in part(message, "plain")
        assert '<a href="https://e.fr/a?b=1&amp;c=&#x27;&quot;&lt;x&gt;">' in part(
            message, "html"
        )

    def test_without_link(self, built):
        """
        A mail without a link has nothing in its place.
        """
        message = built(url="")

        assert LINK_PLACE not in part(message, "plain") + part(message, "html")

    # The fixtures keep nothing from one example to the next.
    @settings(
        max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
    def test_any_text(self, built, text):
        """
        Any text comes through as it is.
        """
        content = Content(subject="X", text=f"{text}\n", html=f"{text}\n")

        message = built(content=content, url=LINK_PLACE)

        assert message.isascii()
        assert part(message, "plain") == f"{text}\n"


class TestInjection:
    @pytest.mark.parametrize(
        "subject",
        [
            "X\r\nBcc: x@example.fr",
            "X\nBcc: x@example.fr",
            "X\rBcc: x@example.fr",
            "=?utf-8?q?X=0D=0ABcc=3A_x=40example.fr?=",
            "A =?utf-8?q?X=0ABcc=3A_x=40example.fr?= B",
            "=?utf-8?b?WA0KQmNjOiB4QGV4YW1wbGUuZnI=?=",
        ],
    )
    def test_subject(self, built, subject):
        """
        A32: a line break in a subject is refused, an encoded one too.
        """
        with pytest.raises(ValueError, match=r"line break|linefeed"):
            built(content=attrs.evolve(CONTENT, subject=subject))

    @pytest.mark.parametrize("subject", ["X\0", "é\0", "X\x1b[2J", "=?utf-8?q?X=00?="])
    def test_control(self, built, subject):
        """
        A32: so is any other control character, which some mail programs act upon.
        """
        with pytest.raises(ValueError, match="control character"):
            built(content=attrs.evolve(CONTENT, subject=subject))

    @pytest.mark.parametrize(
        "name", ["X\r\nBcc: y", "=?utf-8?q?X=0D=0ABcc=3A_y=40example.fr?="]
    )
    def test_sender(self, built, site, name):
        """
        A32: a sender that got past the settings is refused here.
        """
        object.__setattr__(site, "sender", f"{name} <pix@example.fr>")

        with pytest.raises(ValueError, match=r"line break|CR or LF"):
            built(site=site)

    def test_id(self, built):
        """
        A32: so is a Message-ID, whatever row's id is in it.
        """
        with pytest.raises(ValueError, match="line break"):
            built(message_id="<x@y>\r\nBcc: z")

    def test_school(self, built, site):
        """
        A32: what a directory writes in a school's name reaches no header.
        """
        school = "=?utf-8?q?X=0D=0ABcc=3A_x=40example.fr?="
        message = attrs.evolve(MAIL.message, school=school)
        content = JinjaRenderer(site=site).render(message, locale=Locale.FR)

        assert parsed(built(content=content)).keys() == NAMES
