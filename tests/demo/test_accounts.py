from datetime import timedelta
from urllib.parse import quote

import attrs
import pytest

from pixorga.demo import visitor
from pixorga.errors import CredentialsError
from tests.demo.person import BASE, PASSWORD, text, told

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
            assert after.keys() == {"locale", "person", "since", "began"}

    @pytest.mark.parametrize(
        ("wanted", "reached"),
        [
            ("/compte", "/compte"),
            (SPACE, SPACE),
            ("//evil.example", "/espace"),
            ("https://evil.example/", "/espace"),
            ("/\\evil.example", "/espace"),
            ("/compte?langue=en", "/espace"),
            ("", "/espace"),
            ("/" + "a" * 5000 + "!", "/espace"),
            ("/a" * 500, "/espace"),
        ],
    )
    def test_leads_back(self, member, anybody, wanted, reached):
        """
        Whoever was on the way to a page of this site gets there, and nowhere else.
        """
        address = f"/connexion?suite={quote(wanted)}"
        form = {"email": "claire@example.fr", "password": PASSWORD}

        assert anybody().submit(address, **form).location == reached

    def test_ends_with_the_day(self, member, monkeypatch):
        """
        However busy a session is, it ends twelve hours after the log-in.
        """
        now = visitor._now()
        for hours, status in ((11.9, 200), (12.1, 303)):
            later = now + timedelta(hours=hours)
            monkeypatch.setattr(visitor, "_now", lambda later=later: later)
            assert member.open("/compte").status_code == status

    def test_says_why(self, claire):
        """
        Whoever is sent to the log-in page is told why.
        """
        page = text(claire.open(claire.open("/compte").location))

        assert "Connectez-vous pour continuer" in page
        assert "Connectez-vous pour continuer" not in claire.read("/connexion")

    def test_throttled(self, member, anybody):
        """
        A24: after some failures one waits, as the page and a header say.
        """
        claire = anybody()
        for _ in range(20):
            response = claire.log_in(password="une autre phrase")

        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0
        assert "Trop d'essais de connexion : réessayez dans" in text(response)
        assert 'value="claire@example.fr"' in response.text

    def test_throttled_by_client(self, member, anybody):
        """
        What one client has failed at slows another one less.
        """
        for _ in range(6):
            refused = anybody().log_in(password="une autre phrase")
        elsewhere = anybody()
        elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"

        assert refused.status_code == 429
        assert elsewhere.log_in().location == "/espace"

    def test_new_terms(self, member, orga, anybody, monkeypatch):
        """
        Whoever accepted former terms is asked for the present ones, and comes in.
        """
        site = attrs.evolve(orga.site, terms_version="2")
        parts = attrs.evolve(orga._parts, site=site)
        monkeypatch.setattr(orga.accounts, "_parts", parts)
        monkeypatch.setattr(orga, "_parts", parts)
        claire = anybody()
        assert 'name="terms"' not in claire.open("/connexion").text

        asked = claire.log_in()
        refused = claire.log_in(terms="1")

        for response in (asked, refused):
            assert response.status_code in {400, 403}
            assert 'name="terms"' in response.text
        assert claire.log_in(terms="2").location == "/espace"
        assert anybody().log_in().location == "/espace"


class TestLogOut:
    def test_forgets(self, member):
        """
        After the log-out the browser knows nobody, and holds the language alone.
        """
        response = member.submit("/deconnexion", page=SPACE)

        assert response.location == "/connexion"
        assert "Vous êtes déconnecté" in member.read("/connexion")
        assert member.open(SPACE).location == f"/connexion?suite={SPACE}"
        with member.client.session_transaction(base_url=BASE) as session:
            assert session.keys() == {"locale", "csrf"}

    def test_not_by_a_link(self, member):
        """
        A link or an image cannot log anybody out.
        """
        assert member.open("/deconnexion").status_code == 405
        assert member.open(SPACE).status_code == 200
