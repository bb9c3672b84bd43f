"""
Whether whoever acts may still act, asked again inside the transaction.
"""

from typing import TypeAlias

from pixorga.domain.identifiers import Uai
from pixorga.domain.people import Operator
from pixorga.domain.team import Administrator, Membership
from pixorga.errors import AuthorityError, ReasonNeededError
from pixorga.ports.store import UnitOfWork

__all__ = ["Authority", "require_authority", "require_team", "school_of"]

Authority: TypeAlias = Administrator | Operator
"""An administrator acts for their own school, an operator for any."""


def school_of(by: Authority, uai: Uai | str | None) -> Uai:
    """
    The school that a verb is about.

    Args:
        by: Who acts.
        uai: Which school, for an operator; an administrator's own by default.

    Raises:
        AuthorityError: It is another school than the administrator's.
        FieldError: An operator named no school.
    """
    if isinstance(by, Operator):
        return uai if isinstance(uai, Uai) else Uai.lenient(uai)
    if uai is not None and str(uai) != str(by.uai):
        raise AuthorityError
    return by.uai


def require_team(by: Administrator) -> Administrator:
    """
    Whoever acts, provided that it is no operator: these act with a reason.

    Raises:
        ReasonNeededError: An operator acts by the verbs of `support`.
    """
    if isinstance(by, Operator):
        raise ReasonNeededError
    return by


def require_authority(unit: UnitOfWork, by: Authority, uai: Uai) -> list[Membership]:
    """
    The school's team, provided that whoever acts is still entitled to.

    Args:
        unit: The transaction, which holds the school's lock.
        by: Who acts.
        uai: For which school.

    Raises:
        AuthorityError: Not, or no longer, an active administrator of the school.
    """
    team = list(unit.team.of_school(uai))
    if isinstance(by, Operator):
        return team
    for membership in team:
        present = isinstance(membership, Administrator) and membership.is_active
        if present and (membership.id, membership.uai) == (by.id, uai):
            return team
    raise AuthorityError
