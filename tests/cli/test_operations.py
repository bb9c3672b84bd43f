"""
The commands that work on a whole PixOrga: settings, outbox and support.
"""

import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pixorga import Operator, SignUp
from pixorga.adapters.system import SystemRandomness
from pixorga.cli import app
from pixorga.settings import Settings, make_keys
from pixorga.testing.builders import a_person, a_school

WHY = ("--reason", "school asked", "--ticket", "PIX-42")


@pytest.fixture
def environment(sqlite_url, tmp_path):
    """
    All that is needed.
    """
    keys = tmp_path / "keys.toml"
    make_keys(keys, randomness=SystemRandomness())
    return {
        "PIXORGA_DATABASE_URL": sqlite_url,
        "PIXORGA_KEYS_FILE": str(keys),
        "PIXORGA_URL": "https://orga.example.fr",
        "PIXORGA_SENDER": "Pix Orga <ne-pas-repondre@example.fr>",
        "PIXORGA_OPERATOR": "assistance@example.fr",
        "PIXORGA_MAIL_FOLDER": str(tmp_path / "mails"),
        "PIXORGA_OPERATOR_ID": "support-1",
    }


@pytest.fixture
def orga(environment):
    """
    What the commands work on.
    """
    with Settings.of(environment).open() as orga:
        orga.directory.put([a_school()], by=Operator(id="support-1"))
        yield orga


@pytest.fixture
def pixorga(environment):
    """
    Runs a command in the environment, with some changes.
    """

    def run(*arguments, **changes):
        blank = dict.fromkeys(
            (name for name in os.environ if name.startswith("PIXORGA_")), None
        )
        return CliRunner().invoke(
            app, arguments, env=blank | environment | changes, catch_exceptions=False
        )

    return run


@pytest.fixture
def asked(orga):
    """
    A request whose mail is due.
    """
    return orga.activation.request(
        uai="0750655E", first_name="Claire", last_name="Dubois"
    )


@pytest.fixture
def suspended(orga, asked):
    """
    A suspended administrator.
    """
    parts = orga.accounts._parts

    def token(purpose):
        links = parts.store.transact(lambda unit: unit.links.of_school("0750655E"))
        (link,) = [link for link in links if link.purpose.value == purpose]
        return parts.tokens.mint(link)

    orga.invitations.redeem(token("join"), by=a_person())
    return orga.contests.contest(token("contest"), last_name=a_person().name.last)


class TestConfig:
    def test_check(self, pixorga, environment):
        """
        What is set is named, without its value.
        """
        done = pixorga("config", "check")

        assert done.exit_code == 0
        assert "PIXORGA_DATABASE_URL: set" in done.output
        assert "PIXORGA_SMTP_URL: not set" in done.output
        assert "All that is needed is set" in done.output
        assert environment["PIXORGA_DATABASE_URL"] not in done.output

    def test_missing(self, pixorga):
        """
        What is missing is named, in words and for machines.
        """
        words = pixorga("config", "check", PIXORGA_URL="")
        answer = pixorga("config", "check", "--format", "json", PIXORGA_URL="")

        assert (words.exit_code, answer.exit_code) == (1, 1)
        assert "To mend: PIXORGA_URL: set it in the environment." in words.output
        (problem,) = json.loads(answer.output)["problems"]
        assert problem["setting"] == "PIXORGA_URL"

    def test_database(self, pixorga, tmp_path):
        """
        A database that cannot be used is told, and open keys are.
        """
        (tmp_path / "keys.toml").chmod(0o644)

        done = pixorga(
            "config", "check", PIXORGA_DATABASE_URL=f"sqlite:///{tmp_path}/none.db"
        )

        assert done.exit_code == 1
        assert "db upgrade" in done.output
        assert "chmod 600" in done.output

    def test_new_keys(self, pixorga, tmp_path):
        """
        New keys work, and are made once.
        """
        path = str(tmp_path / "new.toml")

        first, second = (pixorga("config", "new-keys", path) for _ in range(2))

        assert (first.exit_code, second.exit_code) == (0, 2)
        assert pixorga("config", "check", PIXORGA_KEYS_FILE=path).exit_code == 0


