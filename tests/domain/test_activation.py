"""
What becomes of a request, and of which kind it is.
"""

from datetime import timedelta
from itertools import product

import pytest

from pixorga.domain.activation import ActivationOutcome, outcome_for, reason_for
from pixorga.domain.establishment import MailboxState
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import School, SpaceEvent, SpaceState
from pixorga.errors import (
    EstablishmentUnknownError,
    InstantNaiveError,
    MailboxMissingError,
    MailboxUnconfirmedError,
    RequestThrottledError,
    SpaceArchivedError,
)
from pixorga.testing.builders import a_request, a_school, a_space
from pixorga.testing.fakes import START

BY_MAILBOX = {
    MailboxState.USABLE: ActivationOutcome.SENT,
    MailboxState.TO_CONFIRM: ActivationOutcome.MAILBOX_TO_CONFIRM,
    MailboxState.MISSING: ActivationOutcome.NO_MAILBOX,
}


class TestOutcome:
    def test_unknown(self):
        """
        A school that the directory has not is unknown.
        """
        assert outcome_for(None) is ActivationOutcome.UNKNOWN

    @pytest.mark.parametrize("mailbox", list(MailboxState))
    @pytest.mark.parametrize(
        "space", [None, *(a_space(state=state) for state in SpaceState)]
    )
    def test_closed(self, mailbox, space):
        """
        A29: a closed school gets no link, whatever its mailbox and its space.
        """
        closed = a_school(closed=True, mailbox_state=mailbox)
        school = School(establishment=closed, space=space)

        assert outcome_for(school) is ActivationOutcome.ARCHIVED

    @pytest.mark.parametrize(
        ("mailbox", "state"), list(product(MailboxState, [None, *SpaceState]))
    )
    def test_open(self, mailbox, state):
        """
        An open school's mailbox decides, unless its space is archived.
        """
        space = state and a_space(state=state)
        establishment = a_school(mailbox_state=mailbox)
        outcome = outcome_for(School(establishment=establishment, space=space))

        if state is SpaceState.ARCHIVED:
            assert outcome is ActivationOutcome.ARCHIVED
        else:
            assert outcome is BY_MAILBOX[mailbox]

    @pytest.mark.parametrize("mailbox", [MailboxState.TO_CONFIRM, MailboxState.MISSING])
    def test_confirmed(self, mailbox):
        """
        A mailbox that an operator has confirmed gets its link, whatever it was before.
        """
        establishment = a_school(mailbox_state=mailbox)
        space = a_space(
            confirmed_mailbox=EmailAddress.parse("contact@ecole.example.fr"),
            confirmed_against=establishment.mailbox,
        )
        school = School(establishment=establishment, space=space)

        assert outcome_for(school) is ActivationOutcome.SENT


class TestReason:
    def test_first_time(self):
        """
        A school that never had an administrator is activated, asked for or not.
        """
        assert reason_for(None) is InvitationReason.ACTIVATION
        assert reason_for(a_space()) is InvitationReason.ACTIVATION

    def test_archived_before(self):
        """
        So is one whose space was archived before anybody ever joined it.
        """
        archived = a_space().step(SpaceEvent.ARCHIVE)

        assert reason_for(archived) is InvitationReason.ACTIVATION

    def test_ever_after(self):
        """
        A29: one that has or had an administrator is recovered, whatever its state.
        """
        active = a_space().joined(at=START)

        assert reason_for(active) is InvitationReason.RECOVERY
        for event in (SpaceEvent.ORPHAN, SpaceEvent.ARCHIVE):
            assert reason_for(active.step(event)) is InvitationReason.RECOVERY


class TestRequest:
    @pytest.mark.parametrize(
        ("outcome", "error"),
        [
            (ActivationOutcome.UNKNOWN, EstablishmentUnknownError),
            (ActivationOutcome.NO_MAILBOX, MailboxMissingError),
            (ActivationOutcome.MAILBOX_TO_CONFIRM, MailboxUnconfirmedError),
            (ActivationOutcome.ARCHIVED, SpaceArchivedError),
            (ActivationOutcome.THROTTLED, RequestThrottledError),
        ],
    )
    def test_refusal(self, outcome, error):
        """
        Each outcome without a link has its error.
        """
        with pytest.raises(error):
            a_request(outcome=outcome).raise_for_outcome()

    def test_all_but_one_refuse(self):
        """
        Only a link that was sent raises nothing.
        """
        quiet = []
        for outcome in ActivationOutcome:
            try:
                a_request(outcome=outcome).raise_for_outcome()
            except (
                EstablishmentUnknownError,
                MailboxMissingError,
                MailboxUnconfirmedError,
                RequestThrottledError,
                SpaceArchivedError,
            ):
                continue
            quiet.append(outcome)

        assert quiet == [ActivationOutcome.SENT]

    def test_throttled_tells_how_long(self):
        """
        A throttled request tells how long to wait.
        """
        request = a_request(outcome=ActivationOutcome.THROTTLED, retry_after=90)

        with pytest.raises(RequestThrottledError) as refusal:
            request.raise_for_outcome()

        assert refusal.value.retry_after == 90

    def test_hides(self):
        """
        A request that is logged does not name who asked.
        """
        assert "Zoé" not in repr(a_request())
        assert "request-1" in repr(a_request())

    def test_instant(self):
        """
        A13: its instant has its zone, and no fraction of a second.
        """
        later = START + timedelta(microseconds=5)

        assert a_request(asked_at=later).asked_at == START
        with pytest.raises(InstantNaiveError):
            a_request(asked_at=START.replace(tzinfo=None))
