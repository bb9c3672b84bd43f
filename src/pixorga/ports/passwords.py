"""
How passwords are kept.
"""

from typing import Protocol

__all__ = ["PasswordHasher"]


class PasswordHasher(Protocol):
    """
    Hashes passwords and verifies them; slow on purpose, so never in a transaction.
    """

    def hash(self, password: str) -> str:
        """
        A salted hash that holds its own parameters.
        """
        ...

    def verify(self, password: str, *, password_hash: str | None) -> bool:
        """
        Whether a password is the one that was hashed.

        With no hash (there is no such account) it does the same work and says no,
        so that its duration tells nothing.
        """
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """
        Whether a hash was made otherwise than new ones are: a log-in replaces it.
        """
        ...
