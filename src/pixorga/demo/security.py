"""
What every request and every response goes through.
"""

import secrets
from hmac import compare_digest
from typing import Final
from urllib.parse import SplitResult

from flask import Flask, Response, abort, request, session

__all__ = ["content_policy", "csrf_token", "protect"]

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, so that nobody needs to be kept from forging them."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
"""Left out of the host's name, by browsers and here."""

CSRF_BYTES: Final = 32

_POLICY: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

_HEADERS: Final = {
    # A link's token is in an address once; no other page shall be told of it.
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def protect(app: Flask, address: SplitResult) -> None:
    """
    Check each request before its view, and set the headers of each response.

    Args:
        app: The application.
        address: The one address that the application answers for.
    """
    host = address.hostname or ""
    if address.port not in {None, DEFAULT_PORTS[address.scheme]}:
        host = f"{host}:{address.port}"

    def check() -> None:
        # Another name for this address may be a stranger's, whose page would then be
        # allowed to read ours (DNS rebinding).
        if request.host.lower() != host or _is_forged():
            abort(400)

    app.before_request(check)
    app.after_request(_with_headers)


def content_policy(**changes: str) -> str:
    """
    The content security policy, in which a page may change what it has to.

    Args:
        **changes: Directives with underscores for hyphens, and their values.

    Example:
        >>> content_policy(frame_src="'self'").rpartition("; ")[2]
        "frame-src 'self'"
    """
    renamed = {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in (_POLICY | renamed).items())


def csrf_token() -> str:
    """
    What the forms of this browser's session carry, and no other page knows.
    """
    # Written once: each change of a session puts its end off.
    if "csrf" not in session:
        session["csrf"] = secrets.token_hex(CSRF_BYTES)
    token: str = session["csrf"]
    return token


def _is_forged() -> bool:
    """
    Whether a request that may change something does not come from a form of ours.
    """
    if request.method in SAFE_METHODS:
        return False
    expected: str = session.get("csrf", "")
    given = request.form.get("csrf", "")
    return not expected or not compare_digest(given.encode(), expected.encode())


def _with_headers(response: Response) -> Response:
    response.headers.update(_HEADERS)
    response.headers.setdefault("Content-Security-Policy", content_policy())
    return response
