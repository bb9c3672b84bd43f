"""
The mailed links: what each is for, to whom it went, and the state that decides.

A link is about a school, or about a person's own account; both live alike.

The row is the truth. The token in the mail only proves that its holder has what was
sent; whether it can still be used, for what and by which role, is read here.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress, Locale
from pixorga.domain.transitions import Transitions
from pixorga.errors import (
    ConfigurationError,
    LinkError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
)

__all__ = [
    "CONFIRM_LIFETIME",
    "CONTEST_LIFETIME",
    "LINK_LIFETIME",
    "LINK_LIFETIME_LIMIT",
    "LINK_TRANSITIONS",
    "RESET_LIFETIME",
    "AccountLink",
    "Link",
    "LinkEvent",
    "LinkPurpose",
    "LinkState",
    "MailedLink",
    "refusal_for",
]

LINK_LIFETIME = timedelta(days=7)
"""Default; school mailboxes are read rarely, and the link alone logs nobody in."""

LINK_LIFETIME_LIMIT = timedelta(days=30)
"""The longest life of a link, renewal included."""

CONTEST_LIFETIME = LINK_LIFETIME_LIMIT
"""A new administrator can be contested for as long as a link may live."""


CONFIRM_LIFETIME = timedelta(days=3)
"""A new address is confirmed by whoever has just typed it, logged in as they are."""

RESET_LIFETIME = timedelta(hours=24)
"""It restores access by itself, NIST SP 800-63B-4 §4.2.1.2: 24 hours by e-mail."""


class LinkPurpose(StrEnum):
    """
    Which verb a link is for; the token's salt, so that no link does for another.
    """

    JOIN = "join"
    CONTEST = "contest"
    CONFIRM = "confirm"
    RESET = "reset"


class LinkState(StrEnum):
    """
    Where a link stands; all but `PENDING` are final.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class LinkEvent(StrEnum):
    """
    What happens to a link.
    """

    ACCEPT = "be accepted"
    REVOKE = "be revoked"
    EXPIRE = "expire"
    SUPERSEDE = "be superseded"


LINK_TRANSITIONS: Transitions[LinkState, LinkEvent] = Transitions(
    subject="link",
    table={
        (LinkState.PENDING, LinkEvent.ACCEPT): LinkState.ACCEPTED,
        (LinkState.PENDING, LinkEvent.REVOKE): LinkState.REVOKED,
        (LinkState.PENDING, LinkEvent.EXPIRE): LinkState.EXPIRED,
        (LinkState.PENDING, LinkEvent.SUPERSEDE): LinkState.SUPERSEDED,
    },
)
"""Life of a link."""


def _within_limit(link: "MailedLink", _: object, value: datetime) -> None:
    if not timedelta(0) < value - link.issued_at <= LINK_LIFETIME_LIMIT:
        raise ConfigurationError(
            setting="link lifetime", problem="give more than 0 and at most 30 days."
        )


_REFUSALS: Final[Mapping[LinkState, Callable[[], LinkError]]] = {
    LinkState.ACCEPTED: LinkReplayedError,
    LinkState.EXPIRED: LinkExpiredError,
    LinkState.REVOKED: lambda: LinkRevokedError(reason=LinkRevokedReason.REVOKED),
    LinkState.SUPERSEDED: lambda: LinkRevokedError(reason=LinkRevokedReason.SUPERSEDED),
}


def refusal_for(state: LinkState) -> LinkError | None:
    """
    What the holder of a link in a state is told; None while it can be used.
    """
    refusal = _REFUSALS.get(state)
    return refusal() if refusal else None


@attrs.frozen(kw_only=True)
class MailedLink:
    """
    What every mailed link has.

    Attributes:
        id: Row id, by which it is listed, revoked and sent again; not secret.
        handle: The secret that the token signs, 128 random bits; never shown.
        key_id: Which key of the ring signed it first.
        purpose: What it is for.
        subject: Row id of what it acts on.
        sent_to: The mailbox that it went to.
        locale: The language of whoever reads that mailbox.
        issued_at: When it was made.
        expires_at: From this instant on it is no longer accepted.
        state: Where it stands.
        renewed: Whether its end was put off once, by sending it again.
        ended_at: When it left `PENDING`.
        ended_by: Who used or ended it: a person's id; None for nobody in particular.
    """

    id: str
    handle: str = attrs.field(repr=False)
    key_id: str
    purpose: LinkPurpose
    subject: str
    sent_to: EmailAddress = attrs.field(repr=False)
    locale: Locale = Locale.FR
    issued_at: datetime = attrs.field(converter=instant)
    expires_at: datetime = attrs.field(converter=instant, validator=_within_limit)
    state: LinkState = LinkState.PENDING
    renewed: bool = False
    ended_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(instant)
    )
    ended_by: str | None = None

    def present_state(self, *, now: datetime) -> LinkState:
        """
        Where it stands: expired once its time is over, noted in the row or not.
        """
        over = instant(now) >= self.expires_at
        pending = self.state is LinkState.PENDING
        return LinkState.EXPIRED if pending and over else self.state

    def is_usable(self, *, now: datetime) -> bool:
        """
        Whether it can still be followed.
        """
        return self.present_state(now=now) is LinkState.PENDING

    def can_be_sent_again(self, *, now: datetime) -> bool:
        """
        Whether sending it again is worth while, rather than making a new one.

        A link is sent again as it is while half of its life is left, and with its end
        put off once after that (users want the earlier mail to keep working; each
        renewal beyond would make a secret that never dies).
        """
        return self.is_usable(now=now) and (self._is_fresh(now=now) or not self.renewed)

    def sent_again(self, *, now: datetime) -> Self:
        """
        The link as it is when it is sent again: renewed, if half of its life is over.
        """
        if self._is_fresh(now=now):
            return self
        lifetime = self.expires_at - self.issued_at
        expires_at = min(now + lifetime, self.issued_at + LINK_LIFETIME_LIMIT)
        return attrs.evolve(self, expires_at=expires_at, renewed=True)

    def _is_fresh(self, *, now: datetime) -> bool:
        return self.expires_at - instant(now) >= (self.expires_at - self.issued_at) / 2

    def step(self, event: LinkEvent, *, at: datetime, by: str | None = None) -> Self:
        """
        The link after an event.

        Args:
            event: What happens.
            at: When.
            by: Id of the person who does it, if anyone does.

        Raises:
            TransitionError: The link is no longer pending.
        """
        return attrs.evolve(
            self,
            state=LINK_TRANSITIONS.after(self.state, event),
            ended_at=at,
            ended_by=by,
        )


@attrs.frozen(kw_only=True)
class Link(MailedLink):
    """
    A school's link; its subject is a request or a membership.

    Attributes:
        uai: The school.
    """

    uai: Uai


@attrs.frozen(kw_only=True)
class AccountLink(MailedLink):
    """
    A link of a person's own account, which is its subject.

    To confirm an address it went to that address, which need not be the account's
    yet; to choose another password, to the account's.
    """
