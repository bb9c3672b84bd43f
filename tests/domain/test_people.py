"""
Names, addresses, languages and who bears them: what is read, and what is refused.
"""

import pickle
import string
import traceback
import unicodedata

import attrs
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pixorga.domain.people import (
    EMAIL_LENGTH,
    NAME_LENGTH,
    EmailAddress,
    Locale,
    Operator,
    PersonName,
    Principal,
    comparison_key,
    parse_name_part,
)
from pixorga.errors import (
    EmailMalformedError,
    FieldBlankError,
    FieldCharacterError,
    FieldChoiceError,
    FieldError,
    FieldHomographError,
    FieldTooLongError,
    FieldUrlError,
    InputError,
)

GOOD_NAMES = [
    "J.-P. Dupont",
    "J.P.",
    "J. R. R.",
    "O'Neil",
    "D’Artagnan",
    "d\u2018Artagnan",
    "N\u02bcGolo",
    "Ka\u02bbena",
    "N'Golo",
    "M'Bappé",
    "'t Hooft",
    "Nguyễn",
    "Şahin",
    "Y\u0131ld\u0131z",
    "İbrahim",
    "Łukasz",
    "Œuvrard",
    "Straße",
    "\u0132sbrand",
    "Gal·la",
    "de La Tour",
    "Anne-Marie",
    "Anne\u2010Marie",
    "Anne\u2011Marie",
    "Anne–Marie",
    "St. John",
    "Jean-Paul II",
    "Élève 12",
    "X",
    "Мария",
    "Ωραία",
    "محمد",
    "李小龙",
    "김철수",
    "सुनीता",
    "คำรณ",
]

# Each with why it is refused.
BAD_NAMES = [
    ("www.evil.fr", FieldUrlError),
    ("WWW.EVIL.FR", FieldUrlError),
    ("http://", FieldUrlError),
    ("https://evil.fr", FieldUrlError),
    ("evil.com/x", FieldUrlError),
    ("bit.ly", FieldUrlError),
    ("see bit.ly please", FieldUrlError),
    ("пример.рф", FieldUrlError),
    ("a@evil.fr", FieldUrlError),
    ("evil.xn--p1ai", FieldUrlError),
    ("evil\u200b.com", FieldUrlError),
    ("Jean Paul, Marie", FieldCharacterError),
    *((f"a{sign}b", FieldCharacterError) for sign in '<>@/\\:;"={}()[]!?#%&+*^~|_$,`'),
    *(
        (f"a{sign}b", FieldCharacterError)
        for sign in "€\u00b4¨«»…“”—\uff0f\u2044\u02d0\u01c3"
    ),
    ("Claire\nBcc: x", FieldCharacterError),
    ("Claire\r\n", FieldCharacterError),
    ("Claire\t", FieldCharacterError),
    *((f"Cl{char}aire", FieldCharacterError) for char in "\0\x1b\x7f\x85\u2028\u2029"),
    *(
        (f"Cl{char}aire", FieldCharacterError)
        for char in "\u202a\u202e\u2066\u200f\u061c"
    ),
    *(
        (f"Cl{char}aire", FieldCharacterError)
        for char in "\u200b\u200c\u200d\u2060\ufeff"
    ),
    *(
        (f"Cl{char}aire", FieldCharacterError)
        for char in "\u00ad\u034f\ufe0f\U000e0100"
    ),
    *(
        (f"Cl{char}aire", FieldCharacterError)
        for char in "\ue000\ud800\uffff\U0003ffff"
    ),
    *(
        (f"Cl{char}aire", FieldCharacterError)
        for char in "\u115f\u1160\u17b4\u180b\u180f"
    ),
    *((f"Cl{char}aire", FieldCharacterError) for char in "\u20dd\u2460\u2160\u00b2"),
    ("\u3164", FieldCharacterError),
    ("\u2800", FieldCharacterError),
    ("0", FieldCharacterError),
    ("12 34", FieldCharacterError),
    ("Appelez 0899", FieldCharacterError),
    ("Paul \u0662", FieldCharacterError),
    ("-", FieldCharacterError),
    (".'’", FieldCharacterError),
    ("\u02bc", FieldCharacterError),
    ("\uff23laire", FieldCharacterError),
    ("\U0001d402laire", FieldCharacterError),
    ("\U0001d402\U0001d425", FieldCharacterError),
    ("\u1d05\u1d1c\u1d18", FieldCharacterError),
    ("1\u00aa", FieldCharacterError),
    ("😀", FieldCharacterError),
    ("e\u0301\u0301\u0301\u0301", FieldCharacterError),
    ("\u0301e", FieldCharacterError),
    ("a \u0301", FieldCharacterError),
    ("a-\u0301", FieldCharacterError),
    ("Cl\u0430ire", FieldHomographError),
    ("\u0391nne", FieldHomographError),
    ("Anne-\u041c\u0430\u0440\u0438\u044f", FieldHomographError),
    ("Paul\u0903", FieldHomographError),
    ("Paul\U00017000", FieldHomographError),
]

