"""
The contest of a new administrator by the school's mailbox.
"""

from datetime import date

import attrs

from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkState, refusal_for
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

    @property
    def is_decided(self) -> bool:
        """
        Whether there is nobody left to contest: suspended, removed or gone.
        """
        return self.membership is not MembershipState.ACTIVE

    def raise_for_state(self) -> None:
        """
        Raise the error that says why the link cannot be used; nothing while it can.

        Raises:
            LinkExpiredError: Its time is over.
            LinkRevokedError: The school has another mailbox since.
            LinkReplayedError: It was used, and the suspension lifted since.
        """
        refusal = refusal_for(self.state)
        if refusal is not None:
            raise refusal
