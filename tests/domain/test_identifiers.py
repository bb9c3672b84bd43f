"""
Codes of schools, pupils, courses and places: what is read, and what is refused.
"""

import pickle
import string
import traceback

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pixorga.domain.academies import ACADEMIES
from pixorga.domain.identifiers import (
    Commune,
    Country,
    Department,
    Ine,
    IneKind,
    Level,
    Mef,
    Uai,
    bea_key,
    rnie_key,
    uai_key,
)
from pixorga.errors import (
    CommuneMalformedError,
    CountryMalformedError,
    DepartmentMalformedError,
    FieldBlankError,
    FieldError,
    IneKeyError,
    IneMalformedError,
    MefMalformedError,
    UaiKeyError,
    UaiMalformedError,
)

CODES = {
    Uai: ["0123456S", "6200003J"],
    Ine: ["990000001EB", "9900000001S"],
    Mef: ["10010012110", "1001000B11A"],
    Commune: ["75108", "2A004"],
    Department: ["075", "02A"],
    Country: ["100", "352"],
}
MALFORMED = {
    Uai: UaiMalformedError,
    Ine: IneMalformedError,
    Mef: MefMalformedError,
    Commune: CommuneMalformedError,
    Department: DepartmentMalformedError,
    Country: CountryMalformedError,
}

FIELDS = {
    Uai: "uai",
    Ine: "ine",
    Mef: "mef",
    Commune: "commune",
    Department: "department",
    Country: "country",
}

VALID_UAIS = [
    *("0750680G", "0752387M", "0660864F", "0140070A", "0180777X", "0442286W"),
    *("0540001H", "0540002J", "0590181B", "0310053P", "0752550P", "0123456S"),
    *("0750736T", "0753810J", "6200003J", "0951099D", "0761713Z", "0931434D"),
    *("0783774D", "0010005A", "0480680D"),
]

# A fake of other systems' tests, and the letter that its digits would have.
WRONG_KEYS = {
    "1237457A": "M",
    "0750001A": "U",
    "0759999Z": "L",
    "9999999Z": "P",
    "0132900K": "G",
    "0754321A": "P",
    "0752387E": "M",
}

VALID_RNIES = [
    "990000001EB",
    "990000002EA",
    "990000003DK",
    "990000004DJ",
    "990000005DH",
]
VALID_BEAS = ["9900000001S", "9900000002T", "9900000003U", "9900000004V"]

# Surrogates included: they come out of broken JSON.
any_text = st.text(alphabet=st.characters(exclude_categories=()))
near_codes = st.text(
    alphabet="0123456789ABGSabgs \u0660\uff10\u017f\u0131", max_size=12
)
seven_digits = st.text(alphabet=string.digits, min_size=7, max_size=7)


def uai_of(digits):
    """
    The digits with their letter.
    """
    return f"{digits}{uai_key(digits)}"


uais = seven_digits.map(uai_of)
every_class = pytest.mark.parametrize("code_class", list(CODES))


