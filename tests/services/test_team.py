import pytest

from pixorga.domain.team import MembershipState
from pixorga.errors import AuthorityError
from pixorga.testing.builders import a_person, a_school, an_administrator

CLAIRE = a_person(id="claire")


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

        with pytest.raises(AuthorityError):
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
