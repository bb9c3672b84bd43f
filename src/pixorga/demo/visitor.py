"""
What is known of the person at the browser: in Flask's session, a signed cookie.

The cookie holds who has logged in and since which of their passwords, by number, and
the links that were opened. It is no authority: whether the person still has the
account, and still administers a school, is read from the store for each page. It needs
no store of its own, outlives a restart and serves several processes; in exchange,
logging out makes the browser forget, and a copy of the cookie stays good until it
expires or another password is chosen.
"""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from flask import g, session

from pixorga import LinkPurpose, Principal
from pixorga.demo.parts import parts
from pixorga.errors import LoginNeededError

__all__ = [
    "SESSION",
    "keep_link",
    "kept_link",
    "link_mark",
    "log_in",
    "log_out",
    "require_visitor",
    "visitor",
]

TOKEN: Final = re.compile(r"[A-Za-z0-9._-]{1,160}")
"""What is longer or otherwise is none of ours, and need not fit into the cookie."""

SESSION: Final = timedelta(hours=12)
"""A working day, after which one logs in again, however busy it was."""

OUTLIVES: Final = ("locale", f"{LinkPurpose.CONFIRM}_link")
"""What a log-in leaves as it was: whoever confirms an address logs in on the way."""


def visitor() -> Principal | None:
    """
    Who has logged in, None for nobody.
    """
    if "visitor" not in g:
        g.visitor = _resumed()
    found: Principal | None = g.visitor
    return found


def require_visitor() -> Principal:
    """
    Who has logged in.

    Raises:
        LoginNeededError: Nobody has: the log-in page is shown, and leads back.
    """
    found = visitor()
    if found is None:
        raise LoginNeededError
    return found


def log_in(person: Principal) -> None:
    """
    Begin a new session: what it held before is not trusted any more.

    Also for whoever has just changed their password, which ends all others.
    """
    view = parts().orga.accounts.view(by=person)
    kept = {key: session[key] for key in OUTLIVES if key in session}
    session.clear()
    session.update(kept)
    session.setdefault("locale", person.locale.value)
    session["person"] = person.id
    session["since"] = view.session
    session["began"] = _now().isoformat()
    g.visitor = view.person


def log_out() -> None:
    """
    Forget everything but the language.
    """
    kept = session.get("locale")
    session.clear()
    if kept:
        session["locale"] = kept
    g.visitor = None


def keep_link(purpose: LinkPurpose, token: str) -> None:
    """
    Remember the link that was opened, so that its address can be left at once.
    """
    session[f"{purpose}_link"] = token if TOKEN.fullmatch(token) else token[:1]


def kept_link(purpose: LinkPurpose) -> str | None:
    """
    The token of the link that was opened last for a purpose.
    """
    token: str | None = session.get(f"{purpose}_link")
    return token


def link_mark(purpose: LinkPurpose) -> str:
    """
    By which a form says which link it was shown for, without the link itself.
    """
    return sha256((kept_link(purpose) or "").encode()).hexdigest()[:16]


def _now() -> datetime:
    return datetime.now(UTC)


def _resumed() -> Principal | None:
    if "person" not in session:
        return None
    if _now() >= datetime.fromisoformat(session["began"]) + SESSION:
        return None
    number: int = session["since"]
    try:
        return parts().orga.accounts.resume(session["person"], session=number)
    except LoginNeededError:
        return None
