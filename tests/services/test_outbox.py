"""
How mails leave: when, how often, and what is left of them.
"""

import logging
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest

from pixorga import KeyRing, PixOrga, SqlStore
from pixorga.adapters.eml import FolderMailer
from pixorga.adapters.smtp import SmtpMailer
from pixorga.domain.audit import verify
from pixorga.domain.identifiers import Uai
from pixorga.domain.outbox import MailState, OutboxStatus
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention
from pixorga.errors import StoreError, StoreLockedError
from pixorga.ports.mailer import Delivery
from pixorga.ports.renderer import LINK_PLACE
from pixorga.services.outbox import BATCH, DeliveryReport
from pixorga.testing.builders import a_mail, a_person
from pixorga.testing.fakes import START, RecordingMailer
from pixorga.testing.hooks import HookedStore, InjectedError, fail_at
from pixorga.testing.interleaving import cross_verbs
from tests.adapters.mailservers import HANG_UP, HOST, hostile

UAI = "0750655E"
MAILBOX = "ce.0750655e@ac-paris.fr"
CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))

MINUTE = timedelta(minutes=1)
LAPSE = 10 * 60
LOGGER = "pixorga.services.outbox"


def mails_of(world, store):
    """
    The rows of the school's mails, oldest first.
    """
    return list(store.transact(lambda unit: unit.outbox.of_school(world.school.uai)))


def waiting(store, *, days):
    """
    What waits in the outbox, claimed.
    """
    now = START + timedelta(days=days)
    return store.transact(lambda unit: unit.outbox.claim(now=now, until=now, limit=99))


def wait_for_mails(world, clock):
    """
    Go on to the instant at which the next mail is due.
    """
    due = world.orga.outbox.status().oldest_due_at
    clock.advance(seconds=(due - clock.now()).total_seconds())


def orga_on(world, store, *, mailer, clock, keys):
    """
    Another process's pixorga.
    """
    return PixOrga(
        store=store,
        mailer=mailer,
        keys=keys,
        pseudonym_key=b"p" * 32,
        site=world.orga.site,
        clock=clock,
    )