class TestOutbox:
    def test_deliver_once(self, pixorga, asked, tmp_path):
        """
        What is due is sent, and counted.
        """
        first, second = (pixorga("outbox", "deliver", "--once") for _ in range(2))

        assert (first.output, second.output) == ("1 sent\n", "nothing was due\n")
        assert len(list((tmp_path / "mails").iterdir())) == 1

    def test_status(self, pixorga, asked):
        """
        How they stand, in words and for machines.
        """
        words = pixorga("outbox", "status")
        answer = json.loads(pixorga("outbox", "status", "--format", "json").output)
        pixorga("outbox", "deliver", "--once")

        assert "queued: 1\n" in words.output
        assert "oldest due at: " in words.output
        assert (answer["queued"], answer["kind"]) == (1, "outbox_status")
        assert "oldest" not in pixorga("outbox", "status").output

    def test_bounce(self, pixorga, orga, asked):
        """
        A mail that came back puts its school on the list.
        """
        pixorga("outbox", "deliver", "--once")
        parts = orga.accounts._parts
        (mail,) = parts.store.transact(lambda unit: unit.outbox.of_school("0750655E"))

        message_id = str(orga.outbox._message_id(mail.uai, mail.id))
        done = pixorga("outbox", "bounce", message_id, "--kind", "hard")

        assert done.output == "The mail is hard bounced.\n"
        assert "mail came back" in pixorga("support", "list").output

    def test_runs_until_told(self, environment, asked, tmp_path):
        """
        The worker sends what is due, and ends at a signal.
        """
        command = [sys.executable, "-m", "pixorga", "outbox", "deliver"]
        with subprocess.Popen(
            [*command, "--every", "0.1"],
            env=dict(os.environ) | environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as worker:
            told = worker.stdout.readline()
            worker.send_signal(signal.SIGTERM)
            status = worker.wait(timeout=20)

        assert (told, status) == ("1 sent\n", 0)

    def test_unavailable(self, environment, orga, tmp_path):
        """
        A store that fails for a while ends no worker.
        """
        (tmp_path / "wiring.py").write_text(
            "import os\n"
            "from pixorga.settings import Settings\n"
            "from pixorga.errors import StoreLockedError\n"
            "def make():\n"
            "    orga = Settings.of(os.environ).open()\n"
            "    found = orga.outbox.deliver\n"
            "    answers = [StoreLockedError()]\n"
            "    def deliver():\n"
            "        if answers:\n"
            "            raise answers.pop()\n"
            "        return found()\n"
            "    orga.outbox.deliver = deliver\n"
            "    return orga\n"
        )
        orga.activation.request(uai="0750655E", first_name="Claire", last_name="Dubois")
        command = [sys.executable, "-m", "pixorga", "outbox", "deliver"]
        with subprocess.Popen(
            [*command, "--every", "0.1", "--app", "wiring:make"],
            env=dict(os.environ) | environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as worker:
            told = worker.stdout.readline()
            worker.send_signal(signal.SIGTERM)
            _, errors = worker.communicate(timeout=20)

        assert told == "1 sent\n"
        assert errors.startswith("STORE_LOCKED: ")


class TestApp:
    @pytest.mark.parametrize("name", ["wiring:orga", "wiring:make"])
    def test_found(self, pixorga, tmp_path, monkeypatch, name):
        """
        An application's PixOrga is taken, or made, without any setting of ours.
        """
        monkeypatch.chdir(tmp_path)
        monkeypatch.delitem(sys.modules, "wiring", raising=False)
        (tmp_path / "wiring.py").write_text(
            "from pixorga import *\n"
            "def make():\n"
            "    return PixOrga(store=MemoryStore(), mailer=FolderMailer('mails'),\n"
            "        keys=KeyRing(current=b'k' * 32), pseudonym_key=b'p' * 32,\n"
            "        site=Site.at('https://orga.example.fr',\n"
            "            sender='orga@example.fr', operator='aide@example.fr'))\n"
            "orga = make()\n"
        )

        done = pixorga("outbox", "status", PIXORGA_APP=name, PIXORGA_URL="")

        assert done.exit_code == 0

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("nowhere:orga", "there is no module nowhere"),
            ("json.nowhere:orga", "there is no module json.nowhere"),
            ("json:orga", "name a PixOrga"),
            (":x", "name a PixOrga"),
            # A module, a function that needs more, and a class of something else.
            ("json:decoder", "name a PixOrga"),
            ("json:dumps", "name a PixOrga"),
            ("json:JSONDecoder", "name a PixOrga"),
            ("sys:exc_info", "name a PixOrga"),
            ("builtins:dict", "name a PixOrga"),
        ],
    )
    def test_unknown(self, pixorga, name, problem):
        """
        What is none is told in one line, be it something else that can be called.
        """
        done = pixorga("outbox", "status", "--app", name)

        assert done.exit_code == 2
        assert f"--app: {problem}" in done.output
        assert len(done.output.splitlines()) == 1


