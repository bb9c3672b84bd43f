"""
Mails that come back: their state changes, and nothing else but the support's list.
"""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from pixorga.domain.audit import verify
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkState
from pixorga.domain.outbox import BounceKind, MailState
from pixorga.domain.people import EmailAddress
from pixorga.domain.space import Attention
from pixorga.errors import FieldChoiceError, InputError, NotFoundError, TransitionError
from pixorga.ports.mailer import Delivery
from pixorga.services.integrity import check
from pixorga.testing.builders import a_mail, a_person, a_school
from pixorga.testing.interleaving import cross_verbs

UAI = Uai.parse("0750655E")
CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
OTHER_MAILBOX = EmailAddress.parse("autre@ac-paris.fr")


def codes(store):
    """
    What happened in the school, in order; its chain verifies.
    """
    chain = store.transact(lambda unit: unit.audit.of_school(UAI))
    space = store.transact(lambda unit: unit.schools.find(UAI)).space
    assert verify(chain) == space.head
    return [event.code for event in chain]


def all_but_states(store):
    """
    All that is kept of the school, but for where its mails stand.
    """

    def work(unit):
        found = unit.schools.find(UAI)
        return (
            found.establishment,
            found.space,
            list(unit.links.of_school(UAI)),
            list(unit.team.of_school(UAI)),
            list(unit.audit.of_school(UAI)),
            len(unit.outbox.of_school(UAI)),
        )

    return store.transact(work, read_only=True)


def state_of(store, number=-1):
    """
    Where one of the school's mails stands, by default the last.
    """
    return store.transact(lambda unit: unit.outbox.of_school(UAI))[number].state


@pytest.fixture
def bounce(world):
    """
    Tell of a mail that came back, by the Message-ID that it left with.
    """

    def bounce(kind, *, mail=-1):
        message_id = world.mailer.mails[mail]["Message-ID"]
        return world.orga.outbox.record_bounce(message_id, kind=kind)

    return bounce


