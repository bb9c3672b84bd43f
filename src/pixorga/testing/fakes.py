"""
Ports that a test can foresee.
"""

import email
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from itertools import count
from types import TracebackType
from typing import Final, Self

from pixorga.ports.mailer import Delivery, Envelope

__all__ = [
    "CountedIds",
    "PlainHasher",
    "RecordingMailer",
    "SeededRandomness",
    "SetClock",
]

START: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
"""When tests begin: the first morning of a school year."""


class SetClock:
    """
    A clock that stands still until it is set.

    Args:
        now: What it shows at first.

    Example:
        >>> clock = SetClock()
        >>> clock.advance(days=1)
        >>> clock.now().isoformat()
        '2026-09-02T08:00:00+00:00'
    """

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """
        What it was set to.
        """
        return self._now

    def advance(self, *, days: float = 0, seconds: float = 0) -> None:
        """
        Set it forward, or back with negative values.
        """
        self._now += timedelta(days=days, seconds=seconds)


class CountedIds:
    """
    Ids in the shape of a UUID, counted from 1.

    Example:
        >>> CountedIds().new()
        '00000000-0000-7000-8000-000000000001'
    """

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        """
        The next id.
        """
        return f"00000000-0000-7000-8000-{next(self._numbers):012x}"


class SeededRandomness:
    """
    Secrets that are the same in every run; never use it outside of tests.
    """

    def __init__(self, seed: str = "pixorga") -> None:
        self._seed = seed
        self._numbers = count(1)

    def secret(self, length: int) -> bytes:
        """
        The next bytes.
        """
        digest = sha256(f"{self._seed}:{next(self._numbers)}".encode()).digest()
        return (digest * (length // len(digest) + 1))[:length]


class PlainHasher:
    """
    Passwords "hashed" by reversing them: quick, and easy to see when kept in clear.
    """

    def hash(self, password: str) -> str:
        """
        The password, backwards.
        """
        return f"plain:{password[::-1]}"

    def verify(self, password: str, *, password_hash: str | None) -> bool:
        """
        Whether it is the one.
        """
        return self.hash(password) == password_hash


class RecordingMailer:
    """
    Keeps what it is given, and answers as it was told to.

    Attributes:
        answers: What the next attempts meet with, first to last; then `SENT`.
        attempts: Envelope and bytes of every attempt, whatever the answer.
    """

    def __init__(self) -> None:
        self.answers: list[Delivery] = []
        self.attempts: list[tuple[Envelope, bytes]] = []

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
        Note one attempt.
        """
        self.attempts.append((envelope, message))
        return self.answers.pop(0) if self.answers else Delivery.SENT

    @property
    def mails(self) -> list[EmailMessage]:
        """
        All attempts, parsed.
        """
        return [
            email.message_from_bytes(message, policy=default)
            for _, message in self.attempts
        ]
