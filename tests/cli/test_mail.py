"""
`pixorga mail`, with the sample data.
"""

import os
import sys

import click
import pytest
from click.testing import CliRunner

from pixorga.cli import app
from pixorga.errors import ExtraMissingError
from pixorga.mail import render


def preview(*arguments, **env):
    """
    Call the command, in an environment without any other settings of ours.
    """
    blank = dict.fromkeys(name for name in os.environ if name.startswith("PIXORGA_"))
    arguments = ["mail", "preview", *map(str, arguments)]
    return CliRunner().invoke(app, arguments, env=blank | env)


ADDRESSES = {
    "PIXORGA_URL": "https://orga.ondine.example",
    "PIXORGA_SENDER": "Orga <orga@ondine.example>",
    "PIXORGA_OPERATOR": "aide@ondine.example",
}
"""An application's, in the environment."""


@pytest.fixture
def opened(monkeypatch):
    """
    What was opened in a browser.
    """
    opened = []
    monkeypatch.setattr(click, "launch", opened.append)
    return opened


class TestPreview:
    def test_standard_output(self, opened):
        """
        Without a file the page is written to the standard output, and nothing else.
        """
        result = preview()

        assert result.exit_code == 0
        assert result.stdout.startswith("<!doctype html>")
        assert result.stdout.endswith("</html>\n")
        assert "Accès à votre espace Pix Orga" in result.stdout_bytes.decode("utf-8")
        assert "Your Pix Orga space" in result.stdout
        assert opened == []

    def test_file(self, tmp_path, opened):
        """
        With one it is written there.
        """
        path = tmp_path / "mails.html"

        result = preview("--output", path)

        assert (result.exit_code, result.stdout) == (0, f"Written to {path}\n")
        assert path.read_bytes() == preview().stdout_bytes
        assert opened == []

    @pytest.mark.parametrize(
        ("locale", "shown", "other"),
        [("fr", "Rejoindre", "Join<"), ("en", "Join<", "Rejoindre")],
    )
    def test_locale(self, locale, shown, other):
        """
        One language may be asked for.
        """
        page = preview("--locale", locale).stdout.replace("&lt;", "<")

        assert shown in page
        assert other not in page

    def test_unknown_locale(self):
        """
        A language that there is not is a wrong call.
        """
        assert preview("--locale", "de").exit_code == 2

    def test_templates(self, tmp_path):
        """
        An application's templates come before ours.
        """
        path = tmp_path / "fr" / "activation_link" / "subject.txt"
        path.parent.mkdir(parents=True)
        path.write_text("Un autre objet", encoding="utf-8")

        assert "Un autre objet" in preview("--templates", tmp_path).stdout

    def test_faulty_template(self, tmp_path):
        """
        A template that cannot be used is told in one line, with its path.
        """
        path = tmp_path / "fr" / "activation_link" / "subject.txt"
        path.parent.mkdir(parents=True)
        path.write_text("{{ absent }}", encoding="utf-8")

        result = preview("--templates", tmp_path)

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            "Error: fr/activation_link/subject.txt: subject.txt, line 1: "
            "UndefinedError: 'absent' is undefined\n"
        )

    def test_no_folder(self, tmp_path):
        """
        A folder of templates that is not there is a wrong call.
        """
        assert preview("--templates", tmp_path / "absent").exit_code == 2

    def test_open(self, tmp_path, opened):
        """
        The file is opened in a browser when that is asked for.
        """
        path = tmp_path / "mails.html"

        preview("--output", path, "--open")

        assert opened == [str(path)]

    def test_open_without_a_file(self, tmp_path, opened, monkeypatch):
        """
        To be opened the page needs a file, and is given a new one.
        """
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

        result = preview("--open")

        (path,) = tmp_path.glob("*/mails.html")
        assert opened == [str(path)]
        assert result.stdout == f"Written to {path}\n"

    def test_cannot_be_written(self, tmp_path):
        """
        A place that cannot be written to is told in one line.
        """
        path = tmp_path / "absent" / "mails.html"

        result = preview("--output", path)

        assert result.exit_code == 1
        assert result.stderr.startswith("Error: Could not open file")
        assert len(result.stderr.splitlines()) == 1

    def test_without_jinja(self, monkeypatch):
        """
        Without Jinja2, one line names the extra.
        """
        monkeypatch.setattr(render, "find_spec", {}.get)

        result = preview()

        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"Error: {ExtraMissingError(extra='mail')}\n"


