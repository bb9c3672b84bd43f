"""
The contest of a new administrator by the school's mailbox.
"""

from datetime import date

import attrs

from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkState
from pixorga.domain.people import PersonName
from pixorga.domain.team import MembershipState

__all__ = ["ContestView"]


@attrs.frozen(kw_only=True)
class ContestView:
    """
    What may be shown to whoever opens a contest link.

    Attributes:
        uai: The school.
        school: Its name.
        kind: What kind of school it is.
        administrator: Who would be suspended.
        membership: Where the administrator's membership stands.
        state: Where the link stands.
        last_day: The last day on which it can be used.
    """

    uai: Uai
    school: str
    kind: EstablishmentKind
    administrator: PersonName = attrs.field(repr=False)
    membership: MembershipState
    state: LinkState
    last_day: date
