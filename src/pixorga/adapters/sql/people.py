"""
Accounts and memberships.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.columns import from_row, to_row
from pixorga.adapters.sql.session import Conflict, Row, Session
from pixorga.domain.account import Account, Throttle
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import AccountLink, LinkState
from pixorga.domain.people import EmailAddress, PersonName, Principal
from pixorga.domain.team import Administrator, Member, Membership, MembershipState, Role
from pixorga.errors import AddressTakenError

__all__ = ["Accounts", "Team"]

_accounts, _memberships = tables.accounts, tables.memberships
_person_spaces = tables.person_spaces
_links, _throttles = tables.account_links, tables.throttles

_ADD_ACCOUNT = insert(_accounts)
_BY_EMAIL = select(_accounts).where(_accounts.c.email == bindparam("address"))

_GET_ACCOUNT = select(_accounts).where(_accounts.c.id == bindparam("account"))
_SAVE_ACCOUNT = update(_accounts).where(
    _accounts.c.id == bindparam("account"),
    _accounts.c.email == bindparam("was_email"),
    _accounts.c.password_hash == bindparam("was_hash"),
)

_ADD_LINK = insert(_links)
_LINK = select(_links).where(_links.c.handle == bindparam("secret"))
_PENDING = (
    select(_links)
    .where(
        _links.c.subject == bindparam("account"),
        _links.c.state == LinkState.PENDING,
    )
    .order_by(_links.c.issued_at, _links.c.id)
)
_SAVE_LINK = update(_links).where(
    _links.c.handle == bindparam("secret"), _links.c.state == LinkState.PENDING
)

_ADD_THROTTLE = insert(_throttles)
_THROTTLE = select(_throttles).where(_throttles.c.key == bindparam("sought"))
_SAVE_THROTTLE = update(_throttles).where(
    _throttles.c.key == bindparam("sought"), _throttles.c.version == bindparam("was")
)

_ADD_MEMBERSHIP = insert(_memberships)
_SAVE_MEMBERSHIP = (
    update(_memberships)
    .where(
        _memberships.c.uai == bindparam("school"),
        _memberships.c.id == bindparam("membership"),
        _memberships.c.state == bindparam("was"),
    )
    .values(
        state=bindparam("state"),
        ended_at=bindparam("ended_at"),
        person_name_first=bindparam("person_name_first"),
        person_name_last=bindparam("person_name_last"),
        person_email=bindparam("person_email"),
        person_locale=bindparam("person_locale"),
    )
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

    def get(self, account_id: str) -> Account | None:
        """
        The account under a row id.
        """
        row = self._session.one(_GET_ACCOUNT, account=account_id)
        return None if row is None else from_row(Account, row, name=PersonName)

    def save(self, account: Account, *, was: Account) -> bool:
        """
        Write an account's new state over its row.
        """
        other = self.by_email(account.email)
        if other is not None and other.id != account.id:
            raise AddressTakenError
        row = to_row(account, name=PersonName) | {"account": account.id}
        row |= {"was_email": was.email, "was_hash": was.password_hash}
        return self._session.write(_SAVE_ACCOUNT, row) == 1

    def add_link(self, link: AccountLink) -> None:
        """
        Keep a new link of an account.
        """
        self._session.write(_ADD_LINK, to_row(link))

    def link(self, handle: str) -> AccountLink | None:
        """
        The link under a handle.
        """
        row = self._session.one(_LINK, secret=handle)
        return None if row is None else from_row(AccountLink, row)

    def pending_links(self, account_id: str) -> Sequence[AccountLink]:
        """
        The links of an account whose rows say pending, oldest first.
        """
        rows = self._session.all(_PENDING, account=account_id)
        return [from_row(AccountLink, row) for row in rows]

    def save_link(self, link: AccountLink) -> bool:
        """
        Write an ended link over its pending row.
        """
        row = to_row(link) | {"secret": link.handle}
        return self._session.write(_SAVE_LINK, row) == 1

    def throttle(self, key: str) -> Throttle | None:
        """
        The failed log-ins under a key.
        """
        row = self._session.one(_THROTTLE, sought=key)
        return None if row is None else from_row(Throttle, row)

    def save_throttle(self, throttle: Throttle) -> None:
        """
        Write a throttle one version higher than it was read.
        """
        row = to_row(throttle) | {"version": throttle.version + 1}
        if throttle.version == 0:
            self._session.write(_ADD_THROTTLE, row)
            return
        row |= {"sought": throttle.key, "was": throttle.version}
        if self._session.write(_SAVE_THROTTLE, row) != 1:
            raise Conflict


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
        Write a membership's new state, and its copy of the person, over its row.
        """
        person = membership.person
        values = {
            "person_name_first": person.name.first,
            "person_name_last": person.name.last,
            "person_email": person.email,
            "person_locale": person.locale,
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
