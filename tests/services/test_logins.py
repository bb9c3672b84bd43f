"""
Logging in: who is let in, and how failures slow further ones down.
"""

from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest

from pixorga import EmailAddress
from pixorga.domain.account import ACROSS_ADDRESSES, PER_ADDRESS, PER_CLIENT
from pixorga.errors import (
    CredentialsError,
    InputError,
    LinkReplayedError,
    LoginThrottledError,
    TermsOutdatedError,
    TermsUpdateRequiredError,
)
from pixorga.services.gate import LOOKED_AT, Gate
from pixorga.services.logins import Logins
from pixorga.testing.fakes import DenyingLimiter
from pixorga.testing.hooks import HookedStore
from pixorga.testing.interleaving import cross_verbs
from pixorga.tokens import Pseudonyms

PASSWORD = "une phrase de passe"
OTHER = "une autre phrase de passe"
CLAIRE = "claire@example.fr"
STRANGER = "jean@example.fr"
HOME, AWAY = "192.0.2.1", "198.51.100.7"


class Noting:
    """
    A port that notes what it is asked, and asks the real one.
    """

    def __init__(self, port, name, calls):
        self._port, self._name, self._calls = port, name, calls

    def __getattr__(self, verb):
        value = getattr(self._port, verb)

        def ask(*args, **kwargs):
            self._calls.append(f"{self._name}.{verb}")
            return value(*args, **kwargs)

        return ask


@pytest.fixture
def accounts(world):
    """
    The verbs of accounts.
    """
    return world.orga.accounts


@pytest.fixture
def claire(world):
    """
    Somebody who has signed up and confirmed her address.
    """
    link = world.link()
    person = world.orga.invitations.join(link, sign_up=world.sign_up()).person
    world.orga.accounts.confirm(world.token("confirmer"), by=person)
    return person


@pytest.fixture
def remade(world):
    """
    The same pixorga with other parts.
    """

    def remade(**parts):
        copy = object.__new__(type(world.orga))
        copy._wire(attrs.evolve(world.orga._parts, **parts))
        return copy

    return remade


@pytest.fixture
def asked(world, remade):
    """
    The calls of every port that some verb makes, in order.
    """

    def asked(verb):
        calls = []
        parts = world.orga._parts
        clock = Noting(parts.clock, "clock", calls)
        store = HookedStore(parts.store, before=calls.append)
        gate = Gate(
            Noting(DenyingLimiter(after=99), "limiter", calls),
            limits=parts.gate._limits,
            pseudonyms=parts.pseudonyms,
            clock=clock,
        )
        orga = remade(
            store=Noting(store, "store", calls),
            hasher=Noting(parts.hasher, "hasher", calls),
            ids=Noting(parts.ids, "ids", calls),
            randomness=Noting(parts.randomness, "randomness", calls),
            mailer=Noting(parts.mailer, "mailer", calls),
            renderer=Noting(parts.renderer, "renderer", calls),
            clock=clock,
            gate=gate,
        )
        try:
            verb(orga.accounts)
        except CredentialsError:
            calls.append("refused")
        return calls

    return asked


@pytest.fixture
def row(store, claire):
    """
    What is stored of the account.
    """
    return lambda: store.transact(lambda unit: unit.accounts.get(claire.id))


@pytest.fixture
def meanwhile(world, monkeypatch):
    """
    Have something happen while a password is looked at, outside of any transaction.
    """

    def meanwhile(happen):
        hasher = world.orga._parts.hasher
        verify = hasher.verify

        def slow(password, *, password_hash):
            monkeypatch.undo()
            happen()
            return verify(password, password_hash=password_hash)

        monkeypatch.setattr(hasher, "verify", slow)

    return meanwhile


def fail(accounts, times, *, email=CLAIRE, **form):
    """
    Log in with a wrong password, so many times.
    """
    for _ in range(times):
        with pytest.raises(CredentialsError):
            accounts.log_in(email, password="faux", **form)


def wait(accounts, *, email=CLAIRE, **form):
    """
    Seconds that the next attempt is told to wait, 0 for one that was made.
    """
    try:
        accounts.log_in(email, password="faux", **form)
    except LoginThrottledError as error:
        return error.retry_after
    except CredentialsError:
        return 0
    raise AssertionError(email)


