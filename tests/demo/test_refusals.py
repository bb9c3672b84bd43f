import pytest

from pixorga.demo.refusals import answer
from pixorga.errors import (
    AuthorityError,
    ErrorKind,
    LastAdministratorError,
    LoginNeededError,
    MailboxMissingError,
    MembershipEndedError,
    OperatorNeededError,
    PixorgaError,
    StoreLockedError,
    StoreNestedError,
)
from tests.demo.person import BASE, text, told

FORMS = [
    "/demande-administration-sco",
    "/rejoindre",
    "/rejoindre/lien/nouveau",
    "/contester",
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


class TestFailures:
    def test_too_large(self, claire, store):
        """
        A form of a size that nobody types is refused unread.
        """
        before = store.writes

        response = claire.ask(first_name="x" * 70_000)

        assert response.status_code == 413
        assert store.writes == before

    def test_unavailable(self, claire, store, monkeypatch):
        """
        A store that fails is told as such, with the library's sentence.
        """

        def transact(*_, **__):
            raise StoreLockedError

        monkeypatch.setattr(store, "transact", transact)

        response = claire.ask()

        assert response.status_code == 503
        assert "réessayez dans un instant" in text(response)

    def test_defect(self, claire, store, monkeypatch):
        """
        A defect is told without its particulars.
        """

        def transact(*_, **__):
            raise LookupError("a particular")

        monkeypatch.setattr(store, "transact", transact)

        response = claire.ask()

        assert response.status_code == 500
        assert "particular" not in response.text
        assert response.headers["Content-Security-Policy"] == POLICY

    @pytest.mark.parametrize(
        ("error", "title", "step"),
        [
            (AuthorityError(), "Accès refusé", "/etablissements"),
            (LoginNeededError(), "Accès refusé", "/connexion"),
            (MembershipEndedError(), "Accès refusé", f"{BASE}/aide"),
            (
                MailboxMissingError(),
                "Ce n'est pas possible pour le moment",
                f"{BASE}/aide",
            ),
            (LastAdministratorError(), "Ce n'est pas possible pour le moment", "/"),
            (OperatorNeededError(), "Accès refusé", "/"),
            (StoreNestedError(), "Service indisponible", "/"),
        ],
        ids=lambda value: getattr(value, "code", ""),
    )
    def test_pages(self, claire, orga, monkeypatch, error, title, step):
        """
        Whatever the library refuses has a title, its own sentence and one next step.
        """

        def request(**_):
            raise error

        monkeypatch.setattr(orga.activation, "request", request)

        response = claire.ask()

        assert response.status_code == answer("", error)[1]
        assert f"<h1>{title}</h1>" in text(response)
        assert told(error) in text(response)
        assert f'class="button" href="{step}"' in response.text

    @pytest.mark.parametrize("kind", ErrorKind)
    def test_statuses(self, kind):
        """
        Every kind of error has an HTTP status of its own.
        """
        error = type("AnyError", (PixorgaError,), {"kind": kind})()

        _, status, headers = answer("", error)
        assert 400 <= status < 600
        assert headers == {}
