"""
What is written is read back, and nothing else is read.
"""

import json
import pickle
import traceback
from datetime import UTC, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent, Event, verify
from pixorga.domain.establishment import Establishment
from pixorga.domain.messages import Message
from pixorga.domain.outbox import DeliveryReport
from pixorga.domain.people import Operator, Principal
from pixorga.domain.team import Administrator, Member, Membership
from pixorga.errors import (
    DocumentError,
    DocumentKindError,
    DocumentNewerError,
    ErrorKind,
    InstantNaiveError,
    NotPublicError,
)
from pixorga.serialization import dump, dumps, json_schema, kinds, load, loads
from pixorga.serialization.documents import LONGEST
from pixorga.serialization.formats import MIGRATIONS, format_of
from pixorga.testing.builders import a_person, a_school
from tests.serialization.examples import EXAMPLES, SCHOOL_EVENTS
from tests.serialization.strategies import JUNK, spoilt, values_of

MARK = "Zuleika-Dobson-1911"
"""
What no error may show.
"""

VALIDATORS = {kind: Draft202012Validator(json_schema(kind)) for kind in kinds()}

each_kind = pytest.mark.parametrize("kind", kinds())

spoilt_documents = st.sampled_from(list(kinds())).flatmap(
    lambda kind: spoilt(dump(EXAMPLES[kind]))
)


def refusal_of(document, **options):
    """
    The error that a document, or a text, meets.
    """
    read = loads if isinstance(document, str) else load
    with pytest.raises(DocumentError) as refusal:
        read(document, **options)
    return refusal.value


def told(error):
    """
    All that an error tells, to whoever logs it with its origin.
    """
    lines = traceback.format_exception(error)
    return "".join([*lines, repr(error), repr(error.details), repr(error.args)])


def problems(document, **options):
    """
    The faults of a document, as texts.
    """
    return [str(problem) for problem in refusal_of(document, **options).problems]


def value_or_error(document):
    """
    What comes of a document: a value, or the one kind of error.
    """
    try:
        return load(document)
    except DocumentError as error:
        return error


@pytest.fixture
def operator():
    """
    A document with a part.
    """
    return dump(EXAMPLES["operator"])


@pytest.fixture
def migrations():
    """
    The table of migrations, to be filled for one test.
    """
    yield MIGRATIONS
    MIGRATIONS.clear()


class TestRoundTrip:
    @each_kind
    @settings(max_examples=20, deadline=None)
    @given(data=st.data())
    def test_any(self, kind, data):
        """
        Any value of any kind is read back as it was, and fits its schema.
        """
        value = data.draw(values_of(kinds()[kind]))

        document, text = dump(value), dumps(value)

        assert load(document) == value
        assert loads(text.encode("utf-8").decode("utf-8")) == value
        assert json.loads(text) == document
        assert list(VALIDATORS[kind].iter_errors(document)) == []

    @each_kind
    def test_plain(self, kind):
        """
        A document is made of JSON's own types, not of look-alikes.
        """
        assert types_in(dump(EXAMPLES[kind])) <= {
            dict,
            list,
            str,
            int,
            bool,
            type(None),
        }

    def test_audit(self):
        """
        A chain that was written and read still verifies, and an altered one does not.
        """
        chain, head = [], EMPTY_CHAIN
        for event in SCHOOL_EVENTS:
            chain.append(AuditEvent.after(head, event))
            head = chain[-1].head
        texts = [dumps(link) for link in chain]

        assert verify(map(loads, texts)) == head
        texts[3] = texts[3].replace("invitation-1", "invitation-2")
        assert verify(map(loads, texts)) is None


def types_in(part):
    """
    The types of a document's parts.
    """
    if isinstance(part, (dict, list)):
        parts = part.values() if isinstance(part, dict) else part
        return {type(part)}.union(*map(types_in, parts))
    return {type(part)}


