"""
The chain of events: nothing in it can be altered unseen.
"""

import hashlib
import json
from datetime import timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain import events as kinds
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import (
    EMPTY_CHAIN,
    AuditEvent,
    AuditNote,
    ChainHead,
    Event,
    SchoolEvent,
    verify,
)
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
    OperatorEvent,
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
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.support import OperatorReason
from pixorga.domain.team import Capacity, Role
from pixorga.errors import InstantNaiveError
from pixorga.testing.fakes import START

UAI = Uai.parse("0750655E")
WHEN = {"at": START, "actor": "anonymous"}
WHERE = {"uai": UAI} | WHEN
WHY = {"reason": OperatorReason.SCHOOL_MERGED, "ticket": "PIX-1"}

EXAMPLES = [
    ActivationRequested(
        **WHERE,
        request="request-1",
        reason=InvitationReason.RECOVERY,
        outcome=ActivationOutcome.SENT,
    ),
    InvitationIssued(
        **WHERE,
        invitation="invitation-1",
        reason=InvitationReason.RECOVERY,
        role=Role.ADMINISTRATOR,
    ),
    InvitationSuperseded(**WHERE, invitation="invitation-1"),
    InvitationAccepted(
        **WHERE,
        invitation="invitation-1",
        membership="membership-1",
        role=Role.ADMINISTRATOR,
        capacity=Capacity.DIRECTION,
    ),
    InvitationReplayed(**WHERE, invitation="invitation-1"),
    InvitationResent(**WHERE, invitation="invitation-1"),
    InvitationRevoked(**WHERE, invitation="invitation-1"),
    MembershipContested(**WHERE, membership="membership-1"),
    MembershipReinstated(**WHERE, membership="membership-1"),
    MembershipRemoved(**WHERE, membership="membership-1"),
    SpaceOrphaned(**WHERE),
    MembershipUpdated(**WHERE, membership="membership-1"),
    MailboxChanged(**WHERE),
    MailboxConfirmed(**WHERE, **WHY),
    MailboxCorrected(**WHERE, **WHY),
    MailBounced(**WHERE, mail="mail-1"),
    MailGivenUp(**WHERE, mail="mail-1"),
    RequestsUnblocked(**WHERE, **WHY),
    SpaceArchived(**WHERE, **WHY),
    SpaceReopened(**WHERE, **WHY),
    SchoolClosed(**WHERE, **WHY),
]

NOTED = [
    AccountOpened(**WHEN, account="account-1"),
    AddressConfirmed(**WHEN, account="account-1"),
    AddressChanged(**WHEN, account="account-1"),
    PasswordChanged(**WHEN, account="account-1"),
    PasswordForgotten(**WHEN),
    TermsAccepted(**WHEN, account="account-1", version="2"),
    LoginsUnblocked(**WHEN, **WHY),
    DirectoryImported(**WHEN, added=3, changed=2, closed=1, rejected=0),
]
"""
What happens in no school.
"""


def chained(events, *, head=EMPTY_CHAIN):
    """
    A chain that records some events.
    """
    chain = []
    for event in events:
        chain.append(AuditEvent.after(head, event))
        head = chain[-1].head
    return chain


def issued(number):
    """
    One event of many.
    """
    return attrs.evolve(
        EXAMPLES[2], at=START + timedelta(seconds=number), invitation=f"{number}"
    )


CHAIN = chained(issued(number) for number in range(8))
HEAD = CHAIN[-1].head

places = st.integers(0, len(CHAIN) - 1)

ALTERED = {
    "uai": Uai.parse("0752387M"),
    "number": 99,
    "at": START - timedelta(seconds=1),
    "code": "INVITATION_ACCEPTED",
    "actor": "somebody",
    "details": (("invitation", "other"),),
    "digest": "f" * 64,
}
"""
Another value for each field of an event.
"""


