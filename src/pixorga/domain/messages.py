"""
The mails as typed values: who is told what. Their wording is elsewhere.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.establishment import EstablishmentKind, printable
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.people import PersonName
from pixorga.domain.team import Capacity, Role

__all__ = [
    "AccessChange",
    "AccessChanged",
    "AccountCreated",
    "AccountMessage",
    "ActivationLink",
    "AddressToConfirm",
    "AdministratorContested",
    "AdministratorJoined",
    "CredentialChange",
    "CredentialsChanged",
    "DeletionWarning",
    "Message",
    "PasswordReset",
    "RecoveryRequested",
    "SchoolMessage",
    "TeamInvitation",
]


@attrs.frozen(kw_only=True)
class Message:
    """
    What a mail says; each kind of mail is a subclass with a template of its name.
    """

    template: ClassVar[str]


@attrs.frozen(kw_only=True)
class SchoolMessage(Message):
    """
    What a mail about a school says.

    Attributes:
        school: The school's name.
        school_kind: What kind of school it is.
    """

    school: str = attrs.field(validator=printable)
    school_kind: EstablishmentKind


@attrs.frozen(kw_only=True)
class AccountMessage(Message):
    """
    What a mail about a person's own account says; no school is named in it.

    Attributes:
        name: Whose account it is.
    """

    name: PersonName = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class ActivationLink(SchoolMessage):
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
class AdministratorJoined(SchoolMessage):
    """
    To the school's mailbox, with a link to contest it, and to the administrators.

    Of somebody new, or of somebody whose suspension was lifted.

    Attributes:
        administrator: Who joined.
        capacity: In which capacity, as declared; None for whoever was invited.
        joined_at: When.
        reinstated_at: When a suspension was lifted; None for whoever is new.
        contest_until: Until when the mail's link contests it; None without a link.
    """

    template = "administrator_joined"

    administrator: PersonName = attrs.field(repr=False)
    capacity: Capacity | None
    joined_at: datetime = attrs.field(converter=instant)
    reinstated_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )
    contest_until: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )


@attrs.frozen(kw_only=True)
class RecoveryRequested(SchoolMessage):
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
class TeamInvitation(SchoolMessage):
    """
    To somebody whom an administrator invites: here is the link.

    Attributes:
        administrator: Who invites.
        role: What the link's holder becomes.
        hand_over: Whether the administrator wants to hand the space over and leave.
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "team_invitation"

    administrator: PersonName = attrs.field(repr=False)
    role: Role
    hand_over: bool
    expires_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class AdministratorContested(SchoolMessage):
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


class AccessChange(StrEnum):
    """
    What became of somebody's access to a school's space.
    """

    ROLE_CHANGED = "role changed"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REMOVED = "removed"


@attrs.frozen(kw_only=True)
class AccessChanged(SchoolMessage):
    """
    To the person whose access to a school's space is no longer what it was.

    Attributes:
        change: What became of it.
        role: The role that the person has, or had.
        changed_at: When.
    """

    template = "access_changed"

    change: AccessChange
    role: Role
    changed_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class AccountCreated(AccountMessage):
    """
    To whoever has signed up: welcome, and a link to confirm the address.

    Attributes:
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "account_created"

    expires_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class AddressToConfirm(AccountMessage):
    """
    To the address that a person wants for their account: a link to confirm it.

    Attributes:
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "address_to_confirm"

    expires_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class PasswordReset(AccountMessage):
    """
    To whoever has forgotten their password: a link to choose another.

    Attributes:
        expires_at: From this instant on the link is no longer accepted.
    """

    template = "password_reset"

    expires_at: datetime = attrs.field(converter=instant)


class CredentialChange(StrEnum):
    """
    Which of the two that one logs in with was changed.
    """

    PASSWORD = "password"  # noqa: S105 (the word, and no password)
    ADDRESS = "address"


@attrs.frozen(kw_only=True)
class CredentialsChanged(AccountMessage):
    """
    To an account's address, the former one if it was changed: this was done.

    Attributes:
        change: What was changed.
        changed_at: When.
    """

    template = "credentials_changed"

    change: CredentialChange
    changed_at: datetime = attrs.field(converter=instant)


@attrs.frozen(kw_only=True)
class DeletionWarning(AccountMessage):
    """
    To whoever has not logged in for long: the account will be deleted.

    Attributes:
        delete_after: From this instant on it is.
    """

    template = "deletion_warning"

    delete_after: datetime = attrs.field(converter=instant)
