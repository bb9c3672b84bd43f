"""
The mails as typed values: who is told what. Their wording is elsewhere.
"""

from datetime import datetime
from typing import ClassVar

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.establishment import EstablishmentKind, printable
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.people import PersonName
from pixorga.domain.team import Capacity

__all__ = [
    "ActivationLink",
    "AdministratorContested",
    "AdministratorJoined",
    "HandOverLink",
    "Message",
    "RecoveryRequested",
]


@attrs.frozen(kw_only=True)
class Message:
    """
    What a mail says; each kind of mail is a subclass with a template of its name.

    Attributes:
        school: The school's name.
        school_kind: What kind of school it is.
    """

    template: ClassVar[str]

    school: str = attrs.field(validator=printable)
    school_kind: EstablishmentKind


@attrs.frozen(kw_only=True)
class ActivationLink(Message):
    """
    To the school's mailbox: somebody asks for the space, here is the link.

    Attributes:
        requester: Who asks, as typed at the form.
        reason: Activation or recovery.
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "activation_link"

    requester: PersonName = attrs.field(repr=False)
    reason: InvitationReason
    expires_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class AdministratorJoined(Message):
    """
    To the school's mailbox, with a link to contest it, and to the administrators.

    Attributes:
        administrator: Who joined.
        capacity: In which capacity, as declared; None for whoever was invited.
        joined_at: When.
        contest_until: Until when the mail's link contests it; None without a link.
    """

    template = "administrator_joined"

    administrator: PersonName = attrs.field(repr=False)
    capacity: Capacity | None
    joined_at: datetime = attrs.field(converter=instant)
    contest_until: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )


@attrs.frozen(kw_only=True)
class RecoveryRequested(Message):
    """
    To each administrator of a school that somebody asks to recover.

    Attributes:
        requester: Who asks, as typed at the form.
        asked_at: When.
    """

    template = "recovery_requested"

    requester: PersonName = attrs.field(repr=False)
    asked_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class HandOverLink(Message):
    """
    To the successor whom an administrator named: here is the link.

    Attributes:
        administrator: Who hands over.
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "hand_over_link"

    administrator: PersonName = attrs.field(repr=False)
    expires_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class AdministratorContested(Message):
    """
    To mailbox, other administrators and operator: this administrator is suspended.

    Attributes:
        administrator: Who is suspended.
        contested_at: When.
        orphaned: Whether the school has no active administrator left.
    """

    template = "administrator_contested"

    administrator: PersonName = attrs.field(repr=False)
    contested_at: datetime = attrs.field(converter=instant)
    orphaned: bool