GOOD_EMAILS = [
    "ce.0750680g@ac-paris.fr",
    "claire@example.fr",
    "claire.dubois+pix@example.co.uk",
    "o'neil@example.ie",
    "_x-1@a-b.example.fr",
    "0761713z@ac-normandie.fr",
    "a@b.pf",
    f"{'a' * 64}@example.fr",
    f"a@{'b' * 63}.fr",
    f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.fr",
]

BAD_EMAILS = [
    *(
        (text, EmailMalformedError)
        for text in (
            "claire",
            "@example.fr",
            "claire@",
            "claire@@example.fr",
            "claire@example",
            "claire@localhost",
            "a@b,c@d",
            "a@b.fr,c@d.fr",
            "a@b.fr c@d.fr",
            "a@b.fr;c@d.fr",
            "claire dubois@example.fr",
            "Claire <claire@example.fr>",
            "<claire@example.fr>",
            "mailto:claire@example.fr",
            '"claire"@example.fr',
            '"a@b"@example.fr',
            "claire(x)@example.fr",
            "claire\\@example.fr",
            "a%b@example.fr",
            "a!b@example.fr",
            "a/b@example.fr",
            "a=b@example.fr",
            "-oQ/tmp@example.fr",
            "-claire@example.fr",
            ".claire@example.fr",
            "claire.@example.fr",
            "claire..dubois@example.fr",
            "claire@.example.fr",
            "claire@example..fr",
            "claire@example.fr.",
            "claire@-example.fr",
            "claire@example-.fr",
            "claire@exa_mple.fr",
            "claire@example.f",
            "claire@example.f1",
            "claire@127.0.0.1",
            "claire@[127.0.0.1]",
            "claire@[IPv6:::1]",
            "claire@example.fr:25",
            f"{'a' * 65}@example.fr",
            f"a@{'b' * 64}.fr",
            "josé@example.fr",
            "jose\u0301@example.fr",
            "claire@éducation.fr",
            "claire\uff20example.fr",
            "claire@example\u3002fr",
            "😀@example.fr",
        )
    ),
    *(
        (text, FieldHomographError)
        for text in (
            "m\u0131ke@example.fr",
            "ce.0750680g@\u0430c-paris.fr",
            "cl\u0430ire@example.fr",
            "mi\u212ae@example.fr",
            "\uff43laire@example.fr",
            "claire\u0661@example.fr",
            "claire@example.\u0440f",
            "claire@xn--c-paris-2ve.fr",
            "claire@XN--c-paris-2ve.fr",
            "claire@mail.xn--p1ai",
        )
    ),
    *(
        (f"claire{char}@example.fr", FieldCharacterError)
        for char in "\n\r\0\t\x85\u2028\u200b\u202e\ufeff\u00ad\ue000\ud800"
    ),
    ("claire@example.fr\r\nBcc: x@example.fr", FieldCharacterError),
    ("claire@example.fr\n", FieldCharacterError),
    ("\rclaire@example.fr", FieldCharacterError),
]