class TestHard:
    @pytest.mark.parametrize("kind", ["hard", BounceKind.HARD])
    def test_lists_the_school(self, world, store, clock, bounce, events, kind):
        """
        A mailbox that is none puts the school on the list, and into its chain.
        """
        world.link()
        clock.advance(seconds=90)

        assert bounce(kind) is MailState.HARD_BOUNCED
        (case,) = world.orga.support.schools(by=world.operator)
        assert case.attention is Attention.MAIL_BOUNCED
        assert case.attention_since == clock.now()
        assert codes(store)[-1] == events[-1].code == "MAIL_BOUNCED"
        assert events[-1].actor == "anonymous"
        (mail,) = store.transact(lambda unit: unit.outbox.of_school(UAI))
        assert dict(events[-1].details) == {"mail": mail.id}
        assert list(check(store)) == []

    @pytest.mark.parametrize("kind", ["hard", "soft"])
    def test_again_is_no_news(self, world, store, clock, bounce, kind):
        """
        Told again, or told less badly, it is noted once.
        """
        world.link()
        bounce("hard")
        before = all_but_states(store)
        clock.advance(days=1)

        assert bounce(kind) is MailState.HARD_BOUNCED
        assert all_but_states(store) == before

    def test_after_soft(self, world, store, bounce):
        """
        What came back for now may come back for good.
        """
        world.link()

        assert bounce("soft") is MailState.SOFT_BOUNCED
        assert bounce("hard") is MailState.HARD_BOUNCED
        assert codes(store).count("MAIL_BOUNCED") == 1

    def test_is_the_missing_answer(self, world, store, clock, bounce):
        """
        A mail of unknown fate that comes back has its answer, and is not tried again.
        """
        world.mailer.answers = [Delivery.UNKNOWN]
        world.ask()
        world.orga.outbox.deliver()

        assert bounce("hard") is MailState.HARD_BOUNCED
        clock.advance(days=1)
        assert world.orga.outbox.deliver().sent == 0
        assert list(check(store)) == []

    @pytest.mark.parametrize("kind", ["hard", "soft"])
    def test_while_it_waits_again(self, world, store, clock, bounce, kind):
        """
        A mail of unknown fate that was deferred since comes back, and waits no more.
        """
        world.mailer.answers = [Delivery.UNKNOWN, Delivery.DEFERRED]
        world.ask()
        world.orga.outbox.deliver()
        clock.advance(seconds=60)
        world.orga.outbox.deliver()
        waits = state_of(store)

        assert waits is MailState.QUEUED
        assert bounce(kind).value == f"{kind} bounced"
        clock.advance(days=1)
        assert world.orga.outbox.deliver().sent == 0
        assert list(check(store)) == []

    @pytest.mark.parametrize("kind", ["hard", "soft"])
    def test_while_it_is_sent(self, world, store, kind, monkeypatch):
        """
        A mail that comes back before its sender has noted it has come back.
        """
        send = world.mailer.send
        told = []

        def send_and_hear(envelope, message):
            answer = send(envelope, message)
            message_id = world.mailer.mails[-1]["Message-ID"]
            told.append(world.orga.outbox.record_bounce(message_id, kind=kind))
            return answer

        world.ask()
        monkeypatch.setattr(world.mailer, "send", send_and_hear)
        world.orga.outbox.deliver()

        assert told == [state_of(store)]
        assert state_of(store).value == f"{kind} bounced"
        assert codes(store).count("MAIL_BOUNCED") == (kind == "hard")
        assert list(check(store)) == []

    def test_another_mailbox_since(self, world, store, bounce):
        """
        The former mailbox's mails put nobody on the list.
        """
        world.link()
        world.add(a_school(mailbox=OTHER_MAILBOX))

        assert bounce("hard") is MailState.HARD_BOUNCED
        assert world.orga.support.schools(by=world.operator) == ()
        assert "MAIL_BOUNCED" not in codes(store)

    def test_a_person_s_own_mailbox(self, world, store, bounce):
        """
        Nor does a mail to an administrator's own address.
        """
        world.join(CLAIRE)
        world.orga.outbox.deliver()
        world.ask()
        world.orga.outbox.deliver()
        (notice,) = [
            number
            for number, mail in enumerate(world.mailer.mails)
            if mail["To"] == "claire@example.fr"
        ]

        assert bounce("hard", mail=notice) is MailState.HARD_BOUNCED
        assert world.orga.support.schools(by=world.operator) == ()

    def test_account_s_mail(self, world, bounce):
        """
        Nor does an account's mail, whose state alone is noted.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        world.orga.outbox.deliver()
        (number,) = [
            number
            for number, mail in enumerate(world.mailer.mails)
            if mail["To"] == "claire@example.fr"
        ]

        assert bounce("soft", mail=number) is MailState.SOFT_BOUNCED
        assert bounce("hard", mail=number) is MailState.HARD_BOUNCED
        assert world.orga.outbox.status().hard_bounced == 1
        assert world.orga.support.schools(by=world.operator) == ()

    def test_contest_keeps_its_place(self, world, bounce):
        """
        A contest that waits for a decision stays what the school is listed for.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        bounce("hard")

        (case,) = world.orga.support.schools(by=world.operator)
        assert case.attention is Attention.CONTESTED

    def test_two_at_once(self, world, store, variant):
        """
        Of two reports at once, one is noted.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]

        answers = cross_verbs(
            store,
            lambda s: variant(store=s).outbox.record_bounce(message_id, kind="hard"),
            lambda s: variant(store=s).outbox.record_bounce(message_id, kind="hard"),
        )

        assert answers == (MailState.HARD_BOUNCED, MailState.HARD_BOUNCED)
        assert codes(store).count("MAIL_BOUNCED") == 1


class Stale:
    """
    A store without locks: the first reading of a mail is of yesterday.
    """

    def __init__(self, store, mail):
        self.store = store
        self.mails = [mail]

    def transact(self, work, *, read_only=False):
        """
        Run some work on units that first read what was.
        """
        return self.store.transact(lambda unit: work(self.unit(unit)))

    def unit(self, unit):
        """
        The unit, but for its first reading.
        """

        def get(uai, mail_id):
            return self.mails.pop() if self.mails else unit.outbox.get(uai, mail_id)

        return SimpleNamespace(
            schools=unit.schools,
            audit=unit.audit,
            outbox=SimpleNamespace(get=get, save=unit.outbox.save),
        )


class TestRowDecides:
    def test_not_what_was_read(self, world, store, variant, bounce):
        """
        On a store without locks too, the row decides what is news.
        """
        world.link()
        (read,) = store.transact(lambda unit: unit.outbox.of_school(UAI))
        bounce("hard")
        slower = variant(store=Stale(store, read))
        message_id = world.mailer.mails[-1]["Message-ID"]

        answer = slower.outbox.record_bounce(message_id, kind="soft")

        assert answer is state_of(store) is MailState.HARD_BOUNCED
        assert codes(store).count("MAIL_BOUNCED") == 1


class TestSoft:
    def test_changes_the_state_alone(self, world, store, clock, bounce):
        """
        A40: what came back for now is noted, and nothing else happens.
        """
        token = world.link()
        before = all_but_states(store)

        assert bounce("soft") is MailState.SOFT_BOUNCED
        assert bounce("soft") is MailState.SOFT_BOUNCED
        assert all_but_states(store) == before
        clock.advance(days=1)
        assert world.orga.outbox.deliver().sent == 0
        assert world.orga.invitations.redeem(token, by=CLAIRE)
        assert list(check(store)) == []


class TestNothingElse:
    def test_link_still_works(self, world, store, bounce):
        """
        A40: a mail that came back for good revokes nothing and sends nothing.
        """
        token = world.link()
        bounce("hard")

        assert world.orga.invitations.peek(token).state is LinkState.PENDING
        assert world.told() == {}
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_next_request_is_sent(self, world, bounce):
        """
        Nor does it keep the next link from being sent.
        """
        world.link()
        bounce("hard")
        world.mailer.attempts.clear()

        assert world.orga.invitations.redeem(world.link(), by=CLAIRE)


class TestRefused:
    @pytest.mark.parametrize(
        "message_id",
        [
            "",
            "nonsense",
            "<20260901080000.1@mail.ac-paris.fr>",
            "<0750655E.unknown@example.fr>",
            "<0752387M.unknown@example.fr>",
            "<account.unknown@example.fr>",
            "<0750655E.\ud800@example.fr>",
            "<0750655E.a\0b@example.fr>",
            "<0750655E.x' OR '1'='1@example.fr>",
        ],
    )
    @pytest.mark.parametrize("kind", ["soft", "hard"])
    def test_is_none_of_ours(self, world, store, message_id, kind):
        """
        A40: somebody else's text changes nothing, whatever it is.
        """
        world.link()
        before = all_but_states(store)

        with pytest.raises(NotFoundError):
            world.orga.outbox.record_bounce(message_id, kind=kind)

        assert all_but_states(store) == before
        assert state_of(store) is MailState.SENT

    def test_school_s_mail_is_no_account_s(self, world, store):
        """
        A row's id leads to its mail under its own school only.
        """
        world.link()
        (mail,) = store.transact(lambda unit: unit.outbox.of_school(UAI))

        for scope in ("account", "0752387M"):
            with pytest.raises(NotFoundError):
                world.orga.outbox.record_bounce(
                    f"<{scope}.{mail.id}.{'0' * 16}@example.fr>",
                    kind="hard",
                )
        assert state_of(store) is MailState.SENT

    @pytest.mark.parametrize(
        "forge",
        [
            lambda link, _: re.sub(r"\.[0-9a-f]{16}@", "@", link),
            lambda link, _: re.sub(r"[0-9a-f]{16}@", "0" * 16 + "@", link),
            lambda link, own: own.replace("-1.", "."),
            lambda link, _: link.replace("example.fr", "whatever.example"),
        ],
        ids=["unsealed", "guessed", "of a sibling", "elsewhere"],
    )
    def test_is_made_up(self, world, store, forge):
        """
        Who got a notice makes no Message-ID of the mail that it was written with.
        """
        world.join(CLAIRE)
        world.told()
        world.ask()
        world.told()
        by_addressee = {mail["To"]: mail["Message-ID"] for mail in world.mailer.mails}
        link, own = (
            by_addressee["ce.0750655e@ac-paris.fr"],
            by_addressee[str(CLAIRE.email)],
        )
        before = all_but_states(store)

        with pytest.raises(NotFoundError):
            world.orga.outbox.record_bounce(forge(link, own), kind="hard")

        assert all_but_states(store) == before
        assert world.orga.outbox.record_bounce(link, kind="hard")

    @pytest.mark.parametrize("uai", [UAI, None])
    def test_is_gone(self, world, uai):
        """
        A genuine Message-ID of a mail that is no longer there is refused too.
        """
        message_id = str(world.orga.outbox._message_id(uai, "gone"))

        with pytest.raises(NotFoundError):
            world.orga.outbox.record_bounce(message_id, kind="hard")

    @pytest.mark.parametrize("state", [MailState.QUEUED, MailState.DEAD])
    @pytest.mark.parametrize("kind", ["soft", "hard"])
    def test_has_not_left(self, world, store, state, kind):
        """
        What was never tried, or was given up, cannot have come back.
        """
        world.ask()
        mail = a_mail(id="mail", state=state, due_at=a_mail().due_at + timedelta(1))
        store.transact(lambda unit: unit.outbox.add([mail]))
        before = all_but_states(store)

        message_id = str(world.orga.outbox._message_id(mail.uai, mail.id))
        with pytest.raises(TransitionError):
            world.orga.outbox.record_bounce(message_id, kind=kind)

        assert all_but_states(store) == before

    @pytest.mark.parametrize("kind", ["", "HARD", "vacation", None])
    def test_kind_is_none(self, world, kind):
        """
        A bounce is soft or hard; an answer of another kind is told apart by its reader.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]

        with pytest.raises(InputError) as refusal:
            world.orga.outbox.record_bounce(message_id, kind=kind)

        (error,) = refusal.value.errors
        assert isinstance(error, FieldChoiceError)
        assert (error.field, error.choices) == ("kind", ("soft", "hard"))
