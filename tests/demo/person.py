"""
Somebody who uses the demonstration without a browser.
"""

import re
from html import unescape

from pixorga.domain.people import Locale
from pixorga.wording import sentence

__all__ = ["BASE", "FRENCH", "PASSWORD", "SIGN_UP_FORM", "Person", "text", "told"]

BASE = "https://orga.example.fr"
FRENCH = Locale.FR
PASSWORD = "une phrase de passe"

SIGN_UP_FORM = {
    "way": "inscription",
    "uai": "0750655e",
    "first_name": "Claire",
    "last_name": "Dubois",
    "email": "claire@example.fr",
    "password": PASSWORD,
    "capacity": "direction",
    "terms": "1",
}


class Person:
    """
    Somebody with a browser of their own, who reads pages and fills in forms.
    """

    def __init__(self, app):
        self.client = app.test_client()

    def open(self, path, *, method="GET", **options):
        """
        Ask for a page, and follow nothing.
        """
        options |= {"method": method, "base_url": BASE, "buffered": True}
        return self.client.open(path, **options)

    def read(self, path):
        """
        The text of a page, as HTML means it.
        """
        return text(self.open(path))

    def submit(self, path, *, page=None, **fields):
        """
        Open the page that a form is on, and send it.
        """
        data = fields | {"csrf": self.csrf(page or path)}
        return self.open(path, method="POST", data=data)

    def csrf(self, path):
        """
        What the forms of a page carry.
        """
        page = self.open(path).text
        return re.search(r'name="csrf" value="([^"]+)"', page)[1]

    def ask(self, **fields):
        """
        Fill in the request form.
        """
        form = {"uai": "0750655E", "first_name": "Claire", "last_name": "Dubois"}
        return self.submit("/demande-administration-sco", **form | fields)

    def sign_up(self, **fields):
        """
        Fill in the join page's first form.
        """
        return self.submit("/rejoindre", **SIGN_UP_FORM | fields)

    def join_with_account(self, **fields):
        """
        Fill in the join page's second form.
        """
        form = {
            "way": "compte",
            "email": "claire@example.fr",
            "password": PASSWORD,
            "capacity": "direction",
        }
        return self.submit("/rejoindre", **form | fields)

    def contest(self, last_name="Dubois"):
        """
        Fill in the contest page's form.
        """
        return self.submit("/contester", last_name=last_name)

    def log_in(self, **fields):
        """
        Fill in the log-in form.
        """
        form = {"email": "claire@example.fr", "password": PASSWORD}
        return self.submit("/connexion", **form | fields)


def text(response):
    """
    What a response says, without HTML's own spellings.
    """
    return _breaking(unescape(response.text))


def told(error):
    """
    What a page says of an error, as `text` gives it.
    """
    return _breaking(sentence(error, locale=Locale.FR))


def _breaking(text):
    return text.replace("\u00a0", " ")
