import attrs
import pytest

from pixorga import Capacity
from pixorga.domain.steps import Step, StepState
from pixorga.domain.team import MembershipState
from pixorga.errors import AuthorityError, MembershipEndedError
from pixorga.testing.builders import a_person, a_school, an_administrator

CLAIRE = a_person(id="claire")
JEAN = a_person(id="jean")


class TestActing:
    @pytest.mark.parametrize("uai", [None, "", "nonsense", "0752387M", "0750655E"])
    def test_refuses_alike(self, world, uai):
        """
        No school, nonsense, another's school: one answer.
        """
        world.link()

        with pytest.raises(AuthorityError):
            world.orga.team.acting(uai, by=CLAIRE)

    def test_refuses_nonsense_to_administrators_too(self, world):
        """
        Whoever administers one school gets the same answer for what is none.
        """
        world.join(CLAIRE)

        for uai in (None, "", "nonsense", "0752387M"):
            with pytest.raises(AuthorityError):
                world.orga.team.space(uai, by=CLAIRE)

    def test_needs_an_active_membership(self, world, store):
        """
        Whoever is suspended does not act.
        """
        world.link()
        suspended = an_administrator(person=CLAIRE, state=MembershipState.SUSPENDED)
        store.transact(lambda unit: unit.team.add(suspended))

        with pytest.raises(MembershipEndedError):
            world.orga.team.acting(world.school.uai, by=CLAIRE)


class TestSpaces:
    def test_lists_a_person_s_schools(self, world):
        """
        A person who runs two schools sees both, by name, and no other.
        """
        second = a_school(
            uai=type(world.school.uai).parse("0752387M"), name="Collège Aimé Césaire"
        )
        world.add(second)
        for uai in ("0750655E", "0752387M"):
            world.orga.invitations.redeem(world.link(uai=uai), by=CLAIRE)

        views = world.orga.team.spaces(by=CLAIRE)

        assert [view.school for view in views] == [
            "Collège Aimé Césaire",
            "Collège Joséphine Baker",
        ]
        assert world.orga.team.spaces(by=a_person(id="jean")) == ()


class TestFirstSteps:
    def state(self, world, by, step=Step.INVITE):
        """
        Where one step stands.
        """
        return {s.step: s.state for s in world.orga.team.first_steps(by=by)}[step]

    def test_alone(self, world):
        """
        Whoever has just come has a file to get, and somebody to invite.
        """
        claire = world.join(CLAIRE)

        for step in (Step.GET_FILE, Step.IMPORT_PUPILS, Step.INVITE):
            assert self.state(world, claire, step) is StepState.TO_DO

    def test_colleague(self, world):
        """
        A second person in the team is the invitation done, as long as they are there.
        """
        claire, jean = world.join(CLAIRE), world.join(JEAN)
        assert self.state(world, claire) is StepState.DONE

        world.orga.team.leave(by=jean)

        assert self.state(world, claire) is StepState.TO_DO

    def test_invited(self, world, clock):
        """
        An invitation that may still be accepted counts; the school's own do not.
        """
        claire = world.join(CLAIRE)
        world.link()
        assert self.state(world, claire) is StepState.TO_DO

        world.orga.team.hand_over(to="jean@example.fr", by=claire)
        assert self.state(world, claire) is StepState.DONE

        clock.advance(days=7)
        assert self.state(world, claire) is StepState.TO_DO

    def test_contest_is_no_invitation(self, world):
        """
        The link by which the mailbox may contest invites nobody.
        """
        claire = world.join(CLAIRE)

        purposes = {
            link.purpose
            for link in world.orga._parts.store.transact(
                lambda unit: list(unit.links.of_school(world.school.uai))
            )
        }

        assert len(purposes) == 2
        assert self.state(world, claire) is StepState.TO_DO

    @pytest.mark.parametrize("capacity", list(Capacity))
    def test_referent(self, world, capacity):
        """
        A référent, and nobody else, asks the head of the school for the file.
        """
        claire = world.orga.invitations.redeem(
            world.link(), by=CLAIRE, capacity=capacity.value
        )

        first, *others = world.orga.team.first_steps(by=claire)

        assert first.through_head is (capacity is Capacity.REFERENT)
        assert not any(step.through_head for step in others)

    def test_departed(self, world):
        """
        Whoever has left, or administers another school, is told nothing.
        """
        claire, jean = world.join(CLAIRE), world.join(JEAN)
        world.orga.team.leave(by=jean)
        elsewhere = attrs.evolve(claire, uai=type(claire.uai).parse("0752387M"))

        for nobody in (jean, elsewhere):
            with pytest.raises(AuthorityError):
                world.orga.team.first_steps(by=nobody)

    def test_changes_nothing(self, world, monkeypatch):
        """
        It reads, and holds nobody up.
        """
        claire = world.join(CLAIRE)
        store, modes = world.orga._parts.store, []
        transact = store.transact

        def watched(work, *, read_only=False):
            modes.append(read_only)
            return transact(work, read_only=read_only)

        monkeypatch.setattr(store, "transact", watched)
        world.orga.team.first_steps(by=claire)

        assert modes == [True]