class TestEveryCode:
    """
    What holds of each class.
    """

    @every_class
    def test_str_is_the_code(self, code_class):
        """
        `str` gives back what was read.
        """
        for code in CODES[code_class]:
            assert str(code_class.parse(code)) == code

    @every_class
    def test_blanks_and_case(self, code_class):
        """
        Blanks of any kind and small letters are mended.
        """
        for code in CODES[code_class]:
            pasted = f"\u00a0\t{code[:2]} \u202f{code[2:].lower()}\r\n"

            assert code_class.parse(pasted) == code_class(code)

    @every_class
    @pytest.mark.parametrize("text", [None, "", " ", "\u00a0\n\t"])
    def test_blank(self, code_class, text):
        """
        Nothing, or nothing but blanks, is a field left blank.
        """
        with pytest.raises(FieldBlankError) as caught:
            code_class.parse(text)

        assert caught.value.field == FIELDS[code_class]

    @every_class
    @pytest.mark.parametrize("text", ["?", "0", "-75", "\u01310100000000", "0" * 12])
    def test_malformed(self, code_class, text):
        """
        Anything else is malformed, under the field's usual name.
        """
        with pytest.raises(MALFORMED[code_class]) as caught:
            code_class.parse(text)

        assert caught.value.field == FIELDS[code_class]

    @every_class
    @pytest.mark.parametrize("text", [None, "?", "é", "?" * 513])
    def test_field_is_named(self, code_class, text):
        """
        An error names the field that the caller named.
        """
        with pytest.raises(FieldError) as caught:
            code_class.parse(text, field="the_field")

        assert caught.value.field == "the_field"

    @every_class
    def test_look_alike_digits(self, code_class):
        """
        Digits of other alphabets and full-width forms are refused, not converted.
        """
        code = next(code for code in CODES[code_class] if "0" in code)

        for zero in "\u0660\u06f0\u0966\uff10\U0001d7ce":
            forged = code.replace("0", zero, 1)
            assert code_class.is_valid(forged) is False
            with pytest.raises(MALFORMED[code_class]):
                code_class(forged)

    @every_class
    def test_length_that_is_looked_at(self, code_class):
        """
        A text of more than 512 characters is refused, were it only blanks too many.
        """
        code = CODES[code_class][0]

        assert code_class.is_valid(code.rjust(512)) is True
        with pytest.raises(MALFORMED[code_class]):
            code_class.parse(code.rjust(513))

    @every_class
    @pytest.mark.parametrize("pattern", [" {}", "{}\n", "{}\u0660"])
    def test_made_directly(self, code_class, pattern):
        """
        A value can be made of a code in its one way of writing, and of nothing else.
        """
        for code in CODES[code_class]:
            assert str(code_class(code)) == code
            with pytest.raises(MALFORMED[code_class]) as caught:
                code_class(pattern.format(code))
            assert caught.value.field == FIELDS[code_class]

    @pytest.mark.parametrize("code_class", [Uai, Ine, Mef, Commune, Department])
    def test_made_directly_in_small_letters(self, code_class):
        """
        A value is made of capitals.
        """
        code = next(code for code in CODES[code_class] if not code.isdigit())

        with pytest.raises(MALFORMED[code_class]):
            code_class(code.lower())

    @every_class
    def test_made_directly_without_validators(self, code_class):
        """
        Switching attrs' validators off does not let a bad value in.
        """
        with attrs.validators.disabled(), pytest.raises(MALFORMED[code_class]):
            code_class("?")

    @every_class
    def test_compares_by_value(self, code_class):
        """
        Equal codes are one key of a dictionary; different ones are sorted by code.
        """
        first, second = (code_class.parse(code) for code in sorted(CODES[code_class]))

        assert len({first, code_class.parse(str(first)), second}) == 2
        assert sorted([second, first]) == [first, second]

    @every_class
    def test_frozen_and_slotted(self, code_class):
        """
        A value cannot be changed, nor take further attributes.
        """
        value = code_class.parse(CODES[code_class][0])

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.code = CODES[code_class][1]
        assert not hasattr(value, "__dict__")

    @every_class
    def test_pickle(self, code_class):
        """
        A value survives pickling.
        """
        value = code_class.parse(CODES[code_class][0])

        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 (our own)

    def test_classes_do_not_mix(self):
        """
        Two classes with the same code are two values, and have no order.
        """
        assert Mef("99000000001") != Ine("99000000001")
        with pytest.raises(TypeError):
            sorted([Mef("99000000001"), Ine("99000000001")])

    @every_class
    @given(text=any_text | near_codes)
    def test_any_text(self, code_class, text):
        """
        Whatever the text, it is read, or refused with an error of the field.
        """
        try:
            value = code_class.parse(text)
        except FieldError:
            assert code_class.is_valid(text) is False
        else:
            assert code_class.is_valid(text) is True
            assert code_class.parse(str(value)) == value
            assert str(value).isascii()

    @every_class
    @given(before=any_text, after=any_text)
    def test_errors_are_discreet(self, code_class, before, after):
        """
        No error shows what was typed, not even through its causes.
        """
        with pytest.raises(FieldError) as caught:
            code_class.parse(f"{before}Xyzzy?{after}")

        shown = "".join(traceback.format_exception_only(caught.value))
        assert "xyzzy" not in f"{shown}{caught.value!r}{caught.value.args}".lower()
        assert caught.value.__context__ is None


