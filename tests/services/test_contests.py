import pytest

from pixorga import EmailAddress, LinkState
from pixorga.domain.link import LinkPurpose
from pixorga.domain.space import Attention, SpaceState
from pixorga.domain.team import MembershipState
from pixorga.errors import (
    FieldMismatchError,
    InputError,
    LinkExpiredError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkReplayedError,
    LinkRevokedError,
    MembershipEndedError,
    TransitionError,
)
from pixorga.testing.builders import a_contest_link, a_person, a_school
from pixorga.tokens import KeyRing, TokenService

CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
MAILBOX = "ce.0750655e@ac-paris.fr"
SUSPENDED = "Un administrateur de votre espace Pix Orga est suspendu"


def space(world, store):
    """
    The school's space.
    """
    return store.transact(lambda u: u.schools.find(world.school.uai)).space


def contest_links(world, store):
    """
    The tokens by which the school's administrators can be contested, oldest first.
    """
    links = store.transact(lambda u: u.links.of_school(world.school.uai))
    tokens = world.orga.contests._parts.tokens
    return [tokens.mint(link) for link in links if link.purpose is LinkPurpose.CONTEST]


class TestPeek:
    def test_shows_who_could_be_contested(self, world):
        """
        The page can name school and administrator, and looking changes nothing.
        """
        world.join(CLAIRE)
        token = world.token("contester")

        views = {world.orga.contests.peek(token) for _ in range(100)}

        (view,) = views
        assert view.school == "Collège Joséphine Baker"
        assert view.administrator == CLAIRE.name
        assert view.state is LinkState.PENDING
        assert view.membership is MembershipState.ACTIVE
        assert world.told() == {}

    def test_refuses_a_link_of_another_purpose(self, world):
        """
        A6: an invitation contests nobody, and a contest link invites nobody.
        """
        invitation = world.link()
        world.orga.invitations.redeem(invitation, by=CLAIRE)
        contest = world.token("contester")
        wrong = [
            lambda: world.orga.contests.peek(invitation),
            lambda: world.orga.contests.contest(invitation, last_name="x"),
            lambda: world.orga.invitations.peek(contest),
            lambda: world.orga.invitations.redeem(contest, by=JEAN),
            lambda: world.orga.invitations.join(contest, sign_up=world.sign_up()),
            lambda: world.orga.invitations.renew(contest),
        ]

        for verb in wrong:
            with pytest.raises(LinkInvalidError) as refusal:
                verb()
            assert refusal.value.reason is LinkInvalidReason.FORGED

    def test_refuses_an_unknown_link(self, world):
        """
        A genuine token without its rows is unknown.
        """
        world.join(CLAIRE)
        token = TokenService(KeyRing(current=b"k" * 32)).mint(a_contest_link())

        with pytest.raises(LinkInvalidError) as refusal:
            world.orga.contests.peek(token)

        assert refusal.value.reason is LinkInvalidReason.UNKNOWN


