"""
French and English: the library's words, and those that the pages add.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from flask import Flask, current_app, request, session, url_for

from pixorga import Locale, wording
from pixorga.demo.english import ENGLISH

__all__ = ["locale", "other_languages", "speak"]

LANGUAGES: Final = {Locale.FR: "Français", Locale.EN: "English"}

FILTERS: Final[tuple[Callable[..., str], ...]] = (
    wording.advice,
    wording.day,
    wording.declaration,
    wording.file_request,
    wording.moment,
    wording.sentence,
    wording.words,
)


def locale() -> Locale:
    """
    The language of the browser's session: French until it is switched.
    """
    return Locale(session.get("locale", Locale.FR))


def other_languages() -> dict[Locale, tuple[str, str]]:
    """
    Each other language's name, and where the present page speaks it.
    """
    # What only a form leads to, or nothing, cannot be shown again.
    pages = current_app.create_url_adapter(request)
    shown = pages is not None and pages.test(method="GET")
    path = request.path if shown else url_for("home.start")
    return {
        language: (name, f"{path}?langue={language}")
        for language, name in LANGUAGES.items()
        if language is not locale()
    }


def speak(app: Flask) -> None:
    """
    Let the templates speak the session's language, which `?langue=en` switches.
    """
    app.before_request(_switch)
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    install: Any = vars(environment)["install_gettext_callables"]
    install(_translated, _translated_number, newstyle=True)
    for said in FILTERS:
        app.add_template_filter(partial(_said, said), said.__name__)
    app.add_template_global(lambda: wording.export_path(locale()), "export_path")
    app.add_template_global(lambda: wording.neutral_answer(locale()), "neutral_answer")
    app.add_template_global(locale)
    app.add_template_global(other_languages)


def _switch() -> None:
    wanted = request.args.get("langue")
    if wanted in LANGUAGES:
        session["locale"] = wanted


def _said(said: Callable[..., str], value: object, **how: object) -> str:
    return said(value, locale=locale(), **how)


def _translated(text: str) -> str:
    return text if locale() is Locale.FR else ENGLISH[text]


def _translated_number(one: str, several: str, number: int) -> str:
    return _translated(one if number <= 1 else several)
