"""
What people read: one sentence or word per code, in French and in English.

French is for schools; it is the reference. A test walks all codes of both tables.

Example:
    >>> from pixorga.errors import UaiKeyError
    >>> print(sentence(UaiKeyError(field="uai", expected="G"), locale=Locale.EN))
    The last letter does not go with the digits: check the whole UAI.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pixorga.domain.calendar import paris_time
from pixorga.domain.findings import FindingCode
from pixorga.domain.link import LinkPurpose
from pixorga.domain.people import Locale
from pixorga.domain.space import SpaceView
from pixorga.domain.steps import FirstStep
from pixorga.domain.team import Capacity
from pixorga.errors import PixorgaError, ThrottledError
from pixorga.wording import en, fr

__all__ = [
    "DECLARATION_VERSION",
    "advice",
    "day",
    "declaration",
    "delay",
    "export_path",
    "file_request",
    "label",
    "moment",
    "neutral_answer",
    "remedy",
    "sentence",
    "words",
]

DECLARATION_VERSION: Final = "2026-11"
"""
Version of the declarations' text, kept with whoever made one; changes with any word of
it in any language.
"""

_SENTENCES: Final = {Locale.FR: fr.SENTENCES, Locale.EN: en.SENTENCES}
_LINK_SENTENCES: Final = {
    Locale.FR: fr.LINK_SENTENCES,
    Locale.EN: en.LINK_SENTENCES,
}
_WORDS: Final = {Locale.FR: fr.WORDS, Locale.EN: en.WORDS}
_MONTHS: Final = {Locale.FR: fr.MONTHS, Locale.EN: en.MONTHS}
_UNITS: Final = {Locale.FR: fr.UNITS, Locale.EN: en.UNITS}
_MOMENTS: Final = {Locale.FR: fr.MOMENT, Locale.EN: en.MOMENT}
_DECLARATIONS: Final = {Locale.FR: fr.DECLARATIONS, Locale.EN: en.DECLARATIONS}
_REMEDIES: Final = {Locale.FR: fr.REMEDIES, Locale.EN: en.REMEDIES}
_REPORTS: Final = {Locale.FR: fr.REPORT, Locale.EN: en.REPORT}
_NEUTRAL: Final = {Locale.FR: fr.NEUTRAL_ANSWER, Locale.EN: en.NEUTRAL_ANSWER}
_ADVICE: Final = {Locale.FR: fr.ADVICE, Locale.EN: en.ADVICE}
_ASK_HEAD: Final = {Locale.FR: fr.ASK_HEAD, Locale.EN: en.ASK_HEAD}
_EXPORT_PATHS: Final = {Locale.FR: fr.EXPORT_PATH, Locale.EN: en.EXPORT_PATH}
_FILE_REQUESTS: Final = {Locale.FR: fr.FILE_REQUEST, Locale.EN: en.FILE_REQUEST}


def sentence(
    error: PixorgaError, *, locale: Locale, purpose: LinkPurpose | None = None
) -> str:
    """
    What went wrong and what to do next, for the person at the screen.

    Args:
        error: Any error of pixorga; for a form, one of its `errors`.
        locale: The person's language.
        purpose: What the page is for that a link led to; for each, another thing is
            to be done about a link that cannot be used.
    """
    text = _LINK_SENTENCES[locale].get(f"{purpose}.{error.code}")
    details = error.details
    if isinstance(error, ThrottledError):
        details |= {"delay": delay(error.retry_after, locale=locale)}
    return (text or _SENTENCES[locale][error.code]).format_map(details)


def words(value: StrEnum, *, locale: Locale) -> str:
    """
    The word for a state, a role, a kind of school and the like.

    Example:
        >>> from pixorga.domain.team import Role
        >>> words(Role.ADMINISTRATOR, locale=Locale.FR)
        'administrateur'
    """
    return _WORDS[locale][f"{type(value).__name__}.{value.name}"]


def remedy(code: FindingCode, *, locale: Locale) -> str:
    """
    What to correct in SIÈCLE, and on which screen; what it is tells `words`.

    Example:
        >>> from pixorga.domain.findings import FindingCode
        >>> remedy(FindingCode.SEX_MISSING, locale=Locale.EN)
        "Pupil's record, Identité: fill in the sex."
    """
    return _REMEDIES[locale][code.value]


def label(name: str, *, locale: Locale) -> str:
    """
    A title, a heading or a phrase of a report; some have places for `str.format`.

    Example:
        >>> label("school_year", locale=Locale.FR)
        'Année scolaire'
    """
    return _REPORTS[locale][name]


def declaration(capacity: Capacity, *, locale: Locale) -> str:
    """
    What a person declares who takes a space over in a capacity.
    """
    return _DECLARATIONS[locale][capacity.value]


def advice(step: FirstStep, *, locale: Locale) -> str:
    """
    What one of the first steps asks for, of whoever has to do it.
    """
    return _ASK_HEAD[locale] if step.through_head else _ADVICE[locale][step.step.name]


def export_path(locale: Locale) -> str:
    """
    Which screens of SIÈCLE lead to the pupils' export.
    """
    return _EXPORT_PATHS[locale]


def file_request(space: SpaceView, *, locale: Locale) -> str:
    """
    A text by which a référent asks the head of the school for the pupils' export.

    Args:
        space: The school, with who asks.
        locale: The text's language.
    """
    return _FILE_REQUESTS[locale].format(
        school=space.school,
        uai=space.uai,
        path=export_path(locale),
        name=space.membership.person.name,
    )


def neutral_answer(locale: Locale) -> str:
    """
    The one sentence that the public gets after the form, whatever came of it.
    """
    return _NEUTRAL[locale]


def day(value: date, *, locale: Locale) -> str:
    """
    A day in words.

    Example:
        >>> day(date(2026, 9, 1), locale=Locale.FR)
        '1er septembre 2026'
    """
    first = "1er" if locale is Locale.FR else "1"
    number = first if value.day == 1 else str(value.day)
    return f"{number} {_MONTHS[locale][value.month - 1]} {value.year}"


def delay(seconds: int, *, locale: Locale) -> str:
    """
    How long to wait, in the largest unit that fits, rounded up.

    Args:
        seconds: How many, 1 or more.
        locale: The person's language.

    Example:
        >>> delay(75, locale=Locale.EN), delay(3600, locale=Locale.FR)
        ('2 minutes', '1 heure')
    """
    size, one, several = next(unit for unit in _UNITS[locale] if unit[0] <= seconds)
    number = -(-seconds // size)
    return f"{number} {one if number == 1 else several}"


def moment(value: datetime, *, locale: Locale) -> str:
    """
    An instant in words, by the clocks of metropolitan France.

    Example:
        >>> from datetime import UTC
        >>> moment(datetime(2026, 9, 1, 7, 5, tzinfo=UTC), locale=Locale.EN)
        '1 September 2026 at 9:05 (Paris time)'
    """
    local = paris_time(value)
    return _MOMENTS[locale].format(
        day=day(local.date(), locale=locale), hour=local.hour, minute=local.minute
    )
