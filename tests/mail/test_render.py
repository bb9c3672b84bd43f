"""
Every message, in every language and part.
"""

import html
import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import attrs
import jinja2
import pytest
from jinja2 import meta

import pixorga.mail
from pixorga.domain import messages
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.messages import (
    ActivationLink,
    AdministratorContested,
    AdministratorJoined,
    HandOverLink,
    Message,
    RecoveryRequested,
)
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.team import Capacity
from pixorga.errors import ExtraMissingError, FieldCharacterError
from pixorga.mail import JinjaRenderer, render
from pixorga.ports.renderer import LINK_PLACE
from pixorga.testing.fakes import START

TEMPLATES = Path(pixorga.mail.__file__).parent / "templates"

PARTS = ("subject.txt", "body.txt", "body.html")

TAGS = {"a", "body", "br", "h1", "head", "html", "meta", "p", "strong", "title"}

LAYOUTS = ("layout.html", "layout.txt")

PARSER = jinja2.Environment()  # noqa: S701 (parses only)

HELPERS = {"link", "moment", "self", "site", "words"}
"""
What templates are given beside a message's own fields.
"""

LINK = ActivationLink(
    school="Collège Joséphine Baker",
    school_kind=EstablishmentKind.COLLEGE,
    requester=PersonName(first="Zoé", last="Łukaszewicz-D’Œuvre"),
    reason=InvitationReason.ACTIVATION,
    expires_at=START + timedelta(days=7),
)

NOTICE = AdministratorJoined(
    school="Lycée Jean Macé",
    school_kind=EstablishmentKind.LYCEE,
    administrator=PersonName(first="Claire", last="O'Neil"),
    capacity=Capacity.REFERENT,
    joined_at=START,
)

CONTESTABLE = attrs.evolve(NOTICE, contest_until=START + timedelta(days=30))

WARNING = RecoveryRequested(
    school="Lycée Jean Macé",
    school_kind=EstablishmentKind.LYCEE,
    requester=PersonName(first="Claire", last="O'Neil"),
    asked_at=START,
)

HAND_OVER = HandOverLink(
    school="Lycée Jean Macé",
    school_kind=EstablishmentKind.LYCEE,
    administrator=PersonName(first="Claire", last="O'Neil"),
    expires_at=START + timedelta(days=7),
)

CONTESTED = AdministratorContested(
    school="Lycée Jean Macé",
    school_kind=EstablishmentKind.LYCEE,
    administrator=PersonName(first="Claire", last="O'Neil"),
    contested_at=START,
    orphaned=True,
)

MESSAGES = (LINK, NOTICE, WARNING, HAND_OVER, CONTESTED)

EVERY = pytest.mark.parametrize("message", MESSAGES, ids=lambda one: one.template)
LOCALES = pytest.mark.parametrize("locale", list(Locale))
WITH_LINK = pytest.mark.parametrize(
    "message", [LINK, HAND_OVER, CONTESTABLE], ids=lambda one: one.template
)


class Links(HTMLParser):
    """
    The tags of a page, its links and what they say.
    """

    def __init__(self, page):
        super().__init__()
        self.tags = set()
        self.links = {}
        self.languages = []
        self._href = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """
        Note a tag, and where it leads.
        """
        self.tags.add(tag)
        found = dict(attributes)
        if tag == "a":
            self._href = found["href"]
        if "lang" in found:
            self.languages.append(found["lang"])

    def handle_endtag(self, tag):
        """
        Note that a link's words end.
        """
        if tag == "a":
            self._href = None

    def handle_data(self, data):
        """
        Note a link's words.
        """
        if self._href is not None:
            self.links[self._href] = data


@pytest.fixture
def renderer(site):
    """
    The renderer of our own templates.
    """
    return JinjaRenderer(site=site)