class TestUai:
    @pytest.mark.parametrize("code", VALID_UAIS)
    def test_valid(self, code):
        """
        Codes of real shape and key are read.
        """
        uai = Uai.parse(code)

        assert str(uai) == code
        assert uai.has_valid_key is True

    @pytest.mark.parametrize(("code", "expected"), WRONG_KEYS.items())
    def test_wrong_key(self, code, expected):
        """
        A wrong letter is refused, and the right one told.
        """
        with pytest.raises(UaiKeyError) as caught:
            Uai.parse(code, field="school")

        assert (caught.value.field, caught.value.expected) == ("school", expected)
        assert str(Uai.parse(code[:7] + expected)) == code[:7] + expected

    @pytest.mark.parametrize(
        "text",
        [
            "123ABC",
            "0750680",
            "07506800",
            "0750680GG",
            "00750680G",
            "G0750680",
            "075O680G",
            "0750680-G",
            "0123456\u017f",  # the long s, whose capital is S
            "0123456\uff33",
            "\u0660123456S",
        ],
    )
    def test_malformed(self, text):
        """
        What is not seven digits and a letter, all in ASCII, is malformed.
        """
        with pytest.raises(UaiMalformedError):
            Uai.parse(text)
        with pytest.raises(UaiMalformedError):
            Uai.lenient(text)

    @pytest.mark.parametrize("letter", "IOQ")
    def test_letters_that_no_key_has(self, letter):
        """
        I, O and Q are told to be wrong letters, with the right one.
        """
        with pytest.raises(UaiKeyError) as caught:
            Uai.parse(f"0750680{letter}")

        assert caught.value.expected == "G"

    @pytest.mark.parametrize(
        "text", ["0750680 g", "0750 680 g", " 0750680G ", "075 0680 G"]
    )
    def test_pasted(self, text):
        """
        What users paste is the same school.
        """
        assert Uai.parse(text) == Uai("0750680G")

    def test_made_directly_with_wrong_key(self):
        """
        A value with a wrong letter is made only by saying so.
        """
        with pytest.raises(UaiKeyError) as caught:
            Uai("0750001A")

        assert caught.value.field == "uai"
        assert str(Uai("0750001A", historical=True)) == "0750001A"
        with pytest.raises(UaiMalformedError):
            Uai("0750001", historical=True)

    def test_lenient(self):
        """
        The lenient reading takes a wrong letter, mends blanks and case, and says so.
        """
        uai = Uai.lenient(" 0750001 a")

        assert str(uai) == "0750001A"
        assert uai.has_valid_key is False
        assert str(uai.department) == "075"
        assert pickle.loads(pickle.dumps(uai)) == uai  # noqa: S301 (our own)

    @pytest.mark.parametrize("text", [None, " "])
    def test_lenient_blank(self, text):
        """
        The lenient reading wants a code all the same, under the field's name.
        """
        with pytest.raises(FieldBlankError) as caught:
            Uai.lenient(text, field="school")

        assert caught.value.field == "school"

    def test_lenient_is_the_same_school(self):
        """
        How a code was read makes no difference to what it is.
        """
        lenient = Uai.lenient("0750680G")

        assert lenient == Uai.parse("0750680G")
        assert hash(lenient) == hash(Uai.parse("0750680G"))
        assert not lenient < Uai.parse("0750680G")
        assert lenient.has_valid_key is True

    def test_repr(self):
        """
        The code is in the `repr`: it is no secret.
        """
        assert repr(Uai("0750680G")) == "Uai(code='0750680G')"
        assert repr(Uai.lenient("0750001A")) == "Uai(code='0750001A')"

    @pytest.mark.parametrize(
        ("prefix", "department", "academy"),
        [
            ("001", "001", "Lyon"),
            ("019", "019", "Limoges"),
            ("020", None, None),
            ("075", "075", "Paris"),
            ("095", "095", "Versailles"),
            ("096", None, None),
            ("099", None, None),
            ("620", "02A", "Corse"),
            ("720", "02B", "Corse"),
            ("971", "971", "Guadeloupe"),
            ("972", "972", "Martinique"),
            ("973", "973", "Guyane"),
            ("974", "974", "La Réunion"),
            ("975", "975", "Saint-Pierre-et-Miquelon"),
            ("976", "976", "Mayotte"),
            ("977", "977", "Guadeloupe"),
            ("978", "978", "Guadeloupe"),
            ("979", None, None),
            ("983", "988", "Nouvelle-Calédonie"),
            ("984", "987", "Polynésie française"),
            ("986", "986", "Wallis-et-Futuna"),
            ("000", None, None),
            ("621", None, None),
        ],
    )
    def test_department_and_academy(self, prefix, department, academy):
        """
        The first three digits say where a school is, Corsica and overseas included.
        """
        uai = Uai.parse(uai_of(f"{prefix}0000"))

        assert uai.department == (department and Department(department))
        assert (uai.academy and uai.academy.name) == academy

    def test_format(self):
        """
        In groups the code can be read aloud, and read back.
        """
        assert Uai("0750680G").format() == "075 0680 G"
        assert Uai.parse(Uai("0750680G").format()) == Uai("0750680G")

    @given(digits=seven_digits)
    def test_one_letter(self, digits):
        """
        Exactly one letter goes with any seven digits, and errors tell which.
        """
        valid = [
            letter for letter in string.ascii_uppercase if Uai.is_valid(digits + letter)
        ]

        assert valid == [uai_key(digits)]
        for letter in set(string.ascii_uppercase) - set(valid):
            with pytest.raises(UaiKeyError) as caught:
                Uai.parse(digits + letter)
            assert caught.value.expected == valid[0]

    @given(code=uais, position=st.integers(0, 6), digit=st.sampled_from(string.digits))
    def test_one_digit_wrong(self, code, position, digit):
        """
        One mistyped digit is always noticed.
        """
        assume(code[position] != digit)

        assert Uai.is_valid(code[:position] + digit + code[position + 1 :]) is False

    @given(code=uais, positions=st.sets(st.integers(0, 6), min_size=2, max_size=2))
    def test_two_digits_swapped(self, code, positions):
        """
        Two digits that changed places are always noticed, neighbours or not.
        """
        first, second = positions
        assume(code[first] != code[second])
        swapped = list(code)
        swapped[first], swapped[second] = code[second], code[first]

        assert Uai.is_valid("".join(swapped)) is False

    def test_why_mistakes_are_noticed(self):
        """
        No substitution and no swap changes the number by a multiple of 23.
        """
        changes = [digit * 10**place for digit in range(1, 10) for place in range(7)]
        swaps = [
            digit * (10**high - 10**low)
            for digit in range(1, 10)
            for high in range(7)
            for low in range(high)
        ]

        assert [change for change in changes + swaps if change % 23 == 0] == []


