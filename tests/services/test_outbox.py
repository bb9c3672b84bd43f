from datetime import timedelta

import pytest

from pixorga import KeyRing, PixOrga
from pixorga.ports.mailer import Delivery
from pixorga.services.outbox import DeliveryReport
from pixorga.testing.builders import a_mail, a_person
from pixorga.testing.fakes import START

MINUTES = 60


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
        clock.advance(seconds=5 * MINUTES)
        second = world.orga.outbox.deliver()

        assert first == DeliveryReport(**{answer.value: 1})
        assert at_once == DeliveryReport()
        assert second == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    def test_gives_up_what_is_refused(self, world, clock):
        """
        A mail that is refused for good is not tried again.
        """
        world.mailer.answers = [Delivery.REFUSED]
        world.ask()

        report = world.orga.outbox.deliver()
        clock.advance(days=1)

        assert report == DeliveryReport(refused=1)
        assert world.orga.outbox.deliver() == DeliveryReport()

    def test_drops_an_expired_link(self, world, clock):
        """
        A link that expired while its mail waited is not sent.
        """
        world.ask()
        clock.advance(days=7)

        assert world.orga.outbox.deliver() == DeliveryReport(dropped=1)

    def test_takes_over_from_the_dead(self, world, clock, monkeypatch):
        """
        A38: killed after sending and before noting it, the mail goes out again alike.
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
        clock.advance(seconds=10 * MINUTES)

        assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
        assert world.mailer.attempts[0] == world.mailer.attempts[1]

    def test_writes_nothing_for_another(self, world, clock, store, monkeypatch):
        """
        A worker whose claim has lapsed before it sends leaves the mail to the other.
        """
        world.ask()
        renderer = world.orga.outbox._parts.renderer
        render = renderer.render

        def render_slowly(message, *, locale):
            monkeypatch.undo()
            clock.advance(seconds=10 * MINUTES)
            assert world.orga.outbox.deliver() == DeliveryReport(sent=1)
            return render(message, locale=locale)

        monkeypatch.setattr(renderer, "render", render_slowly)

        assert world.orga.outbox.deliver() == DeliveryReport(dropped=1)
        assert len(world.mailer.attempts) == 1

    def test_sends_more_than_a_batch(self, world, store):
        """
        All that is due leaves, in batches.
        """
        world.link()
        mails = [a_mail(id=f"mail-{number}", link=None) for number in range(120)]
        store.transact(lambda unit: unit.outbox.add(mails))

        assert world.orga.outbox.deliver() == DeliveryReport(sent=120)

    def test_leaves_no_link_at_rest(self, world, store):
        """
        Rendered and deferred, the row holds no token; sent, it holds no body.
        """
        world.mailer.answers = [Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        token = world.mailer.mails[0].get_body(("plain",)).get_content()
        (waiting,) = _rows(store, days=1)
        world.orga.outbox.deliver()

        content = waiting.content
        assert content is not None
        assert "rejoindre" in token
        assert "rejoindre/" not in content.text + content.html + content.subject
        assert "\ue000" in content.text

    def test_says_when_a_row_is_broken(self, world, store):
        """
        A row without message or content is a bug, and is told as one.
        """
        world.ask()
        broken = a_mail(id="broken", message=None)
        store.transact(lambda unit: unit.outbox.add([broken]))

        with pytest.raises(LookupError, match="broken"):
            world.orga.outbox.deliver()

    def test_signs_again_after_rotation(self, world, clock, store, mailer, site):
        """
        A5: with its key retired a retry is the same; with it dropped, a good link.
        """
        world.mailer.answers = [Delivery.DEFERRED, Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        for retired in ([b"k" * 32], []):
            clock.advance(seconds=5 * MINUTES)
            keys = KeyRing(current=b"n" * 32, retired=retired)
            orga = PixOrga(
                store=store,
                mailer=mailer,
                keys=keys,
                pseudonym_key=b"p" * 32,
                site=site,
                clock=clock,
            )
            orga.outbox.deliver()

        first, second, third = (message for _, message in world.mailer.attempts)
        assert first == second
        assert first != third
        world.orga = orga
        assert orga.invitations.redeem(world.token(), by=a_person())


def _rows(store, *, days):
    """
    What waits in the outbox, claimed.
    """
    now = START + timedelta(days=days)
    return store.transact(lambda unit: unit.outbox.claim(now=now, until=now, limit=99))
