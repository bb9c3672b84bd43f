"""
Logging in and out.
"""

from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo import visitor
from pixorga.demo.forms import Form
from pixorga.demo.parts import parts
from pixorga.demo.refusals import status_of
from pixorga.errors import CredentialsError, InputError

__all__ = ["pages"]

pages: Final = Blueprint("accounts", __name__)


@pages.get("/connexion")
def form() -> str:
    """
    The blank form.
    """
    return render_template("log_in.html", form=Form(name="connexion"))


@pages.post("/connexion")
def log_in() -> ResponseReturnValue:
    """
    Let a person in, or give the form back with what is wrong.
    """
    typed = request.form
    try:
        person = parts().orga.accounts.log_in(
            typed.get("email"), password=typed.get("password")
        )
    except (InputError, CredentialsError) as error:
        given_back = Form(name="connexion", typed=typed, error=error)
        return render_template("log_in.html", form=given_back), status_of(error)
    visitor.log_in(person)
    return redirect(url_for("team.spaces"), code=303)


@pages.post("/deconnexion")
def log_out() -> ResponseReturnValue:
    """
    Let a person out.
    """
    visitor.log_out()
    return redirect(url_for(".form"), code=303)
