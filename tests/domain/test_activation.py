"""
What becomes of a request, and of which kind it is.
"""

from datetime import timedelta
from itertools import product

import pytest

from pixorga.domain.activation import ActivationOutcome, outcome_for, reason_for
from pixorga.domain.establishment import MailboxState
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.space import SpaceEvent, SpaceState
from pixorga.errors import (
    EstablishmentUnknownError,
    InstantNaiveError,
    MailboxMissingError,
    MailboxUnconfirmedError,
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
    @pytest.mark.parametrize("space", [None, a_space()])
    def test_unknown(self, space):
        """
        A school that the directory has not, or has no longer, is unknown.
        """
        assert outcome_for(None, space) is ActivationOutcome.UNKNOWN

    @pytest.mark.parametrize("mailbox", list(MailboxState))
    @pytest.mark.parametrize(
        "space", [None, *(a_space(state=state) for state in SpaceState)]
    )
    def test_closed(self, mailbox, space):
        """
        A29: a closed school gets no link, whatever its mailbox and its space.
        """
        school = a_school(closed=True, mailbox_state=mailbox)

        assert outcome_for(school, space) is ActivationOutcome.ARCHIVED

    @pytest.mark.parametrize(
        ("mailbox", "state"), list(product(MailboxState, [None, *SpaceState]))
    )
    def test_open(self, mailbox, state):
        """
        An open school's mailbox decides, unless its space is archived.
        """
        space = state and a_space(state=state)
        outcome = outcome_for(a_school(mailbox_state=mailbox), space)

        if state is SpaceState.ARCHIVED:
            assert outcome is ActivationOutcome.ARCHIVED
        else:
            assert outcome is BY_MAILBOX[mailbox]


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
                SpaceArchivedError,
            ):
                continue
            quiet.append(outcome)

        assert quiet == [ActivationOutcome.SENT]

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
