"""
The contracts that are shipped: what happens to who does not follow their rules.
"""

pytest_plugins = ["pytester"]

SUBCLASS = """
from pixorga.testing.contracts import StoreContract

class TestMine(StoreContract):
    pass
"""


class TestStoreContract:
    def test_needs_its_fixture(self, pytester):
        """
        A subclass that brings no store fails each test, and is told where to look.
        """
        pytester.makepyfile(SUBCLASS)

        result = pytester.runpytest_inprocess(
            "-p", "no:randomly", "-k", "keeps_accounts"
        )

        result.assert_outcomes(errors=1)
        result.stdout.fnmatch_lines(["*NotImplementedError*"])
