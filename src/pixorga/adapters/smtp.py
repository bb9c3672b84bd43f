"""
Mails over SMTP (RFC 5321).
"""

import smtplib
import threading
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from pixorga.ports.mailer import Delivery, Envelope

__all__ = ["SmtpMailer"]

SUCCESS: Final = 2
"""First digit of the answers that grant what was asked, RFC 5321 §4.2.1."""

PERMANENT: Final = 500
"""Answers from here on are final."""

NO_ANSWER: Final = -1
"""What smtplib makes of an answer without a number."""


class _Own(threading.local):
    """
    A thread's own connection: two dialogues on one would mix up their recipients.
    """

    connection: smtplib.SMTP | None = None


class SmtpMailer:
    """
    Sends through a mail server, one connection for a batch; threads may share it.

    Args:
        host: The server's name or address.
        port: Its port.
        timeout: Seconds to wait for any answer.
    """

    def __init__(self, host: str, *, port: int = 25, timeout: float = 30) -> None:
        self._host = host
        self._port = port
        self._timeout = timeout
        self._own = _Own()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self._disconnect()

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Try to send one mail, once.
        """
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException):
            self._disconnect()
            return Delivery.DEFERRED
        return self._converse(connection, envelope, message)

    def _connected(self) -> smtplib.SMTP:
        connection = self._own.connection
        if connection is None:
            connection = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            self._own.connection = connection
            connection.ehlo_or_helo_if_needed()
        return connection

    def _converse(
        self, connection: smtplib.SMTP, envelope: Envelope, message: bytes
    ) -> Delivery:
        handed_over = False
        try:
            code, _ = connection.mail(str(envelope.sender))
            if code // 100 == SUCCESS:
                code, _ = connection.rcpt(str(envelope.recipient))
            if code // 100 == SUCCESS:
                handed_over = True
                code, _ = connection.data(message)
            if code // 100 == SUCCESS:
                return Delivery.SENT
        except smtplib.SMTPDataError as error:
            # The command DATA was not granted: nothing of the body has left.
            handed_over, code = False, error.smtp_code
        except (OSError, smtplib.SMTPException):
            code = NO_ANSWER
        self._disconnect()
        if code >= PERMANENT:
            return Delivery.REFUSED
        # Once the body has begun to leave, no answer means that nobody knows.
        lost = handed_over and code == NO_ANSWER
        return Delivery.UNKNOWN if lost else Delivery.DEFERRED

    def _disconnect(self) -> None:
        connection, self._own.connection = self._own.connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()
