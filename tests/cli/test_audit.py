"""
`pixorga audit`, on a database of its own.
"""

import json
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from pixorga import SqlStore
from pixorga.cli import app
from pixorga.domain.identifiers import Uai
from pixorga.testing.builders import a_school


@pytest.fixture
def store(sqlite_url):
    """
    A store in a file.
    """
    with closing(SqlStore(sqlite_url)) as store:
        yield store


@pytest.fixture
def url(world, sqlite_url):
    """
    A database with two schools, one of which has a false chain.
    """
    world.add(a_school(uai=Uai.parse("0752387M")))
    for uai in ("0750655E", "0752387M"):
        world.ask(uai=uai)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE audit SET actor = 'x' WHERE uai = '0750655E'")
        connection.commit()
    return sqlite_url


def verify(*arguments):
    """
    Call the command.
    """
    return CliRunner().invoke(app, ["audit", "verify", *arguments])


class TestVerify:
    def test_all(self, url):
        """
        Every chain is followed, and a false one told with its first false event.
        """
        result = verify("--database", url)

        assert result.exit_code == 1
        first, second = result.stdout.splitlines()
        assert first.startswith("0750655E CHAIN_BROKEN 1: an event of the chain was ")
        assert second == "2 schools looked through: 1 problem in 1 school."

    def test_one(self, url):
        """
        One school's may be followed alone; its UAI may be typed in any case.
        """
        result = verify("--database", url, "--uai", "0752387m", "--format", "json")

        assert result.exit_code == 0
        assert json.loads(result.stdout) == {
            "kind": "audit_verify",
            "format": 1,
            "schools": 1,
            "problems": [],
        }

    @pytest.mark.parametrize("uai", ["nonsense", "0753838P"])
    def test_no_school(self, url, uai):
        """
        A school that there is not is a wrong call, not a broken chain.
        """
        assert verify("--database", url, "--uai", uai).exit_code == 2
