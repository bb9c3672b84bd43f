"""
What the commands on a whole `PixOrga` have in common: where it comes from.
"""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from inspect import signature
from typing import Final

import click

from pixorga.app import PixOrga
from pixorga.cli.database import Option, usable
from pixorga.errors import ConfigurationError
from pixorga.settings import Settings

__all__ = ["app_option", "opened"]

app_option: Option = click.option(
    "--app",
    metavar="MODULE:NAME",
    envvar="PIXORGA_APP",
    show_envvar=True,
    help="The application's PixOrga, or what makes it; else the environment's.",
)
"""Whose PixOrga; secrets are in the environment and in files, never in an option."""


_WANTED: Final = "name a PixOrga, such as school.wiring:orga."


@contextmanager
def opened(app: str | None) -> Generator[PixOrga]:
    """
    A `PixOrga` to work with: the application's, or one made of the environment.

    Args:
        app: Where the application's is, such as ``school.wiring:orga``.
    """
    with usable():
        if app is None:
            with Settings.of(os.environ).open() as orga:
                yield orga
        else:
            yield _loaded(app)


def _loaded(app: str) -> PixOrga:
    module, _, name = app.partition(":")
    # The command is run in the application's folder, as its own server is.
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 (as Python itself does)
    try:
        found = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise _unusable(f"there is no module {error.name}.") from error
    except (AttributeError, ImportError, ValueError) as error:
        raise _unusable(_WANTED) from error
    finally:
        sys.path.pop(0)
    orga = found() if _takes_nothing(found) else found
    if not isinstance(orga, PixOrga):
        raise _unusable(_WANTED)
    return orga


def _takes_nothing(found: object) -> bool:
    """
    Whether it can be called as it is: a web application, for one, cannot.
    """
    if not callable(found):
        return False
    try:
        signature(found).bind()
    except (TypeError, ValueError):
        return False
    return True


def _unusable(problem: str) -> ConfigurationError:
    return ConfigurationError(setting="--app", problem=problem)
