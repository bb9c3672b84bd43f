import errno
import os
import re
import signal
import socket
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from pixorga.demo import serve, server
from pixorga.demo.mails import Mailbox
from pixorga.errors import KeyWeakError, StoreLockedError


@pytest.fixture(autouse=True)
def interruptible(monkeypatch):
    """
    Ctrl-C is heard, even where the tests run in the background; mails leave at once.
    """
    monkeypatch.setattr(server, "ROUND", 0.01)
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, handler)


def visited(visit, *, directory):
    """
    What a visit of the running demonstration gives; Ctrl-C ends it.
    """
    visits = []
    with ThreadPoolExecutor(1) as pool:

        def on_ready(url, home):
            visits.append(pool.submit(visit, url, home))
            visits[0].add_done_callback(lambda _: os.kill(os.getpid(), signal.SIGINT))

        serve(directory=directory, host="127.0.0.1", port=0, on_ready=on_ready)
    return visits[0].result()


def fetch(url, path, *, cookie=""):
    """
    A page: its status, its text and the cookie that came with it.
    """
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    return response.status, page, response.headers.get("Set-Cookie", "").split(";")[0]


class TestServe:
    def test_directory(self, tmp_path):
        """
        It serves from a directory of its own, whose secrets are its owner's only.
        """
        status, home = visited(
            lambda url, home: (fetch(url, "/")[0], home), directory=tmp_path / "a" / "b"
        )

        assert (status, home) == (200, tmp_path / "a" / "b")
        assert {path.name for path in home.iterdir()} >= {"keys", "mails", "pixorga.db"}
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "keys").stat().st_mode & 0o777 == 0o600

    def test_temporary(self, tmp_path, monkeypatch):
        """
        Without a directory it makes one, and leaves it.
        """
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

        home = visited(lambda url, home: fetch(url, "/") and home, directory=None)

        assert home.parent == tmp_path
        assert (home / "pixorga.db").exists()

    def test_delivers(self, tmp_path):
        """
        What is in the outbox arrives in the mailbox by itself.
        """

        def notice(url, _):
            pages = (fetch(url, "/boite")[1] for _ in range(2000))
            return any("nouvel administrateur" in page for page in pages)

        assert visited(notice, directory=tmp_path)

    def test_restarted(self, tmp_path):
        """
        After a restart, a link is still known for what it is.
        """
        visited(lambda url, _: fetch(url, "/"), directory=tmp_path)
        keys = (tmp_path / "keys").read_bytes()
        mails = list(Mailbox(tmp_path / "mails"))
        link = re.search(r"/rejoindre/\S+", "".join(mail.text for mail in mails))[0]

        def follow(url, _):
            _, _, cookie = fetch(url, link)
            return fetch(url, "/rejoindre", cookie=cookie)

        status, page, _ = visited(follow, directory=tmp_path)

        assert (status, "Ce lien a déjà servi" in page) == (409, True)
        assert (tmp_path / "keys").read_bytes() == keys

    def test_port_taken(self, tmp_path):
        """
        A port in use is an error before anything is made.
        """
        with socket.create_server(("127.0.0.1", 0)) as other:
            port, home = other.getsockname()[1], tmp_path / "home"

            with pytest.raises(OSError, match="in use") as caught:
                serve(directory=home, host="127.0.0.1", port=port, on_ready=print)

        assert caught.value.errno == errno.EADDRINUSE
        assert not home.exists()

    def test_keys_cut_short(self, tmp_path):
        """
        Keys that were not written whole are refused, never used.
        """
        (tmp_path / "keys").write_bytes(b"short")

        with pytest.raises(KeyWeakError):
            serve(directory=tmp_path, host="127.0.0.1", port=0, on_ready=print)


class TestCourier:
    def test_tries_again(self, caplog):
        """
        A round that fails is followed by the next one.
        """
        twice, rounds = threading.Event(), []

        def deliver():
            rounds.append(1)
            if len(rounds) == 1:
                raise StoreLockedError
            twice.set()

        orga = SimpleNamespace(outbox=SimpleNamespace(deliver=deliver))
        with server._courier(orga):
            assert twice.wait(10)

        assert [record.getMessage() for record in caplog.records] == [
            "delivery failed: STORE_LOCKED"
        ]
        assert not any(thread.name == "courier" for thread in threading.enumerate())
