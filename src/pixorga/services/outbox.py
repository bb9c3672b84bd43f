"""
The relay: takes mails out of the outbox and hands them to the mailer.

At least once: a mail whose worker dies is taken over when its claim lapses. What was
rendered at the first attempt is kept, and the link is minted again from its row, so
that a retry has the same Message-ID and the same bytes.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from traceback import extract_tb
from typing import Final, TypeVar

import attrs

from pixorga.domain.calendar import instant
from pixorga.domain.events import MailBounced, MailGivenUp
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import MailedLink
from pixorga.domain.outbox import (
    GIVE_UP_AFTER,
    SEAL_LENGTH,
    BounceKind,
    Content,
    DeliveryReport,
    Mail,
    MailEvent,
    MailState,
    MessageId,
    OutboxStatus,
    retry_delay,
)
from pixorga.domain.space import Attention
from pixorga.errors import (
    FieldChoiceError,
    InputError,
    NotFoundError,
    PixorgaError,
)
from pixorga.ports.mailer import Delivery, Envelope, Mailer
from pixorga.ports.store import UnitOfWork
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.parts import Parts

__all__ = ["OutboxService"]

T = TypeVar("T")

_log = logging.getLogger(__name__)

BATCH: Final = 50
"""Mails that are claimed together and sent over one connection."""

CLAIM: Final = timedelta(minutes=10)
"""How long a worker has for its batch before another takes it over."""

_EVENTS: Final = {
    Delivery.SENT: MailEvent.DELIVER,
    Delivery.DEFERRED: MailEvent.DEFER,
    Delivery.HELD: MailEvent.DEFER,
    Delivery.UNKNOWN: MailEvent.LOSE,
    Delivery.REFUSED: MailEvent.REFUSE,
}

_FIELDS: Final = {
    Delivery.SENT: "sent",
    Delivery.DEFERRED: "deferred",
    Delivery.HELD: "deferred",
    Delivery.UNKNOWN: "unknown",
    Delivery.REFUSED: "refused",
}
"""What counts each answer in the report."""

_TOLD: Final = {
    MailState.HARD_BOUNCED: (MailBounced, Attention.MAIL_BOUNCED),
    MailState.DEAD: (MailGivenUp, Attention.MAIL_GIVEN_UP),
}
"""How the support team is told of a mail that did not reach a school's mailbox."""


@attrs.frozen(kw_only=True)
class _Letter:
    """
    A mail as it is kept from its first attempt on, and what its bytes are made of.
    """

    mail: Mail
    content: Content
    link: MailedLink | None


