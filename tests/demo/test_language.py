import ast
import inspect
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.nodes import TemplateData

import pixorga.demo
from pixorga import Locale
from pixorga.demo.english import ENGLISH
from pixorga.demo.mails import Mailbox
from pixorga.wording import neutral_answer
from tests.demo.person import text

HOME = Path(inspect.getfile(pixorga.demo)).parent


def french():
    """
    The texts of all templates.
    """
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.policies["ext.i18n.trimmed"] = True
    for path in (HOME / "templates").glob("*.html"):
        for _, _, said in environment.extract_translations(path.read_text("utf-8")):
            yield from [said] if isinstance(said, str) else filter(None, said)


class TestCatalogue:
    def test_complete(self):
        """
        Each text of the templates has its English, and none is left over.
        """
        assert set(french()) == set(ENGLISH)

    def test_placeholders(self):
        """
        The English fills in what the French does.
        """
        places = {"(url)s", "(name)s", "(uai)s", "(count)s", "(school)s", "(help)s"}
        odd = [
            text
            for text, english in ENGLISH.items()
            if any(text.count(place) != english.count(place) for place in places)
        ]

        assert odd == []

    def test_no_text_outside(self):
        """
        No template says anything in French that the catalogue does not know.
        """
        accented = set("àâçéèêëîïôûùœÀÉÈ")
        environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
        bare = [
            data.data
            for path in (HOME / "templates").glob("*.html")
            for data in environment.parse(path.read_text("utf-8")).find_all(
                TemplateData
            )
            if accented & set(data.data)
        ]

        assert bare == []


class TestSwitch:
    @pytest.mark.parametrize(
        "path", ["/", "/aide", "/connexion", "/demande-administration-sco", "/boite"]
    )
    def test_english(self, claire, path):
        """
        A page is in English from the switch on, and French again after another.
        """
        assert '<html lang="fr">' in claire.open(path).text

        english = claire.open(f"{path}?langue=en").text

        assert '<html lang="en">' in english
        assert "Help</a>" in english
        assert '<html lang="en">' in claire.open("/aide").text
        assert '<html lang="fr">' in claire.open(f"{path}?langue=fr").text

    def test_link(self, claire):
        """
        Every page links to itself in the other language.
        """
        assert 'href="/aide?langue=en" lang="en" hreflang="en">English' in (
            claire.open("/aide").text
        )

    def test_link_of_a_form_only(self, claire):
        """
        A page that only a form leads to links to the start instead.
        """
        response = claire.submit("/rejoindre/lien/nouveau", page="/connexion")

        assert 'href="/?langue=en"' in response.text

    def test_unknown(self, claire):
        """
        A language that is not spoken changes nothing.
        """
        assert '<html lang="fr">' in claire.open("/?langue=de").text

    def test_sentences(self, claire, mails, orga):
        """
        The library speaks the language too; the school's mail stays French.
        """
        claire.open("/?langue=en")

        response = claire.ask()
        fault = claire.ask(uai="")

        assert neutral_answer(Locale.EN) in text(claire.open(response.location))
        assert "Fill in this field." in fault.text
        assert 'href="/demande-administration-sco?langue=fr"' in fault.text
        orga.outbox.deliver()
        # The mailbox is a French institution's, whoever asks.
        assert 'lang="fr"' in next(iter(Mailbox(mails))).html

    def test_account(self, claire, token, anybody):
        """
        An account keeps the language that its owner signed up in.
        """
        claire.open(f"/rejoindre/{token()}")
        claire.open("/rejoindre?langue=en")
        claire.sign_up()

        browser = anybody()
        browser.log_in()

        assert '<html lang="en">' in browser.open("/compte").text

    def test_count(self, claire, orga, mails):
        """
        One message is singular, two are plural, in both languages.
        """
        orga.activation.request(uai="0750655E", first_name="A", last_name="B")
        orga.outbox.deliver()
        assert "1 message<" in claire.read("/boite")
        orga.activation.request(uai="0750655E", first_name="A", last_name="B")
        orga.outbox.deliver()
        assert "2 messages<" in claire.read("/boite")


def test_demo_imports_public_names():
    """
    The demonstration imports nothing that its readers could not import.
    """
    public = {"pixorga", "pixorga.errors", "pixorga.wording"}
    imported = {
        (path.name, node.module)
        for path in HOME.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module.startswith("pixorga")
    }

    own = {found for found in imported if found[1].startswith("pixorga.demo")}
    assert {module for _, module in imported - own} <= public
