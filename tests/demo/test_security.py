import pytest

from pixorga import FolderMailer, KeyRing, PixOrga, Site
from pixorga.demo import create_app
from pixorga.errors import ConfigurationError
from pixorga.testing.fakes import PlainHasher
from tests.demo.person import text

FORMS = [
    "/demande-administration-sco",
    "/rejoindre",
    "/rejoindre/lien/nouveau",
    "/rejoindre/lien/coller",
    "/contester",
    "/confirmer",
    "/mot-de-passe",
    "/mot-de-passe/oublie",
    "/compte/mot-de-passe",
    "/compte/adresse",
    "/compte/confirmation",
    "/connexion",
    "/deconnexion",
]

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class TestHeaders:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/", 200),
            ("/aide", 200),
            ("/conditions", 200),
            ("/demande-administration-sco", 200),
            ("/demande-administration-sco/envoyee", 200),
            ("/connexion", 200),
            ("/boite", 200),
            ("/static/style.css", 200),
            ("/espace", 303),
            ("/rejoindre/x", 303),
            ("/rejoindre", 400),
            ("/rejoindre/lien/envoye", 200),
            ("/contester/x", 303),
            ("/contester", 400),
            ("/nulle-part", 404),
            ("/boite/x", 404),
            ("/deconnexion", 405),
        ],
    )
    def test_always(self, claire, path, status):
        """
        Every answer, good or bad, has them all.
        """
        response = claire.open(path)

        assert response.status_code == status
        assert response.headers["Content-Security-Policy"] == POLICY
        assert HEADERS.items() <= dict(response.headers).items()

    def test_cookie(self, claire):
        """
        The session's cookie is for this site's requests only, and for no script.
        """
        cookie = claire.open("/connexion").headers["Set-Cookie"]

        for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert f"; {attribute}" in cookie

    def test_no_script(self, claire, member):
        """
        Pages hold neither scripts nor styles of their own.
        """
        for path in ("/", "/demande-administration-sco", "/espace/0750655E"):
            page = member.open(path).text
            assert "<script" not in page
            assert "style=" not in page
            assert " on" + "click" not in page


class TestForgery:
    @pytest.mark.parametrize("path", [*FORMS, "/nulle-part"])
    @pytest.mark.parametrize("csrf", [None, "", "0" * 64, "é"])
    def test_refused(self, member, store, path, csrf):
        """
        A form that another page made up is refused, and nothing is written.
        """
        member.open("/connexion")
        before = store.writes
        form = {"uai": "0750655E", "first_name": "Jean", "last_name": "Petit"}

        response = member.open(path, method="POST", data=form | {"csrf": csrf or ""})

        assert response.status_code == 400
        assert response.headers["Content-Security-Policy"] == POLICY
        assert store.writes == before
        assert member.open("/espace/0750655E").status_code == 200

    def test_without_session(self, claire, store):
        """
        A browser that keeps no cookie cannot send a form, and is told why.
        """
        before = store.writes

        response = claire.open(FORMS[0], method="POST", data={"csrf": ""})

        assert response.status_code == 400
        assert "cookies" in text(response)
        assert store.writes == before

    def test_of_another(self, claire, anybody):
        """
        One person's forms are of no use in another's session.
        """
        jean = anybody()
        jean.open("/connexion")
        claire.open("/connexion")
        with jean.client.session_transaction(
            base_url="https://orga.example.fr"
        ) as session:
            csrf = session["csrf"]

        response = claire.open("/connexion", method="POST", data={"csrf": csrf})

        assert response.status_code == 400

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_other_methods(self, claire, method):
        """
        What is no form's method is refused as well.
        """
        assert claire.open("/connexion", method=method).status_code == 400


class TestHost:
    @pytest.mark.parametrize(
        "host", ["evil.example", "orga.example.fr:8443", "orga.example.fr.evil.example"]
    )
    def test_another(self, app, host):
        """
        A stranger's name for this address gets no page.
        """
        response = app.test_client().get("/boite", base_url=f"https://{host}")

        assert response.status_code == 400
        assert "Aucun message" not in response.text


class TestAddress:
    @pytest.mark.parametrize(
        ("url", "host", "status"),
        [
            ("https://Orga.Example.fr", "orga.example.fr", 200),
            ("https://orga.example.fr:443", "orga.example.fr", 200),
            ("https://orga.example.fr", "ORGA.example.fr", 200),
            ("https://orga.example.fr:8443", "orga.example.fr:8443", 200),
            ("https://orga.example.fr:8443", "orga.example.fr", 400),
            ("https://orga.example.fr", "evil.example", 400),
        ],
    )
    def test_spelling(self, store, mails, url, host, status):
        """
        One host is answered for, however its name is spelled and its port left out.
        """
        site = Site.at(url, sender="a@example.fr", operator="b@example.fr")
        orga = PixOrga(
            store=store,
            mailer=FolderMailer(mails),
            keys=KeyRing(current=b"k" * 32),
            pseudonym_key=b"p" * 32,
            site=site,
            hasher=PlainHasher(),
        )
        client = create_app(orga, secret_key=b"s" * 32, mails=mails).test_client()

        response = client.get("/aide", base_url=f"https://{host}")

        assert response.status_code == status

    def test_key(self, orga, mails):
        """
        Sessions are not signed with a key that can be guessed.
        """
        with pytest.raises(ConfigurationError, match="at least 32 bytes"):
            create_app(orga, secret_key=b"s" * 31, mails=mails)
