"""
Whole values of which a test names only what matters to it.

Each builder takes the value's fields by keyword and fills in the others.
"""

from datetime import timedelta
from typing import Any, Final

from pixorga.domain.account import Account
from pixorga.domain.activation import ActivationOutcome, ActivationRequest
from pixorga.domain.establishment import Establishment, EstablishmentKind
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation, InvitationReason
from pixorga.domain.link import RESET_LIFETIME, AccountLink, Link, LinkPurpose
from pixorga.domain.messages import ActivationLink
from pixorga.domain.outbox import Mail
from pixorga.domain.people import EmailAddress, Locale, PersonName, Principal
from pixorga.domain.space import Space
from pixorga.domain.team import Administrator, Capacity, Role
from pixorga.testing.fakes import START

__all__ = [
    "a_contest_link",
    "a_mail",
    "a_person",
    "a_request",
    "a_school",
    "a_space",
    "an_account",
    "an_account_link",
    "an_administrator",
    "an_invitation",
]

_UAI: Final = Uai.parse("0750655E")
_NAME: Final = PersonName(first="Zoé", last="Łukaszewicz-D’Œuvre")
_MAILBOX: Final = EmailAddress.parse("ce.0750655e@ac-paris.fr")


def a_school(**fields: Any) -> Establishment:
    """
    A school of the directory, with its academy's mailbox.
    """
    defaults: dict[str, Any] = {
        "uai": _UAI,
        "name": "Collège Joséphine Baker",
        "kind": EstablishmentKind.COLLEGE,
        "city": "Paris",
        "mailbox": _MAILBOX,
    }
    return Establishment(**defaults | fields)


def a_space(**fields: Any) -> Space:
    """
    A space as the first request makes it.
    """
    defaults: dict[str, Any] = {"uai": _UAI, "created_at": START}
    return Space(**defaults | fields)


def a_request(**fields: Any) -> ActivationRequest:
    """
    A request for activation whose link was sent.
    """
    defaults: dict[str, Any] = {
        "id": "request-1",
        "uai": _UAI,
        "requester": _NAME,
        "reason": InvitationReason.ACTIVATION,
        "outcome": ActivationOutcome.SENT,
        "asked_at": START,
        "locale": Locale.FR,
    }
    return ActivationRequest(**defaults | fields)


def an_invitation(**fields: Any) -> Invitation:
    """
    A pending invitation to become administrator.
    """
    defaults: dict[str, Any] = {
        "id": "invitation-1",
        "uai": _UAI,
        "handle": "A" * 22,
        "key_id": "0" * 16,
        "purpose": LinkPurpose.JOIN,
        "subject": "request-1",
        "sent_to": _MAILBOX,
        "issued_at": START,
        "expires_at": START + timedelta(days=7),
        "reason": InvitationReason.ACTIVATION,
        "role": Role.ADMINISTRATOR,
    }
    return Invitation(**defaults | fields)


def a_contest_link(**fields: Any) -> Link:
    """
    A pending link to contest an administrator.
    """
    defaults: dict[str, Any] = {
        "id": "contest-1",
        "uai": _UAI,
        "handle": "C" * 22,
        "key_id": "0" * 16,
        "purpose": LinkPurpose.CONTEST,
        "subject": "membership-1",
        "sent_to": _MAILBOX,
        "issued_at": START,
        "expires_at": START + timedelta(days=30),
    }
    return Link(**defaults | fields)


def a_person(**fields: Any) -> Principal:
    """
    A person who acts.
    """
    defaults: dict[str, Any] = {
        "id": "person-1",
        "name": _NAME,
        "email": EmailAddress.parse("zoe@example.fr"),
        "locale": Locale.FR,
    }
    return Principal(**defaults | fields)


def an_account(**fields: Any) -> Account:
    """
    The account of a person who signed up.
    """
    defaults: dict[str, Any] = {
        "id": "person-1",
        "name": _NAME,
        "email": EmailAddress.parse("zoe@example.fr"),
        "locale": Locale.FR,
        "password_hash": "plain:",
        "password_set_at": START,
        "terms": "1",
        "terms_at": START,
        "created_at": START,
    }
    return Account(**defaults | fields)


def an_account_link(**fields: Any) -> AccountLink:
    """
    A pending link to choose another password.
    """
    defaults: dict[str, Any] = {
        "id": "account-link-1",
        "handle": "R" * 22,
        "key_id": "0" * 16,
        "purpose": LinkPurpose.RESET,
        "subject": "person-1",
        "sent_to": EmailAddress.parse("zoe@example.fr"),
        "issued_at": START,
        "expires_at": START + RESET_LIFETIME,
    }
    return AccountLink(**defaults | fields)


def an_administrator(**fields: Any) -> Administrator:
    """
    An active administrator.
    """
    defaults: dict[str, Any] = {
        "id": "membership-1",
        "uai": _UAI,
        "person": a_person(),
        "capacity": Capacity.DIRECTION,
        "joined_at": START,
    }
    return Administrator(**defaults | fields)


def a_mail(**fields: Any) -> Mail:
    """
    A queued mail with an activation link.
    """
    school = a_school()
    defaults: dict[str, Any] = {
        "id": "mail-1",
        "uai": _UAI,
        "to": _MAILBOX,
        "locale": Locale.FR,
        "link": "A" * 22,
        "message": ActivationLink(
            school=school.name,
            school_kind=school.kind,
            requester=_NAME,
            reason=InvitationReason.ACTIVATION,
            expires_at=START + timedelta(days=7),
        ),
        "created_at": START,
        "due_at": START,
    }
    return Mail(**defaults | fields)
