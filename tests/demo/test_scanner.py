"""
Mail scanners: they open each link of a mail, and some send each form that they find.
"""

import re
from functools import partial
from html import unescape

import pytest

from pixorga import LinkPurpose, LinkState
from tests.demo.person import PASSWORD

GUESSES = ("", "x", "Oui", "0000", "Un texte assez long pour un mot de passe")


@pytest.fixture
def links(reset_link, mailed, token, confirmed):
    """
    A link of each kind, as mailed to Claire or to her school.
    """
    confirmed.submit(
        "/compte/adresse",
        page="/compte",
        email="claire.dubois@example.fr",
        password=PASSWORD,
    )
    return {
        "mot-de-passe": reset_link,
        "confirmer": mailed("confirmer"),
        "contester": mailed("contester"),
        "rejoindre": token(),
    }


@pytest.fixture
def paths(app, links):
    """
    Every address of the application, those in the mails first.
    """
    mail = next(iter(app.extensions["pixorga"].mailbox)).name
    known = {"uai": "0750655E", "name": mail, "filename": "icon.svg"}
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    mailed = [f"/{page}/{link}" for page, link in links.items()]
    others = [
        re.sub(r"<(?:\w+:)?(\w+)>", lambda part: known[part[1]], rule)
        for rule in rules
        if "<token>" not in rule
    ]
    cut = [f"/{page}{rest}" for page in links for rest in ("/cut", "")]
    return mailed + others + cut


def forms(page):
    """
    The forms of a page: where each is sent, and its fields with what they hold.
    """
    for attributes, form in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL):
        inputs = re.findall(r"<input([^>]*)>", form)
        fields = [dict(re.findall(r'(\w+)="([^"]*)"', given)) for given in inputs]
        action = re.search(r'action="([^"]+)"', attributes)
        yield (
            unescape(action[1]) if action else None,
            {field["name"]: unescape(field.get("value", "")) for field in fields},
        )


LIKELY = {
    "text": "Doe",
    "email": "john.doe@example.com",
    "password": "Password123!Password123!",
}
"""What a scanner that looks for stolen passwords types, by a field's type."""


def filled(form):
    """
    A form as such a scanner sends it, with every box ticked.
    """
    fields = [dict(re.findall(r'([\w-]+)="([^"]*)"', i)) for i in form]
    return {
        field["name"]: unescape(field.get("value", "")) or LIKELY[field["type"]]
        for field in fields
    }


class TestScanner:
    @pytest.mark.slow
    def test_fills_in(self, anybody, links, orga):
        """
        A scanner that types likely addresses and passwords uses no link up.
        """
        scanner = anybody()
        for page, link in links.items():
            scanner.open(f"/{page}/{link}")
            for form in re.findall(
                r"<main.*</main>", scanner.open(f"/{page}").text, re.DOTALL
            ):
                for one in re.findall(r"<form[^>]*>(.*?)</form>", form, re.DOTALL):
                    data = filled(re.findall(r"<input([^>]*)>", one))
                    scanner.open(f"/{page}", method="POST", data=data)

        assert orga.invitations.peek(links["rejoindre"]).state is LinkState.PENDING
        assert orga.contests.peek(links["contester"]).state is LinkState.PENDING
        for page in ("confirmer", "mot-de-passe"):
            purpose = {"confirmer": LinkPurpose.CONFIRM}.get(page, LinkPurpose.RESET)
            view = orga.accounts.peek(links[page], purpose=purpose)
            assert view.state is LinkState.PENDING

    @pytest.mark.slow
    def test_opens(self, anybody, paths, links, orga, store):
        """
        A17: a scanner that opens every page, again and again, changes nothing.
        """
        scanner, before = anybody(), store.writes
        for path in paths:
            for method in ("GET", "HEAD") * 5:
                anybody().open(path, method=method)
                scanner.open(path, method=method)

        assert store.writes == before
        peeks = {
            "mot-de-passe": partial(orga.accounts.peek, purpose=LinkPurpose.RESET),
            "confirmer": partial(orga.accounts.peek, purpose=LinkPurpose.CONFIRM),
            "contester": orga.contests.peek,
            "rejoindre": orga.invitations.peek,
        }
        for page, link in links.items():
            assert peeks[page](link).state is LinkState.PENDING

    @pytest.mark.slow
    def test_submits(self, anybody, paths, member, store):
        """
        Nor does one that sends every form it sees, as it is or filled in at random.
        """
        scanner, before, sent = anybody(), store.kept, set()
        for path in paths:
            for action, fields in forms(scanner.open(path).text):
                for guess in GUESSES:
                    filled = {name: value or guess for name, value in fields.items()}
                    scanner.open(action or path, method="POST", data=filled)
                    sent.add(action or path)

        assert sent == {
            "/demande-administration-sco",
            "/rejoindre",
            "/contester",
            "/mot-de-passe",
            "/mot-de-passe/oublie",
            "/connexion",
            "/confirmer/lien/coller",
            "/contester/lien/coller",
            "/mot-de-passe/lien/coller",
            "/rejoindre/lien/coller",
        }
        assert store.kept == before
        assert member.open("/espace/0750655E").status_code == 200
