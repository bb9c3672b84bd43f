"""
What the factory was given, for the views of one application.
"""

import attrs
from flask import current_app

from pixorga import PixOrga
from pixorga.demo.mails import Mailbox

__all__ = ["Parts", "parts"]


@attrs.frozen(kw_only=True)
class Parts:
    """
    What views work with.

    Attributes:
        orga: The services.
        mailbox: The mails that were sent.
    """

    orga: PixOrga
    mailbox: Mailbox


def parts() -> Parts:
    """
    The parts of the application that answers the present request.
    """
    found: Parts = current_app.extensions["pixorga"]
    return found
