"""
`pixorga db`, on databases of their own.
"""

import json
import sqlite3
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner

from pixorga import SqlStore
from pixorga.cli import app, database
from pixorga.domain.identifiers import Uai
from pixorga.testing.builders import a_school, a_space

MISSING = "there is a space, and the directory has no such school"


def db(*arguments, **options):
    """
    Call the command.
    """
    return CliRunner().invoke(app, ["db", *arguments], **options)


@pytest.fixture
def schools(sqlite_url):
    """
    Two schools, neither of which has ever been asked for.
    """

    def work(unit):
        for uai in ("0750655E", "0752387M"):
            unit.schools.put([a_school(uai=Uai.parse(uai))])
            unit.schools.save(a_space(uai=Uai.parse(uai)))

    with closing(SqlStore(sqlite_url)) as store:
        store.transact(work)


def spoil(url, *statements):
    """
    Change a database behind the store's back.
    """
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


class TestUpgrade:
    def test_empty(self, tmp_path):
        """
        It says from what to what; a second time, that there is nothing to do.
        """
        url = f"sqlite:///{tmp_path / 'new.db'}"

        first = db("upgrade", "--database", url)
        second = db("upgrade", "--database", url)

        assert first.output == "Schema upgraded from nothing to 0001.\n"
        assert second.output == "The schema is up to date: 0001.\n"
        assert (first.exit_code, second.exit_code) == (0, 0)

    def test_machine(self, tmp_path):
        """
        A machine is told the same.
        """
        url = f"sqlite:///{tmp_path / 'new.db'}"

        result = db("upgrade", "--format", "json", "--database", url)

        assert json.loads(result.stdout) == {
            "kind": "db_upgrade",
            "format": 1,
            "before": None,
            "after": "0001",
            "changed": True,
        }

    def test_newer(self, sqlite_url):
        """
        A newer release's database is left alone.
        """
        spoil(sqlite_url, "UPDATE pixorga_version SET version_num = '9999'")

        result = db("upgrade", "--database", sqlite_url)

        assert result.exit_code == 2
        assert "install the matching release" in result.output


class TestDatabase:
    def test_from_the_environment(self, sqlite_url):
        """
        The database may be named in the environment, and the help says so.
        """
        result = db("check", env={"PIXORGA_DATABASE_URL": sqlite_url})

        assert result.exit_code == 0
        assert "PIXORGA_DATABASE_URL" in db("check", "--help").output

    @pytest.mark.parametrize("command", ["upgrade", "check"])
    def test_password_is_not_repeated(self, command):
        """
        What cannot be used is told with a status of 2, and no word of the URL.
        """
        for url in ("postgresql://claire:secret@localhost/x", "secret:secret"):
            result = db(command, env={"PIXORGA_DATABASE_URL": url})

            assert result.exit_code == 2
            assert result.output.startswith("Error: store url: ")
            assert "secret" not in result.output

    @pytest.mark.parametrize("command", ["upgrade", "check"])
    def test_missing(self, command):
        """
        Without a database, the call is wrong.
        """
        assert db(command, env={"PIXORGA_DATABASE_URL": ""}).exit_code == 2

    def test_extra(self, monkeypatch, sqlite_url):
        """
        Without SQLAlchemy, one line names the extra.
        """
        for name in list(sys.modules):
            if name.startswith("pixorga.adapters.sql"):
                monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "sqlalchemy", None)

        result = db("check", "--database", sqlite_url)

        assert result.exit_code == 2
        assert 'pip install "pixorga[sql]"' in result.output


@pytest.mark.usefixtures("schools")
class TestCheck:
    def test_fine(self, sqlite_url):
        """
        All is well: one line, status 0.
        """
        result = db("check", "--database", sqlite_url)

        assert result.stdout == "2 schools looked through: no problem.\n"
        assert (result.stderr, result.exit_code) == ("", 0)

    def test_problems(self, sqlite_url):
        """
        Each problem is a line; then how many there are, and status 1.
        """
        spoil(
            sqlite_url,
            "UPDATE spaces SET head_length = 1 WHERE uai = '0750655E'",
            "DELETE FROM directory WHERE uai = '0752387M'",
            "INSERT INTO audit VALUES ('0753838P', 1, 0, 'X', 'x', '{}', 'x')",
        )

        result = db("check", "--database", sqlite_url)

        assert result.exit_code == 1
        assert result.stdout.splitlines() == [
            "0750655E HEAD_MISMATCHED 0: the chain does not end where the space says",
            "0752387M ESTABLISHMENT_MISSING 0752387M: " + MISSING,
            "0753838P ROW_ORPHANED audit:1: a row belongs to a school without a space",
            "2 schools looked through: 3 problems in 3 schools.",
        ]

    def test_machine(self, sqlite_url):
        """
        A machine gets one object, with the same status.
        """
        spoil(sqlite_url, "DELETE FROM directory WHERE uai = '0750655E'")

        result = db("check", "--format", "json", "--database", sqlite_url)

        assert result.exit_code == 1
        assert json.loads(result.stdout) == {
            "kind": "db_check",
            "format": 1,
            "schools": 2,
            "problems": [
                {"code": "ESTABLISHMENT_MISSING", "uai": "0750655E", "row": "0750655E"}
            ],
        }

    def test_makes_nothing(self, tmp_path):
        """
        A mistyped name makes no database.
        """
        path = tmp_path / "typo.db"

        result = db("check", "--database", f"sqlite:///{path}")

        assert result.exit_code == 2
        assert "pixorga db upgrade" in result.output
        assert not path.exists()

    def test_older(self, sqlite_url):
        """
        A database without our schema is told with what mends it.
        """
        spoil(sqlite_url, "DROP TABLE pixorga_version")

        result = db("check", "--database", sqlite_url)

        assert result.exit_code == 2
        assert "schema is missing" in result.output
        assert "run `pixorga db upgrade`" in result.output


@pytest.mark.usefixtures("schools")
class TestProgress:
    def test_plain(self, sqlite_url, monkeypatch):
        """
        Without a terminal, a line now and then goes to the standard error.
        """
        monkeypatch.setattr(database, "MILESTONE", 2)

        result = db("check", "--format", "json", "--database", sqlite_url)

        assert result.stderr == "2 schools so far\n"
        assert json.loads(result.stdout)["schools"] == 2

    def test_terminal(self, sqlite_url):
        """
        In a terminal, one line moves there; the answer stays by itself.
        """
        terminal = {"FORCE_COLOR": "1", "TERM": "xterm"}

        result = db("check", "--format", "json", "--database", sqlite_url, env=terminal)

        assert "2 schools so far" in result.stderr
        assert json.loads(result.stdout)["schools"] == 2