class TestUaiKey:
    @pytest.mark.parametrize("code", VALID_UAIS)
    def test_known(self, code):
        """
        The rule gives the letter of codes that exist.
        """
        assert uai_key(code[:7]) == code[7]

    def test_every_letter(self):
        """
        The ranks 0 to 22 are the alphabet without I, O and Q.
        """
        letters = "".join(uai_key(f"{rank:07}") for rank in range(23))

        assert letters == "ABCDEFGHJKLMNPRSTUVWXYZ"
        assert uai_key("0000023") == "A"

    @pytest.mark.parametrize(
        "digits",
        ["", "123456", "12345678", "123456A", "\u0661234567", "²234567", " 123456"],
    )
    def test_not_seven_digits(self, digits):
        """
        Only seven ASCII digits have a key.
        """
        with pytest.raises(UaiMalformedError) as caught:
            uai_key(digits)

        assert caught.value.field == "digits"


class TestIneKeys:
    @pytest.mark.parametrize("code", VALID_RNIES)
    def test_rnie(self, code):
        """
        The national register's two letters follow from the nine digits.
        """
        assert rnie_key(code[:9]) == code[9:]

    @pytest.mark.parametrize("code", VALID_BEAS)
    def test_bea(self, code):
        """
        The former base's letter follows from the ten digits.
        """
        assert bea_key(code[:10]) == code[10]

    def test_rnie_range(self):
        """
        The register's key runs from AB to KH: 01 to 97, in letters.
        """
        keys = {rnie_key(f"{number:09}") for number in range(97)}

        assert len(keys) == 97
        assert (min(keys), max(keys)) == ("AB", "KH")
        assert set("".join(keys)) == set("ABCDEFGHJK")

    @pytest.mark.parametrize("digits", ["", "12345678", "12345678A", "\u066123456789"])
    def test_not_digits(self, digits):
        """
        Only nine, or ten, ASCII digits have a key.
        """
        for key in (rnie_key, bea_key):
            with pytest.raises(IneMalformedError) as caught:
                key(digits)
            assert caught.value.field == "digits"

    def test_lengths_do_not_mix(self):
        """
        Ten digits have no register's key, nine have no letter of the base.
        """
        with pytest.raises(IneMalformedError):
            rnie_key("1234567890")
        with pytest.raises(IneMalformedError):
            bea_key("123456789")


