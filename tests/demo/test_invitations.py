import re
from hashlib import sha256

from pixorga import Capacity, LinkState, Locale, Operator, Uai
from pixorga.testing.builders import a_school
from pixorga.wording import declaration

FORM = "/demande-administration-sco"
SPACE = "/espace/0750655E"


class TestLink:
    def test_leaves_the_address(self, claire, token):
        """
        A42: after one redirect the token is in no address and on no page.
        """
        link = token()

        response = claire.open(f"/rejoindre/{link}")
        pages = [response, claire.open("/rejoindre"), claire.sign_up(email="x")]
        pages += [claire.sign_up(), claire.open(SPACE)]

        assert (response.status_code, response.location) == (303, "/rejoindre")
        for page in pages:
            assert link not in page.text + page.headers.get("Location", "")

    def test_fits(self, member):
        """
        However long links are, their session stays one that browsers keep.
        """
        long = "".join(sha256(bytes([n])).hexdigest() for n in range(200))
        member.open(f"/contester/{long[::-1]}")

        response = member.open(f"/rejoindre/{long}")

        assert len(response.headers["Set-Cookie"]) < 4096

    def test_alone_is_no_login(self, claire, token):
        """
        A18: whoever has only opened the link is in no space.
        """
        claire.open(f"/rejoindre/{token()}")

        assert claire.open(SPACE).location == f"/connexion?suite={SPACE}"


class TestTwoTabs:
    def test_shows_the_other(self, claire, token, orga):
        """
        A form that another tab's link has overtaken acts on neither school.
        """
        other = a_school(uai=Uai.parse("0140070A"), name="Lycée du Vieux-Moulin")
        orga.directory.put([other], by=Operator(id="support-1"))
        links = [token(), token("0140070A")]
        claire.open(f"/rejoindre/{links[0]}")
        shown = re.search(r'name="shown" value="(\w+)"', claire.open("/rejoindre").text)
        claire.open(f"/rejoindre/{links[1]}")

        response = claire.sign_up(uai="0140070A", shown=shown[1])

        assert response.location == "/rejoindre"
        page = claire.read("/rejoindre")
        assert "Un autre lien a été ouvert entre-temps" in page
        assert "Vieux-Moulin" in page
        for link in links:
            assert orga.invitations.peek(link).state is LinkState.PENDING

    def test_mark_is_not_the_link(self, claire, token):
        """
        What the form says of its link opens nothing.
        """
        link = token()
        claire.open(f"/rejoindre/{link}")

        page = claire.open("/rejoindre").text

        assert page.count('name="shown"') == 2
        assert not any(part in page for part in link.split(".")[1:])


class TestPage:
    def test_invitation(self, claire, token):
        """
        School, kind, requester, reason and last day stand above the two ways in.
        """
        claire.open(f"/rejoindre/{token()}")

        page = claire.read("/rejoindre")

        for shown in ("Collège", "Joséphine Baker", "Claire Dubois", "Activation"):
            assert shown in page
        assert "8 septembre 2026" in page
        assert page.index("Joséphine Baker") < page.index("Je m'inscris")
        assert page.index("Je m'inscris") < page.index("J'ai déjà un compte")

    def test_declarations(self, claire, token):
        """
        Each capacity is chosen by the sentence that one declares.
        """
        claire.open(f"/rejoindre/{token()}")

        page = claire.read("/rejoindre")

        for capacity in Capacity:
            assert page.count(declaration(capacity, locale=Locale.FR)) == 2

    def test_nothing_chosen(self, claire, token):
        """
        Nobody is put into a capacity, or into the terms, without saying so.
        """
        claire.open(f"/rejoindre/{token()}")

        assert " checked" not in claire.open("/rejoindre").text

    def test_ids(self, claire, token):
        """
        The two forms have the same fields, and no id twice.
        """
        claire.open(f"/rejoindre/{token()}")

        ids = re.findall(r'id="([^"]+)"', claire.open("/rejoindre").text)

        assert len(ids) == len(set(ids))
