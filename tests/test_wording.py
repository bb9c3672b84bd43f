"""
What people read: nothing is missing in either language, and nothing is left over.
"""

import importlib
import pkgutil
import re
import string
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import attrs
import pytest

import pixorga.domain
import pixorga.ports
from pixorga import errors
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.findings import FindingCode
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkPurpose
from pixorga.domain.people import Locale
from pixorga.domain.space import SpaceView
from pixorga.domain.steps import FirstStep, Step, StepState
from pixorga.domain.team import Role
from pixorga.errors import (
    FieldTooShortError,
    InstantNaiveError,
    LinkExpiredError,
    LoginThrottledError,
    PixorgaError,
    ThrottledError,
)
from pixorga.services import integrity
from pixorga.testing.builders import an_administrator
from pixorga.wording import (
    advice,
    day,
    delay,
    en,
    export_path,
    file_request,
    fr,
    moment,
    neutral_answer,
    remedy,
    sentence,
    words,
)

CLASSES = {
    value.code: value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, PixorgaError)
}

WITHOUT_WORDS = {
    "Delivery",
    "ErrorKind",
    "IneKind",
    "Level",
    "LinkEvent",
    "LinkInvalidReason",
    "LinkPurpose",
    "LinkRevokedReason",
    "Locale",
    "MailEvent",
    "MembershipEvent",
    "SpaceEvent",
}
"""
Enumerations for programs and logs, or that no screen shows yet.
"""

SECRET_WORDS = re.compile(
    r"\b(?:token|jeton|handle|hmac|hash|sha|signature|base64|sql|null|none)\b",
    re.IGNORECASE,
)
"""
What means nothing to a school, or says too much.
"""

TABLES = pytest.mark.parametrize("table", [fr, en], ids=["fr", "en"])
LOCALES = pytest.mark.parametrize("locale", list(Locale))


def enumerations():
    """
    The enumerations of errors, domain and ports, by name.
    """
    modules = [
        importlib.import_module(found.name)
        for package in (pixorga.domain, pixorga.ports)
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    ]
    return {
        name: value
        for module in (errors, integrity, *modules)
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, StrEnum)
        and value.__module__ == module.__name__
    }


def places(text):
    """
    The fields that a sentence has a place for.
    """
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


def texts(table):
    """
    Everything that a table says.
    """
    return [
        *table.SENTENCES.values(),
        *table.LINK_SENTENCES.values(),
        *table.ADVICE.values(),
        *table.REMEDIES.values(),
        *table.WORDS.values(),
        table.ASK_HEAD,
        table.NEUTRAL_ANSWER,
    ]


@TABLES
class TestTables:
    def test_sentence_for_each_code(self, table):
        """
        Every error's code has its sentence, and no sentence is without its error.
        """
        assert list(table.SENTENCES) == sorted(CLASSES)

    def test_word_for_each_member(self, table):
        """
        Every member of what people see has its word, and no word is left over.
        """
        seen = [
            f"{name}.{member.name}"
            for name, choices in enumerations().items()
            if name not in WITHOUT_WORDS
            for member in choices
        ]

        assert list(table.WORDS) == sorted(seen)

    def test_sentence_for_each_link(self, table):
        """
        Each way in which a link cannot be used has a sentence, for each other page.
        """
        codes = {"LINK_EXPIRED", "LINK_INVALID", "LINK_REPLAYED", "LINK_REVOKED"}
        purposes = set(LinkPurpose) - {LinkPurpose.JOIN}

        assert list(table.LINK_SENTENCES) == sorted(
            f"{purpose}.{code}" for purpose in purposes for code in codes
        )

    def test_advice_for_each_step(self, table):
        """
        Each of the first steps says what it asks for.
        """
        assert list(table.ADVICE) == sorted(Step.__members__)

    def test_label(self, table):
        """
        What the reports say, they say in both languages, with the same places.
        """
        assert list(table.REPORT) == sorted(fr.REPORT)
        for name, text in table.REPORT.items():
            assert places(text) == places(fr.REPORT[name])

    def test_places(self, table):
        """
        A sentence asks for attributes that its error has, and for no others.
        """
        asked = {code: places(text) for code, text in table.SENTENCES.items()}
        assert not any(map(places, table.LINK_SENTENCES.values()))
        known = {
            code: {field.name for field in attrs.fields(one)}
            | ({"delay"} if issubclass(one, ThrottledError) else set())
            for code, one in CLASSES.items()
        }

        assert [code for code in asked if asked[code] - known[code]] == []

    def test_sentences_are_sentences(self, table):
        """
        A sentence begins with a capital and ends with a full stop, on one line.
        """
        whole = re.compile(r"[A-ZÀÉÎ][^\n]*[.]")

        said = [t for t in texts(table) if t not in table.WORDS.values()]
        assert [t for t in said if not whole.fullmatch(t)] == []
        assert whole.fullmatch(table.NEUTRAL_ANSWER)

    def test_plain_words(self, table):
        """
        Nothing is said of tokens, signatures or databases' insides.
        """
        assert [text for text in texts(table) if SECRET_WORDS.search(text)] == []

    def test_clean(self, table):
        """
        No text is blank, doubled in its blanks, or out of its Unicode composed form.
        """
        doubled = re.compile(r"\s\s|^\s|\s$|[^\S \u00a0\u202f]")

        assert [t for t in texts(table) if doubled.search(t) or not t] == []
        assert [t for t in texts(table) if "\u0301" in t] == []

    def test_months(self, table):
        """
        There are twelve months, each with a name of its own.
        """
        assert len(set(table.MONTHS)) == 12


