"""
Findings as a table, and the machine that they hold for.
"""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

from tests.bench.registry import Finding, Measure
from tests.bench.timing import Effort, Times

__all__ = ["describe_machine", "lines"]

_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))


def describe_machine(effort: Effort) -> str:
    """
    What one has to know to compare the figures with one's own.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = ("attrs", "itsdangerous", "SQLAlchemy")
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    load = ", ".join(f"{figure:.1f}" for figure in os.getloadavg())
    return (
        f"{python}, {os.cpu_count()} processors (load {load}), {platform.platform()}\n"
        f"{versions}\n"
        f"{effort.rounds} rounds, contenders in turn: medians ± interquartile range / 2"
    )


def lines(name: str, measure: Measure, finding: Finding) -> Iterator[str]:
    """
    One benchmark's lines.
    """
    figure = finding.figure(measure.aim)
    verdict = "met" if measure.aim.is_met(figure) else "MISSED"
    unit = f" {measure.aim.unit}" if measure.aim.unit else ""
    yield f"{name}: {figure:.2f}{unit} (aim {measure.aim}: {verdict})"
    yield f"  {measure.about}"
    if finding.value is not None and not measure.aim.unit:
        yield f"  {finding.value:.2f} {finding.unit}"
    yield from (f"  {note}: {number:g}" for note, number in finding.notes.items())
    width = max(map(len, finding.times))
    for contender, times in finding.times.items():
        yield f"    {contender:<{width}}  {_seconds(times)}"


def _seconds(times: Times) -> str:
    scale, unit = next((pair for pair in _UNITS if times.median >= pair[0]), _UNITS[-1])
    return f"{times.median / scale:8.2f} ± {times.spread / 2 / scale:.2f} {unit}"
