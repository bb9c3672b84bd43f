"""
`pixorga demo`, with a server of its own.
"""

import errno
import sys
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from pixorga.cli import app

URL = "http://127.0.0.1:8123/"


class Server:
    """
    Stands in for `pixorga.demo`: announces itself, then ends as it is told to.
    """

    def __init__(self):
        self.asked = None
        self.end = None

    def serve(self, *, directory, host, port, on_ready):
        """
        Do what `pixorga.demo.serve()` promises, at once.
        """
        self.asked = directory, host, port
        if self.end:
            raise self.end
        on_ready(URL, directory or Path("made-up"))


@pytest.fixture
def server(monkeypatch):
    """
    The server that the command will start.
    """
    server = Server()
    monkeypatch.setitem(
        sys.modules, "pixorga.demo", SimpleNamespace(serve=server.serve)
    )
    return server


@pytest.fixture
def opened(monkeypatch):
    """
    What a browser was asked to open.
    """
    opened = []
    monkeypatch.setattr(click, "launch", opened.append)
    return opened


def demo(*arguments):
    """
    Call the command.
    """
    return CliRunner().invoke(app, ["demo", *arguments])


class TestDemo:
    def test_announced(self, server, opened):
        """
        It tells where it runs and where it writes, on lines of their own.
        """
        directory = Path("a-long-name/" * 20)

        result = demo("--directory", str(directory), "--port", "0")

        assert server.asked == (directory, "127.0.0.1", 0)
        assert result.output.splitlines() == [
            f"The demonstration runs at {URL}",
            f"Database and mails: {directory}",
            "End it with Ctrl-C.",
        ]
        assert opened == []

    @pytest.mark.usefixtures("server")
    def test_open(self, opened):
        """
        On request it opens a browser.
        """
        demo("--open")

        assert opened == [URL]

    def test_interrupted(self, server):
        """
        Ctrl-C is the usual end, not a failure.
        """
        server.end = KeyboardInterrupt()

        assert demo().exit_code == 0

    def test_port_taken(self, server):
        """
        A port in use is told in one line.
        """
        server.end = OSError(errno.EADDRINUSE, "Address already in use")

        result = demo("--port", "8123")

        assert result.exit_code == 1
        assert result.output.startswith("Error: Port 8123 is taken")

    def test_defect(self, server):
        """
        Any other failure of the system is shown whole.
        """
        server.end = OSError(errno.ENOSPC, "No space left on device")

        assert demo().exception is server.end


class TestExtra:
    @pytest.fixture
    def without(self, monkeypatch):
        """
        Make a library impossible to import, and the demonstration not yet imported.
        """
        for name in list(sys.modules):
            if name.split(".")[:2] == ["pixorga", "demo"]:
                monkeypatch.delitem(sys.modules, name)
        return lambda library: monkeypatch.setitem(sys.modules, library, None)

    def test_absent(self, without):
        """
        Without Flask, one line names the extra.
        """
        without("flask")

        result = demo()

        assert result.exit_code == 1
        (line,) = result.output.splitlines()
        assert 'pip install "pixorga[demo]"' in line

    def test_defect(self, without):
        """
        Any other missing module is a defect, and not explained away.
        """
        without("pixorga.demo")

        assert demo().exception.name == "pixorga.demo"
