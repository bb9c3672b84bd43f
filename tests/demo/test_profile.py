import pytest

from pixorga.demo.mails import Mailbox
from tests.demo.person import PASSWORD, text

NEW = "claire.dubois@example.fr"
OTHER = "une tout autre phrase"


def send(person, part, **fields):
    """
    Fill in one of the account's forms.
    """
    return person.submit(f"/compte/{part}", page="/compte", **fields)


class TestPage:
    def test_shows_the_account(self, member):
        """
        The page shows names and address, and that it is to be confirmed.
        """
        page = member.read("/compte")

        for shown in ("Claire Dubois", "claire@example.fr", "n'est pas encore"):
            assert shown in page

    def test_nobody(self, claire):
        """
        Whoever has not logged in is asked to, and led back.
        """
        assert claire.open("/compte").location == "/connexion?suite=/compte"

    def test_link(self, member):
        """
        The person's name in the header leads there.
        """
        assert '<a href="/compte">Claire Dubois</a>' in member.read("/espace/0750655E")


class TestPassword:
    def test_changes(self, member, anybody, clock):
        """
        The session in which it was changed goes on, all others end.
        """
        elsewhere = anybody()
        elsewhere.log_in()
        assert elsewhere.open("/compte").status_code == 200
        clock.advance(seconds=1)

        response = send(member, "mot-de-passe", old=PASSWORD, new=OTHER)

        assert response.location == "/compte"
        assert "vos autres connexions sont fermées" in member.read("/compte")
        assert elsewhere.open("/compte").status_code == 303
        assert anybody().log_in(password=OTHER).location == "/espace"

    @pytest.mark.parametrize(
        ("fields", "status", "shown"),
        [
            ({"old": ""}, 400, 'id="mot-de-passe-old-erreur"'),
            ({"new": "court"}, 400, 'id="mot-de-passe-new-erreur"'),
            ({"old": "une phrase de trop"}, 400, 'id="mot-de-passe-old-erreur"'),
        ],
    )
    def test_fault(self, member, fields, status, shown):
        """
        A faulty form is given back without any password in it.
        """
        form = {"old": PASSWORD, "new": OTHER} | fields

        response = send(member, "mot-de-passe", **form)

        assert response.status_code == status
        assert shown in response.text
        assert not [
            value for value in form.values() if value and value in response.text
        ]
        assert "<title>Erreur – " in response.text


class TestAddress:
    def test_changes(self, member, mails, mailed):
        """
        The address changes once the link that went there was used, not before.
        """
        response = send(member, "adresse", email=NEW, password=PASSWORD)
        assert response.location == "/compte"
        assert "votre adresse change alors" in member.read("/compte")
        link = mailed("confirmer")
        assert NEW in {mail.to for mail in Mailbox(mails)}

        member.open(f"/confirmer/{link}")
        member.submit("/confirmer")

        page = member.read("/compte")
        assert NEW in page
        assert "claire@example.fr" not in page

    def test_fault(self, member):
        """
        A faulty form is given back with the address that was typed.
        """
        response = send(member, "adresse", email="claire", password="")

        assert response.status_code == 400
        assert 'value="claire"' in response.text
        for field in ("email", "password"):
            assert f'id="adresse-{field}-erreur"' in response.text


class TestConfirmation:
    def test_sent_again(self, member, mailed):
        """
        The message that confirms the address can be had again.
        """
        first = mailed("confirmer")

        response = send(member, "confirmation")

        assert response.location == "/compte"
        assert "Un message vient de partir" in member.read("/compte")
        assert mailed("confirmer") != first

    def test_too_often(self, member):
        """
        Too many are refused on a page of their own.
        """
        for _ in range(20):
            response = send(member, "confirmation")

        assert response.status_code == 429
        assert "Trop de demandes" in text(response)
