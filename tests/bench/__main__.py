"""
``python -m tests.bench``: measure, print a report, keep the figures.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

# Each registers its benchmarks.
from tests.bench import directory, imports, mail, redeem, siecle, tokens  # noqa: F401
from tests.bench.registry import MEASURES
from tests.bench.report import describe_machine, lines
from tests.bench.timing import Effort

__all__ = ["main"]

ROUNDS = 25
"""Turns of each contender; the medians of two runs then differ by a few per cent."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the benchmarks that are asked for.

    Returns:
        The exit status: 1 when no benchmark bears the name.
    """
    options = _parser().parse_args(arguments)
    chosen = {name: it for name, it in MEASURES.items() if options.name in name}
    if not chosen:
        print(f"no such benchmark; there are {', '.join(MEASURES)}", file=sys.stderr)
        return 1
    rounds = 1 if options.quick else options.rounds
    effort = Effort(rounds=rounds, quick=options.quick)
    print(describe_machine(effort))
    findings = {}
    for name, measure in chosen.items():
        findings[name] = measure.run(effort)
        print("", *lines(name, measure, findings[name]), sep="\n", flush=True)
    if options.json:
        kept = {name: finding.as_json() for name, finding in findings.items()}
        options.json.write_text(f"{json.dumps(kept, indent=2)}\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures")
    parser.add_argument("-k", dest="name", default="", help="part of the names to run")
    parser.add_argument("--rounds", type=_positive, default=ROUNDS)
    parser.add_argument(
        "--quick", action="store_true", help="see that all run; the figures say nothing"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
