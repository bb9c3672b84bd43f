import pytest

from pixorga import Operator, Uai
from pixorga.errors import AuthorityError
from pixorga.testing.builders import a_school
from tests.demo.person import BASE, text, told

SPACE = "/espace/0750655E"


@pytest.fixture
def stranger(anybody):
    """
    Somebody who is logged in and administers no school.
    """
    jean = anybody()
    known = {"id": "nobody", "first": "Jean", "last": "Petit", "locale": "fr"}
    with jean.client.session_transaction(base_url=BASE) as session:
        session["person"] = known | {"email": "jean@example.fr"}
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

        assert (response.status_code, response.location) == (303, "/connexion")

    @pytest.mark.usefixtures("member")
    @pytest.mark.parametrize(
        "path", ["/espace", SPACE, "/espace/0310053P", "/espace/0750655A"]
    )
    def test_stranger(self, stranger, path):
        """
        Who administers nothing is refused alike, be the school known or not.
        """
        response = stranger.open(path)

        assert response.status_code == 403
        assert told(AuthorityError()) in text(response)
        assert "Joséphine" not in response.text


class TestSpaces:
    def test_several(self, member, orga, token):
        """
        A person with two schools chooses.
        """
        other = a_school(uai=Uai.parse("0140070A"), name="Lycée du Vieux-Moulin")
        orga.directory.put([other], by=Operator(id="support-1"))
        member.open(f"/rejoindre/{token('0140070A')}")
        member.join_with_account()

        page = member.open("/espace").text

        assert f'href="{SPACE}"' in page
        assert 'href="/espace/0140070A"' in page
