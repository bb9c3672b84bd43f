"""
A mail's life: its delays, its Message-ID, and how it comes back.
"""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.identifiers import Uai
from pixorga.domain.outbox import (
    GIVE_UP_AFTER,
    BounceKind,
    Mail,
    MailState,
    MessageId,
    OutboxStatus,
    retry_delay,
)
from pixorga.errors import InstantNaiveError, NotFoundError, TransitionError
from pixorga.testing.builders import a_mail
from pixorga.testing.fakes import START

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

row_ids = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="<>@"),
    min_size=1,
    max_size=64,
)


class TestRetryDelay:
    def test_grows(self):
        """
        The delays double from a minute, and stop at six hours.
        """
        assert [retry_delay(attempts) / MINUTE for attempts in range(1, 13)] == [
            1,
            2,
            4,
            8,
            16,
            32,
            64,
            128,
            256,
            360,
            360,
            360,
        ]

    @given(st.integers(1, 10**9))
    def test_any_number(self, attempts):
        """
        After any number of attempts a delay is one between a minute and six hours.
        """
        assert MINUTE <= retry_delay(attempts) <= 6 * HOUR
        assert retry_delay(attempts) <= retry_delay(attempts + 1)

    def test_long_enough(self):
        """
        A mail is tried for five days, often enough at first and never in a storm.
        """
        waited, attempts = timedelta(0), 0
        while waited < GIVE_UP_AFTER:
            attempts += 1
            waited += retry_delay(attempts)

        assert timedelta(days=5) == GIVE_UP_AFTER
        assert 20 < attempts < 40


SEAL = "0123456789abcdef"


def named(**changes):
    """
    A Message-ID of a mail.
    """
    fields = {"uai": Uai("0750655E"), "mail": "42", "seal": SEAL}
    return MessageId(**{**fields, "domain": "example.fr", **changes})


class TestMessageId:
    def test_of_a_school(self):
        """
        A Message-ID names the school and the row.
        """
        assert str(named()) == f"<0750655E.42.{SEAL}@example.fr>"

    def test_of_an_account(self):
        """
        An account's mail names no school.
        """
        assert str(named(uai=None)) == f"<account.42.{SEAL}@example.fr>"

    def test_hides_its_seal(self):
        """
        What proves that we made it is in no log.
        """
        assert SEAL not in repr(named())

    @given(row_ids, st.sampled_from([None, Uai("0750655E"), Uai("6200003J")]))
    def test_is_read_back(self, row_id, uai):
        """
        It leads back to its mail, with its angle brackets or without.
        """
        message_id = named(uai=uai, mail=row_id, domain="orga.example.fr")
        text = str(message_id)

        for bounced in (text, text[1:-1], f" {text}\r\n"):
            assert MessageId.parse(bounced) == message_id

    def test_of_a_historical_code(self):
        """
        So does that of a school whose code has a wrong letter.
        """
        message_id = named(uai=Uai.lenient("0750655A"))

        assert MessageId.parse(str(message_id)) == message_id

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "nonsense",
            "<>",
            "<0750655E@example.fr>",
            f"<0750655E.{SEAL}@example.fr>",
            f"<0750655E..{SEAL}@example.fr>",
            "<0750655E.42@example.fr>",
            "<0750655E.42.@example.fr>",
            f"<0750655E.42.{SEAL[1:]}@example.fr>",
            f"<0750655E.42.{SEAL.upper()}@example.fr>",
            f"<0750655E.42.{SEAL}>",
            f"<0750655E.42.{SEAL}@>",
            f"<075065E.42.{SEAL}@example.fr>",
            f"<0750655e.42.{SEAL}@example.fr>",
            f"<\u0660750655E.42.{SEAL}@example.fr>",
            f"<account42.{SEAL}@example.fr>",
            f"<Account.42.{SEAL}@example.fr>",
            f"<0750655E.4 2.{SEAL}@example.fr>",
            f"<0750655E.4\x002.{SEAL}@example.fr>",
            f"<0750655E.4\ud8002.{SEAL}@example.fr>",
            f"<0750655E.é.{SEAL}@example.fr>",
            f"<0750655E.42.{SEAL}@example.fr> <0750655E.43.{SEAL}@example.fr>",
            f"<0750655E.42.{SEAL}@a@b>",
            f"<<0750655E.42.{SEAL}@example.fr>>",
            f"<0750655E.{'4' * 101}.{SEAL}@example.fr>",
        ],
    )
    def test_of_somebody_else(self, text):
        """
        A40: whatever else a bounce names is none of ours.
        """
        with pytest.raises(NotFoundError):
            MessageId.parse(text)

    def test_of_any_length(self):
        """
        What is longer than a line of a mail is none either, however it begins.
        """
        domain = "x" * (998 - len(f"<0750655E.42.{SEAL}@>"))

        assert MessageId.parse(str(named(domain=domain))) == named(domain=domain)
        for longer in (f"{domain}x", "x" * 10_000_000):
            with pytest.raises(NotFoundError):
                MessageId.parse(str(named(domain=longer)))

    @given(st.text())
    def test_any_text(self, text):
        """
        Any text is read or refused, and what is read can be asked for anywhere.
        """
        try:
            row_id = MessageId.parse(f"<account.{text}.{SEAL}@example.fr>").mail
        except NotFoundError:
            return

        assert row_id.isascii()
        assert row_id.isprintable()


