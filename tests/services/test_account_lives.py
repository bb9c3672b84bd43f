"""
Any sequence of what people do with accounts, against a model small enough to believe.

The model knows nothing of tokens, hashes, rows or transactions: people with passwords,
letters with links, and how long one has to wait. After each step what the services
answered, and what is kept, is compared with it.
"""

import shutil
import tempfile
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pixorga import (
    EmailAddress,
    KeyRing,
    MemoryStore,
    Operator,
    PixOrga,
    SignUp,
    Site,
    SqlStore,
)
from pixorga.config import Limits
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.errors import (
    AddressTakenError,
    CredentialsError,
    InputError,
    LinkExpiredError,
    LinkInvalidError,
    LinkReplayedError,
    LinkRevokedError,
    LoginThrottledError,
    TermsUpdateRequiredError,
)
from pixorga.services.integrity import check
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.fakes import (
    CountedIds,
    PlainHasher,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)

CONFIRM, RESET = LinkPurpose.CONFIRM, LinkPurpose.RESET
PENDING = LinkState.PENDING
LIFETIMES = {CONFIRM: timedelta(days=3), RESET: timedelta(days=1)}
ENDS = {
    LinkState.ACCEPTED: LinkReplayedError,
    LinkState.EXPIRED: LinkExpiredError,
    LinkState.REVOKED: LinkRevokedError,
    LinkState.SUPERSEDED: LinkRevokedError,
}
HOUR, DAY = 3600, 86_400

picks = st.integers(min_value=0)
addresses = st.sampled_from([f"{name}@example.fr" for name in ("ada", "bob", "cleo")])
passwords = st.sampled_from([f"le mot de passe {name}" for name in ("un", "deux")])
latest = st.sampled_from([0, 0, 1, 2, 3, 7])
mostly = st.sampled_from([True, True, True, False])
clients = st.sampled_from([None, "192.0.2.1"])


@attrs.define(eq=False)
class Person:
    """
    The model of an account.
    """

    id: str
    email: str
    password: str
    terms: int
    confirmed: bool = False


@attrs.define(eq=False)
class Letter:
    """
    The model of an account's link.
    """

    token: str
    owner: Person
    purpose: LinkPurpose
    to: str
    issued: int
    state: LinkState = PENDING


@attrs.define
class Patience:
    """
    The model of a throttle: failures under a key, and when the last one was.
    """

    free: int
    failures: int = 0
    last: int = 0

    def remembered(self, now):
        """
        The failures that are not a day old.
        """
        return 0 if now - self.last >= DAY else self.failures

    def wait(self, now):
        """
        Seconds to wait.
        """
        over = self.remembered(now) - self.free
        delay = 0 if over < 0 else min(15 * 2**over, 900)
        left = self.last + delay - now
        return 0 if left > 2 * delay else max(0, min(left, delay))


