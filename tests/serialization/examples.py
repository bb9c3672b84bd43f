"""
One value of each kind, as the golden files hold them.

Run from the root of the repository, this writes the golden files that are missing, and
never changes one that is there:

    python -m tests.serialization.examples
"""

import json
from datetime import date, timedelta
from pathlib import Path

from pixorga.domain.account import AccountLinkView, AccountView
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import EMPTY_CHAIN, AuditEvent, AuditNote
from pixorga.domain.contest import ContestView
from pixorga.domain.directory import (
    DirectoryPreview,
    DirectoryReport,
    Rejection,
    Remark,
    RowProblem,
    RowRemark,
)
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.events import (
    AccountOpened,
    ActivationRequested,
    AddressChanged,
    AddressConfirmed,
    DirectoryImported,
    InvitationAccepted,
    InvitationIssued,
    InvitationReplayed,
    InvitationResent,
    InvitationRevoked,
    InvitationSuperseded,
    LoginsUnblocked,
    MailBounced,
    MailboxChanged,
    MailboxConfirmed,
    MailboxCorrected,
    MailGivenUp,
    MembershipContested,
    MembershipReinstated,
    MembershipRemoved,
    MembershipUpdated,
    PasswordChanged,
    PasswordForgotten,
    RequestsUnblocked,
    SchoolClosed,
    SpaceArchived,
    SpaceOrphaned,
    SpaceReopened,
    TermsAccepted,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import (
    InvitationReason,
    InvitationSummary,
    InvitationView,
)
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.domain.messages import (
    AccessChange,
    AccessChanged,
    AccountCreated,
    ActivationLink,
    AddressToConfirm,
    AdministratorContested,
    AdministratorJoined,
    CredentialChange,
    CredentialsChanged,
    DeletionWarning,
    PasswordReset,
    RecoveryRequested,
    TeamInvitation,
)
from pixorga.domain.outbox import DeliveryReport, MailState, OutboxStatus
from pixorga.domain.people import Operator, PersonName
from pixorga.domain.space import Attention, School, SpaceView
from pixorga.domain.steps import FirstStep, Step, StepState
from pixorga.domain.support import OperatorReason, RequestCase, SchoolCase
from pixorga.domain.team import Capacity, Member, MembershipState, Role
from pixorga.serialization import dump, kinds
from pixorga.serialization.formats import format_of
from pixorga.testing.builders import (
    a_person,
    a_request,
    a_school,
    a_space,
    an_account,
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
NATIONAL = {"at": START, "actor": "3f2a9c"}
WHY = {"reason": OperatorReason.SCHOOL_ASKED, "ticket": "PIX-42"}
MESSAGE = {"school": "Collège Joséphine Baker", "school_kind": KIND}

SCHOOL_EVENTS = [
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
    MembershipUpdated(**EVENT, membership="membership-1"),
    MailboxChanged(**EVENT),
    MailboxConfirmed(**EVENT, **WHY),
    MailboxCorrected(**EVENT, **WHY),
    MailBounced(**EVENT, mail="mail-1"),
    MailGivenUp(**EVENT, mail="mail-1"),
    RequestsUnblocked(**EVENT, **WHY),
    SpaceArchived(**EVENT, **WHY),
    SpaceReopened(**EVENT, **WHY),
    SchoolClosed(**EVENT, **WHY),
]

NATIONAL_EVENTS = [
    AccountOpened(**NATIONAL, account="account-1"),
    AddressConfirmed(**NATIONAL, account="account-1"),
    AddressChanged(**NATIONAL, account="account-1"),
    PasswordChanged(**NATIONAL, account="account-1"),
    PasswordForgotten(**NATIONAL),
    TermsAccepted(**NATIONAL, account="account-1", version="2"),
    LoginsUnblocked(**NATIONAL, **WHY),
    DirectoryImported(**NATIONAL, added=2, changed=1, closed=0, rejected=3),
]

EVENTS = SCHOOL_EVENTS + NATIONAL_EVENTS

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
        reinstated_at=LATER,
        contest_until=LATER,
    ),
    RecoveryRequested(**MESSAGE, requester=NAME, asked_at=START),
    TeamInvitation(
        **MESSAGE,
        administrator=NAME,
        role=Role.ADMINISTRATOR,
        hand_over=True,
        expires_at=LATER,
    ),
    AccessChanged(
        **MESSAGE,
        change=AccessChange.REMOVED,
        role=Role.ADMINISTRATOR,
        changed_at=START,
    ),
    AccountCreated(name=NAME, expires_at=LATER),
    AddressToConfirm(name=NAME, expires_at=LATER),
    PasswordReset(name=NAME, expires_at=LATER),
    CredentialsChanged(name=NAME, change=CredentialChange.ADDRESS, changed_at=START),
    DeletionWarning(name=NAME, delete_after=LATER),
    AdministratorContested(
        **MESSAGE, administrator=NAME, contested_at=START, orphaned=True
    ),
]

KEPT = a_school(uai=Uai("0951099D"))

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
    FirstStep(step=Step.GET_FILE, state=StepState.TO_DO, through_head=True),
    DirectoryPreview.of(
        (a_school(name="Collège du Bourg"), a_school(uai=Uai("0140070A")), KEPT),
        [
            a_school(uai=Uai.lenient("0750655A")),
            a_school(),
            KEPT,
        ],
        closed=[KEPT.uai],
        rejected=(
            Rejection(line=4, uai=None, problem=RowProblem.CELLS),
            Rejection(line=5, uai=Uai("0752387M"), problem=RowProblem.NAME_BLANK),
        ),
        remarks=(
            Remark(line=2, uai=Uai("0750655E"), remark=RowRemark.MAILBOX_SEVERAL),
        ),
    ),
    DirectoryReport(
        added=1, changed=1, closed=1, kept_closed=1, mailboxes=0, rejected=2
    ),
    DeliveryReport(sent=3, deferred=1),
    AuditEvent.after(EMPTY_CHAIN, SCHOOL_EVENTS[0]),
    AuditNote.of(NATIONAL_EVENTS[-1], note_id="note-1"),
    OutboxStatus(queued=1, sent=2, oldest_due_at=START),
    AccountView.of(an_account(confirmed_at=LATER)),
    AccountLinkView(purpose=LinkPurpose.RESET, state=LinkState.PENDING),
    RequestCase(
        request=a_request(),
        school="Collège Joséphine Baker",
        link=LinkState.PENDING,
        mail=MailState.HARD_BOUNCED,
    ),
    SchoolCase.of(
        School(
            establishment=a_school(),
            space=a_space(attention=Attention.MAIL_BOUNCED, attention_since=START),
        )
    ),
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
