"""
The store port over snapshots.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Final, Protocol, TypeVar, cast

import attrs

from pixorga.adapters.memory.snapshots import Conflict, Snapshot, Snapshots
from pixorga.domain.account import Account, Throttle
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent, AuditNote
from pixorga.domain.establishment import Establishment
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import AccountLink, Link, LinkPurpose, LinkState
from pixorga.domain.outbox import (
    MAIL_TRANSITIONS,
    Mail,
    MailEvent,
    MailState,
    OutboxStatus,
)
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

    def listed(self, *, after: Uai | None, limit: int) -> Sequence[Establishment]:
        rows = cast("Iterable[Establishment]", self._rows.all_rows("directory"))
        later = (row for row in rows if after is None or row.uai > after)
        return nsmallest(limit, later, key=lambda row: row.uai)

    def on_list(self, *, after: Uai | None, limit: int) -> Sequence[School]:
        spaces = cast("Iterable[Space]", self._rows.all_rows("spaces"))
        found = [self.find(space.uai) for space in spaces if space.attention]
        schools = [school for school in found if school is not None]
        schools.sort(key=lambda school: school.establishment.uai)
        return [
            school
            for school in schools
            if after is None or school.establishment.uai > after
        ][:limit]

    def uais(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        return self._uais(lambda _: True, after=after, limit=limit)

    def closed(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        return self._uais(
            lambda space: space.closed_at is not None, after=after, limit=limit
        )

    def save(self, space: Space) -> None:
        stored = cast("Space | None", self._rows.get("spaces", space.uai, "row"))
        if (stored.version if stored else 0) != space.version:
            raise Conflict
        row = attrs.evolve(space, version=space.version + 1)
        self._rows.put("spaces", space.uai, "row", row)

    def _uais(
        self, those: Callable[[Space], bool], *, after: Uai | None, limit: int
    ) -> Sequence[Uai]:
        spaces = cast("Iterable[Space]", self._rows.all_rows("spaces"))
        uais = sorted(space.uai for space in spaces if those(space))
        return [uai for uai in uais if after is None or uai > after][:limit]


class _Requests:
    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = snapshot

    def add(self, request: ActivationRequest) -> None:
        self._rows.put("requests", request.uai, request.id, request)

    def get(self, uai: Uai, request_id: str) -> ActivationRequest | None:
        return cast(
            "ActivationRequest | None", self._rows.get("requests", uai, request_id)
        )

    def latest(
        self, *, uai: Uai | None, before: str | None, limit: int
    ) -> Sequence[ActivationRequest]:
        rows = self._rows.all_rows("requests") if uai is None else None
        found = self._rows.rows("requests", uai) if rows is None else rows
        requests = cast("Iterable[ActivationRequest]", found)
        return _latest(requests, before=before, limit=limit)


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
        self._rows.put("accounts", account.id, "row", account)
        self._rows.put("addresses", account.email, "row", account.id)

    def by_email(self, email: EmailAddress) -> Account | None:
        account_id = cast("str | None", self._rows.get("addresses", email, "row"))
        return None if account_id is None else self.get(account_id)

    def get(self, account_id: str) -> Account | None:
        return cast("Account | None", self._rows.get("accounts", account_id, "row"))

    def save(self, account: Account, *, was: Account) -> bool:
        other = self.by_email(account.email)
        if other is not None and other.id != account.id:
            raise AddressTakenError
        stored = self.get(account.id)
        read = (was.email, was.password_hash)
        if stored is None or (stored.email, stored.password_hash) != read:
            return False
        self._rows.put("addresses", was.email, "row", None)
        self._rows.put("addresses", account.email, "row", account.id)
        self._rows.put("accounts", account.id, "row", account)
        return True

    def add_link(self, link: AccountLink) -> None:
        self._rows.put("account_links", "all", link.handle, link)

    def link(self, handle: str) -> AccountLink | None:
        return cast(
            "AccountLink | None", self._rows.get("account_links", "all", handle)
        )

    def pending_links(self, account_id: str) -> Sequence[AccountLink]:
        links = cast("list[AccountLink]", self._rows.rows("account_links", "all"))
        pending = [
            link
            for link in links
            if (link.subject, link.state) == (account_id, LinkState.PENDING)
        ]
        return sorted(pending, key=lambda link: (link.issued_at, link.id))

    def save_link(self, link: AccountLink) -> bool:
        stored = self.link(link.handle)
        if stored is None or stored.state is not LinkState.PENDING:
            return False
        self.add_link(link)
        return True

    def throttle(self, key: str) -> Throttle | None:
        return cast("Throttle | None", self._rows.get("throttles", key, "row"))

    def save_throttle(self, throttle: Throttle) -> None:
        stored = self.throttle(throttle.key)
        if (stored.version if stored else 0) != throttle.version:
            raise Conflict
        row = attrs.evolve(throttle, version=throttle.version + 1)
        self._rows.put("throttles", throttle.key, "row", row)


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

    def get(self, uai: Uai | None, mail_id: str) -> Mail | None:
        return cast("Mail | None", self._rows.get("outbox", uai, mail_id))

    def status(self) -> OutboxStatus:
        mails = list(cast("Iterable[Mail]", self._rows.all_rows("outbox")))
        waiting = {MailState.QUEUED, MailState.UNKNOWN}
        due = [mail.due_at for mail in mails if mail.state in waiting]
        counts = Counter(mail.state for mail in mails)
        return OutboxStatus.of(counts, oldest_due_at=min(due, default=None))

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

    def save(self, mail: Mail, *, was: MailState) -> bool:
        stored = self.get(mail.uai, mail.id)
        if stored is None or (stored.state, stored.attempts) != (was, mail.attempts):
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

    def note(self, note: AuditNote) -> None:
        self._rows.put("notes", "all", note.id, note)

    def notes(self, *, before: str | None, limit: int) -> Sequence[AuditNote]:
        notes = cast("list[AuditNote]", self._rows.rows("notes", "all"))
        return _latest(notes, before=before, limit=limit)


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_WithId)


def _latest(rows: Iterable[R], *, before: str | None, limit: int) -> list[R]:
    found = [row for row in rows if before is None or row.id < before]
    return sorted(found, key=lambda row: row.id, reverse=True)[:limit]


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