class TestLogIn:
    @pytest.mark.parametrize("typed", [CLAIRE, "CLAIRE@EXAMPLE.FR", f" {CLAIRE} "])
    def test_lets_in(self, accounts, claire, typed):
        """
        A26: the right password lets in, in whatever case the address was typed.
        """
        assert accounts.log_in(typed, password=PASSWORD) == claire

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            (CLAIRE, OTHER),
            (STRANGER, PASSWORD),
            ("pas une adresse", PASSWORD),
            ("cla\u0131re@example.fr", PASSWORD),
            ("cl\u0430ire@example.fr", PASSWORD),
            (f"{CLAIRE},x@example.fr", PASSWORD),
            (f"{CLAIRE}\r\n", PASSWORD),
            ("\ud800", PASSWORD),
            ("x" * 100_000, PASSWORD),
            (CLAIRE, PASSWORD * 100),
            (CLAIRE, PASSWORD.upper()),
            (CLAIRE, f"{PASSWORD} "),
            (CLAIRE, " "),
        ],
        ids=ascii,
    )
    def test_refuses_alike(self, accounts, claire, email, password):
        """
        A26: a wrong password, an unknown address and nonsense get one answer.
        """
        with pytest.raises(CredentialsError) as refusal:
            accounts.log_in(email, password=password)

        assert refusal.value.details == {}

    def test_over_long_password_is_no_shorter_one(self, world, accounts):
        """
        What follows the longest password counts: it is not cut off and accepted.
        """
        longest = "x" * 128
        form = world.sign_up(password=longest)
        world.orga.invitations.join(world.link(), sign_up=form)

        assert accounts.log_in(CLAIRE, password=longest)
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=longest + "x")

    @pytest.mark.parametrize(
        ("email", "password", "fields"),
        [
            (None, "", ["email", "password"]),
            (" ", None, ["email", "password"]),
            (CLAIRE, "", ["password"]),
            ("", PASSWORD, ["email"]),
        ],
    )
    def test_asks_for_both_fields(self, accounts, claire, email, password, fields):
        """
        Blank fields are told, both at once, and count as no failure.
        """
        for _ in range(9):
            with pytest.raises(InputError) as refusal:
                accounts.log_in(email, password=password)

        assert [error.field for error in refusal.value.errors] == fields
        assert accounts.log_in(CLAIRE, password=PASSWORD)

    def test_does_not_need_a_confirmed_address(self, world, accounts):
        """
        Whoever has not read the mail yet logs in all the same.
        """
        person = world.orga.invitations.join(
            world.link(), sign_up=world.sign_up()
        ).person

        assert accounts.log_in(CLAIRE, password=PASSWORD) == person


class TestWork:
    @pytest.mark.parametrize("email", [STRANGER, "x@example.fr"])
    def test_as_hard_for_strangers(self, claire, asked, email):
        """
        A37: an unknown address makes every port do what a wrong password makes it do.
        """
        known = asked(lambda accounts: accounts.log_in(CLAIRE, password="faux"))
        unknown = asked(lambda accounts: accounts.log_in(email, password=PASSWORD))

        assert unknown == known
        assert known[-1] == "refused"
        assert known.count("hasher.verify") == 1
        assert known.count("store.transact") == 1

    def test_nonsense_costs_a_hash_too(self, claire, asked):
        """
        A37: what cannot be an address is looked at as long as one that can.
        """
        calls = asked(lambda accounts: accounts.log_in("claire", password=PASSWORD))
        known = asked(lambda accounts: accounts.log_in(CLAIRE, password="faux"))

        assert calls == [call for call in known if call != "accounts.by_email"]

    def test_looks_at_no_more_than_a_password_s_length(
        self, world, accounts, claire, monkeypatch
    ):
        """
        A password of a megabyte costs what the longest one costs.
        """
        lengths = []
        monkeypatch.setattr(
            world.orga._parts.hasher,
            "verify",
            lambda password, *, password_hash: lengths.append(len(password)),
        )
        for email in (CLAIRE, STRANGER):
            with pytest.raises(CredentialsError):
                accounts.log_in(email, password="x" * 1_000_000)

        assert lengths == [129, 129]

    def test_asks_for_a_link_alike(self, world, claire, asked):
        """
        A37: a forgotten password makes the same calls of every port, known or not.
        """
        ports = {
            email: [
                call
                for call in asked(lambda accounts, e=email: accounts.request_reset(e))
                if call.split(".")[0] not in {"accounts", "audit", "outbox"}
            ]
            for email in (CLAIRE, STRANGER)
        }

        assert ports[CLAIRE] == ports[STRANGER]
        assert ports[CLAIRE].count("store.transact") == 1
        assert not {"mailer.send", "renderer.render"} & set(ports[CLAIRE])

    def test_writes_for_strangers_too(self, claire, asked):
        """
        A37: the row that is read, and the note that is written, are so for anybody.
        """
        calls = asked(lambda accounts: accounts.request_reset(STRANGER))

        assert [call for call in calls if call.startswith(("accounts", "audit"))] == [
            "accounts.by_email",
            "audit.note",
        ]


