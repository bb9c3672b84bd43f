"""
The examples in docstrings do what they say.
"""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import pixorga

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

SOURCES = Path(pixorga.__file__).parent

PROMPT = ">>> "


def modules():
    """
    The names of all modules; alembic loads its revisions by itself.
    """
    found = pkgutil.walk_packages([str(SOURCES)], "pixorga.")
    return ["pixorga", *(module.name for module in found)]


def source(name):
    """
    Where a module is written.
    """
    path = SOURCES.parent.joinpath(*name.split("."))
    package = path / "__init__.py"
    return package if package.exists() else path.with_suffix(".py")


EXAMPLES = [name for name in modules() if PROMPT in source(name).read_text("utf-8")]


class TestExamples:
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_module(self, name):
        """
        Each example of a module gives what it shows, after those before it.
        """
        module = importlib.import_module(name)

        results = doctest.testmod(module, optionflags=FLAGS)

        assert results.failed == 0
        assert results.attempted == source(name).read_text("utf-8").count(PROMPT)

    def test_there_are_some(self):
        """
        The modules were found, and among them those that everybody begins with.
        """
        assert {"pixorga.config", "pixorga.errors", "pixorga.wording"} <= {*modules()}
        assert {"pixorga.config", "pixorga.tokens", "pixorga.wording"} <= {*EXAMPLES}