class TestBoth:
    def test_same_places(self):
        """
        The two languages tell the same attributes.
        """
        french = {code: places(text) for code, text in fr.SENTENCES.items()}

        assert {code: places(text) for code, text in en.SENTENCES.items()} == french
        assert places(fr.MOMENT) == places(en.MOMENT)

    def test_translated(self):
        """
        No sentence of one language was left in the other.
        """
        same = [code for code, text in fr.SENTENCES.items() if text in texts(en)]

        assert same == []
        assert fr.NEUTRAL_ANSWER != en.NEUTRAL_ANSWER

    def test_french_punctuation(self):
        """
        French puts a blank that does not break before high signs, English puts none.

        It is narrow, U+202F, but for the colon and the quotation marks (Lexique des
        règles typographiques en usage à l'Imprimerie nationale).
        """
        wrong = re.compile(r"[^\u00a0][:»]|[^\u202f][;?!]|«[^\u00a0]")
        apart = re.compile(r"\s[:;?!]")

        assert [text for text in texts(fr) if wrong.search(text)] == []
        assert [text for text in texts(en) if apart.search(text)] == []

    def test_without_words_exist(self):
        """
        The list of what has no words names no enumeration that is gone.
        """
        assert set(enumerations()) >= WITHOUT_WORDS


class TestSentence:
    @LOCALES
    @pytest.mark.parametrize("code", sorted(CLASSES))
    def test_every_error(self, code, locale):
        """
        Any error has its sentence, every place of which is filled.
        """
        names = [field.name for field in attrs.fields(CLASSES[code])]
        sample = dict.fromkeys(names, "sample")
        if "retry_after" in sample:
            sample["retry_after"] = 60
        error = CLASSES[code](**sample)

        text = sentence(error, locale=locale)

        assert text
        assert set(text).isdisjoint("{}")

    def test_attribute(self):
        """
        A limit is told in the person's language.
        """
        error = FieldTooShortError(field="password", limit=15)

        assert sentence(error, locale=Locale.EN) == "At least 15 characters."
        assert sentence(error, locale=Locale.FR) == "Au moins 15 caractères."

    @LOCALES
    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_links(self, locale, purpose):
        """
        What to do about a link that expired depends on what it was for.
        """
        said = {
            one: sentence(LinkExpiredError(), locale=locale, purpose=one)
            for one in LinkPurpose
        }

        assert len(set(said.values())) == len(LinkPurpose)
        assert said[LinkPurpose.JOIN] == sentence(LinkExpiredError(), locale=locale)

    def test_purpose_matters_to_links_alone(self):
        """
        Any other error is told alike on each page.
        """
        error = FieldTooShortError(field="password", limit=15)
        purpose = LinkPurpose.RESET

        assert sentence(error, locale=Locale.FR, purpose=purpose) == (
            "Au moins 15 caractères."
        )


class TestFirstSteps:
    @LOCALES
    @pytest.mark.parametrize("step", list(Step))
    def test_advice(self, locale, step):
        """
        Whoever has to ask the head of the school is told that instead.
        """
        own = FirstStep(step=step, state=StepState.TO_DO)
        asked = attrs.evolve(own, through_head=True)
        heads = {Locale.FR: "chef d'établissement", Locale.EN: "head of the school"}

        assert advice(own, locale=locale) != advice(asked, locale=locale)
        assert heads[locale] in advice(asked, locale=locale)

    @LOCALES
    def test_file_request(self, locale):
        """
        The text to copy names the school, the screens and whoever asks.
        """
        claire = an_administrator()
        space = SpaceView(
            uai=claire.uai,
            school="Collège {Baker}",
            kind=EstablishmentKind.COLLEGE,
            membership=claire,
        )

        text = file_request(space, locale=locale)

        shown = ("Collège {Baker}", str(claire.uai), str(claire.person.name))
        assert all(part in text for part in (*shown, export_path(locale)))
        assert "En XML" in export_path(locale)


class TestWords:
    @LOCALES
    def test_every_member(self, locale):
        """
        Any member that people see has its word.
        """
        seen = [
            one for name, one in enumerations().items() if name not in WITHOUT_WORDS
        ]

        assert all(
            words(member, locale=locale) for choices in seen for member in choices
        )

    def test_known(self):
        """
        The word is of the language asked for.
        """
        assert words(Role.MEMBER, locale=Locale.FR) == "membre"
        assert (
            words(InvitationReason.RECOVERY, locale=Locale.EN) == "recovery of access"
        )

    def test_never_shown(self):
        """
        What is not for people has no word.
        """
        with pytest.raises(KeyError, match=r"Locale\.FR"):
            words(Locale.FR, locale=Locale.FR)


