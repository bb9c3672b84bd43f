"""
`pixorga demo`: the journey in a browser, on sample schools.
"""

import errno
from functools import partial
from pathlib import Path

import click

from pixorga.errors import ExtraMissingError

__all__ = ["demo"]

HOST = "127.0.0.1"
"""This machine only: the demonstration shows its mailboxes to whoever asks."""

LIBRARIES = {"alembic", "argon2", "flask", "jinja2", "sqlalchemy", "waitress"}
"""What the extra `demo` brings, under the names that are imported."""


@click.command
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Where to listen; 0 for any free port.",
)
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to keep the database and the mails; without it, a new directory.",
)
@click.option(
    "--open/--no-open",
    "browse",
    default=False,
    show_default=True,
    help="Open the first page in a browser.",
)
def demo(*, port: int, directory: Path | None, browse: bool) -> None:
    """
    Try the journey in a browser, on sample schools, until Ctrl-C.
    """
    try:
        from pixorga.demo import serve
    except ModuleNotFoundError as error:
        if error.name not in LIBRARIES:
            raise
        raise ExtraMissingError(extra="demo") from error
    announce = partial(_announce, browse=browse)
    try:
        serve(directory=directory, host=HOST, port=port, on_ready=announce)
    except KeyboardInterrupt:
        # The usual way to end it: no failure.
        click.echo()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        message = f"Port {port} is taken: choose another one, or 0 for any free port."
        raise click.ClickException(message) from error


def _announce(url: str, directory: Path, *, browse: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    console.print(Text.assemble("The demonstration runs at ", (url, "bold")))
    console.print(Text(f"Database and mails: {directory}"))
    console.print(Text("End it with Ctrl-C."))
    if browse:
        click.launch(url)