class TestTemplates:
    def test_on_disk(self):
        """
        There is a template for each part, message and language, and no other.
        """
        found = {
            path.relative_to(TEMPLATES).as_posix()
            for path in TEMPLATES.rglob("*")
            if path.is_file()
        }

        layouts = {f"{locale}/{layout}" for locale in Locale for layout in LAYOUTS}
        assert found - layouts == {
            f"{locale}/{message.template}/{part}"
            for locale in Locale
            for message in MESSAGES
            for part in PARTS
        }
        assert layouts < found

    def test_every_message(self):
        """
        Each kind of message is among those tested here.
        """
        kinds = {
            value
            for value in vars(messages).values()
            if isinstance(value, type) and issubclass(value, Message)
        }

        assert kinds - {Message} == {type(message) for message in MESSAGES}

    @EVERY
    @LOCALES
    @pytest.mark.parametrize("part", ["body.txt", "body.html"])
    def test_use_all_fields(self, message, locale, part):
        """
        A body says all that its message holds, and asks for nothing else.
        """
        layout = f"layout.{part.rpartition('.')[2]}"
        sources = [
            (TEMPLATES / locale / path).read_text("utf-8")
            for path in (layout, Path(message.template, part))
        ]

        asked = {
            name
            for source in sources
            for name in meta.find_undeclared_variables(PARSER.parse(source))
        }

        fields = {field.name for field in attrs.fields(type(message))}
        assert asked - HELPERS == fields
        assert sources[1].startswith(f'{{% extends "{locale}/{layout}" %}}')


@EVERY
@LOCALES
class TestRender:
    def test_subject(self, renderer, message, locale):
        """
        The subject is one short line, without markup and without the link.
        """
        subject = renderer.render(message, locale=locale).subject

        assert re.fullmatch(r"[A-Z][\w :'-]{10,70}", subject)

    def test_names(self, renderer, message, locale):
        """
        Text and HTML name the school and the person.
        """
        content = renderer.render(message, locale=locale)
        person = getattr(message, "requester", None) or message.administrator

        for body in (content.text, html.unescape(content.html)):
            assert message.school in body
            assert str(person) in body

    def test_language(self, renderer, message, locale):
        """
        The HTML says its language, and the text is of that language.
        """
        content = renderer.render(message, locale=locale)

        assert Links(content.html).languages == [locale]
        assert ("établissement" in content.text) is (locale is Locale.FR)
        assert ("school" in content.text) is (locale is Locale.EN)

    def test_nothing_is_fetched(self, renderer, message, locale):
        """
        The HTML has no picture, style sheet or script: nothing tells that it was read.
        """
        page = renderer.render(message, locale=locale).html

        assert Links(page).tags - TAGS == set()
        assert "url(" not in page

    def test_help(self, renderer, message, locale, site):
        """
        Both parts lead to help.
        """
        content = renderer.render(message, locale=locale)

        assert site.help in content.text
        assert site.help in Links(content.html).links

    def test_layout(self, renderer, message, locale):
        """
        The text has no trailing blanks and no holes, and ends with a line's end.
        """
        text = renderer.render(message, locale=locale).text

        assert re.search(r"[ \t]\n|\n\n\n|{|}", text) is None
        assert re.search(r"\S\n\Z", text)

    def test_hides_names(self, message, locale):
        """
        A message that is logged names nobody.
        """
        assert "Name" not in repr(message)
        assert "Claire" not in repr(message)


@LOCALES
class TestLink:
    @WITH_LINK
    def test_in_the_text(self, renderer, message, locale):
        """
        The link has one line of the text to itself, so that it can be copied.
        """
        text = renderer.render(message, locale=locale).text

        assert text.count(LINK_PLACE) == 1
        assert LINK_PLACE in text.splitlines()

    @WITH_LINK
    def test_in_the_html(self, renderer, message, locale):
        """
        The link is behind the button, and once to be read.
        """
        page = renderer.render(message, locale=locale).html

        assert page.count(LINK_PLACE) == 2
        assert f'href="{LINK_PLACE}"' in page
        assert f"<br>{LINK_PLACE}</p>" in page

    @pytest.mark.parametrize("message", [NOTICE, WARNING, CONTESTED])
    def test_nowhere_else(self, renderer, message, locale):
        """
        A39: no subject has a place for a link, and what only tells has none at all.
        """
        notice = renderer.render(message, locale=locale)

        assert LINK_PLACE not in renderer.render(LINK, locale=locale).subject
        assert LINK_PLACE not in f"{notice.subject}{notice.text}{notice.html}"


