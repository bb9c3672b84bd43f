"""
A school of the directory.
"""

import attrs
import pytest

from pixorga.domain.establishment import (
    Establishment,
    EstablishmentKind,
    MailboxState,
)
from pixorga.domain.identifiers import Uai
from pixorga.domain.people import EmailAddress
from pixorga.errors import FieldError
from pixorga.testing.builders import a_school

UAI = Uai.parse("0750655E")
MAILBOX = EmailAddress.parse("ce.0750655e@ac-paris.fr")


class TestEstablishment:
    def test_least(self):
        """
        A school needs a UAI and a name; it is open, and has no mailbox.
        """
        school = Establishment(uai=UAI, name="X")

        assert school == Establishment(
            uai=UAI,
            name="X",
            kind=EstablishmentKind.OTHER,
            city="",
            mailbox=None,
            mailbox_state=MailboxState.MISSING,
            closed=False,
        )

    def test_mailbox(self):
        """
        A mailbox that nobody says otherwise of may be used.
        """
        school = Establishment(uai=UAI, name="X", mailbox=MAILBOX)

        assert school.mailbox_state is MailboxState.USABLE

    def test_to_confirm(self):
        """
        A mailbox may have to be confirmed first.
        """
        school = Establishment(
            uai=UAI, name="X", mailbox=MAILBOX, mailbox_state=MailboxState.TO_CONFIRM
        )

        assert school.mailbox_state is MailboxState.TO_CONFIRM

    def test_hides(self):
        """
        A school that is logged does not show its mailbox.
        """
        text = repr(Establishment(uai=UAI, name="X", mailbox=MAILBOX))

        assert "ac-paris" not in text
        assert "0750655E" in text

    def test_theirs(self):
        """
        Nothing of ours changes a row of the directory.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Establishment(uai=UAI, name="X").closed = True


class TestNames:
    @pytest.mark.parametrize("field", ["name", "city"])
    @pytest.mark.parametrize("text", ["a\nb", "a\x00", "\u202eb", "\ue000", "x" * 201])
    def test_refused(self, field, text):
        """
        A name or town that mails and pages cannot show is refused, and not repeated.
        """
        with pytest.raises(FieldError) as refusal:
            a_school(**{field: text})

        assert refusal.value.field == field
        assert text not in str(refusal.value)

    def test_real_names_pass(self):
        """
        What the directory holds is accepted, signs and all.
        """
        name = "Lycée polyvalent « Œuvre » – site n° 2 / annexe (A&B)"

        assert a_school(name=name).name == name