class TestSpraying:
    """
    One password is tried on many addresses, from one client.
    """

    def spray(self, accounts, times, *, client=AWAY):
        """
        What comes of so many addresses.
        """
        return [
            wait(accounts, email=f"user{number}@example.fr", client=client)
            for number in range(times)
        ]

    def test_is_slowed_down(self, accounts):
        """
        Thirty addresses are tried at once, and no more.
        """
        assert self.spray(accounts, 33) == [0] * 30 + [15] * 3

    def test_others_are_not(self, accounts, claire):
        """
        Other clients, and whoever tells of none, log in as before.
        """
        self.spray(accounts, 31)

        assert accounts.log_in(CLAIRE, password=PASSWORD, client=HOME) == claire
        assert accounts.log_in(CLAIRE, password=PASSWORD) == claire

    @pytest.mark.parametrize("network", [AWAY, "2001:db8::{}", " 2001:DB8:0:0:{}::1"])
    def test_of_a_network(self, accounts, network):
        """
        An IPv6 network is one client, as it is for requests.
        """
        waits = [
            wait(accounts, email=f"user{n}@example.fr", client=network.format(n))
            for n in range(1, 32)
        ]

        assert waits == [0] * 30 + [15]

    def test_own_account_does_not_help(self, accounts, claire):
        """
        A guesser who logs in to an account of their own in between goes on waiting.
        """
        self.spray(accounts, 29)
        assert accounts.log_in(CLAIRE, password=PASSWORD, client=AWAY)

        assert self.spray(accounts, 2) == [0, 15]

    def test_a_school_s_successes_count_nothing(self, accounts, claire):
        """
        However many log in from a school, the next one does not wait.
        """
        for _ in range(50):
            assert accounts.log_in(CLAIRE, password=PASSWORD, client=AWAY) == claire

        assert wait(accounts, client=AWAY) == 0

    def test_is_forgotten(self, accounts, clock):
        """
        An hour later the client begins anew.
        """
        self.spray(accounts, 31)
        clock.advance(seconds=3600)

        assert self.spray(accounts, 31) == [0] * 30 + [15]

    def test_support_helps(self, world, accounts, claire):
        """
        An operator lifts the delay of a client too.
        """
        self.spray(accounts, 31)

        world.orga.support.unblock_logins(
            CLAIRE, client=AWAY, by=world.operator, reason="mistake"
        )

        assert accounts.log_in(CLAIRE, password=PASSWORD, client=AWAY) == claire