# Surrogates included: they come out of broken JSON.
any_text = st.text(alphabet=st.characters(exclude_categories=()))
near_names = st.text(
    alphabet="aéœ\u0131\u0130ßŁ\u0410\u0301\u0323-'’.· \u00a0\n12/@\u02bc\u3164ﬁ",
    max_size=12,
)
near_emails = st.text(alphabet="aB1.-_'+@ \u0131\u212a\n\u0301", max_size=16)
name_parts = st.sampled_from(GOOD_NAMES)
latin_parts = st.sampled_from(GOOD_NAMES[:-8])


def shown(error):
    """
    All that a log could show of an error.
    """
    return "".join(
        [*traceback.format_exception_only(error), repr(error), repr(error.args)]
    ).lower()


def outcome(read, *args, **kwargs):
    """
    What was read, or the error that says why not.
    """
    try:
        return read(*args, **kwargs)
    except (FieldError, InputError) as error:
        return error


class TestParseNamePart:
    @pytest.mark.parametrize("name", GOOD_NAMES)
    def test_good(self, name):
        """
        Real names are read as they are written.
        """
        assert parse_name_part(name, field="name") == name

    @pytest.mark.parametrize(("name", "error"), BAD_NAMES)
    def test_bad(self, name, error):
        """
        What is no name is refused, with the reason and the field.
        """
        with pytest.raises(FieldError) as caught:
            parse_name_part(name, field="last_name")

        assert type(caught.value) is error
        assert caught.value.field == "last_name"

    @pytest.mark.parametrize("text", [None, "", "   ", "\u00a0\u202f\u3000", "\n\t"])
    def test_blank(self, text):
        """
        Nothing, or nothing but blanks, is a field left blank.
        """
        with pytest.raises(FieldBlankError) as caught:
            parse_name_part(text, field="first_name")

        assert caught.value.field == "first_name"

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("  Claire ", "Claire"),
            ("\u00a0Claire\u202f", "Claire"),
            ("de \u00a0 La\u3000 Tour", "de La Tour"),
            ("Ame\u0301lie", "Amélie"),
            ("\u212bsa", "Åsa"),
        ],
    )
    def test_mended(self, text, name):
        """
        Needless blanks go, and letters are composed.
        """
        assert parse_name_part(text, field="name") == name

    def test_length(self):
        """
        A hundred characters are accepted, blanks around them not counted.
        """
        longest = "é" * NAME_LENGTH

        assert parse_name_part("e\u0301" * 100, field="name") == longest
        assert parse_name_part(f"  {longest}  ", field="name") == longest
        with pytest.raises(FieldTooLongError) as caught:
            parse_name_part(f"{longest}e", field="name")
        assert (caught.value.field, caught.value.limit) == ("name", 100)

    def test_length_that_is_looked_at(self):
        """
        A text of more than 512 characters is too long, were it only blanks.
        """
        assert parse_name_part("Claire".rjust(512), field="name") == "Claire"
        with pytest.raises(FieldTooLongError) as caught:
            parse_name_part("Claire".rjust(513), field="name")
        assert caught.value.limit == 100

    def test_marks(self):
        """
        Two marks on a letter are a language's, three are a heap.
        """
        assert parse_name_part("x\u0301\u0323", field="name") == "x\u0323\u0301"
        with pytest.raises(FieldCharacterError):
            parse_name_part("x\u0301\u0323\u0302", field="name")
        assert parse_name_part("x\u0301\u0323x\u0301\u0323", field="name")

    def test_digits(self):
        """
        Three digits beside letters pass, four could be a telephone's.
        """
        assert parse_name_part("Paul 1 2 3", field="name") == "Paul 1 2 3"
        with pytest.raises(FieldCharacterError):
            parse_name_part("Paul 1 2 3 4", field="name")

    @given(text=any_text | near_names)
    @example("\u0344")  # composes to two marks
    @example("a\u037e")  # the Greek question mark composes to ;
    def test_any_text(self, text):
        """
        A text is refused with an error of the field, or read as a settled, safe name.
        """
        name = outcome(parse_name_part, text, field="name")

        if isinstance(name, FieldError):
            assert name.field == "name"
            return
        assert parse_name_part(name, field="name") == name
        assert unicodedata.is_normalized("NFC", name)
        assert 1 <= len(name) <= NAME_LENGTH
        assert name.isprintable()
        assert name == " ".join(name.split())
        assert not set(name) & set('<>@/\\:;"={},\r\n\0')

    @given(
        before=st.text(max_size=5),
        after=st.text(max_size=5),
        name=st.sampled_from(GOOD_NAMES),
    )
    def test_control_characters_anywhere(self, before, after, name):
        """
        A line break is refused wherever it is, never trimmed away.
        """
        for text in (f"{name}\n", f"\r{name}", f"{before}{name}\u2028{after}"):
            with pytest.raises(FieldError):
                parse_name_part(text, field="name")

    @given(before=any_text, after=any_text)
    def test_errors_are_discreet(self, before, after):
        """
        No error shows what was typed, not even through its causes.
        """
        with pytest.raises(FieldError) as caught:
            parse_name_part(f"{before}Xyzzy<{after}", field="name")

        assert "xyzzy" not in shown(caught.value)
        assert caught.value.__context__ is None


