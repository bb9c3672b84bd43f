"""
The benchmarks by name: what each is held to, and what it found.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import attrs

from tests.bench.timing import Effort, Times

__all__ = ["MEASURES", "Aim", "Finding", "Measure", "measure"]


@attrs.frozen(kw_only=True)
class Aim:
    """
    What a figure shall be.

    Attributes:
        limit: The figure.
        unit: What it counts; a ratio where it is empty.
        at_least: Whether more is better.
    """

    limit: float
    unit: str = ""
    at_least: bool = False

    def is_met(self, figure: float) -> bool:
        """
        Whether a figure is good enough.
        """
        return figure >= self.limit if self.at_least else figure <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}".strip()


@attrs.frozen(kw_only=True)
class Finding:
    """
    What a benchmark found.

    Attributes:
        times: The contenders' times.
        ratio: What they come to; where the aim has a unit, the value over the limit.
        value: The figure in a unit of its own, where there is one.
        unit: That unit.
        notes: Further numbers worth keeping.
    """

    times: Mapping[str, Times]
    ratio: float
    value: float | None = None
    unit: str = ""
    notes: Mapping[str, float] = attrs.field(factory=dict)

    def figure(self, aim: Aim) -> float:
        """
        The number that an aim is about.
        """
        return self.value if aim.unit and self.value is not None else self.ratio

    def as_json(self) -> dict[str, Any]:
        """
        The finding as it is kept.
        """
        body: dict[str, Any] = {
            "ratio": self.ratio,
            "contenders": {name: times.median for name, times in self.times.items()},
        }
        if self.value is not None:
            body |= {"value": self.value, "unit": self.unit}
        return body | dict(self.notes)


Run: TypeAlias = Callable[[Effort], Finding]


@attrs.frozen(kw_only=True)
class Measure:
    """
    One benchmark.

    Attributes:
        about: What is compared, in a sentence.
        aim: What it is held to.
        run: Measures.
    """

    about: str
    aim: Aim
    run: Run


MEASURES: Final[dict[str, Measure]] = {}
"""All benchmarks, in the order of the report."""


def measure(name: str, aim: Aim) -> Callable[[Run], Run]:
    """
    Register a benchmark; its docstring says what it compares.
    """

    def register(run: Run) -> Run:
        about = " ".join((run.__doc__ or "").split())
        MEASURES[name] = Measure(about=about, aim=aim, run=run)
        return run

    return register
