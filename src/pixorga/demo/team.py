"""
The person's schools, and a school's space.
"""

from typing import Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo.parts import parts
from pixorga.demo.visitor import require_visitor

__all__ = ["pages"]

pages: Final = Blueprint("team", __name__)


@pages.get("/espace")
def first() -> ResponseReturnValue:
    """
    The person's school; with several or none, the list of them.
    """
    mine = parts().orga.team.spaces(by=require_visitor())
    if len(mine) == 1:
        return redirect(url_for(".space", uai=mine[0].uai), code=303)
    return redirect(url_for(".schools"), code=303)


@pages.get("/etablissements")
def schools() -> str:
    """
    The person's schools, to go from one to another.
    """
    mine = parts().orga.team.spaces(by=require_visitor())
    return render_template("schools.html", spaces=mine)


@pages.get("/espace/<uai>")
def space(uai: str) -> str:
    """
    What to do first in a school's space, for whoever may act there now.
    """
    orga, person = parts().orga, require_visitor()
    entered = orga.team.space(uai, by=person)
    return render_template(
        "space.html",
        space=entered,
        steps=orga.team.first_steps(by=entered.membership),
        account=orga.accounts.view(by=person),
    )
