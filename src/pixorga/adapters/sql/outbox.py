"""
Mails on their way: those about a school, and those of a person's account.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
from sqlalchemy import (
    Table,
    Update,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.sql import Executable

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Row, Session
from pixorga.domain.identifiers import Uai
from pixorga.domain.outbox import Content, Mail, MailEvent, MailState, OutboxStatus

__all__ = ["Outbox"]


def _waiting(table: Table) -> list[object]:
    # Literals: of plain values, SQLAlchemy counts how many there are at each execution.
    kind = table.c.state.type
    return [
        literal(state, kind)
        for state in (MailState.QUEUED, MailState.SENDING, MailState.UNKNOWN)
    ]


@attrs.frozen
class _Box:
    """
    The statements on one of the two tables.
    """

    add: Executable
    get: Executable
    due: Executable
    counts: Executable
    save: Update

    @classmethod
    def of(cls, table: Table) -> "_Box":
        one = [table.c.id == bindparam("mail")]
        if "uai" in table.c:
            one.append(table.c.uai == bindparam("school"))
        waits = table.c.state.in_(_waiting(table))
        return cls(
            add=insert(table),
            get=select(table).where(*one),
            due=(
                select(table)
                .where(waits, table.c.due_at <= bindparam("now"))
                .order_by(table.c.due_at, table.c.id)
                .limit(bindparam("most"))
            ),
            counts=select(
                table.c.state,
                func.count().label("number"),
                func.min(table.c.due_at).label("due_at"),
            ).group_by(table.c.state),
            save=update(table).where(
                *one,
                table.c.state == bindparam("was"),
                table.c.attempts == bindparam("attempt"),
            ),
        )


_SCHOOLS: Final = _Box.of(tables.outbox)
_ACCOUNTS: Final = _Box.of(tables.account_outbox)

_OF_SCHOOL = (
    select(tables.outbox)
    .where(tables.outbox.c.uai == bindparam("school"))
    .order_by(tables.outbox.c.created_at, tables.outbox.c.id)
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
        about_schools = [mail for mail in mails if mail.uai is not None]
        of_accounts = [mail for mail in mails if mail.uai is None]
        self._session.write(_SCHOOLS.add, [_row(mail) for mail in about_schools])
        self._session.write(_ACCOUNTS.add, [_row(mail) for mail in of_accounts])

    def of_school(self, uai: Uai) -> Sequence[Mail]:
        """
        All mails about a school, oldest first.
        """
        return [_mail(row) for row in self._session.all(_OF_SCHOOL, school=uai)]

    def get(self, uai: Uai | None, mail_id: str) -> Mail | None:
        """
        One mail.
        """
        if uai is None:
            row = self._session.one(_ACCOUNTS.get, mail=mail_id)
        else:
            row = self._session.one(_SCHOOLS.get, school=uai, mail=mail_id)
        return None if row is None else _mail(row)

    def status(self) -> OutboxStatus:
        """
        How many mails are in which state.
        """
        counts: Counter[MailState] = Counter()
        due: list[datetime] = []
        for box in (_SCHOOLS, _ACCOUNTS):
            for row in self._session.all(box.counts):
                counts[row["state"]] += row["number"]
                if row["state"] in {MailState.QUEUED, MailState.UNKNOWN}:
                    due.append(row["due_at"])
        return OutboxStatus.of(counts, oldest_due_at=min(due, default=None))

    def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[Mail]:
        """
        Take due mails for sending.
        """
        due: list[Mail] = []
        for box in (_ACCOUNTS, _SCHOOLS):
            rows = self._session.all(box.due, now=now, most=limit)
            due += [_mail(row) for row in rows]
        due.sort(key=lambda mail: (mail.due_at, mail.id))
        claims = [(mail, mail.step(MailEvent.CLAIM, due_at=until)) for mail in due]
        return [
            taken
            for mail, taken in claims[:limit]
            if self._write(taken, was=mail.state, attempt=mail.attempts)
        ]

    def save(self, mail: Mail, *, was: MailState) -> bool:
        """
        Write a mail's new state over its row.
        """
        return self._write(mail, was=was, attempt=mail.attempts)

    def _write(self, mail: Mail, *, was: MailState, attempt: int) -> bool:
        """
        Write over the row if it still is at this attempt; each claim is one more.
        """
        row = _row(mail) | {"mail": mail.id, "was": was, "attempt": attempt}
        if mail.uai is None:
            return self._session.write(_ACCOUNTS.save, row) == 1
        return self._session.write(_SCHOOLS.save, row | {"school": mail.uai}) == 1


def _row(mail: Mail) -> Row:
    row = to_row(mail, content=Content)
    if mail.uai is None:
        del row["uai"]
    return row


def _mail(row: Row) -> Mail:
    return from_row(Mail, {"uai": None} | row, content=Content)
