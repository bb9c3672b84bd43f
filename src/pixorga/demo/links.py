"""
What the pages have in common that a mailed link leads to.
"""

import re
from functools import partial
from typing import Final

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import LinkPurpose
from pixorga.demo.refusals import refusal
from pixorga.demo.visitor import keep_link, link_mark
from pixorga.errors import LinkError

__all__ = ["link_pages"]


def link_pages(name: str, *, module: str, at: str, purpose: LinkPurpose) -> Blueprint:
    """
    A blueprint that takes a link in; whoever calls adds `form`, the page that uses it.

    Args:
        name: The blueprint's name.
        module: Where it is defined.
        at: The path before the token.
        purpose: What the link is for.
    """
    pages: Final = Blueprint(name, module, url_prefix=at)

    @pages.before_request
    def show_again() -> ResponseReturnValue | None:
        """
        Show the page again when another tab has opened another link meanwhile.
        """
        if request.form.get("shown", link_mark(purpose)) == link_mark(purpose):
            return None
        flash("other_link")
        return redirect(url_for(".form"), code=303)

    @pages.get("/<token>")
    def open_link(token: str) -> ResponseReturnValue:
        """
        Move the token from the address into the session: nothing else shall see it.

        Mail scanners may open it as often as they like: nothing is stored.
        """
        keep_link(purpose, token)
        return redirect(url_for(".form"), code=303)

    @pages.post("/lien/coller")
    def paste() -> ResponseReturnValue:
        """
        Take a link that was pasted, as mail programs break and adorn it.
        """
        pasted = "".join(request.form.get("link", "").split())
        path = re.split(r"[?#]", pasted, maxsplit=1)[0].strip("<>‹›«»\"'(),;./")
        keep_link(purpose, path.rpartition("/")[2])
        return redirect(url_for(".form"), code=303)

    pages.register_error_handler(LinkError, partial(refusal, purpose=purpose))
    return pages
