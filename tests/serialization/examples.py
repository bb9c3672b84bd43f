"""
One value of each kind, as the golden files hold them.

Run from the root of the repository, this writes the golden files that are missing, and
never changes one that is there:

    python -m tests.serialization.examples
"""

import json
from datetime import date, timedelta
from pathlib import Path

from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent
from pixorga.domain.contest import ContestView
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.events import (
    ActivationRequested,
    InvitationAccepted,
    InvitationIssued,
    InvitationReplayed,
    InvitationResent,
    InvitationRevoked,
    InvitationSuperseded,
    MembershipContested,
    MembershipReinstated,
    MembershipRemoved,
    SpaceOrphaned,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import (
    InvitationReason,
    InvitationSummary,
    InvitationView,
)
from pixorga.domain.link import LinkState
from pixorga.domain.messages import (
    ActivationLink,
    AdministratorContested,
    AdministratorJoined,
    HandOverLink,
    RecoveryRequested,
)
from pixorga.domain.outbox import DeliveryReport
from pixorga.domain.people import Operator, PersonName
from pixorga.domain.space import SpaceView
from pixorga.domain.team import Capacity, Member, MembershipState, Role
from pixorga.serialization import dump, kinds
from pixorga.serialization.formats import format_of
from pixorga.testing.builders import (
    a_person,
    a_request,
    a_school,
    an_administrator,
    an_invitation,
)
from pixorga.testing.fakes import START

GOLDEN = Path(__file__).parent / "golden"

LATER = START + timedelta(days=7)

SCHOOL = {"uai": Uai("0750655E"), "school": "Collège Joséphine Baker"}
KIND = EstablishmentKind.COLLEGE
NAME = PersonName(first="Zoé", last="Łukaszewicz-D’Œuvre")

EVENT = {"uai": Uai("0750655E"), "at": START, "actor": "3f2a9c"}
MESSAGE = {"school": "Collège Joséphine Baker", "school_kind": KIND}

EVENTS = [
    ActivationRequested(
        **EVENT,
        request="request-1",
        reason=InvitationReason.RECOVERY,
        outcome=ActivationOutcome.SENT,
    ),
    InvitationIssued(
        **EVENT,
        invitation="invitation-1",
        reason=InvitationReason.RECOVERY,
        role=Role.ADMINISTRATOR,
    ),
    InvitationSuperseded(**EVENT, invitation="invitation-1"),
    InvitationAccepted(
        **EVENT,
        invitation="invitation-1",
        membership="membership-1",
        role=Role.ADMINISTRATOR,
        capacity=None,
    ),
    InvitationReplayed(**EVENT, invitation="invitation-1"),
    InvitationResent(**EVENT, invitation="invitation-1"),
    InvitationRevoked(**EVENT, invitation="invitation-1"),
    MembershipContested(**EVENT, membership="membership-1"),
    MembershipReinstated(**EVENT, membership="membership-1"),
    MembershipRemoved(**EVENT, membership="membership-1"),
    SpaceOrphaned(**EVENT),
]

MESSAGES = [
    ActivationLink(
        **MESSAGE,
        requester=NAME,
        reason=InvitationReason.ACTIVATION,
        expires_at=LATER,
    ),
    AdministratorJoined(
        **MESSAGE,
        administrator=NAME,
        capacity=Capacity.REFERENT,
        joined_at=START,
        contest_until=LATER,
    ),
    RecoveryRequested(**MESSAGE, requester=NAME, asked_at=START),
    HandOverLink(**MESSAGE, administrator=NAME, expires_at=LATER),
    AdministratorContested(
        **MESSAGE, administrator=NAME, contested_at=START, orphaned=True
    ),
]

VALUES = [
    a_school(),
    a_request(),
    a_person(),
    Operator(id="support-1", name=NAME),
    an_administrator(),
    Member(
        id="membership-2",
        uai=Uai.lenient("0750655A"),
        person=a_person(),
        state=MembershipState.SUSPENDED,
        joined_at=START,
        ended_at=LATER,
    ),
    InvitationView(
        **SCHOOL,
        kind=KIND,
        reason=InvitationReason.HAND_OVER,
        role=Role.ADMINISTRATOR,
        requester=None,
        state=LinkState.EXPIRED,
        last_day=date(2026, 9, 8),
    ),
    InvitationSummary.of(an_invitation(), now=START),
    ContestView(
        **SCHOOL,
        kind=KIND,
        administrator=NAME,
        membership=MembershipState.ACTIVE,
        state=LinkState.PENDING,
        last_day=date(2026, 9, 30),
    ),
    SpaceView(**SCHOOL, kind=KIND, membership=an_administrator()),
    DeliveryReport(sent=3, deferred=1),
    AuditEvent.after(EMPTY_CHAIN, EVENTS[0]),
]

EXAMPLES = {dump(value)["kind"]: value for value in VALUES + EVENTS + MESSAGES}
"""
By kind.
"""


def golden_text(value):
    """
    What the golden file of a value holds.
    """
    return f"{json.dumps(dump(value), ensure_ascii=False, indent=2)}\n"


def write_missing():
    """
    Write the golden files of the present formats that are not there.
    """
    GOLDEN.mkdir(exist_ok=True)
    for kind in kinds():
        path = GOLDEN / f"{kind}-{format_of(kind)}.json"
        if not path.exists():
            path.write_text(golden_text(EXAMPLES[kind]), encoding="utf-8")


if __name__ == "__main__":
    write_missing()