class TestReset:
    @pytest.fixture
    def token(self, world, accounts, claire):
        """
        A link to choose another password.
        """
        accounts.request_reset(CLAIRE)
        return world.token("mot-de-passe")

    def test_lets_the_owner_in(self, accounts, claire, token):
        """
        A stranger's failures keep nobody out who has proved to read the mailbox.
        """
        for client in range(10):
            fail(accounts, 5, client=f"198.51.100.{client}")
        assert wait(accounts, client=HOME) == 15

        accounts.reset(token, email=CLAIRE, password=OTHER)

        assert accounts.log_in(CLAIRE, password=OTHER, client=HOME) == claire

    def test_forgets_the_client_s_failures(self, accounts, claire, token):
        """
        Whoever mistyped the former password does not wait to type the new one.
        """
        fail(accounts, 5, client=HOME)
        assert wait(accounts, client=HOME) == 15

        accounts.reset(token, email=CLAIRE, password=OTHER, client=HOME)

        assert accounts.log_in(CLAIRE, password=OTHER, client=HOME) == claire

    def test_does_not_help_a_sprayer(self, accounts, token):
        """
        The owner of one address does not reset what a client failed at others.
        """
        for number in range(31):
            wait(accounts, email=f"user{number}@example.fr", client=AWAY)

        accounts.reset(token, email=CLAIRE, password=OTHER, client=AWAY)

        assert wait(accounts, email="user99@example.fr", client=AWAY) == 0
        assert wait(accounts, email="user98@example.fr", client=AWAY) > 0

    def test_by_a_dead_link(self, accounts, token):
        """
        A link that was used forgives nothing.
        """
        accounts.reset(token, email=CLAIRE, password=OTHER)
        fail(accounts, 5, client=HOME)

        with pytest.raises(LinkReplayedError):
            accounts.reset(token, email=CLAIRE, password=OTHER, client=HOME)

        assert wait(accounts, client=HOME) == 15


class TestTerms:
    @pytest.fixture
    def newer(self, remade, site, claire):
        """
        The accounts once the terms have changed.
        """
        return remade(site=attrs.evolve(site, terms_version="2")).accounts

    def test_are_asked_for(self, newer, row):
        """
        The right password meets the question, and says which version.
        """
        with pytest.raises(TermsUpdateRequiredError) as refusal:
            newer.log_in(CLAIRE, password=PASSWORD)

        assert refusal.value.version == "2"
        assert row().terms == "1"

    def test_are_asked_of_no_stranger(self, newer):
        """
        A wrong password is a wrong password; whose account it is remains unsaid.
        """
        for email, password in ((CLAIRE, OTHER), (STRANGER, PASSWORD)):
            with pytest.raises(CredentialsError):
                newer.log_in(email, password=password)

    def test_are_accepted_with_the_log_in(self, newer, claire, row, clock, events):
        """
        Accepted once, they are not asked for again; version and instant are kept.
        """
        clock.advance(days=1)
        events.clear()

        assert newer.log_in(CLAIRE, password=PASSWORD, terms="2") == claire
        clock.advance(days=1)
        assert newer.log_in(CLAIRE, password=PASSWORD) == claire
        assert newer.log_in(CLAIRE, password=PASSWORD, terms="2") == claire

        assert row().terms == "2"
        assert (clock.now() - row().terms_at).days == 1
        (event,) = events
        assert event.code == "TERMS_ACCEPTED"
        assert dict(event.details) == {"account": claire.id, "version": "2"}

    @pytest.mark.parametrize("terms", ["", "1", "3"])
    def test_other_versions_are_refused(self, newer, row, terms):
        """
        Other terms than the present are a fault of the form, and count as no failure.
        """
        for _ in range(9):
            with pytest.raises(InputError) as refusal:
                newer.log_in(CLAIRE, password=PASSWORD, terms=terms)

        (error,) = refusal.value.errors
        assert isinstance(error, TermsOutdatedError)
        assert error.version == "2"
        assert row().terms == "1"

    def test_are_not_accepted_by_a_wrong_password(self, newer, row):
        """
        Nobody accepts for somebody else.
        """
        with pytest.raises(CredentialsError):
            newer.log_in(CLAIRE, password=OTHER, terms="2")

        assert row().terms == "1"

    def test_question_forgets_failures(self, newer):
        """
        Whoever had the password right has no failures, terms or not.
        """
        fail(newer, 4)
        with pytest.raises(TermsUpdateRequiredError):
            newer.log_in(CLAIRE, password=PASSWORD)

        fail(newer, 5)

    def test_question_burns_no_link(self, world, newer, claire):
        """
        The link that was opened before the log-in is as good afterwards.
        """
        token = world.link()
        with pytest.raises(TermsUpdateRequiredError):
            newer.log_in(CLAIRE, password=PASSWORD)

        person = newer.log_in(CLAIRE, password=PASSWORD, terms="2")

        assert world.orga.invitations.redeem(token, by=person)

    def test_former_version_again(self, accounts, claire, newer):
        """
        An application that goes back to former terms asks for those.
        """
        newer.log_in(CLAIRE, password=PASSWORD, terms="2")

        with pytest.raises(TermsUpdateRequiredError) as refusal:
            accounts.log_in(CLAIRE, password=PASSWORD)

        assert refusal.value.version == "1"


