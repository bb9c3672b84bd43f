"""
Where everything is kept: one way in, seven repositories, each change a guarded verb.

A store is asked for three things. `transact` is all or nothing. Two transactions that
change the same rows never both succeed from the same reading: the later one is run
again. And each repository's change says whether it took place, by the number of rows
that it met.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from pixorga.domain.account import Account, Throttle
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent, AuditNote
from pixorga.domain.establishment import Establishment
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import AccountLink, Link, LinkPurpose
from pixorga.domain.outbox import Mail, MailState, OutboxStatus
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import School, Space
from pixorga.domain.team import Membership, MembershipState

__all__ = [
    "Accounts",
    "Audit",
    "Links",
    "Outbox",
    "Requests",
    "Schools",
    "Store",
    "Team",
    "UnitOfWork",
]

T = TypeVar("T")


class Schools(Protocol):
    """
    Directory rows (national) and spaces (of a school).
    """

    def find(self, uai: Uai, *, lock: bool = False) -> School | None:
        """
        A school of the directory with its space.

        Args:
            uai: Which.
            lock: Keep others from changing the space until the transaction ends.
        """
        ...

    def put(self, establishments: Iterable[Establishment]) -> None:
        """
        Add or replace rows of the directory; spaces are not touched.
        """
        ...

    def listed(self, *, after: Uai | None, limit: int) -> Sequence[Establishment]:
        """
        Rows of the directory, in the order of their UAI; crosses schools.

        Args:
            after: Only those after this one; all when None.
            limit: The most to return.
        """
        ...

    def on_list(self, *, after: Uai | None, limit: int) -> Sequence[School]:
        """
        Schools that the support team should look into, by UAI; crosses schools.

        Args:
            after: Only those after this one; all when None.
            limit: The most to return.
        """
        ...

    def uais(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        """
        The schools that have a space, in the order of their UAI; crosses schools.

        Args:
            after: Only those after this one; all when None.
            limit: The most to return.
        """
        ...

    def closed(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        """
        The schools that an operator closed, by UAI; crosses schools.

        Args:
            after: Only those after this one; all when None.
            limit: The most to return.
        """
        ...

    def save(self, space: Space) -> None:
        """
        Write a space one version higher than it was read; version 0 is a new one.

        When the stored version is another, the transaction is run again.
        """
        ...


class Requests(Protocol):
    """
    Activation requests, of a school.
    """

    def add(self, request: ActivationRequest) -> None:
        """
        Keep a new request.
        """
        ...

    def get(self, uai: Uai, request_id: str) -> ActivationRequest | None:
        """
        One request.
        """
        ...

    def latest(
        self, *, uai: Uai | None, before: str | None, limit: int
    ) -> Sequence[ActivationRequest]:
        """
        Requests by their row ids, latest first; crosses schools.

        Args:
            uai: Only those for this school; all when None.
            before: Only those before this row id; all when None.
            limit: The most to return.
        """
        ...


class Links(Protocol):
    """
    A school's links; an invitation is one with a role.
    """

    def add(self, link: Link) -> None:
        """
        Keep a new link.
        """
        ...

    def get(self, uai: Uai, handle: str) -> Link | None:
        """
        The link under a handle.
        """
        ...

    def by_id(self, uai: Uai, link_id: str) -> Link | None:
        """
        The link under a row id.
        """
        ...

    def of_school(self, uai: Uai) -> Sequence[Link]:
        """
        All links of a school, oldest first.
        """
        ...

    def pending(
        self, uai: Uai, *, purpose: LinkPurpose, sent_to: EmailAddress
    ) -> Link | None:
        """
        The link of a purpose to a mailbox whose row says pending; there is one at most.
        """
        ...

    def save(self, link: Link) -> bool:
        """
        Write a link over its pending row: ended, or with its end put off.

        Returns:
            Whether the row was still pending; if not, nothing was written.
        """
        ...


class Accounts(Protocol):
    """
    Persons who signed up, the links of their accounts and their throttles; national.
    """

    def add(self, account: Account) -> None:
        """
        Keep a new account.

        Raises:
            AddressTakenError: There is one under its address.
        """
        ...

    def by_email(self, email: EmailAddress) -> Account | None:
        """
        The account under an address.
        """
        ...

    def get(self, account_id: str) -> Account | None:
        """
        The account under a row id.
        """
        ...

    def save(self, account: Account, *, was: Account) -> bool:
        """
        Write an account's new state over its row.

        Returns:
            Whether the row still had the address and the password hash that it was
            read with; if not, nothing was written.

        Raises:
            AddressTakenError: Its new address is another account's.
        """
        ...

    def add_link(self, link: AccountLink) -> None:
        """
        Keep a new link of an account.
        """
        ...

    def link(self, handle: str) -> AccountLink | None:
        """
        The link under a handle.
        """
        ...

    def pending_links(self, account_id: str) -> Sequence[AccountLink]:
        """
        The links of an account whose rows say pending, oldest first.
        """
        ...

    def save_link(self, link: AccountLink) -> bool:
        """
        Write an ended link over its pending row.

        Returns:
            Whether the row was still pending; if not, nothing was written.
        """
        ...

    def throttle(self, key: str) -> Throttle | None:
        """
        The failed log-ins under a key.
        """
        ...

    def save_throttle(self, throttle: Throttle) -> None:
        """
        Write a throttle one version higher than it was read; version 0 is a new one.

        When the stored version is another, the transaction is run again.
        """
        ...


class Team(Protocol):
    """
    Memberships, of a school.
    """

    def add(self, membership: Membership) -> None:
        """
        Keep a new membership.
        """
        ...

    def save(self, membership: Membership, *, was: MembershipState) -> bool:
        """
        Write a membership's new state, and its copy of the person, over its row.

        Returns:
            Whether the row was still in the state named; if not, nothing was written.
        """
        ...

    def of_school(self, uai: Uai) -> Sequence[Membership]:
        """
        All memberships of a school, whatever their state, oldest first.
        """
        ...

    def of_person(self, person_id: str) -> Sequence[Membership]:
        """
        All memberships of a person, whatever their state.
        """
        ...


class Outbox(Protocol):
    """
    Mails on their way, of a school or of an account.
    """

    def add(self, mails: Sequence[Mail]) -> None:
        """
        Queue mails.
        """
        ...

    def of_school(self, uai: Uai) -> Sequence[Mail]:
        """
        All mails about a school, oldest first.
        """
        ...

    def get(self, uai: Uai | None, mail_id: str) -> Mail | None:
        """
        One mail; an account's when no school is named.
        """
        ...

    def status(self) -> OutboxStatus:
        """
        How many mails are in which state; crosses schools.
        """
        ...

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Mail]:
        """
        Take due mails for sending, longest due first; nobody else gets them.

        Args:
            now: The present instant.
            until: When the claim lapses, should the claimant die.
            limit: The most mails to take.

        Returns:
            The mails as they are after the claim.
        """
        ...

    def save(self, mail: Mail, *, was: MailState) -> bool:
        """
        Write a mail's new state over its row.

        Returns:
            Whether the row was still in the state named, and at this attempt: whether
            a claim still holds; if not, nothing was written.
        """
        ...


class Audit(Protocol):
    """
    Each school's chain of events, and what happened in no school.
    """

    def append(self, events: Sequence[AuditEvent]) -> None:
        """
        Add events at the chain's end.
        """
        ...

    def of_school(self, uai: Uai) -> Sequence[AuditEvent]:
        """
        A school's chain from its start.
        """
        ...

    def note(self, note: AuditNote) -> None:
        """
        Write down what happened in no school.
        """
        ...

    def notes(self, *, before: str | None, limit: int) -> Sequence[AuditNote]:
        """
        What happened in no school, latest first.

        Args:
            before: Only what is before this row id; all when None.
            limit: The most to return.
        """
        ...


class UnitOfWork(Protocol):
    """
    The repositories inside one transaction; worthless once it has ended.
    """

    @property
    def schools(self) -> Schools:
        """
        The directory and the spaces.
        """
        ...

    @property
    def requests(self) -> Requests:
        """
        The activation requests.
        """
        ...

    @property
    def links(self) -> Links:
        """
        The links.
        """
        ...

    @property
    def accounts(self) -> Accounts:
        """
        The accounts.
        """
        ...

    @property
    def team(self) -> Team:
        """
        The memberships.
        """
        ...

    @property
    def outbox(self) -> Outbox:
        """
        The mails on their way.
        """
        ...

    @property
    def audit(self) -> Audit:
        """
        The chains of events.
        """
        ...


class Store(Protocol):
    """
    Transactions over the repositories; safe to share between threads.
    """

    def transact(
        self, work: Callable[[UnitOfWork], T], *, read_only: bool = False
    ) -> T:
        """
        Run some work in one transaction: all of it is kept, or nothing.

        Args:
            work: What to do. It may be run again after a conflict, so it has no
                effect outside its unit of work; an exception rolls back.
            read_only: Promise that nothing is written; readers do not wait.

        Returns:
            What the work returned, once it is kept.

        Raises:
            StoreConflictError: Others kept changing the same rows.
            StoreLockedError: Another writer held the store too long.
            StoreError: The store cannot be reached; nothing was kept.
            OutcomeUnknownError: The connection was lost during the commit.
        """
        ...

    def close(self) -> None:
        """
        Let go of connections and files.
        """
        ...
