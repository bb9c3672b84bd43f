"""
The folder of mails, read back: the demonstration's stand-in for a mail program.
"""

import email
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import attrs

__all__ = ["Mailbox", "SentMail"]


@attrs.frozen(kw_only=True)
class SentMail:
    """
    One mail, as it was sent.

    Attributes:
        name: Its file's name, without the ending.
        sender: From whom.
        to: To whom.
        subject: Its subject.
        sent_at: When it was written.
        text: Its plain part.
        html: Its HTML part.
        source: All of it.
    """

    name: str
    sender: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    source: str


class Mailbox:
    """
    A folder that a `FolderMailer` writes to.

    Args:
        folder: Where it is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[SentMail]:
        """
        All mails, the latest first.
        """
        files = self._folder.glob("*.eml")
        latest_first = sorted(files, key=_written_at, reverse=True)
        return map(_read, latest_first)

    def find(self, name: str) -> SentMail | None:
        """
        The mail in a file; a name that is none of the folder's finds nothing.
        """
        files = self._folder.glob("*.eml")
        return next((_read(path) for path in files if path.stem == name), None)


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns


def _read(path: Path) -> SentMail:
    source = path.read_bytes()
    mail = email.message_from_bytes(source, policy=default)
    return SentMail(
        name=path.stem,
        sender=mail["From"],
        to=mail["To"],
        subject=mail["Subject"],
        sent_at=mail["Date"].datetime,
        text=_part(mail, "plain"),
        html=_part(mail, "html"),
        source=source.decode(),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return part.get_content() if part else ""
