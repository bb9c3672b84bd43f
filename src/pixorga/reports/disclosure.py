"""
Which numbers of a report can be told without pointing at somebody.

A number of very few people says something of each of them. To withhold it is not
enough where the others and the sum are known: what is left is the number.
"""

from collections.abc import Hashable, Mapping
from typing import Final, TypeVar

__all__ = ["MINIMUM", "is_small", "withheld"]

_Key = TypeVar("_Key", bound=Hashable)

MINIMUM: Final = 5
"""
People from which on their number is told.
"""


def is_small(number: int, minimum: int) -> bool:
    """
    Whether a number is of somebody, and of too few.
    """
    return 0 < number < minimum


def withheld(counts: Mapping[_Key, int], *, minimum: int) -> frozenset[_Key]:
    """
    What to withhold of numbers whose sum is known.

    The small ones, and then the next smallest, until they are two or more and together
    no small number: so none can be worked out.

    Args:
        counts: How many people by whatever sets them apart; nobody is in two of them.
        minimum: People from which on their number is told.

    Example:
        >>> sorted(withheld({"3 A": 24, "3 B": 2, "4 A": 22}, minimum=5))
        ['3 B', '4 A']
        >>> withheld({"3 A": 24, "3 B": 22}, minimum=5)
        frozenset()
    """
    hidden = {key for key, number in counts.items() if is_small(number, minimum)}
    people = sum(counts[key] for key in hidden)
    for key in sorted(counts, key=lambda key: counts[key]):
        if not hidden or people >= minimum:
            break
        if key not in hidden and counts[key]:
            hidden.add(key)
            people += counts[key]
    return frozenset(hidden)
