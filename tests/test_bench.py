"""
Every benchmark runs; no time is asserted.
"""

import json

import pytest

from tests.bench.__main__ import main
from tests.bench.registry import MEASURES


class TestMain:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", MEASURES)
    def test_runs(self, name, tmp_path, capsys):
        """
        Each benchmark prints its lines and keeps its figures.
        """
        path = tmp_path / "figures.json"

        status = main(["--quick", "--json", str(path), "-k", name])

        figures = json.loads(path.read_text())[name]
        assert status == 0
        assert isinstance(figures["ratio"], float)
        assert len(figures["contenders"]) >= 2
        assert all(seconds > 0 for seconds in figures["contenders"].values())
        assert name in capsys.readouterr().out

    def test_unknown(self, capsys):
        """
        A name that no benchmark bears is an error that lists them.
        """
        assert main(["-k", "nothing of the kind"]) == 1
        assert "import.ms" in capsys.readouterr().err
