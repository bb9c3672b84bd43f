"""
Any public value, built from the types of its class's fields.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType
from typing import get_args, get_origin

import attrs
from hypothesis import strategies as st

from pixorga.domain.establishment import printable
from pixorga.domain.identifiers import Uai, uai_key
from pixorga.domain.people import EmailAddress, Operator, PersonName, Principal
from pixorga.domain.team import Administrator, Member, Membership

NAME_PARTS = st.from_regex(
    r"[A-ZÉŁ][a-zéèçœ]{1,9}([ '’-][A-Z][a-z]{1,9})?", fullmatch=True
)

IDS = st.from_regex(r"[0-9a-f]{1,8}(-[0-9a-f]{1,8}){0,3}", fullmatch=True)

PRINTABLE = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=40
)

DIGITS = st.from_regex(r"[0-9]{7}", fullmatch=True)

LEAVES = {
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(),
    str: st.text(max_size=40),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)).map(
        lambda value: value.replace(microsecond=0)
    ),
    EmailAddress: st.from_regex(
        r"[a-z][a-z0-9]{0,9}([.-][a-z0-9]{1,9})?@[a-z]{2,9}\.fr", fullmatch=True
    ).map(EmailAddress),
    Uai: st.one_of(
        DIGITS.map(lambda digits: Uai(digits + uai_key(digits))),
        st.from_regex(r"[0-9]{7}[A-Z]", fullmatch=True).map(Uai.lenient),
    ),
    # The base is never made itself.
    Membership: st.deferred(lambda: st.one_of(map(values_of, (Administrator, Member)))),
}

RULED = {
    (PersonName, "first"): NAME_PARTS,
    (PersonName, "last"): NAME_PARTS,
    (Principal, "id"): IDS,
    (Operator, "id"): IDS,
}
"""
By class and field, what a constructor asks for beyond the type.
"""


def values_of(kind):
    """
    Any value of a type.
    """
    if kind in LEAVES:
        return LEAVES[kind]
    if get_origin(kind) is tuple:
        return _tuples(*get_args(kind))
    if get_args(kind):
        return st.one_of(map(values_of, get_args(kind)))
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    return st.builds(
        kind, **{field.name: _field(kind, field) for field in attrs.fields(kind)}
    )


def _field(cls, field):
    if field.validator is printable:
        return PRINTABLE
    ruled = (cls, field.name)
    return RULED[ruled] if ruled in RULED else values_of(field.type)


def _tuples(first, *others):
    if others == (...,):
        return st.lists(values_of(first), max_size=4).map(tuple)
    return st.tuples(*map(values_of, (first, *others)))


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["0750655E", "2026-09-01", "2026-09-01T08:00:00Z", "administrator"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=4,
)
"""
Whatever JSON may hold.
"""


@st.composite
def spoilt(draw, document):
    """
    A document with one or two places changed, taken away or added.
    """
    for _ in range(draw(st.integers(1, 2))):
        document = _spoil(draw, document)
    return document


def _spoil(draw, part):
    if isinstance(part, dict) and part and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(part)))
        return part | {key: _spoil(draw, part[key])}
    if isinstance(part, list) and part and draw(st.integers(0, 5)):
        index = draw(st.integers(0, len(part) - 1))
        return [*part[:index], _spoil(draw, part[index]), *part[index + 1 :]]
    if isinstance(part, dict) and part and draw(st.booleans()):
        gone = draw(st.sampled_from(sorted(part)))
        return {key: value for key, value in part.items() if key != gone}
    if isinstance(part, dict) and draw(st.booleans()):
        return part | draw(st.dictionaries(st.text(max_size=8), JUNK, max_size=2))
    return draw(JUNK)
