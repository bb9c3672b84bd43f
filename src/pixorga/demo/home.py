"""
The start page, and the two pages that mails and forms point to.
"""

from typing import Final

from flask import Blueprint, render_template

from pixorga.demo.samples import ACCOUNT, SAMPLES

__all__ = ["pages"]

pages: Final = Blueprint("home", __name__)


@pages.get("/")
def start() -> str:
    """
    What can be tried, with which schools.
    """
    return render_template("start.html", samples=SAMPLES, account=ACCOUNT)


@pages.get("/aide")
def help_() -> str:
    """
    Where to find help.
    """
    return render_template("help.html")


@pages.get("/conditions")
def terms() -> str:
    """
    The terms of use that one accepts on signing up.
    """
    return render_template("terms.html")
