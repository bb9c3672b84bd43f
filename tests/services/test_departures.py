from datetime import timedelta

import attrs
import pytest

from pixorga import Administrator, EmailAddress, LinkState
from pixorga.domain.identifiers import Uai
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.messages import AccessChange
from pixorga.domain.people import Locale
from pixorga.domain.space import SpaceState
from pixorga.domain.team import MembershipState, Role
from pixorga.errors import (
    AuthorityError,
    InputError,
    LastAdministratorError,
    LinkRevokedError,
    MembershipEndedError,
    NotFoundError,
    OperatorNeededError,
    ReasonNeededError,
    SpaceArchivedError,
    SuccessorAddressError,
    TransitionError,
)
from pixorga.testing.builders import a_person, a_school, an_administrator

CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
SUCCESSOR = "successeur@example.fr"


def act(world):
    """
    By which operator, and why.
    """
    return {"by": world.operator, "reason": "mistake", "ticket": "PIX-7"}


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
        with pytest.raises(MembershipEndedError):
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

    @pytest.mark.parametrize("to", ["ce.0750655e@ac-paris.fr", "autre@ac-paris.fr"])
    def test_keeps_no_recovery_out(self, world, to):
        """
        A departed head cannot end a recovery by a hand-over to the mailbox.

        Neither to the one that the directory has, nor to the one that the support team
        had it corrected to.
        """
        claire = world.join(CLAIRE)
        world.orga.support.correct_mailbox(
            "0750655E", mailbox="autre@ac-paris.fr", **act(world)
        )
        token = world.link()

        with pytest.raises(InputError) as refusal:
            world.orga.team.hand_over(to=f" {to.upper()} ", by=claire)

        (error,) = refusal.value.errors
        assert isinstance(error, SuccessorAddressError)
        assert error.field == "to"
        assert world.orga.invitations.redeem(token, by=JEAN)

    def test_to_what_has_become_the_mailbox(self, world, clock):
        """
        Nor by an earlier hand-over, to an address that is the mailbox by now.
        """
        claire = world.join(CLAIRE)
        summary = world.orga.team.hand_over(to="autre@ac-paris.fr", by=claire)
        world.orga.support.correct_mailbox(
            "0750655E", mailbox="autre@ac-paris.fr", **act(world)
        )
        clock.advance(days=8)
        token = world.link()

        with pytest.raises(InputError):
            world.orga.invitations.resend(summary.id, by=claire)

        assert world.orga.invitations.redeem(token, by=JEAN)

    def test_takes_no_recovery_s_place(self, world, clock):
        """
        A recovery that is sent again is one, whatever else waits at the mailbox.
        """
        claire = world.join(CLAIRE)
        world.ask()
        (_, recovery) = world.orga.invitations.list(by=claire)
        clock.advance(days=8)
        world.orga.team.hand_over(to="autre@ac-paris.fr", by=claire)
        world.orga.support.correct_mailbox(
            "0750655E", mailbox="autre@ac-paris.fr", **act(world)
        )

        sent = world.orga.invitations.resend(recovery.id, by=claire)

        assert sent.reason is InvitationReason.RECOVERY

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

    @pytest.mark.parametrize("days", [0, 8])
    @pytest.mark.parametrize("end", ["removed", "contested"])
    def test_is_not_sent_again_for_a_former_giver(self, world, clock, days, end):
        """
        A removed administrator's link is not good, and nobody has it sent again.
        """
        jean = world.join(JEAN)
        clock.advance(seconds=1)
        claire = world.join(CLAIRE)
        contest = world.token("contester")
        summary = world.orga.team.hand_over(to=SUCCESSOR, by=claire)
        token = world.token()
        if end == "removed":
            world.orga.team.remove(claire.id, by=jean)
        else:
            world.orga.contests.contest(contest, last_name=CLAIRE.name.last)
        clock.advance(days=days)
        world.told()

        view = world.orga.invitations.peek(token)
        verbs = [
            lambda: world.orga.invitations.renew(token),
            lambda: world.orga.invitations.resend(summary.id, by=jean),
            lambda: world.orga.support.resend_invitation(
                summary.id, uai="0750655E", **act(world)
            ),
        ]

        assert view.state is (LinkState.EXPIRED if days else LinkState.REVOKED)
        for verb in verbs:
            with pytest.raises(LinkRevokedError):
                verb()
        assert world.told() == {}

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

    def test_is_refused_to_strangers(self, world, clock):
        """
        Who was never administrator hands nothing over, in no school and in none.
        """
        for uai in (world.school.uai, Uai.parse("0752387M")):
            with pytest.raises(AuthorityError):
                world.orga.team.hand_over(to=SUCCESSOR, by=an_administrator(uai=uai))

        assert world.told() == {}

    def test_needs_an_open_school(self, world):
        """
        A29: in a closed school there is nothing to hand over.
        """
        claire = world.join(CLAIRE)
        world.told()
        world.add(a_school(closed=True))

        with pytest.raises(SpaceArchivedError):
            world.orga.team.hand_over(to=SUCCESSOR, by=claire)

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
        with pytest.raises(LinkRevokedError):
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

    def test_tells_nobody(self, world):
        """
        Whoever leaves knows it, and gets no mail about it.
        """
        claire = world.join(CLAIRE)
        world.join(JEAN)
        world.told()

        world.orga.team.leave(by=claire)

        assert world.told() == {}

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

        removed = world.orga.support.remove(contested.id, uai="0750655E", **act(world))

        assert removed.state is MembershipState.REMOVED
        with pytest.raises(TransitionError):
            world.orga.support.lift_suspension(removed.id, uai="0750655E", **act(world))

    def test_refuses_the_last_to_operators_too(self, world):
        """
        A30: the guard holds on every path.
        """
        claire = world.join(CLAIRE)

        with pytest.raises(LastAdministratorError):
            world.orga.support.remove(claire.id, uai="0750655E", **act(world))

    def test_tells_whoever_goes(self, world, store):
        """
        Who is removed by somebody else is told, in the own language, and nobody else.
        """
        claire = world.join(CLAIRE)
        jean = world.join(attrs.evolve(JEAN, locale=Locale.EN))
        world.told()

        world.orga.team.remove(jean.id, by=claire)

        (mail,) = [
            mail
            for mail in store.transact(lambda u: u.outbox.of_school(claire.uai))
            if mail.message
        ]
        assert (mail.to, mail.locale, mail.link) == (JEAN.email, Locale.EN, None)
        assert mail.message.change is AccessChange.REMOVED
        assert mail.message.role is Role.ADMINISTRATOR
        assert list(world.told().values()) == [[str(JEAN.email)]]

    def test_says_nothing_of_a_reason(self, world, store):
        """
        What an administrator does tells none.
        """
        claire = world.join(CLAIRE)
        jean = world.join(JEAN)
        world.orga.team.remove(jean.id, by=claire)

        chain = store.transact(lambda u: u.audit.of_school(jean.uai))
        assert chain[-1].details == (("membership", jean.id),)

    @pytest.mark.parametrize("verb", ["remove", "reinstate"])
    def test_refuses_operators(self, world, store, verb):
        """
        An operator acts with a reason, so by the verbs of the support team.
        """
        world.join(CLAIRE)
        jean = world.join(JEAN)
        before = store.transact(lambda u: u.audit.of_school(jean.uai))

        with pytest.raises(ReasonNeededError, match="support"):
            getattr(world.orga.team, verb)(jean.id, by=world.operator)

        assert store.transact(lambda u: u.audit.of_school(jean.uai)) == before
        assert world.orga.team.acting("0750655E", by=JEAN) == jean

    def test_knows_its_own_school_only(self, world):
        """
        An administrator of one school changes nothing in another.
        """
        world.add(a_school(uai=type(world.school.uai).parse("0752387M")))
        claire = world.join(CLAIRE)
        jean = world.join(JEAN, uai="0752387M")

        with pytest.raises(NotFoundError):
            world.orga.team.remove(jean.id, by=claire)

    def test_asks_an_operator_for_the_school(self, world):
        """
        An operator says which school; one without a space, or none, has no team.
        """
        with pytest.raises(InputError):
            world.orga.support.remove("x", uai=None, **act(world))
        for uai in (world.school.uai, "0752387M"):
            with pytest.raises(NotFoundError):
                world.orga.support.remove("x", uai=uai, **act(world))


