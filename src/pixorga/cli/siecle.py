"""
`pixorga siecle`: the exports of SIÈCLE, before anybody imports them.
"""

import json
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final, Literal, TypeAlias, cast

import attrs
import click

from pixorga import wording
from pixorga.domain.findings import SEVERITIES, FindingCode, Severity
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import Locale
from pixorga.errors import (
    FieldError,
    SiecleArchiveError,
    SiecleFileError,
    SiecleRefusedError,
    SiecleSyntaxError,
)
from pixorga.reports.disclosure import MINIMUM
from pixorga.reports.siecle_page import siecle_page
from pixorga.siecle import Progress, StudentsFile, read, to_document
from pixorga.siecle.sample import write_sample

__all__ = ["siecle"]

WRONG_USAGE: Final = 64
"""As in sysexits.h: 2 is for a file that cannot be used."""

UNUSABLE: Final = 2

LONG: Final = 4 << 20
"""Bytes of a file from which on its progress is shown."""

WIDTH: Final = 100
"""Columns of a report that goes to a file."""

_Profile: TypeAlias = Literal["lenient", "strict", "pix"]

_Named: TypeAlias = SiecleArchiveError | SiecleFileError | SiecleSyntaxError
_NAMED: Final = (SiecleArchiveError, SiecleFileError, SiecleSyntaxError)
"""What a file that cannot be used is told by, each with its problem."""


@contextmanager
def _wrong_usage() -> Generator[None]:
    try:
        yield
    except click.UsageError as error:
        error.show()
        raise click.exceptions.Exit(WRONG_USAGE) from error


class _Siecle(click.Group):
    """
    Commands whose wrong usage has a status of its own.
    """

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 (as click has it)
    ) -> click.Context:
        with _wrong_usage():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with _wrong_usage():
            return super().invoke(ctx)


@click.group(cls=_Siecle)
def siecle() -> None:
    """
    Look at exports of SIÈCLE.
    """


def _uai(_: click.Context, __: click.Parameter, value: str | None) -> Uai | None:
    try:
        return None if value is None else Uai.lenient(value)
    except FieldError as error:
        raise click.BadParameter(str(error)) from error


@attrs.frozen(kw_only=True)
class _Asked:
    """
    How to answer, about every file.
    """

    form: str
    students: bool
    names: bool
    profile: _Profile
    locale: Locale
    output: Path | None
    minimum: int | None


_FORM_OF: Final = {"students": "json", "names": "text", "minimum": "html"}
"""The one form in which each of these options has a meaning."""


@siecle.command
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@click.option(
    "--uai", metavar="UAI", callback=_uai, help="The school that they shall come from."
)
@click.option(
    "--on",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    help="The day of the pupils' statuses; without it, each export's own.",
)
@click.option(
    "--profile",
    type=click.Choice(["lenient", "strict", "pix"]),
    default="lenient",
    show_default=True,
    help="Whose rules also to tell about: those of Pix, or that no error be left.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Tables for people, a line of JSON for each file, or a page to be mailed.",
)
@click.option(
    "--students", is_flag=True, help="Put the pupils into the JSON; personal data."
)
@click.option(
    "--names",
    is_flag=True,
    help="Put name and class beside each finding of the tables; personal data.",
)
@click.option(
    "--minimum",
    type=click.IntRange(min=1),
    metavar="N",
    help="Pupils from which on the page tells their number, 5 unless told; 1 for all.",
)
@click.option(
    "--locale",
    type=click.Choice([locale.value for locale in Locale]),
    default=Locale.FR.value,
    show_default=True,
    help="The language of the tables and of the page.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write, readable by you only; without it, the standard output.",
)
def check(
    *,
    files: tuple[Path, ...],
    uai: Uai | None,
    on: datetime | None,
    locale: str,
    **options: Any,  # noqa: ANN401 (those of _Asked)
) -> None:
    """
    Tell what is wrong in exports of pupils, and on which screen to correct it.

    FILE is an XML, or a zip that has one. The status is 0 when there is no error, 1
    when there are some, 2 when a file cannot be used, and 64 for a wrong usage.
    """
    asked = _Asked(locale=Locale(locale), **options)
    _require_sense(asked, files)
    status, answers = 0, list[str]()
    for path in files:
        try:
            file, refused = _read(path, uai=uai, on=on and on.date(), asked=asked)
        except (*_NAMED, OSError) as error:
            click.echo(f"{path}: {_told(error, asked.locale)}", err=True)
            status = UNUSABLE
            continue
        answers.append(_answer(file, path=path, refused=refused, asked=asked))
        status = max(status, int(_has_errors(file)))
    _write("".join(answers), asked)
    raise click.exceptions.Exit(status)