class TestAfter:
    def test_first(self):
        """
        The first event follows the empty chain, as number one.
        """
        first = CHAIN[0]

        assert ChainHead(length=0, digest="0" * 64) == EMPTY_CHAIN
        assert first.number == 1
        assert first.code == "INVITATION_SUPERSEDED"
        assert first.details == (("invitation", "0"),)
        assert first.head == ChainHead(length=1, digest=first.digest)

    def test_digest(self):
        """
        The digest is SHA-256 of the event as canonical JSON, after the digest before.
        """
        body = [
            "0" * 64,
            "0750655E",
            1,
            "2026-09-01T08:00:00+00:00",
            "INVITATION_SUPERSEDED",
            "anonymous",
            [["invitation", "0"]],
        ]
        text = json.dumps(body, separators=(",", ":"))

        assert CHAIN[0].digest == hashlib.sha256(text.encode()).hexdigest()

    def test_frozen(self):
        """
        Chains that were written are verified by later releases: the digest stays.
        """
        assert CHAIN[0].digest == (
            "e72e39f9458ceb23dd471ab8ab2663edb6a784803a8fa40bdc658226ee7dcb9c"
        )

    def test_zone_is_of_no_account(self):
        """
        A13: the same instant from another zone has the same digest.
        """
        there = START.astimezone(timezone(timedelta(hours=-3)))

        (event,) = chained([attrs.evolve(issued(0), at=there)])

        assert event == CHAIN[0]

    def test_beyond_ascii(self):
        """
        Any text has one spelling.
        """
        (event,) = chained([attrs.evolve(issued(0), invitation="é\u2028\ud800")])

        assert verify([event]) == event.head


class TestVerify:
    def test_untouched(self):
        """
        A46: a chain that nobody touched leads to its head.
        """
        assert verify(CHAIN) == HEAD
        assert verify(iter(CHAIN)) == HEAD
        assert verify([]) == EMPTY_CHAIN

    @given(places)
    def test_from_a_checkpoint(self, place):
        """
        A46: after a purge the rest still verifies, from the purge's checkpoint on.
        """
        start = CHAIN[place].head

        assert verify(CHAIN[place + 1 :], start=start) == HEAD

    @given(places, st.sampled_from(sorted(ALTERED)))
    def test_altered(self, place, field):
        """
        An event that is altered in any one field is seen.
        """
        chain = list(CHAIN)
        chain[place] = attrs.evolve(chain[place], **{field: ALTERED[field]})

        assert verify(chain) is None

    @given(places, st.text(), st.text())
    def test_altered_details(self, place, name, value):
        """
        So is one of which the details say anything else.
        """
        details = ((name, value),)
        chain = list(CHAIN)
        chain[place] = attrs.evolve(chain[place], details=details)

        assert (verify(chain) == HEAD) is (details == CHAIN[place].details)

    @given(places, st.sampled_from(["uai", "at", "actor", "invitation"]))
    def test_sealed_again(self, place, field):
        """
        A forger who seals all that follows anew ends at another head than the space's.
        """
        events = [issued(number) for number in range(8)]
        other = ALTERED | {"invitation": "other"}
        events[place] = attrs.evolve(events[place], **{field: other[field]})

        forged = chained(events)

        assert verify(forged) == forged[-1].head
        assert verify(forged) != HEAD

    @given(st.sets(places, min_size=1))
    def test_removed(self, places):
        """
        Wherever events are missing, the chain does not lead to the space's head.
        """
        rest = [event for place, event in enumerate(CHAIN) if place not in places]

        assert verify(rest) != HEAD

    @given(st.permutations(CHAIN))
    def test_reordered(self, chain):
        """
        In any other order, the chain does not lead to the space's head.
        """
        assert (verify(chain) == HEAD) is (chain == CHAIN)

    @given(st.integers(0, len(CHAIN)), places)
    def test_added(self, place, which):
        """
        An event that is there once more, wherever, is seen.
        """
        chain = [*CHAIN[:place], CHAIN[which], *CHAIN[place:]]

        assert verify(chain) is None

    def test_continued(self):
        """
        Events that somebody adds at the end lead beyond the space's head.
        """
        longer = [*CHAIN, AuditEvent.after(HEAD, issued(9))]

        assert verify(longer) == longer[-1].head
        assert longer[-1].head != HEAD

    def test_misnumbered(self):
        """
        An event that is sealed well, but says that it is the fifth, is not the first.
        """
        fifth = AuditEvent.after(attrs.evolve(EMPTY_CHAIN, length=4), issued(0))

        assert verify([fifth]) is None

    def test_of_another_school(self):
        """
        One school's event is none of another's.
        """
        other = chained(
            attrs.evolve(issued(number), uai=Uai.parse("0752387M"))
            for number in range(8)
        )

        assert verify([*CHAIN[:4], *other[4:]]) is None
        assert other[-1].head != HEAD


