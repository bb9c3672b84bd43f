import pytest

from pixorga import LinkState
from pixorga.demo.mails import Mailbox
from pixorga.errors import (
    LinkExpiredError,
)
from tests.demo.person import SIGN_UP_FORM, text, told

FORM = "/demande-administration-sco"
SPACE = "/espace/0750655E"


class TestExpired:
    @pytest.fixture
    def link(self, claire, token, clock):
        """
        A link that Claire opens when its week is over.
        """
        link = token()
        clock.advance(days=7)
        claire.open(f"/rejoindre/{link}")
        return link

    def test_page(self, claire, link, store):
        """
        Its page has a button for a new one; seeing it changes nothing.
        """
        before = store.writes

        response = claire.open("/rejoindre")

        assert response.status_code == 410
        assert told(LinkExpiredError()) in text(response)
        assert 'action="/rejoindre/lien/nouveau"' in response.text
        assert 'class="button"' not in response.text
        assert store.writes == before

    def test_meanwhile(self, claire, token, clock):
        """
        A link that expires while the form is filled in says so as well.
        """
        claire.open(f"/rejoindre/{token()}")
        csrf = claire.csrf("/rejoindre")
        clock.advance(days=7)

        form = SIGN_UP_FORM | {"csrf": csrf}
        response = claire.open("/rejoindre", method="POST", data=form)

        assert response.status_code == 410
        assert 'action="/rejoindre/lien/nouveau"' in response.text

    def test_renewed(self, claire, link, orga, mails, mailed):
        """
        The button mails a new link to the same mailbox, which no page shows.
        """
        response = claire.submit("/rejoindre/lien/nouveau", page="/rejoindre")
        page = claire.read(response.location)
        renewed = mailed("rejoindre")

        assert (response.status_code, response.location) == (
            303,
            "/rejoindre/lien/envoye",
        )
        assert "Un nouveau lien est parti" in page
        assert "ce.0750655e" not in page
        assert {mail.to for mail in Mailbox(mails)} == {"ce.0750655e@ac-paris.fr"}
        assert renewed != link
        assert orga.invitations.peek(renewed).state is LinkState.PENDING

    def test_again(self, claire, link, mails, mailed):
        """
        Pressed twice, it mails the same new link twice.
        """
        csrf = claire.csrf("/rejoindre")
        renewed = set()
        for _ in range(2):
            claire.open("/rejoindre/lien/nouveau", method="POST", data={"csrf": csrf})
            renewed.add(mailed("rejoindre"))

        assert len(renewed) == 1
        assert len(list(Mailbox(mails))) == 3