class TestWhose:
    @pytest.fixture
    def templates(self, tmp_path):
        """
        An application's templates.
        """
        path = tmp_path / "ours" / "fr" / "activation_link" / "subject.txt"
        path.parent.mkdir(parents=True)
        path.write_text("Un autre objet", encoding="utf-8")
        return tmp_path / "ours"

    @pytest.fixture
    def wiring(self, tmp_path, templates, monkeypatch):
        """
        An application's module, with a PixOrga whose users are its own.
        """
        monkeypatch.chdir(tmp_path)
        monkeypatch.delitem(sys.modules, "wiring", raising=False)
        (tmp_path / "wiring.py").write_text(
            "from pixorga import *\n"
            "from pixorga.mail.render import JinjaRenderer\n"
            "site = Site.at('https://orga.ondine.example',\n"
            "    sender='orga@ondine.example', operator='aide@ondine.example')\n"
            "orga = PixOrga(store=MemoryStore(), mailer=FolderMailer('mails'),\n"
            "    keys=KeyRing(current=b'k' * 32), pseudonym_key=b'p' * 32,\n"
            f"    site=site, renderer=JinjaRenderer(site=site,\n"
            f"    templates={str(templates)!r}), accounts=False)\n"
        )
        return "wiring:orga"

    def test_sample(self):
        """
        Without any, the addresses are samples.
        """
        assert "https://orga.example.fr/rejoindre/" in preview().stdout

    def test_environment(self, templates):
        """
        The environment's addresses and templates are shown, before the samples.
        """
        page = preview(**ADDRESSES, PIXORGA_MAIL_TEMPLATES=str(templates)).stdout

        assert "https://orga.ondine.example/" in page
        assert "Un autre objet" in page
        assert "orga.example.fr" not in page

    def test_templates_alone(self, templates):
        """
        Templates without addresses are shown with the sample ones.
        """
        page = preview(PIXORGA_MAIL_TEMPLATES=str(templates)).stdout

        assert "Un autre objet" in page
        assert "orga.example.fr" in page

    @pytest.mark.parametrize("name", list(ADDRESSES))
    def test_part_of_a_site(self, name):
        """
        Of addresses that are half told, what is missing is named; no sample is shown.
        """
        result = preview(**{name: ADDRESSES[name]})

        assert (result.exit_code, result.stdout) == (2, "")
        assert "set it in the environment" in result.stderr

    @pytest.mark.parametrize("by_option", [True, False])
    def test_application(self, wiring, by_option):
        """
        An application's own addresses and renderer come before the environment's.
        """
        if by_option:
            result = preview("--app", wiring, PIXORGA_URL="https://other.example")
        else:
            result = preview(PIXORGA_APP=wiring, PIXORGA_URL="https://other.example")

        assert result.exit_code == 0
        assert "https://orga.ondine.example/" in result.stdout
        assert "Un autre objet" in result.stdout
        assert "example.fr/" not in result.stdout
        assert "other.example" not in result.stdout

    def test_templates_first(self, wiring, tmp_path):
        """
        Templates that are named come before the application's renderer.
        """
        result = preview("--app", wiring, "--templates", tmp_path)

        assert "https://orga.ondine.example/" in result.stdout
        assert "Un autre objet" not in result.stdout

    def test_no_application(self):
        """
        What is no PixOrga is told in one line.
        """
        assert preview("--app", "json:decoder").exit_code == 2
