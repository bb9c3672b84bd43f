"""
Every page and every refusal, as people see them.
"""

import os
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from pixorga import Locale

PASSWORD = "une phrase de passe"
SCHOOL = "0750655E"
MAILBOX = "ce.0750655e@ac-paris.fr"

PICTURES = os.environ.get("PIXORGA_PICTURES")
"""Where pictures of the pages are to be kept, if anywhere."""

INSIDES = re.compile(r"\b(?:token|jeton|handle|hmac)\b", re.IGNORECASE)

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}

SCREENS = {
    "desktop": {"viewport": {"width": 1200, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 800},
        "has_touch": True,
        "is_mobile": True,
    },
}


class Tour:
    """
    Somebody who walks through the pages, and looks at each.
    """

    def __init__(self, served, page, *, name, locale, axe):
        self.served, self.page, self.name, self.locale = served, page, name, locale
        self.seen, self.axe = set(), axe

    def go(self, path):
        """
        Open a page.
        """
        return self.page.goto(path)

    def look(self, name):
        """
        Check the page that is shown, and keep its picture if pictures are wanted.
        """
        page = self.page
        assert page.locator("html").get_attribute("lang") == self.locale, name
        assert page.locator("h1").count() == 1, name
        assert not INSIDES.search(page.locator("body").inner_text()), name
        # Nothing is wider than the screen.
        assert page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        ), name
        if self.axe:
            found = self.axe.run(page, options=RULES)
            assert found.violations_count == 0, (name, found.generate_report())
        self.seen.add(name)
        if PICTURES:
            path = Path(PICTURES) / f"{self.name}-{name}.png"
            page.screenshot(path=path, full_page=True)

    def send(self, form="main form", **fields):
        """
        Fill a form in and send it.
        """
        place = self.page.locator(form)
        for name, value in fields.items():
            field = place.locator(f"[name={name}]")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                place.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        place.locator("button").click()

    def request(self):
        """
        From the start page to the mail.
        """
        self.go(f"/?langue={self.locale}")
        self.look("start")
        self.go("/demande-administration-sco")
        self.look("request")
        self.send()
        self.look("request-faults")
        self.send(uai=SCHOOL, first_name="Claire", last_name="Dubois")
        self.look("requested")
        self.link = self.served.link("rejoindre", to=MAILBOX)
        self.go("/boite")
        self.look("mailbox")
        self.page.get_by_role("link", name="activation").first.click()
        self.look("mail")

    def join(self):
        """
        From the link to the space.
        """
        self.go(self.link)
        self.look("join")
        sign_up = "section:first-child form"
        self.send(sign_up)
        self.look("join-faults")
        self.send(
            sign_up,
            uai=SCHOOL,
            capacity="referent",
            last_name="Dubois",
            first_name="Claire",
            email="claire@example.fr",
            password=PASSWORD,
            terms="1",
        )
        self.look("space-referent")
        self.space = self.page.url
        self.go("/etablissements")
        self.look("schools")
        self.go(self.link)
        self.look("used-by-oneself")
        self.go("/compte")
        self.look("account")
        self.send("section:first-child form")
        self.look("account-faults")
        for path, name in {"/aide": "help", "/conditions": "terms"}.items():
            self.go(path)
            self.look(name)

    def confirm(self):
        """
        The account's own link.
        """
        link = self.served.link("confirmer")
        self.go(link)
        self.look("confirm")
        self.send()
        self.look("account-confirmed")
        self.go(link)
        self.look("confirm-used")
        self.go("/confirmer/unknown")
        self.look("confirm-unknown")

    def second_school(self):
        """
        Joining while one is logged in.
        """
        self.served.orga.activation.request(
            uai="0140070A", first_name="Claire", last_name="Dubois"
        )
        self.go(self.served.link("rejoindre", to="ce.0140070a@ac-normandie.fr"))
        self.look("join-logged-in")
        self.send("section:first-child form", capacity="direction")
        self.look("space-direction")
        self.go("/etablissements")
        self.look("schools-several")

    def log_in(self):
        """
        Out, and in again by another password.
        """
        self.page.get_by_role("banner").get_by_role("button").click()
        self.look("log-in")
        self.go("/compte")
        self.look("log-in-first")
        self.send()
        self.look("log-in-faults")
        self.go("/mot-de-passe/oublie")
        self.look("forgotten")
        self.send()
        self.look("forgotten-faults")
        self.send(email="claire@example.fr")
        self.look("asked")
        link = self.served.link("mot-de-passe")
        self.go(link)
        self.look("reset")
        self.send()
        self.look("reset-faults")
        self.served.clock.advance(seconds=1)
        self.send(email="claire@example.fr", password="une autre phrase")
        self.look("reset-done")
        self.go(link)
        self.look("reset-used")
        self.go("/mot-de-passe/unknown")
        self.look("reset-unknown")
        self.go("/connexion")
        for _ in range(8):
            self.send(email="claire@example.fr", password=PASSWORD)
        self.look("log-in-throttled")

    def contest(self):
        """
        The mailbox does not agree.
        """
        link = self.served.link("contester", to=MAILBOX)
        self.go(link)
        self.look("contest")
        self.send(last_name="Dupont")
        self.look("contest-faults")
        self.send(last_name="Dubois")
        self.look("contested")
        self.go("/contester/unknown")
        self.look("contest-unknown")

    def refusals(self):
        """
        Whatever else can go wrong.
        """
        self.go(self.link)
        self.look("used")
        self.go("/rejoindre/unknown")
        self.look("unknown")
        activation = self.served.orga.activation
        who = {"uai": SCHOOL, "first_name": "Claire", "last_name": "Dubois"}
        activation.request(**who)
        link = self.served.link("rejoindre", to=MAILBOX)
        activation.request(**who)
        self.go(link)
        self.look("revoked")
        link = self.served.link("rejoindre", to=MAILBOX)
        self.served.clock.advance(days=8)
        self.go(link)
        self.look("expired")
        self.send()
        self.look("renewed")
        self.go("/nowhere")
        self.look("not-found")
        self.go("/deconnexion")
        self.look("not-allowed")
        self.go("/connexion")
        self.send(email="claire@example.fr", password="une autre phrase")
        self.go(self.space)
        self.look("forbidden")


@pytest.fixture
def tour(served, chromium, request):
    """
    Somebody with a screen, a language and a taste for light or dark.
    """
    screen, locale, scheme, axe = request.param
    context = chromium.new_context(
        base_url=served.url, color_scheme=scheme, **SCREENS[screen]
    )
    page, console = context.new_page(), []
    page.on("console", lambda message: console.append(message.text))
    name = f"{locale}-{screen}-{scheme}"
    yield Tour(served, page, name=name, locale=locale, axe=axe)
    context.close()
    assert [text for text in console if "Content Security Policy" in text] == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    "tour",
    [
        # Every screen, language and scheme meets the rules; each pair of them, the eye.
        ("desktop", Locale.FR, "light", Axe()),
        ("desktop", Locale.EN, "dark", None),
        ("phone", Locale.FR, "light", None),
        ("phone", Locale.EN, "dark", Axe()),
    ],
    indirect=True,
    ids=lambda tour: "-".join(tour[:3]),
)
def test_pages(tour):
    """
    Each page has one heading and its language, fits, and passes axe's rules.

    None speaks of the insides, and the content policy hinders nothing on it.
    """
    tour.request()
    tour.join()
    tour.confirm()
    tour.second_school()
    tour.log_in()
    tour.contest()
    tour.refusals()

    assert len(tour.seen) == 46
