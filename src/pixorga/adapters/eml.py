"""
Mails into a folder of ``.eml`` files, for demonstrations and tests.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from pixorga.ports.mailer import Delivery, Envelope

__all__ = ["FolderMailer"]


class FolderMailer:
    """
    Writes each mail into a file of its own; the same mail twice is one file.

    Args:
        folder: Where; made when it is not there.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder: Path = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        pass

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Write one mail; whoever reads the folder never sees half of it.
        """
        digest = sha256(str(envelope.recipient).encode() + message).hexdigest()
        path = self.folder / f"{digest[:32]}.eml"
        partial = path.with_suffix(".partial")
        try:
            # Nobody else's to read, from its first byte on.
            partial.touch(mode=0o600)
            partial.write_bytes(message)
            partial.replace(path)
        except OSError:
            with suppress(OSError):
                partial.unlink()
            return Delivery.DEFERRED
        return Delivery.SENT
