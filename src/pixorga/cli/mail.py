"""
`pixorga mail`: what the mails look like.
"""

import os
import tempfile
from pathlib import Path

import click

from pixorga.cli.database import usable
from pixorga.cli.orga import app_option, opened
from pixorga.config import Site
from pixorga.domain.people import Locale
from pixorga.ports.renderer import Renderer
from pixorga.settings import Settings

__all__ = ["mail"]


@click.group
def mail() -> None:
    """
    Look at the mails.
    """


@mail.command
@app_option
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
    app: str | None,
    output: Path | None,
    browse: bool,
    templates: Path | None,
    locale: str | None,
) -> None:
    """
    Write every mail, with sample data, as one page of HTML.

    Its addresses and templates are the application's, or the environment's when that
    names a site; else they are sample addresses, and the templates of pixorga.
    """
    from pixorga.mail.preview import preview_page

    site, renderer = _worded(app, templates)
    locales = Locale if locale is None else [Locale(locale)]
    page = preview_page(renderer, site=site, locales=locales)
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


def _worded(app: str | None, templates: Path | None) -> tuple[Site, Renderer]:
    """
    Whose addresses the mails show, and what words them.
    """
    from pixorga.mail.preview import SAMPLE_SITE
    from pixorga.mail.render import JinjaRenderer

    if app is not None:
        with opened(app) as orga:
            site, renderer = orga.site, orga.renderer
    else:
        settings = Settings.of(os.environ)
        with usable():
            site = settings.site() if settings.names_site else SAMPLE_SITE
        renderer = settings.renderer(site)
    if templates is not None:
        renderer = JinjaRenderer(site=site, templates=templates)
    return site, renderer
