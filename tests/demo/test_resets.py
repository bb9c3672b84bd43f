import re

import pytest

from pixorga import LinkState
from pixorga.demo.mails import Mailbox
from pixorga.domain.link import LinkPurpose
from pixorga.errors import (
    CredentialsError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
)
from pixorga.wording import sentence
from tests.demo.person import FRENCH, PASSWORD, text, told

FORGOTTEN = "/mot-de-passe/oublie"
OTHER = "une tout autre phrase"
FORM = {"email": "claire@example.fr", "password": OTHER}


def steps(response):
    """
    Where the next steps of a page lead.
    """
    found = re.findall(r'class="button" href="([^"]+)"', response.text)
    return found + re.findall(r'action="([^"]+/lien/coller)"', response.text)


def told_of_reset(error):
    """
    What a page of this link says of an error.
    """
    said = sentence(error, locale=FRENCH, purpose=LinkPurpose.RESET)
    return said.replace("\u00a0", " ")


class TestForgotten:
    def test_mails_a_link(self, confirmed, mails, mailed):
        """
        The link goes to the account's address, which the page does not show.
        """
        response = confirmed.submit(FORGOTTEN, email=" Claire@example.fr")
        page = confirmed.read(response.location)

        assert (response.status_code, response.location) == (
            303,
            "/mot-de-passe/envoye",
        )
        assert "claire@example.fr" not in page
        assert mailed("mot-de-passe")
        assert next(iter(Mailbox(mails))).to == "claire@example.fr"

    @pytest.mark.parametrize("email", ["jean@example.fr", "claire@example.fr"])
    def test_nobody(self, member, orga, mails, email):
        """
        A25: to an unknown or unconfirmed address the same is said, and nothing sent.
        """
        orga.outbox.deliver()
        before = len(list(Mailbox(mails)))

        response = member.submit(FORGOTTEN, email=email)
        orga.outbox.deliver()

        assert response.location == "/mot-de-passe/envoye"
        assert len(list(Mailbox(mails))) == before

    def test_fault(self, claire):
        """
        An address that is none is told beside its field.
        """
        response = claire.submit(FORGOTTEN, email="claire")

        assert response.status_code == 400
        assert 'id="oubli-email-erreur"' in response.text
        assert 'value="claire"' in response.text

    def test_throttled(self, confirmed):
        """
        A34: too many are told to wait, in words and in a header.
        """
        for _ in range(20):
            response = confirmed.submit(FORGOTTEN, email="claire@example.fr")

        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0


class TestReset:
    def test_sets_the_password(self, confirmed, reset_link, anybody, clock):
        """
        The new password works, the old one does not, and no session goes on.
        """
        clock.advance(seconds=1)
        browser = anybody()
        browser.open(f"/mot-de-passe/{reset_link}")

        response = browser.submit("/mot-de-passe", **FORM)

        assert response.location == "/connexion"
        assert "Votre mot de passe est changé" in browser.read("/connexion")
        assert "Votre mot de passe" not in browser.read("/connexion")
        assert confirmed.open("/compte").location == "/connexion?suite=/compte"
        assert told(CredentialsError()) in text(browser.log_in(password=PASSWORD))
        assert browser.log_in(password=OTHER).location == "/espace"

    def test_leaves_the_address(self, claire, reset_link):
        """
        A42: after one redirect the token is in no address and on no page.
        """
        response = claire.open(f"/mot-de-passe/{reset_link}")

        assert (response.status_code, response.location) == (303, "/mot-de-passe")
        assert reset_link not in claire.open("/mot-de-passe").text

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"email": "jean@example.fr"}, "email"),
            ({"email": ""}, "email"),
            ({"password": "court"}, "password"),
        ],
    )
    def test_fault(self, claire, reset_link, orga, fields, field):
        """
        A faulty form is given back, and the link still works.
        """
        claire.open(f"/mot-de-passe/{reset_link}")

        response = claire.submit("/mot-de-passe", **FORM | fields)

        assert response.status_code == 400
        assert f'id="choix-{field}-erreur"' in response.text
        view = orga.accounts.peek(reset_link, purpose=LinkPurpose.RESET)
        assert view.state is LinkState.PENDING


class TestRefusals:
    @pytest.mark.parametrize(
        ("spoil", "error", "step"),
        [
            (lambda self: self.clock.advance(days=1), LinkExpiredError(), FORGOTTEN),
            (lambda self: self.use(), LinkReplayedError(), "/connexion"),
            (
                lambda self: self.mailed_again(),
                LinkRevokedError(reason=LinkRevokedReason.SUPERSEDED),
                FORGOTTEN,
            ),
        ],
        ids=["expired", "used", "superseded"],
    )
    def test_ended(self, confirmed, reset_link, anybody, clock, spoil, error, step):
        """
        A link that cannot be used any more offers another one, or to log in.
        """
        self.clock, self.link, self.person = clock, reset_link, confirmed
        spoil(self)
        browser = anybody()
        browser.open(f"/mot-de-passe/{reset_link}")

        response = browser.open("/mot-de-passe")

        assert response.status_code in {409, 410}
        assert told_of_reset(error) in text(response)
        assert steps(response) == [step]

    def use(self):
        """
        Use the link up.
        """
        self.person.open(f"/mot-de-passe/{self.link}")
        self.person.submit("/mot-de-passe", **FORM)

    def mailed_again(self):
        """
        Have a newer one mailed.
        """
        self.person.submit(FORGOTTEN, email="claire@example.fr")

    def test_pasted(self, claire, reset_link):
        """
        A link that was cut short can be pasted whole, over several lines.
        """
        claire.open(f"/mot-de-passe/{reset_link[:30]}")
        refused = claire.open("/mot-de-passe")
        assert (refused.status_code, steps(refused)) == (
            400,
            ["/mot-de-passe/lien/coller"],
        )

        whole = f" https://orga.example.fr/mot-de-passe/{reset_link[:40]}\r\n"
        response = claire.submit(
            "/mot-de-passe/lien/coller",
            page="/mot-de-passe",
            link=whole + reset_link[40:],
        )

        assert response.location == "/mot-de-passe"
        assert claire.open("/mot-de-passe").status_code == 200

    @pytest.mark.parametrize(
        "adorn",
        [
            "{}?utm_source=mail",
            "‹{}›",
            "<{}>.",
            "{}#top",
            "({}/)",
            "  {}\u00a0",
        ],
    )
    def test_adorned(self, claire, reset_link, adorn):
        """
        What mail programs and people put around a link does not matter.
        """
        link = adorn.format(f"https://orga.example.fr/mot-de-passe/{reset_link}")

        claire.submit("/mot-de-passe/lien/coller", page="/connexion", link=link)

        assert claire.open("/mot-de-passe").status_code == 200

    def test_nothing_pasted(self, claire):
        """
        Without a link, the page asks for one again.
        """
        claire.submit("/mot-de-passe/lien/coller", page="/connexion", link="")

        assert claire.open("/mot-de-passe").status_code == 400
