"""
The journey of a head of school, in a real browser without JavaScript.
"""

import re
import signal
import subprocess
import sys

import pytest
from playwright.sync_api import expect

PASSWORD = "une phrase de passe"


@pytest.fixture
def demo(tmp_path):
    """
    The address of a running demonstration, which Ctrl-C ends without complaint.
    """
    command = [sys.executable, "-m", "pixorga", "demo", "--port", "0", "--directory"]
    # Inherited: where tests run in the background, Ctrl-C would not be heard.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [*command, tmp_path], stdout=subprocess.PIPE, text=True
    ) as process:
        signal.signal(signal.SIGINT, handler)
        try:
            yield re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())[0]
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.fixture
def page(demo, chromium):
    """
    A browser's empty page; its console stays free of what the policy forbids.
    """
    context = chromium.new_context(base_url=demo, java_script_enabled=False)
    page, console = context.new_page(), []
    page.on("console", lambda message: console.append(message.text))
    yield page
    context.close()
    assert [text for text in console if "Content Security Policy" in text] == []


def ask(page):
    """
    From the start page to the answer, with one mistake on the way.
    """
    page.goto("/")
    page.get_by_role("link", name="Remplissez la demande").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="UAI").click()
    uai = page.get_by_label("UAI")
    expect(uai).to_be_focused()
    uai.fill("0750655e")
    page.get_by_label("Prénom").fill("Claire")
    page.get_by_label("Nom", exact=True).fill("Dubois")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("un message vient d'y être envoyé")).to_be_visible()


def follow_link(page, *, subject="Accès à votre espace", link="Rejoindre"):
    """
    From the mailbox to where a mail's link leads.
    """
    row = page.get_by_role("row").filter(has_text="ce.0750655e@ac-paris.fr")
    mail = row.get_by_role("link", name=subject)
    for _ in range(200):
        page.goto("/boite")
        if mail.count():
            break
    mail.click()
    page.frame_locator("iframe").get_by_role("link", name=link).click()
    page.wait_for_url(f"**/{link.lower()}")


def sign_up(page):
    """
    From the join page to the space.
    """
    form = page.get_by_role("region", name="Je m'inscris")
    form.get_by_label("UAI").fill("0750655e")
    form.get_by_label("Prénom").fill("Claire")
    form.get_by_label("Nom", exact=True).fill("Dubois")
    form.get_by_label("E-mail").fill("claire@example.fr")
    form.get_by_label("Mot de passe").fill(PASSWORD)
    form.get_by_label("Je fais partie de la direction").check()
    form.get_by_label("J'accepte").check()
    form.get_by_role("button").click()


def log_in(page):
    """
    From the log-in page to the space.
    """
    page.get_by_label("E-mail").fill("claire@example.fr")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def contest(page):
    """
    From the mailbox's notice to the page that says what has become of it.
    """
    follow_link(page, subject="nouvel administrateur", link="Contester")
    page.get_by_role("button", name="Contester").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Nom").click()
    name = page.get_by_label("Nom")
    expect(name).to_be_focused()
    name.fill("dubois")
    page.get_by_role("button", name="Contester").click()


@pytest.mark.browser
@pytest.mark.slow
def test_journey(page):
    """
    Request, mail, link, sign-up, space; log out, log in; the link does not work twice.

    Then the mailbox contests, and the space is closed to the person.
    """
    active = page.get_by_role("heading", name="Premiers pas")
    header = page.get_by_role("banner")

    ask(page)
    follow_link(page)
    expect(page.get_by_text("Collège des Trois-Tilleuls")).to_be_visible()
    expect(page.get_by_text("Claire Dubois")).to_be_visible()
    sign_up(page)
    expect(active).to_be_visible()
    expect(header).to_contain_text("Collège des Trois-Tilleuls")
    expect(header).to_contain_text("Claire Dubois")

    header.get_by_role("button", name="Se déconnecter").click()
    log_in(page)
    expect(active).to_be_visible()

    header.get_by_role("button", name="Se déconnecter").click()
    follow_link(page)
    expect(page.get_by_text("Ce lien a déjà servi")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Se connecter").click()
    log_in(page)
    expect(active).to_be_visible()

    space = page.url
    contest(page)
    suspended = page.get_by_role(
        "heading", name="L'accès de Claire Dubois est suspendu"
    )
    expect(suspended).to_be_visible()
    assert page.goto(space).status == 403
    expect(active).not_to_be_visible()
