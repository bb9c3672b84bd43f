"""
Every message, in every language and part.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from html import unescape
from itertools import product
from pathlib import Path

import attrs
import jinja2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import meta

import pixorga.mail
from pixorga.domain import messages
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.messages import (
    AccessChange,
    AccessChanged,
    AccountCreated,
    AccountMessage,
    ActivationLink,
    AddressToConfirm,
    AdministratorContested,
    AdministratorJoined,
    CredentialChange,
    CredentialsChanged,
    DeletionWarning,
    Message,
    PasswordReset,
    RecoveryRequested,
    SchoolMessage,
    TeamInvitation,
)
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.team import Capacity, Role
from pixorga.errors import (
    ConfigurationError,
    ExtraMissingError,
    FieldCharacterError,
    InputError,
    MailTemplateError,
)
from pixorga.mail import JinjaRenderer, render
from pixorga.ports.renderer import LINK_PLACE
from pixorga.testing.fakes import START
from tests.mail.page import Page, contrast

TEMPLATES = Path(pixorga.mail.__file__).parent / "templates"

PARTS = ("subject.txt", "body.txt", "body.html")

SHARED = {
    "layout.html",
    "layout.txt",
    "parts.html",
    "preview.html",
    *(
        f"{locale}/{name}"
        for locale in Locale
        for name in ("layout.html", "layout.txt", "parts.html")
    ),
}
"""
What messages are built on, and the page that shows them all.
"""

PARSER = jinja2.Environment()  # noqa: S701 (parses only)

HELPERS = {"action", "begins", "last_day", "link", "moment", "self", "site", "words"}
"""
What templates are given, or import, beside a message's own fields.
"""

TAGS = {
    *("a", "body", "br", "div", "h1", "head", "html", "meta", "p"),
    *("strong", "style", "table", "td", "title", "tr"),
}

ZOE = PersonName(first="Zoé", last="Łukaszewicz-D’Œuvre")
CLAIRE = PersonName(first="Claire", last="O'Neil")
WEEK = START + timedelta(days=7)
MONTH = START + timedelta(days=30)
COLLEGE = {
    "school": "Collège Joséphine Baker",
    "school_kind": EstablishmentKind.COLLEGE,
}
LYCEE = {"school": "Jean Macé", "school_kind": EstablishmentKind.LYCEE}

LINK = ActivationLink(
    **COLLEGE, requester=ZOE, reason=InvitationReason.ACTIVATION, expires_at=WEEK
)
RECOVERY = attrs.evolve(LINK, reason=InvitationReason.RECOVERY)
NOTICE = AdministratorJoined(
    **LYCEE, administrator=CLAIRE, capacity=Capacity.REFERENT, joined_at=START
)
CONTESTABLE = attrs.evolve(NOTICE, contest_until=MONTH)
REQUESTED = RecoveryRequested(**LYCEE, requester=CLAIRE, asked_at=START)
INVITATION = TeamInvitation(
    **LYCEE, administrator=CLAIRE, role=Role.MEMBER, hand_over=False, expires_at=WEEK
)
CONTESTED = AdministratorContested(
    **LYCEE, administrator=CLAIRE, contested_at=START, orphaned=False
)
CHANGED = AccessChanged(
    **LYCEE, change=AccessChange.SUSPENDED, role=Role.MEMBER, changed_at=START
)
CREATED = AccountCreated(name=CLAIRE, expires_at=WEEK)
CONFIRM = AddressToConfirm(name=CLAIRE, expires_at=WEEK)
RESET = PasswordReset(name=CLAIRE, expires_at=WEEK)
CREDENTIALS = CredentialsChanged(
    name=CLAIRE, change=CredentialChange.PASSWORD, changed_at=START
)
DELETION = DeletionWarning(name=CLAIRE, delete_after=WEEK)

KINDS = (
    LINK,
    NOTICE,
    REQUESTED,
    INVITATION,
    CONTESTED,
    CHANGED,
    CREATED,
    CONFIRM,
    RESET,
    CREDENTIALS,
    DELETION,
)
"""
One message of each kind.
"""

CHOICES = {
    ActivationLink: {"reason": InvitationReason},
    AdministratorJoined: {
        "capacity": [*Capacity, None],
        "reinstated_at": [None, START],
        "contest_until": [None, MONTH],
    },
    TeamInvitation: {"role": Role, "hand_over": [False, True]},
    AdministratorContested: {"orphaned": [False, True]},
    AccessChanged: {"change": AccessChange, "role": Role},
    CredentialsChanged: {"change": CredentialChange},
}
"""
All values of the fields that choose what a message says.
"""


def variants(message):
    """
    A message with all values of the fields that choose what it says.
    """
    choices = CHOICES.get(type(message), {})
    return [
        attrs.evolve(message, **dict(zip(choices, values, strict=True)))
        for values in product(*choices.values())
    ]


MESSAGES = [variant for message in KINDS for variant in variants(message)]
"""
All that can be said.
"""


def has_link(message):
    """
    Whether the mail carries a link.
    """
    if isinstance(message, AdministratorJoined):
        return message.contest_until is not None
    kinds = (ActivationLink, TeamInvitation, AccountCreated, AddressToConfirm)
    return isinstance(message, (*kinds, PasswordReset))


def person_of(message):
    """
    The field that holds whose name a message tells, if it tells one.
    """
    names = {field.name for field in attrs.fields(type(message))}
    return next(iter(names & {"requester", "administrator", "name"}), None)


def named(message):
    """
    What tests are called that are about a message.
    """
    return message.template


EACH = pytest.mark.parametrize("message", KINDS, ids=named)
EVERY = pytest.mark.parametrize("message", MESSAGES, ids=named)
LOCALES = pytest.mark.parametrize("locale", list(Locale))
WITH_LINK = pytest.mark.parametrize(
    "message", [message for message in MESSAGES if has_link(message)], ids=named
)
WITHOUT_LINK = pytest.mark.parametrize(
    "message", [message for message in MESSAGES if not has_link(message)], ids=named
)


# Compiling the templates takes longer than all the rest of a test.
@cache
def rendering(site):
    """
    The renderer of our own templates for an application's addresses.
    """
    return JinjaRenderer(site=site)


@pytest.fixture
def renderer(site):
    """
    The renderer of our own templates.
    """
    return rendering(site)


@cache
def read(page):
    """
    What there is to see of a page.
    """
    return Page(page)


def preheader(page):
    """
    What a list of mails shows beside the subject.
    """
    return re.search(r'<div style="display: none;[^>]*>([^<]*)</div>', page)[1]


def unwrapped(text):
    """
    A text in one line; no-break spaces remain.
    """
    return re.sub(r"[ \n]+", " ", text).strip(" ")


def plain(text):
    """
    A text whose blanks are all alike.
    """
    return " ".join(text.split())


def seen(content):
    """
    What both parts say, by part.
    """
    return {
        "text": plain(content.text),
        "html": plain(read(content.html).text),
    }


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

        assert found - SHARED == {
            f"{locale}/{message.template}/{part}"
            for locale in Locale
            for message in KINDS
            for part in PARTS
        }
        assert found > SHARED

    def test_every_message(self):
        """
        Each kind of message is among those tested here.
        """
        kinds = {
            value
            for value in vars(messages).values()
            if isinstance(value, type) and issubclass(value, Message)
        }

        assert kinds - {Message, SchoolMessage, AccountMessage} == {
            type(message) for message in KINDS
        }

    def test_every_choice(self):
        """
        Each field that chooses what is said is tested with all of its values.
        """
        fields = {
            (kind, field.name)
            for kind in map(type, KINDS)
            for field in attrs.fields(kind)
            if field.type is bool
            or (
                isinstance(field.type, type)
                and issubclass(field.type, StrEnum)
                and field.type is not EstablishmentKind
            )
        }

        assert fields <= {(kind, name) for kind in CHOICES for name in CHOICES[kind]}

    @EACH
    @LOCALES
    @pytest.mark.parametrize("part", ["body.txt", "body.html"])
    def test_use_all_fields(self, message, locale, part):
        """
        A body says all that its message holds, and asks for nothing else.
        """
        layout = f"{locale}/layout.{part.rpartition('.')[2]}"
        sources = [
            (TEMPLATES / path).read_text("utf-8")
            for path in (layout, Path(locale, message.template, part))
        ]

        asked = {
            name
            for source in sources
            for name in meta.find_undeclared_variables(PARSER.parse(source))
        }

        fields = {field.name for field in attrs.fields(type(message))}
        assert asked - HELPERS == fields | {"school", "school_kind"}
        assert sources[1].startswith(f'{{% extends "{layout}" %}}')


@EVERY
@LOCALES
class TestRender:
    def test_subject(self, renderer, message, locale):
        """
        The subject is one short line without markup.
        """
        subject = renderer.render(message, locale=locale).subject

        assert re.fullmatch(r"[A-Z][\w \u00a0:'-]{10,70}", subject)

    def test_subject_names_nobody(self, renderer, message, locale):
        """
        A33: no subject holds a name that a stranger may have typed, nor the link.
        """
        subject = renderer.render(message, locale=locale).subject

        for part in ("Zoé", "Claire", "Baker", "Macé", LINK_PLACE):
            assert part not in subject

    def test_names(self, renderer, message, locale):
        """
        Both parts name the person, and the school only if the mail is about one.
        """
        person = person_of(message)

        for body in seen(renderer.render(message, locale=locale)).values():
            assert person is None or str(getattr(message, person)) in body
            assert ("Baker" in body or "Macé" in body) is isinstance(
                message, SchoolMessage
            )

    def test_language(self, renderer, message, locale):
        """
        The HTML says its language, in and outside of the body; both parts are in it.
        """
        content = renderer.render(message, locale=locale)

        assert read(content.html).values("lang") == [locale, locale]
        assert ("Besoin d'aide" in content.text) is (locale is Locale.FR)
        assert ("Need help" in content.text) is (locale is Locale.EN)

    def test_same_facts(self, renderer, message, locale):
        """
        Text and HTML say the same, word for word, in the same order.
        """
        content = renderer.render(message, locale=locale)
        brand, *blocks = read(content.html).blocks
        for at, block in enumerate(blocks):
            if block.endswith(LINK_PLACE):
                # The button, and how to do without it.
                blocks[at - 1 : at + 1] = [LINK_PLACE]

        assert brand == "Pix Orga"
        assert unwrapped(content.text) == " ".join(blocks)

    def test_footer(self, renderer, message, locale, site):
        """
        Both parts say not to reply, and lead to help.
        """
        content = renderer.render(message, locale=locale)
        no_reply = {Locale.FR: "n'y répondez pas.", Locale.EN: "do not reply."}

        for body in seen(content).values():
            assert f"{no_reply[locale]} " in body
            assert body.endswith(f"? {site.help}")
        assert site.help in read(content.html).links

    def test_typography(self, renderer, message, locale, site):
        """
        French puts no-break spaces before its high signs; English puts none.

        They are narrow but for the colon and the quotation marks (Lexique des règles
        typographiques en usage à l'Imprimerie nationale).
        """
        content = renderer.render(message, locale=locale)
        wrong = {
            Locale.FR: r"[^\u00a0][:»]|[^\u202f][;?!]|«[^\u00a0]",
            Locale.EN: r"[\u00a0\u202f]|\s[:;?!]",
        }

        for words in (
            content.subject,
            content.text,
            unescape(preheader(content.html)),
            *read(content.html).blocks,
        ):
            assert re.findall(wrong[locale], words.replace(site.help, "")) == []

    def test_layout(self, renderer, message, locale):
        """
        The text has no trailing blanks, no holes, no markup, and ends with a line.
        """
        text = renderer.render(message, locale=locale).text

        assert re.search(r"[ \t]\n|\n\n\n|^\n|[{}<>&]", text) is None
        assert re.search(r"\S\n\Z", text)

    def test_width(self, renderer, message, locale):
        """
        The text's lines fit into an old mail program.
        """
        text = renderer.render(message, locale=locale).text

        assert max(map(len, text.splitlines())) <= 78

    def test_preheader(self, renderer, message, locale):
        """
        What a list of mails shows beside the subject is a sentence of its own.
        """
        page = renderer.render(message, locale=locale).html

        assert re.fullmatch(r"[^\n]{20,120}[.]", preheader(page))
        assert preheader(page) not in read(page).text

    def test_hides_names(self, message, locale):
        """
        A message that is logged names nobody.
        """
        assert "Name" not in repr(message)
        assert "Claire" not in repr(message)


@LOCALES
class TestVariants:
    @EACH
    def test_differ(self, renderer, message, locale):
        """
        Whatever a message's fields choose changes what is said, in both parts.
        """
        bodies = [
            seen(renderer.render(variant, locale=locale))
            for variant in variants(message)
        ]

        assert len({body["text"] for body in bodies}) == len(bodies)
        assert len({body["html"] for body in bodies}) == len(bodies)

    @pytest.mark.parametrize("kind", list(EstablishmentKind))
    def test_every_kind(self, renderer, kind, locale):
        """
        Any kind of school has its word before a name that does not say it.
        """
        message = attrs.evolve(LINK, school="Jean Macé", school_kind=kind)

        content = renderer.render(message, locale=locale)

        assert re.search(r"^\w+\u00a0?: Jean Macé$", content.text, re.MULTILINE)
        assert re.search(r">\w+\u00a0?: Jean Macé</td>", content.html)

    @pytest.mark.parametrize(
        ("school", "line"),
        [
            ("Collège Jules Ferry", "Collège Jules Ferry"),
            ("COLLEGE JULES FERRY", "COLLEGE JULES FERRY"),
            ("Jules Ferry", "Collège : Jules Ferry"),
            ("Collégiale Saint-Martin", "Collège : Collégiale Saint-Martin"),
            ("", "Collège :"),
        ],
    )
    def test_kind_once(self, renderer, school, line, locale):
        """
        The kind of a school is not said twice, however its name spells it.
        """
        message = attrs.evolve(LINK, school=school)

        content = renderer.render(message, locale=locale)

        lines = [plain(line) for line in content.text.splitlines()]
        expected = line if locale is Locale.FR else line.replace(" :", ":")
        assert expected in lines
        assert expected in [plain(block) for block in read(content.html).blocks]


@LOCALES
class TestLink:
    @WITH_LINK
    def test_in_the_text(self, renderer, message, locale):
        """
        The link has one line of the text to itself, so that it can be copied.
        """
        text = renderer.render(message, locale=locale).text

        assert text.count(LINK_PLACE) == 1
        assert f"\n\n{LINK_PLACE}\n\n" in text

    @WITH_LINK
    def test_in_the_html(self, renderer, message, locale):
        """
        The link is behind the button, and once to be read, on a line of its own.
        """
        page = renderer.render(message, locale=locale).html

        assert page.count(LINK_PLACE) == 2
        assert f'href="{LINK_PLACE}"' in page
        assert f"<br>{LINK_PLACE}</p>" in page

    @WITHOUT_LINK
    def test_nowhere_else(self, renderer, message, locale):
        """
        A39: what only tells has no place for a link.
        """
        notice = renderer.render(message, locale=locale)

        assert LINK_PLACE not in f"{notice.subject}{notice.text}{notice.html}"


@EVERY
@LOCALES
class TestHtml:
    def test_fetches_nothing(self, renderer, message, locale, site):
        """
        Nothing is fetched: no picture, style sheet or script tells that it was read.
        """
        content = renderer.render(message, locale=locale)
        page = read(content.html)

        tags = {tag for tag, _ in page.tags}
        attributes = {name for _, found in page.tags for name in found}
        assert tags <= TAGS
        assert attributes.isdisjoint({"src", "background", "srcset", "onclick"})
        assert re.search(r"url\(|@import|expression", content.html) is None
        assert set(page.values("href")) <= {LINK_PLACE, site.help}

    def test_contrast(self, renderer, message, locale):
        """
        Every text can be read, by light and in the dark: WCAG 2.2 AA, 1.4.3.
        """
        looks = read(renderer.render(message, locale=locale).html).looks

        assert len({look.ground for look in looks}) >= 4
        assert [look for look in looks if contrast(look) < 4.5] == []

    def test_layout(self, renderer, message, locale):
        """
        Tables lay it out, as Outlook needs, and are not read out as tables.
        """
        page = read(renderer.render(message, locale=locale).html)

        tables = [found for tag, found in page.tags if tag == "table"]
        cells = [found for tag, found in page.tags if tag == "td"]
        assert {found["role"] for found in tables} == {"presentation"}
        assert all(found["cellpadding"] == "0" for found in tables)
        words = [found for found in cells if "ink" in found.get("class", "")]
        assert words
        assert all("Arial" in found["style"] for found in words)

    def test_phone(self, renderer, message, locale):
        """
        It is as wide as a phone and no wider than 600 pixels; long words break.
        """
        page = renderer.render(message, locale=locale).html

        assert "width=device-width" in page
        assert "max-width: 600px" in page
        assert "overflow-wrap: anywhere" in page
        widths = read(page).values("width")
        assert set(widths) == {"100%"}

    def test_styles(self, renderer, message, locale):
        """
        Styles are inline; the one sheet is for the dark only.
        """
        page = read(renderer.render(message, locale=locale).html)

        assert [tag for tag, _ in page.tags].count("style") == 1
        assert re.fullmatch(
            r":root \{ color-scheme: light dark;[^}]*\}\n"
            r"@media \(prefers-color-scheme: dark\) \{\n(?:\.\w+ \{[^}]*\}\n)+\}",
            page.style.strip(),
        )


@pytest.mark.parametrize("part", ["text", "html"])
class TestActivationLink:
    @pytest.mark.parametrize("reason", [LINK, RECOVERY], ids=["activation", "recovery"])
    @pytest.mark.parametrize(
        ("locale", "words"),
        [
            (Locale.FR, "À l'attention du personnel de direction."),
            (Locale.FR, f"{ZOE} demande à devenir administrateur"),
            (Locale.FR, "Collège Joséphine Baker"),
            (Locale.FR, "Cette demande vient de vous ? Continuez :"),
            (Locale.FR, "Elle ne vient pas de vous ? Ignorez ce message"),
            (Locale.FR, "transférez-le à une personne de l'établissement"),
            (Locale.FR, "avec votre accord, elle deviendra administrateur"),
            (Locale.FR, "Ce lien ne sert qu'une seule fois."),
            (Locale.FR, "Dernier jour pour l'utiliser : 8 septembre 2026."),
            (Locale.FR, "Pix est un service public"),
            (Locale.FR, "Ce message est automatique : n'y répondez pas."),
            (Locale.FR, "Besoin d'aide ? https://orga.example.fr/aide"),
            (Locale.EN, "For the attention of direction staff."),
            (Locale.EN, f"{ZOE} asks to become administrator"),
            (Locale.EN, "Collège Joséphine Baker"),
            (Locale.EN, "Did you ask for this? Go on:"),
            (Locale.EN, "You did not? Ignore this message"),
            (Locale.EN, "forward it to somebody of the school"),
            (Locale.EN, "with your agreement, they become administrator"),
            (Locale.EN, "This link works only once."),
            (Locale.EN, "Last day to use it: 8 September 2026."),
            (Locale.EN, "Pix is a French public service"),
            (Locale.EN, "This message is automatic: do not reply."),
            (Locale.EN, "Need help? https://orga.example.fr/aide"),
        ],
    )
    def test_element(self, renderer, reason, locale, words, part):
        """
        Each element is there, in every language and part.
        """
        assert words in seen(renderer.render(reason, locale=locale))[part]

    @pytest.mark.parametrize(
        ("locale", "message", "words"),
        [
            (Locale.FR, LINK, "Nature de la demande : activation."),
            (Locale.FR, RECOVERY, "Nature de la demande : récupération d'accès."),
            (Locale.FR, RECOVERY, "Les administrateurs actuels, s'il y en a, restent"),
            (Locale.EN, LINK, "Kind of request: activation."),
            (Locale.EN, RECOVERY, "Kind of request: recovery of access."),
            (Locale.EN, RECOVERY, "The present administrators, if there are any, stay"),
        ],
    )
    def test_reason(self, renderer, locale, message, words, part):
        """
        It says whether it is an activation or a recovery.
        """
        assert words in seen(renderer.render(message, locale=locale))[part]

    @pytest.mark.parametrize(
        ("expires_at", "day"),
        [
            (datetime(2026, 9, 7, 22, 0, tzinfo=UTC), "7 septembre 2026"),
            (datetime(2026, 9, 7, 22, 1, tzinfo=UTC), "8 septembre 2026"),
        ],
    )
    def test_last_day(self, renderer, expires_at, day, part):
        """
        A link that ends at midnight in Paris was valid to the day before.
        """
        message = attrs.evolve(LINK, expires_at=expires_at)

        body = seen(renderer.render(message, locale=Locale.FR))[part]

        assert f"Dernier jour pour l'utiliser : {day}." in body


class TestWording:
    @pytest.mark.parametrize(
        ("message", "locale", "button"),
        [
            (LINK, Locale.FR, "Rejoindre"),
            (LINK, Locale.EN, "Join"),
            (INVITATION, Locale.FR, "Rejoindre"),
            (INVITATION, Locale.EN, "Join"),
            (CONTESTABLE, Locale.FR, "Contester"),
            (CONTESTABLE, Locale.EN, "Contest"),
            (CREATED, Locale.FR, "Confirmer mon adresse"),
            (CREATED, Locale.EN, "Confirm my address"),
            (CONFIRM, Locale.FR, "Confirmer mon adresse"),
            (CONFIRM, Locale.EN, "Confirm my address"),
            (RESET, Locale.FR, "Choisir un mot de passe"),
            (RESET, Locale.EN, "Choose a password"),
        ],
    )
    def test_button(self, renderer, message, locale, button):
        """
        The button says what it does.
        """
        page = renderer.render(message, locale=locale).html

        assert read(page).links[LINK_PLACE] == button

    @pytest.mark.parametrize(
        ("message", "locale", "subject"),
        [
            (LINK, Locale.FR, "Accès à votre espace Pix Orga\u00a0: activation"),
            (
                RECOVERY,
                Locale.FR,
                "Accès à votre espace Pix Orga\u00a0: récupération d'accès",
            ),
            (RECOVERY, Locale.EN, "Your Pix Orga space: recovery of access"),
            (INVITATION, Locale.FR, "On vous invite dans un espace Pix Orga"),
            (
                attrs.evolve(INVITATION, hand_over=True),
                Locale.FR,
                "On vous transmet un espace Pix Orga",
            ),
        ],
    )
    def test_subject(self, renderer, message, locale, subject):
        """
        The subject says what the mail is for.
        """
        assert renderer.render(message, locale=locale).subject == subject

    @pytest.mark.parametrize("part", ["text", "html"])
    @pytest.mark.parametrize(
        ("message", "french", "english"),
        [
            (REQUESTED, "le 1er septembre 2026 à 10 h 00 (heure de Paris)", "at 10:00"),
            (REQUESTED, "Vous restez administrateur", "You remain administrator"),
            (NOTICE, "le 1er septembre 2026 à 10 h 00 (heure de Paris)", "at 10:00"),
            (
                NOTICE,
                "référent, avec l'accord du chef d'établissement.",
                "referent, with the head's agreement.",
            ),
            (
                attrs.evolve(NOTICE, capacity=None),
                "invitée par un administrateur",
                "invited by an administrator",
            ),
            (
                CONTESTABLE,
                "Dernier jour pour contester : 1er octobre 2026.",
                "Last day to contest it: 1 October 2026.",
            ),
            (
                attrs.evolve(CONTESTED, orphaned=True),
                "peut demander à le récupérer",
                "can ask to recover it",
            ),
            (INVITATION, "Votre rôle y sera : membre.", "Your role there: member."),
            (
                INVITATION,
                "Dernier jour pour l'utiliser : 8 septembre 2026.",
                "Last day to use it: 8 September 2026.",
            ),
            (
                INVITATION,
                "Vous n'êtes pas la bonne personne ? Ignorez ce message",
                "Are you not the right person? Ignore this message",
            ),
            (
                attrs.evolve(INVITATION, role=Role.ADMINISTRATOR, hand_over=True),
                "vous propose de prendre sa suite",
                "asks you to succeed them",
            ),
            (
                attrs.evolve(CHANGED, change=AccessChange.ROLE_CHANGED),
                "Votre nouveau rôle : membre.",
                "Your new role: member.",
            ),
            (CHANGED, "a été suspendu le 1er", "was suspended on 1"),
            (
                attrs.evolve(CHANGED, change=AccessChange.REINSTATED),
                "a été rétabli le 1er",
                "was restored on 1",
            ),
            (
                attrs.evolve(CHANGED, change=AccessChange.REMOVED),
                "a été retiré le 1er",
                "was removed on 1",
            ),
            (
                CREATED,
                "Dernier jour pour l'utiliser : 8 septembre 2026.",
                "Last day to use it: 8 September 2026.",
            ),
            (
                CREATED,
                "Vous n'avez pas créé de compte ? Ignorez ce message",
                "Did you not create an account? Ignore this message",
            ),
            (
                CONFIRM,
                "Dernier jour pour l'utiliser : 8 septembre 2026.",
                "Last day to use it: 8 September 2026.",
            ),
            (
                CONFIRM,
                "Vous n'avez rien demandé ? Ignorez ce message",
                "Did you not ask for this? Ignore this message",
            ),
            (
                RESET,
                "avant le 8 septembre 2026 à 10 h 00 (heure de Paris)",
                "before 8 September 2026 at 10:00 (Paris time)",
            ),
            (
                RESET,
                "Vous n'avez rien demandé ? Ignorez ce message",
                "Did you not ask for this? Ignore this message",
            ),
            (
                CREDENTIALS,
                "Le mot de passe de votre compte Pix Orga a été changé le 1er",
                "The password of your Pix Orga account was changed on 1",
            ),
            (
                CREDENTIALS,
                "Ce n'était pas vous ? Demandez tout de suite un nouveau mot de passe",
                "Was it not you? Ask at once for a new password",
            ),
            (
                attrs.evolve(CREDENTIALS, change=CredentialChange.ADDRESS),
                "L'adresse de votre compte Pix Orga a été changée le 1er",
                "The address of your Pix Orga account was changed on 1",
            ),
            (
                attrs.evolve(CREDENTIALS, change=CredentialChange.ADDRESS),
                "Ce n'était pas vous ? Prévenez tout de suite l'assistance",
                "Was it not you? Tell the help desk at once",
            ),
            (
                DELETION,
                "Dernier jour pour vous connecter : 8 septembre 2026.",
                "Last day to log in: 8 September 2026.",
            ),
        ],
    )
    def test_says(self, renderer, message, french, english, part):
        """
        Each mail says what happened, until when, and what to do if one is surprised.
        """
        assert french in seen(renderer.render(message, locale=Locale.FR))[part]
        assert english in seen(renderer.render(message, locale=Locale.EN))[part]


NAMES = st.text(st.sampled_from("aZéß'’-.· "), min_size=1, max_size=20)
"""
Texts of which most are names, if odd ones.
"""

HOSTILE = st.text(st.sampled_from("aZé' <>&\"{}%#/:.@=?\\`"), max_size=20)
"""
Texts that mean something to HTML, to Jinja2 and to mail programs.
"""


def clickable(text):
    """
    What mail programs make links of.
    """
    return re.findall(r"\S*(?:://|\.[^\W\d_]{2})\S*", text)


class TestHostile:
    @LOCALES
    @EACH
    # The fixtures keep nothing from one example to the next.
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(first=NAMES, last=NAMES, school=HOSTILE)
    def test_any(self, renderer, message, locale, first, last, school):
        """
        A33: whatever is typed that a name may be, it yields no markup and no link.
        """
        try:
            name = PersonName.parse(first=first, last=last)
        except InputError:
            name = ZOE
        changes = {person_of(message): name, "school": school}
        fields = {field.name for field in attrs.fields(type(message))}
        hostile = attrs.evolve(
            message, **{field: changes[field] for field in changes.keys() & fields}
        )

        content = renderer.render(hostile, locale=locale)

        calm = renderer.render(message, locale=locale)
        page, usual = Page(content.html), Page(calm.html)
        assert (page.tags, page.links) == (usual.tags, usual.links)
        assert content.subject == calm.subject
        assert clickable(content.text) == clickable(calm.text)
        assert clickable(page.text) == clickable(usual.text)

    @LOCALES
    @pytest.mark.parametrize(
        ("school", "shown"),
        [
            ("https://exemple.fr/x", "https: //exemple. fr/x"),
            ("Collège www.exemple.fr", "Collège www. exemple. fr"),
            ("direction@exemple.fr", "direction@exemple. fr"),
            ("Collège A. J.-P. Baker", "Collège A. J.-P. Baker"),
        ],
    )
    def test_no_link_of_a_name(self, renderer, locale, school, shown):
        """
        A33: mail programs make no link of a school's name, in either part.
        """
        content = renderer.render(attrs.evolve(LINK, school=school), locale=locale)

        for text in (content.text, Page(content.html).text):
            assert shown in " ".join(text.split())
            assert clickable(school) == [] or school not in text

    @LOCALES
    @pytest.mark.parametrize(
        "message",
        [message for message in KINDS if isinstance(message, SchoolMessage)],
        ids=named,
    )
    @pytest.mark.parametrize(
        "school",
        [
            "<b>gras</b>",
            "<script>alert(1)</script>",
            '" onmouseover="alert(1)',
            "' onmouseover='alert(1)",
            "A & B &lt;i&gt; &amp;",
            "{{ site }} {% raw %} {# #}",
            "</td></table></body></html>",
        ],
    )
    def test_markup(self, renderer, message, locale, school):
        """
        A33: markup in a school's name is shown as it is, in the HTML as well.
        """
        content = renderer.render(attrs.evolve(message, school=school), locale=locale)

        page = Page(content.html)
        calm = Page(renderer.render(message, locale=locale).html)
        assert school in content.text
        assert school in page.text
        assert page.tags == calm.tags

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

    @LOCALES
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.text(st.sampled_from("ab é'-"), max_size=200))
    def test_width(self, renderer, locale, school):
        """
        Whatever a school is called, only a word makes a line that is too long.
        """
        message = attrs.evolve(LINK, school=school)

        text = renderer.render(message, locale=locale).text

        long = [line for line in text.splitlines() if len(line) > 78]
        assert [line for line in long if " " in line] == []
        assert plain(school) in plain(text)


class TestJinjaRenderer:
    def test_missing_value(self, renderer):
        """
        A template that asks for what its message has not is an error, not a blank.
        """
        fields = {
            name: value
            for name, value in attrs.asdict(LINK, recurse=False).items()
            if name != "requester"
        }
        poor = attrs.make_class("Poor", list(fields), bases=(Message,), kw_only=True)
        poor.template = LINK.template

        with pytest.raises(MailTemplateError, match="'requester' is undefined"):
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


class TestApplication:
    @pytest.fixture
    def theirs(self, tmp_path, site):
        """
        Makes the renderer of an application with these templates, by their paths.
        """

        def make(sources):
            for name, source in sources.items():
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(source, encoding="utf-8")
            return JinjaRenderer(site=site, templates=tmp_path)

        return make

    def test_one_file(self, theirs, renderer):
        """
        A file of the application's is taken instead of ours; all others remain.
        """
        own = theirs({"fr/activation_link/subject.txt": "Bonjour, {{ requester }}\n"})

        content = own.render(LINK, locale=Locale.FR)

        ours = renderer.render(LINK, locale=Locale.FR)
        assert content == attrs.evolve(ours, subject=f"Bonjour, {ZOE}")
        assert own.render(LINK, locale=Locale.EN) == renderer.render(
            LINK, locale=Locale.EN
        )

    def test_layout(self, theirs):
        """
        A layout of theirs changes every mail of its language, ours included.
        """
        own = theirs(
            {
                "fr/layout.html": '{% extends "pixorga/fr/layout.html" %}'
                "{% block help %}Par ici :{% endblock %}"
            }
        )

        for message in KINDS:
            french, english = (own.render(message, locale=locale) for locale in Locale)
            assert "Par ici : <a" in french.html
            assert "Besoin d'aide" not in french.html
            assert "Need help" in english.html

    def test_extends_ours(self, theirs, renderer):
        """
        A template extends ours of the same path, and keeps what it does not change.
        """
        path = "fr/activation_link/body.txt"
        own = theirs(
            {
                path: f'{{% extends "pixorga/{path}" %}}'
                "{% block content %}{{ super() }}Fin.\n\n{% endblock %}"
            }
        )

        text = own.render(LINK, locale=Locale.FR).text

        ours = renderer.render(LINK, locale=Locale.FR).text
        assert text == ours.replace("Ce message est", "Fin.\n\nCe message est")

    def test_prefix_is_ours(self, theirs, renderer):
        """
        What lies under our name is ours, even if the application has such a folder.
        """
        own = theirs(
            {
                "pixorga/en/layout.txt": "theirs",
                "en/layout.txt": '{% extends "pixorga/en/layout.txt" %}',
            }
        )

        assert own.render(LINK, locale=Locale.EN) == renderer.render(
            LINK, locale=Locale.EN
        )

    def test_values(self, theirs, site):
        """
        A template has what the renderer's documentation promises.
        """
        source = (
            "{{ school }}|{{ words(reason) }}|{{ moment(expires_at) }}|"
            "{{ last_day(expires_at) }}|{{ begins(school, 'COLLÈGE') }}|{{ link }}|"
            "{{ site.help }}|{{ requester.last }}"
        )

        content = theirs({"en/activation_link/subject.txt": source}).render(
            LINK, locale=Locale.EN
        )

        assert content.subject.split("|") == [
            LINK.school,
            "activation",
            "8 September 2026 at 10:00 (Paris time)",
            "8 September 2026",
            "True",
            LINK_PLACE,
            site.help,
            ZOE.last,
        ]

    def test_escapes(self, theirs):
        """
        A33: an application's HTML is escaped as ours is, its text is not.
        """
        own = theirs(
            {
                f"fr/activation_link/body.{end}": "{{ school }}"
                for end in ("html", "txt")
            }
        )

        content = own.render(attrs.evolve(LINK, school="<b>"), locale=Locale.FR)

        assert (content.html, content.text) == ("&lt;b&gt;", "<b>")

    def test_read_once(self, theirs):
        """
        A mail is worded by what the process began with.
        """
        path = "fr/activation_link/subject.txt"
        own = theirs({path: "first"})
        own.render(LINK, locale=Locale.FR)

        theirs({path: "second"})

        assert own.render(LINK, locale=Locale.FR).subject == "first"

    @pytest.mark.parametrize(
        ("source", "problem"),
        [
            (
                "a\n{{ scool }}",
                "body.html, line 2: UndefinedError: 'scool' is undefined",
            ),
            (
                "{{ site.scool }}",
                "body.html, line 1: UndefinedError: 'pixorga.config.*",
            ),
            ("a\n\n{% if %}", "body.html, line 3: TemplateSyntaxError: .*"),
            ("{{ school | x }}", "body.html, line 1: TemplateAssertionError: .*'x'.*"),
            (
                '{% extends "pixorga/fr/absent.html" %}',
                "body.html, line 1: TemplateNotFound: pixorga/fr/absent.html",
            ),
            (
                '{% extends "layout.html" %}',
                "layout.html, line [0-9]+: TemplateRuntimeError: .*",
            ),
        ],
    )
    def test_faults(self, theirs, source, problem):
        """
        A template that cannot be used is a wrong setting; the error says which, where.
        """
        own = theirs({"fr/activation_link/body.html": source})

        with pytest.raises(MailTemplateError, match=problem) as caught:
            own.render(LINK, locale=Locale.FR)

        assert caught.value.setting == "fr/activation_link/body.html"
        assert re.fullmatch(problem, caught.value.problem)
        assert isinstance(caught.value.__cause__, jinja2.TemplateError)

    def test_fault_names_nobody(self, theirs):
        """
        The error about a template tells no name.
        """
        own = theirs({"fr/activation_link/body.html": "{{ requester.middle }}"})

        with pytest.raises(MailTemplateError, match="PersonName") as caught:
            own.render(LINK, locale=Locale.FR)

        assert "Zoé" not in str(caught.value)

    def test_no_template(self, renderer):
        """
        A message of the application's own that has no template is told by its path.
        """
        poor = attrs.make_class("Poor", [], bases=(Message,), kw_only=True)
        poor.template = "poor"

        with pytest.raises(MailTemplateError) as caught:
            renderer.render(poor(), locale=Locale.EN)

        assert caught.value.details == {
            "setting": "en/poor/subject.txt",
            "problem": "TemplateNotFound: en/poor/subject.txt",
        }

    @pytest.mark.parametrize("kind", [str, Path])
    def test_no_folder(self, tmp_path, site, kind):
        """
        A folder that is not there is a wrong setting, told when the renderer is made.
        """
        with pytest.raises(ConfigurationError) as caught:
            JinjaRenderer(site=site, templates=kind(tmp_path / "absent"))

        assert caught.value.setting == "templates"