class TestRehash:
    @pytest.fixture
    def old(self, world, row, monkeypatch):
        """
        A hash that was made otherwise than new ones are.
        """
        hasher = world.orga._parts.hasher
        monkeypatch.setattr(hasher, "hash", lambda text: f"new:{text[::-1]}")
        monkeypatch.setattr(
            hasher,
            "verify",
            lambda text, *, password_hash: (
                (password_hash or "").partition(":")[2] == text[::-1]
            ),
        )
        monkeypatch.setattr(
            hasher, "needs_rehash", lambda text: not text.startswith("new:")
        )
        return row().password_hash

    def test_renews(self, accounts, claire, row, old, clock):
        """
        A log-in renews an old hash; nothing else of the account changes, nor ends.
        """
        before = row()
        clock.advance(days=1)

        assert accounts.log_in(CLAIRE, password=PASSWORD) == claire

        assert row().password_hash == f"new:{PASSWORD[::-1]}" != old
        assert row() == attrs.evolve(before, password_hash=row().password_hash)
        assert accounts.log_in(CLAIRE, password=PASSWORD) == claire

    def test_not_by_a_wrong_password(self, accounts, row, old):
        """
        A password that is wrong is never the one that is hashed.
        """
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=OTHER)

        assert row().password_hash == old

    def test_twice_at_once(self, store, remade, claire, row, old):
        """
        Two log-ins at once both renew it, and both let in.
        """
        answers = cross_verbs(
            store,
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password=PASSWORD),
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password=PASSWORD),
        )

        assert answers == (claire, claire)
        assert row().password_hash == f"new:{PASSWORD[::-1]}"

    def test_overwrites_no_newer_password(
        self, world, accounts, claire, row, clock, meanwhile
    ):
        """
        A password that was changed meanwhile stays; the former one lets nobody in.
        """
        clock.advance(seconds=60)

        def change():
            accounts.change_password(old=PASSWORD, new=OTHER, by=claire)

        hasher = world.orga._parts.hasher
        hasher.needs_rehash = lambda _: True
        meanwhile(change)

        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=PASSWORD)

        del hasher.needs_rehash
        assert row().password_hash == hasher.hash(OTHER)
        assert accounts.log_in(CLAIRE, password=OTHER) == claire

    def test_overwrites_no_other_hash(self, world, accounts, store, row, meanwhile):
        """
        Of two that renew it, the later one leaves the other's.
        """
        before = row()
        renewed = attrs.evolve(before, password_hash="plain:other")
        hasher = world.orga._parts.hasher
        hasher.needs_rehash = lambda _: True
        meanwhile(
            lambda: store.transact(lambda u: u.accounts.save(renewed, was=before))
        )

        assert accounts.log_in(CLAIRE, password=PASSWORD)

        assert row() == renewed


