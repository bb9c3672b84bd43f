"""
Version and changelog go together.
"""

import re
from importlib.metadata import version
from pathlib import Path

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


class TestChangelog:
    def test_top(self):
        """
        The top entry is the version's, with its date or `unreleased`.
        """
        top, *_ = re.findall(r"^## .*", CHANGELOG.read_text(), re.MULTILINE)

        pattern = rf"## \[{re.escape(version('pixorga'))}\] - (unreleased|[0-9-]{{10}})"
        assert re.fullmatch(pattern, top)
