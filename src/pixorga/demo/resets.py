"""
A password that was forgotten: asking for a link, and choosing another by it.
"""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import LinkPurpose
from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.links import link_pages
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer
from pixorga.demo.visitor import kept_link, log_out

__all__ = ["pages"]

pages: Final = link_pages(
    "resets", module=__name__, at="/mot-de-passe", purpose=LinkPurpose.RESET
)


@pages.get("/oublie")
def forgotten() -> str:
    """
    The form that asks for a link.
    """
    return render_template("forgotten.html", form=Form(name="oubli"))


@pages.post("/oublie")
def ask() -> ResponseReturnValue:
    """
    Have a link sent, if there is such an account, or give the form back.
    """
    typed = request.form
    try:
        parts().orga.accounts.request_reset(
            typed.get("email"), client=request.remote_addr
        )
    except GIVEN_BACK as error:
        given_back = Form(name="oubli", typed=typed, error=error)
        return answer(render_template("forgotten.html", form=given_back), error)
    return redirect(url_for(".asked"), code=303)


@pages.get("/envoye")
def asked() -> str:
    """
    The one answer, whether there is such an account or not.
    """
    return render_template("asked.html")


@pages.get("")
def form() -> str:
    """
    The form for another password.
    """
    return _page(Form(name="choix"))


@pages.post("")
def reset() -> ResponseReturnValue:
    """
    Set the password, which ends every session, or give the form back.
    """
    typed = request.form
    try:
        parts().orga.accounts.reset(
            kept_link(LinkPurpose.RESET),
            email=typed.get("email"),
            password=typed.get("password"),
        )
    except GIVEN_BACK as error:
        given_back = Form(name="choix", typed=typed, error=error)
        return answer(_page(given_back), error)
    log_out()
    flash("reset")
    return redirect(url_for("accounts.form"), code=303)


def _page(form: Form) -> str:
    link = kept_link(LinkPurpose.RESET)
    view = parts().orga.accounts.peek(link, purpose=LinkPurpose.RESET)
    view.raise_for_state()
    return render_template("reset.html", form=form)
