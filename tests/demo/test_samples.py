import pytest

from pixorga import ActivationOutcome
from pixorga.demo.mails import Mailbox
from pixorga.demo.samples import ACCOUNT, SAMPLES, fill
from pixorga.domain.academies import academy_of_department, department_of
from pixorga.domain.invitation import InvitationReason

OUTCOMES = {
    "0750655E": ActivationOutcome.SENT,
    "0140070A": ActivationOutcome.SENT,
    "0590181B": ActivationOutcome.NO_MAILBOX,
    "0010005A": ActivationOutcome.ARCHIVED,
    "0442286W": ActivationOutcome.MAILBOX_TO_CONFIRM,
}


@pytest.fixture
def filled(orga, mails):
    """
    A pixorga that holds the samples.
    """
    fill(orga, mailbox=Mailbox(mails))
    return orga


class TestSamples:
    def test_each_story(self, filled):
        """
        Each school leads to what the start page says of it.
        """
        outcomes = {
            uai: filled.activation.request(
                uai=uai, first_name="Claire", last_name="Dubois"
            ).outcome
            for uai in (str(sample.school.uai) for sample in SAMPLES)
        }

        assert outcomes == OUTCOMES

    def test_mailboxes(self):
        """
        A school's mailbox is its academy's, but for the private one's.
        """
        for school in (sample.school for sample in SAMPLES):
            if school.mailbox and str(school.uai) != "0442286W":
                number = department_of(str(school.uai)[:3])
                domain = academy_of_department(number).domain
                assert str(school.mailbox) == f"ce.{school.uai}@{domain}".lower()

    def test_account(self, filled):
        """
        The sample account administers the school, whose next request is a recovery.
        """
        person = filled.accounts.log_in(ACCOUNT.email, password=ACCOUNT.password)

        request = filled.activation.request(
            uai=ACCOUNT.uai, first_name="Claire", last_name="Dubois"
        )

        assert filled.team.acting(ACCOUNT.uai, by=person).is_active
        assert request.reason is InvitationReason.RECOVERY

    def test_twice(self, filled, mails):
        """
        A restart fills in nothing twice.
        """
        filled.outbox.deliver()
        before = sorted(mails.iterdir())

        fill(filled, mailbox=Mailbox(mails))
        filled.outbox.deliver()

        assert sorted(mails.iterdir()) == before

    def test_start_page(self, claire):
        """
        The start page names them all.
        """
        page = claire.read("/")

        for sample in SAMPLES:
            assert f"<code>{sample.school.uai}</code>" in page
        assert ACCOUNT.password in page
        assert "Établissement privé dont la boîte reste à confirmer" in page