class TestWording:
    @pytest.mark.parametrize(
        ("locale", "button"), [(Locale.FR, "Rejoindre"), (Locale.EN, "Join")]
    )
    def test_button(self, renderer, locale, button):
        """
        The button says what it does.
        """
        page = renderer.render(LINK, locale=locale).html

        assert Links(page).links[LINK_PLACE] == button

    @pytest.mark.parametrize(
        ("locale", "reason", "subject"),
        [
            (
                Locale.FR,
                InvitationReason.ACTIVATION,
                "Accès à votre espace Pix Orga : activation",
            ),
            (
                Locale.FR,
                InvitationReason.RECOVERY,
                "Accès à votre espace Pix Orga : récupération d'accès",
            ),
            (
                Locale.EN,
                InvitationReason.RECOVERY,
                "Your Pix Orga space: recovery of access",
            ),
        ],
    )
    def test_reason(self, renderer, locale, reason, subject):
        """
        The subject says whether it is an activation or a recovery.
        """
        message = attrs.evolve(LINK, reason=reason)

        assert renderer.render(message, locale=locale).subject == subject

    @pytest.mark.parametrize("part", ["text", "html"])
    @pytest.mark.parametrize(
        ("message", "locale", "words"),
        [
            (LINK, Locale.FR, "Collège : Collège Joséphine Baker"),
            (LINK, Locale.FR, "jusqu'au 8 septembre 2026 à 10 h 00 (heure de Paris)"),
            (LINK, Locale.FR, "À l'attention du personnel de direction."),
            (LINK, Locale.EN, "until 8 September 2026 at 10:00 (Paris time)"),
            (NOTICE, Locale.FR, "le 1er septembre 2026 à 10 h 00 (heure de Paris)"),
            (NOTICE, Locale.FR, "référent, avec l'accord du chef d'établissement."),
            (NOTICE, Locale.EN, "referent, with the head's agreement."),
        ],
    )
    def test_says(self, renderer, message, locale, words, part):
        """
        Kind of school, times and capacity are in words, in the addressee's language.
        """
        content = renderer.render(message, locale=locale)

        assert words in html.unescape(getattr(content, part))


class TestHostile:
    @LOCALES
    @EVERY
    @pytest.mark.parametrize(
        "school",
        [
            "<b>gras</b>",
            "<script>alert(1)</script>",
            '" onmouseover="alert(1)',
            "' onmouseover='alert(1)",
            "A & B &lt;i&gt; &amp;",
            "{{ site }} {% raw %} {# #}",
            "</strong></p></body></html>",
        ],
    )
    def test_markup(self, renderer, message, locale, school):
        """
        A33: markup in a school's name is shown as it is, in the HTML as well.
        """
        plain = Links(renderer.render(message, locale=locale).html)
        content = renderer.render(attrs.evolve(message, school=school), locale=locale)
        page = Links(content.html)

        assert school in content.text
        assert f": {html.escape(school)}</strong>" in content.html.replace(
            "&#34;", "&quot;"
        ).replace("&#39;", "&#x27;")
        assert (page.tags, page.links) == (plain.tags, plain.links)

    @LOCALES
    def test_apostrophes(self, renderer, locale):
        """
        A person's apostrophe is a character reference in HTML, and itself in the text.
        """
        content = renderer.render(NOTICE, locale=locale)

        assert "Claire O&#39;Neil" in content.html
        assert "Claire O'Neil" in content.text

    def test_place_of_the_link(self):
        """
        A39: a school's name that holds the place's own character is none.
        """
        with pytest.raises(FieldCharacterError):
            attrs.evolve(LINK, school=f"Collège {LINK_PLACE} Baker")


class TestJinjaRenderer:
    def test_missing_value(self, renderer):
        """
        A template that asks for what its message has not is an error, not a blank.
        """
        fields = {
            name: value
            for name, value in attrs.asdict(LINK, recurse=False).items()
            if name != "school"
        }
        poor = attrs.make_class("Poor", list(fields))
        poor.template = LINK.template

        with pytest.raises(jinja2.UndefinedError, match="'school' is undefined"):
            renderer.render(poor(**fields), locale=Locale.FR)

    def test_same_each_time(self, renderer, site):
        """
        The same message is worded alike, by any renderer.
        """
        first = renderer.render(LINK, locale=Locale.FR)

        assert renderer.render(LINK, locale=Locale.FR) == first
        assert JinjaRenderer(site=site).render(LINK, locale=Locale.FR) == first

    def test_without_jinja(self, site, monkeypatch):
        """
        Without Jinja2, making the renderer names the extra to install.
        """
        monkeypatch.setattr(render, "find_spec", {}.get)

        with pytest.raises(ExtraMissingError) as missing:
            JinjaRenderer(site=site)

        assert missing.value.extra == "mail"
