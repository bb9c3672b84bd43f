"""
What the commands on a database have in common: how it is named, how they answer.

Their status is 0 when all is well, 1 when problems were found, and 2 when there was
nothing to look at: a wrong call, or a database that cannot be used.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

import click

from pixorga.domain.identifiers import Uai
from pixorga.domain.people import Locale
from pixorga.errors import PixorgaError
from pixorga.services.integrity import Problem
from pixorga.wording import words

__all__ = [
    "Count",
    "Option",
    "answer_format",
    "counted",
    "database_option",
    "database_url",
    "number_of",
    "report",
    "usable",
]

_Command = TypeVar("_Command", bound=Callable[..., object])


class Option(Protocol):
    """
    What adds an option to a command.
    """

    def __call__(self, command: _Command, /) -> _Command:
        """
        The command, with the option.
        """
        ...


MILESTONE: Final = 1000
"""Schools between two lines of progress, where there is no terminal."""


def database_option(*, required: bool) -> Option:
    """
    Which database; its URL may hold a password, so nothing repeats it.

    Args:
        required: Whether the command has no other way to one.
    """
    return click.option(
        "--database",
        "url",
        metavar="URL",
        envvar="PIXORGA_DATABASE_URL",
        show_envvar=True,
        required=required,
        help="Where it is, such as sqlite:///pixorga.db.",
    )


database_url: Option = database_option(required=True)
"""The database of a command that works on nothing else."""

answer_format: Option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to answer in: lines for people, one JSON object for machines.",
)
"""In which form to answer."""


class _UnusableError(click.ClickException):
    exit_code = 2


@contextmanager
def usable() -> Generator[None]:
    """
    Tell our errors in one line, with a status apart from that of problems found.
    """
    try:
        yield
    except PixorgaError as error:
        raise _UnusableError(str(error)) from error


class Count:
    """
    Counts schools, and tells how many after each.

    Attributes:
        schools: How many so far.
    """

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self.schools: int = 0

    def __call__(self, _: Uai) -> None:
        """
        One more.
        """
        self.reach(self.schools + 1)

    def reach(self, schools: int) -> None:
        """
        So many.
        """
        self.schools = schools
        self._tell(schools)


@contextmanager
def counted() -> Generator[Count]:
    """
    A count of schools that shows its progress on the standard error.

    In a terminal it is one line that moves and goes away.
    """
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield Count(_tell_milestone)
        return
    text = TextColumn("{task.completed} schools so far")
    columns = (SpinnerColumn(), text, TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)
        yield Count(lambda schools: progress.update(task, completed=schools))


def _tell_milestone(schools: int) -> None:
    if schools % MILESTONE == 0:
        click.echo(f"{schools} schools so far", err=True)


def report(kind: str, problems: Sequence[Problem], *, schools: int, form: str) -> None:
    """
    Write down what was found.

    Args:
        kind: What the answer is called, for machines.
        problems: What was found.
        schools: How many schools were looked through.
        form: "text" or "json".

    Raises:
        Exit: With status 1, when there are problems.
    """
    if form == "json":
        click.echo(_as_json(kind, problems, schools))
    else:
        for line in _as_text(problems, schools):
            click.echo(line)
    if problems:
        raise click.exceptions.Exit(1)


def _as_text(problems: Sequence[Problem], schools: int) -> Iterator[str]:
    for problem in problems:
        told = words(problem.code, locale=Locale.EN)
        yield f"{problem.uai} {problem.code.name} {problem.row}: {told}"
    found = "no problem"
    if problems:
        affected = len({problem.uai for problem in problems})
        found = (
            f"{number_of(len(problems), 'problem')} in {number_of(affected, 'school')}"
        )
    yield f"{number_of(schools, 'school')} looked through: {found}."


def _as_json(kind: str, problems: Iterable[Problem], schools: int) -> str:
    found = [
        {"code": problem.code.name, "uai": str(problem.uai), "row": problem.row}
        for problem in problems
    ]
    answer = {"kind": kind, "format": 1, "schools": schools, "problems": found}
    return json.dumps(answer, indent=2)


def number_of(number: int, noun: str) -> str:
    """
    How many of something, for people.
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
