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

from pixorga.domain.limits import Limit
from pixorga.errors import LimiterError
from pixorga.ports.mailer import Delivery, Envelope

__all__ = [
    "BrokenLimiter",
    "CountedIds",
    "DenyingLimiter",
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

    def needs_rehash(self, password_hash: str) -> bool:
        """
        Whether it was made by another hasher.
        """
        return not password_hash.startswith("plain:")


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


class DenyingLimiter:
    """
    Grants nothing, or so many hits and no more; keys do not matter to it.

    Args:
        after: How many hits it grants first.
        wait: Seconds to wait, as it says from then on.

    Attributes:
        hits: Key and limit of every hit that it was asked for.
        forgotten: The keys that it was told to forget.
    """

    def __init__(self, *, after: int = 0, wait: int = 60) -> None:
        self._after = after
        self._wait = wait
        self.hits: list[tuple[str, Limit]] = []
        self.forgotten: list[str] = []

    def hit(self, key: str, *, limit: Limit, now: datetime) -> int:
        """
        Note one, and grant or deny it.
        """
        self.hits.append((key, limit))
        return 0 if len(self.hits) <= self._after else self._wait

    def forget(self, key: str) -> None:
        """
        Note the key; it denies as before.
        """
        self.forgotten.append(key)

    def purge(self, before: datetime) -> int:
        """
        Nothing to drop.
        """
        return 0

    def close(self) -> None:
        """
        Nothing to let go of.
        """


class BrokenLimiter:
    """
    Cannot be reached.

    Attributes:
        calls: How often it was tried.
    """

    def __init__(self) -> None:
        self.calls: int = 0

    def hit(self, key: str, *, limit: Limit, now: datetime) -> int:
        """
        Fail.

        Raises:
            LimiterError: Always.
        """
        raise self._failure()

    def forget(self, key: str) -> None:
        """
        Fail.

        Raises:
            LimiterError: Always.
        """
        raise self._failure()

    def purge(self, before: datetime) -> int:
        """
        Fail.

        Raises:
            LimiterError: Always.
        """
        raise self._failure()

    def close(self) -> None:
        """
        Nothing to let go of.
        """

    def _failure(self) -> LimiterError:
        self.calls += 1
        return LimiterError()