class TestStrictness:
    @pytest.mark.slow
    @settings(max_examples=300, deadline=None)
    @given(document=spoilt_documents)
    def test_spoilt(self, document):
        """
        A spoilt document is refused, or is the very document of another value.

        So the reader refuses what the schema refuses.
        """
        value = value_or_error(document)

        if isinstance(value, DocumentError):
            assert value.problems
        else:
            assert dump(value) == document
            assert list(VALIDATORS[document["kind"]].iter_errors(document)) == []

    @given(junk=JUNK)
    def test_junk(self, junk):
        """
        What is no document at all is refused.
        """
        assert refusal_of(junk if not isinstance(junk, str) else [junk]).problems

    @given(text=st.text() | JUNK.map(json.dumps))
    def test_junk_text(self, text):
        """
        So is any text that holds none.
        """
        assert refusal_of(text).problems

    @each_kind
    def test_each_field_needed(self, kind):
        """
        A field that is missing is told by its path, be there a default for it.
        """
        for field in dump(EXAMPLES[kind]).keys() - {"kind", "format"}:
            document = dump(EXAMPLES[kind])
            del document[field]

            (problem,) = problems(document)

            assert problem.startswith(f"$.{field}: missing, expected ")

    @each_kind
    def test_no_other_field(self, kind):
        """
        A field that is unknown is refused, by the names of those that are known.
        """
        document = dump(EXAMPLES[kind])
        known = ", ".join(list(document)[2:])

        assert problems(document | {MARK: 1}) == [
            f"$: expected no other fields than {known}"
        ]

    def test_no_other_field_inside(self, operator):
        """
        A part has no other fields either.
        """
        operator["name"]["middle"] = "X"

        assert problems(operator) == [
            "$.name: expected no other fields than first, last"
        ]

    @pytest.mark.parametrize(
        ("kind", "field", "value", "problem"),
        [
            ("establishment", "name", 5, "a text"),
            ("establishment", "name", None, "a text"),
            ("establishment", "name", "\ud800", "a text"),
            ("establishment", "closed", 0, "true or false"),
            ("establishment", "closed", "false", "true or false"),
            ("establishment", "uai", "0750655e", "a UAI, seven digits and a capital"),
            ("establishment", "uai", "0750655E\n", "a UAI, seven digits and a capital"),
            (
                "establishment",
                "school_kind",
                "COLLEGE",
                "one of college, lycee, erea, other",
            ),
            (
                "establishment",
                "mailbox",
                "CE.0750655E@ac-paris.fr",
                "an e-mail address in small letters",
            ),
            ("delivery_report", "sent", True, "a whole number"),
            ("delivery_report", "sent", 1.0, "a whole number"),
            ("delivery_report", "sent", "1", "a whole number"),
            ("invitation_view", "last_day", "20260908", "a day such as 2026-09-01"),
            ("invitation_view", "last_day", "2026-02-30", "a day such as 2026-09-01"),
            ("audit_event", "details", "ab", "a list"),
            ("audit_event", "details", {"a": "b"}, "a list"),
            ("principal", "name", ["Claire", "Dubois"], "an object"),
            ("principal", "name", None, "an object"),
        ],
    )
    def test_types(self, kind, field, value, problem):
        """
        Nothing is converted on the quiet.
        """
        document = dump(EXAMPLES[kind]) | {field: value}

        assert problems(document) == [f"$.{field}: expected {problem}"]

    @pytest.mark.parametrize(
        "text",
        [
            "2026-09-01T08:00:00",
            "2026-09-01T08:00:00+00:00",
            "2026-09-01T10:00:00+02:00",
            "2026-09-01T08:00:00.5Z",
            "2026-09-01T08:00:00.000Z",
            "2026-09-01T08:00Z",
            "2026-09-01 08:00:00Z",
            "2026-09-01t08:00:00z",
            "2026-08-31T24:00:00Z",
            "2026-13-01T08:00:00Z",
            "0001-01-01T00:00:00+23:59",
            "20260901T080000Z",
            "2026-W36-2T08:00:00Z",
            "2026-09-01",
            "٢٠٢٦-09-01T08:00:00Z",
            "",
        ],
    )
    def test_instants(self, text):
        """
        An instant has one spelling: UTC, whole seconds, a Z.
        """
        document = dump(EXAMPLES["administrator"]) | {"joined_at": text}

        assert problems(document) == [
            "$.joined_at: expected an instant such as 2026-09-01T08:00:00Z"
        ]

    def test_lists(self):
        """
        A fault in a list is told by its place.
        """
        document = dump(EXAMPLES["audit_event"])
        document["details"] = [["a", "b"], ["a"], ["a", 1], ["a", "b", "c"], 7]

        assert problems(document) == [
            "$.details[1]: expected a list of 2",
            "$.details[2][1]: expected a text",
            "$.details[3]: expected a list of 2",
            "$.details[4]: expected a list",
        ]

    def test_rules(self, operator):
        """
        What a constructor refuses is told by the part, and by the rule.
        """
        operator["name"]["last"] = "bit.ly"

        assert problems(operator) == [
            "$.name.last: give a name, not a web address",
        ]
        assert problems(operator | {"id": "a@b", "name": None}) == [
            "$.id: remove the characters that do not belong in it",
        ]

    def test_all_at_once(self):
        """
        All faults are told, in the order of the fields.
        """
        document = dump(EXAMPLES["space_view"]) | {"school": 1}
        document["membership"]["uai"] = "?"
        del document["membership"]["person"]["email"]
        document["membership"]["extra"] = 1

        paths = [problem.path for problem in refusal_of(document).problems]

        assert paths == [
            "$.school",
            "$.membership.uai",
            "$.membership.person.email",
            "$.membership",
        ]

    def test_not_endless(self):
        """
        Of very many faults, the first are told.
        """
        document = dump(EXAMPLES["audit_event"]) | {"details": [None] * 1000}

        assert len(refusal_of(document).problems) == 20

    @pytest.mark.parametrize("kind", [None, "operator", "space_view", 1, ["member"]])
    def test_member(self, kind):
        """
        A part that may be of several classes says which.
        """
        document = dump(EXAMPLES["space_view"])
        document["membership"]["kind"] = kind

        assert problems(document) == [
            "$.membership: expected an object whose kind is administrator or member"
        ]

    def test_members_differ(self):
        """
        A member does not come back as an administrator.
        """
        view = attrs.evolve(EXAMPLES["space_view"], membership=EXAMPLES["member"])

        assert type(load(dump(view)).membership) is Member


