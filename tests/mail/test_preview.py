"""
The page with every mail.
"""

from html.parser import HTMLParser
from itertools import groupby

import attrs
import pytest

from pixorga.domain import messages
from pixorga.domain.messages import (
    AccessChange,
    AccessChanged,
    AccountMessage,
    ActivationLink,
    AddressToConfirm,
    AdministratorJoined,
    CredentialChange,
    CredentialsChanged,
    Message,
    SchoolMessage,
)
from pixorga.domain.people import Locale
from pixorga.mail import JinjaRenderer
from pixorga.mail.preview import SAMPLE_SITE, preview_page, samples
from pixorga.ports.renderer import LINK_PLACE
from tests.mail.page import Page

FETCHING = {"src", "srcset", "action", "background", "data", "poster"}


class Frames(HTMLParser):
    """
    What the page shows.
    """

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.pages = {}
        self.texts = []
        self.told = []
        self._into = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """
        Note a tag, and the mail in a frame.
        """
        found = dict(attributes)
        self.tags.append((tag, found))
        if tag == "iframe":
            name = found["title"].rpartition(": ")[2]
            self.pages.setdefault(name, []).append(found["srcdoc"])
        if tag in {"dd", "pre"}:
            self._into = self.told if tag == "dd" else self.texts
            self._into.append("")

    def handle_data(self, data):
        """
        Note a text part, and what is told of a mail.
        """
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag):
        """
        Note that what was read has ended.
        """
        if tag in {"dd", "pre"}:
            self._into = None


@pytest.fixture(scope="module")
def page():
    """
    The page for the sample site.
    """
    return preview_page(JinjaRenderer(site=SAMPLE_SITE), site=SAMPLE_SITE)


@pytest.fixture(scope="module")
def frames(page):
    """
    What is on it.
    """
    return Frames(page)


class TestSamples:
    def test_every_message(self):
        """
        Each kind of message has its samples, one after the other.
        """
        kinds = {
            value
            for value in vars(messages).values()
            if isinstance(value, type) and issubclass(value, Message)
        } - {Message, SchoolMessage, AccountMessage}

        groups = [kind for kind, _ in groupby(map(type, samples()))]
        assert len(groups) == len(kinds)
        assert set(groups) == kinds

    def test_every_change(self):
        """
        What is said otherwise for each choice has a sample for each.
        """
        shown = {
            kind: [one.change for one in samples() if isinstance(one, kind)]
            for kind in (AccessChanged, CredentialsChanged)
        }

        assert shown == {
            AccessChanged: list(AccessChange),
            CredentialsChanged: list(CredentialChange),
        }

    def test_same_each_time(self):
        """
        The samples are the same, whenever they are asked for.
        """
        assert samples() == samples()


class TestPage:
    def test_every_mail(self, frames):
        """
        Each sample is there in each language, four times as HTML and once as text.
        """
        number = len(samples()) * len(Locale)

        assert {
            name: len(pages) for name, pages in frames.pages.items()
        } == dict.fromkeys(("Light", "Dark", "Phone", "Phone, dark"), number)
        assert len(frames.texts) == number
        assert [tag for tag, _ in frames.tags].count("section") == number

    def test_parts(self, frames):
        """
        A frame shows the HTML part whole, and the text part is as it is sent.
        """
        renderer = JinjaRenderer(site=SAMPLE_SITE)
        content = renderer.render(samples()[0], locale=Locale.FR)

        shown = Page(frames.pages["Light"][0])
        start, end = content.text.split(LINK_PLACE)
        assert shown.blocks[0] == "Pix Orga"
        assert len(shown.blocks) == len(Page(content.html).blocks)
        assert frames.texts[0].startswith(start)
        assert frames.texts[0].endswith(end)

    def test_schemes(self, frames):
        """
        Light and dark are told apart by the page, not by who looks at it.
        """
        for light, dark in zip(
            frames.pages["Light"], frames.pages["Dark"], strict=True
        ):
            assert "prefers-color-scheme" not in light + dark
            assert "@media (max-width: 0) {" in light
            assert light.replace("max-width: 0)", "min-width: 0)") == dark
        assert frames.pages["Phone"] == frames.pages["Light"]
        assert frames.pages["Phone, dark"] == frames.pages["Dark"]

    def test_envelope(self, frames):
        """
        Each mail's sender, addressee and templates are told.
        """
        rows = list(zip(*[iter(frames.told)] * 3, strict=True))

        assert rows[0] == (
            SAMPLE_SITE.sender,
            "ce.0750655e@example.fr",
            "fr/activation_link/",
        )
        assert rows[-1] == (
            SAMPLE_SITE.sender,
            "claire.dubois@example.fr",
            "en/deletion_warning/",
        )
        to_mailbox = [
            isinstance(message, ActivationLink)
            or (
                isinstance(message, AdministratorJoined)
                and message.contest_until is not None
            )
            for message in samples()
        ]
        assert [row[1].startswith("ce.") for row in rows[::2]] == to_mailbox

    def test_links(self, page, frames):
        """
        Each link leads where the mail's own would, with a token that is none.
        """
        links = [next(iter(Page(shown).links)) for shown in frames.pages["Light"]]

        parts = {link.split("/")[3] for link in links}
        assert parts == {"rejoindre", "contester", "confirmer", "mot-de-passe", "aide"}
        assert LINK_PLACE not in page
        assert "Exemple" in links[0]

    def test_fetches_nothing(self, page, frames):
        """
        The page holds all that it shows, and no frame of it may do anything.
        """
        attributes = {name for _, found in frames.tags for name in found}
        hrefs = [found["href"] for _, found in frames.tags if "href" in found]
        sandboxes = [found["sandbox"] for tag, found in frames.tags if tag == "iframe"]

        assert attributes & FETCHING == set()
        assert all(href.startswith("#mail-") for href in hrefs)
        assert {tag for tag, _ in frames.tags} & {"script", "link", "img"} == set()
        assert set(sandboxes) == {None}
        assert "default-src 'none'" in page

    def test_language(self):
        """
        One language only is shown when that is asked for.
        """
        renderer = JinjaRenderer(site=SAMPLE_SITE)

        page = preview_page(renderer, site=SAMPLE_SITE, locales=[Locale.EN])

        assert len(Frames(page).texts) == len(samples())
        assert 'lang="fr"' not in page
        assert "Rejoindre" not in page

    def test_site(self, site):
        """
        The application's own addresses are shown; a mail that it cannot send is not.
        """
        without = attrs.evolve(
            site, sender="Moi <moi@example.fr>", confirm=None, reset=None
        )

        frames = Frames(preview_page(JinjaRenderer(site=without), site=without))

        told = " ".join(frames.told)
        assert "Moi <moi@example.fr>" in told
        assert "administrator_joined" in told
        assert "credentials_changed" in told
        for message in (AddressToConfirm, messages.AccountCreated):
            assert message.template not in told
        assert "password_reset" not in told
