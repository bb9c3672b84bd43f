"""
What a newcomer is told to type is what is checked.
"""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

NOX = "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox -s"


class TestCommands:
    @pytest.mark.parametrize("session", ["demo", "tests"])
    def test_told(self, session):
        """
        The README gives the two commands, each whole.
        """
        assert f"{NOX} {session}\n" in (ROOT / "README.md").read_text()

    def test_checked(self):
        """
        Continuous integration types the newcomer's very line.
        """
        lines = (ROOT / ".ci/run").read_text().splitlines()

        assert f"{NOX} tests" in [line.strip() for line in lines]