class TestSupport:
    def test_sees(self, pixorga, asked):
        """
        Requests and schools are listed.
        """
        requests = pixorga("support", "requests", "--uai", "0750655E")

        assert "link sent | link pending | mail waiting" in requests.output
        assert asked.id in requests.output
        assert pixorga("support", "list").output == "0 to look into.\n"
        assert "Joséphine Baker" in pixorga("support", "show", "0750655E").output

    def test_unknown_school(self, pixorga, orga):
        """
        A request for no school is listed as such.
        """
        orga.activation.request(uai="0752387M", first_name="A", last_name="B")

        assert "no such school" in pixorga("support", "requests").output

    @pytest.mark.parametrize(
        ("arguments", "shown"),
        [
            (("confirm-mailbox", "0750655E"), "mailbox usable"),
            (("correct-mailbox", "0750655E", "autre@ac-paris.fr"), "mailbox usable"),
            (("unblock-requests", "0750655E"), "0750655E"),
            (("archive", "0750655E"), "archived"),
            (("close", "0750655E"), "closed"),
            (("unblock-logins", "claire@example.fr"), "Forgotten."),
        ],
    )
    def test_acts(self, pixorga, orga, arguments, shown):
        """
        Each verb does what it says, with a reason.
        """
        done = pixorga("support", *arguments, *WHY)

        assert done.exit_code == 0
        assert shown in done.output

    def test_reopens(self, pixorga, orga):
        """
        What was archived can be opened again, and refusals are told in one line.
        """
        pixorga("support", "archive", "0750655E", *WHY)

        again = pixorga("support", "archive", "0750655E", *WHY)
        opened = pixorga("support", "reopen", "0750655E", *WHY)

        assert again.exit_code == 2
        assert opened.exit_code == 0

    def test_invitations(self, pixorga, orga, asked):
        """
        A school's invitations are listed with their ids, sent again and withdrawn.
        """
        listed = pixorga("support", "invitations", "0750655E").output
        (summary,) = orga.invitations.list(by=Operator(id="x"), uai="0750655E")
        again = pixorga("support", "resend-invitation", "0750655E", summary.id, *WHY)
        gone = pixorga("support", "revoke-invitation", "0750655E", summary.id, *WHY)

        assert f"administrator | pending | {summary.id}\n" in listed
        assert listed.endswith("\n1 invitations.\n")
        assert again.output.endswith(f"| pending | {summary.id}\n")
        assert gone.output.endswith(f"| withdrawn | {summary.id}\n")

    def test_team(self, pixorga, orga, suspended):
        """
        A school's memberships are listed with their ids, and taken out of the team.
        """
        listed = pixorga("support", "team", "0750655E").output
        gone = pixorga("support", "remove", "0750655E", suspended.id, *WHY)

        assert f"{suspended.person.name} | administrator | suspended | " in listed
        assert listed.endswith(f"{suspended.id}\n1 memberships.\n")
        assert gone.output.endswith(f"| removed | {suspended.id}\n")

    def test_confirms_an_address(self, pixorga, orga, asked):
        """
        An account's address is confirmed; one of no account is told in one line.
        """
        parts = orga.accounts._parts
        (link,) = parts.store.transact(lambda unit: unit.links.of_school("0750655E"))
        form = SignUp(
            uai="0750655E",
            first_name="Claire",
            last_name="Dubois",
            email="claire@example.fr",
            password="une phrase de passe",
            terms="1",
        )
        orga.invitations.join(parts.tokens.mint(link), sign_up=form)

        none = pixorga("support", "confirm-address", "jean@example.fr", *WHY)
        done = pixorga("support", "confirm-address", "claire@example.fr", *WHY)

        assert (none.exit_code, len(none.output.splitlines())) == (2, 1)
        assert (done.exit_code, done.output) == (0, "Confirmed.\n")

    @pytest.mark.parametrize(
        ("verb", "state"),
        [("lift-suspension", "active"), ("uphold-suspension", "orphaned")],
    )
    def test_suspension(self, pixorga, orga, suspended, verb, state):
        """
        A suspension is lifted or upheld.
        """
        done = pixorga("support", verb, "0750655E", suspended.id, *WHY)

        assert done.exit_code == 0
        case = orga.support.school("0750655E", by=Operator(id="support-1"))
        assert case.state.value == state

    def test_orphans(self, pixorga, orga, suspended):
        """
        A space is orphaned by hand.
        """
        pixorga("support", "lift-suspension", "0750655E", suspended.id, *WHY)

        assert pixorga("support", "orphan", "0750655E", *WHY).exit_code == 0

    def test_needs_a_reason(self, pixorga, orga):
        """
        Nothing is done without one.
        """
        done = pixorga("support", "close", "0750655E")

        assert done.exit_code == 2
        assert "--reason" in done.output
