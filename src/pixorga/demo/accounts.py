"""
Logging in and out.
"""

import re
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo import visitor
from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer

__all__ = ["pages"]

pages: Final = Blueprint("accounts", __name__)

OWN_PATH: Final = re.compile(r"(?:/[A-Za-z0-9-]{1,40}){1,4}")
"""A page of this site: whoever logs in is sent nowhere else."""


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
            typed.get("email"),
            password=typed.get("password"),
            client=request.remote_addr,
            terms=typed.get("terms"),
        )
    except GIVEN_BACK as error:
        given_back = Form(name="connexion", typed=typed, error=error)
        return answer(render_template("log_in.html", form=given_back), error)
    visitor.log_in(person)
    wanted = request.args.get("suite", "")
    own = OWN_PATH.fullmatch(wanted)
    return redirect(wanted if own else url_for("team.first"), code=303)


@pages.post("/deconnexion")
def log_out() -> ResponseReturnValue:
    """
    Let a person out.
    """
    visitor.log_out()
    flash("logged_out")
    return redirect(url_for(".form"), code=303)