class TestReinstate:
    def test_lifts_a_suspension(self, world, clock):
        """
        Who was there first lifts a suspension; person, team and mailbox are told.
        """
        claire = world.join(CLAIRE)
        clock.advance(seconds=1)
        jean = world.join(JEAN)
        world.orga.contests.contest(world.token("contester"), last_name=JEAN.name.last)
        world.told()

        active = world.orga.team.reinstate(jean.id, by=claire)

        assert active == jean
        assert world.told() == {
            "Votre accès à un espace Pix Orga a changé": ["jean@example.fr"],
            "Un administrateur de votre espace Pix Orga est rétabli": [
                "ce.0750655e@ac-paris.fr",
                "claire@example.fr",
            ],
        }
        assert world.orga.team.acting("0750655E", by=JEAN) == jean

    def test_two_accounts_of_one_intruder(self, world, clock, store):
        """
        Whoever a contested administrator let in does not undo the contest.
        """
        alain = world.join(CLAIRE)
        token = world.token("contester")
        clock.advance(seconds=1)
        world.orga.team.hand_over(to="jean@example.fr", by=alain)
        bruno = world.orga.invitations.redeem(world.token(), by=JEAN)
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        with pytest.raises(OperatorNeededError):
            world.orga.team.reinstate(alain.id, by=bruno)

        team = store.transact(lambda u: list(u.team.of_school(alain.uai)))
        assert [m.state for m in team] == [
            MembershipState.SUSPENDED,
            MembershipState.ACTIVE,
        ]

    def test_of_the_same_second(self, world):
        """
        Of two who came in the same second neither was there first.
        """
        world.join(CLAIRE)
        jean = world.join(JEAN)
        world.orga.contests.contest(world.token("contester"), last_name=JEAN.name.last)
        claire = world.orga.team.acting("0750655E", by=CLAIRE)

        with pytest.raises(OperatorNeededError):
            world.orga.team.reinstate(jean.id, by=claire)

    def test_believes_the_row(self, world, clock):
        """
        When somebody joined is read from the store, not from what the caller hands in.
        """
        claire = world.join(CLAIRE)
        token = world.token("contester")
        clock.advance(seconds=1)
        jean = world.join(JEAN)
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        forged = attrs.evolve(jean, joined_at=claire.joined_at - timedelta(days=1))

        with pytest.raises(OperatorNeededError):
            world.orga.team.reinstate(claire.id, by=forged)

    @pytest.mark.parametrize("judge", ["administrator", "operator"])
    def test_contest_after_contest(self, world, clock, judge):
        """
        Whoever is given back their access can be contested by a new link, each time.
        """
        claire = world.join(CLAIRE)
        clock.advance(seconds=1)
        jean = world.join(JEAN)
        uai = "0750655E"

        for _ in range(3):
            token = world.token("contester")
            contested = world.orga.contests.contest(token, last_name=JEAN.name.last)
            assert contested.state is MembershipState.SUSPENDED
            if judge == "operator":
                world.orga.support.lift_suspension(jean.id, uai=uai, **act(world))
            else:
                world.orga.team.reinstate(jean.id, by=claire)

    def test_without_a_mailbox(self, world, store):
        """
        Without a mailbox there is nobody to send a link to, and the person is told.
        """
        claire = world.join(CLAIRE)
        world.orga.contests.contest(
            world.token("contester"), last_name=CLAIRE.name.last
        )
        world.add(attrs.evolve(world.school, mailbox=None))
        world.told()

        world.orga.support.lift_suspension(claire.id, uai="0750655E", **act(world))

        assert list(world.told().values()) == [["claire@example.fr"]]

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

        world.orga.support.lift_suspension(claire.id, uai="0750655E", **act(world))

        found = store.transact(lambda u: u.schools.find(claire.uai))
        assert found.space.state is SpaceState.ACTIVE
