"""
The person's schools, and a school's space.
"""

from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo.parts import parts
from pixorga.demo.visitor import visitor
from pixorga.errors import AuthorityError

__all__ = ["pages"]

pages: Final = Blueprint("team", __name__, url_prefix="/espace")


@pages.get("")
def spaces() -> ResponseReturnValue:
    """
    The person's schools; a single one is opened at once.
    """
    person = visitor()
    if person is None:
        return redirect(url_for("accounts.form"), code=303)
    mine = parts().orga.team.spaces(by=person)
    if not mine:
        raise AuthorityError
    if len(mine) == 1:
        return redirect(url_for(".space", uai=mine[0].uai), code=303)
    return render_template("spaces.html", spaces=mine)


@pages.get("/<uai>")
def space(uai: str) -> ResponseReturnValue:
    """
    The first page of a school's space, for whoever may act there now.
    """
    person = visitor()
    if person is None:
        return redirect(url_for("accounts.form"), code=303)
    return render_template("space.html", space=parts().orga.team.space(uai, by=person))