class TestMeanwhile:
    """
    What changes while a password is looked at is not overwritten by what was read.
    """

    def test_confirmation_stays(self, world, accounts, meanwhile, remade, site):
        """
        An address that is confirmed meanwhile is confirmed afterwards.
        """
        link = world.link()
        person = world.orga.invitations.join(link, sign_up=world.sign_up()).person
        token = world.token("confirmer")
        newer = remade(site=attrs.evolve(site, terms_version="2")).accounts
        meanwhile(lambda: accounts.confirm(token, by=person))

        newer.log_in(CLAIRE, password=PASSWORD, terms="2")

        assert newer.view(by=person).confirmed_at is not None
        assert newer.view(by=person).terms == "2"

    def test_new_address_stays(self, world, accounts, claire, meanwhile, remade, site):
        """
        An address that changes meanwhile is the one that is answered, and stays.
        """
        accounts.change_address("b@example.fr", password=PASSWORD, by=claire)
        token = world.token("confirmer")
        newer = remade(site=attrs.evolve(site, terms_version="2")).accounts
        meanwhile(lambda: accounts.confirm(token, by=claire))

        person = newer.log_in(CLAIRE, password=PASSWORD, terms="2")

        assert person.email == EmailAddress.parse("b@example.fr")
        assert newer.view(by=claire).person == person

    @pytest.mark.parametrize("verb", ["log_in", "change_password", "change_address"])
    def test_former_password_is_none(
        self, world, accounts, claire, clock, meanwhile, verb
    ):
        """
        Whoever was looked at with a password that is replaced meanwhile gets nothing.
        """
        accounts.request_reset(CLAIRE)
        token = world.token("mot-de-passe")
        clock.advance(seconds=60)
        meanwhile(lambda: accounts.reset(token, email=CLAIRE, password=OTHER))
        act = {
            "log_in": lambda: accounts.log_in(CLAIRE, password=PASSWORD),
            "change_password": lambda: accounts.change_password(
                old=PASSWORD, new=PASSWORD, by=claire
            ),
            "change_address": lambda: accounts.change_address(
                "b@example.fr", password=PASSWORD, by=claire
            ),
        }[verb]

        with pytest.raises(CredentialsError):
            act()

        assert accounts.log_in(CLAIRE, password=OTHER) == claire
        assert world.told() == {
            "Le mot de passe de votre compte Pix Orga a changé": [CLAIRE]
        }