class TestPersonName:
    def test_parse(self):
        """
        Both parts are mended.
        """
        name = PersonName.parse(first=" Anne-Marie ", last="de  La Tour")

        assert name == PersonName(first="Anne-Marie", last="de La Tour")
        assert (name.first, name.last) == ("Anne-Marie", "de La Tour")
        assert str(name) == "Anne-Marie de La Tour"

    def test_all_errors_at_once(self):
        """
        Both fields are told, in the form's order and under the form's names.
        """
        with pytest.raises(InputError) as caught:
            PersonName.parse(first="bit.ly", last=None)

        first, last = caught.value.errors
        assert (type(first), first.field) == (FieldUrlError, "first_name")
        assert (type(last), last.field) == (FieldBlankError, "last_name")

    @pytest.mark.parametrize(
        ("first", "last", "field"), [("<", "Dubois", "prenom"), ("Claire", "<", "nom")]
    )
    def test_one_error(self, first, last, field):
        """
        One faulty field is told in the same way, under the name that was given.
        """
        with pytest.raises(InputError) as caught:
            PersonName.parse(
                first=first, last=last, first_field="prenom", last_field="nom"
            )

        (error,) = caught.value.errors
        assert (type(error), error.field) == (FieldCharacterError, field)

    def test_parts_in_two_alphabets(self):
        """
        A first and a last name of different alphabets are one homograph.
        """
        with pytest.raises(InputError) as caught:
            PersonName.parse(first="Claire", last="\u0420\u0430\u0441\u0435")

        (error,) = caught.value.errors
        assert (type(error), error.field) == (FieldHomographError, "last_name")
        with pytest.raises(FieldHomographError) as direct:
            PersonName(first="Claire", last="\u0420\u0430\u0441\u0435")
        assert direct.value.field == "last"

    @pytest.mark.parametrize(
        ("first", "last", "field"),
        [
            (" Claire", "Dubois", "first"),
            ("Claire", "Dubois ", "last"),
            ("Ame\u0301lie", "Dubois", "first"),
            ("Claire", "de  La Tour", "last"),
            ("Claire", "<b>", "last"),
        ],
    )
    def test_made_directly(self, first, last, field):
        """
        A value is made of parts that are settled already.
        """
        with pytest.raises(FieldCharacterError) as caught:
            PersonName(first=first, last=last)

        assert caught.value.field == field

    def test_repr(self):
        """
        The name is in `str` only: `repr`, alone or inside others, leaves it out.
        """
        name = PersonName(first="Claire", last="Dubois")

        assert repr(name) == f"{[name]!r}"[1:-1] == "PersonName(…)"
        assert [field.repr for field in attrs.fields(PersonName)] == [False, False]

    def test_value(self):
        """
        Equal names are equal values, cannot be changed, and survive pickling.
        """
        name = PersonName(first="Claire", last="Dubois")

        assert {name, PersonName(first="Claire", last="Dubois")} == {name}
        assert pickle.loads(pickle.dumps(name)) == name  # noqa: S301 (our own)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            name.last = "Durand"

    @given(first=any_text | name_parts, last=any_text | name_parts)
    def test_any_text(self, first, last):
        """
        A name is read and settled, or refused for its own fields, each once.
        """
        name = outcome(PersonName.parse, first=first, last=last)

        if isinstance(name, InputError):
            fields = [error.field for error in name.errors]
            assert fields == sorted(set(fields))
            assert set(fields) <= {"first_name", "last_name"}
            assert name.__context__ is None
            return
        assert PersonName.parse(first=name.first, last=name.last) == name
        assert repr(name) == "PersonName(…)"

    @given(first=any_text, last=any_text)
    def test_errors_are_discreet(self, first, last):
        """
        No error shows what was typed.
        """
        with pytest.raises(InputError) as caught:
            PersonName.parse(first=f"{first}Xyzzy<", last=f"{last}Xyzzy>")

        assert "xyzzy" not in shown(caught.value)


class TestComparisonKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Anne-Marie", "ANNE  MARIE"),
            ("Anne\u2011Marie", "anne–marie"),
            ("D’Artagnan", "d'artagnan"),
            ("D’Artagnan", "D ARTAGNAN"),
            ("N\u02bcGolo", "N`Golo"),
            ("Œuvrard", "OEUVRARD"),
            ("Lætitia", "LAETITIA"),
            ("Straße", "STRASSE"),
            ("Łukasz", "Lukasz"),
            ("Søren", "Soren"),
            ("Guðrún", "GUDRUN"),
            ("Þór", "Thor"),
            ("Anne—Marie", "Anne Marie"),
            ("Đặng", "DANG"),
            ("Y\u0131ld\u0131z", "YILDIZ"),
            ("İbrahim", "ibrahim"),
            ("Nguyễn", "Nguye\u0302\u0303n"),
            ("François", "FRANCOIS"),
            ("Gal·la", "Galla"),
            ("J.-P.", "J P"),
            (" Dubois ", "dubois"),
        ],
    )
    def test_same(self, one, other):
        """
        Two spellings of one name have one key.
        """
        assert comparison_key(one) == comparison_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Dubois", "Dubos"),
            ("Marie Anne", "Marianne"),
            ("Paul 1", "Paul 2"),
            ("सुनीता", "सनीता"),
            ("Мария", "Мариа"),
        ],
    )
    def test_different(self, one, other):
        """
        Two names have two keys.
        """
        assert comparison_key(one) != comparison_key(other)

    def test_words(self):
        """
        The key is made of plain words.
        """
        assert comparison_key(" L'Œuvre-D’Été ") == "l oeuvre d ete"

    def test_too_long(self):
        """
        A text that is not looked at has the key of no name.
        """
        assert comparison_key("Dubois".ljust(512)) == "dubois"
        assert comparison_key("Dubois".ljust(513)) == ""

    @given(text=any_text | near_names)
    def test_settled(self, text):
        """
        The key of a key is itself, and composition makes no difference.
        """
        key = comparison_key(text)

        assert comparison_key(key) == key
        assert comparison_key(unicodedata.normalize("NFD", text)) == key

    @given(text=any_text | name_parts | near_names)
    def test_of_names(self, text):
        """
        Every name that is accepted has a key.
        """
        name = outcome(parse_name_part, text, field="name")

        assert isinstance(name, FieldError) or comparison_key(name) != ""

    @given(name=latin_parts)
    def test_case(self, name):
        """
        The case that a name is typed in makes no difference.
        """
        assert comparison_key(name.upper()) == comparison_key(name.lower())


