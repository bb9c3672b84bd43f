"""
The application factory.
"""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from flask import Flask

from pixorga import PixOrga
from pixorga.demo import (
    accounts,
    activation,
    confirmations,
    contests,
    home,
    invitations,
    mailbox,
    profile,
    resets,
    team,
)
from pixorga.demo.language import speak
from pixorga.demo.mails import Mailbox
from pixorga.demo.parts import Parts
from pixorga.demo.refusals import answer_refusals
from pixorga.demo.security import csrf_token, protect
from pixorga.demo.visitor import SESSION, link_mark, visitor
from pixorga.errors import ConfigurationError

__all__ = ["create_app"]

LARGEST_FORM: Final = 64 * 1024
"""Bytes; what people type is far below."""

SHORTEST_KEY: Final = 32
"""Bytes of the key that signs browsers' sessions."""

SUBJECTS: Final = (
    home,
    activation,
    invitations,
    contests,
    accounts,
    confirmations,
    resets,
    profile,
    team,
    mailbox,
)


def create_app(orga: PixOrga, *, secret_key: bytes, mails: Path) -> Flask:
    """
    Make the web application.

    Args:
        orga: The services, wired by the caller; the pages lie where its site says.
        secret_key: At least 32 random bytes, to sign the browser's session with.
        mails: The folder that the mails are written to.

    Raises:
        ConfigurationError: The key is too short.
    """
    if len(secret_key) < SHORTEST_KEY:
        raise ConfigurationError(
            setting="secret_key", problem=f"give at least {SHORTEST_KEY} bytes."
        )
    app = Flask(__name__)
    address = urlsplit(orga.site.join)
    app.config.from_mapping(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        PERMANENT_SESSION_LIFETIME=SESSION,
        SESSION_COOKIE_NAME="pixorga",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=address.scheme == "https",
    )
    app.extensions["pixorga"] = Parts(orga=orga, mailbox=Mailbox(mails))
    protect(app, address)
    answer_refusals(app)
    speak(app)
    app.add_template_global(csrf_token)
    app.add_template_global(link_mark)
    app.add_template_global(visitor)
    app.context_processor(lambda: {"site": orga.site, "passwords": orga.passwords})
    for subject in SUBJECTS:
        app.register_blueprint(subject.pages)
    return app