class TestRemedy:
    @LOCALES
    def test_every_finding(self, locale):
        """
        Whatever is found in an export, somebody is told what to do about it.
        """
        table = {Locale.FR: fr, Locale.EN: en}[locale]

        assert list(table.REMEDIES) == sorted(FindingCode)
        assert all(remedy(code, locale=locale).endswith(".") for code in FindingCode)


class TestNeutralAnswer:
    def test_by_language(self):
        """
        The answer is of the language asked for.
        """
        assert neutral_answer(Locale.FR).startswith("Si cet établissement")
        assert neutral_answer(Locale.EN).startswith("If this school")

    @LOCALES
    def test_says_nothing(self, locale):
        """
        It begins with a condition, and so neither confirms nor denies.
        """
        assert re.match(r"(?:Si|If) ", neutral_answer(locale))


class TestDay:
    @pytest.mark.parametrize(
        ("value", "french", "english"),
        [
            (date(2026, 9, 1), "1er septembre 2026", "1 September 2026"),
            (date(2026, 9, 2), "2 septembre 2026", "2 September 2026"),
            (date(2026, 9, 11), "11 septembre 2026", "11 September 2026"),
            (date(2026, 8, 21), "21 août 2026", "21 August 2026"),
            (date(2027, 1, 31), "31 janvier 2027", "31 January 2027"),
            (date(2027, 12, 1), "1er décembre 2027", "1 December 2027"),
            (date(2028, 2, 29), "29 février 2028", "29 February 2028"),
        ],
    )
    def test_in_words(self, value, french, english):
        """
        Only the first of the month is an ordinal, and only in French.
        """
        assert day(value, locale=Locale.FR) == french
        assert day(value, locale=Locale.EN) == english


class TestDelay:
    @pytest.mark.parametrize(
        ("seconds", "french", "english"),
        [
            (1, "1 seconde", "1 second"),
            (59, "59 secondes", "59 seconds"),
            (60, "1 minute", "1 minute"),
            (61, "2 minutes", "2 minutes"),
            (900, "15 minutes", "15 minutes"),
            (3600, "1 heure", "1 hour"),
            (3601, "2 heures", "2 hours"),
            (86_400, "24 heures", "24 hours"),
        ],
    )
    def test_rounds_up(self, seconds, french, english):
        """
        Whoever waits as long as it says has waited long enough.
        """
        assert delay(seconds, locale=Locale.FR) == french
        assert delay(seconds, locale=Locale.EN) == english

    @LOCALES
    def test_in_sentences(self, locale):
        """
        Whoever tried too often is told how long to wait.
        """
        error = LoginThrottledError(retry_after=900)

        assert "15 minutes" in sentence(error, locale=locale)


class TestMoment:
    @pytest.mark.parametrize(
        ("value", "french"),
        [
            # Winter, summer, and both sides of midnight in Paris.
            (datetime(2027, 1, 31, 8, 5, tzinfo=UTC), "31 janvier 2027 à 9 h 05"),
            (datetime(2026, 9, 1, 7, 5, tzinfo=UTC), "1er septembre 2026 à 9 h 05"),
            (datetime(2026, 8, 31, 22, 0, tzinfo=UTC), "1er septembre 2026 à 0 h 00"),
            (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), "31 août 2026 à 23 h 59"),
            # The hour that is skipped in March, the one that is twice in October.
            (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "28 mars 2027 à 1 h 59"),
            (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 mars 2027 à 3 h 00"),
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "25 octobre 2026 à 2 h 30"),
            (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "25 octobre 2026 à 2 h 30"),
            (datetime(2026, 10, 25, 2, 30, tzinfo=UTC), "25 octobre 2026 à 3 h 30"),
        ],
    )
    def test_in_paris(self, value, french):
        """
        The moment is that of a clock in Paris, which is said.
        """
        assert moment(value, locale=Locale.FR) == f"{french} (heure de Paris)"

    def test_in_english(self):
        """
        An English moment is told the English way.
        """
        value = datetime(2026, 9, 1, 22, 0, 59, tzinfo=UTC)

        assert (
            moment(value, locale=Locale.EN) == "2 September 2026 at 0:00 (Paris time)"
        )

    def test_from_any_zone(self):
        """
        The zone in which an instant comes changes nothing.
        """
        value = datetime(2026, 9, 1, 7, 5, tzinfo=UTC)
        there = value.astimezone(timezone(timedelta(hours=-9, minutes=-30)))

        assert moment(there, locale=Locale.FR) == moment(value, locale=Locale.FR)

    def test_naive(self):
        """
        A date-time without its zone is refused.
        """
        with pytest.raises(InstantNaiveError):
            moment(datetime(2026, 9, 1, 7, 5), locale=Locale.FR)  # noqa: DTZ001
