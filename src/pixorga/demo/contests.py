"""
The contest page: the school's mailbox says that a new administrator is none of its own.
"""

from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import LinkPurpose
from pixorga.demo.forms import GIVEN_BACK, Form
from pixorga.demo.links import link_pages
from pixorga.demo.parts import parts
from pixorga.demo.refusals import answer
from pixorga.demo.visitor import kept_link
from pixorga.errors import LinkReplayedError, TransitionError

__all__ = ["pages"]

pages: Final = link_pages(
    "contests", module=__name__, at="/contester", purpose=LinkPurpose.CONTEST
)


@pages.get("")
def form() -> str:
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
    except GIVEN_BACK as error:
        given_back = Form(name="contestation", typed=typed, error=error)
        return answer(_page(given_back), error)
    except (LinkReplayedError, TransitionError):
        # It was decided meanwhile: the page says how.
        pass
    return redirect(url_for(".form"), code=303)


def _page(form: Form) -> str:
    view = parts().orga.contests.peek(kept_link(LinkPurpose.CONTEST))
    if view.is_decided:
        return render_template("contested.html", contest=view)
    view.raise_for_state()
    return render_template("contest.html", contest=view, form=form)
