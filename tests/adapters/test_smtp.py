"""
The SMTP mailer against servers that are real, and against some that are hostile.
"""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixorga.adapters import smtp
from pixorga.adapters.smtp import SmtpMailer
from pixorga.ports.mailer import Delivery
from tests.adapters.mailservers import (
    HANG_UP,
    HOST,
    LOGGER,
    MESSAGE,
    SILENCE,
    Hostile,
    Postmaster,
    Trickle,
    attempt,
    envelope,
    hostile,
    serving,
)

UNREACHABLE = (LOGGER, 30, f"SMTP_UNREACHABLE host={HOST}")

SENDER_REFUSED = (LOGGER, 30, f"SMTP_SENDER_REFUSED host={HOST}")

BEFORE_THE_BODY = ("connect", "ehlo", "mail", "rcpt", "data")

LETTERS = st.sampled_from(".. \tabc") | st.characters(
    max_codepoint=126, exclude_characters="\0\r\n"
)

MAIL_STEPS = ("mail", "rcpt", "data", "end")

NO_ANSWERS = {
    "hangs up": HANG_UP,
    "greets": b"hello",
    "binary": b"\xff\xfe\0",
    "no number": b"2x0 ok",
    "babbles": b"250 " + b"x" * 9000,
    "blank": b"\r\n" * 3,
}

LARGE = (b"x" * 98 + b"\r\n") * 200_000
"""
More than the system takes on for a server that does not read.
"""

BYTES = Trickle(b"250 ", piece=b"x")

LINES = Trickle(b"", piece=b"250-x\r\n", end=b"250 ok")


@pytest.fixture
def postmaster():
    """
    What the real server got, and what it answers.
    """
    return Postmaster()


@pytest.fixture
def server(postmaster):
    """
    A real server.
    """
    with serving(postmaster) as running:
        yield running


@pytest.fixture
def mailer(server):
    """
    A mailer to the real server.
    """
    return SmtpMailer(HOST, port=server.port, timeout=10)


def batch(server, *, mails=5, message=MESSAGE, timeout=10):
    """
    What becomes of a batch of mails at a server.
    """
    with SmtpMailer(HOST, port=server.port, timeout=timeout) as mailer:
        return [mailer.send(envelope(), message) for _ in range(mails)]


class TestAccepted:
    def test_arrives(self, mailer, postmaster):
        """
        The mail arrives from and to whom the envelope says, byte for byte.
        """
        with mailer:
            delivery = mailer.send(envelope(), MESSAGE)

        assert delivery is Delivery.SENT
        assert postmaster.mails == [
            ("ne-pas-repondre@example.fr", ["ce.0750655e@ac-paris.fr"], MESSAGE)
        ]

    def test_asks_for_no_extension(self, mailer, postmaster):
        """
        A26: a server that offers SMTPUTF8 and 8BITMIME is asked for neither.
        """
        mailer.send(envelope(), MESSAGE)

        assert postmaster.mails
        assert postmaster.options == []

    def test_one_connection_for_a_batch(self, mailer, postmaster):
        """
        A batch goes over one connection, and the next batch over another.
        """
        with mailer:
            first = [mailer.send(envelope(), MESSAGE) for _ in range(3)]
        with mailer:
            second = [mailer.send(envelope(), MESSAGE) for _ in range(3)]

        assert set(first + second) == {Delivery.SENT}
        assert len(postmaster.mails) == 6
        assert len(postmaster.peers) == 2

    def test_says_goodbye(self):
        """
        At a batch's end the connection is closed; without mails there is none.
        """
        with hostile() as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)
            with mailer:
                before = server.connections
                mailer.send(envelope(), MESSAGE)
            server.close()

        assert (before, server.connections, server.departures) == (0, 1, 1)
        assert server.steps() == ["ehlo", "mail", "rcpt", "data", "quit"]

    def test_outside_of_a_batch(self):
        """
        A mail by itself is a batch of its own, which leaves nothing open.
        """
        with hostile() as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)

            deliveries = [mailer.send(envelope(), MESSAGE) for _ in range(2)]

        assert deliveries == [Delivery.SENT, Delivery.SENT]
        assert (server.connections, server.departures) == (2, 2)

    def test_batch_within_a_batch(self):
        """
        Entered twice, it keeps its connection until it is left for the first time.
        """
        with hostile() as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)
            with mailer:
                mailer.send(envelope(), MESSAGE)
                with mailer:
                    mailer.send(envelope(), MESSAGE)
                inside = server.connections

        assert (inside, server.connections, server.departures) == (1, 1, 1)

    def test_threads_do_not_meet(self, mailer, postmaster):
        """
        A39: workers that share a mailer mix up neither mails nor recipients.
        """
        met = threading.Barrier(4)

        def work(number):
            with mailer:
                met.wait(timeout=10)
                return [
                    mailer.send(envelope(f"w{number}.{turn}"), b"x: %d\r\n" % number)
                    for turn in range(5)
                ]

        with ThreadPoolExecutor(4) as threads:
            deliveries = list(threads.map(work, range(4)))

        assert deliveries == [[Delivery.SENT] * 5] * 4
        assert sorted((to, content) for _, (to,), content in postmaster.mails) == [
            (f"w{number}.{turn}@ac-paris.fr", b"x: %d\r\n" % number)
            for number in range(4)
            for turn in range(5)
        ]

    def test_old_server(self):
        """
        A server that knows no EHLO is greeted by HELO.
        """
        assert attempt(ehlo=b"502 what?") is Delivery.SENT