class TestDump:
    def test_instants(self):
        """
        An instant is written in UTC, and one of unknown zone is refused.
        """
        summary = EXAMPLES["invitation_summary"]
        naive = datetime(2026, 9, 1, 8, 0)  # noqa: DTZ001 - it is what is refused

        assert dump(summary)["issued_at"] == "2026-09-01T08:00:00Z"
        with pytest.raises(InstantNaiveError):
            dump(attrs.evolve(summary, issued_at=naive))

    def test_instants_of_tests(self):
        """
        A stand-in for datetime, as tests make them, is written like one.
        """

        class Frozen(datetime):
            pass

        summary = attrs.evolve(
            EXAMPLES["invitation_summary"], issued_at=Frozen(2026, 9, 1, tzinfo=UTC)
        )

        assert dump(summary)["issued_at"] == "2026-09-01T00:00:00Z"

    def test_wrong_part(self):
        """
        A value that was made of what it cannot hold is not written.
        """
        report = DeliveryReport(sent=None)

        with pytest.raises(TypeError):
            dump(report)

    def test_text(self):
        """
        A text keeps its letters.
        """
        assert '"Collège Joséphine Baker"' in dumps(a_school())


class TestExpect:
    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("operator", Operator),
            ("operator", object),
            ("member", Membership),
            ("administrator", Administrator),
            ("space_orphaned", Event),
            ("activation_link", Message),
        ],
    )
    def test_met(self, kind, expected):
        """
        A class, or a base of it, may be asked for.
        """
        assert load(dump(EXAMPLES[kind]), expect=expected) == EXAMPLES[kind]

    @pytest.mark.parametrize(
        ("kind", "expected", "told"),
        [
            ("operator", Principal, "principal"),
            ("member", Administrator, "administrator"),
            ("space_view", Membership, "administrator or member"),
        ],
    )
    def test_missed(self, kind, expected, told):
        """
        A document of another kind is refused before its fields are read.
        """
        document = {"kind": kind, "format": 1}

        error = refusal_of(document, expect=expected)

        assert type(error) is DocumentKindError
        assert str(error) == f"This document cannot be read: $.kind: expected {told}."

    def test_text(self):
        """
        So it is of a text.
        """
        error = refusal_of(dumps(EXAMPLES["operator"]), expect=Principal)

        assert type(error) is DocumentKindError

    def test_private(self):
        """
        A class without documents is a mistake of whoever asks.
        """
        with pytest.raises(NotPublicError, match="str has no JSON form"):
            load({}, expect=str)


