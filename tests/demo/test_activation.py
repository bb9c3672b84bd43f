import pytest

from pixorga import Locale, Operator
from pixorga.demo.mails import Mailbox
from pixorga.testing.builders import a_school
from pixorga.wording import neutral_answer

FORM = "/demande-administration-sco"


class TestForm:
    def test_blank(self, claire):
        """
        The page asks for three things, in French, and says for whom it is.
        """
        page = claire.read(FORM)

        assert '<html lang="fr">' in page
        assert "personnels de direction" in page
        assert page.count("<label ") == 3

    def test_taken(self, claire, orga, mails):
        """
        A good form leads to the one answer, and a mail to the school's own mailbox.
        """
        response = claire.ask(uai=" 0750655e ")
        orga.outbox.deliver()

        assert (response.status_code, response.location) == (303, f"{FORM}/envoyee")
        assert neutral_answer(Locale.FR) in claire.read(response.location)
        assert [mail.to for mail in Mailbox(mails)] == ["ce.0750655e@ac-paris.fr"]

    @pytest.mark.parametrize(
        "school", [{"closed": True}, {"mailbox": None}, None], ids=str
    )
    def test_tells_nothing(self, claire, orga, mails, school):
        """
        A school without a mailbox, closed or unknown gets the very same answer.
        """
        if school:
            orga.directory.put([a_school(**school)], by=Operator(id="support-1"))

        response = claire.ask(uai="0750655E" if school else "0310053P")
        orga.outbox.deliver()

        assert (response.status_code, response.location) == (303, f"{FORM}/envoyee")
        assert list(Mailbox(mails)) == []


class TestFaults:
    def test_blank_fields(self, claire, store):
        """
        Each faulty field is told beside it and at the top; nothing is written.
        """
        before = store.writes

        response = claire.ask(uai="", first_name=" ", last_name="")

        assert response.status_code == 400
        assert response.text.count("Ce champ est obligatoire.") == 6
        assert response.text.count('aria-invalid="true"') == 3
        assert store.writes == before

    def test_no_fields(self, claire, store):
        """
        A form without its fields is a form with blank ones.
        """
        before = store.writes

        assert claire.submit(FORM).status_code == 400
        assert store.writes == before

    def test_wrong_key(self, claire, store):
        """
        A wrong last letter is told, and what was typed is given back.
        """
        before = store.writes

        page = claire.ask(uai="0750655A").text

        assert "La lettre finale ne va pas avec les chiffres" in page
        assert '<a href="#demande-uai">' in page
        assert 'aria-describedby="demande-uai-aide demande-uai-erreur"' in page
        assert 'value="0750655A"' in page
        assert store.writes == before

    def test_title(self, claire):
        """
        The first thing that a screen reader says is that something is wrong.
        """
        assert "<title>Erreur – " in claire.ask(uai="").text

    def test_escaped(self, claire):
        """
        What was typed is text, never HTML.
        """
        page = claire.ask(first_name='"><script>alert(1)</script>').text

        assert "<script" not in page
        assert "&lt;script&gt;" in page
