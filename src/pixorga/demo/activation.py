"""
The request form: three fields, and a link goes to the school's own mailbox.
"""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.language import locale
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer

__all__ = ["pages"]

pages: Final = Blueprint(
    "activation", __name__, url_prefix="/demande-administration-sco"
)


@pages.get("")
def form() -> str:
    """
    The blank form.
    """
    return render_template("request.html", form=Form(name="demande"))


@pages.post("")
def send() -> ResponseReturnValue:
    """
    Take a request, or give the form back with its faults.
    """
    typed = request.form
    try:
        parts().orga.activation.request(
            uai=typed.get("uai"),
            first_name=typed.get("first_name"),
            last_name=typed.get("last_name"),
            client=request.remote_addr,
            locale=locale(),
        )
    except GIVEN_BACK as error:
        given_back = Form(name="demande", typed=typed, error=error)
        return answer(render_template("request.html", form=given_back), error)
    return redirect(url_for(".sent"), code=303)


@pages.get("/envoyee")
def sent() -> str:
    """
    The one answer, whatever came of the request.
    """
    return render_template("requested.html")
