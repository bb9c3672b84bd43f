"""
Real mail servers that are down, slow, refuse or die: who fills in the form sees none.
"""

import re
import socket

import pytest

from pixorga.adapters.smtp import SmtpMailer
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.outbox import MailState, OutboxStatus
from pixorga.domain.space import Attention
from pixorga.services.outbox import DeliveryReport
from pixorga.testing.builders import a_person
from pixorga.testing.fakes import RecordingMailer
from tests.adapters.mailservers import (
    HANG_UP,
    HOST,
    SILENCE,
    Postmaster,
    hostile,
    serving,
)

CLAIRE = a_person(id="claire")
KNOWN, UNKNOWN = "0750655E", "0752387M"

TROUBLES = {
    "greets nobody": ({"connect": b"554 no"}, "deferred"),
    "is busy": ({"connect": b"421 later"}, "deferred"),
    "is slow": ({"ehlo": SILENCE, "helo": SILENCE}, "deferred"),
    "is slow to take a mail": ({"rcpt": SILENCE}, "deferred"),
    "hangs up": ({"mail": HANG_UP}, "deferred"),
    "refuses for now": ({"rcpt": b"450 later"}, "deferred"),
    "refuses for good": ({"rcpt": b"550 no such mailbox"}, "refused"),
    "refuses what was said": ({"end": b"554 no"}, "refused"),
    "dies after DATA": ({"end": HANG_UP}, "unknown"),
    "never answers after DATA": ({"end": SILENCE}, "unknown"),
}
"""
What a server does, and what becomes of the mail.
"""


def sending_to(server, answers):
    """
    A mailer that waits for a silent server's answer no longer than it must.
    """
    silent = SILENCE in answers.values()
    return SmtpMailer(HOST, port=server.port, timeout=0.5 if silent else 10)


@pytest.fixture
def nobody():
    """
    A port on which nobody listens.
    """
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    return SmtpMailer(HOST, port=port)


def outcomes(orga):
    """
    What the form answers for a school, and for none.
    """
    return [
        orga.activation.request(
            uai=uai, first_name="Claire", last_name="Dubois"
        ).outcome
        for uai in (KNOWN, UNKNOWN)
    ]


class TestTroubles:
    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_form_answers_alike(self, world, variant, clock, trouble):
        """
        A37: the form asks no server, and answers as if all went well; the mail waits.
        """
        answers, fate = TROUBLES[trouble]
        with hostile(**answers) as server:
            orga = variant(mailer=sending_to(server, answers))

            before = outcomes(orga)
            asked = server.connections
            report = orga.outbox.deliver()
            after = outcomes(orga)

        assert before == after == [ActivationOutcome.SENT, ActivationOutcome.UNKNOWN]
        assert asked == 0
        assert report == DeliveryReport(**{fate: 1})

    @pytest.mark.parametrize(
        "trouble", [name for name, (_, fate) in TROUBLES.items() if fate != "refused"]
    )
    def test_mail_leaves_in_the_end(self, world, variant, clock, trouble):
        """
        A38: once the server is well, the mail leaves, once, with a link that works.
        """
        answers, _ = TROUBLES[trouble]
        world.ask()
        with hostile(**answers) as server:
            variant(mailer=sending_to(server, answers)).outbox.deliver()
            handed_over = [re.sub(rb"(?m)^\.", b"", body) for body in server.bodies]
        clock.advance(seconds=60)
        postmaster = Postmaster()
        with serving(postmaster) as server:
            orga = variant(mailer=SmtpMailer(HOST, port=server.port))

            assert orga.outbox.deliver() == DeliveryReport(sent=1)
            assert orga.outbox.deliver() == DeliveryReport()

        ((_, recipients, message),) = postmaster.mails
        assert recipients == ["ce.0750655e@ac-paris.fr"]
        # What was handed over without an answer is the same, byte for byte.
        assert set(handed_over) <= {message}
        reader = RecordingMailer()
        reader.attempts.append((None, message))
        world.mailer.attempts = reader.attempts
        assert world.orga.invitations.redeem(world.token(), by=CLAIRE)

    def test_nobody_there(self, world, variant, nobody):
        """
        A37: nor does it matter to the form that there is no server at all.
        """
        orga = variant(mailer=nobody)

        assert outcomes(orga) == [ActivationOutcome.SENT, ActivationOutcome.UNKNOWN]
        assert orga.outbox.deliver() == DeliveryReport(deferred=1)
        assert outcomes(orga) == [ActivationOutcome.SENT, ActivationOutcome.UNKNOWN]

    def test_refused_mailbox_is_listed(self, world, variant, store):
        """
        A mailbox that the server refuses for good puts the school on the list.
        """
        postmaster = Postmaster()
        postmaster.answers["rcpt"] = "550 no such mailbox"
        world.ask()
        with serving(postmaster) as server:
            orga = variant(mailer=SmtpMailer(HOST, port=server.port))
            report = orga.outbox.deliver()

        assert report == DeliveryReport(refused=1)
        (case,) = orga.support.schools(by=world.operator)
        assert case.attention is Attention.MAIL_BOUNCED
        (mail,) = store.transact(lambda unit: unit.outbox.of_school(case.uai))
        assert mail.state is MailState.HARD_BOUNCED

    def test_one_refusal_stops_no_other(self, world, variant):
        """
        Over one connection, the mails that the server takes leave all the same.
        """
        world.join(a_person(id="jean"))
        world.ask()
        postmaster = Postmaster()
        postmaster.answers["rcpt", "ce.0750655e@ac-paris.fr"] = "550 no such mailbox"
        with serving(postmaster) as server:
            orga = variant(mailer=SmtpMailer(HOST, port=server.port))
            report = orga.outbox.deliver()

        assert report == DeliveryReport(refused=2, sent=1)
        assert [recipients for _, recipients, _ in postmaster.mails] == [
            ["zoe@example.fr"]
        ]
        assert len(postmaster.peers) == 1
        assert orga.outbox.status() == OutboxStatus(sent=2, hard_bounced=2)
