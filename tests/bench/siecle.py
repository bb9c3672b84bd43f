"""
What the reading of a SIÈCLE export costs over a bare scan of it.
"""

import gc
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from xml.parsers import expat

from lxml import etree

from pixorga import siecle
from pixorga.siecle.sample import write_sample
from tests.bench.registry import Aim, Finding, measure
from tests.bench.timing import Effort, Times, in_turn, stopwatch

PUPILS: Final = 100_000
FEW: Final = 1_000
PIECE: Final = 1 << 16
MIB: Final = 1 << 20
ROUNDS: Final = 7
"""A round of the large file takes half a minute, and its median is steady."""


@contextmanager
def export(effort: Effort, pupils: int = PUPILS) -> Iterator[Path]:
    """
    A generated file in ISO-8859-15, with no pupil like another.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ElevesSansAdresses.xml"
        with path.open("wb") as file:
            count = 100 if effort.quick else pupils
            write_sample(file, students=count, addresses=False, last_year=False)
        yield path


def scan(path: Path) -> None:
    """
    What expat does by itself.
    """
    parser = expat.ParserCreate()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def with_lxml(path: Path) -> list[dict[str, str | None]]:
    """
    Raw values of the pupils, as lxml's own documentation reads large files.
    """
    rows = []
    for _, element in etree.iterparse(path, tag="ELEVE"):
        rows.append({child.tag: child.text for child in element})
        element.clear()
    return rows


def compared(
    contenders: dict[str, Callable[[Path], object]], effort: Effort
) -> tuple[dict[str, Times], int]:
    """
    Give each a turn on the same file.
    """
    effort = Effort(rounds=min(effort.rounds, ROUNDS), quick=effort.quick)
    with export(effort) as path:
        turns = {
            name: lambda work=work: stopwatch(lambda: work(path))
            for name, work in contenders.items()
        }
        return in_turn(turns, effort), path.stat().st_size


@measure("siecle.read_vs_expat", Aim(limit=4.0))
def read_vs_expat(effort: Effort) -> Finding:
    """
    An export of 100 000 pupils, read with all checks, against a scan without handlers.
    """
    times, size = compared({"siecle.read": siecle.read, "expat": scan}, effort)
    ratio = times["siecle.read"].median / times["expat"].median
    return Finding(times=times, ratio=ratio, notes={"megabytes": size / 1e6})


@measure("siecle.read_vs_lxml", Aim(limit=1.5))
def read_vs_lxml(effort: Effort) -> Finding:
    """
    The same against lxml's `iterparse` to raw values.
    """
    times, size = compared({"siecle.read": siecle.read, "lxml": with_lxml}, effort)
    ratio = times["siecle.read"].median / times["lxml"].median
    return Finding(times=times, ratio=ratio, notes={"megabytes": size / 1e6})


def peak(effort: Effort, pupils: int) -> Finding:
    """
    The most memory while reading, less what the result holds.
    """
    with export(effort, pupils) as path:
        # What is loaded once is none of a file's.
        times = {
            "siecle.read": Times((stopwatch(lambda: siecle.read(path)),)),
            "expat": Times((stopwatch(lambda: scan(path)),)),
        }
        gc.collect()
        tracemalloc.start()
        try:
            result = siecle.read(path)
            gc.collect()
            held, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    beyond = (most - held) / MIB
    notes = {"held": held / MIB, "pupils": float(len(result.students))}
    return Finding(
        times=times,
        ratio=beyond / 16,
        value=beyond,
        unit="MiB",
        notes=notes,
    )


@measure("siecle.peak_mib_1k", Aim(limit=16, unit="MiB"))
def peak_of_few(effort: Effort) -> Finding:
    """
    Memory beyond the result, for 1 000 pupils.
    """
    return peak(effort, FEW)


@measure("siecle.peak_mib_100k", Aim(limit=16, unit="MiB"))
def peak_of_many(effort: Effort) -> Finding:
    """
    Memory beyond the result, for 100 000 pupils.
    """
    return peak(effort, PUPILS)
