"""
Mails on their way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, literal, select, update

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Session
from pixorga.domain.identifiers import Uai
from pixorga.domain.outbox import Content, Mail, MailEvent, MailState

__all__ = ["Outbox"]

_outbox = tables.outbox
# Literals: of plain values, SQLAlchemy counts how many there are at each execution.
_WAITING = [
    literal(state, _outbox.c.state.type)
    for state in (MailState.QUEUED, MailState.SENDING, MailState.UNKNOWN)
]

_ADD = insert(_outbox)
_OF_SCHOOL = (
    select(_outbox)
    .where(_outbox.c.uai == bindparam("school"))
    .order_by(_outbox.c.created_at, _outbox.c.id)
)
_DUE = (
    select(_outbox)
    .where(_outbox.c.state.in_(_WAITING), _outbox.c.due_at <= bindparam("now"))
    .order_by(_outbox.c.due_at, _outbox.c.id)
    .limit(bindparam("most"))
)
_SAVE = update(_outbox).where(
    _outbox.c.uai == bindparam("school"),
    _outbox.c.id == bindparam("mail"),
    _outbox.c.state.in_(_WAITING),
    _outbox.c.attempts == bindparam("was"),
)


class Outbox:
    """
    See `pixorga.ports.store.Outbox`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, mails: Sequence[Mail]) -> None:
        """
        Queue mails.
        """
        rows = [to_row(mail, content=Content) for mail in mails]
        self._session.write(_ADD, rows)

    def of_school(self, uai: Uai) -> Sequence[Mail]:
        """
        All mails about a school, oldest first.
        """
        rows = self._session.all(_OF_SCHOOL, school=uai)
        return [from_row(Mail, row, content=Content) for row in rows]

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Mail]:
        """
        Take due mails for sending.
        """
        rows = self._session.all(_DUE, now=now, most=limit)
        due = [from_row(Mail, row, content=Content) for row in rows]
        claimed = [mail.step(MailEvent.CLAIM, due_at=until) for mail in due]
        return [
            mail
            for mail, was in zip(claimed, due, strict=True)
            if self._write(mail, attempts=was.attempts)
        ]

    def save(self, mail: Mail) -> bool:
        """
        Write a claimed mail back.
        """
        return self._write(mail, attempts=mail.attempts)

    def _write(self, mail: Mail, *, attempts: int) -> bool:
        """
        Write over the row if it still is at this attempt; each claim is one more.
        """
        row = to_row(mail, content=Content)
        row |= {"school": mail.uai, "mail": mail.id, "was": attempts}
        return self._session.write(_SAVE, row) == 1
