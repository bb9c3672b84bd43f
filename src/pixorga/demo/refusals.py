"""
Every refusal has a page: the library's sentence, and one next step.
"""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Final, TypeAlias

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pixorga import LinkPurpose, PixorgaError
from pixorga.demo.visitor import visitor
from pixorga.errors import (
    AuthorityError,
    ErrorKind,
    LinkError,
    LinkExpiredError,
    LinkInvalidError,
    LinkMissingError,
    LinkReplayedError,
    LinkRevokedError,
    LoginNeededError,
    MailboxMissingError,
    MembershipEndedError,
    SpaceArchivedError,
    ThrottledError,
)

__all__ = ["answer", "answer_refusals", "refusal"]

_STATUSES: Final = {
    ErrorKind.INVALID: HTTPStatus.BAD_REQUEST,
    ErrorKind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    ErrorKind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    ErrorKind.CONFLICT: HTTPStatus.CONFLICT,
    ErrorKind.GONE: HTTPStatus.GONE,
    ErrorKind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    ErrorKind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}

_Steps: TypeAlias = tuple[tuple[type[PixorgaError], str], ...]

_PASTE: Final[_Steps] = ((LinkInvalidError, "paste"), (LinkMissingError, "paste"))

# From the most particular error to the root; templates/steps.html shows each step.
_NEXT_STEPS: Final[Mapping[LinkPurpose | None, _Steps]] = {
    LinkPurpose.JOIN: (
        *_PASTE,
        (LinkExpiredError, "renew"),
        (LinkReplayedError, "log_in"),
        (LinkRevokedError, "ask_again"),
    ),
    LinkPurpose.CONTEST: (*_PASTE, (LinkError, "help")),
    LinkPurpose.CONFIRM: (*_PASTE, (LinkError, "account")),
    LinkPurpose.RESET: (
        *_PASTE,
        (LinkReplayedError, "log_in"),
        (LinkError, "forgotten"),
    ),
    None: (
        (AuthorityError, "schools"),
        (LoginNeededError, "log_in"),
        (MailboxMissingError, "help"),
        (MembershipEndedError, "help"),
        (SpaceArchivedError, "help"),
        (PixorgaError, "start"),
    ),
}

_HTTP_FAILURES: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)


def answer_refusals(app: Flask) -> None:
    """
    Answer what no view answered itself: pixorga's errors, and HTTP's own.
    """
    app.register_error_handler(PixorgaError, refusal)
    app.register_error_handler(LoginNeededError, _ask_to_log_in)
    for status in _HTTP_FAILURES:
        app.register_error_handler(status, partial(_failed, status))


def answer(page: str, error: PixorgaError) -> ResponseReturnValue:
    """
    A page that tells an error, with the status of the error's kind.
    """
    headers: dict[str, str] = {}
    if isinstance(error, ThrottledError):
        headers["Retry-After"] = str(error.retry_after)
    return page, _STATUSES[error.kind], headers


def refusal(
    error: PixorgaError, purpose: LinkPurpose | None = None
) -> ResponseReturnValue:
    """
    The page that tells an error, and what to do next.

    Args:
        error: What was refused.
        purpose: What the page is for, if a link led to it.
    """
    steps = (*_NEXT_STEPS.get(purpose, ()), *_NEXT_STEPS[None])
    step = next(step for kind, step in steps if isinstance(error, kind))
    # As when the join page is gone back to, once one has joined.
    past = purpose is LinkPurpose.JOIN and isinstance(error, LinkMissingError)
    if (past or step == "log_in") and visitor():
        step = "schools"
    page = render_template("refusal.html", error=error, purpose=purpose, step=step)
    return answer(page, error)


def _ask_to_log_in(error: LoginNeededError) -> ResponseReturnValue:
    """
    The log-in page, which leads back to the page that was asked for.
    """
    if request.method != "GET":
        return refusal(error)
    return redirect(url_for("accounts.form", suite=request.path), code=303)


def _failed(status: HTTPStatus, _: Exception) -> tuple[str, HTTPStatus]:
    return render_template("failure.html", status=status), status