class TestEmailAddress:
    @pytest.mark.parametrize("address", GOOD_EMAILS)
    def test_good(self, address):
        """
        Plain addresses are read, up to the longest.
        """
        email = EmailAddress.parse(address)

        assert str(email) == address
        assert f"{email.local}@{email.domain}" == address

    @pytest.mark.parametrize(("address", "error"), BAD_EMAILS)
    def test_bad(self, address, error):
        """
        Everything else is refused, with the reason and the field.
        """
        with pytest.raises(FieldError) as caught:
            EmailAddress.parse(address, field="sender")

        assert type(caught.value) is error
        assert caught.value.field == "sender"

    @pytest.mark.parametrize("text", [None, "", "  ", "\u00a0", "\n"])
    def test_blank(self, text):
        """
        Nothing, or nothing but blanks, is a field left blank.
        """
        with pytest.raises(FieldBlankError) as caught:
            EmailAddress.parse(text)

        assert caught.value.field == "email"

    def test_case_and_blanks(self):
        """
        Case makes no difference, blanks around the address neither.
        """
        email = EmailAddress.parse(" \u00a0Claire.DUBOIS@AC-Paris.fr ")

        assert email == EmailAddress("claire.dubois@ac-paris.fr")
        assert (email.local, email.domain) == ("claire.dubois", "ac-paris.fr")

    def test_length(self):
        """
        254 characters are accepted, and no more.
        """
        longest = GOOD_EMAILS[-1]
        assert len(longest) == EMAIL_LENGTH

        for text in (f"{longest}x", longest.rjust(513), "é" * 255):
            with pytest.raises(FieldTooLongError) as caught:
                EmailAddress.parse(text)
            assert (caught.value.field, caught.value.limit) == ("email", 254)
        assert str(EmailAddress.parse(longest.rjust(512))) == longest

    @pytest.mark.parametrize(
        ("address", "error"),
        [
            ("Claire@example.fr", EmailMalformedError),
            (" claire@example.fr", EmailMalformedError),
            ("claire", EmailMalformedError),
            ("m\u0131ke@example.fr", FieldHomographError),
        ],
    )
    def test_made_directly(self, address, error):
        """
        A value is made of an address that is settled already.
        """
        with pytest.raises(error) as caught:
            EmailAddress(address)

        assert caught.value.field == "email"

    def test_repr(self):
        """
        The address is in `str` only: `repr`, alone or inside others, leaves it out.
        """
        email = EmailAddress("claire@example.fr")

        assert repr(email) == f"{[email]!r}"[1:-1] == "EmailAddress(…)"
        assert attrs.fields(EmailAddress).address.repr is False

    def test_value(self):
        """
        Addresses are equal and sorted by value, cannot be changed, and can be pickled.
        """
        first, second = EmailAddress("a@example.fr"), EmailAddress("b@example.fr")

        assert sorted([second, first]) == [first, second]
        assert {first, EmailAddress.parse("A@example.fr")} == {first}
        assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 (our own)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            first.address = "c@example.fr"

    @given(text=any_text | near_emails | st.emails())
    def test_any_text(self, text):
        """
        A text is refused with an error of the field, or read as a settled address.
        """
        email = outcome(EmailAddress.parse, text)

        if isinstance(email, FieldError):
            assert email.field == "email"
            return
        assert EmailAddress.parse(str(email)) == email
        assert EmailAddress.parse(str(email).upper()) == email
        assert str(email).isascii()
        assert str(email).isprintable()
        assert str(email).count("@") == 1
        assert "." in email.domain
        assert repr(email) == "EmailAddress(…)"

    @given(before=any_text, after=any_text)
    def test_errors_are_discreet(self, before, after):
        """
        No error shows what was typed, not even through its causes.
        """
        with pytest.raises(FieldError) as caught:
            EmailAddress.parse(f"{before}Xyzzy<{after}")

        assert "xyzzy" not in shown(caught.value)
        assert caught.value.__context__ is None

    @given(
        position=st.integers(0, 17),
        char=st.characters(exclude_characters=string.printable, exclude_categories=()),
    )
    def test_one_strange_character(self, position, char):
        """
        One character from outside ASCII, anywhere, is enough to be refused.
        """
        # The one blank that is mended, and only around the address.
        assume(char != "\u00a0" or 0 < position < len("claire@example.fr"))
        forged = (
            f"{'claire@example.fr'[:position]}{char}{'claire@example.fr'[position:]}"
        )

        assert isinstance(outcome(EmailAddress.parse, forged), FieldError)