def _require_sense(asked: _Asked, files: Sequence[Path]) -> None:
    for option, form in _FORM_OF.items():
        if getattr(asked, option) and asked.form != form:
            raise click.UsageError(f"--{option} goes with --format {form}.")
    if asked.form == "html" and len(files) > 1:
        raise click.UsageError("A page is about one file.")
    if asked.output is not None and any(_is_same(asked.output, one) for one in files):
        raise click.UsageError("The output would replace an export.")


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _read(
    path: Path, *, uai: Uai | None, on: date | None, asked: _Asked
) -> tuple[StudentsFile, bool]:
    """
    A file, and whether its profile refuses it.
    """
    with _progress(path) as progress:
        try:
            profile = asked.profile
            return read(path, uai=uai, on=on, policy=profile, progress=progress), False
        except SiecleRefusedError as error:
            return cast("StudentsFile", error.partial), True


@contextmanager
def _progress(path: Path) -> Generator[Progress | None]:
    from rich.console import Console
    from rich.progress import (
        FileSizeColumn,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )
    from rich.progress import Progress as Display

    console = Console(stderr=True)
    if not console.is_terminal or path.stat().st_size < LONG:
        yield None
        return
    name = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), name, FileSizeColumn(), TimeElapsedColumn())
    with Display(*columns, console=console, transient=True) as display:
        task = display.add_task(path.name, total=None)
        yield lambda done: display.update(task, completed=done)


def _told(error: _Named | OSError, locale: Locale) -> str:
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    sentence = wording.sentence(error, locale=locale)
    return f"{sentence} ({wording.words(error.problem, locale=locale)})"


def _has_errors(file: StudentsFile) -> bool:
    return any(SEVERITIES[code] is Severity.ERROR for code in file.counts)


def _answer(file: StudentsFile, *, path: Path, refused: bool, asked: _Asked) -> str:
    if asked.form == "json":
        document = to_document(file, students=asked.students)
        return f"{json.dumps(document)}\n"
    verdict = f"{asked.profile}_{'refused' if refused else 'accepted'}"
    told = None if asked.profile == "lenient" else verdict
    if asked.form == "html":
        return siecle_page(
            file,
            locale=asked.locale,
            verdict=told,
            minimum=asked.minimum or MINIMUM,
        )
    return _as_text(file, path=path, verdict=told, asked=asked)


def _as_text(
    file: StudentsFile, *, path: Path, verdict: str | None, asked: _Asked
) -> str:
    from rich.console import Console

    from pixorga.cli.siecle_text import text_report

    report = text_report(
        file,
        title=path.name,
        verdict=verdict,
        names=asked.names,
        locale=asked.locale,
    )
    console = Console()
    if asked.output is not None:
        console = Console(width=WIDTH, force_terminal=False)
    with console.capture() as capture:
        console.print(report)
        console.print()
    return capture.get()


def _write(answer: str, asked: _Asked) -> None:
    if asked.output is None:
        # A page is bytes: it says that it is in UTF-8, whatever the terminal is in.
        click.echo(answer.encode() if asked.form == "html" else answer, nl=False)
        return
    if not answer:
        return
    with _writable():
        descriptor = os.open(asked.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(answer)
    done = wording.label("written", locale=asked.locale)
    click.echo(done.format(path=asked.output))


class _UnwritableError(click.ClickException):
    exit_code = UNUSABLE


@contextmanager
def _writable() -> Generator[None]:
    """
    Tell that a file cannot be written with the status of one that cannot be used.
    """
    try:
        yield
    except (OSError, click.FileError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.message
        raise _UnwritableError(f"It cannot be written: {reason}") from error


def _codes(_: click.Context, __: click.Parameter, value: str) -> list[FindingCode]:
    names = [name.strip().upper() for name in value.split(",") if name.strip()]
    try:
        return [FindingCode(name) for name in names]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@siecle.command("sample")
@click.option(
    "--pupils",
    "students",
    type=click.IntRange(min=0),
    default=30,
    show_default=True,
    help="How many pupils the school has.",
)
@click.option(
    "--faults",
    metavar="CODES",
    default="",
    callback=_codes,
    help="What shall be found in it: codes of findings, with commas between them.",
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Another number, another school; the same number, the same bytes.",
)
@click.option(
    "-o",
    "--output",
    # Lazy: what cannot be made leaves a file as it is.
    type=click.File("wb", lazy=True),
    default="-",
    help="Where to write; without it, the standard output.",
)
def make_sample(
    *, students: int, faults: list[FindingCode], seed: int, output: IO[bytes]
) -> None:
    """
    Write the export of an invented school, to try things with.

    Nobody in it exists. The faults of pupils are planted one after the other, from the
    second pupil on.
    """
    with _writable():
        try:
            write_sample(output, students=students, seed=seed, faults=faults)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
