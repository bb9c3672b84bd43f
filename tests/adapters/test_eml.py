"""
The folder mailer: one whole, private file for each mail.
"""

import os
import stat
from pathlib import Path

import pytest

from pixorga.adapters.eml import FolderMailer
from pixorga.domain.people import EmailAddress
from pixorga.ports.mailer import Delivery, Envelope

MESSAGE = b"Subject: x\r\n\r\n.\r\nJos\xc3\xa9\r\n"


def envelope(name="ce.0750655e"):
    """
    From the application to a mailbox.
    """
    return Envelope(
        sender=EmailAddress.parse("ne-pas-repondre@example.fr"),
        recipient=EmailAddress.parse(f"{name}@ac-paris.fr"),
    )


@pytest.fixture
def folder(tmp_path):
    """
    Where mails go.
    """
    return tmp_path / "mails"


@pytest.fixture
def mailer(folder):
    """
    A mailer into the folder.
    """
    return FolderMailer(folder)


class TestFolder:
    def test_made(self, tmp_path):
        """
        The folder is made, with those above it, and may be given as text.
        """
        mailer = FolderMailer(f"{tmp_path}/a/b")

        assert mailer.folder == tmp_path / "a" / "b"
        assert mailer.folder.is_dir()

    def test_kept(self, folder):
        """
        A folder that is there keeps what is in it.
        """
        folder.mkdir()
        folder.joinpath("old.eml").touch()

        FolderMailer(folder)

        assert folder.joinpath("old.eml").exists()


class TestSend:
    def test_one_file(self, mailer, folder):
        """
        A mail is one file, byte for byte, and nothing is left beside it.
        """
        with mailer as entered:
            delivery = entered.send(envelope(), MESSAGE)

        (path,) = folder.iterdir()
        assert delivery is Delivery.SENT
        assert path.suffix == ".eml"
        assert path.read_bytes() == MESSAGE

    def test_same_mail(self, mailer, folder):
        """
        A mail that is tried again is the same file.
        """
        deliveries = [mailer.send(envelope(), MESSAGE) for _ in range(3)]

        assert deliveries == [Delivery.SENT] * 3
        assert len(list(folder.iterdir())) == 1

    def test_other_mails(self, mailer, folder):
        """
        Another recipient, or another content, is another file.
        """
        mailer.send(envelope(), MESSAGE)
        mailer.send(envelope("autre"), MESSAGE)
        mailer.send(envelope(), MESSAGE + b".")

        assert len(list(folder.glob("*.eml"))) == 3

    def test_private(self, mailer, folder):
        """
        A mail holds a link: nobody else on the machine may read it.
        """
        before = os.umask(0)
        try:
            mailer.send(envelope(), MESSAGE)
        finally:
            os.umask(before)

        (path,) = folder.iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_private_from_the_start(self, mailer, monkeypatch):
        """
        The file is private before the first byte is in it.
        """
        write_bytes = Path.write_bytes
        modes = []

        def write(path, message):
            modes.append(stat.S_IMODE(path.stat().st_mode))
            return write_bytes(path, message)

        monkeypatch.setattr(Path, "write_bytes", write)
        before = os.umask(0)
        try:
            mailer.send(envelope(), MESSAGE)
        finally:
            os.umask(before)

        assert modes == [0o600]

    def test_whole(self, mailer, folder, monkeypatch):
        """
        Until all of it is written, the folder holds no mail.
        """
        replace = Path.replace
        seen = []

        def look(path, target):
            seen.append((list(folder.glob("*.eml")), path.read_bytes()))
            return replace(path, target)

        monkeypatch.setattr(Path, "replace", look)
        mailer.send(envelope(), MESSAGE)

        assert seen == [([], MESSAGE)]


class TestFailure:
    def test_folder_is_gone(self, mailer, folder):
        """
        Without its folder a mail is deferred, and leaves as soon as there is one.
        """
        folder.rmdir()
        first = mailer.send(envelope(), MESSAGE)
        folder.mkdir()

        assert first is Delivery.DEFERRED
        assert mailer.send(envelope(), MESSAGE) is Delivery.SENT

    @pytest.mark.parametrize("verb", ["touch", "write_bytes", "replace"])
    def test_disk_is_full(self, mailer, folder, monkeypatch, verb):
        """
        Whichever step fails, the mail is deferred and no part of it stays.
        """

        def fail(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, verb, fail)

        assert mailer.send(envelope(), MESSAGE) is Delivery.DEFERRED
        assert list(folder.iterdir()) == []

    def test_error_passes_through(self, mailer):
        """
        What an application raises within a batch comes out as it is.
        """
        with pytest.raises(LookupError, match="stop"), mailer:
            raise LookupError("stop")
