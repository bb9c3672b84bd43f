"""
The command line: a command parses, calls one verb, renders; it holds no rule.

Each command lies in a module of its own, loaded when it is asked for. What is heavy
(rich, Flask, SQLAlchemy) is imported by the function that uses it, so that `--help`
stays quick.
"""

from importlib import import_module

import click

from pixorga.errors import PixorgaError

__all__ = ["app"]

COMMANDS = {
    "audit": "pixorga.cli.audit",
    "config": "pixorga.cli.config",
    "db": "pixorga.cli.db",
    "demo": "pixorga.cli.demo",
    "directory": "pixorga.cli.directory",
    "mail": "pixorga.cli.mail",
    "outbox": "pixorga.cli.outbox",
    "siecle": "pixorga.cli.siecle",
    "support": "pixorga.cli.support",
}
"""Where each command lies; it has its module's name."""


class _Commands(click.Group):
    """
    Loads a command when it is asked for, and tells our errors in one line.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            self.add_command(getattr(import_module(COMMANDS[cmd_name]), cmd_name))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except PixorgaError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pixorga")
def app() -> None:
    """
    Activate, recover and run a French school's Pix Orga space.
    """
