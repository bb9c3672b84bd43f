"""
`import pixorga` is light, and its names come when they are asked for.
"""

import subprocess
import sys

import pytest

import pixorga

ABSENT = {
    "_pytest",
    "alembic",
    "argon2",
    "cattr",
    "cattrs",
    "click",
    "defusedxml",
    "email",
    "flask",
    "hypothesis",
    "itsdangerous",
    "jinja2",
    "pytest",
    "rich",
    "smtplib",
    "sqlalchemy",
    "sqlite3",
    "waitress",
    "xml",
}
"""
What `import pixorga` leaves to the modules that need it.
"""


def fresh(code):
    """
    Run code in a new interpreter, isolated; an empty environment leaves coverage out.
    """
    command = [sys.executable, "-I", "-c", code]
    result = subprocess.run(command, env={}, capture_output=True, text=True, check=True)
    return result.stdout.split()


class TestImport:
    def test_light(self):
        """
        The import loads no technology.
        """
        loaded = fresh("import sys, pixorga; print(*sys.modules)")

        assert "pixorga" in loaded
        assert ABSENT & set(loaded) == set()

    def test_lazy(self):
        """
        A name is there before its module is.
        """
        code = (
            "import sys, pixorga;"
            "print('pixorga.errors' in sys.modules, pixorga.PixorgaError.__module__)"
        )

        assert fresh(code) == ["False", "pixorga.errors"]


class TestNames:
    def test_sorted(self):
        """
        The public names are few and sorted.
        """
        assert pixorga.__all__ == sorted(pixorga.__all__)
        assert len(pixorga.__all__) <= 40

    @pytest.mark.parametrize("name", pixorga.__all__)
    def test_resolve(self, name):
        """
        Each public name leads to something that bears it.
        """
        assert getattr(pixorga, name).__name__ == name

    def test_dir(self):
        """
        `dir()` shows the public names, loaded or not.
        """
        assert set(pixorga.__all__) <= set(dir(pixorga))

    def test_unknown(self):
        """
        Any other name is an error.
        """
        with pytest.raises(AttributeError, match="absent"):
            _ = pixorga.absent
