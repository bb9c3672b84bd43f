"""
`pixorga mail`: what the mails look like.
"""

import tempfile
from pathlib import Path

import click

from pixorga.domain.people import Locale

__all__ = ["mail"]


@click.group
def mail() -> None:
    """
    Look at the mails.
    """


@mail.command
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write the page; without it, the standard output.",
)
@click.option(
    "--open/--no-open",
    "browse",
    default=False,
    show_default=True,
    help="Open the page in a browser.",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="An application's templates, which come before those of pixorga.",
)
@click.option(
    "--locale",
    type=click.Choice([locale.value for locale in Locale]),
    help="In this language only; in all of them without it.",
)
def preview(
    *,
    output: Path | None,
    browse: bool,
    templates: Path | None,
    locale: str | None,
) -> None:
    """
    Write every mail, with sample data, as one page of HTML.
    """
    from pixorga.mail.preview import SAMPLE_SITE, preview_page
    from pixorga.mail.render import JinjaRenderer

    renderer = JinjaRenderer(site=SAMPLE_SITE, templates=templates)
    locales = Locale if locale is None else [Locale(locale)]
    page = preview_page(renderer, site=SAMPLE_SITE, locales=locales)
    if browse and output is None:
        output = Path(tempfile.mkdtemp(prefix="pixorga-")) / "mails.html"
    if output is None:
        # As bytes: the page says that it is in UTF-8, whatever the terminal is in.
        click.echo(page.encode(), nl=False)
        return
    try:
        output.write_text(page, encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(output), hint=error.strerror or "") from error
    click.echo(f"Written to {output}")
    if browse:
        click.launch(str(output))
