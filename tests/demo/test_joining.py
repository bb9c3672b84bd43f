import re

import pytest

from pixorga import Capacity, LinkState, Operator, Uai
from pixorga.errors import (
    AddressTakenError,
    CredentialsError,
    MembershipEndedError,
)
from pixorga.testing.builders import a_school
from tests.demo.person import PASSWORD, text, told

FORM = "/demande-administration-sco"
SPACE = "/espace/0750655E"


class TestSignUp:
    def test_joins(self, claire, token):
        """
        Signing up leads to the space.
        """
        claire.open(f"/rejoindre/{token()}")

        response = claire.sign_up()

        assert (response.status_code, response.location) == (303, SPACE)
        assert "Claire Dubois" in claire.read(SPACE)

    def test_capacity(self, claire, token, orga):
        """
        A référent is kept as one.
        """
        claire.open(f"/rejoindre/{token()}")
        claire.sign_up(capacity="referent")

        person = orga.accounts.log_in("claire@example.fr", password=PASSWORD)

        membership = orga.team.acting("0750655E", by=person)
        assert membership.capacity is Capacity.REFERENT

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"uai": ""}, "uai"),
            ({"uai": "0140070A"}, "uai"),
            ({"uai": "nonsense"}, "uai"),
            ({"first_name": ""}, "first_name"),
            ({"last_name": "http://x.fr"}, "last_name"),
            ({"email": "claire"}, "email"),
            ({"password": "court"}, "password"),
            ({"terms": ""}, "terms"),
            ({"capacity": ""}, "capacity"),
            ({"capacity": "king"}, "capacity"),
        ],
    )
    def test_fault(self, claire, token, store, fields, field):
        """
        A faulty form is given back, and the link still works.
        """
        claire.open(f"/rejoindre/{token()}")
        before = store.kept

        response = claire.sign_up(**fields)

        assert response.status_code == 400
        assert f'<a href="#inscription-{field}">' in response.text
        assert f'id="inscription-{field}"' in response.text
        assert f'id="inscription-{field}-erreur"' in response.text
        assert store.kept == before
        assert claire.open("/rejoindre").status_code == 200

    def test_faults(self, claire, token):
        """
        All faults of an empty form are told at once, the capacity's with them.
        """
        claire.open(f"/rejoindre/{token()}")

        page = claire.submit("/rejoindre", way="inscription").text

        names = ["first_name", "last_name", "email", "password", "terms"]
        faulty = re.findall(r'href="#inscription-(\w+)"', page)
        assert faulty == ["uai", "capacity", *names]

    def test_given_back(self, claire, token):
        """
        What was typed is given back to the form that was sent, but for the password.
        """
        claire.open(f"/rejoindre/{token()}")

        page = claire.sign_up(terms="").text

        assert page.count('value="claire@example.fr"') == 1
        assert page.count(" checked") == 1
        assert PASSWORD not in page

    def test_address_taken(self, member, anybody, token):
        """
        An address with an account is told to log in, on the same page.
        """
        jean = anybody()
        jean.open(f"/rejoindre/{token()}")

        response = jean.sign_up(first_name="Jean")

        assert response.status_code == 409
        assert told(AddressTakenError()) in text(response)
        assert 'value="claire@example.fr"' in response.text


class TestAccount:
    def test_joins(self, member, anybody, token, orga):
        """
        A person with an account joins a second school with it.
        """
        other = a_school(uai=Uai.parse("0140070A"), name="Lycée du Vieux-Moulin")
        orga.directory.put([other], by=Operator(id="support-1"))
        claire = anybody()
        claire.open(f"/rejoindre/{token('0140070A')}")

        response = claire.join_with_account()

        assert response.location == "/espace/0140070A"
        assert "Vieux-Moulin" in claire.read("/espace/0140070A")

    def test_wrong_password(self, member, anybody, token, orga):
        """
        A wrong password is told, and the link still works.
        """
        link, claire = token(), anybody()
        claire.open(f"/rejoindre/{link}")

        response = claire.join_with_account(password="une autre phrase")

        assert response.status_code == 403
        assert told(CredentialsError()) in text(response)
        assert orga.invitations.peek(link).state is LinkState.PENDING

    @pytest.mark.parametrize("field", ["email", "password", "capacity"])
    def test_blank(self, member, anybody, token, orga, field):
        """
        A blank field is told beside it, and the link still works.
        """
        link, claire = token(), anybody()
        claire.open(f"/rejoindre/{link}")

        response = claire.join_with_account(**{field: ""})

        assert response.status_code == 400
        assert f'id="compte-{field}-erreur"' in response.text
        assert orga.invitations.peek(link).state is LinkState.PENDING

    def test_logged_in(self, member, token, orga):
        """
        Whoever is logged in types no password again, and the page says who that is.
        """
        other = a_school(uai=Uai.parse("0140070A"), name="Lycée du Vieux-Moulin")
        orga.directory.put([other], by=Operator(id="support-1"))
        member.open(f"/rejoindre/{token('0140070A')}")

        page = member.read("/rejoindre")
        response = member.submit("/rejoindre", way="compte", capacity="direction")

        assert "connecté au compte de Claire Dubois" in page
        assert response.location == "/espace/0140070A"

    def test_suspended(self, member, token, mailed):
        """
        Whoever was suspended does not come back by a new link.
        """
        member.open(f"/contester/{mailed('contester')}")
        member.contest()
        member.open(f"/rejoindre/{token()}")

        response = member.join_with_account()

        assert response.status_code == 403
        assert told(MembershipEndedError()) in text(response)
