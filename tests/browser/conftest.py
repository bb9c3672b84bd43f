"""
A real Chromium, and the demonstration served to it with a clock that can be set.
"""

import re
import shutil
import socket
import threading
from contextlib import closing

import pytest
from playwright.sync_api import sync_playwright

from pixorga import FolderMailer, KeyRing, PixOrga, Site, SqlStore
from pixorga.demo import create_app
from pixorga.demo.mails import Mailbox
from pixorga.demo.samples import fill
from pixorga.demo.server import _web
from pixorga.testing.fakes import PlainHasher, SetClock

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """
    A browser for all tests, each of which opens windows of its own.
    """
    executable = next(filter(None, map(shutil.which, CHROMIUMS)))
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        with launch(executable_path=executable, args=ARGUMENTS) as browser:
            yield browser


class Served:
    """
    The demonstration at an address, its mailbox and its clock.
    """

    def __init__(self, url, orga, mails, clock):
        self.url, self.orga, self.mails, self.clock = url, orga, mails, clock

    def link(self, page, *, to=None):
        """
        The address in the latest mail with a link to a page, after a delivery.
        """
        self.orga.outbox.deliver()
        mails = [mail for mail in Mailbox(self.mails) if to in {None, mail.to}]
        text = "\n".join(mail.text for mail in mails)
        return re.search(rf"^(http://\S+/{page}/\S+)", text, re.MULTILINE)[1]


@pytest.fixture
def served(tmp_path):
    """
    The demonstration, on a real server and a real database file.
    """
    mails, clock = tmp_path / "mails", SetClock()
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    site = Site.at(
        url,
        sender="Pix Orga <ne-pas-repondre@example.fr>",
        operator="Assistance <assistance@example.fr>",
    )
    orga = PixOrga(
        store=SqlStore(f"sqlite:///{tmp_path}/pixorga.db"),
        mailer=FolderMailer(mails),
        keys=KeyRing(current=b"k" * 32),
        pseudonym_key=b"p" * 32,
        site=site,
        clock=clock,
        hasher=PlainHasher(),
    )
    with orga:
        fill(orga, mailbox=Mailbox(mails))
        app = create_app(orga, secret_key=b"s" * 32, mails=mails)
        with closing(listener), _web(app, listener) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            yield Served(url, orga, mails, clock)
            server.close()
        thread.join()
