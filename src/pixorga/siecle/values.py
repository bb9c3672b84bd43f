"""
From a text in the file to a value, with what is wrong with it.

A converter is given the text as it stands, or None where there is no element, and
returns the value and a finding's code or None. Most texts of a school occur again and
again, so `Cache` remembers what was read without a finding.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar

from pixorga.domain.findings import FindingCode
from pixorga.domain.identifiers import Commune, bea_key, rnie_key
from pixorga.domain.people import parse_name_part
from pixorga.domain.student import Sex
from pixorga.errors import FieldError

__all__ = [
    "ROOM",
    "Cache",
    "Reading",
    "boolean",
    "code_of",
    "commune",
    "day",
    "ine",
    "mef",
    "name",
    "sex",
    "shaped",
    "text",
]

_T = TypeVar("_T")

Reading: TypeAlias = tuple[_T | None, FindingCode | None]
"""
A value, and what is wrong with it.
"""

_Convert: TypeAlias = Callable[[str | None], Reading[_T]]

ROOM: Final = 16_384
"""
Texts that are remembered of one element: all days of birth of a school, and names.
"""


class Cache(dict[str | None, Any]):
    """
    What an element's texts come to: one that is looked up for the first time is read.

    What is wrong with a text is told each time it is looked up.

    Args:
        convert: Reads a text.
        tell: Takes the element's name and what is wrong.
        element: That name.
        remember: Whether texts occur again; those of one pupil only do not.
    """

    __slots__ = ("_convert", "_element", "_room", "_tell")

    def __init__(
        self,
        convert: Callable[[str | None], Reading[Any]],
        *,
        tell: Callable[[tuple[str, FindingCode]], None],
        element: str,
        remember: bool = True,
    ) -> None:
        super().__init__()
        self._room = ROOM if remember else 0
        self._convert = convert
        self._tell = tell
        self._element = element

    def __missing__(self, key: str | None) -> Any:  # noqa: ANN401 (of any field)
        value, wrong = self._convert(key)
        if wrong is not None:
            self._tell((self._element, wrong))
            return value
        if len(self) < self._room:
            self[key] = value
        return value


def _stripped(found: str | None) -> str | None:
    return found.strip() or None if found else None


def text(found: str | None) -> Reading[str]:
    """
    Any text, without the blanks around it.
    """
    return _stripped(found), None


_FRENCH_DAY: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day_of(stripped: str) -> date | None:
    match = _FRENCH_DAY.fullmatch(stripped)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _recovered(stripped: str) -> date | None:
    try:
        is_iso = _ISO_DAY.fullmatch(stripped[:10]) and stripped[10:11] in {"", "T", " "}
        return date.fromisoformat(stripped[:10]) if is_iso else None
    except ValueError:
        return None


def day(wrong: FindingCode, *, missing: FindingCode | None = None) -> _Convert[date]:
    """
    A converter of days.

    Args:
        wrong: What a text is that is no day in the ministry's form.
        missing: What it is that there is none, None where that may be.
    """

    def convert(found: str | None) -> Reading[date]:
        stripped = _stripped(found)
        if stripped is None:
            return None, missing
        value = _day_of(stripped)
        return (value, None) if value else (_recovered(stripped), wrong)

    return convert


_BOOLEANS: Final = {
    "0": False,
    "1": True,
    "false": False,
    "true": True,
    "n": False,
    "o": True,
}


def boolean(found: str | None) -> Reading[bool]:
    """
    Yes or no, in all the ways in which the family writes it.
    """
    stripped = _stripped(found)
    if stripped is None:
        return None, None
    value = _BOOLEANS.get(stripped.lower())
    return value, FindingCode.BOOLEAN_MALFORMED if value is None else None


def code_of(codes: str) -> _Convert[str]:
    """
    A converter of codes of a list; a code that is not in it is kept.

    Args:
        codes: The list, with blanks between.
    """
    known = frozenset(codes.split())

    def convert(found: str | None) -> Reading[str]:
        stripped = _stripped(found)
        strange = stripped is not None and stripped not in known
        return stripped, FindingCode.CODE_UNKNOWN if strange else None

    return convert


def shaped(shape: str) -> _Convert[str]:
    """
    A converter of codes that are known by their shape only.

    Args:
        shape: A regular expression.
    """
    compiled = re.compile(shape)

    def convert(found: str | None) -> Reading[str]:
        stripped = _stripped(found)
        strange = stripped is not None and not compiled.fullmatch(stripped)
        return stripped, FindingCode.CODE_UNKNOWN if strange else None

    return convert


_SEXES: Final = {"1": Sex.MALE, "2": Sex.FEMALE}


def sex(found: str | None) -> Reading[Sex]:
    """
    1 for male, 2 for female; nothing is guessed.
    """
    stripped = _stripped(found)
    if stripped is None:
        return None, FindingCode.SEX_MISSING
    value = _SEXES.get(stripped)
    return value, FindingCode.CODE_UNKNOWN if value is None else None


def commune(found: str | None) -> Reading[str]:
    """
    INSEE's code of a town.
    """
    stripped = _stripped(found)
    wrong = stripped is not None and not Commune.is_valid(stripped)
    return stripped, FindingCode.BIRTH_CITY_MALFORMED if wrong else None


_MEF: Final = re.compile(r"[0-9A-Z]{11}")


def mef(found: str | None) -> Reading[str]:
    """
    The code of a course; one of another shape is kept.
    """
    stripped = _stripped(found)
    if stripped is None:
        return None, FindingCode.MEF_MISSING
    right = _MEF.fullmatch(stripped)
    return stripped, None if right else FindingCode.MEF_MALFORMED


_INE: Final = re.compile(r"(?:([0-9]{9})([A-Z]{2})|([0-9]{10})([A-Z])|[0-9A-Z]{11})")
_MADE_UP: Final = "00000000"

# By the remainder of the digits: a key is looked up once for each pupil.
_RNIE_KEYS: Final = tuple(rnie_key(f"{rest:09}") for rest in range(97))
_BEA_KEYS: Final = tuple(bea_key(f"{rest:010}") for rest in range(23))


def ine(found: str | None) -> Reading[str]:
    """
    A national number, in capitals; one of another shape is kept as it stands.

    Source:
        The keys' rules are derived (`pixorga.domain.identifiers`), so a wrong key is
        a warning.
    """
    stripped = _stripped(found)
    if stripped is None:
        return None, FindingCode.INE_MISSING
    match = _INE.fullmatch(stripped) or _INE.fullmatch(stripped.upper())
    if match is None or stripped.startswith(_MADE_UP):
        return stripped, FindingCode.INE_MALFORMED
    rnie, rnie_tail, bea, bea_tail = match.groups()
    if rnie is not None:
        right = _RNIE_KEYS[int(rnie) % 97] == rnie_tail
    else:
        right = bea is None or _BEA_KEYS[int(bea) % 23] == bea_tail
    return match[0], None if right else FindingCode.INE_KEY


# The letters of nearly all names; × and ÷ stand between them in Latin-1.
_PLAIN_NAME: Final = re.compile(
    r"[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ]+(?:[ '-]{1,2}[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ]+)*[ .]?"
)

# Two bytes of UTF-8 read as two characters: the second is no letter that follows the
# first in any name.
_MOJIBAKE: Final = re.compile(
    "[ÂÃÄÅ](?:[\u0080-\u00bf\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122]|[ŒœŠšŽžŸ](?![A-Z]))"
)


def _name_defect(stripped: str) -> str | None:
    if _PLAIN_NAME.fullmatch(stripped) and not _MOJIBAKE.search(stripped):
        return None
    if "\ufffd" in stripped:
        return "REPLACED"
    if _MOJIBAKE.search(stripped):
        return "MOJIBAKE"
    if "?" in stripped:
        return "LOSSY"
    try:
        # Several first names may stand in one element, with commas between.
        parse_name_part(stripped.replace(",", " "), field="name")
    except FieldError:
        return "CHARACTER"
    return None


def name(subject: str, *, required: bool = False) -> _Convert[str]:
    """
    A converter of names, which are kept as they stand whatever is wrong with them.

    Args:
        subject: What the findings are about: LAST_NAME, FIRST_NAME.
        required: Whether there must be one.
    """

    def convert(found: str | None) -> Reading[str]:
        stripped = _stripped(found)
        if stripped is None:
            return None, FindingCode[f"{subject}_MISSING"] if required else None
        defect = _name_defect(stripped)
        return stripped, FindingCode[f"{subject}_{defect}"] if defect else None

    return convert
