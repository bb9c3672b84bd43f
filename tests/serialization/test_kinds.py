"""
What is public, and what never is.
"""

from typing import get_args

import attrs
import pytest

from pixorga import SignUp
from pixorga.domain import events, messages
from pixorga.domain.audit import EMPTY_CHAIN, Event
from pixorga.domain.link import Link
from pixorga.domain.messages import Message
from pixorga.domain.outbox import Content
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import School
from pixorga.domain.team import Membership
from pixorga.errors import NotPublicError
from pixorga.serialization import (
    dump,
    dumps,
    json_schema,
    kinds,
    load,
    make_converter,
)
from pixorga.serialization.kinds import BASES, field_names, kind_of
from pixorga.testing.builders import (
    a_mail,
    a_school,
    a_space,
    an_account,
    an_invitation,
)
from pixorga.tokens import TokenClaim
from tests.serialization.examples import EXAMPLES

SECRET_WORDS = {"handle", "hash", "key", "password", "secret", "signature", "token"}

PRIVATE = [
    an_invitation(),
    an_account(),
    a_mail(),
    a_space(),
    EMPTY_CHAIN,
    Content(subject="s", text="t", html="h"),
    School(establishment=a_school(), space=None),
    SignUp(
        uai="0750655E",
        first_name="Claire",
        last_name="Dubois",
        email="claire@example.fr",
        password="une phrase de passe",
        terms="1",
    ),
    TokenClaim(uai=a_school().uai, handle="A" * 22),
]


def classes_in(kind):
    """
    A type, and the attrs classes that its fields lead to.
    """
    if attrs.has(kind):
        yield kind
        for field in attrs.fields(kind):
            yield from classes_in(field.type)
    for part in get_args(kind):
        yield from classes_in(part)


def name_of(value):
    """
    The name of a value's class, for the list of tests.
    """
    return type(value).__name__


class TestKinds:
    def test_named(self):
        """
        Kinds are sorted, and written like Python names.
        """
        assert list(kinds()) == sorted(kinds())
        assert all(kind.isidentifier() and kind.islower() for kind in kinds())

    def test_read_only(self):
        """
        The list of kinds cannot be changed.
        """
        with pytest.raises(TypeError):
            kinds()["link"] = Link

    @pytest.mark.parametrize(("module", "base"), [(events, Event), (messages, Message)])
    def test_families(self, module, base):
        """
        Every event and every message is public.
        """
        family = {
            cls
            for cls in vars(module).values()
            if _descends(cls, base) and cls.__name__ not in BASES
        }

        assert family
        assert family <= set(kinds().values())

    def test_one_to_one(self):
        """
        No two kinds share a class.
        """
        assert [kind_of(cls) for cls in kinds().values()] == list(kinds())

    @pytest.mark.parametrize("kind", kinds())
    def test_names_distinct(self, kind):
        """
        No field takes the name of another, or of the document's head.
        """
        names = [*field_names(kinds()[kind]).values(), "kind", "format"]

        assert len(names) == len(set(names))


class TestSecrets:
    @pytest.mark.parametrize("kind", kinds())
    def test_no_field(self, kind):
        """
        No public class, nor any in it, has a field for a handle, a hash or a key.
        """
        classes = set(classes_in(kinds()[kind]))
        words = {
            word
            for cls in classes
            for field in attrs.fields(cls)
            for word in field.name.split("_")
        }

        assert kinds()[kind] in classes
        assert words & SECRET_WORDS == set()

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_dump(self, value):
        """
        Any other value is refused by its class's name.
        """
        with pytest.raises(NotPublicError) as refusal:
            dump(value)

        assert refusal.value.type_name == type(value).__name__
        assert str(refusal.value) == (
            f"{type(value).__name__} has no JSON form: only public values have one."
        )

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_dumps(self, value):
        """
        Nor does it become a text.
        """
        with pytest.raises(NotPublicError):
            dumps(value)

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_converter(self, value):
        """
        The converter does not write it either.
        """
        with pytest.raises(NotPublicError):
            make_converter().unstructure(value)

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_converter_reads(self, value):
        """
        Nor does the converter make one.
        """
        with pytest.raises(NotPublicError):
            make_converter().structure({}, type(value))

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_schema(self, value):
        """
        It has no schema.
        """
        with pytest.raises(NotPublicError):
            json_schema(type(value))

    @pytest.mark.parametrize("value", PRIVATE, ids=name_of)
    def test_expect(self, value):
        """
        No document is expected to give one.
        """
        with pytest.raises(NotPublicError):
            load(dump(EXAMPLES["operator"]), expect=type(value))

    def test_inside(self):
        """
        It is not written as a part of an application's value either.
        """

        @attrs.frozen
        class Folder:
            link: Link

        with pytest.raises(NotPublicError):
            make_converter().unstructure(Folder(an_invitation()))

    def test_subclass(self):
        """
        An application's subclass of one of ours is no way around.
        """

        @attrs.frozen(kw_only=True)
        class Ticket(Link):
            pass

        with pytest.raises(NotPublicError):
            make_converter().get_unstructure_hook(Ticket)

    def test_base(self):
        """
        The base of public classes is none itself.
        """
        with pytest.raises(NotPublicError):
            kind_of(Membership)

    def test_bare(self):
        """
        A scalar is no document.
        """
        with pytest.raises(NotPublicError):
            dump(EmailAddress("claire@example.fr"))


def _descends(cls, base):
    return isinstance(cls, type) and issubclass(cls, base) and cls is not base
