"""
The national directory's file: its rows, and what they would change in our directory.

A file is taken row by row, so that one bad row never keeps the others out; what was
left out, and what somebody should look at, is told with the line. Nothing here is
written anywhere: a preview is made first, for somebody to read.

A school may have several rows, one for each of its sites. They are one school: the
first row says what it is called, what kind it is and in which town; it is open if any
of them is; and its mailbox is the one that all of them name, if they name the same.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, Self

import attrs

from pixorga.domain.establishment import (
    Establishment,
    EstablishmentKind,
    MailboxState,
    mailbox_state_of,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.errors import FieldError

__all__ = [
    "CLOSING_PERCENT",
    "DirectoryChange",
    "DirectoryPreview",
    "DirectoryReport",
    "Gathering",
    "Listing",
    "Rejection",
    "Remark",
    "RowProblem",
    "RowRemark",
    "read_row",
]

CLOSING_PERCENT: Final = 2
"""Of our open schools; a file that closes more of them is rather a part of one."""


class RowProblem(StrEnum):
    """
    Why a row of the file is left out.
    """

    CELLS = "cells"
    CITY = "city"
    NAME = "name"
    NAME_BLANK = "name blank"
    UAI = "uai"


class RowRemark(StrEnum):
    """
    What somebody should look at in a row that is taken.
    """

    MAILBOX_SEVERAL = "mailbox several"
    MAILBOX_UNREADABLE = "mailbox unreadable"
    MAILBOX_WEBMAIL = "mailbox webmail"
    UAI_KEY = "uai key"


@attrs.frozen(kw_only=True)
class Listing:
    """
    A row of the file that is a school.

    Attributes:
        line: Where it begins: a line of a CSV file, a record of a JSON file, from 1.
        school: What it says.
        remarks: What somebody should look at.
    """

    line: int
    school: Establishment
    remarks: tuple[RowRemark, ...] = ()


@attrs.frozen(kw_only=True)
class Rejection:
    """
    A row of the file that is left out.

    Attributes:
        line: Where it begins, as for `Listing`.
        uai: Which school it is about, None when it cannot be told.
        problem: Why.
    """

    line: int
    uai: Uai | None
    problem: RowProblem


@attrs.frozen(kw_only=True)
class Remark:
    """
    What somebody should look at in one row.

    Attributes:
        line: Where it begins, as for `Listing`.
        uai: The school.
        remark: What it is.
    """

    line: int
    uai: Uai
    remark: RowRemark


_PROBLEM_OF_FIELD: Final = {"name": RowProblem.NAME, "city": RowProblem.CITY}

# French typography's blanks that do not break, which Python does not call printable.
_HARD_BLANKS: Final = str.maketrans("\u00a0\u202f", "  ")


def read_row(
    *,
    line: int,
    uai: str,
    name: str,
    kind: EstablishmentKind,
    city: str,
    mailbox: str,
    closed: bool,
) -> Listing | Rejection:
    """
    Make a school of what a row says, or tell why there is none in it.

    A UAI with a wrong letter is taken: the directory holds historical codes. A mailbox
    that is none is left out, and the school taken without it.

    Args:
        line: Where the row begins.
        uai: As the file writes it, in any case.
        name: As the file writes it; blanks around it are dropped.
        kind: What kind of school it is.
        city: As the file writes it.
        mailbox: As the file writes it, blank for none.
        closed: Whether the row says that the school is closed.

    Example:
        >>> row = read_row(
        ...     line=2,
        ...     uai="0750655E",
        ...     name="Collège Jules Ferry",
        ...     kind=EstablishmentKind.COLLEGE,
        ...     city="Paris",
        ...     mailbox="jules.ferry@gmail.com",
        ...     closed=False,
        ... )
        >>> row.school.mailbox_state, row.remarks
        (<MailboxState.MISSING: 'missing'>, (<RowRemark.MAILBOX_WEBMAIL: 'mailbox ...
    """
    try:
        code = _read_uai(uai)
    except FieldError:
        return Rejection(line=line, uai=None, problem=RowProblem.UAI)
    plain = _plain(name)
    if not plain:
        return Rejection(line=line, uai=code, problem=RowProblem.NAME_BLANK)
    address, state, remarks = _read_mailbox(code, mailbox)
    if code.historical and not code.has_valid_key:
        remarks = (*remarks, RowRemark.UAI_KEY)
    try:
        school = Establishment(
            uai=code,
            name=plain,
            kind=kind,
            city=_plain(city),
            mailbox=address,
            mailbox_state=state,
            closed=closed,
        )
    except FieldError as error:
        problem = _PROBLEM_OF_FIELD[error.field]
        return Rejection(line=line, uai=code, problem=problem)
    return Listing(line=line, school=school, remarks=remarks)


def _read_uai(text: str) -> Uai:
    try:
        # Nearly all are written in the one way, which takes one look.
        return Uai(text)
    except FieldError:
        return Uai.lenient(text)


def _plain(text: str) -> str:
    # Translating takes its time, and few texts have anything to translate.
    return (text if text.isprintable() else text.translate(_HARD_BLANKS)).strip()


def _read_address(text: str) -> EmailAddress:
    if text.isascii():
        # Look-alikes apart, small letters are all that `parse` has to see to.
        return EmailAddress(text.strip().lower())
    return EmailAddress.parse(text)


def _read_mailbox(
    uai: Uai, text: str
) -> tuple[EmailAddress | None, MailboxState, tuple[RowRemark, ...]]:
    if not text.strip():
        return None, MailboxState.MISSING, ()
    try:
        mailbox = _read_address(text)
    except FieldError:
        return None, MailboxState.MISSING, (RowRemark.MAILBOX_UNREADABLE,)
    state = mailbox_state_of(uai, mailbox)
    if state is MailboxState.MISSING:
        return None, state, (RowRemark.MAILBOX_WEBMAIL,)
    return mailbox, state, ()


class Gathering:
    """
    Takes a file's rows one after the other, and makes schools of them.
    """

    def __init__(self) -> None:
        # By code: the hash of a text is at hand, that of a value is reckoned anew.
        self._schools: dict[str, Establishment] = {}
        self._rejected: list[Rejection] = []
        self._remarks: list[Remark] = []
        self._disputed: set[str] = set()

    def add(self, row: Listing | Rejection) -> None:
        """
        Take the next row.
        """
        if isinstance(row, Rejection):
            self._rejected.append(row)
            return
        for remark in row.remarks:
            self._remark(row, remark)
        first = self._schools.setdefault(row.school.uai.code, row.school)
        if first is not row.school:
            self._join(first, row)

    def preview(
        self, present: Iterable[Establishment], *, closed: Iterable[Uai] = ()
    ) -> "DirectoryPreview":
        """
        What the rows that were taken would change.

        Args:
            present: Our directory, in the order of its UAIs.
            closed: The schools that an operator closed, in the same order.
        """
        return DirectoryPreview.of(
            tuple(self._schools.values()),
            present,
            closed=closed,
            rejected=tuple(self._rejected),
            remarks=tuple(self._remarks),
        )

    def _join(self, first: Establishment, row: Listing) -> None:
        code = first.uai.code
        if _disagree(first, row.school) and code not in self._disputed:
            self._disputed.add(code)
            self._remark(row, RowRemark.MAILBOX_SEVERAL)
        self._schools[code] = _joined(first, row.school)

    def _remark(self, row: Listing, remark: RowRemark) -> None:
        self._remarks.append(Remark(line=row.line, uai=row.school.uai, remark=remark))


def _joined(first: Establishment, again: Establishment) -> Establishment:
    """
    One school of two rows; in which order they speak of its mailbox is all the same.
    """
    mailbox, state = first.mailbox, first.mailbox_state
    if _disagree(first, again):
        both = filter(None, (first.mailbox, again.mailbox))
        mailbox = min(both, key=lambda address: _rank(first.uai, address))
        state = MailboxState.TO_CONFIRM
    elif mailbox is None:
        mailbox, state = again.mailbox, again.mailbox_state
    return attrs.evolve(
        first,
        mailbox=mailbox,
        mailbox_state=state,
        closed=first.closed and again.closed,
    )


def _disagree(first: Establishment, again: Establishment) -> bool:
    both = {first.mailbox, again.mailbox} - {None}
    return len(both) > 1


def _rank(uai: Uai, mailbox: EmailAddress) -> tuple[bool, EmailAddress]:
    """
    The order in which a school's mailboxes are put to an operator: its academy's first.
    """
    return mailbox_state_of(uai, mailbox) is not MailboxState.USABLE, mailbox


@attrs.frozen(kw_only=True)
class DirectoryChange:
    """
    A school of our directory of which the file says something else.

    Attributes:
        before: What we know.
        after: What we would know.
    """

    before: Establishment
    after: Establishment

    @property
    def uai(self) -> Uai:
        """
        The school.
        """
        return self.after.uai

    @property
    def fields(self) -> tuple[str, ...]:
        """
        What is different, by the names of `Establishment`.
        """
        names = [field.name for field in attrs.fields(Establishment)]
        return tuple(
            name
            for name in names
            if getattr(self.before, name) != getattr(self.after, name)
        )

    @property
    def mailbox_changes(self) -> bool:
        """
        Whether links would go elsewhere, or no longer go.
        """
        return not {"mailbox", "mailbox_state"}.isdisjoint(self.fields)


def _number(values: Sequence[object]) -> str:
    return str(len(values))


@attrs.frozen(kw_only=True)
class DirectoryPreview:
    """
    What a file would change in our directory; `str` and `repr` give numbers only.

    Attributes:
        schools: What the file says, in its order, a school once.
        rejected: Rows that are left out.
        remarks: What somebody should look at.
        added: Schools that we do not have.
        changed: Schools that are different.
        closing: Schools that are open with us, and in the file closed or absent. They
            would stay, marked as closed.
        kept_closed: Schools that are open in the file and that an operator closed: they
            stay closed with us until an operator reopens them.
        unchanged: How many schools of the file are as we have them.
        open: How many schools are open with us.
    """

    schools: tuple[Establishment, ...] = attrs.field(repr=_number)
    rejected: tuple[Rejection, ...] = attrs.field(repr=_number)
    remarks: tuple[Remark, ...] = attrs.field(repr=_number)
    added: tuple[Establishment, ...] = attrs.field(repr=_number)
    changed: tuple[DirectoryChange, ...] = attrs.field(repr=_number)
    closing: tuple[DirectoryChange, ...] = attrs.field(repr=_number)
    kept_closed: tuple[Uai, ...] = attrs.field(repr=_number)
    unchanged: int
    open: int

    @classmethod
    def of(
        cls,
        schools: tuple[Establishment, ...],
        present: Iterable[Establishment],
        *,
        closed: Iterable[Uai] = (),
        rejected: tuple[Rejection, ...] = (),
        remarks: tuple[Remark, ...] = (),
    ) -> Self:
        """
        Compare a file with our directory.

        Args:
            schools: What the file says, a school once.
            present: Our directory, in the order of its UAIs.
            closed: The schools that an operator closed, in the same order.
            rejected: Rows that are left out.
            remarks: What somebody should look at.
        """
        added = {school.uai.code: school for school in schools}
        kept = tuple(uai for uai in closed if _lists_as_open(added.get(uai.code)))
        changed: list[DirectoryChange] = []
        closing: list[DirectoryChange] = []
        unchanged = 0
        open_now = 0
        for before in present:
            open_now += not before.closed
            after = added.pop(before.uai.code, None)
            if after == before:
                unchanged += 1
                continue
            change = _change(before, after)
            if change is not None:
                (closing if _closes(change) else changed).append(change)
        return cls(
            schools=schools,
            rejected=rejected,
            remarks=remarks,
            added=tuple(added.values()),
            changed=tuple(changed),
            closing=tuple(closing),
            kept_closed=kept,
            unchanged=unchanged,
            open=open_now,
        )

    def again(
        self, present: Iterable[Establishment], *, closed: Iterable[Uai] = ()
    ) -> Self:
        """
        The same file, compared with our directory as it is by now.

        Args:
            present: Our directory, in the order of its UAIs.
            closed: The schools that an operator closed, in the same order.
        """
        return self.of(
            self.schools,
            present,
            closed=closed,
            rejected=self.rejected,
            remarks=self.remarks,
        )

    @property
    def listed(self) -> int:
        """
        How many schools the file has.
        """
        return len(self.schools)

    @property
    def closes_many(self) -> bool:
        """
        Whether it closes more than 2 % of our open schools: it may be cut short.
        """
        return len(self.closing) * 100 > self.open * CLOSING_PERCENT


def _change(
    before: Establishment, after: Establishment | None
) -> DirectoryChange | None:
    # A school that the file does not list has closed; what else we know of it stays.
    now = attrs.evolve(before, closed=True) if after is None else after
    return None if now == before else DirectoryChange(before=before, after=now)


def _lists_as_open(row: Establishment | None) -> bool:
    return row is not None and not row.closed


def _closes(change: DirectoryChange) -> bool:
    return change.after.closed and not change.before.closed


@attrs.frozen(kw_only=True)
class DirectoryReport:
    """
    What an import has changed.

    Attributes:
        added: Schools that we did not have.
        changed: Schools that are different.
        closed: Schools that were open.
        mailboxes: Schools among them whose links go elsewhere, or no longer go.
        kept_closed: Schools that the file lists as open, and that stay closed because
            an operator closed them.
        rejected: Rows of the file that were left out.
    """

    added: int
    changed: int
    closed: int
    kept_closed: int
    mailboxes: int
    rejected: int
