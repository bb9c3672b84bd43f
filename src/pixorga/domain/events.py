"""
What can happen, in a school or in none, one type each.

An application's `on_event` receives these inside the transaction that they belong
to; the audit chain keeps them. They hold row ids, codes and pseudonyms, and nothing
personal, so that both may keep them after the persons have been erased.
"""

import attrs

from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import Event, SchoolEvent
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.support import OperatorReason
from pixorga.domain.team import Capacity, Role

__all__ = [
    "AccountOpened",
    "ActivationRequested",
    "AddressChanged",
    "AddressConfirmed",
    "DirectoryImported",
    "InvitationAccepted",
    "InvitationIssued",
    "InvitationReplayed",
    "InvitationResent",
    "InvitationRevoked",
    "InvitationSuperseded",
    "LoginsUnblocked",
    "MailBounced",
    "MailGivenUp",
    "MailboxChanged",
    "MailboxConfirmed",
    "MailboxCorrected",
    "MembershipContested",
    "MembershipReinstated",
    "MembershipRemoved",
    "MembershipUpdated",
    "OperatorEvent",
    "PasswordChanged",
    "PasswordForgotten",
    "RequestsUnblocked",
    "SchoolClosed",
    "SpaceArchived",
    "SpaceOrphaned",
    "SpaceReopened",
    "TermsAccepted",
]


@attrs.frozen(kw_only=True)
class OperatorEvent(SchoolEvent):
    """
    Something that an operator can do, and then says why.

    Attributes:
        reason: Why; None for whoever else does it.
        ticket: Number of the help desk's ticket, if there is one.
    """

    reason: OperatorReason | None = None
    ticket: str | None = None


@attrs.frozen(kw_only=True)
class ActivationRequested(SchoolEvent):
    """
    Somebody filled in the form for this school.
    """

    code = "ACTIVATION_REQUESTED"

    request: str
    reason: InvitationReason
    outcome: ActivationOutcome


@attrs.frozen(kw_only=True)
class InvitationIssued(SchoolEvent):
    """
    A link that gives a role was made.

    Attributes:
        invitation: Its row id.
        reason: Why there is a link.
        role: Which role it gives.
        why: Why an operator had it made, in the place of a former one; None for
            whoever else did.
        ticket: Number of the help desk's ticket, if there is one.
    """

    code = "INVITATION_ISSUED"

    invitation: str
    reason: InvitationReason
    role: Role
    why: OperatorReason | None = None
    ticket: str | None = None


@attrs.frozen(kw_only=True)
class InvitationSuperseded(SchoolEvent):
    """
    A link was replaced by a newer one before it was used.
    """

    code = "INVITATION_SUPERSEDED"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationAccepted(SchoolEvent):
    """
    A link was used, and its role given.
    """

    code = "INVITATION_ACCEPTED"

    invitation: str
    membership: str
    role: Role
    capacity: Capacity | None


@attrs.frozen(kw_only=True)
class InvitationReplayed(SchoolEvent):
    """
    A used link was tried again by somebody else; told once of each person.
    """

    code = "INVITATION_REPLAYED"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationResent(OperatorEvent):
    """
    A link was sent once more, as it was or with its end put off.
    """

    code = "INVITATION_RESENT"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationRevoked(OperatorEvent):
    """
    A link was withdrawn before it was used.
    """

    code = "INVITATION_REVOKED"

    invitation: str


@attrs.frozen(kw_only=True)
class MembershipContested(SchoolEvent):
    """
    The school's mailbox contested an administrator, who is suspended.
    """

    code = "MEMBERSHIP_CONTESTED"

    membership: str


@attrs.frozen(kw_only=True)
class MembershipReinstated(OperatorEvent):
    """
    A suspension was lifted.
    """

    code = "MEMBERSHIP_REINSTATED"

    membership: str


@attrs.frozen(kw_only=True)
class MembershipRemoved(OperatorEvent):
    """
    Somebody left the team, or was removed from it.
    """

    code = "MEMBERSHIP_REMOVED"

    membership: str


