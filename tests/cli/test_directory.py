"""
`pixorga directory import`, on a file and a database of its own.
"""

import json
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner

from pixorga import Operator, SqlStore
from pixorga.adapters.system import SystemRandomness
from pixorga.cli import app, database
from pixorga.cli import directory as commands
from pixorga.services import directory as service
from pixorga.settings import Settings, make_keys
from pixorga.tokens import Pseudonyms

HEADER = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;"
    "Nom_commune;Mail;etat"
)
BAKER = "0750655E;Collège Baker;Collège;Paris;ce.0750655e@ac-paris.fr;OUVERT"
PORT = "0752387M;Lycée du Port;Lycée;Paris;jules@gmail.com;OUVERT"


@pytest.fixture
def keys_file(tmp_path):
    """
    A file of keys.
    """
    path = tmp_path / "keys.toml"
    make_keys(path, randomness=SystemRandomness())
    return str(path)


@pytest.fixture
def directory(tmp_path, sqlite_url, keys_file):
    """
    The command, given the lines of a file and its options.
    """

    def call(*lines, options=(), **env):
        path = tmp_path / "annuaire.csv"
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
        arguments = ["directory", "import", str(path), *options]
        settings = {"PIXORGA_DATABASE_URL": sqlite_url, "PIXORGA_KEYS_FILE": keys_file}
        return CliRunner().invoke(app, arguments, env=settings | env)

    return call


def listed(url):
    """
    The directory in a database.
    """
    with closing(SqlStore(url)) as store:
        return store.transact(lambda u: u.schools.listed(after=None, limit=99))


class TestPreview:
    def test_people(self, directory, sqlite_url):
        """
        It is told what would change, with examples; nothing is written.
        """
        result = directory(BAKER, PORT, "x", "0750655E;;;;;", PORT)

        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            "2 schools in the file, 0 as they are.",
            "Added: 2",
            "  0750655E Collège Baker, Paris",
            "  0752387M Lycée du Port, Paris",
            "Changed: 0",
            "With another mailbox: 0",
            "Closing: 0",
            "Kept closed by an operator: 0",
            "Rows left out: 2",
            "  line 4: its cells do not go with the columns",
            "  line 5, 0750655E: it has no name",
            "Remarks: 2",
            "  line 3, 0752387M: its mailbox is at a free webmail, and was left out",
            "  line 6, 0752387M: its mailbox is at a free webmail, and was left out",
        ]
        assert (result.stderr, listed(sqlite_url)) == ("", [])

    def test_changes(self, directory):
        """
        Changed and closing schools are told, and no mailbox.
        """
        directory(BAKER, PORT, options=["--apply"])

        result = directory(BAKER.replace("paris.fr", "caen.fr").replace("Baker", "X"))

        assert result.stdout.splitlines()[:7] == [
            "1 school in the file, 0 as they are.",
            "Added: 0",
            "Changed: 1",
            "  0750655E name, mailbox, mailbox_state",
            "With another mailbox: 1",
            "Closing: 1",
            "  0752387M Lycée du Port, Paris",
        ]
        assert result.stdout.splitlines()[-1] == (
            "This closes many schools: --confirm-closing 1 confirms it."
        )
        assert "@" not in result.output

    def test_examples(self, directory, monkeypatch):
        """
        People are shown some of many.
        """
        monkeypatch.setattr(commands, "EXAMPLES", 2)

        lines = directory(BAKER, "x", "y", "z", "z", BAKER).stdout.splitlines()

        assert lines[7:11] == [
            "Rows left out: 4",
            "  line 3: its cells do not go with the columns",
            "  line 4: its cells do not go with the columns",
            "  and 2 more",
        ]

    def test_machine(self, directory):
        """
        A machine is told of all, in one object.
        """
        directory(BAKER, PORT, options=["--apply"])
        changed = PORT.replace("du Port", "Autre")

        result = directory(
            changed,
            "x",
            "1;;;;;",
            "0750655E;;;;;",
            BAKER + ";",
            changed,
            options=["--format", "json"],
        )

        assert result.exit_code == 0
        remark = {"uai": "0752387M", "remark": "MAILBOX_WEBMAIL"}
        assert json.loads(result.stdout) == {
            "kind": "directory_import",
            "format": 1,
            "schools": 1,
            "unchanged": 0,
            "open": 2,
            "added": [],
            "changed": [{"uai": "0752387M", "fields": ["name"]}],
            "closing": ["0750655E"],
            "kept_closed": [],
            "closing_to_confirm": True,
            "rejected": [
                {"line": 3, "uai": None, "problem": "CELLS"},
                {"line": 4, "uai": None, "problem": "UAI"},
                {"line": 5, "uai": "0750655E", "problem": "NAME_BLANK"},
                {"line": 6, "uai": None, "problem": "CELLS"},
            ],
            "remarks": [{"line": 2} | remark, {"line": 7} | remark],
        }


