"""
A school's links.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Row, Session
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import Invitation
from pixorga.domain.link import Link, LinkPurpose, LinkState
from pixorga.domain.people import EmailAddress

__all__ = ["Links"]

_links = tables.links

_ADD = insert(_links)
_GET = select(_links).where(
    _links.c.uai == bindparam("school"), _links.c.handle == bindparam("secret")
)
_BY_ID = select(_links).where(
    _links.c.uai == bindparam("school"), _links.c.id == bindparam("link")
)
_OF_SCHOOL = (
    select(_links)
    .where(_links.c.uai == bindparam("school"))
    .order_by(_links.c.issued_at, _links.c.id)
)
_PENDING = select(_links).where(
    _links.c.uai == bindparam("school"),
    _links.c.purpose == bindparam("sought"),
    _links.c.sent_to == bindparam("mailbox"),
    _links.c.state == LinkState.PENDING,
)
_SAVE = (
    update(_links)
    .where(
        _links.c.uai == bindparam("school"),
        _links.c.handle == bindparam("secret"),
        _links.c.state == LinkState.PENDING,
    )
    .values(
        state=bindparam("state"),
        expires_at=bindparam("expires_at"),
        renewed=bindparam("renewed"),
        ended_at=bindparam("ended_at"),
        ended_by=bindparam("ended_by"),
    )
)


class Links:
    """
    See `pixorga.ports.store.Links`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, link: Link) -> None:
        """
        Keep a new link.
        """
        self._session.write(_ADD, to_row(link))

    def get(self, uai: Uai, handle: str) -> Link | None:
        """
        The link under a handle.
        """
        row = self._session.one(_GET, school=uai, secret=handle)
        return None if row is None else _link(row)

    def by_id(self, uai: Uai, link_id: str) -> Link | None:
        """
        The link under a row id.
        """
        row = self._session.one(_BY_ID, school=uai, link=link_id)
        return None if row is None else _link(row)

    def of_school(self, uai: Uai) -> Sequence[Link]:
        """
        All links of a school, oldest first.
        """
        return [_link(row) for row in self._session.all(_OF_SCHOOL, school=uai)]

    def pending(
        self, uai: Uai, *, purpose: LinkPurpose, sent_to: EmailAddress
    ) -> Link | None:
        """
        The link of a purpose to a mailbox whose row says pending.
        """
        row = self._session.one(_PENDING, school=uai, sought=purpose, mailbox=sent_to)
        return None if row is None else _link(row)

    def save(self, link: Link) -> bool:
        """
        Write a link over its pending row; the guarded write of every link.
        """
        values = {
            "school": link.uai,
            "secret": link.handle,
            "state": link.state,
            "expires_at": link.expires_at,
            "renewed": link.renewed,
            "ended_at": link.ended_at,
            "ended_by": link.ended_by,
        }
        return self._session.write(_SAVE, values) == 1


def _link(row: Row) -> Link:
    """
    A link, and an invitation when it has a role.
    """
    if row["role"] is not None:
        return from_row(Invitation, row)
    del row["role"], row["reason"]
    return from_row(Link, row)
