"""
The fakes' own promises: what a test can build on.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.limits import Limit
from pixorga.domain.people import EmailAddress
from pixorga.errors import LimiterError
from pixorga.ports.mailer import Delivery, Envelope
from pixorga.testing import fakes
from pixorga.testing.fakes import (
    START,
    BrokenLimiter,
    CountedIds,
    DenyingLimiter,
    PlainHasher,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)

ENVELOPE = Envelope(
    sender=EmailAddress.parse("ne-pas-repondre@example.fr"),
    recipient=EmailAddress.parse("ce.0750655e@ac-paris.fr"),
)

FIRST_SECRET = "a5d324d241a1caa4baf2ac893fc6b17e"


class TestModule:
    def test_public(self):
        """
        What is public is sorted, and each name leads to something that bears it.
        """
        assert fakes.__all__ == sorted(fakes.__all__)
        assert [getattr(fakes, name).__name__ for name in fakes.__all__] == (
            fakes.__all__
        )


class TestSetClock:
    def test_stands(self):
        """
        The clock shows the first morning of a school year until it is set.
        """
        clock = SetClock()

        assert clock.now() is clock.now()
        assert clock.now() == START == datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

    def test_own_start(self):
        """
        It shows what it was made with.
        """
        start = START + timedelta(days=400)

        assert SetClock(start).now() == start

    def test_advances(self):
        """
        It is set forward by days and seconds, and back by negative ones.
        """
        clock = SetClock()

        clock.advance(days=1, seconds=1)
        forward = clock.now()
        clock.advance(days=-2)

        assert forward == START + timedelta(days=1, seconds=1)
        assert clock.now() == START - timedelta(days=1) + timedelta(seconds=1)

    def test_clocks_are_apart(self):
        """
        One clock's setting is not another's.
        """
        SetClock().advance(days=1)

        assert SetClock().now() == START


class TestCountedIds:
    def test_counts(self):
        """
        Ids rise by one, in the shape of a UUID of version 7.
        """
        ids = CountedIds()
        given_out = [ids.new() for _ in range(1000)]

        assert given_out[0] == "00000000-0000-7000-8000-000000000001"
        assert given_out == sorted(set(given_out))
        assert {UUID(one).version for one in given_out} == {7}

    def test_same_in_every_run(self):
        """
        Two sources count alike.
        """
        assert CountedIds().new() == CountedIds().new()


class TestSeededRandomness:
    @given(st.integers(0, 200))
    def test_length(self, length):
        """
        As many bytes come as are asked for.
        """
        assert len(SeededRandomness().secret(length)) == length

    def test_differ(self):
        """
        No secret comes twice.
        """
        source = SeededRandomness()

        assert len({source.secret(16) for _ in range(100)}) == 100

    def test_same_in_every_run(self):
        """
        The same seed gives the same secrets, another seed others.
        """
        assert SeededRandomness().secret(16).hex() == FIRST_SECRET
        assert SeededRandomness("x").secret(16) != SeededRandomness().secret(16)


class TestPlainHasher:
    @given(st.text())
    def test_right(self, password):
        """
        Any password that was hashed is recognised.
        """
        hasher = PlainHasher()

        assert hasher.verify(password, password_hash=hasher.hash(password)) is True

    @given(st.text(), st.text())
    def test_wrong(self, password, other):
        """
        Only the same password is.
        """
        hasher = PlainHasher()
        password_hash = hasher.hash(other)

        right = hasher.verify(password, password_hash=password_hash)
        assert right is (password == other)

    @pytest.mark.parametrize("password_hash", [None, "", "x"])
    def test_nobody(self, password_hash):
        """
        Without a hash of its own no password is right, not even an empty one.
        """
        assert PlainHasher().verify("", password_hash=password_hash) is False

    def test_not_in_clear(self):
        """
        A password that was kept in clear is told from one that was hashed.
        """
        assert "phrase" not in PlainHasher().hash("une phrase de passe")


class TestRecordingMailer:
    def test_keeps_all(self):
        """
        Every attempt is kept, with its envelope and its bytes, and parsed as well.
        """
        mailer = RecordingMailer()

        with mailer as entered:
            delivery = entered.send(
                ENVELOPE, b"Subject: =?utf-8?q?=C3=A9?=\r\n\r\nx\r\n"
            )

        assert delivery is Delivery.SENT
        assert mailer.attempts == [
            (ENVELOPE, b"Subject: =?utf-8?q?=C3=A9?=\r\n\r\nx\r\n")
        ]
        assert [mail["Subject"] for mail in mailer.mails] == ["é"]

    def test_answers(self):
        """
        It answers as it was told to, one answer an attempt, and accepts from then on.
        """
        mailer = RecordingMailer()
        mailer.answers = [Delivery.UNKNOWN, Delivery.REFUSED]

        deliveries = [mailer.send(ENVELOPE, b"") for _ in range(4)]

        assert deliveries == [
            Delivery.UNKNOWN,
            Delivery.REFUSED,
            Delivery.SENT,
            Delivery.SENT,
        ]
        assert len(mailer.attempts) == 4

    def test_error_passes_through(self):
        """
        What is raised within a batch comes out as it is.
        """
        with pytest.raises(LookupError, match="stop"), RecordingMailer():
            raise LookupError("stop")

    def test_mailers_are_apart(self):
        """
        One mailer's mails are not another's.
        """
        RecordingMailer().send(ENVELOPE, b"")

        assert RecordingMailer().mails == []


LIMIT = Limit(count=1, per=timedelta(hours=1))


class TestDenyingLimiter:
    def test_denies(self):
        """
        It denies every hit, whatever the key, and notes it.
        """
        limiter = DenyingLimiter()

        waits = [limiter.hit(key, limit=LIMIT, now=START) for key in ("one", "two")]

        assert waits == [60, 60]
        assert limiter.hits == [("one", LIMIT), ("two", LIMIT)]

    def test_after(self):
        """
        It can grant some hits first, and tell another wait.
        """
        limiter = DenyingLimiter(after=2, wait=7)

        waits = [limiter.hit("key", limit=LIMIT, now=START) for _ in range(4)]

        assert waits == [0, 0, 7, 7]

    def test_keeps_house(self):
        """
        It notes what it is to forget, has nothing to drop, and denies as before.
        """
        limiter = DenyingLimiter()

        limiter.forget("key")
        dropped = limiter.purge(START)
        limiter.close()

        assert (limiter.forgotten, dropped) == (["key"], 0)
        assert limiter.hit("key", limit=LIMIT, now=START) == 60


class TestBrokenLimiter:
    def test_fails(self):
        """
        Nothing can be asked of it but to be closed, and each try counts.
        """
        limiter = BrokenLimiter()

        for ask in (
            lambda: limiter.hit("key", limit=LIMIT, now=START),
            lambda: limiter.forget("key"),
            lambda: limiter.purge(START),
        ):
            with pytest.raises(LimiterError):
                ask()
        limiter.close()

        assert limiter.calls == 3
