"""
The messages in words, by Jinja2 templates: a subject, a text and an HTML part each.
"""

from functools import cached_property, partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

import attrs

from pixorga import wording
from pixorga.config import Site
from pixorga.domain.messages import Message
from pixorga.domain.outbox import Content
from pixorga.domain.people import Locale
from pixorga.errors import ExtraMissingError
from pixorga.ports.renderer import LINK_PLACE

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["JinjaRenderer"]


class JinjaRenderer:
    """
    Words messages by the templates of this package.

    Args:
        site: The application's addresses, for the mails' footers.

    Raises:
        ExtraMissingError: Jinja2 is not installed (extra `mail`).
    """

    def __init__(self, *, site: Site) -> None:
        if find_spec("jinja2") is None:
            raise ExtraMissingError(extra="mail")
        self._site = site

    @cached_property
    def _environment(self) -> "Environment":
        from jinja2 import (
            Environment,
            PackageLoader,
            StrictUndefined,
            select_autoescape,
        )

        return Environment(
            loader=PackageLoader("pixorga.mail"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, message: Message, *, locale: Locale) -> Content:
        """
        Subject, text and HTML of a message, with `LINK_PLACE` for its link.
        """
        values: dict[str, object] = {
            **attrs.asdict(message, recurse=False),
            "words": partial(wording.words, locale=locale),
            "moment": partial(wording.moment, locale=locale),
            "link": LINK_PLACE,
            "site": self._site,
        }
        subject, text, html = (
            self._environment.get_template(
                f"{locale.value}/{message.template}/{part}"
            ).render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        return Content(subject=subject.strip(), text=text, html=html)