class TestLocale:
    @pytest.mark.parametrize(
        ("text", "locale"), [("fr", Locale.FR), ("EN", Locale.EN), (" fr ", Locale.FR)]
    )
    def test_parse(self, text, locale):
        """
        The two languages are read in any case.
        """
        assert Locale.parse(text) is locale

    @pytest.mark.parametrize("text", [None, "", "  "])
    def test_blank(self, text):
        """
        A form without a language has a field left blank.
        """
        with pytest.raises(FieldBlankError) as caught:
            Locale.parse(text)

        assert caught.value.field == "locale"

    @pytest.mark.parametrize("text", ["de", "fr-FR", "français", "fr".rjust(513), "?"])
    def test_unknown(self, text):
        """
        Other languages are refused, with those that there are.
        """
        with pytest.raises(FieldChoiceError) as caught:
            Locale.parse(text, field="language")

        assert (caught.value.field, caught.value.choices) == ("language", ("fr", "en"))
        assert caught.value.__context__ is None


@pytest.fixture(name="claire")
def _claire():
    return {
        "name": PersonName(first="Claire", last="Dubois"),
        "email": EmailAddress("claire@example.fr"),
    }


class TestPrincipal:
    def test_repr(self, claire):
        """
        Only the id and the language are shown.
        """
        person = Principal(id="42", **claire)

        assert repr(person) == "Principal(id='42', locale=<Locale.FR: 'fr'>)"

    def test_value(self, claire):
        """
        Persons are equal by value, cannot be changed, and can be pickled.
        """
        person = Principal(id="42", locale=Locale.EN, **claire)

        assert {person, Principal(id="42", locale=Locale.EN, **claire)} == {person}
        assert person != Principal(id="42", **claire)
        assert pickle.loads(pickle.dumps(person)) == person  # noqa: S301 (our own)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            person.id = "43"


class TestOperator:
    def test_repr(self, claire):
        """
        Only the id is shown.
        """
        assert repr(Operator(id="s-1", name=claire["name"])) == "Operator(id='s-1')"

    def test_nameless(self):
        """
        The id is enough.
        """
        assert Operator(id="s-1").name is None


class TestIds:
    @pytest.fixture(name="make", params=[Principal, Operator])
    def _make(self, request, claire):
        others = claire if request.param is Principal else {}
        return lambda text: request.param(id=text, **others)

    @pytest.mark.parametrize("text", ["42", "auth0|64ab", "é", "x" * 255, "a b"])
    def test_good(self, make, text):
        """
        Any opaque id will do.
        """
        assert make(text).id == text

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("", FieldBlankError),
            (" ", FieldBlankError),
            ("x" * 256, FieldTooLongError),
            ("claire@example.fr", FieldCharacterError),
            ("4\n2", FieldCharacterError),
            ("4\u202e2", FieldCharacterError),
        ],
    )
    def test_bad(self, make, text, error):
        """
        A blank id, an endless one, an address or a line break is refused.
        """
        with pytest.raises(error) as caught:
            make(text)

        assert caught.value.field == "id"
