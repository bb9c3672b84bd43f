"""
The limiter's contract, as it is shipped.
"""

pytest_plugins = ["pytester"]

SUBCLASS = """
from pixorga.testing.limiter import LimiterContract

class TestMine(LimiterContract):
    pass
"""

GENEROUS = """
import pytest
from pixorga.testing.fakes import DenyingLimiter
from pixorga.testing.limiter import LimiterContract

class TestGenerous(LimiterContract):
    @pytest.fixture
    def limiter(self):
        return DenyingLimiter(after=10**6)
"""


class TestLimiterContract:
    def test_needs_its_fixture(self, pytester):
        """
        A subclass that brings no limiter fails each test, and is told where to look.
        """
        pytester.makepyfile(SUBCLASS)

        result = pytester.runpytest_inprocess("-p", "no:randomly", "-k", "forgets")

        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["*NotImplementedError*"])

    def test_finds_faults(self, pytester):
        """
        A limiter that grants everything does not pass.
        """
        pytester.makepyfile(GENEROUS)

        result = pytester.runpytest_inprocess("-p", "no:randomly", "-k", "threads")

        result.assert_outcomes(failed=1)
