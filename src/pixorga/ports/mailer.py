"""
How a finished mail leaves.
"""

from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self

import attrs

from pixorga.domain.people import EmailAddress

__all__ = ["Delivery", "Envelope", "Mailer"]


class Delivery(StrEnum):
    """
    What became of one attempt.

    `UNKNOWN`: the whole mail was handed over and no answer came; it may have gone
    out. `DEFERRED`: refused for now, or nobody there. `REFUSED`: refused for good, as
    no such mailbox. `HELD`: not even tried, since it is known by now that nobody is
    there; other mails need not be tried either.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    HELD = "held"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Envelope:
    """
    Who sends to whom; one recipient a mail, as a link must reach one mailbox only.

    Attributes:
        sender: The application's fixed address.
        recipient: Where it goes.
    """

    sender: EmailAddress
    recipient: EmailAddress = attrs.field(repr=False)


class Mailer(Protocol):
    """
    Sends mails; entering it opens one connection for a batch, leaving closes it.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

    def send(self, envelope: Envelope, message: bytes) -> Delivery:
        """
        Try to send one mail, once.

        Args:
            envelope: Who sends to whom.
            message: The mail as RFC 5322 bytes, lines ended by CR LF.

        Returns:
            What became of it; a mail server's failings are answers, not errors.
        """
        ...
