"""
Measuring contenders in turn, so that a busy moment of the machine hits all of them.
"""

import gc
import statistics
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TypeAlias

import attrs

__all__ = ["Contender", "Effort", "Times", "in_turn", "per_call", "stopwatch"]

Contender: TypeAlias = Callable[[], float]
"""Does its work once, or some times, and returns the seconds that once took."""


@attrs.frozen(kw_only=True)
class Effort:
    """
    How much is measured.

    Attributes:
        rounds: How often each contender has its turn.
        quick: Whether to do as little as shows that it runs; its figures say nothing.
    """

    rounds: int
    quick: bool = False

    def calls(self, number: int) -> int:
        """
        How many calls a turn takes, instead of the number that gives steady figures.
        """
        return 1 if self.quick else number


@attrs.frozen
class Times:
    """
    The seconds that one contender took, a figure for each turn.
    """

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """
        What it took as a rule.
        """
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """
        Seconds between the first and the last quartile.
        """
        if len(self.seconds) == 1:
            return 0.0
        first, _, last = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return last - first


def in_turn(contenders: Mapping[str, Contender], effort: Effort) -> dict[str, Times]:
    """
    Give the contenders their turns: A B C, A B C, and so on.

    A first round is thrown away: it fills caches, and writes byte code.
    """
    for contend in contenders.values():
        contend()
    turns = [
        [contend() for contend in contenders.values()] for _ in range(effort.rounds)
    ]
    columns = zip(*turns, strict=True)
    return {
        name: Times(column) for name, column in zip(contenders, columns, strict=True)
    }


def stopwatch(work: Callable[[], object]) -> float:
    """
    The seconds that some work takes; the collector of garbage waits meanwhile.
    """
    gc.collect()
    gc.disable()
    try:
        start = perf_counter()
        work()
        return perf_counter() - start
    finally:
        gc.enable()


def per_call(work: Callable[[], object], *, calls: int) -> Contender:
    """
    A contender that calls some work often enough for the clock to see it.
    """

    def loop() -> None:
        for _ in range(calls):
            work()

    return lambda: stopwatch(loop) / calls
