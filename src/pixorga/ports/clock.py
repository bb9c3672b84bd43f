"""
The only place where the time comes from.
"""

from datetime import datetime
from typing import Protocol

__all__ = ["Clock"]


class Clock(Protocol):
    """
    Tells the time.
    """

    def now(self) -> datetime:
        """
        The present instant, aware.
        """
        ...
