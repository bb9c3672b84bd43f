import pytest

from pixorga.errors import CredentialsError
from tests.demo.person import BASE, text, told

SPACE = "/espace/0750655E"


class TestLogIn:
    def test_opens_the_space(self, member, anybody):
        """
        A person with one school is led into its space.
        """
        claire = anybody()

        response = claire.log_in()

        assert (response.status_code, response.location) == (303, "/espace")
        assert claire.open("/espace").location == SPACE
        assert claire.open(SPACE).status_code == 200

    @pytest.mark.parametrize(
        "fields", [{"email": "jean@example.fr"}, {"password": "une autre phrase"}]
    )
    def test_refused(self, member, anybody, fields):
        """
        A wrong password and an unknown address get the same answer.
        """
        response = anybody().log_in(**fields)

        assert response.status_code == 403
        assert told(CredentialsError()) in text(response)

    def test_blank(self, claire):
        """
        Blank fields are told beside them and at the top.
        """
        response = claire.log_in(email="", password="")

        assert response.status_code == 400
        assert response.text.count("Ce champ est obligatoire.") == 4

    def test_new_session(self, member, anybody, token):
        """
        What a session held before the log-in is not in it afterwards.
        """
        claire = anybody()
        claire.open(f"/rejoindre/{token()}")
        claire.open("/connexion")
        with claire.client.session_transaction(base_url=BASE) as before:
            held = dict(before)
        claire.log_in()

        with claire.client.session_transaction(base_url=BASE) as after:
            assert held.keys() == {"csrf", "join_link"}
            assert after.keys() == {"person"}


class TestLogOut:
    def test_forgets(self, member):
        """
        After the log-out the browser knows nobody, and holds nothing.
        """
        response = member.submit("/deconnexion", page=SPACE)

        assert response.location == "/connexion"
        assert member.open(SPACE).location == "/connexion"
        with member.client.session_transaction(base_url=BASE) as session:
            assert dict(session) == {}

    def test_not_by_a_link(self, member):
        """
        A link or an image cannot log anybody out.
        """
        assert member.open("/deconnexion").status_code == 405
        assert member.open(SPACE).status_code == 200