class TestEvents:
    def test_every_kind(self):
        """
        Each kind of event is among those tested here, and has a code of its own.
        """
        found = {getattr(kinds, name) for name in kinds.__all__} - {OperatorEvent}
        events = EXAMPLES + NOTED

        assert found == {type(event) for event in events}
        assert len({event.code for event in events}) == len(events)
        assert all(isinstance(event, SchoolEvent) for event in EXAMPLES)
        assert not any(isinstance(event, SchoolEvent) for event in NOTED)

    def test_codes_are_stable(self):
        """
        The codes are in every chain that was ever written.
        """
        assert [event.code for event in EXAMPLES] == [
            "ACTIVATION_REQUESTED",
            "INVITATION_ISSUED",
            "INVITATION_SUPERSEDED",
            "INVITATION_ACCEPTED",
            "INVITATION_REPLAYED",
            "INVITATION_RESENT",
            "INVITATION_REVOKED",
            "MEMBERSHIP_CONTESTED",
            "MEMBERSHIP_REINSTATED",
            "MEMBERSHIP_REMOVED",
            "SPACE_ORPHANED",
            "MEMBERSHIP_UPDATED",
            "MAILBOX_CHANGED",
            "MAILBOX_CONFIRMED",
            "MAILBOX_CORRECTED",
            "MAIL_BOUNCED",
            "MAIL_GIVEN_UP",
            "REQUESTS_UNBLOCKED",
            "SPACE_ARCHIVED",
            "SPACE_REOPENED",
            "SCHOOL_CLOSED",
        ]
        assert [event.code for event in NOTED] == [
            "ACCOUNT_OPENED",
            "ADDRESS_CONFIRMED",
            "ADDRESS_CHANGED",
            "PASSWORD_CHANGED",
            "PASSWORD_FORGOTTEN",
            "TERMS_ACCEPTED",
            "LOGINS_UNBLOCKED",
            "DIRECTORY_IMPORTED",
        ]

    def test_details(self):
        """
        The details are what is particular to an event, as texts in alphabetical order.
        """
        assert EXAMPLES[3].details == (
            ("capacity", "direction"),
            ("invitation", "invitation-1"),
            ("membership", "membership-1"),
            ("role", "administrator"),
        )
        assert attrs.evolve(EXAMPLES[3], capacity=None).details == (
            ("invitation", "invitation-1"),
            ("membership", "membership-1"),
            ("role", "administrator"),
        )
        assert SchoolEvent(**WHERE).details == ()
        assert Event(**WHEN).details == ()

    def test_reason(self):
        """
        What an operator does tells why; the same by anybody else says nothing of it.
        """
        orphaned = SpaceOrphaned(**WHERE, **WHY)

        assert orphaned.details == (("reason", "school merged"), ("ticket", "PIX-1"))
        assert attrs.evolve(orphaned, ticket=None).details == (
            ("reason", "school merged"),
        )
        assert SpaceOrphaned(**WHERE).details == ()

    @pytest.mark.parametrize("event", NOTED, ids=lambda event: event.code)
    def test_noted(self, event):
        """
        What happens in no school is noted as it is, under an id of its own.
        """
        note = AuditNote.of(event, note_id="note-1")

        assert note == AuditNote(
            id="note-1",
            at=START,
            code=event.code,
            actor="anonymous",
            details=event.details,
        )

    @pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: event.code)
    def test_chained(self, event):
        """
        Any kind of event can be chained, and says when, where and by whom.
        """
        (link,) = chained([event])

        assert verify([link]) == link.head
        assert (link.uai, link.at, link.actor) == (UAI, START, "anonymous")
        assert (link.code, link.details) == (event.code, event.details)

    @pytest.mark.parametrize(
        "event",
        [*EXAMPLES, *NOTED, CHAIN[0], AuditNote.of(NOTED[0], note_id="note-1")],
        ids=lambda one: one.code,
    )
    def test_naive(self, event):
        """
        A13: no event is without its zone.
        """
        with pytest.raises(InstantNaiveError):
            attrs.evolve(event, at=START.replace(tzinfo=None))
