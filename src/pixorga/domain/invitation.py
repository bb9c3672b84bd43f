"""
An invitation: a link that gives a role in a school.
"""

from datetime import date, datetime
from enum import StrEnum

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import Link, LinkState, refusal_for
from pixorga.domain.people import PersonName
from pixorga.domain.team import Role

__all__ = ["Invitation", "InvitationReason", "InvitationSummary", "InvitationView"]


class InvitationReason(StrEnum):
    """
    Why there is an invitation.

    A request at the form makes an `ACTIVATION` while the school has never had an
    administrator, and a `RECOVERY` ever after. An administrator who wants to leave
    makes a `HAND_OVER` to a successor.
    """

    ACTIVATION = "activation"
    RECOVERY = "recovery"
    HAND_OVER = "hand over"


@attrs.frozen(kw_only=True)
class Invitation(Link):
    """
    A link and the role that it gives.

    Attributes:
        reason: Why it was made; its subject is the request, or the membership of the
            administrator who made it.
        role: What its holder becomes; read from here, never from a request.
    """

    reason: InvitationReason
    role: Role


@attrs.frozen(kw_only=True)
class InvitationView:
    """
    What may be shown to whoever opens an invitation's link.

    Neither the mailbox nor the handle is in it.

    Attributes:
        uai: The school.
        school: Its name.
        kind: What kind of school it is.
        reason: What the link is for.
        role: What its holder would become.
        requester: Who asked for it, as typed; None once their names were erased.
        state: Where it stands now; expired once its time is over.
        last_day: The last day on which it can be used.
    """

    uai: Uai
    school: str
    kind: EstablishmentKind
    reason: InvitationReason
    role: Role
    requester: PersonName | None = attrs.field(repr=False)
    state: LinkState
    last_day: date

    def raise_for_state(self) -> None:
        """
        Raise the error that says why the link cannot be used; nothing while it can.

        Raises:
            LinkExpiredError: Its time is over.
            LinkRevokedError: It was withdrawn, or a newer one replaced it.
            LinkReplayedError: It was used, by whomever.
        """
        refusal = refusal_for(self.state)
        if refusal is not None:
            raise refusal


@attrs.frozen(kw_only=True)
class InvitationSummary:
    """
    What an administrator or an operator sees of an invitation.

    Attributes:
        id: By which it is revoked and sent again.
        uai: The school.
        reason: Why it was made.
        role: What its holder would become.
        state: Where it stands now.
        issued_at: When it was made.
        expires_at: From when on it is no longer accepted.
        ended_at: When it left `PENDING`.
    """

    id: str
    uai: Uai
    reason: InvitationReason
    role: Role
    state: LinkState
    issued_at: datetime = attrs.field(converter=instant)
    expires_at: datetime = attrs.field(converter=instant)
    ended_at: datetime | None = attrs.field(
        converter=attrs.converters.optional(instant)
    )

    @classmethod
    def of(cls, invitation: Invitation, *, now: datetime) -> "InvitationSummary":
        """
        The summary of an invitation, expired once its time is over.
        """
        return cls(
            id=invitation.id,
            uai=invitation.uai,
            reason=invitation.reason,
            role=invitation.role,
            state=invitation.present_state(now=now),
            issued_at=invitation.issued_at,
            expires_at=invitation.expires_at,
            ended_at=invitation.ended_at,
        )
