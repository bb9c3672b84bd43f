"""
A school's mailbox changes: what went to the former one is dead, at that very moment.
"""

import attrs
import pytest

from pixorga import EmailAddress, LinkState, MailboxState
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import verify
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkPurpose
from pixorga.domain.space import Attention
from pixorga.errors import LinkRevokedError
from pixorga.services.integrity import check
from pixorga.services.mailboxes import withdrawn
from pixorga.testing.builders import a_person, a_school, an_invitation
from pixorga.testing.hooks import HookedStore, InjectedError, fail_at

UAI = Uai.parse("0750655E")
CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
OFFICIAL = a_school().mailbox
OTHER = EmailAddress.parse("autre@ac-paris.fr")
THIRD = EmailAddress.parse("contact@ecole.example.fr")

CHANGES = {
    "another": {"mailbox": OTHER},
    "none": {"mailbox": None},
    "to be confirmed": {"mailbox_state": MailboxState.TO_CONFIRM},
}
"""
What the directory can say by which links no longer go where they went.
"""


def codes(store):
    """
    What happened in the school, in order; nothing disagrees.
    """
    chain = store.transact(lambda unit: unit.audit.of_school(UAI))
    space = store.transact(lambda unit: unit.schools.find(UAI)).space
    assert verify(chain) == space.head
    assert list(check(store)) == []
    return [event.code for event in chain]


def find(store):
    """
    The school with its space.
    """
    return store.transact(lambda unit: unit.schools.find(UAI))


def states(store):
    """
    Purpose and state of the school's links, oldest first.
    """
    links = store.transact(lambda unit: unit.links.of_school(UAI))
    return [(link.purpose, link.state) for link in links]


@pytest.fixture
def correct(world):
    """
    Have links go to another mailbox than the directory's, by an operator's word.
    """

    def correct(mailbox=THIRD):
        return world.orga.support.correct_mailbox(
            UAI, mailbox=str(mailbox), by=world.operator, reason="school asked"
        )

    return correct


class TestChanged:
    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_ends_the_links(self, world, store, events, change):
        """
        A27: with the directory's change the links to the former mailbox are dead.
        """
        token = world.link()

        world.add(a_school(**change))

        assert states(store) == [(LinkPurpose.JOIN, LinkState.REVOKED)]
        assert codes(store)[-2:] == ["MAILBOX_CHANGED", "INVITATION_REVOKED"]
        assert [event.code for event in events][-2:] == codes(store)[-2:]
        actor = world.orga._parts.ledger.actor(world.operator)
        assert events[-1].actor == events[-2].actor == actor
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    def test_is_not_mailed(self, world):
        """
        A27: a link that waited to be sent to the former mailbox is not sent.
        """
        world.ask()
        world.add(a_school(mailbox=OTHER))

        assert world.orga.outbox.deliver().dropped == 1
        assert world.mailer.attempts == []

    def test_next_link_goes_to_the_new_one(self, world):
        """
        A27: the next request goes to the new mailbox, and its link works.
        """
        world.link()
        world.add(a_school(mailbox=OTHER))

        assert world.join(CLAIRE)
        assert world.mailer.mails[-1]["To"] == str(OTHER)

    def test_ends_contests(self, world, store):
        """
        A27: the former mailbox contests nobody any more.
        """
        world.join(CLAIRE)
        world.add(a_school(mailbox=OTHER))

        assert states(store) == [
            (LinkPurpose.JOIN, LinkState.ACCEPTED),
            (LinkPurpose.CONTEST, LinkState.REVOKED),
        ]
        assert codes(store)[-1] == "MAILBOX_CHANGED"

    def test_hand_overs_stay(self, world, store):
        """
        A link to a person stays, even if the person reads the former mailbox.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to=str(OTHER), by=claire)
        token = world.token()
        world.add(a_school(mailbox=OTHER))
        world.add(a_school())

        assert world.orga.invitations.redeem(token, by=JEAN)

    def test_other_addresses_stay(self, world, store):
        """
        Links that went elsewhere are none of the mailbox's.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to="jean@example.fr", by=claire)
        world.add(a_school(mailbox=OTHER))

        assert states(store)[-1] == (LinkPurpose.JOIN, LinkState.PENDING)

    def test_given_back_revives_nothing(self, world):
        """
        A27: what was revoked stays so when the mailbox is given back.
        """
        token = world.link()
        world.add(a_school(mailbox=OTHER))
        world.add(a_school())

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    def test_expired_links_are_expired(self, world, store, clock):
        """
        A link whose time was over says so; a clock that goes back revives none.
        """
        token = world.link()
        clock.advance(days=7)
        world.add(a_school(mailbox=OTHER))
        clock.advance(days=-7)

        assert world.orga.invitations.peek(token).state is LinkState.EXPIRED
        assert codes(store)[-1] == "MAILBOX_CHANGED"

    def test_same_mailbox(self, world, store):
        """
        A row that changes in anything else ends no link.
        """
        token = world.link()
        before = codes(store)
        world.add(a_school(name="Cité scolaire", city="Lyon"))

        assert codes(store) == before
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    def test_before_anybody_asked(self, world, store, events):
        """
        A school without a space has nothing to end, and no chain.
        """
        world.add(a_school(mailbox=OTHER))

        assert find(store).space is None
        assert events == []

    def test_happens_wholly_or_not(self, world, store, variant):
        """
        A27: the directory's row and the dead links are one transaction.
        """
        token = world.link()
        number = 0
        while True:
            number += 1
            watched = variant(store=HookedStore(store, before=fail_at(number)))
            try:
                watched.directory.put([a_school(mailbox=OTHER)], by=world.operator)
            except InjectedError:
                assert find(store).establishment == a_school()
                assert world.orga.invitations.peek(token).state is LinkState.PENDING
            else:
                break

        assert number > 5
        assert find(store).establishment.mailbox == OTHER
        assert world.orga.invitations.peek(token).state is LinkState.REVOKED