class TestHead:
    @pytest.mark.parametrize("document", [None, 1, "operator", [], [1], True])
    def test_object(self, document):
        """
        A document is an object.
        """
        with pytest.raises(DocumentError, match=r": \$: expected an object\.$"):
            load(document)

    @pytest.mark.parametrize(
        "kind", [None, "", "Operator", "link", 1, ["operator"], {}]
    )
    def test_kind(self, operator, kind):
        """
        An unknown kind is refused, and not repeated.
        """
        error = refusal_of(operator | {"kind": kind})

        assert type(error) is DocumentKindError
        assert str(error) == (
            "This document cannot be read: $.kind: expected a known kind."
        )

    def test_headless(self, operator):
        """
        A document without its kind, or without its format, is refused.
        """
        kindless = {**operator}
        del kindless["kind"]
        del operator["format"]

        assert problems(kindless) == ["$.kind: expected a known kind"]
        assert problems(operator) == ["$.format: expected a number from 1 to 1"]

    @pytest.mark.parametrize("number", [None, 0, -1, True, 1.0, "1", [1]])
    def test_format(self, operator, number):
        """
        A format is a number from 1.
        """
        error = refusal_of(operator | {"format": number})

        assert type(error) is DocumentError
        assert problems(operator | {"format": number}) == [
            "$.format: expected a number from 1 to 1"
        ]

    def test_newer(self, operator):
        """
        A document of a later release says to upgrade.
        """
        error = refusal_of(operator | {"format": 2})

        assert type(error) is DocumentNewerError
        assert (error.document, error.newest) == ("operator", 1)
        assert str(error) == (
            "This document cannot be read: $.format: expected at most 1; "
            "upgrade pixorga to read a newer one."
        )

    def test_untouched(self, operator):
        """
        Reading a document does not change it.
        """
        before = json.dumps(operator)

        load(operator)

        assert json.dumps(operator) == before


class TestMigrations:
    def test_earlier(self, operator, migrations):
        """
        A document of an earlier format is brought up to date, step by step.
        """
        earlier = {"kind": "operator", "format": 1, "login": "support-1"}
        between = {"kind": "operator", "format": 2, "key": "support-1"}
        migrations["operator", 1] = lambda fields: {"key": fields["login"]}
        migrations["operator", 2] = lambda fields: {"id": fields["key"], "name": None}

        assert load(earlier) == Operator(id="support-1")
        assert load(between) == Operator(id="support-1")
        assert load(operator | {"format": 3}) == EXAMPLES["operator"]

    def test_written(self, migrations):
        """
        The format after the last step is the one that is written.
        """
        migrations["operator", 1] = dict
        migrations["operator", 2] = dict

        assert dump(EXAMPLES["operator"])["format"] == format_of("operator") == 3
        assert json_schema("operator")["properties"]["format"] == {"const": 3}
        assert dump(EXAMPLES["principal"])["format"] == 1

    def test_newer(self, operator, migrations):
        """
        What is newer is counted from there.
        """
        migrations["operator", 1] = dict

        error = refusal_of(operator | {"format": 3})

        assert (type(error), error.newest) == (DocumentNewerError, 2)

    def test_no_way_back(self, operator, migrations):
        """
        Fields of today under an earlier format are not taken as they are.
        """
        migrations["operator", 1] = lambda fields: {"id": fields["login"], "name": None}

        assert problems(operator) == ["$: expected the fields of format 1"]

    @pytest.mark.parametrize("error", [AttributeError, KeyError, TypeError, ValueError])
    def test_malformed(self, operator, migrations, error):
        """
        A step that meets what it did not expect shows nothing of it.
        """

        def step(fields):
            raise error(fields["name"]["last"])

        operator["name"]["last"] = MARK
        migrations["operator", 1] = step

        error = refusal_of(operator)

        assert MARK not in told(error)
        assert error.__context__ is None

    def test_untouched(self, operator, migrations):
        """
        A step that changes its argument does not change the document.
        """
        migrations["operator", 1] = lambda fields: fields.update(name=None) or fields

        load(operator)

        assert operator["name"] is not None


