"""
What a link's token costs, beside the serializer that one would otherwise use.
"""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from hashlib import sha256

from itsdangerous import URLSafeTimedSerializer

from pixorga import KeyRing
from pixorga.errors import LinkInvalidError
from pixorga.testing.builders import an_invitation
from pixorga.tokens import TokenService
from tests.bench.registry import Aim, Finding, measure
from tests.bench.timing import Effort, in_turn, per_call

KEY = b"k" * 32
KEYS = KeyRing(current=KEY)
LINK = an_invitation(key_id=KEYS.current_id)
SIZES = {"10 kB": 10_000, "1 MB": 1_000_000}


@measure("tokens.mint_check_vs_serializer", Aim(limit=0.6))
def mint_check(effort: Effort) -> Finding:
    """
    Minting and checking a token, against dumping and loading four claims.
    """
    service = TokenService(KEYS)
    serializer = URLSafeTimedSerializer(
        KEY,
        salt=LINK.purpose.value,
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )
    lifetime = int(timedelta(days=7).total_seconds())
    claims = {
        "purpose": LINK.purpose.value,
        "uai": str(LINK.uai),
        "handle": LINK.handle,
        "expiry": int(LINK.expires_at.timestamp()),
    }

    def ours() -> None:
        token = service.mint(LINK)
        service.check(token, purpose=LINK.purpose, now=LINK.issued_at)

    def theirs() -> None:
        serializer.loads(serializer.dumps(claims), max_age=lifetime)

    calls = effort.calls(2_000)
    contenders = {
        "TokenService": per_call(ours, calls=calls),
        "URLSafeTimedSerializer": per_call(theirs, calls=calls),
    }
    times = in_turn(contenders, effort)
    ratio = times["TokenService"].median / times["URLSafeTimedSerializer"].median
    return Finding(times=times, ratio=ratio)


@measure("tokens.junk_us", Aim(limit=20, unit="µs"))
def junk(effort: Effort) -> Finding:
    """
    Refusing strings that are far too long, which begin like a token; the slower one.
    """
    service = TokenService(KEYS)
    token = service.mint(LINK)

    def refuse(text: str) -> None:
        with suppress(LinkInvalidError):
            service.check(text, purpose=LINK.purpose, now=LINK.issued_at)

    calls = effort.calls(2_000)
    contenders = {
        name: per_call(partial(refuse, token.ljust(size, "A")), calls=calls)
        for name, size in SIZES.items()
    }
    times = in_turn(contenders, effort)
    value = max(each.median for each in times.values()) * 1e6
    return Finding(times=times, ratio=value / 20, value=value, unit="µs")
