"""
Tokens: the signed string in a mailed link, and the pseudonyms of the audit trail.

A token is ``uai.handle.time.signature`` (``account`` stands for the UAI in the link of
a person's account), made by itsdangerous' `TimestampSigner` with
SHA-256, a key derived by HMAC, and the link's purpose as salt. Its time is the row's,
so that minting again gives the same bytes. It proves only that its holder has what was
sent. A database without the key opens nothing, nor does the key without a handle.

A token is checked by minting it again from its parts and comparing the whole: nothing
of it is decoded, and exactly one spelling of each token exists (base64 as commonly
decoded accepts several; itsdangerous issue 368).
"""

import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import attrs
from itsdangerous import Signer, TimestampSigner
from itsdangerous.encoding import (
    base64_decode,
    base64_encode,
    bytes_to_int,
    int_to_bytes,
)

from pixorga.domain.identifiers import Uai
from pixorga.domain.link import Link, LinkPurpose, MailedLink
from pixorga.errors import (
    KeyWeakError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
)

__all__ = [
    "HANDLE_BYTES",
    "AccountClaim",
    "KeyRing",
    "Pseudonyms",
    "TokenClaim",
    "TokenService",
    "make_handle",
]

KEY_LENGTH: Final = 32
"""Fewest bytes of a key: as many as SHA-256 gives, RFC 2104 §3."""

RETIRED_LIMIT: Final = 3
"""Each retired key is one more signature to compute for every stranger's token."""

TOKEN_LIMIT: Final = 512
"""Most characters of a token that are looked at."""

LEEWAY: Final = timedelta(seconds=5)
"""How far ahead of ours another server's clock may be."""

HANDLE_BYTES: Final = 16
"""Random bytes of a handle: 128 bits, above the 112 of OWASP ASVS 5 §6.5.2."""

# A time is 6 letters until 2106, then 7; some other lengths are no base64 at all.
_TOKEN = re.compile(
    r"([0-9]{7}[A-Z]|account)\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{6,7})\.[A-Za-z0-9_-]{43}"
)

_ACCOUNT: Final = "account"
"""What the token of an account's link says in the place of a UAI."""


def _strong(setting: str, key: object) -> bytes:
    if not isinstance(key, bytes) or len(key) < KEY_LENGTH:
        raise KeyWeakError(
            setting=setting, problem=f"give at least {KEY_LENGTH} random bytes."
        )
    return key


class KeyRing:
    """
    The keys that links are signed with: one that signs, and those before it.

    Rotate by making a new key the current one and the old one retired; drop the
    retired key once the last link that it signed has expired, 30 days at most.

    Args:
        current: At least 32 random bytes, such as `secrets.token_bytes(32)`.
        retired: Former keys, whose links still work; at most three.

    Raises:
        KeyWeakError: A key is too short or not bytes, or there are too many.

    Example:
        >>> KeyRing(current=b"k" * 32)
        KeyRing(1 key)
        >>> KeyRing(current=b"too short")
        Traceback (most recent call last):
        pixorga.errors.KeyWeakError: keys.current: give at least 32 random bytes.
    """

    def __init__(self, *, current: bytes, retired: Sequence[bytes] = ()) -> None:
        if isinstance(retired, bytes | str) or len(retired) > RETIRED_LIMIT:
            raise KeyWeakError(
                setting="keys.retired",
                problem=f"give a sequence of at most {RETIRED_LIMIT} keys.",
            )
        keys = [_strong("keys.current", current)]
        keys += [_strong("keys.retired", key) for key in retired]
        self._keys = {_key_id(key): key for key in keys}
        self._current_id = _key_id(current)

    def __repr__(self) -> str:
        count = len(self._keys)
        return f"KeyRing({count} key{'s' * (count > 1)})"

    @property
    def current_id(self) -> str:
        """
        Which key signs new links; safe to store and to log.
        """
        return self._current_id

    def items(self) -> tuple[tuple[str, bytes], ...]:
        """
        All keys with their ids, the current one first.
        """
        return tuple(self._keys.items())


def _key_id(key: bytes) -> str:
    return hmac.digest(key, b"pixorga key id", "sha256").hex()[:16]


class _LinkSigner(TimestampSigner):
    """
    A signer for one key and one purpose that signs for a given time.
    """

    def __init__(self, key: bytes, purpose: LinkPurpose) -> None:
        super().__init__(
            key, salt=purpose.value, key_derivation="hmac", digest_method=sha256
        )
        self._derived = super().derive_key()

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        # Derived once: it is half of the cost of a signature.
        return super().derive_key(secret_key) if secret_key else self._derived

    def sign_at(self, value: str, *, seconds: int) -> str:
        time = base64_encode(int_to_bytes(seconds)).decode("ascii")
        return Signer.sign(self, f"{value}.{time}").decode("ascii")


