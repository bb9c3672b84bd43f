"""
What pixorga knows of persons: a name, an e-mail address, a language.

Both names and addresses end up in mails that pixorga sends in a school's name, and a
stranger types the first. So a name is what a person can be called and nothing that a
mail program would act upon, and an address is of one plain form, in ASCII. None of
them is in a `repr` or in an error: `str` gives them where they are meant to be read.

Whatever goes wrong is told of every field at once; of a field, the first thing.

Example:
    >>> name = PersonName.parse(first=" Anne-Marie ", last="de  La Tour")
    >>> name, str(name)
    (PersonName(…), 'Anne-Marie de La Tour')
    >>> PersonName.parse(first="bit.ly/x", last="")
    Traceback (most recent call last):
    pixorga.errors.InputError: first_name: give a name, ... last_name: fill in this ...
    >>> EmailAddress.parse("Claire.Dubois@AC-Paris.fr").domain
    'ac-paris.fr'
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, Self

import attrs

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

__all__ = [
    "EMAIL_LENGTH",
    "NAME_LENGTH",
    "EmailAddress",
    "Locale",
    "Operator",
    "PersonName",
    "Principal",
    "comparison_key",
    "parse_name_part",
    "unlinked",
]

NAME_LENGTH: Final = 100
"""
The most characters of a first or last name: the limit of the ministry's own files.
"""

EMAIL_LENGTH: Final = 254
"""
The most characters of an address (RFC 5321, section 4.5.3.1.3, less the brackets).
"""

_LOOKED_AT: Final = 512
"""
A text longer than this is refused before anything else is done with it.
"""

_Rule = tuple[Callable[[str], bool], type[FieldError]]


_BLANKS: Final = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
"""
The blanks of Unicode, without tabs and line breaks: those are refused, not mended.
"""

# ASCII's and the typographic ones, and the letters that stand for them in
# transcriptions: U+02BB, U+02BC.
_APOSTROPHES: Final = "'\u2018\u2019\u02bb\u02bc"
# ASCII's, Unicode's two hyphens, and the dash that word processors make of one.
_HYPHENS: Final = "-\u2010\u2011\u2013"
# After initials, and between the l's of Catalan names.
_DOTS: Final = ".\u00b7"
_PUNCTUATION: Final = frozenset(f" {_APOSTROPHES}{_HYPHENS}{_DOTS}")

_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lo"})
_MARKS: Final = frozenset({"Mn", "Mc"})

# Room for "Paul 2" in a school that tests, not for a telephone number.
_MOST_DIGITS: Final = 3
# As many as any language puts on one letter once it is composed.
_MOST_MARKS: Final = 2

_INVISIBLE: Final = (
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x3164, 0x3164),  # Hangul filler, for compatibility
    (0xFE00, 0xFE0F),  # variation selectors
    (0xE0100, 0xE01EF),  # and their supplement
)
"""
What Unicode calls letters or marks, and draws as nothing.
"""

_URL: Final = re.compile(r"://|\.[^\W\d_]{2}")
"""
What mail programs make into a link: a scheme, or a dot with a domain's end after it.

