"""
The tree of errors: its drawing, its codes, and what every error of it can do.
"""

import copy
import logging
import pickle
import re
from enum import Enum
from multiprocessing.reduction import ForkingPickler

import attrs
import pytest

from pixorga import errors
from pixorga.errors import (
    DocumentProblem,
    ErrorKind,
    ExtraMissingError,
    FieldBlankError,
    FieldTooLongError,
    InputError,
    InvalidError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
    LinkRevokedReason,
    PixorgaError,
    StoreError,
    StoreNestedError,
    UaiKeyError,
)

SAMPLES = {
    "field": "uai",
    "errors": (
        FieldBlankError(field="first_name"),
        FieldTooLongError(field="last_name", limit=100),
    ),
    "limit": 100,
    "choices": ("fr", "en"),
    "expected": "G",
    "setting": "site.join",
    "problem": "use https.",
    "subject": "link",
    "state": "accepted",
    "event": "be revoked",
    "extra": "sql",
    "found": "0000",
    "remedy": "run it",
    "problems": (DocumentProblem(path="$.uai", problem="give a UAI"),),
    "document": "principal",
    "newest": 1,
    "type_name": "Account",
    "version": "2",
    "line": 3,
    "closing": 300,
    "listed": 11000,
    "retry_after": 60,
    "codes": ("SEX_MISSING",),
    "partial": None,
}
"""
A value for each attribute that an error of the tree has.
"""


CODES = [
    "ADDRESS_TAKEN",
    "AUTHORITY_MISSING",
    "BINDING_INVALID",
    "CLOSING_UNCONFIRMED",
    "COMMUNE_MALFORMED",
    "CONFIGURATION_INVALID",
    "CONFLICT",
    "COUNTRY_MALFORMED",
    "CREDENTIALS_REFUSED",
    "DEPARTMENT_MALFORMED",
    "DIRECTORY_CHANGED",
    "DIRECTORY_FILE",
    "DOCUMENT_INVALID",
    "DOCUMENT_KIND",
    "DOCUMENT_NEWER",
    "EMAIL_MALFORMED",
    "ESTABLISHMENT_UNKNOWN",
    "EXTRA_MISSING",
    "FIELD_BLANK",
    "FIELD_CHARACTER",
    "FIELD_CHOICE",
    "FIELD_HOMOGRAPH",
    "FIELD_INVALID",
    "FIELD_MISMATCH",
    "FIELD_TOO_LONG",
    "FIELD_TOO_SHORT",
    "FIELD_URL",
    "FORBIDDEN",
    "INE_KEY",
    "INE_MALFORMED",
    "INPUT_INVALID",
    "INSTANT_NAIVE",
    "INVALID",
    "KEY_WEAK",
    "LAST_ADMINISTRATOR",
    "LIMITER_UNAVAILABLE",
    "LINK",
    "LINK_EXPIRED",
    "LINK_INVALID",
    "LINK_MISSING",
    "LINK_REPLAYED",
    "LINK_REVOKED",
    "LOGIN_NEEDED",
    "LOGIN_THROTTLED",
    "MAILBOX_MISSING",
    "MAILBOX_REFUSED",
    "MAILBOX_UNCONFIRMED",
    "MAIL_TEMPLATE",
    "MEF_MALFORMED",
    "MEMBERSHIP_ENDED",
    "NOT_FOUND",
    "NOT_PUBLIC",
    "OPERATOR_NEEDED",
    "OUTCOME_UNKNOWN",
    "PASSWORD_BREACHED",
    "PASSWORD_WRONG",
    "PIXORGA",
    "REASON_NEEDED",
    "REQUEST_THROTTLED",
    "SCHEMA_MISMATCH",
    "SIECLE",
    "SIECLE_ARCHIVE",
    "SIECLE_FILE",
    "SIECLE_REFUSED",
    "SIECLE_SYNTAX",
    "SPACE_ARCHIVED",
    "STORE_CONFLICT",
    "STORE_FORKED",
    "STORE_LOCKED",
    "STORE_NESTED",
    "STORE_READ_ONLY",
    "STORE_UNAVAILABLE",
    "SUCCESSOR_ADDRESS",
    "TERMS_OUTDATED",
    "TERMS_UPDATE_REQUIRED",
    "THROTTLED",
    "TRANSITION_ILLEGAL",
    "UAI_KEY",
    "UAI_MALFORMED",
    "UNAVAILABLE",
]
"""
What has been released, and only grows.
"""


CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, PixorgaError)
]


def below(root):
    """
    A class of the tree and all those under it.
    """
    return {one for one in CLASSES if issubclass(one, root)}


def made(error_class):
    """
    An error of a class, every attribute of which has a value.
    """
    reasons = {
        LinkInvalidError: LinkInvalidReason.FORGED,
        errors.LinkRevokedError: LinkRevokedReason.SUPERSEDED,
    }
    samples = SAMPLES | {"reason": reasons.get(error_class)}
    names = [field.name for field in attrs.fields(error_class)]
    return error_class(**{name: samples[name] for name in names})


def drawn(docstring):
    """
    The name of each class in a drawing, with its depth and its builtin base.
    """
    depths = {}
    for line in docstring.splitlines():
        match = re.match(r" {4}((?:│   |    )*(?:├── |└── )?)(\w+Error\b.*)", line)
        if match is None:
            continue
        names = re.sub(r" {2,}.*", "", match[2])
        for name, base in re.findall(r"(\w+Error)(?: \((\w+)\))?", names):
            assert name not in depths, f"{name} is drawn twice"
            depths[name] = (len(match[1]) // 4, base)
    return depths


def depth(error_class):
    """
    How many classes lie between a class and the root.
    """
    return [one for one in error_class.__mro__ if one in CLASSES].index(PixorgaError)


class TestTree:
    def test_public(self):
        """
        Every error and every reason is public, and their names are sorted.
        """
        reasons = {
            name
            for name, value in vars(errors).items()
            if isinstance(value, type)
            and issubclass(value, Enum)
            and value.__module__ == errors.__name__
        }

        others = reasons | {"DocumentProblem"}
        assert errors.__all__ == sorted({one.__name__ for one in CLASSES} | others)

    def test_drawn(self):
        """
        The drawing shows every class, at its depth and with its builtin base.
        """
        builtin = {
            InvalidError: "ValueError",
            ExtraMissingError: "ImportError",
            StoreNestedError: "RuntimeError",
        }

        assert drawn(errors.__doc__) == {
            one.__name__: (depth(one), builtin.get(one, "")) for one in CLASSES
        }

    def test_drawn_under_its_parent(self):
        """
        In the drawing, the last class one level higher is the parent.
        """
        last = {}
        parents = {}
        for name, (level, _) in drawn(errors.__doc__).items():
            parents[name] = last.get(level - 1)
            last[level] = name

        assert parents == {
            one.__name__: None if one is PixorgaError else one.__bases__[0].__name__
            for one in CLASSES
        }

    def test_builtins(self):
        """
        A caller who knows builtin errors only catches what they stand for.
        """
        assert below(ValueError) == below(InvalidError)
        assert below(ImportError) == {ExtraMissingError}

    @pytest.mark.parametrize("one", CLASSES, ids=lambda one: one.__name__)
    def test_attributes_are_made(self, one):
        """
        A class that names attributes of its own is made by attrs, to take them.
        """
        own = {
            name
            for name, kind in vars(one).get("__annotations__", {}).items()
            if "ClassVar" not in str(kind)
        }

        assert own <= {field.name for field in attrs.fields(one)}

    def test_codes(self):
        """
        Each class has a code of its own, and a kind.
        """
        codes = [one.code for one in CLASSES]

        assert len(set(codes)) == len(codes)
        assert all(re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", code) for code in codes)
        assert all(isinstance(one.kind, ErrorKind) for one in CLASSES)

    def test_codes_are_stable(self):
        """
        A released code is never changed: applications, logs and tables hold it.
        """
        assert sorted(one.code for one in CLASSES) == CODES

    def test_kinds(self):
        """
        A web application can answer each family with one status.
        """
        kinds = {}
        for one in CLASSES:
            kinds.setdefault(one.kind, set()).add(one.code)

        assert kinds[ErrorKind.FORBIDDEN] == {
            "AUTHORITY_MISSING",
            "CREDENTIALS_REFUSED",
            "FORBIDDEN",
            "LOGIN_NEEDED",
            "MEMBERSHIP_ENDED",
            "OPERATOR_NEEDED",
            "REASON_NEEDED",
            "TERMS_UPDATE_REQUIRED",
        }
        assert kinds[ErrorKind.THROTTLED] == {
            "LOGIN_THROTTLED",
            "REQUEST_THROTTLED",
            "THROTTLED",
        }
        assert kinds[ErrorKind.NOT_FOUND] == {"ESTABLISHMENT_UNKNOWN", "NOT_FOUND"}
        assert kinds[ErrorKind.GONE] == {"LINK", "LINK_EXPIRED", "LINK_REVOKED"}
        assert {one.code for one in below(InvalidError)} == (
            kinds[ErrorKind.INVALID] - {"LINK_INVALID", "LINK_MISSING"}
        )
        assert {one.code for one in below(errors.ConflictError)} == (
            kinds[ErrorKind.CONFLICT] - {"LINK_REPLAYED"}
        )

    def test_retryable(self):
        """
        Only what could not be done now may be tried again unchanged.
        """
        assert {one.code for one in CLASSES if one.retryable} == {
            "LIMITER_UNAVAILABLE",
            "LOGIN_THROTTLED",
            "REQUEST_THROTTLED",
            "STORE_CONFLICT",
            "STORE_LOCKED",
            "STORE_UNAVAILABLE",
            "THROTTLED",
        }


@pytest.mark.parametrize("error_class", CLASSES, ids=lambda one: one.__name__)
class TestEveryError:
    def test_is_a_sentence(self, error_class):
        """
        Its text is one or more sentences, every place in them filled.
        """
        text = str(made(error_class))

        assert re.fullmatch(r'(?:[A-Z]|pixorga |[a-z_.]+: ).*[.")]', text)
        assert re.search(r"[{}\n]|None", text) is None

    def test_says_its_attributes(self, error_class):
        """
        Its template asks for attributes that it has, and for no others.
        """
        places = set(re.findall(r"{(\w+)}", error_class.template))

        assert places <= {field.name for field in attrs.fields(error_class)}

    def test_can_be_pickled(self, error_class):
        """
        It comes back from a pickle with its attributes, text and arguments.
        """
        error = made(error_class)

        again = pickle.loads(ForkingPickler.dumps(error))  # noqa: S301 (our own)

        assert type(again) is error_class
        assert str(again) == str(error)
        assert list(again.details) == list(error.details)
        assert repr(again) == repr(error)

    def test_can_be_copied(self, error_class):
        """
        A copy says the same and is another error: errors compare by identity.
        """
        error = made(error_class)

        again = copy.copy(error)

        assert again.details == error.details
        assert again != error
        assert len({again, error}) == 2

    def test_can_be_chained(self, error_class):
        """
        `raise … from` keeps the cause, and the error can bear a note.
        """
        cause = KeyError("cause")

        with pytest.raises(error_class) as caught:
            raise made(error_class) from cause

        caught.value.add_note("seen")
        assert caught.value.__cause__ is cause
        assert caught.value.__notes__ == ["seen"]

    def test_takes_keywords_only(self, error_class):
        """
        Its attributes are given by name.
        """
        with pytest.raises(TypeError):
            error_class("value")


class TestPickle:
    def test_nested(self):
        """
        A form's error takes its fields' errors along to another process and back.
        """
        error = made(InputError)

        again = pickle.loads(ForkingPickler.dumps(error))  # noqa: S301 (our own)

        assert [(type(one), one.details) for one in again.errors] == [
            (type(one), one.details) for one in error.errors
        ]


class TestDetails:
    def test_by_name(self):
        """
        The attributes come by name, in the order of their classes.
        """
        error = UaiKeyError(field="uai", expected="G")

        assert error.details == {"field": "uai", "expected": "G"}
        assert LinkMissingError().details == {}

    def test_is_a_copy(self):
        """
        What is done to the details is not done to the error.
        """
        error = UaiKeyError(field="uai", expected="G")

        error.details["field"] = "other"

        assert error.field == "uai"

    def test_nested_errors_stay_errors(self):
        """
        A form's errors are not turned into dictionaries.
        """
        assert made(InputError).details == {"errors": SAMPLES["errors"]}


class TestInputError:
    def test_says_all_fields(self):
        """
        The text of a form's error is the text of all its fields' errors.
        """
        assert str(made(InputError)) == (
            "first_name: fill in this field. last_name: give at most 100 characters."
        )


class TestText:
    def test_value_with_braces(self):
        """
        Braces in a value are shown as they are, and ask for nothing.
        """
        error = errors.ConfigurationError(setting="{x}", problem="{setting.__class__}")

        assert str(error) == "{x}: {setting.__class__}"

    def test_in_a_log(self, caplog):
        """
        An error can be logged by its text.
        """
        logging.getLogger("pixorga").error("%s", StoreError())

        assert caplog.messages == [str(StoreError())]
