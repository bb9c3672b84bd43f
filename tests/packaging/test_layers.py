"""
Each import contract is kept by the package, and broken by a planted import.
"""

import shutil
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

LINT_IMPORTS = Path(sysconfig.get_path("scripts"), "lint-imports")

PLANTED = {
    "layers": {"domain/planted.py": "import pixorga.services"},
    "pure": {"services/planted.py": "def hidden():\n    import socket"},
    "adapters": {"adapters/planted.py": "from pixorga.adapters import memory"},
    "testing": {"cli/planted.py": "def hidden():\n    import pixorga.testing"},
    "tests": {"services/planted.py": "import pytest"},
    "bare": {"services/planted.py": "from pixorga import PixOrga"},
    "cycles": {
        "domain/planted.py": "from pixorga.domain import replanted",
        "domain/replanted.py": "from pixorga.domain import planted",
    },
    "cattrs": {"services/planted.py": "import cattrs"},
    "itsdangerous": {"services/planted.py": "import itsdangerous"},
    "xml": {"services/planted.py": "import defusedxml.ElementTree"},
    "sql": {"adapters/planted.py": "import sqlalchemy"},
    "smtp": {"adapters/planted.py": "import smtplib"},
    "templates": {"demo/planted.py": "import jinja2"},
    "passwords": {"services/planted.py": "import argon2"},
    "terminal": {"demo/planted.py": "def hidden():\n    from rich import print"},
    "web": {"cli/planted.py": "def hidden():\n    import flask"},
}
"""
By contract, modules that break it.
"""


@pytest.fixture
def tree(tmp_path):
    """
    A copy of the package and of its contracts.
    """
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(
        ROOT / "src/pixorga",
        tmp_path / "pixorga",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path


def plant(tree, files):
    """
    Write modules into a tree.
    """
    for name, source in files.items():
        (tree / "pixorga" / name).write_text(f"{source}\n")


def lint(tree, *arguments):
    """
    Run import-linter on a tree; an empty environment leaves coverage out.
    """
    command = [LINT_IMPORTS, "--no-logo", "--no-cache", *arguments]
    return subprocess.run(
        command, cwd=tree, env={}, capture_output=True, text=True, check=False
    )


class TestContracts:
    def test_kept(self, tree):
        """
        The package keeps every contract.
        """
        result = lint(tree)

        assert (result.returncode, "0 broken" in result.stdout) == (0, True), result

    def test_all_planted(self):
        """
        No contract is left unproven.
        """
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())

        contracts = pyproject["tool"]["importlinter"]["contracts"]

        assert {contract["id"] for contract in contracts} == set(PLANTED)

    @pytest.mark.parametrize("contract", PLANTED)
    def test_broken(self, tree, contract):
        """
        A forbidden import breaks its contract, be it hidden in a function.
        """
        plant(tree, PLANTED[contract])

        result = lint(tree, "--contract", contract)

        assert result.returncode == 1
        assert "0 kept, 1 broken" in result.stdout, result

    def test_exhaustive(self, tree):
        """
        A new module has no place until it is given one.
        """
        plant(tree, {"unplaced.py": ""})

        result = lint(tree, "--contract", "layers")

        assert result.returncode == 1
        assert "- pixorga.unplaced" in result.stdout
