import attrs
import pytest

from pixorga import Administrator, EmailAddress, LinkState
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.space import SpaceState
from pixorga.domain.team import MembershipState
from pixorga.errors import (
    AuthorityError,
    FieldError,
    InputError,
    LastAdministratorError,
    LinkRevokedError,
    NotFoundError,
    TransitionError,
)
from pixorga.testing.builders import a_person, a_school

CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
SUCCESSOR = "successeur@example.fr"


class TestHandOver:
    def test_makes_a_successor(self, world):
        """
        The successor joins by a link to their address, and the giver may leave.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        token = world.token()

        jean = world.orga.invitations.redeem(token, by=JEAN)
        world.orga.team.leave(by=claire)

        assert isinstance(jean, Administrator)
        assert jean.capacity is None
        assert jean.declaration is None
        with pytest.raises(AuthorityError):
            world.orga.team.acting("0750655E", by=CLAIRE)

    def test_mails_the_successor_alone(self, world):
        """
        A39: exactly one recipient's mail holds the link.
        """
        claire = world.join(CLAIRE)
        world.told()

        world.orga.team.hand_over(to=SUCCESSOR, by=claire)

        assert world.told() == {"On vous transmet un espace Pix Orga": [SUCCESSOR]}

    def test_names_the_giver(self, world):
        """
        The successor sees who hands over, in their own language.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to=SUCCESSOR, by=claire, locale="en")

        view = world.orga.invitations.peek(world.token())

        assert view.reason is InvitationReason.HAND_OVER
        assert view.requester == CLAIRE.name
        assert world.mailer.mails[-1]["Content-Language"] == "en"

    def test_tells_the_mailbox_of_the_successor(self, world):
        """
        The mailbox gets a contest link for whoever joins by hand-over too.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        world.orga.invitations.redeem(world.token(), by=JEAN)

        view = world.orga.contests.peek(world.token("contester"))

        assert view.administrator == JEAN.name

    def test_works_without_a_mailbox(self, world):
        """
        A school without a mailbox can be handed over; its administrators are told.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        token = world.token()
        world.add(a_school(mailbox=None))

        world.orga.invitations.redeem(token, by=JEAN)

        assert world.told() == {
            "Votre espace Pix Orga a un nouvel administrateur": ["claire@example.fr"]
        }

    def test_dies_with_the_giver_s_authority(self, world):
        """
        A29: once the giver is no longer administrator, their link is worth nothing.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        token = world.token()
        world.orga.team.leave(by=claire)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=a_person(id="zoe"))

        assert world.orga.invitations.peek(token).state is LinkState.REVOKED

    def test_checks_the_form(self, world):
        """
        A faulty address or language is told, and mails nobody.
        """
        claire = world.join(CLAIRE)
        world.told()

        with pytest.raises(InputError) as refusal:
            world.orga.team.hand_over(to="a@b,c@d", by=claire, locale="de")

        fields = [error.field for error in refusal.value.errors]
        assert fields == ["to", "locale"]
        assert world.told() == {}

    def test_outlives_its_giver_s_row(self, world, store):
        """
        An invitation whose maker is unknown names nobody and cannot be sent again.
        """
        claire = world.join(CLAIRE)
        summary = world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        token = world.token()
        link = store.transact(lambda u: u.links.by_id(claire.uai, summary.id))
        stray = attrs.evolve(
            link, id="stray", handle="B" * 22, subject="erased", sent_to=JEAN.email
        )
        store.transact(lambda unit: unit.links.add(stray))
        stray_token = world.orga.invitations._parts.tokens.mint(stray)

        assert world.orga.invitations.peek(stray_token).requester is None
        assert world.orga.invitations.peek(token).requester == CLAIRE.name
        with pytest.raises(NotFoundError):
            world.orga.invitations.resend("stray", by=claire)


class TestLeave:
    def test_is_refused_to_the_last(self, world):
        """
        A30: the last administrator does not leave.
        """
        claire = world.join(CLAIRE)

        with pytest.raises(LastAdministratorError):
            world.orga.team.leave(by=claire)

        assert world.orga.team.acting("0750655E", by=CLAIRE) == claire

    def test_does_not_count_the_suspended(self, world):
        """
        A30: a suspended colleague is no administrator to leave the school to.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.orga.contests.contest(world.token("contester"), last_name=JEAN.name.last)

        with pytest.raises(LastAdministratorError):
            world.orga.team.leave(by=claire)

    def test_needs_present_authority(self, world):
        """
        Whoever has left already does not leave again.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.orga.team.leave(by=claire)

        with pytest.raises(AuthorityError):
            world.orga.team.leave(by=claire)

    def test_lets_come_back(self, world):
        """
        Whoever has left can come back by a new link, as a new membership.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.orga.team.leave(by=claire)

        again = world.join(CLAIRE)

        assert again.id != claire.id
        assert world.orga.team.acting("0750655E", by=CLAIRE) == again


class TestRemove:
    def test_upholds_a_suspension(self, world, store):
        """
        An operator ends a contested membership for good.
        """
        world.join(CLAIRE)
        contested = world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )

        removed = world.orga.team.remove(
            contested.id, by=world.operator, uai="0750655E"
        )

        assert removed.state is MembershipState.REMOVED
        with pytest.raises(TransitionError):
            world.orga.team.reinstate(removed.id, by=world.operator, uai="0750655E")

    def test_refuses_the_last_to_operators_too(self, world):
        """
        A30: the guard holds on every path.
        """
        claire = world.join(CLAIRE)

        with pytest.raises(LastAdministratorError):
            world.orga.team.remove(claire.id, by=world.operator, uai="0750655E")

    def test_knows_its_own_school_only(self, world):
        """
        An administrator of one school changes nothing in another.
        """
        world.add(a_school(uai=type(world.school.uai).parse("0752387M")))
        claire = world.join(CLAIRE)
        jean = world.join(JEAN, uai="0752387M")

        with pytest.raises(NotFoundError):
            world.orga.team.remove(jean.id, by=claire)
        with pytest.raises(AuthorityError):
            world.orga.team.remove(jean.id, by=claire, uai="0752387M")

    def test_asks_an_operator_for_the_school(self, world):
        """
        An operator says which school; one without a space has no team.
        """
        with pytest.raises(FieldError):
            world.orga.team.remove("x", by=world.operator)
        with pytest.raises(AuthorityError):
            world.orga.team.remove("x", by=world.operator, uai=world.school.uai)


class TestReinstate:
    def test_lifts_a_suspension(self, world, store):
        """
        Another administrator lifts a suspension; an orphaned space is active again.
        """
        claire = world.join(CLAIRE)
        world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )
        jean = world.join(JEAN)

        active = world.orga.team.reinstate(claire.id, by=jean)

        assert active == claire
        assert world.orga.team.acting("0750655E", by=CLAIRE) == claire

    def test_is_not_for_oneself(self, world):
        """
        The suspended has no authority to lift the suspension.
        """
        claire = world.join(CLAIRE)
        suspended = world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )

        for by in (claire, suspended):
            with pytest.raises(AuthorityError):
                world.orga.team.reinstate(claire.id, by=by)

    def test_activates_an_orphaned_space(self, world, store):
        """
        Lifting the suspension of the only administrator ends the orphanage.
        """
        claire = world.join(CLAIRE)
        world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )

        world.orga.team.reinstate(claire.id, by=world.operator, uai="0750655E")

        found = store.transact(lambda u: u.schools.find(claire.uai))
        assert found.space.state is SpaceState.ACTIVE
