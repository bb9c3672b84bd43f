"""
The store port over snapshots.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar, cast

import attrs

from pixorga.adapters.memory.snapshots import Conflict, Snapshot, Snapshots
from pixorga.domain.account import Account
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent
from pixorga.domain.establishment import Establishment
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import Link, LinkPurpose, LinkState
from pixorga.domain.outbox import MAIL_TRANSITIONS, Mail, MailEvent, MailState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import School, Space
from pixorga.domain.team import Membership, MembershipState
from pixorga.errors import AddressTakenError, StoreConflictError, StoreNestedError
from pixorga.ports.store import UnitOfWork

__all__ = ["MemoryStore"]

T = TypeVar("T")

TRIES: Final = 100
"""How often a transaction is run before it gives up; each round, somebody wins."""


class _Schools:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def find(self, uai: Uai, *, lock: bool = False) -> School | None:
        establishment = self._rows.get("directory", uai, "row")
        space = self._rows.get("spaces", uai, "row")
        if lock:
            self._rows.lock("spaces", uai, "row")
        if establishment is None:
            return None
        return School(
            establishment=cast("Establishment", establishment),
            space=cast("Space | None", space),
        )

    def put(self, establishments: Iterable[Establishment]) -> None:
        for establishment in establishments:
            self._rows.put("directory", establishment.uai, "row", establishment)

    def uais(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        spaces = cast("Iterable[Space]", self._rows.all_rows("spaces"))
        uais = sorted(space.uai for space in spaces)
        return [uai for uai in uais if after is None or uai > after][:limit]

    def save(self, space: Space) -> None:
        stored = cast("Space | None", self._rows.get("spaces", space.uai, "row"))
        if (stored.version if stored else 0) != space.version:
            raise Conflict
        row = attrs.evolve(space, version=space.version + 1)
        self._rows.put("spaces", space.uai, "row", row)


class _Requests:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, request: ActivationRequest) -> None:
        self._rows.put("requests", request.uai, request.id, request)

    def get(self, uai: Uai, request_id: str) -> ActivationRequest | None:
        return cast(
            "ActivationRequest | None", self._rows.get("requests", uai, request_id)
        )


class _Links:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, link: Link) -> None:
        self._rows.put("links", link.uai, link.handle, link)

    def get(self, uai: Uai, handle: str) -> Link | None:
        return cast("Link | None", self._rows.get("links", uai, handle))

    def pending(
        self, uai: Uai, *, purpose: LinkPurpose, sent_to: EmailAddress
    ) -> Link | None:
        for link in self.of_school(uai):
            sought = (link.purpose, link.sent_to, link.state)
            if sought == (purpose, sent_to, LinkState.PENDING):
                return link
        return None

    def by_id(self, uai: Uai, link_id: str) -> Link | None:
        return next((link for link in self.of_school(uai) if link.id == link_id), None)

    def of_school(self, uai: Uai) -> Sequence[Link]:
        links = cast("list[Link]", self._rows.rows("links", uai))
        return sorted(links, key=lambda link: (link.issued_at, link.id))

    def save(self, link: Link) -> bool:
        stored = self.get(link.uai, link.handle)
        if stored is None or stored.state is not LinkState.PENDING:
            return False
        self._rows.put("links", link.uai, link.handle, link)
        return True


class _Accounts:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, account: Account) -> None:
        if self.by_email(account.email) is not None:
            raise AddressTakenError
        self._rows.put("accounts", account.email, "row", account)

    def by_email(self, email: EmailAddress) -> Account | None:
        return cast("Account | None", self._rows.get("accounts", email, "row"))


class _Team:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, membership: Membership) -> None:
        self._rows.put("memberships", membership.uai, membership.id, membership)
        person = ("person", membership.person.id)
        self._rows.put("person_spaces", person, membership.uai, membership.uai)

    def save(self, membership: Membership, *, was: MembershipState) -> bool:
        key = ("memberships", membership.uai, membership.id)
        stored = cast("Membership | None", self._rows.get(*key))
        if stored is None or stored.state is not was:
            return False
        self._rows.put(*key, membership)
        return True

    def of_school(self, uai: Uai) -> Sequence[Membership]:
        team = cast("list[Membership]", self._rows.rows("memberships", uai))
        return sorted(
            team, key=lambda membership: (membership.joined_at, membership.id)
        )

    def of_person(self, person_id: str) -> Sequence[Membership]:
        schools = cast(
            "list[Uai]", self._rows.rows("person_spaces", ("person", person_id))
        )
        return [
            membership
            for uai in schools
            for membership in self.of_school(uai)
            if membership.person.id == person_id
        ]


class _Outbox:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, mails: Sequence[Mail]) -> None:
        for mail in mails:
            self._rows.put("outbox", mail.uai, mail.id, mail)

    def of_school(self, uai: Uai) -> Sequence[Mail]:
        mails = cast("list[Mail]", self._rows.rows("outbox", uai))
        return sorted(mails, key=lambda mail: (mail.created_at, mail.id))

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Mail]:
        mails = cast("Iterable[Mail]", self._rows.all_rows("outbox"))
        due = [
            mail
            for mail in mails
            if MAIL_TRANSITIONS.allows(mail.state, MailEvent.CLAIM)
            and mail.due_at <= now
        ]
        due.sort(key=lambda mail: (mail.due_at, mail.id))
        claimed = [mail.step(MailEvent.CLAIM, due_at=until) for mail in due[:limit]]
        self.add(claimed)
        return claimed

    def save(self, mail: Mail) -> bool:
        stored = cast("Mail | None", self._rows.get("outbox", mail.uai, mail.id))
        claim = (MailState.SENDING, mail.attempts)
        if stored is None or (stored.state, stored.attempts) != claim:
            return False
        self.add([mail])
        return True


class _Audit:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def append(self, events: Sequence[AuditEvent]) -> None:
        for event in events:
            self._rows.put("audit", event.uai, event.number, event)

    def of_school(self, uai: Uai) -> Sequence[AuditEvent]:
        return cast("list[AuditEvent]", self._rows.rows("audit", uai))


class _Unit:
    def __init__(self, snapshot: Snapshot) -> None:
        self.schools = _Schools(snapshot)
        self.requests = _Requests(snapshot)
        self.links = _Links(snapshot)
        self.accounts = _Accounts(snapshot)
        self.team = _Team(snapshot)
        self.outbox = _Outbox(snapshot)
        self.audit = _Audit(snapshot)


class _Turns(threading.local):
    """
    Whether this thread is in a transaction; in most stores a second one would wait.
    """

    taken = False


class MemoryStore:
    """
    A store that lives as long as its process.

    Example:
        >>> store = MemoryStore()
        >>> store.transact(lambda unit: unit.schools.find(Uai.parse("0750655E")))
    """

    def __init__(self) -> None:
        self._snapshots = Snapshots()
        self._turns = _Turns()

    def transact(
        self, work: Callable[[UnitOfWork], T], *, read_only: bool = False
    ) -> T:
        """
        Run some work in one transaction; see `pixorga.ports.store.Store`.

        Raises:
            StoreNestedError: This thread is in a transaction already.
        """
        if self._turns.taken:
            raise StoreNestedError
        self._turns.taken = True
        try:
            return self._settle(work, read_only=read_only)
        finally:
            self._turns.taken = False

    def _settle(self, work: Callable[[UnitOfWork], T], *, read_only: bool) -> T:
        for _ in range(TRIES):
            snapshot = self._snapshots.begin(read_only=read_only)
            try:
                result = work(_Unit(snapshot))
                self._snapshots.commit(snapshot)
            except Conflict:
                continue
            finally:
                self._snapshots.release(snapshot)
            return result
        raise StoreConflictError

    def close(self) -> None:
        """
        Nothing to let go of.
        """