class TestTexts:
    @pytest.mark.parametrize(
        "text", ["", "{", "nothing", "{'kind': 1}", "NaN", "[Infinity]", "1" * 5000]
    )
    def test_no_json(self, text):
        """
        What is no JSON is refused, also where Python would read it.
        """
        assert problems(text) == ["$: expected JSON"]

    def test_twice(self):
        """
        A field that is given twice is refused: readers differ on which counts.
        """
        text = dumps(EXAMPLES["operator"]).replace("{", '{"id": "1", ', 1)

        assert problems(text) == ["$: expected each field once"]

    def test_long(self):
        """
        A text that is too long is not looked at.
        """
        text = dumps(a_school())

        assert loads(text + " " * (LONGEST - len(text))) == a_school()
        assert problems(" " * (LONGEST + 1)) == [
            "$: expected at most 1000000 characters"
        ]

    @pytest.mark.parametrize("text", ["[" * 500_000, '{"a":' * 150_000])
    def test_deep(self, text):
        """
        A text that is nested too deeply is refused.
        """
        assert problems(text) == ["$: expected less nesting"]


class TestPrivacy:
    @pytest.mark.slow
    @settings(max_examples=300, deadline=None)
    @given(data=st.data())
    def test_spoilt(self, data):
        """
        No error shows anything of a document, or leads to one that does.
        """
        kind = data.draw(st.sampled_from(list(kinds())))
        document = marked(dump(EXAMPLES[kind]), data.draw(st.integers(0, 9)))

        value = value_or_error(data.draw(spoilt(document)))

        if isinstance(value, DocumentError):
            assert MARK not in told(value)
            assert value.__context__ is None

    @pytest.mark.parametrize(
        "text",
        [
            MARK,
            f'{{"{MARK}": 1, "{MARK}": 2}}',
            f'{{"kind": "{MARK}"}}',
            f'{{"kind": "operator", "format": "{MARK}"}}',
            f'{{"kind": "operator", "format": 1, "{MARK}": 1}}',
            f'{{"kind": "operator", "format": 1, "id": "{MARK}@", "name": null}}',
            f'{{"kind": "operator", "format": 1, "id": "1", "name": "{MARK}"}}',
        ],
    )
    def test_texts(self, text):
        """
        Nor does an error of a text, or lead to one that does.
        """
        error = refusal_of(text)

        assert MARK not in told(error)
        assert error.__context__ is None

    def test_logged(self, operator):
        """
        An error is of the tree, travels between processes, and stays as it is.
        """
        error = refusal_of(operator | {"name": MARK, "id": None})

        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - it was made here

        assert (error.code, error.kind) == ("DOCUMENT_INVALID", ErrorKind.INVALID)
        assert isinstance(error, ValueError)
        assert again.problems == error.problems
        assert (
            str(again)
            == str(error)
            == (
                "This document cannot be read: $.id: expected a text; "
                "$.name: expected an object."
            )
        )


def marked(part, seed):
    """
    A document with the mark in some of its texts, and as a field.
    """
    if isinstance(part, dict):
        inner = {key: marked(value, seed + len(key)) for key, value in part.items()}
        return inner | ({MARK: MARK} if seed % 5 == 0 else {})
    if isinstance(part, list):
        return [marked(value, seed + index) for index, value in enumerate(part)]
    return f"{MARK}{part}" if isinstance(part, str) and seed % 3 == 0 else part


class TestStored:
    def test_people(self):
        """
        What a person's document holds is what the person is.
        """
        assert dump(a_person()) == {
            "kind": "principal",
            "format": 1,
            "id": "person-1",
            "name": {"first": "Zoé", "last": "Łukaszewicz-D’Œuvre"},
            "email": "zoe@example.fr",
            "locale": "fr",
        }

    def test_school_kind(self):
        """
        A school's kind does not hide the document's.
        """
        document = dump(a_school())

        assert (document["kind"], document["school_kind"]) == (
            "establishment",
            "college",
        )
        assert load(document, expect=Establishment).kind is a_school().kind
