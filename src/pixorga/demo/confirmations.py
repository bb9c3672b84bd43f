"""
The page that confirms an address, for whoever has logged in.
"""

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from pixorga import LinkPurpose
from pixorga.demo.links import link_pages
from pixorga.demo.parts import parts
from pixorga.demo.visitor import kept_link, require_visitor

__all__ = ["pages"]

pages: Final = link_pages(
    "confirmations", module=__name__, at="/confirmer", purpose=LinkPurpose.CONFIRM
)


@pages.get("")
def form() -> str:
    """
    The button: a mail scanner that follows the link confirms nothing.
    """
    link = kept_link(LinkPurpose.CONFIRM)
    view = parts().orga.accounts.peek(link, purpose=LinkPurpose.CONFIRM)
    view.raise_for_state()
    return render_template("confirm.html", person=require_visitor())


@pages.post("")
def confirm() -> ResponseReturnValue:
    """
    Confirm the address, and show it on the account's page.
    """
    link = kept_link(LinkPurpose.CONFIRM)
    parts().orga.accounts.confirm(link, by=require_visitor())
    flash("confirmed")
    return redirect(url_for("profile.form"), code=303)
