"""
The command line as a whole.
"""

from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from pixorga.cli import COMMANDS, app
from pixorga.errors import StoreError


@pytest.fixture
def failing(monkeypatch):
    """
    A command that fails as pixorga fails.
    """

    @click.command
    def fail():
        raise StoreError

    monkeypatch.setitem(app.commands, "fail", fail)


class TestApp:
    def test_version(self):
        """
        The version is the installed one.
        """
        result = CliRunner().invoke(app, ["--version"])

        assert result.output.endswith(f"{version('pixorga')}\n")

    @pytest.mark.parametrize("command", COMMANDS)
    def test_command(self, command):
        """
        Each command is found under its name, and has its own help.
        """
        result = CliRunner().invoke(app, [command, "--help"])

        assert result.exit_code == 0

    def test_unknown(self):
        """
        An unknown command is a wrong call.
        """
        assert CliRunner().invoke(app, ["absent"]).exit_code == 2

    @pytest.mark.usefixtures("failing")
    def test_refusal(self):
        """
        An error of pixorga is one line and a status of 1.
        """
        result = CliRunner().invoke(app, ["fail"])

        assert (result.exit_code, result.output) == (1, f"Error: {StoreError()}\n")
