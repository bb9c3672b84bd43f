"""
The command from outside, with and without its libraries.
"""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from pixorga.__main__ import main
from pixorga.cli import app


def python(*arguments):
    """
    Run Python on something, and wait for its end.
    """
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestHelp:
    def test_command(self):
        """
        The command tells what it can do.
        """
        result = CliRunner().invoke(app, ["--help"])

        assert result.exit_code == 0
        assert "demo" in result.output

    def test_module(self):
        """
        `python -m pixorga` is the same command.
        """
        result = python("-m", "pixorga", "--help")

        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.startswith("Usage: pixorga ")

    def test_quick(self):
        """
        Nothing heavy is loaded to tell it.
        """
        code = (
            "import sys, atexit; from pixorga.__main__ import main;"
            "atexit.register(lambda: print(*sys.modules)); sys.argv = ['', '--help'];"
            "main()"
        )

        loaded = python("-I", "-c", code).stdout.split()

        assert {"rich", "flask", "sqlalchemy"} & set(loaded) == set()


class TestExtra:
    def test_absent(self):
        """
        Without click, one sentence on the standard error names the extra.
        """
        code = (
            "import sys; sys.modules['click'] = None;"
            "from pixorga.__main__ import main; main()"
        )

        result = python("-I", "-c", code)

        assert (result.returncode, result.stdout) == (1, "")
        (line,) = result.stderr.splitlines()
        assert 'pip install "pixorga[cli]"' in line

    def test_defect(self, monkeypatch):
        """
        Any other missing module is a defect, and not explained away.
        """
        monkeypatch.setitem(sys.modules, "pixorga.cli", None)

        with pytest.raises(ModuleNotFoundError, match=r"pixorga\.cli"):
            main()
