"""
The join page: a link from the school's mailbox, and two ways in.
"""

from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import Administrator, Capacity, LinkPurpose, SignUp
from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.language import locale
from pixorga.demo.links import link_pages
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer
from pixorga.demo.visitor import kept_link, log_in, visitor

__all__ = ["pages"]

SIGN_UP: Final = "inscription"
LOG_IN: Final = "compte"

pages: Final = link_pages(
    "invitations", module=__name__, at="/rejoindre", purpose=LinkPurpose.JOIN
)


@pages.get("")
def form() -> str:
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
    except GIVEN_BACK as error:
        given_back = Form(name=way, typed=request.form, error=error)
        return answer(_page(given_back), error)
    log_in(administrator.person)
    return redirect(url_for("team.space", uai=administrator.uai), code=303)


@pages.post("/lien/nouveau")
def renew() -> ResponseReturnValue:
    """
    Have an expired link replaced; the new one goes where the old one went.
    """
    parts().orga.invitations.renew(
        kept_link(LinkPurpose.JOIN), client=request.remote_addr
    )
    return redirect(url_for(".renewed"), code=303)


@pages.get("/lien/envoye")
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
    )


def _with_sign_up() -> Administrator:
    typed = request.form
    return parts().orga.invitations.join(
        kept_link(LinkPurpose.JOIN),
        sign_up=SignUp(
            uai=typed.get("uai"),
            first_name=typed.get("first_name"),
            last_name=typed.get("last_name"),
            email=typed.get("email"),
            password=typed.get("password"),
            terms=typed.get("terms"),
            locale=locale(),
        ),
        capacity=typed.get("capacity"),
    )


def _with_account() -> Administrator:
    typed, orga = request.form, parts().orga
    person = visitor() or orga.accounts.log_in(
        typed.get("email"),
        password=typed.get("password"),
        client=request.remote_addr,
        terms=typed.get("terms"),
    )
    return orga.invitations.redeem(
        kept_link(LinkPurpose.JOIN), by=person, capacity=typed.get("capacity")
    )
