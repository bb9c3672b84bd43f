"""
What the support team works with.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.establishment import MailboxState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention, School, SpaceState
from pixorga.domain.support import (
    TICKET_LIMIT,
    OperatorReason,
    RequestCase,
    SchoolCase,
    parse_ticket,
)
from pixorga.errors import (
    FieldBlankError,
    FieldCharacterError,
    FieldChoiceError,
    FieldError,
    FieldTooLongError,
)
from pixorga.testing.builders import a_request, a_school, a_space
from pixorga.testing.fakes import START

OTHER = EmailAddress.parse("contact@ecole.example.fr")


class TestReason:
    @pytest.mark.parametrize("reason", list(OperatorReason))
    def test_read(self, reason):
        """
        A reason is read by its text, or taken as it is.
        """
        assert OperatorReason.parse(reason.value) is reason
        assert OperatorReason.parse(reason) is reason

    @pytest.mark.parametrize("text", [None, ""])
    def test_blank(self, text):
        """
        Without a reason nothing is done.
        """
        with pytest.raises(FieldBlankError) as refusal:
            OperatorReason.parse(text)

        assert refusal.value.field == "reason"

    @pytest.mark.parametrize("text", [" ", "ABUSE", "abuse ", "because", "Mme Dubois"])
    def test_none_of_them(self, text):
        """
        Free text is no reason: it could name somebody, and the audit is for ever.
        """
        with pytest.raises(FieldChoiceError) as refusal:
            OperatorReason.parse(text)

        assert refusal.value.choices == tuple(reason.value for reason in OperatorReason)
        assert "Dubois" not in str(refusal.value)

    def test_values_are_stable(self):
        """
        The reasons are in chains that were written.
        """
        assert {reason.value for reason in OperatorReason} == {
            "academy asked",
            "school asked",
            "directory wrong",
            "mail bounced",
            "contest founded",
            "contest unfounded",
            "staff left",
            "school closed",
            "school merged",
            "abuse",
            "mistake",
        }


class TestTicket:
    @pytest.mark.parametrize("text", [None, "", "  "])
    def test_none(self, text):
        """
        There may be no ticket.
        """
        assert parse_ticket(text) is None

    @pytest.mark.parametrize(
        "text", ["1", "PIX-2026/114", "a#b_c.d", "x" * TICKET_LIMIT]
    )
    def test_read(self, text):
        """
        A number is taken as it is, without the blanks around it.
        """
        assert parse_ticket(f" {text}\n") == text

    def test_too_long(self):
        """
        A ticket's number has 64 characters at most.
        """
        with pytest.raises(FieldTooLongError) as refusal:
            parse_ticket("x" * (TICKET_LIMIT + 1))

        assert (refusal.value.field, refusal.value.limit) == ("ticket", 64)

    @pytest.mark.parametrize(
        "text",
        [
            "-1",
            "/",
            "two words",
            "zoe@example.fr",
            "Zoé",
            "a\nb",
            "a\u2028b",
            "<b>",
            "\uff11",
            "a\0",
        ],
    )
    def test_no_text(self, text):
        """
        What could be a name, an address or markup is no number.
        """
        with pytest.raises(FieldCharacterError) as refusal:
            parse_ticket(text)

        assert refusal.value.field == "ticket"

    @given(st.text())
    def test_any_text(self, text):
        """
        Any text is a number of plain ASCII, or none, or refused.
        """
        try:
            ticket = parse_ticket(text)
        except FieldError:
            return

        assert ticket is None or (ticket.isascii() and ticket.isprintable())
        assert ticket is None or parse_ticket(ticket) == ticket
        assert (ticket or "") == text.strip()


class TestSchoolCase:
    def test_without_a_space(self):
        """
        A school that nobody has asked for is new, and on no list.
        """
        case = SchoolCase.of(School(establishment=a_school(), space=None))

        assert case == SchoolCase(
            uai=a_school().uai,
            name="Collège Joséphine Baker",
            city="Paris",
            state=SpaceState.NEW,
            closed=False,
            attention=None,
            attention_since=None,
            directory_mailbox=a_school().mailbox,
            mailbox=a_school().mailbox,
            mailbox_state=MailboxState.USABLE,
        )

    def test_with_a_space(self):
        """
        Both mailboxes are shown: the directory's, and the one that links go to.
        """
        space = a_space(
            state=SpaceState.ORPHANED,
            confirmed_mailbox=OTHER,
            confirmed_against=a_school().mailbox,
        ).listed(Attention.CONTESTED, at=START)
        school = School(establishment=a_school(closed=True), space=space)

        case = SchoolCase.of(school)

        assert (case.state, case.closed) == (SpaceState.ORPHANED, True)
        assert (case.attention, case.attention_since) == (Attention.CONTESTED, START)
        assert (case.directory_mailbox, case.mailbox) == (a_school().mailbox, OTHER)

    def test_hides(self):
        """
        Cases that are logged show neither an address nor who asked.
        """
        space = a_space(confirmed_mailbox=OTHER)
        school = School(establishment=a_school(mailbox=None), space=space)
        request = RequestCase(request=a_request(), school="x", link=None, mail=None)

        assert "@" not in repr(SchoolCase.of(school))
        assert "Zoé" not in repr(request)
