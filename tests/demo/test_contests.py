import pytest

from pixorga import Operator
from pixorga.demo.mails import Mailbox
from pixorga.errors import FieldMismatchError
from tests.demo.person import text, told

SPACE = "/espace/0750655E"
SUPPORT = Operator(id="support-1")


class TestPage:
    def test_leaves_the_address(self, anybody, contest_link):
        """
        A42: after one redirect the token is in no address and on no page.
        """
        head = anybody()

        response = head.open(f"/contester/{contest_link}")
        pages = [response, head.open("/contester"), head.contest("x"), head.contest()]
        pages.append(head.open("/contester"))

        assert (response.status_code, response.location) == (303, "/contester")
        for page in pages:
            assert contest_link not in page.text + page.headers.get("Location", "")

    def test_case(self, head):
        """
        School, person and consequences are told; the name's field is blank.
        """
        page = head.read("/contester")

        for shown in ("Joséphine Baker", "Claire", "Dubois", "1 octobre 2026"):
            assert shown in page.replace("1er", "1")
        assert "suspendu aussitôt" in page
        assert 'autocomplete="off"' in page
        assert 'value=""' in page

    def test_both_links(self, head, token):
        """
        A link to join that was opened meanwhile does not take the place of this one.
        """
        head.open(f"/rejoindre/{token()}")

        assert head.open("/contester").status_code == 200
        assert head.open("/rejoindre").status_code == 200


class TestContest:
    @pytest.mark.parametrize("typed", ["Dubois", " dubois ", "DUBOÏS"])
    def test_suspends(self, head, member, orga, mails, typed):
        """
        The name suspends: the person's space answers 403, and others are told.
        """
        response = head.contest(typed)
        orga.outbox.deliver()

        assert (response.status_code, response.location) == (303, "/contester")
        assert "L'accès de Claire Dubois est suspendu" in head.read("/contester")
        assert member.open(SPACE).status_code == 403
        told = [mail.to for mail in Mailbox(mails) if "suspendu" in mail.subject]
        assert sorted(told) == ["assistance@example.fr", "ce.0750655e@ac-paris.fr"]

    @pytest.mark.parametrize("typed", ["", "Dupont", "Claire"])
    def test_name(self, head, member, store, typed):
        """
        A wrong or missing name is told beside the field, and nothing changes.
        """
        before = store.kept

        response = head.contest(typed)

        assert response.status_code == 400
        assert 'id="contestation-last_name-erreur"' in response.text
        assert f'value="{typed}"' in response.text
        assert "<title>Erreur – " in response.text
        assert store.kept == before
        assert member.open(SPACE).status_code == 200

    def test_mismatch(self, head):
        """
        What is said of a wrong name is the library's sentence.
        """
        error = FieldMismatchError(field="last_name")

        assert told(error) in text(head.contest("Dupont"))

    def test_no_field(self, head, store):
        """
        A form without its field is a form with a blank one.
        """
        before = store.kept

        assert head.submit("/contester").status_code == 400
        assert store.kept == before

    def test_twice(self, head, anybody, contest_link, store):
        """
        Opening the link again, or sending the form twice, changes nothing more.
        """
        csrf = head.csrf("/contester")
        head.contest()
        before, other = store.kept, anybody()
        other.open(f"/contester/{contest_link}")

        data = {"last_name": "Dubois", "csrf": csrf}
        response = head.open("/contester", method="POST", data=data)

        assert response.location == "/contester"
        assert "est suspendu" in other.read("/contester")
        assert store.kept == before
