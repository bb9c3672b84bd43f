"""
The only place where row ids come from.
"""

from typing import Protocol

__all__ = ["Ids"]


class Ids(Protocol):
    """
    Gives row ids: unique, and never secret.
    """

    def new(self) -> str:
        """
        An id that was never given before, best in rising order (UUIDv7 text).
        """
        ...
