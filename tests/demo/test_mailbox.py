import re
from base64 import b64encode
from hashlib import sha256

import pytest


@pytest.fixture
def name(token, mails):
    """
    The name of the one mail that was sent.
    """
    token()
    return next(mails.iterdir()).stem


class TestMailbox:
    def test_empty(self, claire):
        """
        Before the first mail it says so.
        """
        assert "Elle est vide." in claire.read("/boite")

    def test_listed(self, claire, token, mails, clock):
        """
        All mails are there, the latest first.
        """
        for _ in range(2):
            token()
            clock.advance(seconds=60)

        page = claire.read("/boite")

        assert page.index("10 h 01") < page.index("10 h 00")
        assert page.count("ce.0750655e@ac-paris.fr") == 2

    def test_mail(self, claire, name):
        """
        A mail is shown with its heads, its text and its source, the HTML in a frame.
        """
        page = claire.read(f"/boite/{name}")

        assert "Pix Orga <ne-pas-repondre@example.fr>" in page
        assert "https://orga.example.fr/rejoindre/0750655E." in page
        assert "Auto-Submitted: auto-generated" in page
        assert f'src="/boite/{name}/html" sandbox="' in page

    @pytest.mark.parametrize("path", ["x", "..%2Fkeys", "../keys", "%00", "x/html"])
    def test_no_such_mail(self, claire, name, path):
        """
        Nothing but mails can be read.
        """
        assert claire.open(f"/boite/{path}").status_code == 404


class TestBody:
    def test_confined(self, claire, name):
        """
        The HTML part can do nothing but be looked at, and lead away.
        """
        response = claire.open(f"/boite/{name}/html")

        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "sandbox allow-top-navigation-by-user-activation" in policy
        assert "unsafe-inline" not in policy
        assert '<base target="_top">' in response.text

    def test_styles(self, claire, name):
        """
        Each style of the mail is allowed by its digest.
        """
        response = claire.open(f"/boite/{name}/html")

        styles = re.findall(r'style="([^"]*)"', response.text)
        assert styles
        for style in styles:
            digest = b64encode(sha256(style.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in response.headers["Content-Security-Policy"]
