import re

import pytest

from pixorga import LinkPurpose
from tests.demo.person import text

LOG_IN = "/connexion?suite=/confirmer"


@pytest.fixture
def link(member, mailed):
    """
    The token that confirms Claire's address.
    """
    return mailed("confirmer")


class TestConfirm:
    def test_confirms(self, member, link):
        """
        The button confirms the address; opening the page does not.
        """
        member.open(f"/confirmer/{link}")
        assert "n'est pas encore confirmée" in member.read("/compte")

        response = member.submit("/confirmer")

        assert response.location == "/compte"
        page = member.read("/compte")
        assert "Votre adresse est confirmée" in page
        assert "n'est pas encore confirmée" not in page

    def test_logs_in_on_the_way(self, anybody, link):
        """
        Whoever opens it in another browser logs in, and is led back.
        """
        claire = anybody()
        claire.open(f"/confirmer/{link}")
        assert claire.open("/confirmer").location == LOG_IN

        response = claire.submit(
            LOG_IN, email="claire@example.fr", password="une phrase de passe"
        )

        assert response.location == "/confirmer"
        assert claire.submit("/confirmer").location == "/compte"

    def test_somebody_else_s(self, link, anybody, orga, token):
        """
        Another person's link confirms nothing.
        """
        jean = anybody()
        jean.open(f"/rejoindre/{token()}")
        jean.sign_up(email="jean@example.fr", first_name="Jean")
        jean.open(f"/confirmer/{link}")

        response = jean.submit("/confirmer")

        assert response.status_code == 400
        view = orga.accounts.peek(link, purpose=LinkPurpose.CONFIRM)
        assert view.state == "pending"

    def test_nobody_s_form(self, anybody, link):
        """
        A form that is sent without a log-in says to log in.
        """
        response = anybody().submit("/confirmer", page="/connexion")

        assert response.status_code == 403
        assert 'class="button" href="/connexion"' in response.text


class TestRefusals:
    @pytest.mark.parametrize("days", [0, 400], ids=["used", "expired"])
    def test_ended(self, member, link, clock, days):
        """
        A link that was used, or is too old, leads to the account's page.
        """
        member.open(f"/confirmer/{link}")
        member.submit("/confirmer") if not days else clock.advance(days=days)

        response = member.open("/confirmer")

        assert response.status_code in {409, 410}
        assert "compte" in text(response)
        steps = re.findall(r'class="button" href="([^"]+)"', response.text)
        assert steps == ["/compte"]

    def test_invalid(self, claire):
        """
        A link that is none of ours asks for the whole one, without a log-in.
        """
        claire.open("/confirmer/nonsense")

        response = claire.open("/confirmer")

        assert response.status_code == 400
        assert 'action="/confirmer/lien/coller"' in response.text
