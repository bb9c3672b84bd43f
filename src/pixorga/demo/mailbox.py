"""
The mailboxes of the demonstration, all in one: the mails as they were sent.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template

from pixorga.demo.mails import SentMail
from pixorga.demo.parts import parts
from pixorga.demo.security import content_policy

__all__ = ["pages"]

pages: Final = Blueprint("mailbox", __name__, url_prefix="/boite")


@pages.get("")
def listing() -> str:
    """
    All mails.
    """
    return render_template("mailbox.html", mails=list(parts().mailbox))


@pages.get("/<name>")
def mail(name: str) -> Response:
    """
    One mail; its HTML part is a page of its own, in a frame.
    """
    response = make_response(render_template("mail.html", mail=_find(name)))
    policy = content_policy(frame_src="'self'")
    response.headers["Content-Security-Policy"] = policy
    return response


@pages.get("/<name>/html")
def body(name: str) -> Response:
    """
    A mail's HTML part; its links open in the whole window, as in mail programs.
    """
    html = _find(name).html
    response = make_response(html.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = content_policy(
        style_src=_styles_of(html),
        frame_ancestors="'self'",
        sandbox="allow-top-navigation-by-user-activation",
    )
    return response


def _find(name: str) -> SentMail:
    found = parts().mailbox.find(name)
    if found is None:
        abort(404)
    return found


def _styles_of(html: str) -> str:
    """
    A style policy that allows what this mail's tags hold, and nothing else.
    """
    inline = {unescape(style) for style in re.findall(r'style="([^"]*)"', html)}
    # As a browser reads them, which knows one kind of line break only.
    plain = html.replace("\r\n", "\n")
    sheets = set(re.findall(r"<style>(.*?)</style>", plain, re.DOTALL))
    styles = sorted(inline | sheets)
    digests = (b64encode(sha256(style.encode()).digest()).decode() for style in styles)
    return " ".join(["'unsafe-hashes'", *(f"'sha256-{digest}'" for digest in digests)])
