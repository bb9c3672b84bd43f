"""
How the SMTP mailer is set up, and what it lets nobody read or pass for.
"""

import ssl
import traceback
from datetime import UTC, datetime

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from pixorga.adapters import smtp
from pixorga.adapters.smtp import Security, SmtpMailer
from pixorga.errors import ConfigurationError
from pixorga.ports.mailer import Delivery
from tests.adapters.mailservers import (
    HANG_UP,
    HOST,
    LOGGER,
    MESSAGE,
    SILENCE,
    Postmaster,
    Trickle,
    envelope,
    hostile,
    serving,
)

USERNAME = "orga@example.fr"

PASSWORD = "s3cret: 100 %/@"

ACCOUNT = {"username": USERNAME, "password": PASSWORD}

SECURED = [Security.STARTTLS, Security.TLS]

OFFER = b"250-hello\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN"

HANDSHAKE = b"\x16\x03\x03\x20\x00"
"""
The head of a TLS record, of 8192 bytes.
"""


def warned(code):
    """
    What is logged, once.
    """
    return [(LOGGER, 30, f"{code} host={HOST}")]


@pytest.fixture(scope="session")
def authority():
    """
    Who certifies our servers.
    """
    return trustme.CA()


@pytest.fixture(scope="session")
def trust(authority):
    """
    A client's context that trusts the authority.
    """
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def served(certificate):
    """
    A server's context with a certificate.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="session")
def identity(authority):
    """
    The context of a server that is who it says.
    """
    return served(authority.issue_cert(HOST))


@pytest.fixture(scope="session")
def impostors(authority):
    """
    The contexts of servers that are not.
    """
    past = datetime(2020, 1, 1, tzinfo=UTC)
    return {
        "name": served(authority.issue_cert("other.example.fr")),
        "issuer": served(trustme.CA().issue_cert(HOST)),
        "age": served(authority.issue_cert(HOST, not_before=past, not_after=past)),
    }


@pytest.fixture
def postmaster():
    """
    What the real server got.
    """
    return Postmaster()


def secured(postmaster, security, context, **settings):
    """
    A real server with TLS.
    """
    if security is Security.TLS:
        return serving(
            postmaster, ssl_context=context, auth_require_tls=False, **settings
        )
    return serving(postmaster, tls_context=context, require_starttls=True, **settings)


def check_login(server, session, envelope, mechanism, data):
    """
    Whether somebody may log in.
    """
    known = (data.login, data.password) == (USERNAME.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False, auth_data=mechanism)


def batch(server, **arguments):
    """
    What becomes of a batch of three mails at a server.
    """
    arguments = {"timeout": 10} | arguments
    with SmtpMailer(HOST, port=server.port, **arguments) as mailer:
        return [mailer.send(envelope(), MESSAGE) for _ in range(3)]


class TestTls:
    @pytest.mark.parametrize("security", SECURED)
    def test_arrives(self, postmaster, identity, trust, security):
        """
        Mails go over TLS, from the start or from STARTTLS on.
        """
        with secured(postmaster, security, identity) as server:
            deliveries = batch(server, security=security, context=trust)

        assert deliveries == [Delivery.SENT] * 3
        assert [content for _, _, content in postmaster.mails] == [MESSAGE] * 3
        assert len(postmaster.peers) == 1

    @pytest.mark.parametrize("security", SECURED)
    def test_trusts_as_the_system_does(
        self, postmaster, identity, authority, monkeypatch, tmp_path, security
    ):
        """
        Unless told whom to trust, it asks the system: nobody else's word counts.
        """
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")

        with secured(postmaster, security, identity) as server:
            stranger = batch(server, security=security)
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
            known = batch(server, security=security)

        assert stranger == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert known == [Delivery.SENT] * 3

    @pytest.mark.parametrize("fault", ["name", "issuer", "age"])
    @pytest.mark.parametrize("security", SECURED)
    def test_impostor(self, postmaster, impostors, trust, caplog, security, fault):
        """
        A server whose certificate is another's, nobody's or out of date gets nothing.
        """
        with secured(postmaster, security, impostors[fault]) as server:
            caplog.clear()
            deliveries = batch(server, security=security, context=trust)
            logged = [entry for entry in caplog.record_tuples if entry[0] == LOGGER]

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert postmaster.peers == []
        assert logged == warned("SMTP_TLS_FAILED")

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"ehlo": b"502 what?"},
            {"ehlo": OFFER, "star": b"454 4.7.0 not now"},
            {"ehlo": OFFER, "star": HANG_UP},
            {"ehlo": OFFER, "star": SILENCE},
            {"ehlo": OFFER, "star": b"220 go\r\n550 this is no TLS"},
        ],
    )
    def test_stripped(self, trust, caplog, answers):
        """
        Where STARTTLS is not offered, or not kept, nothing is said in clear.
        """
        with hostile(**answers) as server:
            deliveries = batch(
                server,
                security=Security.STARTTLS,
                context=trust,
                timeout=0.1 if answers.get("star", b"") is SILENCE else 10,
                **ACCOUNT,
            )

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert {*server.steps()} <= {"ehlo", "helo", "starttls", "quit"}
        assert server.connections == 1
        assert caplog.record_tuples == warned("SMTP_TLS_FAILED")

    @pytest.mark.parametrize("answer", [b"454 not now", b"501 what?", b"250 ok"])
    def test_declined(self, trust, answer):
        """
        A server that declines to begin TLS is spoken to no further.
        """
        with hostile(ehlo=OFFER, star=answer) as server:
            batch(server, security=Security.STARTTLS, context=trust, **ACCOUNT)

        assert server.steps() == ["ehlo", "starttls", "quit"]

    @pytest.mark.parametrize("greeting", [b"220 hello", HANG_UP, SILENCE])
    def test_no_tls_at_all(self, trust, caplog, greeting):
        """
        A server that speaks in clear, or not at all, where TLS should be gets nothing.
        """
        with hostile(connect=greeting) as server:
            deliveries = batch(
                server, security=Security.TLS, context=trust, timeout=0.1
            )

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert server.connections == 1
        assert caplog.record_tuples == warned("SMTP_TLS_FAILED")

    def test_endless_handshake(self, trust, caplog, monkeypatch):
        """
        A handshake that trickles in without an end is given up.
        """
        monkeypatch.setattr(smtp, "PATIENCE", 1)
        trickle = Trickle(HANDSHAKE, piece=b"\0")
        with hostile(connect=trickle) as server:
            deliveries = batch(
                server, security=Security.TLS, context=trust, timeout=0.2
            )

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        # Nobody has heard it out.
        assert server.departures == 0
        assert caplog.record_tuples == warned("SMTP_TLS_FAILED")

    def test_said_before(self, identity, trust):
        """
        What somebody slips in before TLS is not taken for an answer (CVE-2021-38371).
        """
        slipped = b"220 go\r\n550 no\r\n550 no\r\n550 no"
        answers = {"ehlo": OFFER, "star": slipped}
        with hostile(context=identity, **answers) as server:
            deliveries = batch(server, security=Security.STARTTLS, context=trust)

        assert deliveries == [Delivery.SENT] * 3

    def test_offered_before(self, identity, trust, caplog):
        """
        What was offered before TLS counts no longer (RFC 3207 §4.2).
        """
        with hostile(context=identity, star=b"220 go") as server:
            server.once["ehlo"] = OFFER
            deliveries = batch(
                server, security=Security.STARTTLS, context=trust, **ACCOUNT
            )

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert "auth" not in server.steps()
        assert caplog.record_tuples == warned("SMTP_AUTH_REFUSED")

    def test_refused_within(self, identity, trust, caplog):
        """
        A server that does not greet within TLS as it did before takes no mail.
        """
        with hostile(context=identity, star=b"220 go", helo=b"554 no") as server:
            server.once["ehlo"] = OFFER
            server.answers["ehlo"] = b"554 no"
            deliveries = batch(server, security=Security.STARTTLS, context=trust)

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert caplog.record_tuples == warned("SMTP_UNREACHABLE")


class TestLogin:
    # The server does not see that TLS is there from the start.
    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
    @pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
    @pytest.mark.parametrize("security", SECURED)
    def test_arrives(self, postmaster, identity, trust, security, mechanism):
        """
        Logged in once, it sends a whole batch.
        """
        with secured(
            postmaster,
            security,
            identity,
            authenticator=check_login,
            auth_required=True,
            auth_exclude_mechanism={"PLAIN", "LOGIN"} - {mechanism},
        ) as server:
            deliveries = batch(server, security=security, context=trust, **ACCOUNT)

        assert deliveries == [Delivery.SENT] * 3
        assert postmaster.logins == [mechanism]

    def test_wrong_password(self, postmaster, identity, trust, caplog):
        """
        A wrong password sends nothing, is tried in one go, and is in no log.
        """
        with secured(
            postmaster,
            Security.STARTTLS,
            identity,
            authenticator=check_login,
            auth_required=True,
        ) as server:
            deliveries = batch(
                server,
                security=Security.STARTTLS,
                context=trust,
                username=USERNAME,
                password="wrong-s3cret",
            )
            logged = [entry for entry in caplog.record_tuples if entry[0] == LOGGER]

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert postmaster.peers == []
        assert logged == warned("SMTP_AUTH_REFUSED")

    def test_needed(self, postmaster, identity, trust, caplog):
        """
        Without an account, a server that wants one refuses no mail.
        """
        with secured(
            postmaster,
            Security.STARTTLS,
            identity,
            authenticator=check_login,
            auth_required=True,
        ) as server:
            deliveries = batch(server, security=Security.STARTTLS, context=trust)
            logged = [entry for entry in caplog.record_tuples if entry[0] == LOGGER]

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert logged == warned("SMTP_SENDER_REFUSED")

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"ehlo": b"250-hello\r\n250 AUTH GSSAPI XOAUTH2"},
            {"ehlo": OFFER, "auth": b"535 5.7.8 wrong: s3cret"},
            {"ehlo": OFFER, "auth": b"454 4.7.0 not now"},
            {"ehlo": OFFER, "auth": b"421 4.7.0 too many"},
            {"ehlo": OFFER, "auth": b"334 is no base64"},
            {"ehlo": OFFER, "auth": b"\xff"},
            {"ehlo": OFFER, "auth": HANG_UP},
            {"ehlo": OFFER, "auth": SILENCE},
        ],
    )
    def test_refused(self, caplog, answers):
        """
        However a server refuses to let us in, the batch waits, and one warning says so.
        """
        with hostile(**answers) as server:
            deliveries = batch(server, timeout=0.1, **ACCOUNT)

        assert deliveries == [Delivery.DEFERRED, Delivery.HELD, Delivery.HELD]
        assert "mail" not in server.steps()
        assert server.connections == 1
        assert caplog.record_tuples == warned("SMTP_AUTH_REFUSED")


class TestSettings:
    @pytest.mark.parametrize(
        ("security", "port"),
        [(Security.NONE, 25), (Security.STARTTLS, 587), (Security.TLS, 465)],
    )
    def test_ports(self, security, port):
        """
        The port goes with the security, unless it is given.
        """
        name = security.value

        assert repr(SmtpMailer("mail.example.fr", security=security)) == (
            f"SmtpMailer('mail.example.fr', port={port}, security='{name}')"
        )
        assert repr(SmtpMailer("::1", port=2525, security=security)) == (
            f"SmtpMailer('::1', port=2525, security='{name}')"
        )

    @pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "::1"])
    def test_this_machine(self, host):
        """
        On this machine a password may do without TLS: it meets nobody.
        """
        assert SmtpMailer(host, **ACCOUNT)

    @pytest.mark.parametrize(
        ("setting", "arguments"),
        [
            ("host", {"host": ""}),
            ("host", {"host": "a b"}),
            ("host", {"host": "mail.example.fr\r\n"}),
            ("host", {"host": "mail..example.fr"}),
            ("host", {"host": "caf\u00e9.example.fr"}),
            ("host", {"host": "x" * 64}),
            ("host", {"host": ".".join(["x" * 50] * 5)}),
            ("host", {"host": "[::1]"}),
            ("host", {"host": "fe80::1%eth0"}),
            ("host", {"host": "user:password@host"}),
            ("port", {"port": 0}),
            ("port", {"port": 65536}),
            ("security", {"security": "ssl"}),
            ("timeout", {"timeout": 0}),
            ("timeout", {"timeout": -1}),
            ("timeout", {"timeout": 601}),
            ("timeout", {"timeout": float("nan")}),
            ("credentials", {"username": USERNAME}),
            ("credentials", {"password": PASSWORD}),
            ("credentials", {**ACCOUNT, "username": ""}),
            ("credentials", {**ACCOUNT, "password": ""}),
            ("credentials", {**ACCOUNT, "password": "s3cr\u00e9t"}),
            ("credentials", {**ACCOUNT, "password": "s3cret\0"}),
            ("credentials", {**ACCOUNT, "security": Security.NONE}),
            ("credentials", {**ACCOUNT, "security": "none", "host": "10.0.0.1"}),
            ("credentials", {**ACCOUNT, "security": "none", "host": "localhost.fr"}),
            (
                "context",
                {"security": Security.NONE, "context": ssl.create_default_context()},
            ),
        ],
    )
    def test_refused(self, setting, arguments):
        """
        A setting that cannot work, or would show a password, is refused at once.
        """
        arguments = {
            "host": "mail.example.fr",
            "security": Security.TLS,
        } | arguments

        with pytest.raises(ConfigurationError) as refusal:
            SmtpMailer(arguments.pop("host"), **arguments)

        assert refusal.value.setting == f"smtp {setting}"
        assert "s3cr" not in str(refusal.value)

    def test_keeps_its_secret(self):
        """
        A41: neither the mailer nor its settings show whose account it is, or its key.
        """
        mailer = SmtpMailer("mail.example.fr", security=Security.TLS, **ACCOUNT)

        shown = repr(mailer) + repr(vars(mailer))

        assert "s3cret" not in shown
        assert USERNAME not in shown


class TestUrl:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("smtp://localhost", SmtpMailer("localhost")),
            ("smtp://localhost:1025/", SmtpMailer("localhost", port=1025)),
            ("smtp://[::1]:25", SmtpMailer("::1")),
            ("smtp://10.0.0.1?timeout=2.5", SmtpMailer("10.0.0.1", timeout=2.5)),
            (
                "smtp://a:b@127.0.0.1",
                SmtpMailer("127.0.0.1", username="a", password="b"),
            ),
            (
                "smtp+starttls://a:b@m.example.fr:587/?timeout=10",
                SmtpMailer(
                    "m.example.fr",
                    security=Security.STARTTLS,
                    username="a",
                    password="b",
                    timeout=10,
                ),
            ),
            (
                "smtps://orga%40example.fr:s3cret:%20100%20%25%2f%40@m.example.fr",
                SmtpMailer("m.example.fr", security=Security.TLS, **ACCOUNT),
            ),
        ],
    )
    def test_read(self, url, expected):
        """
        A URL says what the parameters say.
        """
        assert SmtpMailer.from_url(url)._server == expected._server

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "localhost",
            "localhost:25",
            "//localhost",
            "http://localhost",
            "smtp:localhost",
            "smtp://",
            "smtp://:25",
            "smtp://m.example.fr:",
            "smtp://m.example.fr:x",
            "smtp://m.example.fr:0",
            "smtp://m.example.fr:99999",
            "smtp://m.example.fr/path",
            "smtp://m.example.fr#fragment",
            "smtp://m.example.fr\n",
            " smtp://m.example.fr",
            "smtp://caf\u00e9.example.fr",
            "smtp://[::1",
            "smtp://[fe80::1%25eth0]",
            "smtp://m..example.fr",
            "smtps://m.example.fr?",
            "smtps://m.example.fr?timeout=",
            "smtps://m.example.fr?timeout=0",
            "smtps://m.example.fr?timeout=nan",
            "smtps://m.example.fr?timeout=1e3",
            "smtps://m.example.fr?timeout=999",
            "smtps://m.example.fr?timeout=1&timeout=2",
            "smtps://m.example.fr?verify=no",
            "smtps://orga@m.example.fr",
            "smtps://:s3cret@m.example.fr",
            "smtps://orga:@m.example.fr",
            "smtps://orga:s3cret@",
            "smtps://orga:s3cret@x@m.example.fr",
            "smtps://orga:s3cret/x@m.example.fr",
            "smtps://orga:s3cret%zz@m.example.fr",
            "smtps://orga:s3cret%00@m.example.fr",
            "smtps://orga:s3cr%c3%a9t@m.example.fr",
            "smtps://orga:s3cr%ff@m.example.fr",
            "smtp://orga:s3cret@m.example.fr",
        ],
    )
    def test_refused(self, url):
        """
        Any other is refused, and never repeated: neither in the error nor behind it.
        """
        with pytest.raises(ConfigurationError) as refusal:
            SmtpMailer.from_url(url)

        assert refusal.value.setting == "smtp url"
        shown = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
        assert "s3cr" not in shown
        assert "m.example.fr" not in shown
