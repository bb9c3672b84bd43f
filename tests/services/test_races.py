"""
What happens at once, and what happens half.

Crossed on purpose: both have read before either writes. The assertions are on what
holds afterwards, never on time.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from pixorga import Administrator, EmailAddress, LinkState
from pixorga.domain.audit import verify
from pixorga.domain.link import LinkEvent
from pixorga.domain.space import Attention, SpaceState
from pixorga.errors import (
    LastAdministratorError,
    LinkReplayedError,
    LinkRevokedError,
    LoginNeededError,
    MembershipEndedError,
    PixorgaError,
    TransitionError,
)
from pixorga.services.integrity import check
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.hooks import WRITES, HookedStore, InjectedError, fail_at
from pixorga.testing.interleaving import cross_verbs

CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
UAI = "0750655E"


@pytest.fixture
def on(world, store):
    """
    The same pixorga on another store, for one verb.
    """

    def on(other):
        parts = attrs.evolve(world.orga._parts, store=other)
        copy = object.__new__(type(world.orga))
        copy._wire(parts)
        return copy

    return on


def team(world, store):
    """
    The school's active administrators.
    """
    rows = store.transact(lambda unit: unit.team.of_school(world.school.uai))
    return [row for row in rows if row.is_active]


def space(world, store):
    """
    The school's space, its chain verified.
    """
    found = store.transact(lambda u: u.schools.find(world.school.uai)).space
    chain = store.transact(lambda u: u.audit.of_school(world.school.uai))
    assert verify(chain) == found.head
    return found


def accepted(world, store):
    """
    How often the chain says that an invitation was accepted.
    """
    chain = store.transact(lambda u: u.audit.of_school(world.school.uai))
    return [event.code for event in chain].count("INVITATION_ACCEPTED")


def states(world):
    """
    The states of the school's invitations, oldest first.
    """
    summaries = world.orga.invitations.list(by=world.operator, uai=UAI)
    return [summary.state for summary in summaries]


class TestCrossed:
    def test_two_people_redeem(self, world, store, on):
        """
        A14: of two people with one link, one becomes administrator.
        """
        token = world.link()

        answers = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).invitations.redeem(token, by=JEAN),
        )

        kinds = sorted(type(answer).__name__ for answer in answers)
        assert kinds == ["Administrator", "LinkReplayedError"]
        assert len(team(world, store)) == 1
        assert accepted(world, store) == 1
        assert space(world, store).state is SpaceState.ACTIVE

    def test_one_person_redeems_twice(self, world, store, on):
        """
        A19: a double click gives one membership, twice.
        """
        token = world.link()

        first, second = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
        )

        assert isinstance(first, Administrator)
        assert first == second
        assert accepted(world, store) == 1
        assert world.orga.outbox.deliver().sent == 1

    def test_revoke_and_redeem(self, world, store, on):
        """
        A20: revoked or used, never both.
        """
        token = world.link()
        (summary,) = world.orga.invitations.list(by=world.operator, uai=UAI)

        redeemed, revoked = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).support.revoke_invitation(
                summary.id, uai=UAI, by=world.operator, reason="mistake"
            ),
        )

        used = isinstance(redeemed, Administrator)
        assert used == isinstance(revoked, TransitionError)
        assert used != isinstance(redeemed, LinkRevokedError)
        assert len(team(world, store)) == used
        assert space(world, store)

    def test_new_request_and_redeem(self, world, store, on):
        """
        A20: a link is replaced or used, never both.
        """
        token = world.link()

        redeemed, _ = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).activation.request(
                uai=UAI, first_name="Eve", last_name="Roy"
            ),
        )

        used = isinstance(redeemed, Administrator)
        assert used or isinstance(redeemed, LinkRevokedError)
        due = LinkState.ACCEPTED if used else LinkState.SUPERSEDED
        assert states(world) == [due, LinkState.PENDING]
        assert len(team(world, store)) == used

    def test_renewal_and_redeem(self, world, store, on, clock):
        """
        A20: at the last second a link is used or replaced, never both.
        """
        token = world.link()
        clock.advance(days=7)

        redeemed, renewed = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).invitations.renew(token),
        )

        assert isinstance(redeemed, PixorgaError)
        assert not isinstance(renewed, Exception)
        assert states(world) == [LinkState.EXPIRED, LinkState.PENDING]
        assert team(world, store) == []

    def test_two_requests(self, world, store, on):
        """
        A21: two requests at once leave one pending link.
        """
        request = {"uai": UAI, "first_name": "Eve", "last_name": "Roy"}

        answers = cross_verbs(
            store,
            lambda s: on(s).activation.request(**request),
            lambda s: on(s).activation.request(**request),
        )

        assert not any(isinstance(answer, Exception) for answer in answers)
        assert sorted(states(world)) == [LinkState.PENDING, LinkState.SUPERSEDED]
        assert space(world, store).head.length == 5

    def test_two_administrators_leave(self, world, store, on):
        """
        A30: of the last two administrators who leave at once, one stays.
        """
        claire = world.join(CLAIRE)
        jean = world.join(JEAN)

        answers = cross_verbs(
            store,
            lambda s: on(s).team.leave(by=claire),
            lambda s: on(s).team.leave(by=jean),
        )

        refused = [a for a in answers if isinstance(a, LastAdministratorError)]
        assert len(refused) == 1
        assert len(team(world, store)) == 1

    def test_leave_and_contest(self, world, store, on):
        """
        A30: one leaves while the other is contested: somebody is left, or it is said.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        token = world.token("contester")

        cross_verbs(
            store,
            lambda s: on(s).team.leave(by=claire),
            lambda s: on(s).contests.contest(token, last_name=JEAN.name.last),
        )

        left = bool(team(world, store))
        due = SpaceState.ACTIVE if left else SpaceState.ORPHANED
        assert space(world, store).state is due

    def test_new_mailbox_and_redeem(self, world, store, on):
        """
        A27: while the mailbox changes, a link is used before, or dead.
        """
        token = world.link()
        moved = a_school(mailbox=EmailAddress.parse("autre@ac-paris.fr"))

        redeemed, _ = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).directory.put([moved], by=world.operator),
        )

        used = isinstance(redeemed, Administrator)
        assert used != isinstance(redeemed, LinkRevokedError)
        due = LinkState.ACCEPTED if used else LinkState.REVOKED
        assert states(world) == [due]
        # Who came in before can no longer be contested by the former mailbox.
        links = store.transact(lambda u: u.links.of_school(world.school.uai))
        assert not [link for link in links if link.state is LinkState.PENDING]
        assert list(check(store)) == []

    @pytest.mark.parametrize("verb", ["archive", "close"])
    def test_archive_and_redeem(self, world, store, on, verb):
        """
        A29: whoever comes in while the space is archived has gone, or finds it shut.
        """
        token = world.link()
        ground = {"by": world.operator, "reason": "mistake"}

        redeemed, _ = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: getattr(on(s).support, verb)(UAI, **ground),
        )

        assert isinstance(redeemed, Administrator | LinkRevokedError)
        assert team(world, store) == []
        assert space(world, store).state is SpaceState.ARCHIVED
        assert list(check(store)) == []

    def test_orphan_and_redeem(self, world, store, on):
        """
        A30: whoever comes in while the space is orphaned is in, or goes with the rest.
        """
        world.join(JEAN)
        token = world.link()
        ground = {"by": world.operator, "reason": "mistake"}

        redeemed, _ = cross_verbs(
            store,
            lambda s: on(s).invitations.redeem(token, by=CLAIRE),
            lambda s: on(s).support.orphan(UAI, **ground),
        )

        assert isinstance(redeemed, Administrator)
        left = bool(team(world, store))
        due = SpaceState.ACTIVE if left else SpaceState.ORPHANED
        assert space(world, store).state is due
        assert list(check(store)) == []

    def test_lift_and_uphold(self, world, store, on):
        """
        Of two operators who decide one contest differently, one does.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        suspended = world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        ground = {"uai": UAI, "by": world.operator, "reason": "mistake"}

        answers = cross_verbs(
            store,
            lambda s: on(s).support.lift_suspension(suspended.id, **ground),
            lambda s: on(s).support.uphold_suspension(suspended.id, **ground),
        )

        refused = [one for one in answers if isinstance(one, TransitionError)]
        assert len(refused) == 1
        assert list(check(store)) == []

    def test_bounce_and_request(self, world, store, on):
        """
        A mail comes back while somebody asks: both are in the chain.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]

        answers = cross_verbs(
            store,
            lambda s: on(s).outbox.record_bounce(message_id, kind="hard"),
            lambda s: on(s).activation.request(
                uai=UAI, first_name="Eve", last_name="Roy"
            ),
        )

        assert not any(isinstance(answer, Exception) for answer in answers)
        assert space(world, store).head.length == 2 + 3 + 1
        assert list(check(store)) == []

    def test_many_threads_redeem(self, world, store):
        """
        A14: sixteen threads with one link make one administrator.
        """
        token = world.link()
        start = threading.Barrier(16)

        def redeem(number):
            start.wait()
            try:
                person = a_person(id=f"person-{number}")
                return world.orga.invitations.redeem(token, by=person)
            except LinkReplayedError:
                return None

        with ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(redeem, range(16)))

        assert sum(answer is not None for answer in answers) == 1
        assert accepted(world, store) == 1
        assert len(team(world, store)) == 1


