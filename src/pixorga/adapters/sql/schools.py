"""
Schools, the requests for them, and their chains of events.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import String, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Conflict, Session
from pixorga.domain.activation import ActivationRequest
from pixorga.domain.audit import AuditEvent, ChainHead
from pixorga.domain.establishment import Establishment
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import PersonName
from pixorga.domain.space import School, Space

__all__ = ["Audit", "Requests", "Schools"]

_directory, _spaces = tables.directory, tables.spaces

_FIND = (
    select(
        *(column.label(f"establishment_{column.name}") for column in _directory.c),
        *(column.label(f"space_{column.name}") for column in _spaces.c),
    )
    .select_from(_directory.outerjoin(_spaces, _directory.c.uai == _spaces.c.uai))
    .where(_directory.c.uai == bindparam("school"))
)
_FIND_LOCKED = _FIND.with_for_update(of=_spaces)

_put = insert_or(_directory)
_PUT = _put.on_conflict_do_update(
    index_elements=["uai"],
    set_={column.name: column for column in _put.excluded if column.name != "uai"},
)

_UAIS = (
    select(_spaces.c.uai)
    .where(_spaces.c.uai > bindparam("last", type_=String))
    .order_by(_spaces.c.uai)
    .limit(bindparam("most"))
)
_ADD_SPACE = insert(_spaces)
_SAVE_SPACE = update(_spaces).where(
    _spaces.c.uai == bindparam("school"), _spaces.c.version == bindparam("was")
)

_ADD_REQUEST = insert(tables.requests)
_GET_REQUEST = select(tables.requests).where(
    tables.requests.c.uai == bindparam("school"),
    tables.requests.c.id == bindparam("request"),
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
        if row is None:
            return None
        parts = {"establishment": Establishment, "space": Space}
        return from_row(School, row, **parts, space_head=ChainHead)

    def put(self, establishments: Iterable[Establishment]) -> None:
        """
        Add or replace rows of the directory.
        """
        self._session.write(_PUT, [to_row(row) for row in establishments])

    def uais(self, *, after: Uai | None, limit: int) -> Sequence[Uai]:
        """
        The schools that have a space, in the order of their UAI.
        """
        # An empty text is before every UAI.
        rows = self._session.all(_UAIS, last=str(after or ""), most=limit)
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
        self._session.write(_ADD_REQUEST, to_row(request, requester=PersonName))

    def get(self, uai: Uai, request_id: str) -> ActivationRequest | None:
        """
        One request.
        """
        row = self._session.one(_GET_REQUEST, school=uai, request=request_id)
        if row is None:
            return None
        return from_row(ActivationRequest, row, requester=PersonName)


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
