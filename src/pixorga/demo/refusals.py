"""
Every refusal has a page: the library's sentence, and one next step.
"""

from functools import partial
from http import HTTPStatus
from typing import Final

from flask import Flask, render_template

from pixorga import PixorgaError
from pixorga.demo.visitor import visitor
from pixorga.errors import (
    ErrorKind,
    LinkError,
    LinkReplayedError,
    LoginNeededError,
    MailboxMissingError,
    MembershipEndedError,
    SpaceArchivedError,
)

__all__ = ["answer_refusals", "refusal", "status_of"]

_STATUSES: Final = {
    ErrorKind.INVALID: HTTPStatus.BAD_REQUEST,
    ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
    ErrorKind.GONE: HTTPStatus.GONE,
    ErrorKind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

_TITLES: Final = {
    ErrorKind.INVALID: "Cette demande ne peut pas être traitée",
    ErrorKind.FORBIDDEN: "Accès refusé",
    ErrorKind.NOT_FOUND: "Page introuvable",
    ErrorKind.CONFLICT: "Ce n'est pas possible pour le moment",
    ErrorKind.GONE: "Ce n'est plus disponible",
    ErrorKind.THROTTLED: "Trop de demandes",
    ErrorKind.UNAVAILABLE: "Service indisponible",
}

# From the most particular error to the root: label and view.
_NEXT_STEPS: Final = (
    (LinkReplayedError, "Se connecter", "accounts.form"),
    (LinkError, "Refaire une demande", "activation.form"),
    (LoginNeededError, "Se connecter", "accounts.form"),
    (MailboxMissingError, "Obtenir de l'aide", "home.help_"),
    (MembershipEndedError, "Obtenir de l'aide", "home.help_"),
    (SpaceArchivedError, "Obtenir de l'aide", "home.help_"),
    (PixorgaError, "Revenir à l'accueil", "home.start"),
)

_BY_STATUS: Final = {
    HTTPStatus.BAD_REQUEST: (
        "Cette demande ne peut pas être traitée",
        "Rechargez la page précédente et recommencez, en acceptant ses cookies.",
    ),
    HTTPStatus.NOT_FOUND: (
        "Page introuvable",
        "Vérifiez l'adresse, ou revenez à l'accueil.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Cette demande ne peut pas être traitée",
        "Revenez à la page précédente et utilisez ses boutons.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "Envoi trop volumineux",
        "Revenez à la page précédente et raccourcissez ce que vous avez saisi.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Une erreur est survenue",
        "Revenez à la page précédente et réessayez.",
    ),
}


def status_of(error: PixorgaError) -> HTTPStatus:
    """
    The HTTP status of an error, by its kind.
    """
    return _STATUSES[error.kind]


def answer_refusals(app: Flask) -> None:
    """
    Answer what no view answered itself: pixorga's errors, and HTTP's own.
    """
    app.register_error_handler(PixorgaError, refusal)
    for status in _BY_STATUS:
        app.register_error_handler(status, partial(_failed, status))


def refusal(
    error: PixorgaError, template: str = "refusal.html"
) -> tuple[str, HTTPStatus]:
    """
    The page that tells an error, and its status.

    Args:
        error: What was refused.
        template: A child of `refusal.html` with a message or a next step of its own.
    """
    title = _TITLES[error.kind]
    if isinstance(error, LinkError):
        title = "Ce lien ne peut pas être utilisé"
    _, label, view = next(row for row in _NEXT_STEPS if isinstance(error, row[0]))
    if isinstance(error, LinkReplayedError) and visitor():
        label, view = "Ouvrir votre espace", "team.spaces"
    page = render_template(template, title=title, error=error, label=label, view=view)
    return page, status_of(error)


def _failed(status: HTTPStatus, _: Exception) -> tuple[str, HTTPStatus]:
    title, advice = _BY_STATUS[status]
    return render_template("failure.html", title=title, advice=advice), status
