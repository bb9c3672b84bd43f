"""
Mails over SMTP (RFC 5321), in clear or over TLS.

What a server answers about a mail is that mail's fate. What it answers about us, that
it takes nothing without TLS, from this account or from this sender, is no mail's fault:
the whole batch waits for somebody to look at the settings, and one warning says why.
A refusal by policy condemns no mailbox either: that mail waits, with a warning.

The standard library reads the answers and logs in; the rest is said here, because its
own verbs do not tell a body that was cut off from one that was handed over.
"""

import logging
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from enum import Enum, StrEnum, auto
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

import attrs

from pixorga.errors import ConfigurationError
from pixorga.ports.mailer import Delivery, Envelope

__all__ = ["Security", "SmtpMailer"]

TIMEOUT: Final = 30.0
"""Seconds to wait for an answer, unless told otherwise."""

TIMEOUT_LIMIT: Final = 600.0
"""The longest wait that RFC 5321 §4.5.3.2 advises, for the answer to a whole mail."""

PATIENCE: Final = 4
"""How many time-outs a mail may take in all, however steadily its answers trickle."""

BREAKS: Final = 2
"""How many times in a row a server may break off before a batch gives it up."""

NOT_NOW: Final = 4
"""First digit of a refusal that may be another answer later, RFC 5321 §4.2.1."""

NEVER: Final = 5
"""First digit of a refusal for good."""

READY: Final = 220
"""The server greets, or begins TLS."""

RESET: Final = 250
"""The server has forgotten the mail that it refused."""

CLOSING: Final = 421
"""The server takes its leave, whatever it was asked."""

LOGIN_NEEDED: Final = 530
"""The server takes nothing before a log-in, or before STARTTLS (RFC 4954, 3207)."""

MAILBOX_FULL: Final = 552
"""For good by its digit, and yet a mailbox is emptied one day."""

_FULL: Final = re.compile(rb"5\.2\.2\b")
"""The same as an enhanced code (RFC 3463 §3.3), which other answers come with too."""

NO_TRANSACTION: Final = 554
"""A refusal of what is asked for; of the mailbox only if an enhanced code says so."""

_POLICY: Final = re.compile(rb"5\.7\.[0-9]")
"""A refusal by somebody's rules (RFC 3463 §3.8): of us, or of what is said."""

_ENHANCED: Final = re.compile(rb"5\.[0-9]{1,3}\.[0-9]")
"""Any enhanced code of a refusal for good."""

_LINES: Final = re.compile(rb"(?:[^\0\r\n\x80-\xff]{0,998}+\r\n)++")
"""Lines as RFC 5322 §2.1.1 has them, for servers of any age."""

_HOST: Final = re.compile(r"(?=.{1,253}\Z)[\w-]{1,63}(?:\.[\w-]{1,63})*", re.ASCII)

_URL: Final = re.compile(
    r"""
    (?P<scheme>smtp|smtp\+starttls|smtps)://
    (?:
        (?P<username>(?:[\w.~!$&'()*+,;=-]|%[0-9a-fA-F]{2})+)
        :(?P<password>(?:[\w.~!$&'()*+,;=:-]|%[0-9a-fA-F]{2})+)@
    )?
    (?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\])
    (?::(?P<port>[0-9]{1,5}))?/?
    (?:\?timeout=(?P<timeout>[0-9]{1,3}(?:\.[0-9]{1,3})?))?
    """,
    re.ASCII | re.VERBOSE,
)

_log = logging.getLogger(__name__)


class Security(StrEnum):
    """
    How a connection to a mail server is protected.

    `STARTTLS` begins in clear and sends nothing but a greeting before TLS; `TLS` is
    protected from the first byte (RFC 8314 §3.3), so prefer it where there is a choice.
    """

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


_PORTS: Final = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}

_SCHEMES: Final = {
    "smtp": Security.NONE,
    "smtp+starttls": Security.STARTTLS,
    "smtps": Security.TLS,
}


class _Step(Enum):
    """
    What a mail server is asked on the way of a mail.
    """

    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    END = auto()


_GRANTS: Final = {
    _Step.MAIL: range(200, 300),
    _Step.RCPT: range(200, 300),
    _Step.DATA: range(354, 355),
    _Step.END: range(200, 300),
}
"""The answers that grant what was asked, RFC 5321 §4.2.1."""


