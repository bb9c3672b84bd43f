"""
Mail servers that the SMTP mailer is tried on: real ones, and hostile ones.
"""

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import attrs
from aiosmtpd.controller import Controller

from pixorga.adapters.smtp import SmtpMailer
from pixorga.domain.people import EmailAddress
from pixorga.ports.mailer import Envelope

HOST = "127.0.0.1"

LOGGER = "pixorga.adapters.smtp"

MESSAGE = b"Subject: x\r\n\r\nBonjour\r\n.\r\n..\r\n.x\r\nFrom here\r\n"

SILENCE = None
"""
An answer that never comes.
"""

INVITATIONS = (b"354 go on", b"354 x")
"""
Answers to DATA after which a hostile server reads a body.
"""

HANG_UP = b""
"""
No answer, and no connection any more.
"""


@attrs.frozen
class Trickle:
    """
    An answer that is long in coming, and comes in the end, well after any patience.
    """

    start: bytes
    piece: bytes
    pieces: int = 500
    pause: float = 0.02
    end: bytes = b""

    def send(self, connection):
        """
        Send it piece by piece, as long as somebody listens.
        """
        connection.sendall(self.start)
        for _ in range(self.pieces):
            time.sleep(self.pause)
            connection.sendall(self.piece)
        connection.sendall(self.end + b"\r\n")


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
        self.options = []
        self.peers = []
        self.logins = []

    def answer(self, step, session, address):
        """
        The answer to a step, from whichever connection.
        """
        if session.peer not in self.peers:
            self.peers.append(session.peer)
            self.logins.append(session.auth_data)
        return self.answers.get((step, address)) or self.answers.get(step, "250 OK")

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        """
        Answer MAIL.
        """
        envelope.mail_from = address
        self.options += options
        return self.answer("mail", session, address)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """
        Answer RCPT.
        """
        envelope.rcpt_tos.append(address)
        self.options += options
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


@contextmanager
def serving(postmaster, **settings):
    """
    A real server for the time of a block.
    """
    server = Server(postmaster, hostname=HOST, port=0, **settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Hostile:
    """
    A server that answers each step as it was told to, and counts who comes and goes.
    """

    def __init__(self, answers, *, context=None):
        self.answers = {
            "connect": b"220 hello",
            "ehlo": b"250 hello",
            "helo": b"250 hello",
            "mail": b"250 ok",
            "rcpt": b"250 ok",
            "data": b"354 go on",
            "end": b"250 ok",
            "rset": b"250 forgotten",
            "quit": b"221 bye",
        } | answers
        self.once = {}
        self.connections = 0
        self.departures = 0
        self.heard = []
        self.bodies = []
        self._context = context
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

    def steps(self):
        """
        What was asked, without its arguments.
        """
        return [re.match(r"\w*", line)[0].lower() for line in self.heard]

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
        with ExitStack() as opened:
            opened.enter_context(connection)
            lines = opened.enter_context(connection.makefile("rb"))
            step = "connect"
            while step and self._answer(connection, step):
                if step == "star" and self._context:
                    connection = self._context.wrap_socket(connection, server_side=True)
                    opened.enter_context(connection)
                    lines = opened.enter_context(connection.makefile("rb"))
                step = self._next(lines, step)
        self.departures += not step

    def _answer(self, connection, step):
        answer = self.once.pop(step, self.answers.get(step, b"500 what?"))
        if answer == HANG_UP:
            return False
        if isinstance(answer, Trickle):
            answer.send(connection)
        elif answer is not SILENCE:
            connection.sendall(answer + b"\r\n")
        return True

    def _next(self, lines, step):
        if step == "data" and self.answers["data"] in INVITATIONS:
            body = []
            for line in lines:
                if line == b".\r\n":
                    self.bodies.append(b"".join(body))
                    return "end"
                body.append(line)
            return None
        line = lines.readline().decode()
        if line:
            self.heard.append(line)
        return line[:4].lower() or None


@contextmanager
def hostile(*, context=None, **answers):
    """
    A hostile server for the time of a block.
    """
    server = Hostile(answers, context=context)
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
