"""
The request that somebody at the form makes, and what becomes of it.

It is kept as evidence of who asked, for one year; the real system keeps none. It is
made for every school that was typed, known or not, so that a stranger cannot tell
the one from the other.
"""

from datetime import datetime
from enum import StrEnum

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.establishment import MailboxState
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.space import School, Space
from pixorga.errors import (
    EstablishmentUnknownError,
    MailboxMissingError,
    MailboxUnconfirmedError,
    PixorgaError,
    RequestThrottledError,
    SpaceArchivedError,
)

__all__ = ["ActivationOutcome", "ActivationRequest", "outcome_for", "reason_for"]


class ActivationOutcome(StrEnum):
    """
    What became of a request; for the application, not for the public.

    The public is told one sentence whatever the outcome: it must not learn from the
    form which schools exist, and in which state.
    """

    SENT = "sent"
    MAILBOX_TO_CONFIRM = "mailbox to confirm"
    NO_MAILBOX = "no mailbox"
    UNKNOWN = "unknown"
    THROTTLED = "throttled"
    ARCHIVED = "archived"


_REFUSALS: dict[ActivationOutcome, type[PixorgaError]] = {
    ActivationOutcome.MAILBOX_TO_CONFIRM: MailboxUnconfirmedError,
    ActivationOutcome.NO_MAILBOX: MailboxMissingError,
    ActivationOutcome.UNKNOWN: EstablishmentUnknownError,
    ActivationOutcome.ARCHIVED: SpaceArchivedError,
}

_BY_MAILBOX = {
    MailboxState.USABLE: ActivationOutcome.SENT,
    MailboxState.TO_CONFIRM: ActivationOutcome.MAILBOX_TO_CONFIRM,
    MailboxState.MISSING: ActivationOutcome.NO_MAILBOX,
}


def outcome_for(school: School | None) -> ActivationOutcome:
    """
    What a request for a school leads to.

    Args:
        school: None when the directory has none.
    """
    if school is None:
        return ActivationOutcome.UNKNOWN
    if school.is_archived:
        return ActivationOutcome.ARCHIVED
    return _BY_MAILBOX[school.mailbox_state]


def reason_for(space: Space | None) -> InvitationReason:
    """
    Whether a school is activated or recovered.

    Recovery, once it has ever had an administrator, also while one is still active:
    a departed head is the usual case.
    """
    if space is None or space.activated_at is None:
        return InvitationReason.ACTIVATION
    return InvitationReason.RECOVERY


@attrs.frozen(kw_only=True)
class ActivationRequest:
    """
    One filled-in form.

    Attributes:
        id: Row id.
        uai: The school that was typed; it may not exist.
        requester: Who asks, as typed; nobody has checked it.
        reason: Activation or recovery.
        outcome: What became of it.
        asked_at: When.
        locale: The language of the form.
        retry_after: Seconds to wait when it was throttled, otherwise 0; such a
            request is not kept.
    """

    id: str
    uai: Uai
    requester: PersonName = attrs.field(repr=False)
    reason: InvitationReason
    outcome: ActivationOutcome
    asked_at: datetime = attrs.field(converter=instant)
    locale: Locale
    retry_after: int = 0

    def raise_for_outcome(self) -> None:
        """
        Raise the error that says why no link was sent; do nothing if one was.

        Raises:
            EstablishmentUnknownError: The directory has no such school.
            MailboxMissingError: It has no mailbox for it.
            MailboxUnconfirmedError: An operator has to confirm the mailbox first.
            SpaceArchivedError: The school is closed or its space archived.
            RequestThrottledError: There were too many requests.
        """
        if self.outcome is ActivationOutcome.THROTTLED:
            raise RequestThrottledError(retry_after=self.retry_after)
        refusal = _REFUSALS.get(self.outcome)
        if refusal is not None:
            raise refusal