class TestBytes:
    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.text(LETTERS, max_size=20), min_size=1))
    def test_any_lines(self, lines):
        """
        A32: lines arrive as they are, dots and all: none of them ends the mail.
        """
        message = "".join(f"{line}\r\n" for line in lines).encode()

        with hostile() as server:
            deliveries = batch(server, mails=1, message=message)

        assert deliveries == [Delivery.SENT]
        (body,) = server.bodies
        assert [line.removeprefix(b".") for line in body.split(b"\r\n")] == [
            *(line.encode() for line in lines),
            b"",
        ]

    def test_smuggles_nothing(self, mailer, postmaster):
        """
        A32: what looks like a mail's end and commands is a part of the mail.
        """
        message = b"x\r\n.\r\nMAIL FROM:<x@example.fr>\r\n.\r\n"

        with mailer:
            mailer.send(envelope(), message)

        assert [content for _, _, content in postmaster.mails] == [message]

    @pytest.mark.parametrize(
        "message",
        [
            b"",
            b"no end",
            b"bare\n.\r\nx\r\n",
            b"bare\r.\r\nx\r\n",
            b"bare\n.\n",
            b"nul\0\r\n",
            "caf\u00e9\r\n".encode(),
            "caf\u00e9\r\n".encode("latin-1"),
            b"x" * 999 + b"\r\n",
        ],
    )
    def test_refuses(self, message):
        """
        A32: bytes that servers read differently, 8-bit ones also, are never sent.
        """
        with hostile() as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)

            with pytest.raises(ValueError, match="lines of ASCII"):
                mailer.send(envelope(), message)

        assert server.connections == 0

    def test_longest_line(self, mailer):
        """
        A line may have 998 characters, RFC 5322 §2.1.1.
        """
        assert mailer.send(envelope(), b"x" * 998 + b"\r\n") is Delivery.SENT

    def test_same_bytes_again(self):
        """
        A38: a mail whose answer was lost is offered again with the same bytes.
        """
        with hostile(end=HANG_UP) as server:
            first = batch(server, mails=1)
            server.answers["end"] = b"250 ok"
            second = batch(server, mails=1)

        assert (first, second) == ([Delivery.UNKNOWN], [Delivery.SENT])
        assert len(server.bodies) == 2
        assert len(set(server.bodies)) == 1


