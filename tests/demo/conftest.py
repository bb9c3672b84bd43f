"""
The demonstration's application, and somebody who uses it without a browser.
"""

import re

import pytest
from jinja2 import FileSystemBytecodeCache

from pixorga import FolderMailer, KeyRing, MemoryStore, Operator, PixOrga
from pixorga.demo import create_app
from pixorga.demo.mails import Mailbox
from pixorga.testing.builders import a_school
from pixorga.testing.fakes import PlainHasher
from tests.demo.person import Person


class WatchedStore(MemoryStore):
    """
    A store that counts the transactions which may write, and shows what it keeps.
    """

    def __init__(self):
        super().__init__()
        self.writes = 0

    def transact(self, work, *, read_only=False):
        """
        Count, and do as any other.
        """
        self.writes += not read_only
        return super().transact(work, read_only=read_only)

    @property
    def kept(self):
        """
        Everything, but for the counts of attempts to log in.
        """
        snapshots = self._snapshots
        return {
            key: dict(snapshots.shelf(key, number=snapshots._number))
            for key in snapshots._past
            if key[0] != "throttles"
        }


@pytest.fixture
def store():
    """
    An empty store in memory.
    """
    return WatchedStore()


@pytest.fixture
def mails(tmp_path):
    """
    The folder of mails.
    """
    return tmp_path / "mails"


@pytest.fixture
def orga(store, mails, site, renderer, clock):
    """
    A pixorga with one school, never activated.
    """
    orga = PixOrga(
        store=store,
        mailer=FolderMailer(mails),
        keys=KeyRing(current=b"k" * 32),
        pseudonym_key=b"p" * 32,
        site=site,
        clock=clock,
        renderer=renderer,
        hasher=PlainHasher(),
    )
    orga.directory.put([a_school()], by=Operator(id="support-1"))
    return orga


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """
    Compiled templates, shared by all tests: half of their time would go into these.
    """
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(orga, mails, compiled):
    """
    The application.
    """
    app = create_app(orga, secret_key=b"s" * 32, mails=mails)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def anybody(app):
    """
    Makes persons, each with a browser of their own.
    """
    return lambda: Person(app)


@pytest.fixture
def claire(anybody):
    """
    Somebody who has done nothing yet.
    """
    return anybody()


@pytest.fixture
def token(orga, mailed):
    """
    Asks for a school's space, and reads the token in its mailbox.
    """

    def token(uai="0750655E"):
        orga.activation.request(uai=uai, first_name="Claire", last_name="Dubois")
        return mailed("rejoindre")

    return token


@pytest.fixture
def mailed(orga, mails):
    """
    Reads the token of the latest mail with a link to a page, after a delivery.
    """

    def mailed(page):
        orga.outbox.deliver()
        text = "\n".join(mail.text for mail in Mailbox(mails))
        return re.search(rf"^https://\S+/{page}/(\S+)", text, re.MULTILINE)[1]

    return mailed


@pytest.fixture
def member(claire, token):
    """
    Claire, who administers the school and is logged in.
    """
    claire.open(f"/rejoindre/{token()}")
    claire.sign_up()
    return claire


@pytest.fixture
def confirmed(member, mailed):
    """
    Claire, whose address is confirmed.
    """
    member.open(f"/confirmer/{mailed('confirmer')}")
    member.submit("/confirmer")
    return member


@pytest.fixture
def reset_link(confirmed, mailed):
    """
    The token by which Claire, who is still logged in, chooses another password.
    """
    confirmed.submit("/mot-de-passe/oublie", email="claire@example.fr")
    return mailed("mot-de-passe")


@pytest.fixture
def contest_link(member, mailed):
    """
    The token by which the mailbox contests Claire.
    """
    return mailed("contester")


@pytest.fixture
def head(anybody, contest_link):
    """
    Whoever reads the mailbox, and has opened the link.
    """
    head = anybody()
    head.open(f"/contester/{contest_link}")
    return head
