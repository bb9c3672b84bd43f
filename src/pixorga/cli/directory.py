"""
`pixorga directory`: the national directory of schools.
"""

import json
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from pixorga.adapters.annuaire import AnnuaireFile
from pixorga.adapters.system import SystemClock, SystemIds
from pixorga.cli.database import (
    answer_format,
    counted,
    database_option,
    number_of,
    usable,
)
from pixorga.cli.orga import app_option, opened
from pixorga.domain.directory import (
    DirectoryChange,
    DirectoryPreview,
    Rejection,
    Remark,
)
from pixorga.domain.establishment import Establishment
from pixorga.domain.people import Locale, Operator
from pixorga.errors import ConflictError
from pixorga.services.directory import DirectoryService
from pixorga.services.ledger import Ledger
from pixorga.services.parts import StoreParts
from pixorga.settings import Settings
from pixorga.tokens import Pseudonyms
from pixorga.wording import words

__all__ = ["directory"]

T = TypeVar("T")

EXAMPLES: Final = 10
"""Of each thing, how many people are shown; machines are told of all."""


@click.group
def directory() -> None:
    """
    Look after the national directory of schools.
    """


@directory.command("import")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
@app_option
@database_option(required=False)
@click.option(
    "--apply",
    "write",
    is_flag=True,
    help="Write what the file changes; without it, it is only told.",
)
@click.option(
    "--confirm-closing",
    "confirmed",
    type=click.IntRange(min=0),
    metavar="N",
    help="How many schools it closes, when they are more than 2 % of the open ones.",
)
@click.option(
    "--operator",
    metavar="ID",
    default="command-line",
    show_default=True,
    help="Who answers for it: an id, neither a name nor an address.",
)
@answer_format
def import_file(
    *,
    file: Path,
    app: str | None,
    url: str | None,
    write: bool,
    confirmed: int | None,
    operator: str,
    form: str,
) -> None:
    """
    Tell what FILE changes in the directory, and with --apply, write it.

    FILE is the open data set Annuaire de l'éducation, as CSV or as JSON. Schools that
    it does not list stay, marked as closed. The status is 1 when the change is refused,
    and 2 when the file or the database cannot be used.

    Without an application's PixOrga, it takes the database and PIXORGA_KEYS_FILE: who
    answers for it is kept as a pseudonym under that file's key.
    """
    with usable(), _service(app, url) as service:
        by = Operator(id=operator)
        with counted() as count:
            preview = service.preview(
                AnnuaireFile(file), by=by, on_progress=count.reach
            )
        _answer(preview, form=form, confirmed=confirmed)
        if not write:
            return
        with _refusable(), counted() as count:
            service.apply(
                preview, by=by, confirm_closing=confirmed, on_progress=count.reach
            )
    if form == "text":
        click.echo("It was written.")


@contextmanager
def _service(app: str | None, url: str | None) -> Generator[DirectoryService]:
    """
    The application's directory, or that of a database.

    The latter may be filled before there is a site or a mail server.
    """
    if app is not None:
        with opened(app) as orga:
            yield orga.directory
        return
    settings = Settings.of(os.environ | ({"PIXORGA_DATABASE_URL": url} if url else {}))
    pseudonyms = Pseudonyms(settings.keys().pseudonyms)
    with closing(settings.store()) as store:
        yield DirectoryService(
            StoreParts(
                store=store,
                clock=SystemClock(),
                ids=SystemIds(),
                ledger=Ledger(pseudonyms=pseudonyms, on_event=None),
            )
        )


@contextmanager
def _refusable() -> Generator[None]:
    """
    Tell a refusal with the status of problems that were found.
    """
    try:
        yield
    except ConflictError as error:
        raise click.ClickException(str(error)) from error


def _answer(preview: DirectoryPreview, *, form: str, confirmed: int | None) -> None:
    if form == "json":
        click.echo(json.dumps(_as_json(preview), indent=2))
        return
    for line in _as_text(preview):
        click.echo(line)
    number = len(preview.closing)
    if preview.closes_many and confirmed != number:
        click.echo(f"This closes many schools: --confirm-closing {number} confirms it.")


def _as_text(preview: DirectoryPreview) -> Iterator[str]:
    moved = sum(change.mailbox_changes for change in preview.changed)
    listed = number_of(preview.listed, "school")
    yield f"{listed} in the file, {preview.unchanged} as they are."
    yield from _section("Added", preview.added, _school)
    yield from _section("Changed", preview.changed, _change)
    yield f"With another mailbox: {moved}"
    yield from _section("Closing", preview.closing, lambda it: _school(it.before))
    yield from _section("Kept closed by an operator", preview.kept_closed, str)
    yield from _section("Rows left out", preview.rejected, _rejection)
    yield from _section("Remarks", preview.remarks, _remark)


def _section(
    title: str, values: Sequence[T], tell: Callable[[T], str]
) -> Iterator[str]:
    yield f"{title}: {len(values)}"
    for value in values[:EXAMPLES]:
        yield f"  {tell(value)}"
    if values[EXAMPLES:]:
        yield f"  and {len(values) - EXAMPLES} more"


def _school(school: Establishment) -> str:
    return f"{school.uai} {school.name}, {school.city}"


def _change(change: DirectoryChange) -> str:
    return f"{change.uai} {', '.join(change.fields)}"


def _rejection(row: Rejection) -> str:
    where = f"line {row.line}" if row.uai is None else f"line {row.line}, {row.uai}"
    return f"{where}: {words(row.problem, locale=Locale.EN)}"


def _remark(row: Remark) -> str:
    return f"line {row.line}, {row.uai}: {words(row.remark, locale=Locale.EN)}"


def _as_json(preview: DirectoryPreview) -> dict[str, Any]:
    return {
        "kind": "directory_import",
        "format": 1,
        "schools": preview.listed,
        "unchanged": preview.unchanged,
        "open": preview.open,
        "added": [str(school.uai) for school in preview.added],
        "changed": [
            {"uai": str(change.uai), "fields": list(change.fields)}
            for change in preview.changed
        ],
        "closing": [str(change.uai) for change in preview.closing],
        "kept_closed": [str(uai) for uai in preview.kept_closed],
        "closing_to_confirm": preview.closes_many,
        "rejected": [
            {
                "line": row.line,
                "uai": None if row.uai is None else str(row.uai),
                "problem": row.problem.name,
            }
            for row in preview.rejected
        ],
        "remarks": [
            {"line": row.line, "uai": str(row.uai), "remark": row.remark.name}
            for row in preview.remarks
        ],
    }
