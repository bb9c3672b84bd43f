"""
The only place where chance comes from.
"""

from typing import Protocol

__all__ = ["Randomness"]


class Randomness(Protocol):
    """
    Gives secret bytes.
    """

    def secret(self, length: int) -> bytes:
        """
        Bytes that nobody can foretell.

        Args:
            length: How many.
        """
        ...
