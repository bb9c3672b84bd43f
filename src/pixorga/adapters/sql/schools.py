"""
Schools, the requests for them, and their chains of events.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Boolean, String, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Conflict, Row, Session
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent, AuditNote, ChainHead
from pixorga.domain.establishment import Establishment
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import PersonName
from pixorga.domain.space import School, Space

__all__ = ["Audit", "Requests", "Schools"]

_directory, _spaces = tables.directory, tables.spaces

_SCHOOLS = select(
    *(column.label(f"establishment_{column.name}") for column in _directory.c),
    *(column.label(f"space_{column.name}") for column in _spaces.c),
).select_from(_directory.outerjoin(_spaces, _directory.c.uai == _spaces.c.uai))

_FIND = _SCHOOLS.where(_directory.c.uai == bindparam("school"))
_FIND_LOCKED = _FIND.with_for_update(of=_spaces)

_ON_LIST = (
    _SCHOOLS.where(
        _spaces.c.attention.is_not(None),
        _spaces.c.uai > bindparam("last", type_=String),
    )
    .order_by(_spaces.c.uai)
    .limit(bindparam("most"))
)

# Of the driver's own types: to convert 70 000 rows column by column takes longer than
# to write them.
_put = insert_or(_directory).values(
    {
        column.name: bindparam(
            column.name, type_=Boolean if column is _directory.c.closed else String
        )
        for column in _directory.c
    }
)
_PUT = _put.on_conflict_do_update(
    index_elements=["uai"],
    set_={column.name: column for column in _put.excluded if column.name != "uai"},
)

_LISTED = (
    select(_directory)
    .where(_directory.c.uai > bindparam("last", type_=String))
    .order_by(_directory.c.uai)
    .limit(bindparam("most"))
)

_UAIS = (
    select(_spaces.c.uai)
    .where(_spaces.c.uai > bindparam("last", type_=String))
    .order_by(_spaces.c.uai)
    .limit(bindparam("most"))
)
_CLOSED = _UAIS.where(_spaces.c.closed_at.is_not(None))
_ADD_SPACE = insert(_spaces)
_SAVE_SPACE = update(_spaces).where(
    _spaces.c.uai == bindparam("school"), _spaces.c.version == bindparam("was")
)

_ADD_REQUEST = insert(tables.requests)
_GET_REQUEST = select(tables.requests).where(
    tables.requests.c.uai == bindparam("school"),
    tables.requests.c.id == bindparam("request"),
)

_LATEST = (
    select(tables.requests)
    .where(tables.requests.c.id < bindparam("last"))
    .order_by(tables.requests.c.id.desc())
    .limit(bindparam("most"))
)
_LATEST_OF = _LATEST.where(tables.requests.c.uai == bindparam("school"))
_LAST: Final = "\x7f"
"""After every row id, which is printable ASCII."""

_NOTE = insert(tables.notes)
_NOTES = (
    select(tables.notes)
    .where(tables.notes.c.id < bindparam("last"))
    .order_by(tables.notes.c.id.desc())
    .limit(bindparam("most"))
)

_APPEND = insert(tables.audit)
_CHAIN = (
    select(tables.audit)
    .where(tables.audit.c.uai == bindparam("school"))
    .order_by(tables.audit.c.number)
)


class Schools:
    """
    See `pixorga.ports.store.Schools`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, uai: Uai, *, lock: bool = False) -> School | None:
        """
        A school of the directory with its space.
        """
        row = self._session.one(_FIND_LOCKED if lock else _FIND, school=uai)
        return None if row is None else _school(row)

    def on_list(self, *, after: Uai | None, limit: int) -> Sequence[School]:
        """
        The schools that the support team should look into.
        """
        rows = self._session.all(_ON_LIST, last=str(after or ""), most=limit)
        return [_school(row) for row in rows]

    def put(self, establishments: Iterable[Establishment]) -> None:
        """
        Add or replace rows of the directory.
        """
        self._session.write(_PUT, [_plain_row(row) for row in establishments])

    def listed(self, *, after: Uai | None, limit: int) -> Sequence[Establishment]:
        """
        Rows of the directory, in the order of their UAI.
        """
        rows = self._session.all(_LISTED, last=str(after or ""), most=limit)
        return [from_row(Establishment, row) for row in rows]

    def uais(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        """
        The schools that have a space, in the order of their UAI.
        """
        # An empty text is before every UAI.
        rows = self._session.all(_UAIS, last=str(after or ""), most=limit)
        return [row["uai"] for row in rows]

    def closed(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        """
        The schools that an operator closed, in the order of their UAI.
        """
        rows = self._session.all(_CLOSED, last=str(after or ""), most=limit)
        return [row["uai"] for row in rows]

    def save(self, space: Space) -> None:
        """
        Write a space one version higher than it was read.
        """
        row = to_row(space, head=ChainHead) | {"version": space.version + 1}
        if space.version == 0:
            self._session.write(_ADD_SPACE, row)
            return
        row |= {"school": space.uai, "was": space.version}
        if self._session.write(_SAVE_SPACE, row) != 1:
            raise Conflict


def _plain_row(establishment: Establishment) -> Row:
    """
    A row of the directory as the driver takes it.
    """
    mailbox = establishment.mailbox
    return {
        "uai": establishment.uai.code,
        "name": establishment.name,
        "kind": establishment.kind.value,
        "city": establishment.city,
        "mailbox": None if mailbox is None else mailbox.address,
        "mailbox_state": establishment.mailbox_state.value,
        "closed": establishment.closed,
    }


class Requests:
    """
    See `pixorga.ports.store.Requests`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, request: ActivationRequest) -> None:
        """
        Keep a new request.
        """
        row = to_row(request, requester=PersonName)
        # Of a throttled one only, which is not kept.
        del row["retry_after"]
        self._session.write(_ADD_REQUEST, row)

    def get(self, uai: Uai, request_id: str) -> ActivationRequest | None:
        """
        One request.
        """
        row = self._session.one(_GET_REQUEST, school=uai, request=request_id)
        return None if row is None else _request(row)

    def latest(
        self, *, uai: Uai | None, before: str | None, limit: int
    ) -> Sequence[ActivationRequest]:
        """
        Requests by their row ids, latest first.
        """
        values = {"last": before or _LAST, "most": limit}
        if uai is None:
            rows = self._session.all(_LATEST, **values)
        else:
            rows = self._session.all(_LATEST_OF, school=uai, **values)
        return [_request(row) for row in rows]


class Audit:
    """
    See `pixorga.ports.store.Audit`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, events: Sequence[AuditEvent]) -> None:
        """
        Add events at the chain's end.
        """
        self._session.write(_APPEND, [to_row(event) for event in events])

    def of_school(self, uai: Uai) -> Sequence[AuditEvent]:
        """
        A school's chain from its start.
        """
        rows = self._session.all(_CHAIN, school=uai)
        return [from_row(AuditEvent, row) for row in rows]

    def note(self, note: AuditNote) -> None:
        """
        Write down what happened in no school.
        """
        self._session.write(_NOTE, to_row(note))

    def notes(self, *, before: str | None, limit: int) -> Sequence[AuditNote]:
        """
        What happened in no school, latest first.
        """
        rows = self._session.all(_NOTES, last=before or _LAST, most=limit)
        return [from_row(AuditNote, row) for row in rows]


def _school(row: Row) -> School:
    parts = {"establishment": Establishment, "space": Space}
    return from_row(School, row, **parts, space_head=ChainHead)


def _request(row: Row) -> ActivationRequest:
    return from_row(ActivationRequest, row, requester=PersonName)
