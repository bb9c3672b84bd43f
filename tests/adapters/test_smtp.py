"""
The SMTP mailer against servers that are real, and against some that are hostile.
"""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest
from aiosmtpd.controller import Controller

from pixorga.adapters.smtp import SmtpMailer
from pixorga.domain.people import EmailAddress
from pixorga.ports.mailer import Delivery, Envelope

HOST = "127.0.0.1"

MESSAGE = b"Subject: x\r\n\r\nBonjour\r\n.\r\n..\r\n.x\r\nFrom here\r\n"

SILENCE = None
"""
An answer that never comes.
"""

HANG_UP = b""
"""
No answer, and no connection any more.
"""

BEFORE_THE_BODY = ("connect", "ehlo", "mail", "rcpt")

NO_ANSWERS = {
    "hangs up": HANG_UP,
    "greets": b"hello",
    "binary": b"\xff\xfe\0",
    "no number": b"2x0 ok",
    "babbles": b"250 " + b"x" * 9000,
    "blank": b"\r\n" * 3,
}


def envelope(name="ce.0750655e"):
    """
    From the application to a mailbox.
    """
    return Envelope(
        sender=EmailAddress.parse("ne-pas-repondre@example.fr"),
        recipient=EmailAddress.parse(f"{name}@ac-paris.fr"),
    )