class TestContest:
    def test_suspends(self, world):
        """
        The administrator is suspended and cannot act, nor come back by a new link.
        """
        world.join(CLAIRE)

        membership = world.orga.contests.contest(
            world.token("contester"), last_name=" lukaszewicz d'OEuvre "
        )

        assert membership.state is MembershipState.SUSPENDED
        with pytest.raises(MembershipEndedError):
            world.orga.team.acting("0750655E", by=CLAIRE)
        with pytest.raises(MembershipEndedError):
            world.join(CLAIRE)

    def test_orphans_a_space(self, world, store):
        """
        Without its only administrator the space is orphaned, and can be recovered.
        """
        world.join(CLAIRE)

        world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )

        assert space(world, store).state is SpaceState.ORPHANED
        world.join(JEAN)
        assert space(world, store).state is SpaceState.ACTIVE

    def test_leaves_a_space_with_another_administrator(self, world, store):
        """
        With another administrator the space stays active.
        """
        world.join(CLAIRE)
        world.join(JEAN)

        world.orga.contests.contest(world.token("contester"), last_name=JEAN.name.last)

        assert space(world, store).state is SpaceState.ACTIVE

    def test_tells_everybody_concerned(self, world):
        """
        Mailbox, other administrators and operator are told, and whoever is suspended.
        """
        world.join(CLAIRE)
        world.join(JEAN)
        token = world.token("contester")

        world.orga.contests.contest(token, last_name=JEAN.name.last)

        told = world.told()
        assert told.pop(SUSPENDED) == [
            "assistance@example.fr",
            MAILBOX,
            "claire@example.fr",
        ]
        assert list(told.values()) == [["jean@example.fr"]]

    def test_lists_the_school(self, world, store):
        """
        The school is on the support team's list until the contest is decided.
        """
        claire = world.join(CLAIRE)
        jean = world.join(JEAN)
        tokens = contest_links(world, store)
        uai = str(claire.uai)

        for token in tokens:
            world.orga.contests.contest(token, last_name=JEAN.name.last)
        both = space(world, store)
        world.orga.support.lift_suspension(
            claire.id, uai=uai, by=world.operator, reason="mistake"
        )
        one = space(world, store)
        world.orga.team.remove(jean.id, by=claire)

        assert both.attention is one.attention is Attention.CONTESTED
        assert space(world, store).attention is None

    @pytest.mark.parametrize("mailbox", [None, EmailAddress.parse("autre@ac-paris.fr")])
    def test_ends_with_the_mailbox(self, world, mailbox):
        """
        A27: the former mailbox of a school contests nobody any more.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.add(a_school(mailbox=mailbox))

        with pytest.raises(LinkRevokedError):
            world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        assert world.orga.contests.peek(token).state is LinkState.REVOKED
        assert world.orga.team.acting("0750655E", by=CLAIRE)

    @pytest.mark.parametrize("typed", [None, "", "  ", "Dubois", "x" * 10_000])
    def test_needs_the_last_name(self, world, typed):
        """
        A18: without the administrator's last name nothing happens; the link stays.
        """
        world.join(CLAIRE)
        token = world.token("contester")

        with pytest.raises(InputError) as refusal:
            world.orga.contests.contest(token, last_name=typed)

        assert [error.field for error in refusal.value.errors] == ["last_name"]
        assert world.orga.contests.peek(token).state is LinkState.PENDING
        assert world.orga.team.acting("0750655E", by=CLAIRE)

    def test_mismatch_has_its_code(self, world):
        """
        Another name is told apart from a blank one.
        """
        world.join(CLAIRE)

        with pytest.raises(InputError) as refusal:
            world.orga.contests.contest(world.token("contester"), last_name="Dubois")

        assert isinstance(refusal.value.errors[0], FieldMismatchError)

    def test_twice_is_once(self, world):
        """
        Contesting again changes nothing and tells nobody.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        first = world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        world.told()

        second = world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        assert second == first
        assert world.told() == {}

    def test_needs_no_second_link(self, world):
        """
        Who is suspended by one link is not suspended again by another.
        """
        world.join(CLAIRE)
        first = world.token("contester")
        world.join(CLAIRE)
        second = world.token("contester")
        suspended = world.orga.contests.contest(first, last_name=CLAIRE.name.last)
        world.told()

        again = world.orga.contests.contest(second, last_name=CLAIRE.name.last)

        assert again == suspended
        assert world.told() == {}

    def test_is_over_once_it_was_decided(self, world):
        """
        After the suspension was lifted, the used link suspends nobody again.
        """
        membership = world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        world.orga.support.lift_suspension(
            membership.id, uai="0750655E", by=world.operator, reason="mistake"
        )

        with pytest.raises(LinkReplayedError):
            world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        assert world.orga.team.acting("0750655E", by=CLAIRE)

    def test_ends_after_thirty_days(self, world, clock):
        """
        A10: a contest link works for thirty days, to the second.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        clock.advance(days=30)

        with pytest.raises(LinkExpiredError):
            world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        clock.advance(seconds=-1)
        assert world.orga.contests.contest(token, last_name=CLAIRE.name.last)

    def test_is_too_late_for_whoever_left(self, world):
        """
        Whoever has left meanwhile cannot be suspended.
        """
        claire = world.join(CLAIRE)
        token = world.token("contester")
        world.join(JEAN)
        world.orga.team.leave(by=claire)

        with pytest.raises(TransitionError):
            world.orga.contests.contest(token, last_name=CLAIRE.name.last)