class TestRowDecides:
    @pytest.fixture
    def overtake(self, world, monkeypatch):
        """
        Have somebody accept between the reading of a link and the guarded write.
        """
        acceptor = world.orga.invitations._acceptor
        become = acceptor._become

        def overtake(person):
            def overtaken(unit, scene, acceptance):
                monkeypatch.undo()
                quicker = scene.invitation.step(
                    LinkEvent.ACCEPT, at=acceptance.at, by=person.id
                )
                assert unit.links.save(quicker)
                return become(unit, scene, acceptance)

            monkeypatch.setattr(acceptor, "_become", overtaken)

        return overtake

    def test_not_what_was_read(self, world, store, overtake):
        """
        A14: a store without locks decides by its rows: the slower one is refused.
        """
        token = world.link()
        overtake(JEAN)

        with pytest.raises(LinkReplayedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

        assert team(world, store) == []

    def test_nor_for_the_same_person(self, world, store, overtake):
        """
        Whoever was quicker with the same name has no membership yet, and none is made.
        """
        token = world.link()
        overtake(CLAIRE)

        with pytest.raises(MembershipEndedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

        assert team(world, store) == []


class TestHalf:
    def test_redeem_happens_wholly_or_not(self, world, store, on):
        """
        A15: broken off at any call of the store, redeeming leaves nothing behind.
        """
        token = world.link()
        before = _everything(world, store)
        number = 0
        while True:
            number += 1
            broken = on(HookedStore(store, before=fail_at(number)))
            try:
                broken.invitations.redeem(token, by=CLAIRE)
            except InjectedError:
                assert _everything(world, store) == before
            else:
                break

        assert number > 8
        assert accepted(world, store) == 1
        assert world.orga.team.acting(UAI, by=CLAIRE)

    def test_request_happens_wholly_or_not(self, world, store, on, clock):
        """
        A15: broken off at any call of the store, a request leaves nothing behind.
        """
        world.ask()
        before = _everything(world, store)
        number = 0
        while True:
            number += 1
            # Within what the limits allow.
            clock.advance(seconds=3600)
            broken = on(HookedStore(store, before=fail_at(number)))
            try:
                broken.activation.request(uai=UAI, first_name="Eve", last_name="Roy")
            except InjectedError:
                assert _everything(world, store) == before
            else:
                break

        assert number > 8
        assert states(world) == [LinkState.SUPERSEDED, LinkState.PENDING]

    @pytest.mark.parametrize("verb", ["orphan", "archive", "close"])
    def test_support_happens_wholly_or_not(self, world, store, on, verb):
        """
        A15: broken off at any call of the store, a verb of the support team's too.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.orga.team.hand_over(to="lea@example.fr", by=claire)
        before = _everything(world, store)
        number = 0
        while True:
            number += 1
            broken = on(HookedStore(store, before=fail_at(number)))
            act = getattr(broken.support, verb)
            try:
                act(UAI, by=world.operator, reason="mistake")
            except InjectedError:
                assert _everything(world, store) == before
            else:
                break

        assert number > 8
        assert team(world, store) == []

    def test_bounce_happens_wholly_or_not(self, world, store, on):
        """
        A15: nor is a mail noted as come back without its school on the list.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]
        before = _everything(world, store)
        number = 0
        while True:
            number += 1
            broken = on(HookedStore(store, before=fail_at(number)))
            try:
                broken.outbox.record_bounce(message_id, kind="hard")
            except InjectedError:
                assert _everything(world, store) == before
            else:
                break

        assert number > 5
        assert space(world, store).attention is Attention.MAIL_BOUNCED


class TestHookedStore:
    def test_closes_the_real_one(self):
        """
        Closing the watched store closes the store that it watches.
        """
        closed = []

        class Store:
            def close(self):
                closed.append(True)

        HookedStore(Store(), before=closed.append).close()

        assert closed == [True]


class TestScanners:
    def test_looking_writes_nothing(self, world, store, on):
        """
        A17: looking at a link asks the store for nothing that changes anything.
        """
        token = world.link()
        calls = []
        watched = on(HookedStore(store, before=calls.append))

        for _ in range(100):
            watched.invitations.peek(token)

        assert len(calls) == 300
        assert not WRITES & set(calls)

    def test_form_without_a_person_is_refused(self, world):
        """
        A18: whoever submits the form without logging in burns nothing.
        """
        token = world.link()

        with pytest.raises(LoginNeededError):
            world.orga.invitations.redeem(token, by=None)

        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_known_and_unknown_schools_cost_alike(self, world, store, on):
        """
        Whatever school is typed, one transaction reads it under its lock first.
        """
        first_calls = []
        for uai in (UAI, "0752387M"):
            calls = []
            watched = on(HookedStore(store, before=calls.append))
            watched.activation.request(uai=uai, first_name="Eve", last_name="Roy")
            first_calls.append(calls[:2])

        assert first_calls == [["schools.find", "requests.add"]] * 2


def _everything(world, store):
    """
    All that the store holds of the school.
    """

    def work(unit):
        uai = world.school.uai
        links = unit.links.of_school(uai)
        return (
            unit.schools.find(uai),
            list(links),
            list(unit.team.of_school(uai)),
            list(unit.outbox.of_school(uai)),
            list(unit.audit.of_school(uai)),
            [unit.requests.get(uai, link.subject) for link in links],
        )

    return store.transact(work, read_only=True)
