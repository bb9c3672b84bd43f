"""
`pixorga config`: what the environment says, and what it does not say yet.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import click

from pixorga.cli.database import answer_format, usable
from pixorga.errors import ConfigurationError, PixorgaError
from pixorga.settings import VARIABLES, Settings, make_keys

__all__ = ["config"]


@click.group
def config() -> None:
    """
    Look after the settings.
    """


@config.command
@answer_format
def check(*, form: str) -> None:
    """
    Tell what is set, what is missing, and whether the database can be used.

    No value is shown: it may be a secret. The status is 1 when something is missing
    or cannot work.
    """
    settings = Settings.of(os.environ)
    problems: list[PixorgaError] = list(settings.problems())
    if not problems:
        try:
            settings.open().close()
        except PixorgaError as error:
            problems.append(error)
    lines = _as_json if form == "json" else _as_text
    for line in lines(settings, problems):
        click.echo(line)
    if problems:
        raise click.exceptions.Exit(1)


@config.command
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
def new_keys(*, path: Path) -> None:
    """
    Make a file of new keys, readable by you only; keep a copy of it in a safe place.
    """
    from pixorga.adapters.system import SystemRandomness

    with usable():
        make_keys(path, randomness=SystemRandomness())
    click.echo(f"Keys made. Now set PIXORGA_KEYS_FILE to {path.resolve()}")


def _as_text(settings: Settings, problems: list[PixorgaError]) -> Iterator[str]:
    for variable in VARIABLES:
        state = "set" if variable.name in settings.values else "not set"
        yield f"{variable.name}: {state} ({variable.meaning})"
    yield ""
    for problem in problems:
        yield f"To mend: {problem}"
    if not problems:
        yield "All that is needed is set, and the database can be used."
    if settings.keys_are_open():
        yield "The file of keys can be read by others: chmod 600 it."


def _as_json(settings: Settings, problems: list[PixorgaError]) -> Iterator[str]:
    found = [
        {
            "code": problem.code,
            "setting": problem.setting
            if isinstance(problem, ConfigurationError)
            else None,
            "problem": str(problem),
        }
        for problem in problems
    ]
    answer = {
        "kind": "config_check",
        "format": 1,
        "set": sorted(settings.values),
        "keys_are_open": settings.keys_are_open(),
        "problems": found,
    }
    yield json.dumps(answer, indent=2)
