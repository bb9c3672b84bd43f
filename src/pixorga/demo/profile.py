"""
One's own account: the address, and the password.
"""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer
from pixorga.demo.visitor import log_in, require_visitor

__all__ = ["pages"]

pages: Final = Blueprint("profile", __name__, url_prefix="/compte")

PASSWORD: Final = "mot-de-passe"  # noqa: S105 (a form's name)
ADDRESS: Final = "adresse"


@pages.get("")
def form() -> str:
    """
    What is known of the account, and the forms that change it.
    """
    return _page()


@pages.post("/mot-de-passe")
def change_password() -> ResponseReturnValue:
    """
    Choose another password, which ends every other session.
    """
    typed, person = request.form, require_visitor()
    try:
        parts().orga.accounts.change_password(
            old=typed.get("old"),
            new=typed.get("new"),
            by=person,
            client=request.remote_addr,
        )
    except GIVEN_BACK as error:
        given_back = Form(name=PASSWORD, typed=typed, error=error)
        return answer(_page(given_back), error)
    log_in(person)
    flash("password")
    return redirect(url_for(".form"), code=303)


@pages.post("/adresse")
def change_address() -> ResponseReturnValue:
    """
    Ask for another address; the link to confirm it goes there.
    """
    typed = request.form
    try:
        parts().orga.accounts.change_address(
            typed.get("email"),
            password=typed.get("password"),
            by=require_visitor(),
            client=request.remote_addr,
        )
    except GIVEN_BACK as error:
        given_back = Form(name=ADDRESS, typed=typed, error=error)
        return answer(_page(given_back), error)
    flash("address")
    return redirect(url_for(".form"), code=303)


@pages.post("/confirmation")
def ask_confirmation() -> ResponseReturnValue:
    """
    Have the link that confirms one's address sent again.
    """
    parts().orga.accounts.request_confirmation(
        by=require_visitor(), client=request.remote_addr
    )
    flash("confirmation")
    return redirect(url_for(".form"), code=303)


def _page(given_back: Form | None = None) -> str:
    forms = {name: Form(name=name) for name in (PASSWORD, ADDRESS)}
    if given_back:
        forms[given_back.name] = given_back
    account = parts().orga.accounts.view(by=require_visitor())
    return render_template(
        "profile.html",
        account=account,
        password=forms[PASSWORD],
        address=forms[ADDRESS],
    )