class TestThrottle:
    @pytest.mark.parametrize("email", [CLAIRE, STRANGER, "nonsense", "\ud800"])
    def test_grows(self, accounts, claire, clock, email):
        """
        Five failures are free; each further one waits longer, alike for strangers.
        """
        fail(accounts, 5, email=email)
        waits = []
        for _ in range(9):
            waits.append(wait(accounts, email=email))
            clock.advance(seconds=waits[-1] - 1)
            assert wait(accounts, email=email) == 1
            clock.advance(seconds=1)
            fail(accounts, 1, email=email)

        assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900]

    @pytest.mark.parametrize("email", [CLAIRE, STRANGER])
    def test_answers_before_it_looks(self, accounts, claire, asked, email):
        """
        A37: while one waits no password is looked at, and no row of an account read.
        """
        fail(accounts, 5, email=email)
        calls = []

        def attempt(accounts):
            with pytest.raises(LoginThrottledError):
                accounts.log_in(email, password=PASSWORD)

        calls = asked(attempt)

        assert "hasher.verify" not in calls
        assert "accounts.by_email" not in calls
        assert calls.count("accounts.throttle") == 2
        assert "accounts.save_throttle" not in calls

    def test_waiting_is_not_counted(self, accounts, claire, clock):
        """
        Whoever asks again and again while waiting does not wait longer.
        """
        fail(accounts, 5)
        for _ in range(50):
            assert wait(accounts) == 15
        clock.advance(seconds=15)

        assert accounts.log_in(CLAIRE, password=PASSWORD) == claire

    def test_success_forgets(self, accounts, claire):
        """
        After a success, failures count from nothing.
        """
        for _ in range(3):
            fail(accounts, 4)
            assert accounts.log_in(CLAIRE, password=PASSWORD)
        fail(accounts, 5)

        assert wait(accounts) == 15

    def test_a_day_forgets(self, accounts, claire, clock):
        """
        After a day without an attempt, failures count from nothing.
        """
        fail(accounts, 5)
        clock.advance(days=1)

        fail(accounts, 5)
        assert wait(accounts) == 15

    def test_is_strict_with_one_client(self, accounts, claire):
        """
        A guesser at one place keeps nobody out at another.
        """
        fail(accounts, 5, client=AWAY)

        assert wait(accounts, client=AWAY) == 15
        assert accounts.log_in(CLAIRE, password=PASSWORD, client=HOME) == claire
        assert wait(accounts, client=AWAY) == 15

    def test_is_loose_on_the_address(self, accounts, claire, clock):
        """
        Guessers everywhere are slowed down together, after fifty failures.
        """
        for number in range(50):
            fail(accounts, 1, client=f"192.0.2.{number}")

        assert wait(accounts, client="198.51.100.1") == 15
        clock.advance(seconds=15)
        fail(accounts, 1, client="198.51.100.1")
        assert wait(accounts, client="198.51.100.2") == 30

    def test_is_never_for_ever(self, accounts, claire, clock):
        """
        After any number of failures, the owner waits a quarter of an hour at most.
        """
        for _ in range(70):
            clock.advance(seconds=15 * 60)
            fail(accounts, 1)
        clock.advance(seconds=15 * 60)

        assert accounts.log_in(CLAIRE, password=PASSWORD) == claire

    def test_spelling_is_no_way_round(self, accounts, claire):
        """
        A26: the address in other cases, or with blanks around, is the same address.
        """
        spellings = [CLAIRE, CLAIRE.upper(), f" {CLAIRE}", f"{CLAIRE}\u00a0", CLAIRE]
        for spelling in spellings:
            fail(accounts, 1, email=spelling)

        assert wait(accounts, email="Claire@example.fr ") == 15

    def test_addresses_are_apart(self, accounts, claire):
        """
        Whoever is slowed down at one address is not at another.
        """
        fail(accounts, 5)

        assert wait(accounts, email=STRANGER) == 0

    @pytest.mark.parametrize("back", [10, 15, 60, 365 * 86_400])
    def test_clock_goes_back(self, accounts, claire, clock, back):
        """
        A clock that was ahead, by whatever, keeps nobody out for long.
        """
        fail(accounts, 5)
        clock.advance(seconds=-back)
        waits = []
        while True:
            try:
                assert accounts.log_in(CLAIRE, password=PASSWORD) == claire
            except LoginThrottledError as error:
                waits.append(error.retry_after)
                clock.advance(seconds=error.retry_after)
            else:
                break

        assert waits == ([15, back] if back <= 15 else [])

    def test_clock_that_goes_back_forgives_nothing(self, accounts, claire, clock):
        """
        What failed before the clock went back counts as before.
        """
        fail(accounts, 5)
        clock.advance(days=-365)
        fail(accounts, 1)

        assert wait(accounts) == 30

    def test_keeps_pseudonyms_only(self, accounts, claire, store):
        """
        Neither address nor client is what failures are kept under.
        """
        logins = Logins(Pseudonyms(b"p" * 32))
        fail(accounts, 1, client=HOME)

        attempt = logins.attempt(CLAIRE, client=HOME)

        keys = [key for key, _ in attempt.keys]
        kept = [store.transact(lambda u, k=key: u.accounts.throttle(k)) for key in keys]
        assert [throttle.failures for throttle in kept] == [1, 1, 1]
        assert all(len(key) == 32 and int(key, 16) for key in keys)
        assert "example" not in repr(attempt)


class TestAtOnce:
    def test_both_are_counted(self, store, remade, claire):
        """
        A36: of two attempts at once, both having read, neither is free.
        """
        answers = cross_verbs(
            store,
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password="faux"),
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password="faux"),
        )

        assert [type(answer) for answer in answers] == [CredentialsError] * 2
        assert _failures(store) == [2, 2]

    def test_many(self, store, accounts, claire):
        """
        A36: of twelve attempts at once, five are made.
        """
        with ThreadPoolExecutor(max_workers=4) as threads:
            waits = list(threads.map(lambda _: wait(accounts), range(12)))

        assert sorted(waits) == [0] * 5 + [15] * 7
        assert _failures(store) == [5, 5]

    def test_right_one_among_wrong_ones(self, store, remade, claire):
        """
        A success takes back what was counted before it, and lets nobody else in.
        """
        right, wrong = cross_verbs(
            store,
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password=PASSWORD),
            lambda s: remade(store=s).accounts.log_in(CLAIRE, password="faux"),
        )

        assert right == claire
        assert isinstance(wrong, CredentialsError)
        assert _failures(store)[0] in {0, 1}