class TestDeliver:
    def test_sends_once(self, world):
        """
        What was sent is not sent again.
        """
        world.ask()

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.orga.outbox.deliver() == DeliveryReport()

    @pytest.mark.parametrize("answer", [Delivery.DEFERRED, Delivery.UNKNOWN])
    def test_tries_again_with_the_same_bytes(self, world, clock, answer):
        """
        A38: a mail that may not have arrived goes out again, byte for byte.
        """
        world.mailer.answers = [answer]
        world.ask()

        first = world.orga.outbox.deliver()
        at_once = world.orga.outbox.deliver()
        clock.advance(seconds=60)
        second = world.orga.outbox.deliver()

        assert first == DeliveryReport(**{answer.value: 1})
        assert at_once == DeliveryReport()
        assert second == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    def test_drops_an_expired_link(self, world, store, clock):
        """
        A link that expired while its mail waited is not sent; its mail is dead.
        """
        world.ask()
        clock.advance(days=7)

        assert world.orga.outbox.deliver() == DeliveryReport(dropped=1)
        (mail,) = mails_of(world, store)
        assert (mail.state, mail.message, mail.content) == (MailState.DEAD, None, None)

    def test_drops_a_revoked_link(self, world):
        """
        Nor is one that was withdrawn between two attempts.
        """
        world.mailer.answers = [Delivery.UNKNOWN]
        world.ask()
        world.orga.outbox.deliver()
        (summary,) = world.orga.invitations.list(by=world.operator, uai=UAI)
        world.orga.support.revoke_invitation(
            summary.id, uai=UAI, by=world.operator, reason="mistake"
        )

        assert [
            world.orga.outbox.deliver(),
            len(world.mailer.attempts),
        ] == [DeliveryReport(), 1]

    def test_writes_nothing_for_another(self, world, clock, store, monkeypatch):
        """
        A worker whose claim has lapsed before it sends leaves the mail to the other.
        """
        world.ask()
        renderer = world.orga.outbox._parts.renderer
        render = renderer.render

        def render_slowly(message, *, locale):
            monkeypatch.undo()
            clock.advance(seconds=LAPSE)
            assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
            return render(message, locale=locale)

        monkeypatch.setattr(renderer, "render", render_slowly)

        assert world.orga.outbox.deliver() == DeliveryReport(dropped=1)
        assert len(world.mailer.attempts) == 1

    def test_settles_nothing_for_another(self, world, clock, store, monkeypatch):
        """
        Nor does one whose claim lapses while it sends say what became of the mail.
        """
        world.ask()
        send = world.mailer.send

        def send_slowly(envelope, message):
            monkeypatch.undo()
            clock.advance(seconds=LAPSE)
            assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
            send(envelope, message)
            return Delivery.REFUSED

        monkeypatch.setattr(world.mailer, "send", send_slowly)

        assert world.orga.outbox.deliver() == DeliveryReport(refused=1)
        assert [mail.state for mail in mails_of(world, store)] == [MailState.SENT]
        assert world.mailer.attempts[0] == world.mailer.attempts[1]
        assert world.orga.support.schools(by=world.operator) == ()

    def test_sends_more_than_a_batch(self, world, store, monkeypatch):
        """
        All that is due leaves, in batches, each over one connection.
        """
        world.link()
        mails = [a_mail(id=f"mail-{number}", link=None) for number in range(120)]
        store.transact(lambda unit: unit.outbox.add(mails))
        entered = []
        monkeypatch.setattr(
            RecordingMailer, "__enter__", lambda self: entered.append(1) or self
        )

        assert world.orga.outbox.deliver() == DeliveryReport(sent=120)
        assert len(entered) == -(-120 // BATCH) == 3

    def test_ends_before_a_slow_server(self, world, store, clock, monkeypatch):
        """
        However slow the server is, what it defers is not tried again at once.
        """
        world.link()
        mails = [a_mail(id=f"mail-{number}", link=None) for number in range(3 * BATCH)]
        store.transact(lambda unit: unit.outbox.add(mails))
        world.mailer.attempts.clear()
        send = world.mailer.send

        def send_slowly(envelope, message):
            clock.advance(seconds=5)
            send(envelope, message)
            return Delivery.DEFERRED

        monkeypatch.setattr(world.mailer, "send", send_slowly)

        assert world.orga.outbox.deliver() == DeliveryReport(deferred=3 * BATCH)
        assert len(world.mailer.attempts) == 3 * BATCH

    def test_leaves_no_link_at_rest(self, world, store):
        """
        Rendered and deferred, the row holds no token; sent, it holds no body.
        """
        world.mailer.answers = [Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        token = world.mailer.mails[0].get_body(("plain",)).get_content()
        (kept,) = waiting(store, days=1)

        content = kept.content
        assert content is not None
        assert "rejoindre" in token
        assert "rejoindre/" not in content.text + content.html + content.subject
        assert LINK_PLACE in content.text

    def test_signs_again_after_rotation(self, world, clock, store, mailer):
        """
        A5: with its key retired a retry is the same; with it dropped, a good link.
        """
        world.mailer.answers = [Delivery.DEFERRED, Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        for retired in ([b"k" * 32], []):
            clock.advance(seconds=5 * 60)
            keys = KeyRing(current=b"n" * 32, retired=retired)
            orga = orga_on(world, store, mailer=mailer, clock=clock, keys=keys)
            orga.outbox.deliver()

        first, second, third = (message for _, message in world.mailer.attempts)
        assert first == second
        assert first != third
        world.orga = orga
        assert orga.invitations.redeem(world.token(), by=a_person())

    def test_fails_with_the_store(self, world, store, variant):
        """
        A store that fails is not taken for a faulty mail: it is told as it is.
        """
        world.ask()

        def before(name):
            if name == "outbox.save":
                raise StoreLockedError

        watched = variant(store=HookedStore(store, before=before))

        with pytest.raises(StoreError):
            watched.outbox.deliver()
        assert world.mailer.attempts == []


class TestServerDown:
    def many(self, world, store, number=120):
        """
        Mails that are due, without a link.
        """
        world.link()
        world.mailer.attempts.clear()
        mails = [a_mail(id=f"mail-{n:03}", link=None) for n in range(number)]
        store.transact(lambda unit: unit.outbox.add(mails))

    def test_stops_the_run(self, world, store, clock):
        """
        Once nobody is there, no other mail is tried, claimed or rendered.
        """
        self.many(world, store)
        world.mailer.answers = [Delivery.DEFERRED, Delivery.HELD]

        report = world.orga.outbox.deliver()

        assert report == DeliveryReport(deferred=50)
        assert len(world.mailer.attempts) == 2
        rows = [mail for mail in mails_of(world, store) if mail.link is None]
        assert [mail.state for mail in rows] == [MailState.QUEUED] * 120
        assert [mail.attempts for mail in rows] == [1] * 50 + [0] * 70
        assert [mail.content is None for mail in rows] == [False] * 2 + [True] * 118

    def test_next_run_goes_on(self, world, store, clock):
        """
        The next run takes those that were not claimed, and each mail leaves once.
        """
        self.many(world, store)
        world.mailer.answers = [Delivery.HELD]
        world.orga.outbox.deliver()

        assert world.orga.outbox.deliver() == DeliveryReport(sent=70)
        clock.advance(seconds=60)
        assert world.orga.outbox.deliver() == DeliveryReport(sent=50)
        ids = {mail["Message-ID"] for mail in world.mailer.mails}
        assert len(ids) == 120

    def test_real_server_is_called_once(self, world, store, variant):
        """
        A server that is down is called once in a run, however many mails there are.
        """
        self.many(world, store)
        with hostile(connect=HANG_UP) as server:
            orga = variant(mailer=SmtpMailer(HOST, port=server.port, timeout=10))

            assert orga.outbox.deliver() == DeliveryReport(deferred=50)

        assert server.connections == 1


class TestRetries:
    def test_delays_grow(self, world, clock):
        """
        While there is no server, a mail is tried after 1, 2, 4 … minutes, then 6 hours.
        """
        world.mailer.answers = [Delivery.DEFERRED] * 12
        world.ask()
        tried = []
        for _ in range(12):
            world.orga.outbox.deliver()
            tried.append(clock.now())
            wait_for_mails(world, clock)

        delays = [(after - before) / MINUTE for before, after in pairwise(tried)]
        assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)

    @pytest.mark.parametrize("answer", [Delivery.DEFERRED, Delivery.UNKNOWN])
    def test_are_given_up(self, world, store, clock, answer):
        """
        After five days a mail is given up: dead, without a body, never tried again.
        """
        world.mailer.answers = [answer] * 99
        world.ask()
        begun = clock.now()
        reports = [world.orga.outbox.deliver()]
        while (mail := mails_of(world, store)[0]).state is not MailState.DEAD:
            assert clock.now() - begun < timedelta(days=5)
            wait_for_mails(world, clock)
            reports.append(world.orga.outbox.deliver())

        assert clock.now() - begun >= timedelta(days=5)
        once = DeliveryReport(**{answer.value: 1})
        assert reports == [
            *[once] * (len(reports) - 1),
            attrs.evolve(once, abandoned=1),
        ]
        assert (mail.message, mail.content) == (None, None)
        assert mail.attempts == len(reports) > 20
        clock.advance(days=1)
        assert world.orga.outbox.deliver() == DeliveryReport()
        assert world.orga.outbox.status() == OutboxStatus(dead=1)

    @pytest.fixture
    def given_up(self, world, clock):
        """
        A mail that is tried for the last time, whatever is answered.
        """

        def given_up(answer=Delivery.DEFERRED):
            world.orga.outbox.deliver()
            world.mailer.answers = [answer, answer]
            world.ask()
            world.orga.outbox.deliver()
            clock.advance(days=5)
            return world.orga.outbox.deliver()

        return given_up

    @pytest.mark.parametrize("answer", [Delivery.DEFERRED, Delivery.UNKNOWN])
    def test_given_up_lists_the_school(self, world, store, clock, given_up, answer):
        """
        A school whose mailbox was not reached for days is on the list, and why.
        """
        assert given_up(answer).abandoned == 1

        (case,) = world.orga.support.schools(by=world.operator)
        assert case.attention is Attention.MAIL_GIVEN_UP
        assert case.attention_since == clock.now()
        chain = store.transact(lambda unit: unit.audit.of_school(case.uai))
        (mail,) = mails_of(world, store)
        assert (chain[-1].code, chain[-1].details, chain[-1].actor) == (
            "MAIL_GIVEN_UP",
            (("mail", mail.id),),
            "anonymous",
        )
        world.orga.support.confirm_mailbox(
            UAI, by=world.operator, reason="mail bounced"
        )
        assert world.orga.support.schools(by=world.operator) == ()

    @pytest.mark.parametrize("uai", [UAI, None])
    def test_given_up_to_a_person(self, world, store, clock, uai):
        """
        A mail to somebody's own address lists no school.
        """
        world.link()
        mail = a_mail(id="own", uai=uai and Uai(uai), to=CLAIRE.email, link=None)
        store.transact(lambda unit: unit.outbox.add([mail]))
        world.mailer.answers = [Delivery.DEFERRED]
        clock.advance(days=5)

        report = world.orga.outbox.deliver()

        assert report == DeliveryReport(deferred=1, abandoned=1)
        assert world.orga.support.schools(by=world.operator) == ()

    def test_without_its_link_lists_nobody(self, world, store, clock):
        """
        A mail that is dropped because its link has ended is no fault of the mailbox's.
        """
        world.ask()
        clock.advance(days=7)

        assert world.orga.outbox.deliver() == DeliveryReport(dropped=1)
        assert world.orga.support.schools(by=world.operator) == ()

    def test_last_attempt_may_succeed(self, world, clock):
        """
        What is tried again after five days, and taken, is sent like any other.
        """
        world.mailer.answers = [Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        clock.advance(days=6)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)

    def test_clock_that_goes_back(self, world, clock):
        """
        With a clock that has gone back, a mail waits no longer than it is told to.
        """
        world.mailer.answers = [Delivery.DEFERRED] * 2
        world.ask()
        world.orga.outbox.deliver()
        clock.advance(seconds=60)
        clock.advance(days=-1)
        assert world.orga.outbox.deliver() == DeliveryReport()
        clock.advance(days=1)

        assert world.orga.outbox.deliver() == DeliveryReport(deferred=1)
        assert world.orga.outbox.status().queued == 1


class TestRefused:
    def test_is_not_tried_again(self, world, store, clock):
        """
        A mail that is refused for good is not tried again, and keeps no body.
        """
        world.mailer.answers = [Delivery.REFUSED]
        world.ask()

        report = world.orga.outbox.deliver()
        clock.advance(days=1)

        assert report == DeliveryReport(refused=1)
        assert world.orga.outbox.deliver() == DeliveryReport()
        (mail,) = mails_of(world, store)
        assert (mail.state, mail.message, mail.content) == (
            MailState.HARD_BOUNCED,
            None,
            None,
        )

    def test_lists_the_school(self, world, store, events, clock):
        """
        The school whose mailbox refuses is on the list, and its chain says which mail.
        """
        world.mailer.answers = [Delivery.REFUSED]
        world.ask()
        clock.advance(seconds=30)
        world.orga.outbox.deliver()

        (case,) = world.orga.support.schools(by=world.operator)
        assert case.attention is Attention.MAIL_BOUNCED
        assert case.attention_since == START + timedelta(seconds=30)
        chain = store.transact(lambda unit: unit.audit.of_school(case.uai))
        (mail,) = mails_of(world, store)
        assert (chain[-1].code, chain[-1].details) == (
            "MAIL_BOUNCED",
            (("mail", mail.id),),
        )
        assert chain[-1].actor == "anonymous"
        assert events[-1].code == "MAIL_BOUNCED"
        space = store.transact(lambda unit: unit.schools.find(case.uai)).space
        assert verify(chain) == space.head

    def test_by_a_person_s_own_server(self, world, store):
        """
        A notice that an administrator's own server refuses is nothing of the school's.
        """
        world.join(CLAIRE)
        world.orga.outbox.deliver()
        world.mailer.answers = [Delivery.SENT, Delivery.REFUSED]
        world.ask()

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1, refused=1)
        assert world.mailer.mails[-1]["To"] == "claire@example.fr"
        assert world.orga.support.schools(by=world.operator) == ()

    def test_listener_can_stop_it(self, world, store, monkeypatch):
        """
        What the application's listener raises takes back what became of the mail too.
        """

        def refuse(event):
            raise LookupError(event.code)

        world.mailer.answers = [Delivery.REFUSED]
        world.ask()
        monkeypatch.setattr(world.orga.outbox._parts.ledger, "_on_event", refuse)

        with pytest.raises(LookupError, match="MAIL_BOUNCED"):
            world.orga.outbox.deliver()

        assert [mail.state for mail in mails_of(world, store)] == [MailState.SENDING]


class Renderer:
    """
    Words all mails well but those that it is told to spoil.
    """

    def __init__(self, real, *, spoil):
        self.real = real
        self.spoil = spoil

    def render(self, message, *, locale):
        """
        What the templates make of it, or what the test makes of that.
        """
        return self.spoil(message, self.real.render(message, locale=locale))


def raising(message, _):
    """
    What a template's filter might raise, with the mail's words in it.
    """
    requester = getattr(message, "requester", "nobody")
    raise ValueError(f"invalid literal for int() with base 10: '{requester}'")


def breaking_lines(_, content):
    """
    A subject that is two.
    """
    return attrs.evolve(content, subject=f"{content.subject}\nBcc: zoe@example.fr")


class TestBroken:
    @pytest.fixture(params=[raising, breaking_lines])
    def broken(self, request, world, variant):
        """
        A pixorga whose templates cannot word the mail that carries an activation.
        """

        def spoil(message, content):
            activation = message.template == "activation_link"
            return request.param(message, content) if activation else content

        real = world.orga._parts.renderer
        return variant(renderer=Renderer(real, spoil=spoil))

    def test_does_not_stop_the_others(self, world, broken, store, clock):
        """
        A mail that cannot be rendered or built waits; the others leave.
        """
        world.join(CLAIRE)
        world.orga.outbox.deliver()
        world.mailer.attempts.clear()
        world.ask()

        assert broken.outbox.deliver() == DeliveryReport(broken=1, sent=1)
        assert [mail["To"] for mail in world.mailer.mails] == ["claire@example.fr"]
        assert broken.outbox.deliver() == DeliveryReport()
        clock.advance(seconds=60)
        assert broken.outbox.deliver() == DeliveryReport(broken=1)
        clock.advance(seconds=119)
        assert broken.outbox.deliver() == DeliveryReport()

    def test_leaves_once_it_is_mended(self, world, broken, clock):
        """
        Mended, the template words the mail that has waited, with a link that works.
        """
        world.ask()
        broken.outbox.deliver()
        clock.advance(seconds=60)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.orga.invitations.redeem(world.token(), by=CLAIRE)

    def test_is_given_up(self, world, broken, store, clock):
        """
        What nobody mends is given up after five days.
        """
        world.ask()
        broken.outbox.deliver()
        clock.advance(days=5)

        assert broken.outbox.deliver() == DeliveryReport(broken=1, abandoned=1)
        assert [mail.state for mail in mails_of(world, store)] == [MailState.DEAD]

    def test_log_holds_no_personal_text(self, world, broken, caplog):
        """
        The log says which mail, why and where, and not a word of it.
        """
        world.ask(first_name="Zoé", last_name="D’Œuvre")

        with caplog.at_level(logging.DEBUG):
            broken.outbox.deliver()

        (record,) = [one for one in caplog.records if one.name == LOGGER]
        assert record.levelno == logging.ERROR
        assert record.getMessage().startswith("MAIL_BROKEN mail=0000")
        assert "cause=ValueError at=" in record.getMessage()
        assert record.exc_info is None
        for word in ("Zoé", "uvre", "@", "Bcc", "rejoindre"):
            assert word not in caplog.text

    def test_retry_keeps_its_bytes(self, world, variant, clock):
        """
        A38: what may have left is not worded anew, whatever becomes of its template.
        """
        world.mailer.answers = [Delivery.UNKNOWN]
        world.ask()
        world.orga.outbox.deliver()
        clock.advance(seconds=60)
        real = world.orga._parts.renderer
        broken = variant(renderer=Renderer(real, spoil=raising))

        assert broken.outbox.deliver() == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    def test_application_s_template(self, world, variant, tmp_path, caplog):
        """
        An application's template that cannot be used is named in the log.
        """
        from pixorga.mail.render import JinjaRenderer

        folder = tmp_path / "fr" / "activation_link"
        folder.mkdir(parents=True)
        (folder / "body.txt").write_text("{{ nothing }}", "utf-8")
        renderer = JinjaRenderer(site=world.orga.site, templates=tmp_path)
        world.ask()

        report = variant(renderer=renderer).outbox.deliver()

        assert report == DeliveryReport(broken=1)
        assert "fr/activation_link/body.txt" in caplog.text
        assert "Dubois" not in caplog.text

    def test_row_is_empty(self, world, store, caplog):
        """
        A row without message or content is a bug, and stops no other mail.
        """
        world.ask()
        empty = a_mail(id="empty", message=None, link=None)
        store.transact(lambda unit: unit.outbox.add([empty]))

        assert world.orga.outbox.deliver() == DeliveryReport(broken=1, sent=1)
        assert "MAIL_BROKEN mail=empty cause=LookupError" in caplog.text

    def test_mailer_raises(self, world, store, clock, caplog, monkeypatch):
        """
        What a mailer did that raises nobody knows: its mail is tried again, alike.
        """
        world.join(CLAIRE)
        world.orga.outbox.deliver()
        world.mailer.attempts.clear()
        world.ask()
        send = world.mailer.send

        def fail(envelope, message):
            answer = send(envelope, message)
            if str(envelope.recipient) == MAILBOX:
                raise TypeError(f"no mail for {envelope.recipient}")
            return answer

        with monkeypatch.context() as patch:
            patch.setattr(world.mailer, "send", fail)
            report = world.orga.outbox.deliver()
        clock.advance(seconds=60)

        assert report == DeliveryReport(unknown=1, sent=1)
        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        first, _, again = world.mailer.attempts
        assert first == again
        (record,) = [one for one in caplog.records if one.name == LOGGER]
        assert "MAILER_FAILED mail=" in record.getMessage()
        assert "cause=TypeError at=" in record.getMessage()
        assert "@" not in caplog.text


KILLED = """
import os, signal, sys

from pixorga import KeyRing, PixOrga, Site, SqlStore
from pixorga.adapters.eml import FolderMailer
from pixorga.adapters.smtp import SmtpMailer
from pixorga.testing.fakes import PlainHasher, SetClock

url, folder, moment = sys.argv[1:]

class Mailer(FolderMailer):
    def send(self, envelope, message):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        super().send(envelope, message)
        os.kill(os.getpid(), signal.SIGKILL)

PixOrga(
    store=SqlStore(url),
    mailer=Mailer(folder),
    keys=KeyRing(current=b"k" * 32),
    pseudonym_key=b"p" * 32,
    site=Site(
        sender="Pix Orga <ne-pas-repondre@example.fr>",
        join="https://orga.example.fr/rejoindre/{token}",
        contest="https://orga.example.fr/contester/{token}",
        confirm="https://orga.example.fr/confirmer/{token}",
        reset="https://orga.example.fr/mot-de-passe/{token}",
        operator="assistance@example.fr",
        help="https://orga.example.fr/aide",
        terms="https://orga.example.fr/conditions",
    ),
    clock=SetClock(),
    hasher=PlainHasher(),
).outbox.deliver()
"""
"""
A worker that is killed as it sends its first mail.
"""


class TestKilled:
    @pytest.fixture
    def store(self, sqlite_url):
        """
        A store in a file: another process does not see this one's memory.
        """
        with closing(SqlStore(sqlite_url)) as store:
            yield store

    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_same_mail_again(
        self, world, store, clock, variant, sqlite_url, tmp_path, moment
    ):
        """
        A38: after a kill between sending and noting it, the same bytes leave again.
        """
        world.ask()
        first, second = tmp_path / "first", tmp_path / "second"
        command = [sys.executable, "-c", KILLED, sqlite_url, str(first), moment]

        killed = subprocess.run(command, check=False)

        assert killed.returncode == -signal.SIGKILL
        (mail,) = mails_of(world, store)
        assert (mail.state, mail.attempts) == (MailState.SENDING, 1)
        other = variant(mailer=FolderMailer(second))
        assert other.outbox.deliver() == DeliveryReport()
        clock.advance(seconds=LAPSE)
        assert other.outbox.deliver() == DeliveryReport(sent=1)
        (sent,) = second.iterdir()
        message_id = str(other.outbox._message_id(mail.uai, mail.id))
        assert f"\r\nMessage-ID: {message_id}\r\n".encode() in sent.read_bytes()
        # A file is named after its bytes.
        left = [(path.name, path.read_bytes()) for path in first.iterdir()]
        assert left == [(sent.name, sent.read_bytes())] * (moment == "after")
        assert [one.state for one in mails_of(world, store)] == [MailState.SENT]


class TestInterrupted:
    def test_is_taken_over(self, world, clock, monkeypatch):
        """
        A38: interrupted between sending and noting it, a mail goes out again alike.
        """
        world.ask()
        send = world.mailer.send

        def die(envelope, message):
            send(envelope, message)
            raise KeyboardInterrupt

        monkeypatch.setattr(world.mailer, "send", die)
        with pytest.raises(KeyboardInterrupt):
            world.orga.outbox.deliver()
        monkeypatch.undo()
        assert world.orga.outbox.deliver() == DeliveryReport()
        clock.advance(seconds=LAPSE)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    @pytest.mark.parametrize("number", range(1, 6))
    def test_wherever_it_is_broken_off(self, world, store, clock, variant, number):
        """
        A38: broken off at any call of the store, a mail leaves, any two times alike.
        """
        world.ask()
        broken = variant(store=HookedStore(store, before=fail_at(number)))
        with pytest.raises(InjectedError):
            broken.outbox.deliver()
        clock.advance(seconds=LAPSE)

        # At the last of them, which looks for more, it has left and was noted.
        assert world.orga.outbox.deliver().sent == (number < 5)
        assert 1 <= len(world.mailer.attempts) <= 2
        assert len(set(world.mailer.attempts)) == 1
        assert world.orga.outbox.deliver() == DeliveryReport()


class TestWorkers:
    def test_two_claim_at_once(self, world, store, variant):
        """
        Of two workers that read the same mail, one sends it.
        """
        world.ask()

        reports = cross_verbs(
            store,
            lambda s: variant(store=s).outbox.deliver(),
            lambda s: variant(store=s).outbox.deliver(),
        )

        assert sum(report.sent for report in reports) == 1
        assert len(world.mailer.attempts) == 1

    def test_many_at_once(self, world, store):
        """
        Of many workers over many mails, each mail is sent once.
        """
        world.link()
        world.mailer.attempts.clear()
        mails = [a_mail(id=f"mail-{number}", link=None) for number in range(130)]
        store.transact(lambda unit: unit.outbox.add(mails))
        start = threading.Barrier(4)

        def work(_):
            start.wait()
            return world.orga.outbox.deliver()

        with ThreadPoolExecutor(4) as threads:
            reports = list(threads.map(work, range(4)))

        assert sum(report.sent for report in reports) == 130
        ids = [mail["Message-ID"] for mail in world.mailer.mails]
        assert len(ids) == len(set(ids)) == 130


class TestAccountMails:
    @pytest.fixture
    def person(self, world):
        """
        Somebody who has signed up, all mails sent.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        world.orga.outbox.deliver()
        world.mailer.attempts.clear()
        return world.orga.accounts.log_in(
            "claire@example.fr", password="une phrase de passe"
        )

    def test_leaves(self, world, person):
        """
        A mail of a person's account goes to the person and names no school.
        """
        world.orga.accounts.request_confirmation(by=person)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        (mail,) = world.mailer.mails
        assert mail["To"] == "claire@example.fr"
        assert mail["Message-ID"].startswith("<account.")
        assert world.orga.accounts.confirm(world.token("confirmer"), by=person)

    @pytest.mark.parametrize("answer", [Delivery.DEFERRED, Delivery.UNKNOWN])
    def test_is_tried_again(self, world, person, clock, answer):
        """
        A38: it is tried again alike, after the same delays.
        """
        world.mailer.answers = [answer]
        world.orga.accounts.request_confirmation(by=person)

        assert world.orga.outbox.deliver() == DeliveryReport(**{answer.value: 1})
        clock.advance(seconds=59)
        assert world.orga.outbox.deliver() == DeliveryReport()
        clock.advance(seconds=1)
        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    def test_without_its_link(self, world, person):
        """
        A link that a later one replaced is not sent.
        """
        for _ in range(2):
            world.orga.accounts.request_confirmation(by=person)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1, dropped=1)
        assert world.orga.accounts.confirm(world.token("confirmer"), by=person)

    def test_is_refused(self, world, person, store, clock):
        """
        Refused for good, it is not tried again, and no school is on the list.
        """
        world.mailer.answers = [Delivery.REFUSED]
        world.orga.accounts.request_confirmation(by=person)

        assert world.orga.outbox.deliver() == DeliveryReport(refused=1)
        clock.advance(days=1)
        assert world.orga.outbox.deliver() == DeliveryReport()
        assert world.orga.outbox.status().hard_bounced == 1
        assert world.orga.support.schools(by=world.operator) == ()

    def test_is_taken_over(self, world, person, clock, monkeypatch):
        """
        A38: a dead worker's mail is another's, here too.
        """
        world.orga.accounts.request_confirmation(by=person)
        send = world.mailer.send

        def die(envelope, message):
            send(envelope, message)
            raise KeyboardInterrupt

        monkeypatch.setattr(world.mailer, "send", die)
        with pytest.raises(KeyboardInterrupt):
            world.orga.outbox.deliver()
        monkeypatch.undo()
        assert world.orga.outbox.deliver() == DeliveryReport()
        clock.advance(seconds=LAPSE)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]


class TestStatus:
    def test_empty(self, world):
        """
        Where there is no mail, none waits.
        """
        assert world.orga.outbox.status() == OutboxStatus()

    def test_counts(self, world, store, clock):
        """
        Mails are counted by state, about schools and of accounts alike.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        asked = clock.now()
        both = world.orga.outbox.status()
        world.mailer.answers = [Delivery.DEFERRED, Delivery.UNKNOWN]
        clock.advance(seconds=10)
        world.orga.outbox.deliver()
        later = world.orga.outbox.status()
        clock.advance(seconds=60)
        mails = [
            a_mail(id=f"mail-{number}", state=state, message=None, link=None)
            for number, state in enumerate(MailState)
        ]
        store.transact(lambda unit: unit.outbox.add(mails))

        assert both == OutboxStatus(sent=1, queued=2, oldest_due_at=asked)
        assert later == OutboxStatus(
            sent=1,
            queued=1,
            unknown=1,
            oldest_due_at=asked + timedelta(seconds=70),
        )
        assert world.orga.outbox.status() == OutboxStatus(
            queued=2,
            sending=1,
            sent=2,
            unknown=2,
            soft_bounced=1,
            hard_bounced=1,
            dead=1,
            oldest_due_at=START,
        )


LINK = re.compile(r"https://orga\.example\.fr/[a-z-]+/([^\s\"<]{20,})")


def parts_of(mail):
    """
    All the words of a mail.
    """
    return "".join(part.get_content() for part in mail.iter_parts())


class TestEveryMail:
    @pytest.fixture
    def journey(self, world, clock):
        """
        Everything that sends a mail, each mail sent.
        """
        orga, uai = world.orga, UAI
        claire = orga.invitations.join(world.link(), sign_up=world.sign_up())
        me = claire.person
        orga.accounts.confirm(world.token("confirmer"), by=me)
        orga.accounts.request_reset("claire@example.fr")
        orga.accounts.reset(
            world.token("mot-de-passe"),
            email="claire@example.fr",
            password="une autre phrase",
        )
        orga.accounts.change_address(
            "c.dubois@example.fr", password="une autre phrase", by=me
        )
        orga.accounts.confirm(world.token("confirmer"), by=me)
        claire = orga.team.acting(uai, by=me)
        orga.team.hand_over(to="jean@example.fr", by=claire)
        jean = orga.invitations.redeem(world.token(), by=JEAN)
        world.ask()
        orga.contests.contest(world.token("contester"), last_name=JEAN.name.last)
        world.ask()
        operator = {"by": world.operator, "reason": "mistake"}
        orga.support.lift_suspension(jean.id, uai=uai, **operator)
        orga.team.remove(jean.id, by=claire)
        orga.support.orphan(uai, **operator)
        orga.outbox.deliver()
        return world.mailer.mails

    def test_link_is_in_one_mail(self, journey):
        """
        A39: each link is in the mail of exactly one recipient, whom it was made for.
        """
        holders = {}
        for mail in journey:
            for token in LINK.findall(parts_of(mail)):
                holders.setdefault(token, set()).add(mail["Message-ID"])

        assert len(holders) >= 8
        assert all(len(mails) == 1 for mails in holders.values())
        assert all(len(mail["To"].addresses) == 1 for mail in journey)
        assert not any(mail["Cc"] or mail["Bcc"] for mail in journey)

    def test_link_is_in_no_envelope(self, world, journey):
        """
        A39: a mail's envelope names the recipient of its header, and nobody else.
        """
        recipients = [str(envelope.recipient) for envelope, _ in world.mailer.attempts]

        assert recipients == [mail["To"] for mail in journey]

    def test_is_no_answer(self, journey):
        """
        A40: every mail says that no person wrote it, so that nobody answers by machine.
        """
        assert len({mail["Subject"] for mail in journey}) >= 10
        assert {mail["Auto-Submitted"] for mail in journey} == {"auto-generated"}
        assert {mail["From"] for mail in journey} == {
            "Pix Orga <ne-pas-repondre@example.fr>"
        }
