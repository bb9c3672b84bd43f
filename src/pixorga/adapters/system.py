"""
The machine's own clock, ids and randomness.
"""

import secrets
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

__all__ = ["SystemClock", "SystemIds", "SystemRandomness"]


class SystemClock:
    """
    The machine's clock.
    """

    def now(self) -> datetime:
        """
        The present instant in UTC.
        """
        return datetime.now(UTC)


class SystemRandomness:
    """
    The operating system's cryptographic source.
    """

    def secret(self, length: int) -> bytes:
        """
        Bytes that nobody can foretell.
        """
        return secrets.token_bytes(length)


class SystemIds:
    """
    UUIDs of version 7 (RFC 9562 §5.7): in the order of their making, in one process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        """
        A new UUID as text.
        """
        with self._lock:
            # 48 bits of milliseconds and 12 of their fraction (method 3 of §6.2); a
            # clock that stands or goes back is counted on from.
            nanoseconds = time.time_ns()
            ticks = (nanoseconds // 1_000_000) << 12
            ticks |= ((nanoseconds % 1_000_000) << 12) // 1_000_000
            ticks = max(ticks, self._last + 1)
            self._last = ticks
        milliseconds, fraction = ticks >> 12, ticks & 0xFFF
        high = milliseconds << 16 | 0x7 << 12 | fraction
        low = 0b10 << 62 | secrets.randbits(62)
        return str(UUID(int=high << 64 | low))
