"""
What the tests share: a whole pixorga, made of parts that they can foresee.
"""

import os
import re
import shutil
from contextlib import closing

import attrs
import pytest

from pixorga import (
    Establishment,
    KeyRing,
    MemoryStore,
    Operator,
    PixOrga,
    SignUp,
    Site,
    SqlStore,
)
from pixorga.mail.render import JinjaRenderer
from pixorga.testing.builders import a_school
from pixorga.testing.fakes import (
    CountedIds,
    PlainHasher,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

PASSWORD = "une phrase de passe"


def pytest_collection_modifyitems(config, items):
    """
    Leave out the browser's tests where there is none; an error where all must run.
    """
    if any(shutil.which(name) for name in CHROMIUMS):
        return
    browser = [item for item in items if item.get_closest_marker("browser")]
    if not browser:
        return
    advice = "no Chromium found: install it, on Debian with `apt-get install chromium`"
    if os.environ.get("CI"):
        raise pytest.UsageError(advice)
    items[:] = [item for item in items if item not in browser]
    config.hook.pytest_deselected(items=browser)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line(f"{len(browser)} browser tests left out: {advice}")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """
    A database file with its tables, to be copied: making them takes its time.
    """
    path = tmp_path_factory.mktemp("empty") / "pixorga.db"
    SqlStore(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(empty_database, tmp_path):
    """
    The URL of an empty database of this test.
    """
    return f"sqlite:///{shutil.copy(empty_database, tmp_path)}"


@pytest.fixture(params=["memory", "sqlite"])
def store(request):
    """
    An empty store, of each kind in turn.
    """
    if request.param == "memory":
        it = MemoryStore()
    else:
        it = SqlStore(request.getfixturevalue("sqlite_url"))
    with closing(it):
        yield it


@pytest.fixture
def clock():
    """
    A clock that the test sets.
    """
    return SetClock()


@pytest.fixture
def mailer():
    """
    A mailer that keeps what it is given.
    """
    return RecordingMailer()


def make_site():
    """
    An application's addresses.
    """
    return Site(
        sender="Pix Orga <ne-pas-repondre@example.fr>",
        join="https://orga.example.fr/rejoindre/{token}",
        contest="https://orga.example.fr/contester/{token}",
        confirm="https://orga.example.fr/confirmer/{token}",
        reset="https://orga.example.fr/mot-de-passe/{token}",
        operator="assistance@example.fr",
        help="https://orga.example.fr/aide",
        terms="https://orga.example.fr/conditions",
    )


@pytest.fixture
def site():
    """
    An application's addresses, for a test to spoil as it likes.
    """
    return make_site()


@pytest.fixture(scope="session")
def renderer():
    """
    Words mails; shared, because templates are compiled once by each.
    """
    return JinjaRenderer(site=make_site())


@pytest.fixture
def events():
    """
    What the application was told of.
    """
    return []


@attrs.define
class World:
    """
    A pixorga with one school, and what its people see of it.
    """

    orga: PixOrga
    mailer: RecordingMailer
    operator: Operator = attrs.field(factory=lambda: Operator(id="support-1"))
    school: Establishment = attrs.field(factory=a_school)

    def add(self, *schools):
        """
        Put schools into the directory.
        """
        self.orga.directory.put(schools, by=self.operator)

    def ask(self, *, first_name="Claire", last_name="Dubois", **form):
        """
        Fill in the form.
        """
        form = {"uai": "0750655E"} | form
        return self.orga.activation.request(
            first_name=first_name, last_name=last_name, **form
        )

    def token(self, page="rejoindre"):
        """
        The token in the last mail with a link to a page, after a delivery.
        """
        self.orga.outbox.deliver()
        pattern = re.compile(rf"^https://\S+/{page}/(\S+)\s*$", re.MULTILINE)
        for mail in reversed(self.mailer.mails):
            found = pattern.search(mail.get_body(("plain",)).get_content())
            if found:
                return found[1]
        raise AssertionError(page)

    def join(self, person, **form):
        """
        Make a person administrator by a link of their own.
        """
        return self.orga.invitations.redeem(self.link(**form), by=person)

    def told(self):
        """
        Who is told what by the mails that are due: recipients by subject.
        """
        seen = len(self.mailer.attempts)
        self.orga.outbox.deliver()
        told = {}
        for mail in self.mailer.mails[seen:]:
            told.setdefault(mail["Subject"], []).append(mail["To"])
        return {subject: sorted(to) for subject, to in told.items()}

    def link(self, **form):
        """
        Ask, and open the mailbox.
        """
        self.ask(**form)
        return self.token()

    def sign_up(self, **changes):
        """
        A sign-up form that is right but for the changes.
        """
        form = {
            "uai": str(self.school.uai),
            "first_name": "Claire",
            "last_name": "Dubois",
            "email": "claire@example.fr",
            "password": PASSWORD,
            "terms": "1",
        }
        return SignUp(**form | changes)


@pytest.fixture
def world(store, clock, mailer, site, renderer, events):
    """
    A pixorga with one school.
    """
    orga = PixOrga(
        store=store,
        mailer=mailer,
        keys=KeyRing(current=b"k" * 32),
        pseudonym_key=b"p" * 32,
        site=site,
        clock=clock,
        ids=CountedIds(),
        randomness=SeededRandomness(),
        hasher=PlainHasher(),
        renderer=renderer,
        on_event=events.append,
    )
    world = World(orga=orga, mailer=mailer)
    world.add(world.school)
    return world
