import re

import pytest

from pixorga import LinkState, Operator, Uai
from pixorga.domain.support import OperatorReason
from pixorga.domain.team import MembershipState
from pixorga.testing.builders import a_person
from tests.demo.person import BASE, text

HELP = f"{BASE}/aide"
SUPPORT = Operator(id="support-1")


@pytest.fixture
def decide(orga, store):
    """
    Has the support team decide on Claire, whatever has happened to her before.
    """

    def decide(verb):
        uai = Uai.parse("0750655E")
        claire, *_ = store.transact(lambda unit: list(unit.team.of_school(uai)))
        getattr(orga.support, verb)(
            claire.id,
            uai=uai,
            by=SUPPORT,
            reason=OperatorReason.MISTAKE,
            ticket="T-1",
        )

    return decide


class TestDecided:
    def test_reinstated(self, head, decide):
        """
        Once the access was given back, the used link says so, and helps.
        """
        head.contest()
        decide("lift_suspension")

        response = head.open("/contester")

        assert response.status_code == 409
        assert "a été rétabli" in text(response)
        assert f'class="button" href="{HELP}"' in response.text

    def test_removed(self, head, decide):
        """
        Somebody who was taken out needs no contest any more.
        """
        head.contest()
        decide("remove")

        assert "L'accès de Claire Dubois est retiré" in head.read("/contester")

    @pytest.mark.parametrize("state", MembershipState)
    def test_meanwhile(self, head, orga, decide, member, token, state):
        """
        What was decided while the form was filled in is shown instead.
        """
        orga.invitations.redeem(token(), by=a_person(id="other"))
        csrf = head.csrf("/contester")
        if state is MembershipState.ACTIVE:
            head.contest()
            decide("lift_suspension")
        elif state is MembershipState.REMOVED:
            decide("remove")

        data = {"last_name": "Dubois", "csrf": csrf}
        response = head.open("/contester", method="POST", data=data)

        titles = {
            MembershipState.ACTIVE: "Ce lien ne peut pas être utilisé",
            MembershipState.SUSPENDED: "L'accès de Claire Dubois est suspendu",
            MembershipState.REMOVED: "L'accès de Claire Dubois est retiré",
        }
        assert (response.status_code, response.location) == (303, "/contester")
        assert f"<h1>{titles[state]}</h1>" in head.read("/contester")


class TestRefusals:
    def check(self, response, status, words, *, next_step="/contester/lien/coller"):
        """
        The page has a status, words of its own, and one next step.
        """
        assert response.status_code == status
        assert words in text(response)
        steps = re.findall(r'class="button" href="([^"]+)"', response.text)
        steps += re.findall(r'action="([^"]+/lien/coller)"', response.text)
        assert steps == [next_step]

    def test_missing(self, claire):
        """
        Without a link there is nothing to contest.
        """
        self.check(claire.open("/contester"), 400, "le lien reçu par courriel")

    @pytest.mark.parametrize(
        "spoil", [lambda link: link[:-1], lambda _: "x" * 5000], ids=["cut", "long"]
    )
    def test_invalid(self, anybody, contest_link, spoil):
        """
        A link that was cut short or made up opens nothing.
        """
        head = anybody()
        head.open(f"/contester/{spoil(contest_link)}")

        self.check(head.open("/contester"), 400, "en entier depuis l'avis reçu")

    def test_other_purpose(self, claire, token, orga):
        """
        A link to join contests nobody, and one to contest lets nobody join.
        """
        link = token()
        claire.open(f"/contester/{link}")

        self.check(claire.open("/contester"), 400, "en entier depuis l'avis reçu")
        assert orga.invitations.peek(link).state is LinkState.PENDING

    def test_expired(self, head, clock):
        """
        When it is too late to contest by the link, there is help.
        """
        csrf = head.csrf("/contester")
        clock.advance(days=30)

        data = {"last_name": "Dubois", "csrf": csrf}
        sent = head.open("/contester", method="POST", data=data)

        for response in (sent, head.open("/contester")):
            self.check(response, 410, "Il n'est plus temps", next_step=HELP)
