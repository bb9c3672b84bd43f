"""
The codes that the ministry and INSEE give to schools, pupils, courses and places.

Each is a value whose type is the proof: it can only be made of a code of the right
form. `parse` reads what people type and paste (lower case, blanks inside), `is_valid`
says whether `parse` would, `str` gives the code. Only ASCII letters and digits count;
look-alikes from other alphabets are refused, never converted.

Sources:
    UAI: seven digits, of which three are a department, and a key letter. The key's
    rule is derived; not published by the ministry.

    INE: arrêté du 18 octobre 2022 on the Répertoire national des identifiants (JORF 4
    January 2023), before it arrêté du 16 février 2012 (NOR MENG1135335A). Both say
    what the number is made of, neither how its key is reckoned: the two rules below
    are derived; not published. So a wrong key is a warning, unless asked otherwise.

    MEF: the ministry's nomenclature of courses, in each school's Nomenclature.xml.

    Communes, departments, countries: INSEE, code officiel géographique,
    https://www.insee.fr/fr/information/2560452.

Example:
    >>> uai = Uai.parse(" 0750680 g ")
    >>> uai
    Uai(code='0750680G')
    >>> uai.format(), str(uai.department), uai.academy.name
    ('075 0680 G', '075', 'Paris')
    >>> Uai.parse("0750680H")
    Traceback (most recent call last):
    pixorga.errors.UaiKeyError: uai: the letter does not go ... (expected G); check ...
    >>> Ine.parse("990000001EB")
    Ine(…)
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Final, Self

import attrs

from pixorga.domain.academies import Academy, academy_of_department, department_of
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

__all__ = [
    "Commune",
    "Country",
    "Department",
    "Ine",
    "IneKind",
    "Level",
    "Mef",
    "Uai",
    "bea_key",
    "rnie_key",
    "uai_key",
]

_LOOKED_AT: Final = 512
"""
A text longer than this is refused before anything else is done with it.
"""

# Without I, O and Q, which are read as 1 and 0.
_KEY_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
# The same letters stand for the digits of the RNIE's key.
_DIGITS_AS_LETTERS: Final = str.maketrans("0123456789", _KEY_LETTERS[:10])


def _is_number(digits: str, *, length: int) -> bool:
    # isdigit alone takes the digits of every alphabet.
    return len(digits) == length and digits.isascii() and digits.isdigit()


def _letter_of(digits: str) -> str:
    return _KEY_LETTERS[int(digits) % 23]


def uai_key(digits: str) -> str:
    """
    The letter that goes with the seven digits of a UAI.

    Args:
        digits: Seven ASCII digits.

    Raises:
        UaiMalformedError: They are not seven digits.

    Example:
        >>> uai_key("0750680")
        'G'
    """
    if not _is_number(digits, length=7):
        raise UaiMalformedError(field="digits")
    return _letter_of(digits)


def bea_key(digits: str) -> str:
    """
    The letter that goes with the ten digits of an INE of the former base (BEA).

    Args:
        digits: Ten ASCII digits.

    Raises:
        IneMalformedError: They are not ten digits.

    Example:
        >>> bea_key("9900000001")
        'S'
    """
    if not _is_number(digits, length=10):
        raise IneMalformedError(field="digits")
    return _letter_of(digits)


def rnie_key(digits: str) -> str:
    """
    The two letters that go with the nine digits of an INE of the national register.

    Args:
        digits: Nine ASCII digits.

    Raises:
        IneMalformedError: They are not nine digits.

    Example:
        >>> rnie_key("990000001")
        'EB'
    """
    if not _is_number(digits, length=9):
        raise IneMalformedError(field="digits")
    return f"{97 - int(digits) % 97:02}".translate(_DIGITS_AS_LETTERS)


def _compact(text: str | None, *, field: str, malformed: type[FieldError]) -> str:
    """
    A code as people write it, without its blanks and in capitals.
    """
    if text is None:
        raise FieldBlankError(field=field)
    if len(text) > _LOOKED_AT:
        raise malformed(field=field)
    compact = "".join(text.split())
    if not compact:
        raise FieldBlankError(field=field)
    # Before the capitals: those of U+017F and U+0131 are the ASCII letters S and I.
    if not compact.isascii():
        raise malformed(field=field)
    return compact.upper()


@attrs.frozen(order=True)
class _Code:
    """
    What every code does; a subclass says which field, shape and error are its own.
    """

    code: str

    _field: ClassVar[str]
    _shape: ClassVar[re.Pattern[str]]
    _malformed: ClassVar[type[FieldError]]

    # Not attrs' validators: they can be switched off, and a type would prove nothing.
    def __attrs_post_init__(self) -> None:
        self._require(self.code, field=self._field)

    def __str__(self) -> str:
        return self.code

    @classmethod
    def parse(cls, text: str | None, *, field: str = "") -> Self:
        """
        Read a code as people type and paste it.

        Args:
            text: In any case, with blanks anywhere; at most 512 characters.
            field: The field's name, for the error; the code's own name by default.

        Raises:
            FieldBlankError: None was given.
            FieldError: It is no such code; the class says which error tells so.
        """
        field = field or cls._field
        code = cls._canonical(_compact(text, field=field, malformed=cls._malformed))
        cls._require(code, field=field)
        return cls(code)

    @classmethod
    def is_valid(cls, text: str | None) -> bool:
        """
        Whether `parse` accepts a text.

        Args:
            text: As typed, or None.
        """
        try:
            cls.parse(text)
        except FieldError:
            return False
        return True

    @classmethod
    def _canonical(cls, code: str) -> str:
        """
        The one way to write a code that has several.
        """
        return code

    @classmethod
    def _require(cls, code: str, *, field: str) -> None:
        """
        Raise unless this is a code of the class, written in the one way.
        """
        cls._require_shape(code, field=field)

    @classmethod
    def _require_shape(cls, code: str, *, field: str) -> None:
        if len(code) > _LOOKED_AT or not cls._shape.fullmatch(code):
            raise cls._malformed(field=field)


@attrs.frozen(order=True)
class Department(_Code):
    """
    A French department, or an overseas territory that counts as one.

    `parse` also takes the number that the ministry gives it (620, 983), and puts back
    the zeros that a spreadsheet took away.

    Attributes:
        code: Three characters as in the ministry's files: 075, 02A, 971.

    Raises:
        DepartmentMalformedError: There is no such department.

    Example:
        >>> Department.parse("2a"), Department.parse("720"), Department.parse("1")
        (Department(code='02A'), Department(code='02B'), Department(code='001'))
    """

    _field: ClassVar[str] = "department"
    _malformed: ClassVar[type[FieldError]] = DepartmentMalformedError

    @classmethod
    def _canonical(cls, code: str) -> str:
        padded = code.rjust(3, "0")
        return department_of(padded) or padded

    @classmethod
    def _require(cls, code: str, *, field: str) -> None:
        if academy_of_department(code) is None:
            raise cls._malformed(field=field)

    def format(self) -> str:
        """
        The code as people write it: 75, 2A, 971.
        """
        return self.code.removeprefix("0")


@attrs.frozen(order=True)
class Uai(_Code):
    """
    The identity of a school (unité administrative immatriculée, formerly RNE).

    Attributes:
        code: Seven digits and a letter.
        historical: Whether a wrong letter was accepted on purpose; see `lenient`.

    Raises:
        UaiMalformedError: Not seven digits and a letter.
        UaiKeyError: The letter does not go with the digits.

    Example:
        >>> Uai("0123456S") == Uai.parse("0123456s")
        True
        >>> Uai.is_valid("0123456T")
        False
        >>> str(Uai.parse("6200003J").department)
        '02A'
    """

    historical: bool = attrs.field(default=False, kw_only=True, eq=False, repr=False)

    _field: ClassVar[str] = "uai"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{7}[A-Z]")
    _malformed: ClassVar[type[FieldError]] = UaiMalformedError

    def __attrs_post_init__(self) -> None:
        require = self._require_shape if self.historical else self._require
        require(self.code, field=self._field)

    @classmethod
    def parse(cls, text: str | None, *, field: str = "uai") -> Self:
        """
        Read a UAI as people type and paste it.

        Args:
            text: In any case, with blanks anywhere; at most 512 characters.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was given.
            UaiMalformedError: Not seven digits and a letter.
            UaiKeyError: The letter does not go with the digits; it tells which does.
        """
        return super().parse(text, field=field)

    @classmethod
    def lenient(cls, text: str | None, *, field: str = "uai") -> Self:
        """
        Read a UAI whose letter may be wrong.

        For systems that hold historical codes: the shape is checked, the key is not.
        What a person types goes through `parse`, which tells mistakes.

        Args:
            text: As for `parse`.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was given.
            UaiMalformedError: Not seven digits and a letter.

        Example:
            >>> Uai.lenient("0123456T").has_valid_key
            False
        """
        code = _compact(text, field=field, malformed=cls._malformed)
        cls._require_shape(code, field=field)
        return cls(code, historical=True)

    @classmethod
    def _require(cls, code: str, *, field: str) -> None:
        cls._require_shape(code, field=field)
        expected = _letter_of(code[:7])
        if code[7] != expected:
            raise UaiKeyError(field=field, expected=expected)

    @property
    def has_valid_key(self) -> bool:
        """
        Whether the letter goes with the digits: always, unless it was read leniently.
        """
        return self.code[7] == _letter_of(self.code[:7])

    @property
    def department(self) -> Department | None:
        """
        Where the school is; None for a school abroad and for an unknown number.
        """
        code = department_of(self.code[:3])
        return None if code is None else Department(code)

    @property
    def academy(self) -> Academy | None:
        """
        The academy that its department belongs to; None when it has no department.
        """
        code = department_of(self.code[:3])
        return None if code is None else academy_of_department(code)

    def format(self) -> str:
        """
        The code in groups, to be read aloud: 075 0680 G; `parse` reads it back.
        """
        return f"{self.code[:3]} {self.code[3:7]} {self.code[7]}"


class IneKind(StrEnum):
    """
    Which register gave an INE, as far as its shape tells.

    `OTHER` is everything of eleven letters and digits: university and agricultural
    numbers, and those that schools make up while they wait for one.
    """

    RNIE = "rnie"
    BEA = "bea"
    APPRENTICE = "apprentice"
    OTHER = "other"


_INE_SHAPES: Final[Mapping[IneKind, re.Pattern[str]]] = MappingProxyType(
    {
        IneKind.RNIE: re.compile(r"[0-9]{9}[A-Z]{2}"),
        IneKind.BEA: re.compile(r"[0-9]{10}[A-Z]"),
        IneKind.APPRENTICE: re.compile(r"[0-9]{4}A[0-9]{5}[A-Z]"),
        IneKind.OTHER: re.compile(r"[0-9A-Z]{11}"),
    }
)
"""
The kinds in the order in which they are tried: the last one takes what is left.
"""

_INE_KEYS: Final[Mapping[IneKind, tuple[int, Callable[[str], str]]]] = MappingProxyType(
    {IneKind.RNIE: (9, rnie_key), IneKind.BEA: (10, bea_key)}
)
"""
How many digits come before the key, and the rule that makes it of them.
"""


@attrs.frozen(order=True)
class Ine(_Code):
    """
    The national number of a pupil (identifiant national élève).

    It is personal data under special protection: neither `repr` nor an error shows
    it. `str` does, so say `str` where it is meant to be read.

    Attributes:
        code: Eleven letters and digits; the key may be wrong, see `key_is_valid`.

    Raises:
        IneMalformedError: Not eleven letters and digits.

    Example:
        >>> ine = Ine.parse("9900000001s")
        >>> ine, ine.kind, ine.key_is_valid
        (Ine(…), <IneKind.BEA: 'bea'>, True)
        >>> Ine.parse("9900000001T").key_is_valid
        False
    """

    code: str = attrs.field(repr=False)

    _field: ClassVar[str] = "ine"
    _shape: ClassVar[re.Pattern[str]] = _INE_SHAPES[IneKind.OTHER]
    _malformed: ClassVar[type[FieldError]] = IneMalformedError

    def __repr__(self) -> str:
        return "Ine(…)"

    @classmethod
    def parse(
        cls, text: str | None, *, field: str = "ine", strict: bool = False
    ) -> Self:
        """
        Read an INE; only its shape is checked, unless asked otherwise.

        Args:
            text: In any case, with blanks anywhere; at most 512 characters.
            field: The field's name, for the error.
            strict: Whether a wrong key is an error. A kind without a known key
                passes even so.

        Raises:
            FieldBlankError: None was given.
            IneMalformedError: Not eleven letters and digits.
            IneKeyError: The key is wrong, and `strict` was asked for.
        """
        ine = super().parse(text, field=field)
        if strict and ine.key_is_valid is False:
            raise IneKeyError(field=field)
        return ine

    @property
    def kind(self) -> IneKind:
        """
        Which register it is from, by its shape.
        """
        return next(
            kind for kind, shape in _INE_SHAPES.items() if shape.fullmatch(self.code)
        )

    @property
    def key_is_valid(self) -> bool | None:
        """
        Whether the key goes with the digits; None for a kind without a known key.
        """
        rule = _INE_KEYS.get(self.kind)
        if rule is None:
            return None
        length, key = rule
        return self.code[length:] == key(self.code[:length])


class Level(StrEnum):
    """
    A year of schooling, in the order in which pupils go through them.
    """

    SIXIEME = "6e"
    CINQUIEME = "5e"
    QUATRIEME = "4e"
    TROISIEME = "3e"
    SECONDE = "2de"
    PREMIERE = "1re"
    TERMINALE = "Tle"
    CPGE = "CPGE"
    BTS = "BTS"


_LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {
        "100": Level.SIXIEME,
        "101": Level.CINQUIEME,
        "102": Level.QUATRIEME,
        "103": Level.TROISIEME,
        "200": Level.SECONDE,
        "201": Level.PREMIERE,
        "202": Level.TERMINALE,
        "211": Level.PREMIERE,
        "212": Level.TERMINALE,
        "301": Level.CPGE,
        "311": Level.BTS,
    }
)
"""
By a MEF's first three characters (dispositif de formation).
"""

# Of the three years of a baccalauréat professionnel, by the length of the course and
# the year in it: the first three characters are the same in all of them.
_PROFESSIONAL: Final = "247"
_PROFESSIONAL_LEVELS: Final[Mapping[str, Level]] = MappingProxyType(
    {"31": Level.SECONDE, "32": Level.PREMIERE, "33": Level.TERMINALE}
)


@attrs.frozen(order=True)
class Mef(_Code):
    """
    A course that pupils follow (module élémentaire de formation).

    Attributes:
        code: Eleven digits or capitals; an academy's own courses may hold a letter.

    Raises:
        MefMalformedError: Not eleven letters and digits.

    Example:
        >>> mef = Mef.parse("10310019110")
        >>> mef.level, mef.format()
        (<Level.TROISIEME: '3e'>, '103 10019 110')
    """

    _field: ClassVar[str] = "mef"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Z]{11}")
    _malformed: ClassVar[type[FieldError]] = MefMalformedError

    @property
    def level(self) -> Level | None:
        """
        The year of schooling; None where the code alone does not tell.

        A MEFSTAT tells it surely, because MEF codes come and go with each reform.
        """
        if self.code.startswith(_PROFESSIONAL):
            return _PROFESSIONAL_LEVELS.get(self.code[8:10])
        return _LEVELS.get(self.code[:3])

    def format(self) -> str:
        """
        The code in its parts: kind of course, speciality, length and year.
        """
        return f"{self.code[:3]} {self.code[3:8]} {self.code[8:]}"


@attrs.frozen(order=True)
class Commune(_Code):
    """
    A French town, by INSEE's code, which is not its postcode.

    Towns that were merged keep their code in people's places of birth, so no list is
    consulted: the shape is all that is checked.

    Attributes:
        code: Five characters: 75115, 2A004, 97411.

    Raises:
        CommuneMalformedError: Not of that shape.

    Example:
        >>> str(Commune.parse("2a004").department)
        '02A'
    """

    _field: ClassVar[str] = "commune"
    # 00 is nowhere; 99 begins the codes of countries.
    _shape: ClassVar[re.Pattern[str]] = re.compile(
        r"(?!00|99)(?:[0-9]{2}|2[AB])[0-9]{3}"
    )
    _malformed: ClassVar[type[FieldError]] = CommuneMalformedError

    @property
    def department(self) -> Department | None:
        """
        Its department; None for places that have none, such as the austral lands.
        """
        overseas = self.code.startswith(("97", "98"))
        code = self.code[:3] if overseas else f"0{self.code[:2]}"
        # Not `department_of`: INSEE and the ministry mean different places by 984.
        return Department(code) if academy_of_department(code) else None


@attrs.frozen(order=True)
class Country(_Code):
    """
    A country, by INSEE's code; `parse` takes SIECLE's three digits and INSEE's five.

    Attributes:
        code: Three digits, as in SIECLE: 100 is France.

    Raises:
        CountryMalformedError: Not three digits.

    Example:
        >>> Country.parse("99109")
        Country(code='109')
        >>> Country.parse("109").format()
        '99109'
    """

    _field: ClassVar[str] = "country"
    _shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9]{3}")
    _malformed: ClassVar[type[FieldError]] = CountryMalformedError

    @classmethod
    def _canonical(cls, code: str) -> str:
        return code[2:] if re.fullmatch(r"99[0-9]{3}", code) else code

    def format(self) -> str:
        """
        The code in INSEE's five digits.
        """
        return f"99{self.code}"
