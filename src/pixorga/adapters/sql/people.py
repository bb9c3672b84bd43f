"""
Accounts and memberships.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Row, Session
from pixorga.domain.account import Account
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress, PersonName, Principal
from pixorga.domain.team import Administrator, Member, Membership, MembershipState, Role
from pixorga.errors import AddressTakenError

__all__ = ["Accounts", "Team"]

_accounts, _memberships = tables.accounts, tables.memberships
_person_spaces = tables.person_spaces

_ADD_ACCOUNT = insert(_accounts)
_BY_EMAIL = select(_accounts).where(_accounts.c.email == bindparam("address"))

_ADD_MEMBERSHIP = insert(_memberships)
_SAVE_MEMBERSHIP = (
    update(_memberships)
    .where(
        _memberships.c.uai == bindparam("school"),
        _memberships.c.id == bindparam("membership"),
        _memberships.c.state == bindparam("was"),
    )
    .values(state=bindparam("state"), ended_at=bindparam("ended_at"))
)
_OF_SCHOOL = (
    select(_memberships)
    .where(_memberships.c.uai == bindparam("school"))
    .order_by(_memberships.c.joined_at, _memberships.c.id)
)
_ADD_PERSON_SPACE = insert_or(_person_spaces).on_conflict_do_nothing()
_OF_PERSON = (
    select(_memberships)
    .join(
        _person_spaces,
        and_(
            _person_spaces.c.uai == _memberships.c.uai,
            _person_spaces.c.person_id == _memberships.c.person_id,
        ),
    )
    .where(_person_spaces.c.person_id == bindparam("person"))
    .order_by(_memberships.c.joined_at, _memberships.c.id)
)

_CLASSES: Final[dict[Role, type[Membership]]] = {
    Role.ADMINISTRATOR: Administrator,
    Role.MEMBER: Member,
}


class Accounts:
    """
    See `pixorga.ports.store.Accounts`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, account: Account) -> None:
        """
        Keep a new account.
        """
        # Of two at once, the later meets the unique constraint and is run again.
        if self.by_email(account.email) is not None:
            raise AddressTakenError
        self._session.write(_ADD_ACCOUNT, to_row(account, name=PersonName))

    def by_email(self, email: EmailAddress) -> Account | None:
        """
        The account under an address.
        """
        row = self._session.one(_BY_EMAIL, address=email)
        return None if row is None else from_row(Account, row, name=PersonName)


class Team:
    """
    See `pixorga.ports.store.Team`.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, membership: Membership) -> None:
        """
        Keep a new membership, and note the school among the person's.
        """
        row = to_row(membership, person=Principal, person_name=PersonName)
        self._session.write(_ADD_MEMBERSHIP, row | {"role": membership.role})
        person = {"person_id": membership.person.id, "uai": membership.uai}
        self._session.write(_ADD_PERSON_SPACE, person)

    def save(self, membership: Membership, *, was: MembershipState) -> bool:
        """
        Write a membership's new state over its row.
        """
        values = {
            "school": membership.uai,
            "membership": membership.id,
            "was": was,
            "state": membership.state,
            "ended_at": membership.ended_at,
        }
        return self._session.write(_SAVE_MEMBERSHIP, values) == 1

    def of_school(self, uai: Uai) -> Sequence[Membership]:
        """
        All memberships of a school, oldest first.
        """
        return [_membership(row) for row in self._session.all(_OF_SCHOOL, school=uai)]

    def of_person(self, person_id: str) -> Sequence[Membership]:
        """
        All memberships of a person.
        """
        rows = self._session.all(_OF_PERSON, person=person_id)
        return [_membership(row) for row in rows]


def _membership(row: Row) -> Membership:
    membership_class = _CLASSES[row.pop("role")]
    return from_row(membership_class, row, person=Principal, person_name=PersonName)