class Postmaster:
    """
    What a real server does with mails: answers by recipient and step, else accepts.
    """

    def __init__(self):
        self.answers = {}
        self.mails = []
        self.peers = []

    def answer(self, step, session, address):
        """
        The answer to a step, from whichever connection.
        """
        if session.peer not in self.peers:
            self.peers.append(session.peer)
        return self.answers.get((step, address)) or self.answers.get(step, "250 OK")

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        """
        Answer MAIL.
        """
        envelope.mail_from = address
        return self.answer("mail", session, address)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """
        Answer RCPT.
        """
        envelope.rcpt_tos.append(address)
        return self.answer("rcpt", session, address)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """
        Answer the end of the data.
        """
        answer = self.answer("end", session, envelope.rcpt_tos[0])
        if answer.startswith("250"):
            mail = (envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
            self.mails.append(mail)
        return answer


class Server(Controller):
    """
    A real server on a port that the system chose.
    """

    def _trigger_server(self):
        (listener,) = self.server.sockets
        self.port = listener.getsockname()[1]
        super()._trigger_server()


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
    running = Server(postmaster, hostname=HOST, port=0)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def mailer(server):
    """
    A mailer to the real server.
    """
    return SmtpMailer(HOST, port=server.port, timeout=10)


class Hostile:
    """
    A server that answers each step as it was told to, and counts who comes and goes.
    """

    def __init__(self, answers):
        self.answers = {
            "connect": b"220 hello",
            "ehlo": b"250 hello",
            "helo": b"250 hello",
            "mail": b"250 ok",
            "rcpt": b"250 ok",
            "data": b"354 go on",
            "end": b"250 ok",
            "quit": b"221 bye",
        } | answers
        self.connections = 0
        self.departures = 0
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self._threads = ThreadPoolExecutor()
        self._threads.submit(self._listen)

    def close(self):
        """
        Stop listening, and wait until all clients have gone.
        """
        # Closing alone does not wake up who waits for a connection.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads.shutdown()

    def _listen(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._threads.submit(self._converse, connection)

    def _converse(self, connection):
        # Who forgets to leave makes a test fail, not wait for ever.
        connection.settimeout(10)
        with connection, connection.makefile("rb") as lines:
            step = "connect"
            while step and self._answer(connection, step):
                step = self._next(lines, step)
        self.departures += not step

    def _answer(self, connection, step):
        answer = self.answers.get(step, b"500 what?")
        if answer == HANG_UP:
            return False
        if answer is not SILENCE:
            connection.sendall(answer + b"\r\n")
        return True

    def _next(self, lines, step):
        if step == "data" and self.answers["data"] == b"354 go on":
            for line in lines:
                if line == b".\r\n":
                    return "end"
            return None
        return lines.readline()[:4].decode().lower() or None


@contextmanager
def hostile(**answers):
    """
    A hostile server for the time of a block.
    """
    server = Hostile(answers)
    try:
        yield server
    finally:
        server.close()


def attempt(*, timeout=10, **answers):
    """
    What a mailer makes of one attempt at a hostile server.
    """
    with (
        hostile(**answers) as server,
        SmtpMailer(HOST, port=server.port, timeout=timeout) as mailer,
    ):
        return mailer.send(envelope(), MESSAGE)


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


class TestRefused:
    @pytest.mark.parametrize("step", ["mail", "rcpt", "end"])
    @pytest.mark.parametrize(
        ("answer", "delivery"),
        [
            ("421 4.3.2 closing", Delivery.DEFERRED),
            ("450 4.2.1 greylisted", Delivery.DEFERRED),
            ("452 4.2.2 full", Delivery.DEFERRED),
            ("500 5.5.1 what?", Delivery.REFUSED),
            ("550 5.1.1 unknown", Delivery.REFUSED),
            ("554 5.7.1 rejected", Delivery.REFUSED),
        ],
    )
    def test_by_step(self, mailer, postmaster, step, answer, delivery):
        """
        What a server refuses for now is deferred, what it refuses for good refused.
        """
        postmaster.answers[step] = answer

        with mailer:
            assert mailer.send(envelope(), MESSAGE) is delivery

        assert postmaster.mails == []

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

    @pytest.mark.parametrize("step", ["rcpt", "end"])
    @pytest.mark.parametrize("answer", ["450 later", "550 unknown"])
    def test_next_mail_still_leaves(self, mailer, postmaster, step, answer):
        """
        One recipient's refusal is not the next one's.
        """
        postmaster.answers[step, "refused@ac-paris.fr"] = answer

        with mailer:
            for name in ("before", "refused", "after"):
                mailer.send(envelope(name), MESSAGE)

        assert [recipients for _, recipients, _ in postmaster.mails] == [
            ["before@ac-paris.fr"],
            ["after@ac-paris.fr"],
        ]


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

    @pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
    def test_no_invitation(self, answer):
        """
        In between, the mail has not been sent, and is not given up.
        """
        assert attempt(data=answer) in {Delivery.DEFERRED, Delivery.UNKNOWN}

    @pytest.mark.parametrize(
        ("step", "delivery"),
        [
            *((step, Delivery.DEFERRED) for step in BEFORE_THE_BODY),
            # It may have kept the mail.
            ("data", Delivery.UNKNOWN),
            ("end", Delivery.UNKNOWN),
        ],
    )
    def test_silence(self, step, delivery):
        """
        A server that says nothing is given up after the time-out, and left.
        """
        with hostile(**{step: SILENCE}) as server:
            mailer = SmtpMailer(HOST, port=server.port, timeout=0.1)

            assert mailer.send(envelope(), MESSAGE) is delivery

        assert server.departures == 1

    @pytest.mark.parametrize("answer", [SILENCE, HANG_UP, b"500 stay", b"\xff"])
    def test_bad_goodbye(self, answer):
        """
        What was sent stays sent, however the server takes its leave.
        """
        assert attempt(quit=answer, timeout=0.1) is Delivery.SENT

    def test_dies_within_the_body(self):
        """
        A server that goes while a large body leaves: nobody knows.
        """
        answers = {"data": b"354 go"}

        class Leaving(Hostile):
            def _next(self, lines, step):
                return None if step == "data" else super()._next(lines, step)

        server = Leaving(answers)
        with SmtpMailer(HOST, port=server.port, timeout=10) as mailer:
            delivery = mailer.send(envelope(), b"x: y\r\n" * 1_000_000)
        server.close()

        assert delivery is Delivery.UNKNOWN

    def test_connects_again(self):
        """
        After a failure, the next mail of the batch goes over a new connection.
        """
        with hostile(mail=HANG_UP) as server:
            with SmtpMailer(HOST, port=server.port, timeout=10) as mailer:
                first = mailer.send(envelope(), MESSAGE)
                server.answers["mail"] = b"250 ok"
                rest = [mailer.send(envelope(), MESSAGE) for _ in range(2)]

            assert first is Delivery.DEFERRED
            assert rest == [Delivery.SENT, Delivery.SENT]
            assert server.connections == 2

    def test_nobody_there(self):
        """
        A server that is down defers, and the batch ends quietly.
        """
        with socket.create_server((HOST, 0)) as taken:
            port = taken.getsockname()[1]

        with SmtpMailer(HOST, port=port, timeout=10) as mailer:
            deliveries = [mailer.send(envelope(), MESSAGE) for _ in range(2)]

        assert deliveries == [Delivery.DEFERRED, Delivery.DEFERRED]

    def test_error_passes_through(self, mailer):
        """
        What an application raises within a batch comes out as it is.
        """
        mailer.send(envelope(), MESSAGE)

        with pytest.raises(LookupError, match="stop"), mailer:
            raise LookupError("stop")
