"""
What is known of the person at the browser: in Flask's session, a signed cookie.

The cookie holds who has logged in and since which of their passwords, by number, and
the links that were opened. It is no authority: whether the person still has the
account, and still administers a school, is read from the store for each page. It needs
no store of its own, outlives a restart and serves several processes; in exchange,
logging out makes the browser forget, and a copy of the cookie stays good until it
expires or another password is chosen.
"""

from typing import Final

from flask import g, session

from pixorga import LinkPurpose, Principal
from pixorga.demo.parts import parts
from pixorga.errors import LoginNeededError

__all__ = [
    "keep_link",
    "kept_link",
    "log_in",
    "log_out",
    "require_visitor",
    "visitor",
]

LONGEST_LINK: Final = 600
"""Characters; a longer one is none of ours, and two would not fit into the cookie."""

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
    session[f"{purpose}_link"] = token[:LONGEST_LINK]


def kept_link(purpose: LinkPurpose) -> str | None:
    """
    The token of the link that was opened last for a purpose.
    """
    token: str | None = session.get(f"{purpose}_link")
    return token


def _resumed() -> Principal | None:
    if "person" not in session:
        return None
    since = session["since"]
    try:
        return parts().orga.accounts.resume(session["person"], session=since)
    except LoginNeededError:
        return None