def make_handle(secret: bytes) -> str:
    """
    The handle of a new link, in the letters of a URL.

    Args:
        secret: `HANDLE_BYTES` bytes from the randomness port.
    """
    return base64_encode(secret).decode("ascii")


@attrs.frozen(kw_only=True)
class TokenClaim:
    """
    What a genuine token says: which row to look for.

    Attributes:
        uai: The school.
        handle: The row's secret.
    """

    uai: Uai
    handle: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class AccountClaim:
    """
    What a genuine token of a person's account says: which row to look for.

    Attributes:
        handle: The row's secret.
    """

    handle: str = attrs.field(repr=False)


class TokenService:
    """
    Mints and checks the tokens of links.

    Args:
        keys: The keys to sign with.

    Example:
        >>> from datetime import UTC
        >>> service = TokenService(KeyRing(current=b"k" * 32))
        >>> now = datetime(2026, 9, 1, tzinfo=UTC)
        >>> service.check("hello", purpose=LinkPurpose.JOIN, now=now)
        Traceback (most recent call last):
        pixorga.errors.LinkInvalidError: This link is not valid (malformed): use ...
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._signers = {
            purpose: {key_id: _LinkSigner(key, purpose) for key_id, key in keys.items()}
            for purpose in LinkPurpose
        }

    @property
    def key_id(self) -> str:
        """
        Which key signs new links.
        """
        return self._keys.current_id

    def mint(self, link: MailedLink) -> str:
        """
        The token of a link: the same each time, as long as its key is in the ring.

        A link whose key was dropped is signed with the current one.
        """
        signers = self._signers[link.purpose]
        signer = signers.get(link.key_id) or signers[self.key_id]
        seconds = int(link.issued_at.timestamp())
        scope = link.uai if isinstance(link, Link) else _ACCOUNT
        return signer.sign_at(f"{scope}.{link.handle}", seconds=seconds)

    def check(
        self, token: str | None, *, purpose: LinkPurpose, now: datetime
    ) -> TokenClaim:
        """
        Check a school's token and say which row it is for; the store is not asked.

        Args:
            token: As it came with the request; at most 512 characters are looked at.
            purpose: What the verb is for; a token of another purpose is forged.
            now: The present instant.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is malformed, or was not signed by a key of the ring
                for this purpose, or comes from the future.
        """
        scope, handle = self._check(token, purpose, now)
        return TokenClaim(uai=Uai(scope, historical=True), handle=handle)

    def check_account(
        self, token: str | None, *, purpose: LinkPurpose, now: datetime
    ) -> AccountClaim:
        """
        Check a token of a person's account, as `check` does a school's.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
        """
        _, handle = self._check(token, purpose, now, account=True)
        return AccountClaim(handle=handle)

    def _check(
        self,
        token: str | None,
        purpose: LinkPurpose,
        now: datetime,
        *,
        account: bool = False,
    ) -> tuple[str, str]:
        if not token or not (isinstance(token, str) and token[:TOKEN_LIMIT].strip()):
            raise LinkMissingError
        parts = _TOKEN.fullmatch(token) if len(token) <= TOKEN_LIMIT else None
        if parts is None:
            raise LinkInvalidError(reason=LinkInvalidReason.MALFORMED)
        scope, handle, time = parts.groups()
        seconds = bytes_to_int(base64_decode(time))
        value = f"{scope}.{handle}"
        genuine = any(
            hmac.compare_digest(signer.sign_at(value, seconds=seconds), token)
            for signer in self._signers[purpose].values()
        )
        if (scope == _ACCOUNT) is not account:
            genuine = False
        if not genuine or seconds > (now + LEEWAY).timestamp():
            raise LinkInvalidError(reason=LinkInvalidReason.FORGED)
        return scope, handle


class Pseudonyms:
    """
    Stands in for persons where their names must not be: audit, rate limiter.

    Args:
        key: At least 32 random bytes, other than the links' keys; it does not rotate,
            or one person would have two pseudonyms.

    Raises:
        KeyWeakError: The key is too short.
    """

    def __init__(self, key: bytes) -> None:
        self._key = _strong("pseudonym_key", key)

    def __repr__(self) -> str:
        return "Pseudonyms()"

    def of(self, identity: str) -> str:
        """
        The pseudonym of an identity, 32 hexadecimal digits.
        """
        return hmac.digest(self._key, identity.encode(), "sha256").hex()[:32]