class TestRefused:
    @pytest.mark.parametrize("step", ["rcpt", "end"])
    @pytest.mark.parametrize(
        ("answer", "delivery"),
        [
            ("421 4.3.2 closing", Delivery.DEFERRED),
            ("450 4.2.1 greylisted", Delivery.DEFERRED),
            ("452 4.2.2 full", Delivery.DEFERRED),
            ("500 5.5.1 what?", Delivery.REFUSED),
            ("530 5.7.0 authentication required", Delivery.DEFERRED),
            ("550 5.1.1 unknown", Delivery.REFUSED),
            ("550 5.2.21 of another kind", Delivery.REFUSED),
            ("552 full", Delivery.DEFERRED),
            ("554 5.2.2 full", Delivery.DEFERRED),
            ("554 5.1.1 unknown", Delivery.REFUSED),
            ("550 5.7.1 not from you", Delivery.DEFERRED),
            ("554 5.7.1 relaying denied", Delivery.DEFERRED),
            ("550 5.7.26 unauthenticated", Delivery.DEFERRED),
        ],
    )
    def test_by_step(self, mailer, postmaster, step, answer, delivery):
        """
        What is refused for now is deferred, what is refused for good refused.

        A full mailbox is emptied one day, whatever its answer's number.
        """
        postmaster.answers[step] = answer

        with mailer:
            assert mailer.send(envelope(), MESSAGE) is delivery

        assert postmaster.mails == []

    @pytest.mark.parametrize(
        ("step", "answer", "problem"),
        [
            ("rcpt", b"554 relaying denied", "RCPT code=554"),
            ("rcpt", b"554-5.7.1 denied\r\n554 5.7.1 see elsewhere", "RCPT code=554"),
            ("end", b"550 5.7.1 spam", "END code=550"),
        ],
    )
    def test_by_policy(self, caplog, step, answer, problem):
        """
        A refusal by somebody's rules condemns no mailbox; a warning says so each time.
        """
        with hostile(**{step: answer}) as server:
            assert batch(server) == [Delivery.DEFERRED] * 5

        texts = {message for _, _, message in caplog.record_tuples}
        assert texts == {f"SMTP_POLICY_REFUSED step={problem}"}
        assert len(caplog.record_tuples) == 5
        assert server.connections == 1

    @pytest.mark.parametrize(
        ("answer", "delivery"),
        [
            (b"451 later", Delivery.DEFERRED),
            (b"554 no", Delivery.REFUSED),
            # Granted where it should be invited: no body has left all the same.
            (b"250 ok", Delivery.DEFERRED),
            (b"299 ok", Delivery.DEFERRED),
        ],
    )
    def test_before_the_body(self, answer, delivery):
        """
        Whatever answers DATA but an invitation, the mail has not been sent.
        """
        assert attempt(data=answer) is delivery

    @pytest.mark.parametrize("answer", [b"354 go on", b"251-", b"100 wait", b"399 ?"])
    @pytest.mark.parametrize("step", ["mail", "rcpt"])
    def test_out_of_order(self, step, answer):
        """
        An answer that neither grants nor refuses defers.
        """
        assert attempt(**{step: answer, "timeout": 0.1}) is Delivery.DEFERRED

    @pytest.mark.parametrize("answer", [b"421 busy", b"554 not for you"])
    def test_at_the_door(self, answer):
        """
        A server that takes nothing now, from nobody or not from us, refuses no mail.
        """
        assert attempt(connect=answer) is Delivery.DEFERRED
        assert attempt(ehlo=answer, helo=answer) is Delivery.DEFERRED

    @settings(max_examples=50, deadline=None)
    @given(st.sampled_from(MAIL_STEPS), st.integers(min_value=0, max_value=999))
    @example("data", 354)
    def test_any_answer(self, step, code):
        """
        Sent is what was granted, refused what got a 5xx, unknown only a whole mail.
        """
        delivery = attempt(**{step: b"%03d x" % code})

        granted = code == 354 if step == "data" else 200 <= code <= 299
        assert (delivery is Delivery.SENT) is granted
        if delivery is Delivery.REFUSED:
            assert step != "mail"
            assert 500 <= code <= 599
        if delivery is Delivery.UNKNOWN:
            assert step == "end"
            assert not 400 <= code <= 599

    @pytest.mark.parametrize("step", ["rcpt", "end"])
    @pytest.mark.parametrize("answer", ["450 later", "550 unknown"])
    def test_next_mail_still_leaves(self, mailer, postmaster, step, answer):
        """
        One recipient's refusal is not the next one's; their connection is the same.
        """
        postmaster.answers[step, "refused@ac-paris.fr"] = answer

        with mailer:
            for name in ("before", "refused", "after"):
                mailer.send(envelope(name), MESSAGE)

        assert [recipients for _, recipients, _ in postmaster.mails] == [
            ["before@ac-paris.fr"],
            ["after@ac-paris.fr"],
        ]
        assert len(postmaster.peers) == 1

    @pytest.mark.parametrize("reset", [HANG_UP, SILENCE, b"500 what?", b"\xff"])
    def test_bad_reset(self, reset):
        """
        A refusal stands when its mail cannot be taken back; the next has a new wire.
        """
        with hostile(rcpt=b"550 unknown", rset=reset) as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=0.1)
            with mailer:
                first = mailer.send(envelope(), MESSAGE)
                server.answers["rcpt"] = b"250 ok"
                second = mailer.send(envelope(), MESSAGE)

        assert (first, second) == (Delivery.REFUSED, Delivery.SENT)
        assert server.connections == 2


