"""
The links of a person's account: made and mailed, read, ended.
"""

from datetime import datetime, timedelta

import attrs

from pixorga.domain.account import Account
from pixorga.domain.calendar import instant
from pixorga.domain.link import (
    AccountLink,
    LinkEvent,
    LinkPurpose,
    LinkState,
    refusal_for,
)
from pixorga.domain.messages import AccountMessage
from pixorga.domain.people import EmailAddress
from pixorga.errors import LinkError, LinkInvalidError, LinkInvalidReason
from pixorga.ports.store import UnitOfWork
from pixorga.services.parts import Parts
from pixorga.services.post import to_account
from pixorga.tokens import HANDLE_BYTES, AccountClaim, make_handle

__all__ = ["AccountDraft", "AccountLinks", "state_of"]


@attrs.frozen(kw_only=True)
class AccountDraft:
    """
    What a change of an account draws before its transaction.
    """

    at: datetime
    link_id: str
    mail_id: str
    note_id: str
    handle: str = attrs.field(repr=False)

    @classmethod
    def draw(cls, parts: Parts) -> "AccountDraft":
        """
        Draw one of each.
        """
        return cls(
            at=instant(parts.clock.now()),
            link_id=parts.ids.new(),
            mail_id=parts.ids.new(),
            note_id=parts.ids.new(),
            handle=make_handle(parts.randomness.secret(HANDLE_BYTES)),
        )


class AccountLinks:
    """
    Issues the links of accounts, and ends them.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def make(
        self,
        account: Account,
        *,
        purpose: LinkPurpose,
        sent_to: EmailAddress,
        lifetime: timedelta,
        draft: AccountDraft,
    ) -> AccountLink:
        """
        A link of an account, not kept yet.
        """
        return AccountLink(
            id=draft.link_id,
            handle=draft.handle,
            key_id=self._parts.tokens.key_id,
            purpose=purpose,
            subject=account.id,
            sent_to=sent_to,
            locale=account.locale,
            issued_at=draft.at,
            expires_at=draft.at + lifetime,
        )

    def issue(
        self,
        unit: UnitOfWork,
        account: Account,
        link: AccountLink,
        message: AccountMessage,
        *,
        draft: AccountDraft,
    ) -> None:
        """
        Keep a link and queue its mail; an earlier one for the same purpose ends.
        """
        for earlier in unit.accounts.pending_links(account.id):
            if earlier.purpose is link.purpose:
                _end(unit, earlier, LinkEvent.SUPERSEDE, at=draft.at)
        unit.accounts.add_link(link)
        mail = to_account(
            account, message, mail_id=draft.mail_id, at=draft.at, link=link
        )
        unit.outbox.add([mail])

    def read(
        self, unit: UnitOfWork, claim: AccountClaim
    ) -> tuple[AccountLink, Account]:
        """
        The rows behind a token.

        Raises:
            LinkInvalidError: There are none.
        """
        link = unit.accounts.link(claim.handle)
        account = unit.accounts.get(link.subject) if link else None
        if link is None or account is None:
            raise LinkInvalidError(reason=LinkInvalidReason.UNKNOWN)
        return link, account

    def refusal(
        self, unit: UnitOfWork, link: AccountLink, account: Account, *, at: datetime
    ) -> LinkError | None:
        """
        Why a link cannot be used, None while it can.

        That its time is over is written down, so that a clock that goes back revives
        nothing: to be raised once the transaction is kept.
        """
        state = state_of(link, account, now=at)
        if state is LinkState.EXPIRED and link.state is LinkState.PENDING:
            _end(unit, link, LinkEvent.EXPIRE, at=at)
        return refusal_for(state)

    def revoke(self, unit: UnitOfWork, account: Account, *, at: datetime) -> None:
        """
        End an account's links, but for one that confirms the address that it has.
        """
        for link in unit.accounts.pending_links(account.id):
            own = link.sent_to == account.email
            if not (own and link.purpose is LinkPurpose.CONFIRM):
                _end(unit, link, LinkEvent.REVOKE, at=at)

    def claim(self, token: str | None, *, purpose: LinkPurpose) -> AccountClaim:
        """
        Which row a token stands for; the store is not asked.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
        """
        now = instant(self._parts.clock.now())
        return self._parts.tokens.check_account(token, purpose=purpose, now=now)


def state_of(link: AccountLink, account: Account, *, now: datetime) -> LinkState:
    """
    Where a link stands; one that would open an account from its former address is dead.
    """
    state = link.present_state(now=now)
    moved = link.purpose is LinkPurpose.RESET and link.sent_to != account.email
    return LinkState.REVOKED if moved and state is LinkState.PENDING else state


def _end(
    unit: UnitOfWork, link: AccountLink, event: LinkEvent, *, at: datetime
) -> None:
    over = link.present_state(now=at) is LinkState.EXPIRED
    unit.accounts.save_link(link.step(LinkEvent.EXPIRE if over else event, at=at))