An initial has a blank, a hyphen or a single letter after its dot: J.-P., J. R. R., J.P.
"""


def unlinked(text: str) -> str:
    """
    A text of which mail programs make no link: blanks break up what is like an address.

    Args:
        text: Somebody else's, such as a school's name.

    Example:
        >>> unlinked("Collège J.-P. Vernant, www.exemple.fr")
        'Collège J.-P. Vernant, www. exemple. fr'
    """
    return _URL.sub(_broken_up, text)


def _broken_up(url: re.Match[str]) -> str:
    found = url.group()
    return ": //" if found == "://" else f". {found[1:]}"


@lru_cache(maxsize=1024)
def _script(char: str) -> str:
    """
    The alphabet of a letter or mark, empty for what goes with any.

    Python has no such property; the first word of a letter's name is its alphabet.
    """
    if unicodedata.category(char) not in _LETTERS | _MARKS:
        return ""
    # Python leaves some ideographs without a name: they are of no alphabet known here.
    script = unicodedata.name(char, "UNNAMED").partition(" ")[0]
    return "" if script == "COMBINING" else script


@lru_cache(maxsize=1024)
def _is_letter(char: str) -> bool:
    return unicodedata.category(char) in _LETTERS


@lru_cache(maxsize=1024)
def _belongs(char: str) -> bool:
    """
    Whether a character can be part of a name at all.
    """
    if char in _PUNCTUATION:
        return True
    if char.isdecimal():
        return char.isascii()
    if unicodedata.category(char) not in _LETTERS | _MARKS:
        return False
    return not (_is_invisible(char) or _is_disguised(char))


def _is_invisible(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _INVISIBLE)


def _is_disguised(char: str) -> bool:
    """
    Whether a letter is another one in fancy dress: bold, circled, full-width, small.

    Unicode maps most to the plain letter, under a tag such as <font>; <compat> is the
    tag of true letters too, such as the Dutch ij. The others are phonetic letters,
    named without saying whether they are capital or small.
    """
    tag = unicodedata.decomposition(char).partition(" ")[0]
    fancy = tag.startswith("<") and tag != "<compat>"
    return fancy or unicodedata.name(char, "").startswith("LATIN LETTER ")


def _is_url_shaped(name: str) -> bool:
    return _URL.search(name) is not None


def _has_stray_character(name: str) -> bool:
    return not all(map(_belongs, name))


def _is_no_word(name: str) -> bool:
    digits = sum(map(str.isdecimal, name))
    return digits > _MOST_DIGITS or not any(map(_is_letter, name))


def _is_piled_up(name: str) -> bool:
    """
    Whether marks are heaped on a letter, or stand on none.
    """
    marks = _MOST_MARKS
    for char in name:
        if unicodedata.category(char) in _MARKS:
            marks += 1
        else:
            marks = 0 if _is_letter(char) else _MOST_MARKS
        if marks > _MOST_MARKS:
            return True
    return False


def _mixes_scripts(name: str) -> bool:
    return len(set(map(_script, name)) - {""}) > 1


_NAME_RULES: Final[tuple[_Rule, ...]] = (
    # Before the characters: "/" alone would tell less of what is wrong.
    (_is_url_shaped, FieldUrlError),
    (_has_stray_character, FieldCharacterError),
    (_is_no_word, FieldCharacterError),
    (_is_piled_up, FieldCharacterError),
    (_mixes_scripts, FieldHomographError),
)


def parse_name_part(text: str | None, *, field: str) -> str:
    """
    Read a first or last name: composed, without needless blanks, otherwise as typed.

    Args:
        text: As typed, or None.
        field: The field's name, for the error.

    Returns:
        1 to 100 characters in Unicode's composed form (NFC).

    Raises:
        FieldBlankError: None was given.
        FieldTooLongError: More than 100 characters.
        FieldUrlError: It has the shape of a web address.
        FieldCharacterError: It holds a sign that no name has, nothing but digits, or
            a heap of accents.
        FieldHomographError: It mixes alphabets.

    Example:
        >>> parse_name_part("  D'Artagnan\u00a0", field="last_name")
        "D'Artagnan"
    """
    if text is None:
        raise FieldBlankError(field=field)
    if len(text) > _LOOKED_AT:
        raise FieldTooLongError(field=field, limit=NAME_LENGTH)
    name = _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    if not name.strip():
        raise FieldBlankError(field=field)
    if len(name) > NAME_LENGTH:
        raise FieldTooLongError(field=field, limit=NAME_LENGTH)
    _apply(_NAME_RULES, name, field=field)
    return name


def _apply(rules: tuple[_Rule, ...], text: str, *, field: str) -> None:
    for is_broken_by, error in rules:
        if is_broken_by(text):
            raise error(field=field)


@attrs.frozen(kw_only=True)
class PersonName:
    """
    What a person is called.

    Attributes:
        first: First name or names.
        last: Last name, as the person uses it.

    Raises:
        FieldError: A part is not as `parse` would leave it, or the two are in
            different alphabets.

    Example:
        >>> str(PersonName(first="N'Golo", last="Kanté"))
        "N'Golo Kanté"
        >>> PersonName(first="Claire", last="<b>")
        Traceback (most recent call last):
        pixorga.errors.FieldCharacterError: last: remove the characters that do not ...
    """

    first: str = attrs.field(repr=False)
    last: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        parts = {"first": self.first, "last": self.last}
        for field, part in parts.items():
            if parse_name_part(part, field=field) != part:
                raise FieldCharacterError(field=field)
        if _mixes_scripts(self.first + self.last):
            raise FieldHomographError(field="last")

    def __repr__(self) -> str:
        return "PersonName(…)"

    def __str__(self) -> str:
        return f"{self.first} {self.last}"

    @classmethod
    def parse(
        cls,
        *,
        first: str | None,
        last: str | None,
        first_field: str = "first_name",
        last_field: str = "last_name",
    ) -> Self:
        """
        Read a name that was typed in two fields, and tell of both what is wrong.

        Args:
            first: First name as typed, or None.
            last: Last name as typed, or None.
            first_field: The first field's name, for its error.
            last_field: The second field's name.

        Raises:
            InputError: One or both fields are faulty.
        """
        parts: list[str] = []
        errors: list[FieldError] = []
        for text, field in ((first, first_field), (last, last_field)):
            try:
                parts.append(parse_name_part(text, field=field))
            except FieldError as error:
                errors.append(error)
        if not errors and _mixes_scripts("".join(parts)):
            errors.append(FieldHomographError(field=last_field))
        if errors:
            raise InputError(errors=tuple(errors))
        return cls(first=parts[0], last=parts[1])


_FOLDED: Final = str.maketrans(
    {
        **dict.fromkeys(f"{_APOSTROPHES}{_HYPHENS}`\u2014.", " "),
        "\u00b7": "",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "\u0131": "i",
        "þ": "th",
    }
)
"""
Punctuation, and the letters that Unicode does not take apart.
"""


def comparison_key(name: str) -> str:
    """
    What is left of a name when its spelling does not matter: compare these.

    Accents, case, hyphens, apostrophes, dots and double blanks are folded. Never show
    it, and never store it in place of the name.

    Args:
        name: A name, or what somebody typed in the place of one.

    Returns:
        Words in lower case, one blank between them; empty when the text holds none,
        or more than 512 characters.

    Example:
        >>> comparison_key("Cœur-de-Lion") == comparison_key("COEUR  DE LION")
        True
    """
    if len(name) > _LOOKED_AT:
        return ""
    letters = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(plain.translate(_FOLDED).split())


_EMAIL: Final = re.compile(
    r"(?=[^@]{1,64}@)"
    r"[a-z0-9_][a-z0-9_'+-]*(?:\.[a-z0-9_'+-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
"""
Less than RFC 5321 allows, and all that schools use.

