"""
Which values are public, and by which kind their documents say what they are.

Public is what verbs take and return, what events tell, and the mails as typed values.
Whatever is not here has no JSON form: links, accounts and outbox rows hold secrets.
A kind never changes its name, whatever becomes of its class's.
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Final, TypeVar, cast

import attrs

from pixorga.domain import events, messages
from pixorga.domain.account import AccountLinkView, AccountView
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent, AuditNote, Event
from pixorga.domain.contest import ContestView
from pixorga.domain.directory import (
    DirectoryChange,
    DirectoryPreview,
    DirectoryReport,
    Rejection,
    Remark,
)
from pixorga.domain.establishment import Establishment
from pixorga.domain.invitation import InvitationSummary, InvitationView
from pixorga.domain.messages import Message
from pixorga.domain.outbox import DeliveryReport, OutboxStatus
from pixorga.domain.people import Operator, PersonName, Principal
from pixorga.domain.space import SpaceView
from pixorga.domain.steps import FirstStep
from pixorga.domain.support import RequestCase, SchoolCase
from pixorga.domain.team import Administrator, Member
from pixorga.errors import NotPublicError

__all__ = [
    "BASES",
    "KINDS",
    "PARTS",
    "field_names",
    "field_types",
    "has_plain_form",
    "kind_of",
    "kinds",
    "members_of",
]

C = TypeVar("C")

BASES: Final = frozenset(
    {"AccountMessage", "Message", "OperatorEvent", "SchoolEvent", "SchoolMessage"}
)
"""What several kinds have in common, and is none itself."""


def _named(module: ModuleType, base: type[C]) -> list[type[C]]:
    """
    The subclasses of a base that a module makes public.
    """
    values: list[type[object]] = [getattr(module, name) for name in module.__all__]
    return [
        value
        for value in values
        if issubclass(value, base) and value.__name__ not in BASES
    ]


_VALUES: Final[dict[str, type[object]]] = {
    "account_link_view": AccountLinkView,
    "account_view": AccountView,
    "activation_request": ActivationRequest,
    "administrator": Administrator,
    "audit_event": AuditEvent,
    "audit_note": AuditNote,
    "contest_view": ContestView,
    "delivery_report": DeliveryReport,
    "directory_preview": DirectoryPreview,
    "directory_report": DirectoryReport,
    "establishment": Establishment,
    "first_step": FirstStep,
    "invitation_summary": InvitationSummary,
    "invitation_view": InvitationView,
    "member": Member,
    "operator": Operator,
    "outbox_status": OutboxStatus,
    "principal": Principal,
    "request_case": RequestCase,
    "school_case": SchoolCase,
    "space_view": SpaceView,
}
_MESSAGES: Final = {cls.template: cls for cls in _named(messages, Message)}
_EVENTS: Final = {cls.code.lower(): cls for cls in _named(events, Event)}

KINDS: Final[Mapping[str, type[object]]] = MappingProxyType(
    dict(sorted((_VALUES | _MESSAGES | _EVENTS).items()))
)
"""The class of each kind."""

PARTS: Final = frozenset({DirectoryChange, PersonName, Rejection, Remark})
"""What is written inside other values, and never alone."""

_KIND_OF: Final = {cls: kind for kind, cls in KINDS.items()}

_RENAMED: Final = {"kind": "school_kind"}
"""Fields whose name is the document's own; the mails call a school's kind so too."""


def kinds() -> Mapping[str, type[object]]:
    """
    The class of each kind of document, in alphabetical order.

    Example:
        >>> kinds()["establishment"].__name__
        'Establishment'
    """
    return KINDS


def kind_of(cls: type[object]) -> str:
    """
    The kind of a class's documents.

    Raises:
        NotPublicError: Its values have no JSON form.

    Example:
        >>> kind_of(Establishment)
        'establishment'
    """
    if cls not in _KIND_OF:
        raise NotPublicError(type_name=cls.__name__)
    return _KIND_OF[cls]


def members_of(base: type[object]) -> dict[str, type[object]]:
    """
    By kind, the public classes that a field of a common base may hold.

    Example:
        >>> from pixorga.domain.team import Membership
        >>> sorted(members_of(Membership))
        ['administrator', 'member']
    """
    return {kind: cls for kind, cls in KINDS.items() if issubclass(cls, base)}


def has_plain_form(cls: type[object]) -> bool:
    """
    Whether a class is written field by field: it is public, or an application's own.

    An application's subclass of one of ours is not: it would inherit our secrets.
    """
    package = __name__.partition(".")[0]
    homes = {base.__module__.partition(".")[0] for base in cls.__mro__}
    return cls in _KIND_OF or cls in PARTS or package not in homes


def field_types(cls: type[object]) -> dict[str, object]:
    """
    By field of an attrs class, its type.
    """
    fields = attrs.fields(cast("type[attrs.AttrsInstance]", cls))
    return {field.name: field.type for field in fields}


def field_names(cls: type[object]) -> dict[str, str]:
    """
    By field of a class, the name that it has in documents.

    Example:
        >>> field_names(Establishment)["kind"]
        'school_kind'
    """
    renamed = _RENAMED if cls in _KIND_OF else {}
    return {name: renamed.get(name, name) for name in field_types(cls)}
