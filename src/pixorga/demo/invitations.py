"""
The join page: a link from the school's mailbox, and two ways in.
"""

from functools import partial
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import Administrator, Capacity, SignUp
from pixorga.demo.forms import Form
from pixorga.demo.parts import parts
from pixorga.demo.refusals import refusal, status_of
from pixorga.demo.visitor import keep_link, kept_link, log_in
from pixorga.domain.account import PASSWORD_LENGTHS
from pixorga.domain.link import LinkPurpose
from pixorga.errors import (
    AddressTakenError,
    CredentialsError,
    InputError,
    LinkExpiredError,
)

__all__ = ["pages"]

pages: Final = Blueprint("invitations", __name__, url_prefix="/rejoindre")

SIGN_UP: Final = "inscription"
LOG_IN: Final = "compte"

# Its next step is not a link but a button, which has the link replaced.
pages.register_error_handler(
    LinkExpiredError, partial(refusal, template="expired.html")
)


@pages.get("/<token>")
def open_link(token: str) -> ResponseReturnValue:
    """
    Move the token from the address into the session: nothing else shall see it.

    Mail scanners may open it as often as they like: nothing is stored.
    """
    keep_link(LinkPurpose.JOIN, token)
    return redirect(url_for(".choose"), code=303)


@pages.get("")
def choose() -> str:
    """
    Which school, who asked, and the two ways in.
    """
    return _page()


@pages.post("")
def join() -> ResponseReturnValue:
    """
    Become administrator by one of the two ways, or have the form given back.
    """
    way = LOG_IN if request.form.get("way") == LOG_IN else SIGN_UP
    try:
        administrator = _with_account() if way == LOG_IN else _with_sign_up()
    except (InputError, AddressTakenError, CredentialsError) as error:
        given_back = Form(name=way, typed=request.form, error=error)
        return _page(given_back), status_of(error)
    log_in(administrator.person)
    return redirect(url_for("team.space", uai=administrator.uai), code=303)


@pages.post("/nouveau-lien")
def renew() -> ResponseReturnValue:
    """
    Have an expired link replaced; the new one goes where the old one went.
    """
    parts().orga.invitations.renew(kept_link(LinkPurpose.JOIN))
    return redirect(url_for(".renewed"), code=303)


@pages.get("/nouveau-lien/envoye")
def renewed() -> str:
    """
    Where the new link went, without telling any address.
    """
    return render_template("renewed.html")


def _page(given_back: Form | None = None) -> str:
    """
    The join page, with both forms blank or one of them given back.
    """
    invitation = parts().orga.invitations.peek(kept_link(LinkPurpose.JOIN))
    invitation.raise_for_state()
    forms = {way: Form(name=way) for way in (SIGN_UP, LOG_IN)}
    if given_back:
        forms[given_back.name] = given_back
    return render_template(
        "join.html",
        invitation=invitation,
        sign_up=forms[SIGN_UP],
        log_in=forms[LOG_IN],
        capacities=Capacity,
        shortest_password=PASSWORD_LENGTHS[0],
    )


def _with_sign_up() -> Administrator:
    typed = request.form
    return parts().orga.invitations.join(
        kept_link(LinkPurpose.JOIN),
        sign_up=SignUp(
            first_name=typed.get("first_name"),
            last_name=typed.get("last_name"),
            email=typed.get("email"),
            password=typed.get("password"),
            terms=typed.get("terms"),
        ),
        capacity=typed.get("capacity"),
    )


def _with_account() -> Administrator:
    typed, orga = request.form, parts().orga
    person = orga.accounts.log_in(typed.get("email"), password=typed.get("password"))
    return orga.invitations.redeem(
        kept_link(LinkPurpose.JOIN), by=person, capacity=typed.get("capacity")
    )
