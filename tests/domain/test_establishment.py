"""
A school of the directory.
"""

import attrs
import pytest

from pixorga.domain.academies import ACADEMIES
from pixorga.domain.establishment import (
    FREE_WEBMAILS,
    Establishment,
    EstablishmentKind,
    MailboxState,
    is_free_webmail,
    mailbox_state_of,
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


class TestFreeWebmails:
    @pytest.mark.parametrize(
        "domain",
        [
            "gmail.com",
            "googlemail.com",
            "Yahoo.FR",
            "yahoo.com",
            "yahoo.co.uk",
            "yahoo.com.br",
            "hotmail.fr",
            "outlook.com",
            "live.be",
            "msn.com",
            "orange.fr",
            "wanadoo.fr",
            "free.fr",
            "laposte.net",
            "sfr.fr",
            "bbox.fr",
            "icloud.com",
            "gmx.net",
            "proton.me",
            "protonmail.com",
            "aol.com",
        ],
    )
    def test_free(self, domain):
        """
        Where anybody can have an address, in whatever country or case.
        """
        assert is_free_webmail(domain)

    @pytest.mark.parametrize(
        "domain",
        [
            "ac-paris.fr",
            "outlook.ecole.example",
            "live.ecole.fr",
            "mon-yahoo.fr",
            "yahoo.fr.ecole.org",
            "gmail.com.ecole.fr",
            "lycee-free.fr",
            "yahoo.education",
            "",
        ],
    )
    def test_own(self, domain):
        """
        A domain that only looks like one is somebody's own.
        """
        assert not is_free_webmail(domain)

    def test_none_is_an_academy_s(self):
        """
        No academy's domain is taken for a webmail, and none is listed twice over.
        """
        domains = {domain for academy in ACADEMIES for domain in academy.domains}

        assert not any(map(is_free_webmail, domains))
        assert all(domain == domain.lower() for domain in FREE_WEBMAILS)


class TestMailboxStates:
    @pytest.mark.parametrize(
        ("uai", "mailbox", "state"),
        [
            ("0750655E", "ce.0750655e@ac-paris.fr", MailboxState.USABLE),
            ("0750655E", "secretariat@ac-paris.fr", MailboxState.USABLE),
            # An academy's former domains, and a department with a number of its own.
            ("0140070A", "ce.0140070a@ac-caen.fr", MailboxState.USABLE),
            ("6200001G", "ce.6200001g@ac-corse.fr", MailboxState.USABLE),
            ("0750655E", "ce.0750655e@ac-lille.fr", MailboxState.TO_CONFIRM),
            ("0750655E", "ce.0750655e@mail.ac-paris.fr", MailboxState.TO_CONFIRM),
            ("0750655E", "direction@sainte-ondine.example", MailboxState.TO_CONFIRM),
            ("0750655E", "direction@ac-paris.fr.example", MailboxState.TO_CONFIRM),
            ("0750655E", "jules.ferry@gmail.com", MailboxState.MISSING),
            ("0750655E", "jules.ferry@yahoo.fr", MailboxState.MISSING),
            # A school abroad has no academy whose domain could be its own.
            ("0990001A", "ce.0990001a@ac-paris.fr", MailboxState.TO_CONFIRM),
            ("0990001A", "lycee@ambassade.example", MailboxState.TO_CONFIRM),
            ("0990001A", "lycee@gmail.com", MailboxState.MISSING),
        ],
    )
    def test_by_domain(self, uai, mailbox, state):
        """
        Its own academy's domain makes a mailbox usable, and nothing else does.
        """
        school = Uai.lenient(uai)

        assert mailbox_state_of(school, EmailAddress(mailbox)) is state
