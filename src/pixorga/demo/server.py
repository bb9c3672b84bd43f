"""
The demonstration on this machine: a directory, a web server, and a courier for mails.
"""

import logging
import os
import secrets
import socket
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from waitress.wasyncore import close_all

from pixorga import (
    FolderMailer,
    KeyRing,
    Limit,
    Limits,
    PixOrga,
    PixorgaError,
    Site,
    SqlStore,
)
from pixorga.demo.app import create_app
from pixorga.demo.mails import Mailbox
from pixorga.demo.samples import fill

__all__ = ["serve"]

KEY: Final = 32
"""Bytes of a key."""

ROUND: Final = 0.5
"""Seconds between two rounds of the courier."""

LIMITS: Final = Limits(
    per_school=Limit(count=100, per=timedelta(hours=1)),
    per_client=Limit(count=1000, per=timedelta(hours=1)),
    per_addressee=Limit(count=100, per=timedelta(hours=1)),
)
"""Far more than schools need: everything is tried from this one machine."""

LARGEST_REQUEST: Final = 1024 * 1024
"""Bytes that the server takes in at all; the application refuses far smaller ones."""

Server: TypeAlias = BaseWSGIServer | MultiSocketServer

_log: Final = logging.getLogger(__name__)


def serve(
    *,
    directory: Path | None,
    host: str,
    port: int,
    on_ready: Callable[[str, Path], None],
) -> None:
    """
    Run the demonstration until it is interrupted.

    Args:
        directory: Where the database, the mails and the keys are; made when it is not
            there. None for a new temporary one, which stays when the server ends.
        host: The address to listen on.
        port: The port, 0 for any free one.
        on_ready: Told the first page's address and the directory.

    Raises:
        OSError: The port is taken, or the directory cannot be written to.
        PixorgaError: The directory holds what this release cannot work with.
    """
    # The port first: when it is taken, nothing has been made.
    with closing(socket.create_server((host, port))) as listener:
        url = f"http://{host}:{listener.getsockname()[1]}/"
        home = _made(directory)
        with _server(home, url, listener) as server:
            on_ready(url, home)
            server.run()


@attrs.frozen(kw_only=True)
class _Keys:
    """
    The demonstration's secrets: drawn once, so that links survive a restart.
    """

    links: bytes = attrs.field(repr=False)
    pseudonyms: bytes = attrs.field(repr=False)
    session: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, path: Path) -> "_Keys":
        """
        The keys in a file, which is made when it is not there.
        """
        if not path.exists():
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with os.fdopen(os.open(path, flags, mode=0o600), "wb") as file:
                file.write(secrets.token_bytes(3 * KEY))
        secret = path.read_bytes()
        return cls(
            links=secret[:KEY],
            pseudonyms=secret[KEY : 2 * KEY],
            session=secret[2 * KEY :],
        )


def _made(directory: Path | None) -> Path:
    if directory is None:
        return Path(tempfile.mkdtemp(prefix="pixorga-demo-"))
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory.resolve()


@contextmanager
def _server(home: Path, url: str, listener: socket.socket) -> Generator[Server]:
    """
    Everything that runs, and ends with the block.
    """
    keys, mails = _Keys.of(home / "keys"), home / "mails"
    site = Site.at(
        url,
        sender="Pix Orga <ne-pas-repondre@example.fr>",
        operator="Assistance <assistance@example.fr>",
    )
    orga = PixOrga(
        store=SqlStore(f"sqlite:///{home}/pixorga.db"),
        mailer=FolderMailer(mails),
        keys=KeyRing(current=keys.links),
        pseudonym_key=keys.pseudonyms,
        site=site,
        limits=LIMITS,
    )
    with orga:
        fill(orga, mailbox=Mailbox(mails))
        app = create_app(orga, secret_key=keys.session, mails=mails)
        with _courier(orga), _web(app, listener) as server:
            yield server


@contextmanager
def _web(app: Flask, listener: socket.socket) -> Generator[Server]:
    """
    The web server; its connections are closed at the end, as it forgets to do.
    """
    # A variable, because the types of waitress misdescribe these arguments.
    settings: dict[str, Any] = {
        "map": {},
        "max_request_body_size": LARGEST_REQUEST,
        "sockets": [listener],
    }
    server = create_server(app, **settings)
    try:
        yield server
    finally:
        close_all(settings["map"])


@contextmanager
def _courier(orga: PixOrga) -> Generator[None]:
    """
    Deliver mails in the background, as a separate worker would.
    """
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(ROUND):
            try:
                orga.outbox.deliver()
            except PixorgaError as error:
                # What is due stays due: the next round tries again.
                _log.warning("delivery failed: %s", error.code)

    thread = threading.Thread(target=run, name="courier")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
