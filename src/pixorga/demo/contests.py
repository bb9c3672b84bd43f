"""
The contest page: the school's mailbox says that a new administrator is none of its own.
"""

from functools import partial
from typing import Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga.demo.forms import Form
from pixorga.demo.parts import parts
from pixorga.demo.refusals import refusal, status_of
from pixorga.demo.visitor import keep_link, kept_link
from pixorga.domain.link import LinkPurpose, refusal_for
from pixorga.domain.team import MembershipState
from pixorga.errors import InputError, LinkError, LinkReplayedError, TransitionError

__all__ = ["pages"]

pages: Final = Blueprint("contests", __name__, url_prefix="/contester")

# Another link cannot be asked for here: the next step is the support team's help.
pages.register_error_handler(
    LinkError, partial(refusal, template="contest_refused.html")
)


@pages.get("/<token>")
def open_link(token: str) -> ResponseReturnValue:
    """
    Move the token from the address into the session: nothing else shall see it.
    """
    keep_link(LinkPurpose.CONTEST, token)
    return redirect(url_for(".look"), code=303)


@pages.get("")
def look() -> str:
    """
    Whom one would suspend, and the form; or what has become of them.
    """
    return _page(Form(name="contestation"))


@pages.post("")
def contest() -> ResponseReturnValue:
    """
    Suspend the administrator, or give the form back with what is wrong.
    """
    typed = request.form
    try:
        parts().orga.contests.contest(
            kept_link(LinkPurpose.CONTEST), last_name=typed.get("last_name")
        )
    except InputError as error:
        given_back = Form(name="contestation", typed=typed, error=error)
        return _page(given_back), status_of(error)
    except (LinkReplayedError, TransitionError):
        # It was decided meanwhile: the page says how.
        pass
    return redirect(url_for(".look"), code=303)


def _page(form: Form) -> str:
    view = parts().orga.contests.peek(kept_link(LinkPurpose.CONTEST))
    if view.membership is not MembershipState.ACTIVE:
        return render_template("contested.html", contest=view)
    ended = refusal_for(view.state)
    if ended is not None:
        raise ended
    return render_template("contest.html", contest=view, form=form)
