"""
What a program pays before pixorga does anything for it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pixorga
from tests.bench.registry import Aim, Finding, measure
from tests.bench.timing import Contender, Effort, Times, in_turn, stopwatch

ROOT = Path(pixorga.__file__).parents[1]
"""Where the package lies, for interpreters that are told nothing else."""

BARE = f"import sys; sys.path.insert(0, {str(ROOT)!r})"

FIRST_USE = """
from pixorga import FolderMailer, KeyRing, MemoryStore, PixOrga, Site

site = Site.at(
    "https://orga.example.fr",
    sender="Pix Orga <ne-pas-repondre@example.fr>",
    operator="assistance@example.fr",
)
PixOrga(
    store=MemoryStore(),
    mailer=FolderMailer(sys.argv[1]),
    keys=KeyRing(current=b"k" * 32),
    pseudonym_key=b"p" * 32,
    site=site,
)
"""


def interpreter(code: str, *arguments: str) -> Contender:
    """
    A contender that runs code in a new interpreter, isolated and with no environment.
    """
    command = [sys.executable, "-I", "-c", f"{BARE}\n{code}", *arguments]
    return lambda: stopwatch(lambda: subprocess.run(command, env={}, check=True))


def over_bare(times: dict[str, Times], name: str) -> float:
    """
    The seconds by which a contender is slower than an interpreter with nothing to do.
    """
    return times[name].median - times["bare interpreter"].median


@measure("import.ms", Aim(limit=10, unit="ms"))
def import_alone(effort: Effort) -> Finding:
    """
    `import pixorga` in a new interpreter, less what a bare one takes.
    """
    contenders = {
        "bare interpreter": interpreter(""),
        "import attrs": interpreter("import attrs"),
        "import pixorga": interpreter("import pixorga"),
    }
    times = in_turn(contenders, effort)
    value = over_bare(times, "import pixorga") * 1e3
    return Finding(times=times, ratio=value / 10, value=value, unit="ms")


@measure("import.first_use_ms", Aim(limit=4))
def first_use(effort: Effort) -> Finding:
    """
    Building `PixOrga` on memory in a new interpreter, against `import attrs`.
    """
    with tempfile.TemporaryDirectory() as folder:
        contenders = {
            "bare interpreter": interpreter(""),
            "import attrs": interpreter("import attrs"),
            "first use": interpreter(FIRST_USE, folder),
        }
        times = in_turn(contenders, effort)
    seconds = over_bare(times, "first use")
    ratio = seconds / over_bare(times, "import attrs")
    return Finding(times=times, ratio=ratio, value=seconds * 1e3, unit="ms")
