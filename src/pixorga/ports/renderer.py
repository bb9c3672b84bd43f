"""
How a typed message becomes words.
"""

from typing import Final, Protocol

from pixorga.domain.messages import Message
from pixorga.domain.outbox import Content
from pixorga.domain.people import Locale

__all__ = ["LINK_PLACE", "Renderer"]

LINK_PLACE: Final = "\ue000"
"""
Stands where the link will be; a private-use character, which no name may hold.
"""


class Renderer(Protocol):
    """
    Words a message in its recipient's language.
    """

    def render(self, message: Message, *, locale: Locale) -> Content:
        """
        Subject, text and HTML, with `LINK_PLACE` wherever the link belongs.
        """
        ...