class _Problem(StrEnum):
    """
    Why a server takes no mail of ours: stable codes, for the log.
    """

    UNREACHABLE = "SMTP_UNREACHABLE"
    TLS_FAILED = "SMTP_TLS_FAILED"
    AUTH_REFUSED = "SMTP_AUTH_REFUSED"
    SENDER_REFUSED = "SMTP_SENDER_REFUSED"
    POLICY_REFUSED = "SMTP_POLICY_REFUSED"


class _UnusableError(Exception):
    """
    The server takes no mail of ours, whichever it is.
    """

    def __init__(self, problem: _Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class _BrokenError(Exception):
    """
    The connection is of no more use; a mail on it has met a fate all the same.
    """

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery)
        self.delivery = delivery


@contextmanager
def _blaming(problem: _Problem) -> Generator[None]:
    """
    Tell why a connection could not be opened.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        # The latter: a challenge that is no base64.
        raise _UnusableError(problem) from error


@contextmanager
def _leaving(delivery: Delivery) -> Generator[None]:
    """
    Tell what becomes of a mail if the connection breaks off here.
    """
    try:
        yield
    except OSError as error:
        raise _BrokenError(delivery) from error


def _verdict(step: _Step, code: int, text: bytes) -> Delivery | None:
    """
    A mail's fate by one answer; None while it is granted what it asks for.

    Raises:
        _UnusableError: The answer is about us.
        _BrokenError: After it, the connection is of no more use.
    """
    if code in _GRANTS[step]:
        return None
    kind = code // 100
    if code == LOGIN_NEEDED or (kind == NEVER and step is _Step.MAIL):
        raise _UnusableError(_Problem.SENDER_REFUSED)
    if kind == NEVER:
        return _refusal(step, code, text)
    if kind == NOT_NOW and code != CLOSING:
        return Delivery.DEFERRED
    # An answer that is neither yes nor no, to a whole mail: nobody knows.
    is_lost = kind != NOT_NOW and step is _Step.END
    raise _BrokenError(Delivery.UNKNOWN if is_lost else Delivery.DEFERRED)


def _refusal(step: _Step, code: int, text: bytes) -> Delivery:
    """
    What an answer for good says of the mailbox.
    """
    if code == MAILBOX_FULL or _FULL.match(text):
        return Delivery.DEFERRED
    relays_nothing = code == NO_TRANSACTION and step is _Step.RCPT
    if _POLICY.match(text) or (relays_nothing and not _ENHANCED.match(text)):
        # Rules change, and settings: the mailbox may well be there.
        _log.warning("%s step=%s code=%d", _Problem.POLICY_REFUSED, step.name, code)
        return Delivery.DEFERRED
    return Delivery.REFUSED


@attrs.frozen(kw_only=True)
class _Server:
    """
    Where a mail server is, and how to speak to it.
    """

    host: str
    port: int
    security: Security
    username: str | None = attrs.field(repr=False)
    password: str | None = attrs.field(repr=False)
    timeout: float
    context: ssl.SSLContext | None = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        for setting, is_wrong, problem in _RULES:
            if is_wrong(self):
                raise ConfigurationError(setting=f"smtp {setting}", problem=problem)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _has_no_host(server: _Server) -> bool:
    if _HOST.fullmatch(server.host):
        return False
    try:
        # After the sign stands a network card of ours, in any characters.
        return "%" in str(ip_address(server.host))
    except ValueError:
        return True


def _is_not_ascii(server: _Server) -> bool:
    return any(
        text is not None and not (text and text.isascii() and text.isprintable())
        for text in (server.username, server.password)
    )


def _shows_password(server: _Server) -> bool:
    is_clear = server.security is Security.NONE
    return bool(server.username) and is_clear and not _is_local(server.host)


_RULES: Final[tuple[tuple[str, Callable[[_Server], bool], str], ...]] = (
    ("host", _has_no_host, "give a name in ASCII, or an IP address."),
    ("port", lambda it: not 0 < it.port < 2**16, "give 1 to 65535."),
    (
        "timeout",
        lambda it: not 0 < it.timeout <= TIMEOUT_LIMIT,
        f"give more than 0, and at most {TIMEOUT_LIMIT:.0f} seconds.",
    ),
    (
        "credentials",
        lambda it: (it.username is None) is not (it.password is None),
        "give both username and password, or neither.",
    ),
    ("credentials", _is_not_ascii, "use printable ASCII characters."),
    ("credentials", _shows_password, "use TLS; without, on this machine only."),
    (
        "context",
        lambda it: it.context is not None and it.security is Security.NONE,
        "it is for STARTTLS and TLS only.",
    ),
)
"""What is wrong with settings, the first fault first."""


class _Connection:
    """
    A connection to a mail server.

    Raises:
        OSError: There is nobody.
    """

    def __init__(self, server: _Server) -> None:
        self._server = server
        wire = socket.create_connection((server.host, server.port), server.timeout)
        # A handle of our own: whoever cuts the wire meets neither TLS nor smtplib.
        self._wire = wire.dup()
        self._plain = wire
        self._smtp = _dialogue(wire)

    def open(self) -> None:
        """
        Come as far as the first mail.

        Raises:
            _UnusableError: The server, or we, will not have it.
        """
        server = self._server
        with self._bounded():
            if server.security is Security.TLS:
                self._protect()
            with _blaming(_Problem.UNREACHABLE):
                _expect(READY, self._smtp.getreply())
                self._smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                with _blaming(_Problem.TLS_FAILED):
                    _expect(READY, self._smtp.docmd("STARTTLS"))
                self._protect()
                with _blaming(_Problem.UNREACHABLE):
                    self._smtp.ehlo_or_helo_if_needed()
            if server.username is not None and server.password is not None:
                with _blaming(_Problem.AUTH_REFUSED):
                    self._smtp.login(server.username, server.password)

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Offer one mail, and make ready for the next.

        Raises:
            _UnusableError: The server takes none from us.
            _BrokenError: The connection is of no more use; it tells the mail's fate.
        """
        with self._bounded():
            with _leaving(Delivery.DEFERRED):
                delivery = self._offer(envelope) or self._hand_over(message)
            if delivery is not Delivery.SENT:
                with _leaving(delivery):
                    _expect(RESET, self._smtp.rset())
        return delivery

    def leave(self) -> None:
        """
        Say goodbye, to whoever still listens.
        """
        # It closes its end, whatever comes of it.
        with self._bounded(), suppress(OSError):
            self._smtp.quit()
        self._wire.close()

    def _offer(self, envelope: Envelope) -> Delivery | None:
        ask = self._smtp.docmd
        return (
            _verdict(_Step.MAIL, *ask("MAIL", f"FROM:<{envelope.sender}>"))
            or _verdict(_Step.RCPT, *ask("RCPT", f"TO:<{envelope.recipient}>"))
            or _verdict(_Step.DATA, *ask("DATA"))
        )

    def _hand_over(self, message: bytes) -> Delivery:
        # If this breaks off, the final dot has not left: there is no mail yet.
        self._smtp.send(re.sub(rb"(?m)^\.", b"..", message) + b".\r\n")
        with _leaving(Delivery.UNKNOWN):
            code, text = self._smtp.getreply()
        return _verdict(_Step.END, code, text) or Delivery.SENT

    def _protect(self) -> None:
        """
        Speak TLS from here on.

        Whatever was heard before is forgotten, what was read ahead too: anybody may
        have said it (RFC 3207 §4.2).
        """
        server = self._server
        with _blaming(_Problem.TLS_FAILED):
            context = server.context or ssl.create_default_context()
            wire = context.wrap_socket(self._plain, server_hostname=server.host)
        self._smtp = _dialogue(wire, name=self._smtp.local_hostname)

    @contextmanager
    def _bounded(self) -> Generator[None]:
        """
        Cut the wire when a block takes too long.

        A socket's time-out begins again with each byte: alone, it bounds nothing.
        """
        timer = threading.Timer(PATIENCE * self._server.timeout, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        # It may have come apart by itself.
        with suppress(OSError):
            self._wire.shutdown(socket.SHUT_RDWR)


def _dialogue(wire: socket.socket, *, name: str | None = None) -> smtplib.SMTP:
    """
    The standard library's part of a connection, over a wire of ours.
    """
    smtp = smtplib.SMTP(local_hostname=name)
    smtp.sock = wire
    return smtp


def _expect(code: int, reply: tuple[int, bytes]) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


class _Batch:
    """
    Mails that go over one connection, while that holds.
    """

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._connection: _Connection | None = None
        self._breaks = 0
        self._is_given_up = False

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Try to send one mail, once; not when it is known to be of no use.
        """
        if self._is_given_up:
            return Delivery.HELD
        try:
            delivery = self._connected().send(envelope, message)
        except _UnusableError as error:
            self._give_up(error.problem)
            return Delivery.DEFERRED
        except _BrokenError as error:
            self.leave()
            self._breaks += 1
            if self._breaks == BREAKS:
                self._give_up(_Problem.UNREACHABLE)
            return error.delivery
        self._breaks = 0
        return delivery

    def leave(self) -> None:
        """
        Close what is open.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.leave()

    def _connected(self) -> _Connection:
        if self._connection is None:
            with _blaming(_Problem.UNREACHABLE):
                self._connection = _Connection(self._server)
            self._connection.open()
        return self._connection

    def _give_up(self, problem: _Problem) -> None:
        self._is_given_up = True
        _log.warning("%s host=%s", problem, self._server.host)


class _Own(threading.local):
    """
    A thread's own batch: two dialogues on one wire would mix up their recipients.
    """

    batch: _Batch | None = None


class SmtpMailer:
    """
    Sends through a mail server, one connection for a batch; threads may share it.

    When the server cannot be reached, or takes nothing from us, the rest of the batch
    waits for a later one without being tried. Outside of a batch, each mail is one.

    Args:
        host: The server's name or address.
        port: Its port; by default 25, 587 with STARTTLS, 465 with TLS.
        security: How the connection is protected. Nothing is sent if it cannot be.
        username: Whom to log in as, nobody when None.
        password: Their password.
        timeout: Seconds to wait for any answer, at most 600. Greeting and logging in
            take at most four times that in all, and so does each mail, however slowly
            the answers trickle. Only how long the system looks up names is not bound.
        context: What certificates to trust; by default those that the system does.

    Raises:
        ConfigurationError: A setting cannot work, or would show a password on its way.

    Example:
        >>> SmtpMailer("smtp.example.fr", security=Security.TLS)
        SmtpMailer('smtp.example.fr', port=465, security='tls')
    """

    def __init__(
        self,
        host: str,
        *,
        port: int | None = None,
        security: Security = Security.NONE,
        username: str | None = None,
        password: str | None = None,
        timeout: float = TIMEOUT,
        context: ssl.SSLContext | None = None,
    ) -> None:
        if security not in _PORTS:
            raise ConfigurationError(
                setting="smtp security", problem="give none, starttls or tls."
            )
        self._server = _Server(
            host=host,
            port=_PORTS[security] if port is None else port,
            security=Security(security),
            username=username,
            password=password,
            timeout=timeout,
            context=context,
        )
        self._own = _Own()

    @classmethod
    def from_url(cls, url: str) -> Self:
        """
        A mailer by one line of settings.

        Args:
            url: `smtp`, `smtp+starttls` or `smtps`, then as usual, percent-encoded.

        Raises:
            ConfigurationError: It is no such URL, or a part of it cannot work.

        Example:
            >>> SmtpMailer.from_url("smtp://localhost:1025?timeout=10")
            SmtpMailer('localhost', port=1025, security='none')
            >>> SmtpMailer.from_url("smtp+starttls://orga:s%40fe@smtp.example.fr")
            SmtpMailer('smtp.example.fr', port=587, security='starttls')
        """
        match = _URL.fullmatch(url)
        if match is None:
            raise ConfigurationError(
                setting="smtp url",
                problem="give smtp://host:25, smtp+starttls://user:password@host:587 "
                "or smtps://user:password@host, percent-encoded.",
            )
        scheme, username, password, host, port, timeout = match.groups()
        try:
            return cls(
                host.strip("[]"),
                port=None if port is None else int(port),
                security=_SCHEMES[scheme],
                username=None if username is None else unquote(username),
                password=None if password is None else unquote(password),
                timeout=TIMEOUT if timeout is None else float(timeout),
            )
        except ConfigurationError as error:
            raise ConfigurationError(setting="smtp url", problem=str(error)) from error

    def __repr__(self) -> str:
        server = self._server
        return (
            f"{type(self).__name__}({server.host!r}, port={server.port}, "
            f"security={server.security.value!r})"
        )

    def __enter__(self) -> Self:
        if self._own.batch is None:
            self._own.batch = _Batch(self._server)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        batch, self._own.batch = self._own.batch, None
        if batch is not None:
            batch.leave()

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Try to send one mail, once.

        Args:
            envelope: Who sends to whom.
            message: Lines of at most 998 ASCII characters, each ended by CR LF.

        Raises:
            ValueError: The message is anything else, which servers read differently.
        """
        if not _LINES.fullmatch(message):
            raise ValueError("a message is short lines of ASCII, each ended by CR LF")
        batch = self._own.batch
        if batch is not None:
            return batch.send(envelope, message)
        with self:
            return self.send(envelope, message)