class TestAttention:
    @pytest.mark.parametrize(
        ("before", "attention"),
        [
            ({"mailbox": None}, Attention.MAILBOX_MISSING),
            ({"mailbox_state": MailboxState.TO_CONFIRM}, Attention.MAILBOX_TO_CONFIRM),
        ],
    )
    def test_is_settled(self, world, store, before, attention):
        """
        A school that was asked for in vain leaves the list with a usable mailbox.
        """
        world.add(a_school(**before))
        world.ask()
        assert find(store).space.attention is attention

        world.add(a_school())

        assert find(store).space.attention is None
        assert codes(store)[-1] == "MAILBOX_CHANGED"

    def test_bounce_is_settled(self, world, store):
        """
        So does one whose former mailbox was none.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]
        world.orga.outbox.record_bounce(message_id, kind="hard")

        world.add(a_school(mailbox=OTHER))

        assert find(store).space.attention is None

    def test_without_a_usable_one(self, world, store):
        """
        It stays on the list while it still has none.
        """
        world.add(a_school(mailbox=None))
        world.ask()
        world.add(a_school(mailbox=OTHER, mailbox_state=MailboxState.TO_CONFIRM))
        before = find(store).space

        assert before.attention is Attention.MAILBOX_MISSING
        world.ask()
        assert find(store).space.attention is Attention.MAILBOX_TO_CONFIRM

    def test_bounce_is_not_settled_by_none(self, world, store):
        """
        A school whose mailbox bounced and was taken away is still to be looked into.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]
        world.orga.outbox.record_bounce(message_id, kind="hard")

        world.add(a_school(mailbox=None))

        assert find(store).space.attention is Attention.MAIL_BOUNCED

    def test_contest_is_not_settled(self, world, store):
        """
        A contest waits for a decision, whatever the mailbox.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        world.add(a_school(mailbox=OTHER))

        assert find(store).space.attention is Attention.CONTESTED


class TestOperatorsWord:
    def test_holds(self, world, store, correct):
        """
        The same row of the directory, however often, changes nothing of it.
        """
        correct()
        token = world.link()
        before = codes(store)
        for name in ("Collège Joséphine Baker", "Autre nom"):
            world.add(a_school(name=name))

        assert find(store).mailbox == THIRD
        assert codes(store) == before
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    @pytest.mark.parametrize("state", list(MailboxState))
    def test_holds_whatever_may_be_said_of_it(self, world, store, correct, state):
        """
        It holds while the address is the same, usable or not.
        """
        correct()
        token = world.link()
        world.add(a_school(mailbox_state=state))

        assert find(store).mailbox == THIRD
        assert world.orga.invitations.redeem(token, by=CLAIRE)

    @pytest.mark.parametrize("mailbox", [None, OTHER])
    def test_ends_with_the_directory_s_change(self, world, store, correct, mailbox):
        """
        A27: once the directory says something else, that counts again.
        """
        correct()
        token = world.link()
        world.add(a_school(mailbox=mailbox))

        assert find(store).mailbox == mailbox
        assert codes(store)[-2:] == ["MAILBOX_CHANGED", "INVITATION_REVOKED"]
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    def test_does_not_come_back(self, world, store, correct):
        """
        A directory that says the former again does not bring the operator's word back.
        """
        correct()
        world.add(a_school(mailbox=OTHER))
        world.add(a_school())

        assert find(store).mailbox == OFFICIAL
        space = find(store).space
        assert (space.confirmed_mailbox, space.confirmed_against) == (None, None)

    def test_nor_if_the_directory_agreed(self, world, store, correct):
        """
        Nor does it, if the directory said for a while what the operator had said.
        """
        correct()
        token = world.link()
        before = codes(store)
        world.add(a_school(mailbox=THIRD))
        agreed = world.orga.invitations.peek(token).state
        same = codes(store)
        world.add(a_school())

        assert agreed is LinkState.PENDING
        assert same == before
        assert find(store).mailbox == OFFICIAL
        assert world.orga.invitations.peek(token).state is LinkState.REVOKED

    def test_where_there_was_none(self, world, store, correct):
        """
        A mailbox given to a school without one holds until the directory has one.
        """
        world.add(a_school(mailbox=None))
        correct()
        world.add(a_school(mailbox=None, name="Autre nom"))
        while_none = find(store).mailbox
        world.add(a_school())

        assert while_none == THIRD
        assert find(store).mailbox == OFFICIAL
        world.add(a_school(mailbox=None))
        assert world.ask().outcome is ActivationOutcome.NO_MAILBOX

    def test_confirmed(self, world, store):
        """
        A confirmed mailbox holds for its address, and not for the next one.
        """
        doubtful = a_school(mailbox=THIRD, mailbox_state=MailboxState.TO_CONFIRM)
        world.add(doubtful)
        world.orga.support.confirm_mailbox(
            UAI, by=world.operator, reason="school asked"
        )
        world.add(attrs.evolve(doubtful, name="Autre nom"))
        confirmed = find(store).mailbox
        world.add(attrs.evolve(doubtful, mailbox=OTHER))

        assert confirmed == THIRD
        assert find(store).mailbox is None


class TestWithdrawn:
    def test_states(self, clock):
        """
        A link is revoked while it could be used, else it has expired.
        """
        link = an_invitation()
        revoked = withdrawn(link, at=clock.now())
        expired = withdrawn(link, at=link.expires_at)

        assert (revoked.state, revoked.ended_at) == (LinkState.REVOKED, clock.now())
        assert (expired.state, expired.ended_at) == (LinkState.EXPIRED, link.expires_at)
