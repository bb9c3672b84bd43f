import pytest

from pixorga import Operator, SignUp, Uai
from pixorga.errors import AuthorityError, MembershipEndedError
from pixorga.testing.builders import a_school
from tests.demo.person import PASSWORD, text, told

SPACE = "/espace/0750655E"


@pytest.fixture
def stranger(anybody, orga, store):
    """
    Somebody who is logged in and administers no school.
    """
    form = {"uai": None, "first_name": "Jean", "last_name": "Petit", "terms": "1"}
    sign_up = SignUp(**form, email="jean@example.fr", password=PASSWORD)
    opening = orga.accounts.prepare(sign_up)
    store.transact(lambda unit: orga.accounts.open(unit, opening))
    jean = anybody()
    jean.log_in(email="jean@example.fr")
    return jean


class TestSpace:
    def test_header(self, member):
        """
        The header names the school, its kind and the person, and lets them out.
        """
        page = member.read(SPACE)

        header = page[page.index("<header") : page.index("</header>")]
        for shown in ("Collège Joséphine Baker", "Collège</span>", "Claire Dubois"):
            assert shown in header
        assert 'action="/deconnexion"' in header
        assert "L'espace de votre établissement est actif" in page

    @pytest.mark.parametrize("path", ["/espace", SPACE, "/espace/0310053P"])
    def test_nobody(self, claire, path):
        """
        Whoever has not logged in is asked to.
        """
        response = claire.open(path)

        login = f"/connexion?suite={path}"
        assert (response.status_code, response.location) == (303, login)

    def test_suspended(self, head, member):
        """
        Whoever was suspended is told so, and not that they never were there.
        """
        head.contest()

        response = member.open(SPACE)

        assert response.status_code == 403
        assert told(MembershipEndedError()) in text(response)

    def test_unconfirmed(self, member, mailed):
        """
        An address that is to be confirmed is among what is left to do.
        """
        assert "Votre adresse n'est pas encore confirmée" in member.read(SPACE)

        member.open(f"/confirmer/{mailed('confirmer')}")
        member.submit("/confirmer")

        assert "Votre adresse n'est pas encore confirmée" not in member.read(SPACE)

    @pytest.mark.usefixtures("member")
    @pytest.mark.parametrize("path", [SPACE, "/espace/0310053P", "/espace/0750655A"])
    def test_stranger(self, stranger, path):
        """
        Who administers nothing is refused alike, be the school known or not.
        """
        response = stranger.open(path)

        assert response.status_code == 403
        assert told(AuthorityError()) in text(response)
        assert "Joséphine" not in response.text


class TestSpaces:
    def test_none(self, stranger):
        """
        Who administers nothing is told so, and how to begin.
        """
        assert stranger.open("/espace").location == "/etablissements"
        page = stranger.read("/etablissements")
        assert "Vous n'avez accès à l'espace d'aucun établissement" in page
        assert 'href="/demande-administration-sco"' in page

    def test_several(self, member, orga, token):
        """
        A person with two schools chooses.
        """
        other = a_school(uai=Uai.parse("0140070A"), name="Lycée du Vieux-Moulin")
        orga.directory.put([other], by=Operator(id="support-1"))
        member.open(f"/rejoindre/{token('0140070A')}")
        member.join_with_account()

        assert member.open("/espace").location == "/etablissements"
        page = member.open("/etablissements").text

        assert f'href="{SPACE}"' in page
        assert 'href="/espace/0140070A"' in page
