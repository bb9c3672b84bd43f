"""
The messages in words, by Jinja2 templates: a subject, a text and an HTML part each.
"""

import re
from datetime import datetime
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Final

import attrs

from pixorga import wording
from pixorga.config import Site
from pixorga.domain.calendar import last_day
from pixorga.domain.messages import Message, SchoolMessage
from pixorga.domain.outbox import Content
from pixorga.domain.people import Locale, comparison_key, unlinked
from pixorga.errors import ConfigurationError, ExtraMissingError, MailTemplateError
from pixorga.ports.renderer import LINK_PLACE

if TYPE_CHECKING:
    from jinja2 import Environment, TemplateError

__all__ = ["JinjaRenderer"]

_PARTS: Final = ("subject.txt", "body.txt", "body.html")

TEXT_WIDTH: Final = 78
"""Most characters of the text part's lines, RFC 5322 §2.1.1."""

_LINES: Final = re.compile(rf"(.{{1,{TEXT_WIDTH}}}|[^ ]+)(?: +|$)")
"""As many words as a line takes; no-break spaces are within a word."""


class JinjaRenderer:
    """
    Words messages by the templates of this package, or by an application's own.

    Each message has a folder of its `template`'s name for each language, with
    `subject.txt`, `body.txt` and `body.html`. An application's folder comes first: a
    file of the same path, such as `fr/activation_link/body.html`, is taken instead of
    ours, and so are `fr/layout.html`, `layout.html` and `parts.html`, on which all
    others are built. Ours remain within reach under `pixorga/`, to change only a part:
    `{% extends "pixorga/fr/activation_link/body.html" %}`.

    A template has these values:

    - the message's own fields, by name; a school's name that is like a web address is
      broken up by blanks, so that mail programs make no link of it;
    - `link`: the place of the mail's link, empty where it carries none;
    - `site`: the application's addresses, a `Site`;
    - `words(member)`: the word for a role, a reason and the like;
    - `moment(instant)`: an instant in words, by the clocks of Paris;
    - `last_day(instant)`: the last day on which something that ends then can be used;
    - `begins(text, word)`: whether a text begins with a word, spelling aside.

    Files that end in `.html` are escaped by themselves, and a value that is not there
    is an error. `pixorga mail preview --templates FOLDER` renders them all.

    Args:
        site: The application's addresses, for the mails' footers.
        templates: The application's folder; it is read as long as the process lives,
            and each of its files once.

    Raises:
        ExtraMissingError: Jinja2 is not installed (extra `mail`).
        ConfigurationError: There is no such folder.
    """

    def __init__(self, *, site: Site, templates: Path | str | None = None) -> None:
        if find_spec("jinja2") is None:
            raise ExtraMissingError(extra="mail")
        if templates is not None and not Path(templates).is_dir():
            raise ConfigurationError(
                setting="templates", problem="there is no such folder."
            )
        self._site = site
        self._templates = templates

    @cached_property
    def _environment(self) -> "Environment":
        from jinja2 import (
            ChoiceLoader,
            Environment,
            FileSystemLoader,
            PackageLoader,
            PrefixLoader,
            StrictUndefined,
            select_autoescape,
        )

        ours = PackageLoader("pixorga.mail")
        theirs = [] if self._templates is None else [FileSystemLoader(self._templates)]
        return Environment(
            loader=ChoiceLoader([PrefixLoader({"pixorga": ours}), *theirs, ours]),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            # A mail is rendered from what the process began with, and no file is
            # asked for its age.
            auto_reload=False,
        )

    def render(self, message: Message, *, locale: Locale) -> Content:
        """
        Subject, text and HTML of a message, with `LINK_PLACE` for its link.

        Raises:
            MailTemplateError: A template of the application's cannot be used.
        """
        values: dict[str, object] = {
            **_fields(message),
            "words": partial(wording.words, locale=locale),
            "moment": partial(wording.moment, locale=locale),
            "last_day": partial(_last_day, locale=locale),
            "begins": _begins,
            "link": LINK_PLACE,
            "site": self._site,
        }
        subject, text, html = (
            self._part(f"{locale.value}/{message.template}/{part}", values)
            for part in _PARTS
        )
        return Content(subject=subject.strip(), text=_wrapped(text), html=html)

    def _part(self, name: str, values: dict[str, object]) -> str:
        from jinja2 import TemplateError

        try:
            return self._environment.get_template(name).render(values)
        except TemplateError as error:
            raise MailTemplateError(setting=name, problem=_fault(error)) from error


def _fields(message: Message) -> dict[str, object]:
    fields = attrs.asdict(message, recurse=False)
    if isinstance(message, SchoolMessage):
        # The directory's word, which no one has looked at; persons' names are checked.
        fields["school"] = unlinked(message.school)
    return fields


def _last_day(end: datetime, *, locale: Locale) -> str:
    return wording.day(last_day(end), locale=locale)


def _begins(text: str, word: str) -> bool:
    return comparison_key(text).split()[:1] == comparison_key(word).split()


def _fault(error: "TemplateError") -> str:
    """
    What is wrong with a template, and where if that is known.
    """
    # Jinja2 puts frames of templates, under these files' names, among those of Python.
    places = [
        f"{Path(frame.f_code.co_filename).name}, line {line}: "
        for frame, line in walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.endswith(".py")
    ]
    return f"{''.join(places[-1:])}{type(error).__name__}: {error.message}"


def _wrapped(text: str) -> str:
    """
    A text in lines that old mail programs show whole.

    Only a word that is longer makes a longer line: addresses are copied from here.
    """
    return "\n".join(
        line if len(line) <= TEXT_WIDTH else "\n".join(_LINES.findall(line))
        for line in text.split("\n")
    )
