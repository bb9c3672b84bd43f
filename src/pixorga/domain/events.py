"""
What can happen in a school, one type each.

An application's `on_event` receives these inside the transaction that they belong
to; the audit chain keeps them. They hold row ids, codes and pseudonyms, and nothing
personal, so that both may keep them after the persons have been erased.
"""

import attrs

from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import Event
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.team import Capacity, Role

__all__ = [
    "ActivationRequested",
    "InvitationAccepted",
    "InvitationIssued",
    "InvitationReplayed",
    "InvitationResent",
    "InvitationRevoked",
    "InvitationSuperseded",
    "MembershipContested",
    "MembershipReinstated",
    "MembershipRemoved",
    "SpaceOrphaned",
]


@attrs.frozen(kw_only=True)
class ActivationRequested(Event):
    """
    Somebody filled in the form for this school.
    """

    code = "ACTIVATION_REQUESTED"

    request: str
    reason: InvitationReason
    outcome: ActivationOutcome


@attrs.frozen(kw_only=True)
class InvitationIssued(Event):
    """
    A link that gives a role was made.
    """

    code = "INVITATION_ISSUED"

    invitation: str
    reason: InvitationReason
    role: Role


@attrs.frozen(kw_only=True)
class InvitationSuperseded(Event):
    """
    A link was replaced by a newer one before it was used.
    """

    code = "INVITATION_SUPERSEDED"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationAccepted(Event):
    """
    A link was used, and its role given.
    """

    code = "INVITATION_ACCEPTED"

    invitation: str
    membership: str
    role: Role
    capacity: Capacity | None


@attrs.frozen(kw_only=True)
class InvitationReplayed(Event):
    """
    A used link was tried again by somebody else.
    """

    code = "INVITATION_REPLAYED"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationResent(Event):
    """
    A link was sent once more, as it was or with its end put off.
    """

    code = "INVITATION_RESENT"

    invitation: str


@attrs.frozen(kw_only=True)
class InvitationRevoked(Event):
    """
    A link was withdrawn before it was used.
    """

    code = "INVITATION_REVOKED"

    invitation: str


@attrs.frozen(kw_only=True)
class MembershipContested(Event):
    """
    The school's mailbox contested an administrator, who is suspended.
    """

    code = "MEMBERSHIP_CONTESTED"

    membership: str


@attrs.frozen(kw_only=True)
class MembershipReinstated(Event):
    """
    A suspension was lifted.
    """

    code = "MEMBERSHIP_REINSTATED"

    membership: str


@attrs.frozen(kw_only=True)
class MembershipRemoved(Event):
    """
    Somebody left the team, or was removed from it.
    """

    code = "MEMBERSHIP_REMOVED"

    membership: str


@attrs.frozen(kw_only=True)
class SpaceOrphaned(Event):
    """
    A school lost its last active administrator, and waits for a recovery.
    """

    code = "SPACE_ORPHANED"
