"""
`pixorga mail`, with the sample data.
"""

import click
import pytest
from click.testing import CliRunner

from pixorga.cli import app
from pixorga.errors import ExtraMissingError
from pixorga.mail import render


def preview(*arguments):
    """
    Call the command.
    """
    return CliRunner().invoke(app, ["mail", "preview", *map(str, arguments)])


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
