"""
What is known of the person at the browser: in Flask's session, a signed cookie.

The cookie holds what its owner has typed or been given: who they are, and the links
that they opened. It is no authority: whether a person still administers a school is
read from the store for each page. It needs no store of its own, outlives a restart and
serves several processes; in exchange, logging out makes the browser forget, and a copy
of the cookie stays good until it expires.
"""

from flask import session

from pixorga import EmailAddress, Locale, PersonName, Principal
from pixorga.domain.link import LinkPurpose

__all__ = ["keep_link", "kept_link", "log_in", "log_out", "visitor"]

LONGEST_LINK = 600
"""Characters; a longer one is none of ours, and two would not fit into the cookie."""


def visitor() -> Principal | None:
    """
    Who has logged in, None for nobody.
    """
    known: dict[str, str] | None = session.get("person")
    if known is None:
        return None
    return Principal(
        id=known["id"],
        name=PersonName(first=known["first"], last=known["last"]),
        email=EmailAddress(known["email"]),
        locale=Locale(known["locale"]),
    )


def log_in(person: Principal) -> None:
    """
    Begin a new session: nothing that it held before is trusted any more.
    """
    session.clear()
    session["person"] = {
        "id": person.id,
        "first": person.name.first,
        "last": person.name.last,
        "email": str(person.email),
        "locale": person.locale.value,
    }


def log_out() -> None:
    """
    Forget everything.
    """
    session.clear()


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