class TestIne:
    @pytest.mark.parametrize(
        ("code", "kind", "key_is_valid"),
        [
            *((code, IneKind.RNIE, True) for code in VALID_RNIES),
            *((code, IneKind.BEA, True) for code in VALID_BEAS),
            ("990000001EA", IneKind.RNIE, False),
            ("990000001IO", IneKind.RNIE, False),
            ("9900000001T", IneKind.BEA, False),
            ("9900A00001S", IneKind.APPRENTICE, None),
            ("9900B00001S", IneKind.OTHER, None),
            ("00000000000", IneKind.OTHER, None),
            ("00000000123", IneKind.OTHER, None),
            ("ABCDEFGHIJK", IneKind.OTHER, None),
            ("99000G00013", IneKind.OTHER, None),
        ],
    )
    def test_kind_and_key(self, code, kind, key_is_valid):
        """
        The shape tells the register; where its key is known, it is checked.
        """
        ine = Ine.parse(code)

        assert (ine.kind, ine.key_is_valid) == (kind, key_is_valid)

    def test_wrong_key_is_no_error(self):
        """
        A wrong key is for the caller to warn about.
        """
        assert str(Ine.parse("990000001EA")) == "990000001EA"

    @pytest.mark.parametrize("code", ["990000001EA", "9900000001T"])
    def test_strict(self, code):
        """
        Asked to be strict, it refuses a wrong key, without telling the right one.
        """
        with pytest.raises(IneKeyError) as caught:
            Ine.parse(code, field="pupil", strict=True)

        assert caught.value.details == {"field": "pupil"}

    @pytest.mark.parametrize("code", ["990000001EB", "9900000001S", "00000000000"])
    def test_strict_passes(self, code):
        """
        Strict lets right keys pass, and kinds without a known one.
        """
        assert str(Ine.parse(code, strict=True)) == code

    @pytest.mark.parametrize("text", ["990000001E", "990000001EBB", "990000001E\u0131"])
    def test_malformed(self, text):
        """
        What is not eleven ASCII letters and digits is malformed.
        """
        with pytest.raises(IneMalformedError):
            Ine.parse(text)

    def test_personal(self):
        """
        The number is in `str` only: `repr`, alone or inside others, leaves it out.
        """
        ine = Ine.parse("990000001EB")

        assert repr(ine) == "Ine(…)"
        assert "99" not in f"{[ine]!r}{ {'pupil': ine}!r}{ine!r}"
        assert str(ine) == "990000001EB"
        assert attrs.fields(Ine).code.repr is False

    @given(code=st.text(alphabet=string.digits + string.ascii_uppercase, min_size=11))
    def test_repr_never_shows_it(self, code):
        """
        Whatever the number, its `repr` is the same.
        """
        assert repr(Ine(code[:11])) == "Ine(…)"

    @given(
        number=st.integers(0, 10**9 - 1),
        change=st.integers(1, 9),
        place=st.integers(0, 8),
    )
    def test_one_digit_wrong(self, number, change, place):
        """
        One mistyped digit breaks the register's key.
        """
        digits = f"{number:09}"
        digit = str((int(digits[place]) + change) % 10)
        mistyped = digits[:place] + digit + digits[place + 1 :]

        assert Ine(digits + rnie_key(digits)).key_is_valid is True
        assert Ine(mistyped + rnie_key(digits)).key_is_valid is False