class TestHostile:
    @pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
    @pytest.mark.parametrize("step", BEFORE_THE_BODY)
    def test_no_answer_before_the_body(self, step, answer):
        """
        What is no answer before the body has left defers.
        """
        answers = {step: answer} | ({"helo": answer} if step == "ehlo" else {})

        assert attempt(**answers) is Delivery.DEFERRED

    @pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
    def test_no_answer_after_the_body(self, answer):
        """
        After the body, without an answer, nobody knows whether the mail went out.
        """
        assert attempt(end=answer) is Delivery.UNKNOWN

    @pytest.mark.parametrize("step", [*BEFORE_THE_BODY, "end"])
    def test_silence(self, step, monkeypatch):
        """
        A server that says nothing is given up after the time-out, and left.
        """
        # Whatever time there is in all: each answer has its own.
        monkeypatch.setattr(smtp, "PATIENCE", 1000)
        with hostile(**{step: SILENCE}) as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=0.1)

            delivery = mailer.send(envelope(), MESSAGE)

        # It may have kept the mail.
        lost = step == "end"
        assert delivery is (Delivery.UNKNOWN if lost else Delivery.DEFERRED)
        assert server.departures == 1

    @pytest.mark.parametrize("trickle", [BYTES, LINES], ids=["bytes", "lines"])
    @pytest.mark.parametrize("step", ["connect", "ehlo", "rcpt"])
    def test_trickle(self, step, trickle, monkeypatch):
        """
        An answer that trickles in without an end is given up all the same.
        """
        monkeypatch.setattr(smtp, "PATIENCE", 1)

        assert attempt(**{step: trickle, "timeout": 0.2}) is Delivery.DEFERRED

    @pytest.mark.slow
    def test_trickle_after_the_body(self):
        """
        After the body, nobody knows what its end would have been.
        """
        assert attempt(end=LINES, timeout=0.2) is Delivery.UNKNOWN

    @pytest.mark.parametrize("answer", [SILENCE, HANG_UP, b"500 stay", b"\xff"])
    def test_bad_goodbye(self, answer):
        """
        What was sent stays sent, however the server takes its leave.
        """
        assert attempt(quit=answer, timeout=0.1) is Delivery.SENT

    @pytest.mark.slow
    def test_endless_goodbye(self):
        """
        A server does not keep us by never finishing its goodbye.
        """
        with hostile(quit=BYTES) as server:
            assert batch(server, mails=1, timeout=0.2) == [Delivery.SENT]

        # Nobody has heard it out.
        assert server.departures == 0

    def test_dies_within_the_body(self):
        """
        A server that goes before the final dot has no mail.
        """

        class Leaving(Hostile):
            def _next(self, lines, step):
                return None if step == "data" else super()._next(lines, step)

        server = Leaving({"data": b"354 go"})
        with SmtpMailer(HOST, port=server.port, timeout=10) as mailer:
            delivery = mailer.send(envelope(), LARGE)
        server.close()

        assert delivery is Delivery.DEFERRED

    @pytest.mark.slow
    def test_reads_nothing(self):
        """
        A server that invites a large body and does not take it has no mail either.
        """
        done = threading.Event()

        class Deaf(Hostile):
            def _next(self, lines, step):
                if step == "data":
                    done.wait(10)
                return super()._next(lines, step)

        server = Deaf({})
        with SmtpMailer(HOST, port=server.port, timeout=0.2) as mailer:
            delivery = mailer.send(envelope(), LARGE)
        done.set()
        server.close()

        assert delivery is Delivery.DEFERRED

    def test_error_passes_through(self, mailer):
        """
        What an application raises within a batch comes out as it is.
        """

        def stop():
            mailer.send(envelope(), MESSAGE)
            raise LookupError("stop")

        with pytest.raises(LookupError, match="stop"), mailer:
            stop()


