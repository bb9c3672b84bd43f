"""
The relay: takes mails out of the outbox and hands them to the mailer.

At least once: a mail whose worker dies is taken over when its claim lapses. What was
rendered at the first attempt is kept, and the link is minted again from its row, so
that a retry has the same Message-ID and the same bytes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.link import Link
from pixorga.domain.outbox import Content, DeliveryReport, Mail, MailEvent
from pixorga.ports.mailer import Delivery, Envelope, Mailer
from pixorga.ports.store import UnitOfWork
from pixorga.services.parts import Parts

__all__ = ["OutboxService"]

BATCH: Final = 50
"""Mails that are claimed together and sent over one connection."""

CLAIM: Final = timedelta(minutes=10)
"""How long a worker has for its batch before another takes it over."""

RETRY: Final = timedelta(minutes=5)
"""How long a mail waits before it is tried again."""

_EVENTS: Final = {
    Delivery.SENT: MailEvent.DELIVER,
    Delivery.DEFERRED: MailEvent.DEFER,
    Delivery.UNKNOWN: MailEvent.LOSE,
    Delivery.REFUSED: MailEvent.REFUSE,
}


class OutboxService:
    """
    Sends what is due.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def deliver(self) -> DeliveryReport:
        """
        Send all mails that are due now.

        Call it again and again, from one worker or from several. A mail server that
        is down, slow or refusing raises nothing: its mails wait and are tried again.

        Raises:
            StoreError: The store failed; what was sent may be sent once more.
        """
        fates: list[Delivery | None] = []
        while mails := self._claim():
            with self._parts.mailer as mailer:
                fates += [self._send(mailer, mail) for mail in mails]
        return DeliveryReport(
            sent=fates.count(Delivery.SENT),
            deferred=fates.count(Delivery.DEFERRED),
            unknown=fates.count(Delivery.UNKNOWN),
            refused=fates.count(Delivery.REFUSED),
            dropped=fates.count(None),
        )

    def _now(self) -> datetime:
        return instant(self._parts.clock.now())

    def _claim(self) -> Sequence[Mail]:
        now = self._now()
        return self._parts.store.transact(
            lambda unit: unit.outbox.claim(now=now, until=now + CLAIM, limit=BATCH)
        )

    def _send(self, mailer: Mailer, mail: Mail) -> Delivery | None:
        """
        Send one claimed mail; None when there is nothing to send any more.
        """
        content = mail.content or self._render(mail)
        frozen = attrs.evolve(mail, content=content, message=None)
        url = self._parts.store.transact(lambda unit: self._freeze(unit, frozen))
        if url is None:
            return None
        site = self._parts.site
        # Only here: a process that leaves the sending to another needs no e-mail.
        from pixorga.mail.mime import build

        message = build(frozen, content, url=url, site=site)
        envelope = Envelope(sender=site.sender_address, recipient=mail.to)
        delivery = mailer.send(envelope, message)
        settled = frozen.step(_EVENTS[delivery], due_at=self._now() + RETRY)
        self._parts.store.transact(lambda unit: unit.outbox.save(settled))
        return delivery

    def _render(self, mail: Mail) -> Content:
        if mail.message is None:
            # An unsent mail has its message or its content; only a bug has neither.
            raise LookupError(mail.id)
        return self._parts.renderer.render(mail.message, locale=mail.locale)

    def _freeze(self, unit: UnitOfWork, mail: Mail) -> str | None:
        """
        Keep what was rendered, before it is sent, and mint the link that it carries.

        Returns:
            The link's URL, empty when the mail carries none; None when the link has
            ended meanwhile or another worker has taken over.
        """
        link = unit.links.get(mail.uai, mail.link) if mail.link else None
        if mail.link and not (link and link.is_usable(now=self._now())):
            unit.outbox.save(mail.step(MailEvent.REFUSE))
            return None
        if not unit.outbox.save(mail):
            return None
        return self._url(link) if link else ""

    def _url(self, link: Link) -> str:
        return self._parts.site.link_url(link.purpose, self._parts.tokens.mint(link))