class TestMef:
    @pytest.mark.parametrize(
        ("code", "level"),
        [
            ("10010012110", Level.SIXIEME),
            ("1001000B11A", Level.SIXIEME),
            ("10110001110", Level.CINQUIEME),
            ("10210001110", Level.QUATRIEME),
            ("10310019110", Level.TROISIEME),
            ("20010018110", Level.SECONDE),
            ("20110019110", Level.PREMIERE),
            ("20211010110", Level.TERMINALE),
            ("21110019110", Level.PREMIERE),
            ("21210019110", Level.TERMINALE),
            ("24799999310", Level.SECONDE),
            ("24799999320", Level.PREMIERE),
            ("24799999330", Level.TERMINALE),
            ("2479999933A", Level.TERMINALE),
            ("24799999990", None),
            ("30111018210", Level.CPGE),
            ("31131209210", Level.BTS),
            ("31131209220", Level.BTS),
            ("99999999990", None),
            ("99899999990", None),
            ("90399999990", None),
        ],
    )
    def test_level(self, code, level):
        """
        The kind of course tells the year of schooling, where it is known to.
        """
        assert Mef.parse(code).level == level

    def test_format(self):
        """
        The parts of the code are set apart, and read back.
        """
        assert Mef("10310019110").format() == "103 10019 110"
        assert Mef.parse("103 10019 110") == Mef("10310019110")

    @pytest.mark.parametrize("text", ["1031001911", "103100191100", "1031001911é"])
    def test_malformed(self, text):
        """
        What is not eleven ASCII letters and digits is malformed.
        """
        with pytest.raises(MefMalformedError):
            Mef.parse(text)

    def test_repr(self):
        """
        The code is in the `repr`.
        """
        assert repr(Mef("10310019110")) == "Mef(code='10310019110')"


class TestCommune:
    @pytest.mark.parametrize(
        ("code", "department"),
        [
            ("75115", "075"),
            ("01004", "001"),
            ("69381", "069"),
            ("2A004", "02A"),
            ("2B033", "02B"),
            ("20004", None),
            ("96001", None),
            ("97105", "971"),
            ("97411", "974"),
            ("98613", "986"),
            ("98735", "987"),
            ("98818", "988"),
            # The austral lands, not the Polynésie that is 984 for the ministry.
            ("98412", None),
            ("98319", None),
        ],
    )
    def test_department(self, code, department):
        """
        A town is in the department that its code begins with.
        """
        commune = Commune.parse(code)

        assert commune.department == (department and Department(department))

    @pytest.mark.parametrize(
        "text", ["7511", "751155", "2C004", "A2004", "00000", "99100", "7511A", "75 11"]
    )
    def test_malformed(self, text):
        """
        Postcodes cannot be told apart, but other shapes and countries are refused.
        """
        with pytest.raises(CommuneMalformedError):
            Commune.parse(text)

    def test_repr(self):
        """
        The code is in the `repr`.
        """
        assert repr(Commune("75115")) == "Commune(code='75115')"