GIVEN_UP = [Delivery.DEFERRED, *[Delivery.HELD] * 4]
"""
Of five mails the first is tried.
"""


class TestGivesUp:
    @pytest.mark.parametrize("answer", [HANG_UP, SILENCE, b"421 busy", b"554 go away"])
    def test_at_the_door(self, caplog, answer):
        """
        A37: a server that is not there is called once in a batch, and raises nothing.
        """
        with hostile(connect=answer) as server:
            assert batch(server, timeout=0.1) == GIVEN_UP

        assert server.connections == 1
        assert caplog.record_tuples == [UNREACHABLE]

    def test_nobody_there(self, caplog):
        """
        A37: nor does one that does not even listen.
        """
        with socket.create_server((HOST, 0)) as server:
            port = server.getsockname()[1]

        with SmtpMailer(HOST, port=port, timeout=10) as mailer:
            deliveries = [mailer.send(envelope(), MESSAGE) for _ in range(5)]

        assert deliveries == GIVEN_UP
        assert caplog.record_tuples == [UNREACHABLE]

    @pytest.mark.parametrize(
        ("answers", "deliveries"),
        [
            ({"mail": SILENCE}, [Delivery.DEFERRED] * 2),
            ({"rcpt": HANG_UP}, [Delivery.DEFERRED] * 2),
            ({"rcpt": b"421 closing"}, [Delivery.DEFERRED] * 2),
            ({"end": SILENCE}, [Delivery.UNKNOWN] * 2),
        ],
    )
    def test_after_two_breaks(self, caplog, answers, deliveries):
        """
        A server that breaks off twice in a row is not waited for a third time.
        """
        with hostile(**answers) as server:
            assert batch(server, timeout=0.1) == [*deliveries, *[Delivery.HELD] * 3]

        assert server.connections == 2
        assert caplog.record_tuples == [UNREACHABLE]

    def test_not_after_one(self, caplog):
        """
        After one failure the next mail goes over a new connection, however often.
        """
        with hostile() as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)
            with mailer:
                for _ in range(3):
                    server.answers["mail"] = HANG_UP
                    lost = mailer.send(envelope(), MESSAGE)
                    server.answers["mail"] = b"250 ok"
                    assert lost is Delivery.DEFERRED
                    assert mailer.send(envelope(), MESSAGE) is Delivery.SENT

        assert server.connections == 4
        assert caplog.record_tuples == []

    @pytest.mark.parametrize(
        "answers",
        [
            {"mail": b"530 5.7.0 authentication required"},
            {"mail": b"550 5.7.1 not from you"},
            {"mail": b"552 5.3.4 full"},
            {"rcpt": b"530 5.7.0 must issue a STARTTLS command first"},
            {"end": b"530 5.7.0 authentication required"},
        ],
    )
    def test_about_us(self, caplog, answers):
        """
        What a server has against us is no mail's fault: nobody's mail is refused.
        """
        with hostile(**answers) as server:
            assert batch(server) == GIVEN_UP

        assert server.steps().count("mail") == 1
        assert server.departures == server.connections == 1
        assert caplog.record_tuples == [SENDER_REFUSED]

    def test_until_the_next_batch(self):
        """
        The next batch calls again.
        """
        with hostile(connect=HANG_UP) as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=10)
            with mailer:
                first = mailer.send(envelope(), MESSAGE)
                server.answers["connect"] = b"220 hello"
                second = mailer.send(envelope(), MESSAGE)
            with mailer:
                third = mailer.send(envelope(), MESSAGE)

        assert (first, second) == (Delivery.DEFERRED, Delivery.HELD)
        assert third is Delivery.SENT

    def test_logs_no_address(self, caplog):
        """
        A41: the warning names the server, and neither sender nor recipient.
        """
        with hostile(rcpt=b"530 not to ce.0750655e@ac-paris.fr") as server:
            batch(server)

        assert caplog.records
        assert "@" not in caplog.text
