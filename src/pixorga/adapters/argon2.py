"""
Passwords kept by Argon2id (RFC 9106), with argon2-cffi's recommended parameters.
"""

from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pixorga.errors import ExtraMissingError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["Argon2Hasher"]


class Argon2Hasher:
    """
    Hashes passwords with Argon2id.

    Raises:
        ExtraMissingError: argon2-cffi is not installed (extra `passwords`).
    """

    def __init__(self) -> None:
        if find_spec("argon2") is None:
            raise ExtraMissingError(extra="passwords")

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        return PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(b"the password of nobody")

    def hash(self, password: str) -> str:
        """
        A salted hash that holds its own parameters.
        """
        return self._hasher.hash(_bytes(password))

    def verify(self, password: str, *, password_hash: str | None) -> bool:
        """
        Whether a password is the one that was hashed; no hash takes as long and fails.
        """
        from argon2.exceptions import VerificationError

        # Made for everybody, so that the first stranger does not take twice as long.
        nobody = self._nobody
        try:
            self._hasher.verify(password_hash or nobody, _bytes(password))
        except (ValueError, VerificationError):
            # The former: what is stored is no hash at all.
            return False
        return bool(password_hash)

    def needs_rehash(self, password_hash: str) -> bool:
        """
        Whether a hash has other parameters than new ones have.
        """
        from argon2.exceptions import InvalidHashError

        try:
            return self._hasher.check_needs_rehash(password_hash)
        except InvalidHashError:
            # What is stored is no hash of ours, and verifies nothing either.
            return True


def _bytes(password: str) -> bytes:
    # JSON can spell half a surrogate pair, which UTF-8 otherwise refuses.
    return password.encode("utf-8", "surrogatepass")