class TestUnblock:
    def test_by_an_operator(self, world, accounts, claire):
        """
        An operator takes the delays back, of one client and of the address.
        """
        fail(accounts, 5, client=HOME)
        assert wait(accounts, client=HOME) == 15

        world.orga.support.unblock_logins(
            CLAIRE, client=HOME, by=world.operator, reason="mistake"
        )

        assert accounts.log_in(CLAIRE, password=PASSWORD, client=HOME) == claire

    def test_of_the_address_alone(self, world, accounts, claire):
        """
        Without a client, it is the delay on the address that is taken back.
        """
        for number in range(50):
            fail(accounts, 1, client=f"192.0.2.{number}")

        world.orga.support.unblock_logins(
            CLAIRE.upper(), by=world.operator, reason="mistake"
        )

        assert accounts.log_in(CLAIRE, password=PASSWORD, client=HOME) == claire

    def test_of_nobody(self, world, accounts):
        """
        For an address of nobody, it answers alike.
        """
        fail(accounts, 5, email=STRANGER)

        world.orga.support.unblock_logins(STRANGER, by=world.operator, reason="mistake")

        assert wait(accounts, email=STRANGER) == 0


class TestKeys:
    LOGINS = Logins(Pseudonyms(b"p" * 32))

    def keys(self, email=CLAIRE, client=None):
        """
        What an attempt counts under.
        """
        return [key for key, _ in self.LOGINS.attempt(email, client=client).keys]

    def test_three(self):
        """
        Address and client together are counted strictly, each of them alone loosely.
        """
        rules = [rule for _, rule in self.LOGINS.attempt(CLAIRE, client=HOME).keys]

        assert rules == [PER_CLIENT, PER_ADDRESS, ACROSS_ADDRESSES]

    def test_of_the_client(self):
        """
        Another client changes all but the key of the address alone.
        """
        home, away = self.keys(client=HOME), self.keys(client=AWAY)

        assert [one == other for one, other in zip(home, away, strict=True)] == [
            False,
            True,
            False,
        ]

    def test_of_the_address(self):
        """
        Another address changes all but the key of the client alone.
        """
        mine, other = self.keys(client=HOME), self.keys(STRANGER, client=HOME)

        assert len({*mine, *other}) == 5
        assert mine[2] == other[2]

    def test_network(self):
        """
        All of an IPv6 network is one client: a subscriber has it all.
        """
        network = self.keys(client="2001:db8:1:2::3")

        assert network == self.keys(client="2001:db8:1:2:ffff::9")
        assert network != self.keys(client="2001:db8:1:3::3")

    def test_no_client(self):
        """
        An application that does not know the client counts all in one.
        """
        assert self.keys() == self.keys(client="")
        assert self.keys() != self.keys(client=HOME)

    def test_long_client(self):
        """
        Of a client that is made up, so many characters count and no more.
        """
        longest = "x" * LOOKED_AT

        assert self.keys(client=longest) == self.keys(client=f"{longest}y")
        assert self.keys(client=longest) != self.keys(client=longest[:-1])

    @pytest.mark.parametrize("client", ["\ud800", "\0", "é"], ids=ascii)
    def test_strange_client(self, client):
        """
        Whatever a client is called, it counts.
        """
        assert self.keys(client=client) != self.keys()

    def test_long_nonsense(self):
        """
        Of what is no address, as much counts as an address has room for.
        """
        longest = "x" * 255

        assert self.keys(longest) == self.keys(f"{longest}y")
        assert self.keys(longest) != self.keys(longest[:-1])

    def test_no_two_are_one(self):
        """
        An address and a client are not glued so that others come out alike.
        """
        assert self.keys("a", client="b")[0] != self.keys("ab", client="")[0]
        assert self.keys("a", client=None)[0] != self.keys("a", client=None)[1]


def _failures(store):
    """
    The failures that are kept of Claire, without a client.
    """
    attempt = Logins(Pseudonyms(b"p" * 32)).attempt(CLAIRE, client=None)
    return [
        store.transact(lambda u, k=key: u.accounts.throttle(k)).failures
        for key, _ in attempt.keys
    ]