No quoted local part, comment, route or IP address: programs read these differently,
so that what is checked is not what is mailed to. No hyphen first: a sendmail would take
it for an option.
"""


def _is_not_printable(address: str) -> bool:
    return not address.isprintable()


def _has_look_alike(address: str) -> bool:
    """
    Whether a letter or digit passes for an ASCII one, or is encoded as one.

    An accent is seen, so it is no disguise: "josé@" is malformed, not forged.
    """
    labels = address.lower().rpartition("@")[2].split(".")
    return any(label.startswith("xn--") for label in labels) or any(
        char.isalnum() and len(unicodedata.normalize("NFD", char)) == 1
        for char in address
        if not char.isascii()
    )


def _is_not_plain(address: str) -> bool:
    return _EMAIL.fullmatch(address.lower()) is None


_EMAIL_RULES: Final[tuple[_Rule, ...]] = (
    (_is_not_printable, FieldCharacterError),
    (_has_look_alike, FieldHomographError),
    # After the look-alikes: in small letters U+212A is an ASCII k.
    (_is_not_plain, EmailMalformedError),
)


@attrs.frozen(order=True)
class EmailAddress:
    """
    An e-mail address of the plain form, in lower case.

    Schools' mail servers tell no cases apart, so the address is kept in one: two
    spellings are one mailbox, one account, one limit.

    Attributes:
        address: All of it, at most 254 characters.

    Raises:
        FieldError: It is not as `parse` would leave it.

    Example:
        >>> str(EmailAddress.parse(" Claire@Example.fr "))
        'claire@example.fr'
        >>> EmailAddress.parse("m\u0131ke@example.fr")
        Traceback (most recent call last):
        pixorga.errors.FieldHomographError: email: type it again with the letters of ...
    """

    address: str = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if _plain_address(self.address, field="email") != self.address:
            raise EmailMalformedError(field="email")

    def __repr__(self) -> str:
        return "EmailAddress(…)"

    def __str__(self) -> str:
        return self.address

    @classmethod
    def parse(cls, text: str | None, *, field: str = "email") -> Self:
        """
        Read an address that was typed, or that a directory holds.

        Args:
            text: As typed, with blanks around it if need be, or None.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was given.
            FieldTooLongError: More than 254 characters.
            FieldCharacterError: It holds a line break or another control character.
            FieldHomographError: A letter of another alphabet passes for an ASCII one.
            EmailMalformedError: Not name@example.fr.
        """
        return cls(_plain_address(text, field=field))

    @property
    def local(self) -> str:
        """
        What comes before the @.
        """
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        """
        What comes after the @.
        """
        return self.address.partition("@")[2]


def _plain_address(text: str | None, *, field: str) -> str:
    if text is None:
        raise FieldBlankError(field=field)
    if len(text) > _LOOKED_AT:
        raise FieldTooLongError(field=field, limit=EMAIL_LENGTH)
    address = text.strip(" \u00a0")
    if not address.strip():
        raise FieldBlankError(field=field)
    if len(address) > EMAIL_LENGTH:
        raise FieldTooLongError(field=field, limit=EMAIL_LENGTH)
    lower = address.lower()
    # Plain ASCII breaks no rule but that of encoded labels: a look at each rule takes
    # three times as long, and a directory has 70 000 addresses.
    if not (address.isascii() and _EMAIL.fullmatch(lower)) or "xn--" in lower:
        _apply(_EMAIL_RULES, address, field=field)
    return lower


class Locale(StrEnum):
    """
    A language that pixorga speaks.
    """

    FR = "fr"
    EN = "en"

    @classmethod
    def parse(cls, text: str | None, *, field: str = "locale") -> Self:
        """
        Read a language's two letters.

        Args:
            text: In any case, or None.
            field: The field's name, for the error.

        Raises:
            FieldBlankError: None was given.
            FieldChoiceError: Not one of the languages.

        Example:
            >>> Locale.parse("FR")
            <Locale.FR: 'fr'>
        """
        choices = {locale.value: locale for locale in cls}
        # A text that long is none of them, and is not looked at.
        code = "?" if len(text or "") > _LOOKED_AT else (text or "").strip().lower()
        if not code:
            raise FieldBlankError(field=field)
        if code not in choices:
            raise FieldChoiceError(field=field, choices=tuple(choices))
        return choices[code]


_ID_LENGTH: Final = 255


def _opaque(_instance: object, _attribute: object, value: str) -> None:
    """
    Refuse an id that is none, or that is an address: ids are logged, addresses not.
    """
    if len(value) > _ID_LENGTH:
        raise FieldTooLongError(field="id", limit=_ID_LENGTH)
    if not value.strip():
        raise FieldBlankError(field="id")
    if not value.isprintable() or "@" in value:
        raise FieldCharacterError(field="id")


@attrs.frozen(kw_only=True)
class Principal:
    """
    A person who acts, as the application knows them.

    Attributes:
        id: What tells the person from all others, for ever: an opaque id, never a
            name or an address, because logs show it.
        name: First and last name.
        email: The person's own address.
        locale: The language to write to the person in.

    Raises:
        FieldError: The id is blank, longer than 255 characters, or an address.

    Example:
        >>> Principal(
        ...     id="42",
        ...     name=PersonName(first="Claire", last="Dubois"),
        ...     email=EmailAddress("claire@example.fr"),
        ... )
        Principal(id='42', locale=<Locale.FR: 'fr'>)
    """

    id: str = attrs.field(validator=_opaque)
    name: PersonName = attrs.field(repr=False)
    email: EmailAddress = attrs.field(repr=False)
    locale: Locale = Locale.FR


@attrs.frozen(kw_only=True)
class Operator:
    """
    Somebody of the support team, who acts for any school.

    Attributes:
        id: As for `Principal`.
        name: First and last name, if the application knows them.

    Raises:
        FieldError: The id is blank, longer than 255 characters, or an address.

    Example:
        >>> Operator(id="support-1")
        Operator(id='support-1')
    """

    id: str = attrs.field(validator=_opaque)
    name: PersonName | None = attrs.field(default=None, repr=False)