class TestBounced:
    @pytest.mark.parametrize(
        ("state", "kind", "after"),
        [
            (MailState.SENT, BounceKind.SOFT, MailState.SOFT_BOUNCED),
            (MailState.SENT, BounceKind.HARD, MailState.HARD_BOUNCED),
            (MailState.QUEUED, BounceKind.SOFT, MailState.SOFT_BOUNCED),
            (MailState.QUEUED, BounceKind.HARD, MailState.HARD_BOUNCED),
            (MailState.SENDING, BounceKind.SOFT, MailState.SOFT_BOUNCED),
            (MailState.SENDING, BounceKind.HARD, MailState.HARD_BOUNCED),
            (MailState.UNKNOWN, BounceKind.SOFT, MailState.SOFT_BOUNCED),
            (MailState.UNKNOWN, BounceKind.HARD, MailState.HARD_BOUNCED),
            (MailState.SOFT_BOUNCED, BounceKind.HARD, MailState.HARD_BOUNCED),
        ],
    )
    def test_comes_back(self, state, kind, after):
        """
        A mail that was tried comes back, for now or for good, and then keeps no body.
        """
        bounced = a_mail(state=state, attempts=1).bounced(kind)

        assert bounced.state is after
        assert bounced.message is None

    @pytest.mark.parametrize(
        ("state", "kind"),
        [
            (MailState.SOFT_BOUNCED, BounceKind.SOFT),
            (MailState.HARD_BOUNCED, BounceKind.SOFT),
            (MailState.HARD_BOUNCED, BounceKind.HARD),
        ],
    )
    def test_was_known(self, state, kind):
        """
        That it came back again, or less badly, is no news.
        """
        mail = a_mail(state=state)

        assert mail.bounced(kind) is mail

    @pytest.mark.parametrize("kind", list(BounceKind))
    @pytest.mark.parametrize("state", [MailState.QUEUED, MailState.DEAD])
    def test_cannot_have_come_back(self, state, kind):
        """
        What was never tried, or was given up, cannot have come back.
        """
        with pytest.raises(TransitionError):
            a_mail(state=state).bounced(kind)


class TestMail:
    @pytest.mark.parametrize("field", ["created_at", "due_at"])
    def test_naive(self, field):
        """
        A13: its instants have their zone.
        """
        with pytest.raises(InstantNaiveError):
            a_mail(**{field: START.replace(tzinfo=None)})

    def test_is_queued(self):
        """
        A new mail waits for its first attempt.
        """
        mail = a_mail()

        assert isinstance(mail, Mail)
        assert (mail.state, mail.attempts, mail.content) == (MailState.QUEUED, 0, None)


class TestStatus:
    @given(st.dictionaries(st.sampled_from(MailState), st.integers(1, 99)))
    def test_counts_each_state(self, counts):
        """
        Each state has its number, 0 for those that no mail is in.
        """
        status = OutboxStatus.of(counts, oldest_due_at=START)

        found = {
            state: getattr(status, state.value.replace(" ", "_")) for state in MailState
        }
        assert {state: number for state, number in found.items() if number} == counts
        assert status.oldest_due_at == START

    def test_nothing_waits(self):
        """
        When nothing waits, nothing is overdue.
        """
        assert OutboxStatus.of({}, oldest_due_at=None) == OutboxStatus()

    def test_naive(self):
        """
        A13: since when has its zone.
        """
        with pytest.raises(InstantNaiveError):
            OutboxStatus(oldest_due_at=START.replace(tzinfo=None))