class TestDepartment:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("075", "075"),
            ("75", "075"),
            ("1", "001"),
            ("01", "001"),
            ("2a", "02A"),
            ("02B", "02B"),
            ("620", "02A"),
            ("720", "02B"),
            ("971", "971"),
            ("983", "988"),
            ("984", "987"),
            ("988", "988"),
        ],
    )
    def test_read(self, text, code):
        """
        The ways to write a department are one value.
        """
        assert Department.parse(text) == Department(code)

    @pytest.mark.parametrize(
        "text",
        ["0", "000", "20", "020", "096", "099", "979", "2C", "+75", "0075", "A75"],
    )
    def test_unknown(self, text):
        """
        What is no department today is malformed, abroad and undivided Corsica too.
        """
        with pytest.raises(DepartmentMalformedError):
            Department.parse(text)

    @pytest.mark.parametrize("code", ["75", "620", "984", "2A"])
    def test_made_directly(self, code):
        """
        A value is made of the one way to write it.
        """
        with pytest.raises(DepartmentMalformedError):
            Department(code)

    @pytest.mark.parametrize(
        ("code", "written"),
        [("075", "75"), ("001", "01"), ("02A", "2A"), ("971", "971")],
    )
    def test_format(self, code, written):
        """
        People write departments without the ministry's zero.
        """
        assert Department(code).format() == written
        assert Department.parse(written) == Department(code)

    def test_all(self):
        """
        There are 101 departments and the six territories that count as such.
        """
        known = {
            *(f"{number:03}" for number in range(1, 96) if number != 20),
            *("02A", "02B"),
            *("971", "972", "973", "974", "975", "976", "977", "978"),
            *("986", "987", "988"),
        }
        codes = {f"{number:03}" for number in range(1000)} | {
            "02A",
            "02B",
            "02C",
            "00A",
        }

        accepted = {
            str(Department.parse(code)) for code in codes if Department.is_valid(code)
        }
        assert accepted == known
        assert len(known) == 107
        assert {code for academy in ACADEMIES for code in academy.departments} == known

    def test_repr(self):
        """
        The code is in the `repr`.
        """
        assert repr(Department("075")) == "Department(code='075')"


class TestCountry:
    @pytest.mark.parametrize("text", ["109", "99109", "99 109"])
    def test_read(self, text):
        """
        SIECLE's three digits and INSEE's five are one value.
        """
        assert Country.parse(text) == Country("109")

    def test_read_as_it_is(self):
        """
        A code that happens to begin with 99 is not cut.
        """
        assert Country.parse("995") == Country("995")

    @pytest.mark.parametrize("text", ["10", "1090", "98109", "9910", "991099", "FRA"])
    def test_malformed(self, text):
        """
        Neither form is malformed.
        """
        with pytest.raises(CountryMalformedError):
            Country.parse(text)

    def test_made_directly(self):
        """
        A value is made of SIECLE's form.
        """
        with pytest.raises(CountryMalformedError):
            Country("99109")

    def test_format(self):
        """
        INSEE's form begins with 99, and is read back.
        """
        assert Country("100").format() == "99100"
        assert Country.parse(Country("995").format()) == Country("995")

    def test_repr(self):
        """
        The code is in the `repr`.
        """
        assert repr(Country("100")) == "Country(code='100')"