class TestApply:
    def test_applied(self, directory, sqlite_url):
        """
        With `--apply` it is written, without a site or a mailer.
        """
        result = directory(BAKER, PORT, options=["--apply"])

        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == "It was written."
        assert [str(row.uai) for row in listed(sqlite_url)] == ["0750655E", "0752387M"]

    def test_again(self, directory):
        """
        A second time there is nothing to do, which is well.
        """
        directory(BAKER, PORT, options=["--apply"])

        result = directory(BAKER, PORT, options=["--apply", "--format", "json"])

        assert result.exit_code == 0
        answer = json.loads(result.stdout)
        assert (answer["unchanged"], answer["added"]) == (2, [])

    def test_closing(self, directory, sqlite_url):
        """
        A file that closes many is refused with a status of 1, until it is confirmed.
        """
        directory(BAKER, PORT, options=["--apply"])

        refused = directory(BAKER, options=["--apply"])
        before = listed(sqlite_url)
        confirmed = directory(BAKER, options=["--apply", "--confirm-closing", "1"])

        assert refused.exit_code == 1
        assert refused.stderr == (
            "Error: This closes 1 of 2 schools: confirm that number.\n"
        )
        assert "It was written." not in refused.stdout
        assert "--confirm-closing 1 confirms it" in refused.stdout
        assert "--confirm-closing" not in confirmed.stdout
        assert [row.closed for row in before] == [False, False]
        assert confirmed.exit_code == 0
        assert [row.closed for row in listed(sqlite_url)] == [False, True]


class TestWho:
    def actor(self, url):
        """
        The pseudonym of who answers for the last import.
        """
        with closing(SqlStore(url)) as store:
            notes = store.transact(lambda unit: unit.audit.notes(before=None, limit=1))
        return notes[0].actor

    def test_pseudonym(self, directory, sqlite_url, keys_file):
        """
        Who answers for it has the same pseudonym as in all other verbs.
        """
        directory(BAKER, options=["--apply", "--operator", "support-1"])

        keys = Settings.of({"PIXORGA_KEYS_FILE": keys_file}).keys()
        pseudonym = Pseudonyms(keys.pseudonyms).of("operator:support-1")
        assert self.actor(sqlite_url) == pseudonym

    def test_needs_keys(self, directory, sqlite_url):
        """
        Without keys nobody could ever tell who it was: nothing is done.
        """
        result = directory(BAKER, options=["--apply"], PIXORGA_KEYS_FILE="")

        assert result.exit_code == 2
        assert "PIXORGA_KEYS_FILE: set it" in result.output
        assert listed(sqlite_url) == []

    def test_needs_database(self, directory):
        """
        Nor is anything done without a database.
        """
        result = directory(BAKER, PIXORGA_DATABASE_URL="")

        assert result.exit_code == 2
        assert "PIXORGA_DATABASE_URL: set it" in result.output

    def test_application(self, directory, sqlite_url, tmp_path, monkeypatch):
        """
        An application's PixOrga is taken before the environment's settings.
        """
        monkeypatch.chdir(tmp_path)
        monkeypatch.delitem(sys.modules, "wiring", raising=False)
        (tmp_path / "wiring.py").write_text(
            "from pixorga import *\n"
            "orga = PixOrga(store=MemoryStore(), mailer=FolderMailer('mails'),\n"
            "    keys=KeyRing(current=b'k' * 32), pseudonym_key=b'p' * 32,\n"
            "    site=Site.at('https://orga.example.fr',\n"
            "        sender='orga@example.fr', operator='aide@example.fr'))\n"
        )

        result = directory(BAKER, options=["--apply", "--app", "wiring:orga"])

        assert result.exit_code == 0
        orga = sys.modules["wiring"].orga
        case = orga.support.school("0750655E", by=Operator(id="support-1"))
        assert case.name == "Collège Baker"
        assert listed(sqlite_url) == []


class TestUnusable:
    def test_file(self, directory, sqlite_url):
        """
        A file that is no directory is told in one line, with a status of 2.
        """
        result = directory(BAKER, "0752387M;Lyc", options=["--apply"])

        assert result.exit_code == 2
        (line,) = result.output.splitlines()
        assert line.startswith("Error: ")
        assert "it ends in the middle" in line
        assert listed(sqlite_url) == []

    @pytest.mark.parametrize("name", ["none.csv", "."])
    def test_no_file(self, tmp_path, sqlite_url, name):
        """
        What is no file is a wrong call.
        """
        arguments = ["directory", "import", str(tmp_path / name)]

        result = CliRunner().invoke(app, [*arguments, "--database", sqlite_url])

        assert result.exit_code == 2

    def test_no_database(self, directory, tmp_path):
        """
        A database that is not there is not made.
        """
        path = tmp_path / "typo.db"

        result = directory(BAKER, options=["--database", f"sqlite:///{path}"])

        assert result.exit_code == 2
        assert not path.exists()

    @pytest.mark.parametrize("operator", ["claire@example.fr", " "])
    def test_operator(self, directory, operator):
        """
        Who answers for it is told by an id, never by an address.
        """
        assert directory(BAKER, options=["--operator", operator]).exit_code == 2


class TestProgress:
    def test_plain(self, directory, monkeypatch):
        """
        Without a terminal, a line now and then goes to the standard error.
        """
        monkeypatch.setattr(service, "PAGE", 2)
        monkeypatch.setattr(database, "MILESTONE", 2)

        result = directory(BAKER, PORT, options=["--apply", "--format", "json"])

        assert result.stderr == "2 schools so far\n" * 2
        assert json.loads(result.stdout)["schools"] == 2