@attrs.define(kw_only=True)
class _Batch:
    """
    Mails on their way over one connection.

    Attributes:
        mailer: What sends them.
        held: Whether the mailer has said that there is nobody to send to.
    """

    mailer: Mailer
    held: bool = False


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
        is down, slow or refusing raises nothing: its mails wait and are tried again,
        after delays that grow from a minute to six hours, for five days. Once a server
        is known to be down, nothing else is tried until the next call.

        Raises:
            StoreError: The store failed; what was sent may be sent once more.
        """
        fates: Counter[str] = Counter()
        # Only what is due now: before a server that is slow enough, what was deferred
        # would be due again, and this would never end.
        due = self._now()
        while mails := self._claim(due):
            with self._parts.mailer as mailer:
                batch = _Batch(mailer=mailer)
                for mail in mails:
                    fates.update(self._send(batch, mail))
            if batch.held:
                break
        return DeliveryReport(**fates)

    def status(self) -> OutboxStatus:
        """
        How many mails are in which state, and since when the oldest one waits.
        """
        return self._parts.store.transact(
            lambda unit: unit.outbox.status(), read_only=True
        )

    def record_bounce(self, message_id: str, *, kind: BounceKind | str) -> MailState:
        """
        Note that a mail came back; nothing but its state depends on it.

        One that came back for good from a school's mailbox puts the school on the
        support team's list.

        Args:
            message_id: As the bounce names it, with or without angle brackets.
            kind: "soft" for now (the mailbox is full), "hard" for good.

        Returns:
            Where the mail stands.

        Raises:
            InputError: The kind is none.
            NotFoundError: The Message-ID is none of ours: somebody may have made it up
                from another mail's.
            TransitionError: The mail was never tried, or was given up.
        """
        bounce = _parse_kind(kind)
        named = MessageId.parse(message_id)
        # In no constant time: a bounce is answered with nothing that tells of it.
        if named != self._message_id(named.uai, named.mail):
            raise NotFoundError
        at = self._now()

        def work(unit: UnitOfWork) -> MailState:
            mail = unit.outbox.get(named.uai, named.mail)
            if mail is None:
                raise NotFoundError
            bounced = mail.bounced(bounce)
            if bounced is mail:
                return mail.state
            if not unit.outbox.save(bounced, was=mail.state):
                # Somebody was quicker; what the row says now decides.
                return work(unit)
            self._tell(unit, bounced, at)
            return bounced.state

        return self._parts.store.transact(work)

    def _tell(self, unit: UnitOfWork, mail: Mail, at: datetime) -> None:
        """
        Put the school on the support team's list, if its mailbox was not reached.
        """
        if mail.uai is None or mail.state not in _TOLD:
            return
        school = unit.schools.find(mail.uai, lock=True)
        if school is None or school.mailbox != mail.to:
            return
        event_class, attention = _TOLD[mail.state]
        event = event_class(uai=mail.uai, at=at, actor=ANONYMOUS, mail=mail.id)
        space = school.known_space.listed(attention, at=at)
        self._parts.ledger.record(unit, space, [event])

    def _now(self) -> datetime:
        return instant(self._parts.clock.now())

    def _claim(self, due: datetime) -> Sequence[Mail]:
        until = self._now() + CLAIM
        return self._parts.store.transact(
            lambda unit: unit.outbox.claim(now=due, until=until, limit=BATCH)
        )

    def _send(self, batch: _Batch, mail: Mail) -> list[str]:
        """
        Send one claimed mail; the fields of the report that count it.
        """
        if batch.held:
            return self._settle(mail, Delivery.HELD)
        content = mail.content or _made(mail, lambda: self._render(mail))
        if content is None:
            return self._broken(mail)
        letter = self._parts.store.transact(
            lambda unit: self._freeze(unit, mail, content)
        )
        if letter is None:
            return ["dropped"]
        message = _made(mail, lambda: self._build(letter))
        if message is None:
            return self._broken(mail)
        delivery = self._hand_over(batch.mailer, mail, message)
        batch.held = delivery is Delivery.HELD
        return self._settle(letter.mail, delivery)

    def _broken(self, mail: Mail) -> list[str]:
        # Not this mail's end, and no other's: a template can be mended. What was
        # rendered now is dropped for what it says, to be rendered anew.
        return ["broken", *self._after(mail, MailEvent.DEFER)]

    def _hand_over(self, mailer: Mailer, mail: Mail, message: bytes) -> Delivery:
        sender = self._parts.site.sender_address
        try:
            return mailer.send(Envelope(sender=sender, recipient=mail.to), message)
        except Exception as error:  # noqa: BLE001 (a mailer may be anybody's)
            # It should have answered, and nobody knows what it has done before.
            _complain("MAILER_FAILED", mail, error)
            return Delivery.UNKNOWN

    def _settle(self, mail: Mail, delivery: Delivery) -> list[str]:
        return [_FIELDS[delivery], *self._after(mail, _EVENTS[delivery])]

    def _after(self, mail: Mail, event: MailEvent) -> list[str]:
        """
        Write down what became of an attempt; give up what has been tried for too long.
        """
        now = self._now()
        settled = mail.step(event, due_at=now + retry_delay(mail.attempts))
        waits = settled.state in {MailState.QUEUED, MailState.UNKNOWN}
        given_up = waits and now - mail.created_at >= GIVE_UP_AFTER
        if given_up:
            settled = mail.step(MailEvent.GIVE_UP)

        def work(unit: UnitOfWork) -> None:
            if unit.outbox.save(settled, was=mail.state):
                self._tell(unit, settled, now)

        self._parts.store.transact(work)
        return ["abandoned"] if given_up else []

    def _render(self, mail: Mail) -> Content:
        if mail.message is None:
            # An unsent mail has its message or its content; only a bug has neither.
            raise LookupError(mail.id)
        return self._parts.renderer.render(mail.message, locale=mail.locale)

    def _freeze(self, unit: UnitOfWork, mail: Mail, content: Content) -> _Letter | None:
        """
        Keep what was rendered, before it is sent.

        Returns:
            None when the mail's link has ended meanwhile, or another worker has taken
            over: there is nothing to send any more.
        """
        frozen = attrs.evolve(mail, content=content, message=None)
        link = _link(unit, mail.uai, mail.link) if mail.link else None
        if mail.link and not (link and link.is_usable(now=self._now())):
            unit.outbox.save(frozen.step(MailEvent.GIVE_UP), was=mail.state)
            return None
        if not unit.outbox.save(frozen, was=mail.state):
            return None
        return _Letter(mail=frozen, content=content, link=link)

    def _build(self, letter: _Letter) -> bytes:
        # Only here: a process that leaves the sending to another needs no e-mail.
        from pixorga.mail.mime import build

        url = self._url(letter.link) if letter.link else ""
        mail = letter.mail
        return build(
            mail,
            letter.content,
            url=url,
            site=self._parts.site,
            message_id=str(self._message_id(mail.uai, mail.id)),
        )

    def _message_id(self, uai: Uai | None, mail_id: str) -> MessageId:
        """
        The Message-ID of a mail, the same for all its attempts.
        """
        seal = self._parts.pseudonyms.of(f"message-id:{uai}:{mail_id}")
        return MessageId(
            uai=uai,
            mail=mail_id,
            seal=seal[:SEAL_LENGTH],
            domain=self._parts.site.sender_address.domain,
        )

    def _url(self, link: MailedLink) -> str:
        return self._parts.site.link_url(link.purpose, self._parts.tokens.mint(link))


def _link(unit: UnitOfWork, uai: Uai | None, handle: str) -> MailedLink | None:
    return unit.accounts.link(handle) if uai is None else unit.links.get(uai, handle)


def _made(mail: Mail, make: Callable[[], T]) -> T | None:
    """
    What is made of a mail; None when it cannot be, and the log says why.
    """
    try:
        return make()
    except Exception as error:  # noqa: BLE001 (a template may raise anything)
        _complain("MAIL_BROKEN", mail, error)
        return None


def _complain(code: str, mail: Mail, error: Exception) -> None:
    """
    Log what went wrong with a mail, and not a word of what may be the mail's.
    """
    cause = str(error) if isinstance(error, PixorgaError) else type(error).__name__
    place = extract_tb(error.__traceback__)[-1]
    _log.error(
        "%s mail=%s cause=%s at=%s:%s",
        code,
        mail.id,
        cause,
        place.filename,
        place.lineno,
    )


def _parse_kind(kind: BounceKind | str) -> BounceKind:
    choices = {choice.value: choice for choice in BounceKind}
    if kind not in choices:
        error = FieldChoiceError(field="kind", choices=tuple(choices))
        raise InputError(errors=(error,))
    return choices[kind]