@attrs.frozen(kw_only=True)
class SpaceOrphaned(OperatorEvent):
    """
    A school lost its last active administrator, and waits for a recovery.
    """

    code = "SPACE_ORPHANED"


@attrs.frozen(kw_only=True)
class MembershipUpdated(SchoolEvent):
    """
    A person's copied names, address or language were brought up to date.
    """

    code = "MEMBERSHIP_UPDATED"

    membership: str


@attrs.frozen(kw_only=True)
class MailboxChanged(SchoolEvent):
    """
    The directory has another mailbox for the school.
    """

    code = "MAILBOX_CHANGED"


@attrs.frozen(kw_only=True)
class MailboxConfirmed(OperatorEvent):
    """
    An operator confirmed the directory's mailbox.
    """

    code = "MAILBOX_CONFIRMED"


@attrs.frozen(kw_only=True)
class MailboxCorrected(OperatorEvent):
    """
    An operator put another mailbox in the place of the directory's.
    """

    code = "MAILBOX_CORRECTED"


@attrs.frozen(kw_only=True)
class MailBounced(SchoolEvent):
    """
    A mail to the school's mailbox came back for good.
    """

    code = "MAIL_BOUNCED"

    mail: str


@attrs.frozen(kw_only=True)
class MailGivenUp(SchoolEvent):
    """
    A mail to the school's mailbox was given up, after it had been tried for days.
    """

    code = "MAIL_GIVEN_UP"

    mail: str


@attrs.frozen(kw_only=True)
class RequestsUnblocked(OperatorEvent):
    """
    An operator lifted the limit on requests for the school.
    """

    code = "REQUESTS_UNBLOCKED"


@attrs.frozen(kw_only=True)
class SpaceArchived(OperatorEvent):
    """
    The space was archived; its team and its links ended.
    """

    code = "SPACE_ARCHIVED"


@attrs.frozen(kw_only=True)
class SpaceReopened(OperatorEvent):
    """
    An archived space was opened again, without administrators.
    """

    code = "SPACE_REOPENED"


@attrs.frozen(kw_only=True)
class SchoolClosed(OperatorEvent):
    """
    An operator marked the school as closed.
    """

    code = "SCHOOL_CLOSED"


@attrs.frozen(kw_only=True)
class AccountOpened(Event):
    """
    Somebody signed up.
    """

    code = "ACCOUNT_OPENED"

    account: str


@attrs.frozen(kw_only=True)
class AddressConfirmed(Event):
    """
    Somebody confirmed the address of their account, or an operator did for them.

    Attributes:
        account: Its row id.
        reason: Why an operator did; None for the person.
        ticket: Number of the help desk's ticket, if there is one.
    """

    code = "ADDRESS_CONFIRMED"

    account: str
    reason: OperatorReason | None = None
    ticket: str | None = None


@attrs.frozen(kw_only=True)
class AddressChanged(Event):
    """
    An account has another address.
    """

    code = "ADDRESS_CHANGED"

    account: str


@attrs.frozen(kw_only=True)
class PasswordChanged(Event):
    """
    An account has another password, by its owner or by a link.
    """

    code = "PASSWORD_CHANGED"

    account: str


@attrs.frozen(kw_only=True)
class PasswordForgotten(Event):
    """
    Somebody asked to choose another password, for an account or for none.
    """

    code = "PASSWORD_FORGOTTEN"


@attrs.frozen(kw_only=True)
class TermsAccepted(Event):
    """
    Somebody accepted a newer version of the terms of use.
    """

    code = "TERMS_ACCEPTED"

    account: str
    version: str


@attrs.frozen(kw_only=True)
class LoginsUnblocked(Event):
    """
    An operator lifted the delays on log-ins to an account.
    """

    code = "LOGINS_UNBLOCKED"

    reason: OperatorReason
    ticket: str | None = None


@attrs.frozen(kw_only=True)
class DirectoryImported(Event):
    """
    A directory was imported; how many rows it added, changed and so on.
    """

    code = "DIRECTORY_IMPORTED"

    added: int
    changed: int
    closed: int
    rejected: int