class AccountLives(RuleBasedStateMachine):
    """
    Three addresses, whoever signs up with them, terms that change, and time.
    """

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.store = self.stack.enter_context(closing(self.open_store()))
        self.clock = SetClock()
        self.start = self.clock.now()
        self.hasher = PlainHasher()
        self.orga = PixOrga(
            store=self.store,
            mailer=RecordingMailer(),
            keys=KeyRing(current=b"k" * 32),
            pseudonym_key=b"p" * 32,
            site=Site.at("https://example.fr", sender="x@e.fr", operator="o@e.fr"),
            clock=self.clock,
            ids=CountedIds(),
            randomness=SeededRandomness(),
            hasher=self.hasher,
            limits=Limits(
                per_school=(),
                per_client=(),
                per_addressee=(),
                overall=(),
                overall_accounts=(),
            ),
        )
        self.school = a_school()
        self.orga.directory.put([self.school], by=Operator(id="support"))
        self.people: list[Person] = []
        self.letters: list[Letter] = []
        self.patience: dict[tuple[str, ...], Patience] = {}
        self.terms = 1

    def open_store(self):
        """
        A store in memory.
        """
        return MemoryStore()

    def teardown(self):
        """
        Whatever happened, nothing in the store disagrees; then let go of it.
        """
        with self.stack:
            assert list(check(self.store)) == []

    # What the model says

    @property
    def now(self):
        """
        Seconds since the beginning; before it, when the clock went back.
        """
        return int((self.clock.now() - self.start).total_seconds())

    def owner_of(self, address):
        """
        Whose address it is.
        """
        return next((one for one in self.people if one.email == address), None)

    def over(self, letter):
        """
        Whether a letter's time is over.
        """
        life = LIFETIMES[letter.purpose].total_seconds()
        return letter.state is PENDING and self.now >= letter.issued + life

    def shown(self, letter):
        """
        Where a letter stands for whoever opens it.
        """
        return LinkState.EXPIRED if self.over(letter) else letter.state

    def end(self, letter, state):
        """
        End a letter; one whose time is over has ended by itself.
        """
        letter.state = LinkState.EXPIRED if self.over(letter) else state

    def pending(self, person):
        """
        A person's letters that may still be good.
        """
        return [
            one for one in self.letters if one.owner is person and one.state is PENDING
        ]

    def sent(self, person, purpose, to):
        """
        A letter went out, and an earlier one for the same purpose ended.
        """
        for earlier in self.pending(person):
            if earlier.purpose is purpose:
                self.end(earlier, LinkState.SUPERSEDED)
        rows = self.store.transact(lambda unit: unit.accounts.pending_links(person.id))
        (row,) = [row for row in rows if row.purpose is purpose]
        token = self.orga._parts.tokens.mint(row)
        self.letters.append(Letter(token, person, purpose, to, self.now))

    def secured(self, person):
        """
        Password or address is another: what leads anywhere else ended.
        """
        for letter in self.pending(person):
            if (letter.purpose, letter.to) != (CONFIRM, person.email):
                self.end(letter, LinkState.REVOKED)

    def refusal(self, letter, purpose):
        """
        What the holder of a letter is told by a verb; that it is over is noted.
        """
        if purpose is not letter.purpose or letter.issued > self.now + 5:
            return LinkInvalidError
        if self.over(letter):
            letter.state = LinkState.EXPIRED
        return ENDS.get(letter.state)

    def kept(self, address, client):
        """
        What an attempt counts under.
        """
        both, alone = (address, client or ""), (address,)
        return [
            self.patience.setdefault(both, Patience(free=5)),
            self.patience.setdefault(alone, Patience(free=50)),
        ]

    def attempt(self, address, password, client, person):
        """
        What an attempt to give a person's password meets.
        """
        kept = self.kept(address, client)
        if any(one.wait(self.now) for one in kept):
            return LoginThrottledError
        for one in kept:
            one.failures, one.last = one.remembered(self.now) + 1, self.now
        if person is None or person.password != password:
            return CredentialsError
        for one in kept:
            one.failures = 0
        return None

    def told(self, error):
        """
        What whoever has logged in is told of it: which field is wrong.
        """
        return InputError if error is CredentialsError else error

    def expect(self, error, verb):
        """
        Run a verb; it must meet this error, or none.
        """
        if error is None:
            return verb()
        with pytest.raises(error) as refusal:
            verb()
        assert type(refusal.value) is error
        return None

    def principal(self, person):
        """
        Somebody as a session knows them.
        """
        return self.orga.accounts.view(by=a_person(id=person.id)).person

    def letter(self, pick, purpose, *, right):
        """
        One of the letters: for the purpose, as long as it is to be the right kind.
        """
        kind = [one for one in self.letters if (one.purpose is purpose) == right]
        letters = kind or self.letters
        return letters[-1 - pick % len(letters)]

    # What happens

    @initialize()
    def begin(self):
        """
        Two people have accounts, one with a confirmed address and a forgotten password.
        """
        self.sign_up("ada@example.fr", "le mot de passe un", accepts=True)
        self.confirm(0, right=True, other=0)
        self.request_reset("ada@example.fr")
        self.sign_up("bob@example.fr", "le mot de passe un", accepts=True)

    @rule(seconds=st.sampled_from([15, 14, 1, 899, HOUR, DAY - 1, DAY, 3 * DAY]))
    def wait(self, seconds):
        """
        Time goes by.
        """
        self.clock.advance(seconds=seconds)

    @rule(seconds=st.sampled_from([4, 20, HOUR, 4 * DAY]))
    def go_back(self, seconds):
        """
        The clock is put back.
        """
        self.clock.advance(seconds=-seconds)

    @rule()
    def write_new_terms(self):
        """
        The terms of use change.
        """
        self.terms += 1
        parts = self.orga._parts
        site = attrs.evolve(parts.site, terms_version=str(self.terms))
        self.orga._wire(attrs.evolve(parts, site=site))

    @rule(email=addresses, password=passwords, accepts=mostly)
    def sign_up(self, email, password, accepts):
        """
        Somebody signs up by a link that was mailed to the school.
        """
        self.orga.activation.request(
            uai="0750655E", first_name="Claire", last_name="Dubois"
        )
        mailbox = self.school.mailbox
        link = self.store.transact(
            lambda unit: unit.links.pending(
                self.school.uai, purpose=LinkPurpose.JOIN, sent_to=mailbox
            )
        )
        form = SignUp(
            uai=str(self.school.uai),
            first_name="Claire",
            last_name="Dubois",
            email=email.upper(),
            password=password,
            terms=str(self.terms if accepts else self.terms - 1),
        )
        error = AddressTakenError if self.owner_of(email) else None
        member = self.expect(
            error if accepts else InputError,
            lambda: self.orga.invitations.join(
                self.orga._parts.tokens.mint(link), sign_up=form
            ),
        )
        if member is not None:
            person = Person(member.person.id, email, password, self.terms)
            self.people.append(person)
            self.sent(person, CONFIRM, email)

    @rule(
        email=addresses,
        password=passwords,
        client=clients,
        terms=st.sampled_from([None, 1, 1, 0]),
        times=st.sampled_from([1, 1, 1, 6]),
    )
    def log_in(self, email, password, client, terms, times):
        """
        Somebody logs in, or tries to.
        """
        for _ in range(times):
            person = self.owner_of(email)
            error = InputError if terms == 0 else None
            error = error or self.attempt(email, password, client, person)
            if error is None and terms:
                person.terms = self.terms
            if error is None and person.terms != self.terms:
                error = TermsUpdateRequiredError
            accepted = None if terms is None else str(self.terms + terms - 1)
            principal = self.expect(
                error,
                lambda accepted=accepted: self.orga.accounts.log_in(
                    email, password=password, client=client, terms=accepted
                ),
            )
            assert principal is None or principal.id == person.id

    @rule(pick=picks)
    def request_confirmation(self, pick):
        """
        Somebody has the link to confirm their address sent again.
        """
        person = self.people[pick % len(self.people)]
        self.orga.accounts.request_confirmation(by=self.principal(person))
        self.sent(person, CONFIRM, person.email)

    @rule(pick=latest, right=mostly, other=st.sampled_from([0, 0, 0, 1]))
    def confirm(self, pick, right, other):
        """
        Somebody who has logged in opens a letter of their own, or another's.
        """
        letter = self.letter(pick, CONFIRM, right=right)
        owner = letter.owner
        by = self.people[(self.people.index(owner) + other) % len(self.people)]
        error = self.confirm_error(letter, by)
        principal = self.principal(by)
        view = self.expect(
            error, lambda: self.orga.accounts.confirm(letter.token, by=principal)
        )
        if view is None:
            return
        assert str(view.person.email) == letter.to
        if letter.state is PENDING:
            letter.state = LinkState.ACCEPTED
            moved = owner.email != letter.to
            owner.email, owner.confirmed = letter.to, True
            if moved:
                self.secured(owner)

    def confirm_error(self, letter, by):
        """
        What is due to whoever opens a letter.
        """
        future = letter.issued > self.now + 5
        if letter.purpose is not CONFIRM or future or by is not letter.owner:
            return LinkInvalidError
        if (letter.state, letter.to) == (LinkState.ACCEPTED, by.email):
            return None
        error = self.refusal(letter, CONFIRM)
        taken = self.owner_of(letter.to) not in {by, None}
        return AddressTakenError if error is None and taken else error

    @rule(email=addresses)
    def request_reset(self, email):
        """
        Somebody, anybody, has forgotten a password.
        """
        assert self.orga.accounts.request_reset(email) is None
        person = self.owner_of(email)
        if person is not None and person.confirmed:
            self.sent(person, RESET, email)

    @rule(pick=latest, right=mostly, password=passwords)
    def reset(self, pick, right, password):
        """
        Whoever has a letter chooses another password by it.
        """
        letter = self.letter(pick, RESET, right=right)
        error = self.refusal(letter, RESET)
        self.expect(
            error,
            lambda: self.orga.accounts.reset(
                letter.token, email=letter.to, password=password
            ),
        )
        if error is None:
            letter.state = LinkState.ACCEPTED
            letter.owner.password = password
            self.secured(letter.owner)

    @rule(pick=picks, old=passwords, new=passwords, client=clients)
    def change_password(self, pick, old, new, client):
        """
        Somebody chooses another password.
        """
        person = self.people[pick % len(self.people)]
        error = self.told(self.attempt(person.email, old, client, person))
        by = self.principal(person)
        self.expect(
            error,
            lambda: self.orga.accounts.change_password(
                old=old, new=new, by=by, client=client
            ),
        )
        if error is None:
            person.password = new
            self.secured(person)

    @rule(pick=picks, email=addresses, password=passwords)
    def change_address(self, pick, email, password):
        """
        Somebody asks for another address, be it another's.
        """
        person = self.people[pick % len(self.people)]
        error = self.told(self.attempt(person.email, password, None, person))
        by = self.principal(person)
        self.expect(
            error,
            lambda: self.orga.accounts.change_address(email, password=password, by=by),
        )
        if error is None:
            self.sent(person, CONFIRM, email)

    @rule(pick=picks, email=addresses)
    def move(self, pick, email):
        """
        Somebody asks for another address, and opens the letter at once.
        """
        person = self.people[pick % len(self.people)]
        self.change_address(pick, email, person.password)
        self.confirm(0, right=True, other=0)

    @rule(pick=picks, password=passwords)
    def restore(self, pick, password):
        """
        Somebody has forgotten the password, and opens the letter at once.
        """
        self.request_reset(self.people[pick % len(self.people)].email)
        self.reset(0, right=True, password=password)

    @rule(pick=picks)
    def peek(self, pick):
        """
        Anybody, or a scanner, looks.
        """
        letter = self.letters[pick % len(self.letters)]
        future = letter.issued > self.now + 5
        view = self.expect(
            LinkInvalidError if future else None,
            lambda: self.orga.accounts.peek(letter.token, purpose=letter.purpose),
        )
        assert view is None or view.state is self.shown(letter)

    # What always holds

    @invariant()
    def accounts_are_as_modelled(self):
        """
        Each account is what the model says, and no address has another one.
        """
        for person in self.people:
            row = self.store.transact(lambda unit, p=person: unit.accounts.get(p.id))
            assert str(row.email) == person.email
            assert (row.confirmed_at is not None) == person.confirmed
            assert row.terms == str(person.terms)
            assert self.hasher.verify(person.password, password_hash=row.password_hash)
        for address in ("ada", "bob", "cleo"):
            email = EmailAddress(f"{address}@example.fr")
            row = self.store.transact(lambda unit, e=email: unit.accounts.by_email(e))
            owner = self.owner_of(str(email))
            assert (row and row.id) == (owner and owner.id)

    @invariant()
    def links_are_as_modelled(self):
        """
        Each link's row is where the model says, and nobody has another one.
        """
        for letter in self.letters:
            handle = letter.token.split(".")[1]
            row = self.store.transact(lambda unit, h=handle: unit.accounts.link(h))
            assert row.state is letter.state
            assert (str(row.sent_to), row.purpose) == (letter.to, letter.purpose)
        for person in self.people:
            rows = self.store.transact(
                lambda unit, p=person: unit.accounts.pending_links(p.id)
            )
            tokens = {self.orga._parts.tokens.mint(row) for row in rows}
            assert tokens == {letter.token for letter in self.pending(person)}

    @invariant()
    def copies_are_up_to_date(self):
        """
        The school's team has each person's present address.
        """
        team = self.store.transact(lambda unit: unit.team.of_school(self.school.uai))
        copies = {member.person.id: str(member.person.email) for member in team}
        assert copies == {person.id: person.email for person in self.people}

    @invariant()
    def nobody_waits_for_ever(self):
        """
        Nobody is told to wait longer than a quarter of an hour.
        """
        waits = [one.wait(self.now) for one in self.patience.values()]
        assert max(waits, default=0) <= 900


class SqliteAccountLives(AccountLives):
    """
    The same on an SQLite file.
    """

    template: Path

    def open_store(self):
        """
        A store in a file of its own.
        """
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        return SqlStore(f"sqlite:///{shutil.copy(self.template, folder)}")


@pytest.fixture(autouse=True, scope="module")
def _template(empty_database):
    SqliteAccountLives.template = empty_database


LONG = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestAccountLivesInMemory = AccountLives.TestCase
TestAccountLivesInMemory.settings = LONG

TestAccountLivesInSqlite = SqliteAccountLives.TestCase
TestAccountLivesInSqlite.settings = settings(LONG, max_examples=15)
