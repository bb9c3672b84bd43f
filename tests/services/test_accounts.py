"""
What becomes of a person's account: signed up, confirmed, changed, restored.
"""

import attrs
import pytest

from pixorga import EmailAddress, LinkState, Locale
from pixorga.config import Limits
from pixorga.domain.account import AccountView, PasswordPolicy
from pixorga.domain.link import CONFIRM_LIFETIME, RESET_LIFETIME, LinkPurpose
from pixorga.errors import (
    AddressTakenError,
    CredentialsError,
    FieldError,
    InputError,
    LinkExpiredError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
    LoginNeededError,
    LoginThrottledError,
    NotFoundError,
    PasswordBreachedError,
    RequestThrottledError,
    TermsOutdatedError,
)
from pixorga.services.gate import Gate
from pixorga.testing.builders import a_person, an_account, an_account_link
from pixorga.testing.fakes import START, DenyingLimiter
from pixorga.testing.hooks import HookedStore, InjectedError, fail_at

PASSWORD = "une phrase de passe"
OTHER = "une autre phrase de passe"
CLAIRE = "claire@example.fr"
NEW = "nouvelle@example.fr"


def join(world, **form):
    """
    Sign somebody up by a link of their own.
    """
    link = world.link()
    return world.orga.invitations.join(link, sign_up=world.sign_up(**form)).person


def faults(refusal):
    """
    What is wrong with which field.
    """
    return {error.field: type(error) for error in refusal.value.errors}


def codes(events):
    """
    The codes of what the application was told of, but for what is about schools.
    """
    return [event.code for event in events if not hasattr(event, "uai")]


@pytest.fixture
def accounts(world):
    """
    The verbs of accounts.
    """
    return world.orga.accounts


@pytest.fixture
def claire(world):
    """
    Somebody who has signed up, and not confirmed her address.
    """
    return join(world)


@pytest.fixture
def confirmed(world, claire, accounts, events):
    """
    The same, her address confirmed and all her mails read.
    """
    accounts.confirm(world.token("confirmer"), by=claire)
    world.told()
    events.clear()
    return claire


@pytest.fixture
def row(store):
    """
    What is stored of somebody's account.
    """
    return lambda person: store.transact(lambda unit: unit.accounts.get(person.id))


@pytest.fixture
def links(store):
    """
    The states of somebody's links, by their tokens' handles.
    """

    def links(token):
        handle = token.split(".")[1]
        return store.transact(lambda unit: unit.accounts.link(handle))

    return links


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
def denying(remade, world):
    """
    The same pixorga whose limiter grants nothing.
    """
    return remade(gate=_gate(world, DenyingLimiter(wait=7)))


class TestSignUp:
    def test_hides_what_was_typed(self, world):
        """
        A form that is logged by mistake shows none of its fields.
        """
        text = repr(world.sign_up())

        assert "Claire" not in text
        assert "Dubois" not in text
        assert "phrase" not in text
        assert "example" not in text

    def test_keeps_an_account(self, world, claire, row, clock):
        """
        What was typed is kept, the password as a hash, the address not confirmed yet.
        """
        account = row(claire)

        assert account.principal == claire
        assert (account.name.first, account.name.last) == ("Claire", "Dubois")
        assert account.email == EmailAddress.parse(CLAIRE)
        assert account.locale is Locale.FR
        assert account.password_hash == f"plain:{PASSWORD[::-1]}"
        assert account.terms == "1"
        assert account.confirmed_at is None
        instants = {account.password_set_at, account.terms_at, account.created_at}
        assert instants == {clock.now()}

    @pytest.mark.parametrize("terms", [None, "", "0", "01", "1 ", "2"])
    def test_needs_the_present_terms(self, world, terms):
        """
        Other terms than the present ones, or none, are refused, and burn no link.
        """
        token = world.link()

        with pytest.raises(InputError) as refusal:
            world.orga.invitations.join(token, sign_up=world.sign_up(terms=terms))

        assert faults(refusal) == {"terms": TermsOutdatedError}
        assert refusal.value.errors[0].version == "1"
        assert world.orga.invitations.join(token, sign_up=world.sign_up())

    def test_needs_newer_terms_once_there_are(self, world, remade, site, row):
        """
        Whoever signs up after the terms have changed accepts those, not the former.
        """
        orga = remade(site=attrs.evolve(site, terms_version="2"))
        token = world.link()

        with pytest.raises(InputError) as refusal:
            orga.invitations.join(token, sign_up=world.sign_up())
        claire = orga.invitations.join(token, sign_up=world.sign_up(terms="2")).person

        assert refusal.value.errors[0].version == "2"
        assert row(claire).terms == "2"

    def test_tells_all_faults_at_once(self, world):
        """
        Every faulty field is told, by name, in the form's order.
        """
        form = world.sign_up(
            first_name=" ",
            last_name="x" * 999,
            email="claire",
            password="azerty",
            terms=None,
            locale="de",
        )

        with pytest.raises(InputError) as refusal:
            world.orga.invitations.join(world.link(), sign_up=form)

        assert [error.field for error in refusal.value.errors] == [
            "first_name",
            "last_name",
            "email",
            "password",
            "locale",
            "terms",
        ]

    @pytest.mark.parametrize(
        "form",
        [
            {"email": "claire"},
            {"terms": "0"},
            {"password": "x" * 14},
            {"password": "x" * 129},
            {"password": None},
            {"locale": None},
            {"first_name": None},
        ],
        ids=repr,
    )
    def test_faulty_form_costs_no_hash(self, world, monkeypatch, form):
        """
        A form with any fault is refused before its password is hashed.
        """
        monkeypatch.setattr(world.orga._parts.hasher, "hash", None)

        with pytest.raises(InputError):
            world.orga.invitations.join(world.link(), sign_up=world.sign_up(**form))

    def test_own_policy(self, world, remade):
        """
        The application's lengths and list of leaks are those that count.
        """
        policy = PasswordPolicy(least=8, is_breached={"12345678"}.__contains__)
        orga = remade(passwords=policy)
        token = world.link()

        with pytest.raises(InputError) as refusal:
            orga.invitations.join(token, sign_up=world.sign_up(password="12345678"))

        assert faults(refusal) == {"password": PasswordBreachedError}
        assert orga.invitations.join(token, sign_up=world.sign_up(password="12345679"))

    @pytest.mark.parametrize("email", [CLAIRE, "CLAIRE@EXAMPLE.FR", f"  {CLAIRE} "])
    def test_address_is_taken(self, world, claire, email, store):
        """
        A second account under an address, in any spelling, is refused: nothing is left.
        """
        token = world.link()

        with pytest.raises(AddressTakenError):
            world.orga.invitations.join(token, sign_up=world.sign_up(email=email))

        assert world.orga.invitations.peek(token).state is LinkState.PENDING
        team = store.transact(lambda unit: unit.team.of_school(world.school.uai))
        assert [member.person for member in team] == [claire]

    def test_tells_the_person(self, world):
        """
        A39: the person gets a link to confirm, the mailbox one to contest: each alone.
        """
        link = world.link()
        world.told()
        seen = len(world.mailer.attempts)

        world.orga.invitations.join(link, sign_up=world.sign_up(locale="en"))

        told = world.told()
        assert told.pop("Welcome to Pix Orga: confirm your address") == [CLAIRE]
        assert list(told.values()) == [["ce.0750655e@ac-paris.fr"]]
        mails = [message for _, message in world.mailer.attempts[seen:]]
        for page in ("confirmer", "contester"):
            token = world.token(page).encode()
            # Quoted-printable breaks lines, and base64 would hide it.
            bare = [mail.replace(b"=\r\n", b"") for mail in mails]
            assert [token in mail for mail in bare].count(True) == 1

    def test_happens_wholly_or_not(self, world, store, remade):
        """
        A15: broken off at any call of the store, a sign-up leaves nothing behind.
        """
        token = world.link()
        number = 0
        while True:
            number += 1
            broken = remade(store=HookedStore(store, before=fail_at(number)))
            try:
                person = broken.invitations.join(token, sign_up=world.sign_up()).person
            except InjectedError:
                found = store.transact(
                    lambda unit: unit.accounts.by_email(EmailAddress.parse(CLAIRE))
                )
                assert found is None
                assert world.orga.invitations.peek(token).state is LinkState.PENDING
            else:
                break

        assert number > 12
        assert world.orga.accounts.view(by=person)
        assert world.orga.team.acting("0750655E", by=person)

    def test_is_told(self, claire, events):
        """
        The application is told that an account was opened, and whose by its id.
        """
        assert codes(events) == ["ACCOUNT_OPENED"]
        opened = [event for event in events if event.code == "ACCOUNT_OPENED"]
        assert opened[0].account == claire.id


class TestConfirm:
    def test_confirms(self, world, claire, accounts, clock, events, row):
        """
        Whoever has logged in confirms their address by the link that went there.
        """
        token = world.token("confirmer")
        clock.advance(seconds=60)
        events.clear()

        view = accounts.confirm(token, by=claire)

        assert view == accounts.view(by=claire)
        assert view.confirmed_at == clock.now()
        assert view.person == claire
        assert row(claire).confirmed_at == clock.now()
        assert codes(events) == ["ADDRESS_CONFIRMED"]
        assert world.told() == {}

    @pytest.mark.parametrize("by", [None, "claire", object()])
    def test_needs_a_log_in(self, world, claire, accounts, by):
        """
        A18: the link alone confirms nothing, and is not burnt by whoever tries.
        """
        token = world.token("confirmer")

        with pytest.raises(LoginNeededError):
            accounts.confirm(token, by=by)

        assert accounts.confirm(token, by=claire).confirmed_at

    def test_is_unknown_to_others(self, world, claire, accounts):
        """
        A24: in somebody else's session, the link is none, and stays good.
        """
        token = world.token("confirmer")

        with pytest.raises(LinkInvalidError) as refusal:
            accounts.confirm(token, by=a_person(id="jean"))

        assert refusal.value.reason is LinkInvalidReason.UNKNOWN
        assert accounts.view(by=claire).confirmed_at is None
        assert accounts.confirm(token, by=claire).confirmed_at

    def test_twice(self, world, claire, accounts, clock, events):
        """
        A19: the same person confirming again gets the same answer, and no more.
        """
        token = world.token("confirmer")
        first = accounts.confirm(token, by=claire)
        clock.advance(days=9)
        events.clear()

        assert accounts.confirm(token, by=claire) == first
        assert events == []

    def test_expires(self, world, claire, accounts, clock):
        """
        A10: confirmed until the last second of three days, and no more from then on.
        """
        token = world.token("confirmer")
        clock.advance(seconds=CONFIRM_LIFETIME.total_seconds() - 1)
        assert accounts.peek(token, purpose=LinkPurpose.CONFIRM).state is (
            LinkState.PENDING
        )
        clock.advance(seconds=1)

        with pytest.raises(LinkExpiredError):
            accounts.confirm(token, by=claire)

        assert accounts.view(by=claire).confirmed_at is None

    def test_is_over_for_good(self, world, claire, accounts, clock):
        """
        A clock that goes back revives no link that was found to be over.
        """
        token = world.token("confirmer")
        clock.advance(days=3)
        with pytest.raises(LinkExpiredError):
            accounts.confirm(token, by=claire)
        clock.advance(days=-3)

        with pytest.raises(LinkExpiredError):
            accounts.confirm(token, by=claire)

    def test_superseded(self, world, claire, accounts):
        """
        Of two links to one address, the later one counts.
        """
        first = world.token("confirmer")
        accounts.request_confirmation(by=claire)
        second = world.token("confirmer")

        with pytest.raises(LinkRevokedError) as refusal:
            accounts.confirm(first, by=claire)

        assert refusal.value.reason is LinkRevokedReason.SUPERSEDED
        assert accounts.confirm(second, by=claire).confirmed_at

    def test_expired_stays_expired_when_another_is_sent(
        self, world, claire, accounts, clock
    ):
        """
        A link whose time was over was not replaced: its holder is told so.
        """
        first = world.token("confirmer")
        clock.advance(days=3)
        accounts.request_confirmation(by=claire)

        with pytest.raises(LinkExpiredError):
            accounts.confirm(first, by=claire)

    def test_erased(self, world, claire, accounts, store):
        """
        A link of no account is none.
        """
        parts = world.orga._parts
        link = an_account_link(key_id=parts.tokens.key_id, purpose=LinkPurpose.CONFIRM)

        with pytest.raises(LinkInvalidError) as refusal:
            accounts.confirm(parts.tokens.mint(link), by=claire)

        assert refusal.value.reason is LinkInvalidReason.UNKNOWN

    def test_keeps_what_else_waits(self, world, confirmed, accounts):
        """
        Confirming the address that the account has ends no other link.
        """
        accounts.request_reset(CLAIRE)
        reset = world.token("mot-de-passe")
        accounts.request_confirmation(by=confirmed)
        accounts.confirm(world.token("confirmer"), by=confirmed)

        assert accounts.peek(reset, purpose=LinkPurpose.RESET).state is (
            LinkState.PENDING
        )


class TestRequestConfirmation:
    def test_sends_another_link(self, world, claire, accounts):
        """
        The person's own address gets it, and nobody else anything.
        """
        world.told()

        accounts.request_confirmation(by=claire)

        assert world.told() == {
            "Confirmez l'adresse de votre compte Pix Orga": [CLAIRE]
        }

    def test_nobody(self, world, accounts):
        """
        Whoever has no account has no address to confirm.
        """
        with pytest.raises(NotFoundError):
            accounts.request_confirmation(by=a_person(id="jean"))

        assert world.told() == {}

    def test_erased_meanwhile(self, world, accounts, monkeypatch):
        """
        An account that is gone by the time of the transaction gets nothing.
        """
        seen = AccountView.of(an_account(id="jean"))
        monkeypatch.setattr(accounts, "view", lambda *, by: seen)

        with pytest.raises(NotFoundError):
            accounts.request_confirmation(by=a_person(id="jean"))

        assert world.told() == {}

    def test_goes_where_the_account_is(self, world, confirmed, remade):
        """
        A session with a stale copy mails, and counts for, the present address.
        """
        _move(world, confirmed)
        world.told()
        limiter = DenyingLimiter(after=99)

        orga = remade(gate=_gate(world, limiter))
        orga.accounts.request_confirmation(by=confirmed)

        name = world.orga._parts.pseudonyms.of(f"addressee:{NEW}")
        assert any(key.endswith(name) for key, _ in limiter.hits)
        assert list(world.told().values()) == [[NEW]]

    def test_throttled(self, world, claire, denying):
        """
        A34: too many are refused, and nothing is sent or superseded.
        """
        token = world.token("confirmer")

        with pytest.raises(RequestThrottledError) as refusal:
            denying.accounts.request_confirmation(by=claire)

        assert refusal.value.retry_after == 7
        assert world.told() == {}
        assert world.orga.accounts.confirm(token, by=claire)


class TestRequestReset:
    @pytest.mark.parametrize("typed", [CLAIRE, "Claire@Example.FR", f" {CLAIRE}"])
    def test_sends_a_link(self, world, confirmed, accounts, typed):
        """
        A26: it goes to the stored address, however that was typed, and there alone.
        """
        assert accounts.request_reset(typed) is None

        assert world.told() == {"Choisissez un nouveau mot de passe Pix Orga": [CLAIRE]}

    def test_sends_nothing_to_strangers(self, world, confirmed, accounts):
        """
        Without an account, nothing is sent, and nobody is told.
        """
        assert accounts.request_reset("jean@example.fr") is None

        assert world.told() == {}

    def test_sends_nothing_to_an_unconfirmed_address(self, world, claire, accounts):
        """
        Whoever reads an address that was mistyped at sign-up gets no way in.
        """
        world.told()

        assert accounts.request_reset(CLAIRE) is None

        assert world.told() == {}

    @pytest.mark.parametrize("typed", [None, "", "claire", "a@b.fr,c@d.fr"])
    def test_no_address(self, accounts, typed):
        """
        What cannot be an address is told as a fault of the field.
        """
        with pytest.raises(InputError) as refusal:
            accounts.request_reset(typed)

        assert [error.field for error in refusal.value.errors] == ["email"]

    def test_is_written_down_alike(self, confirmed, accounts, events, store):
        """
        A37: known or not, the same event is noted, by nobody in particular.
        """
        accounts.request_reset(CLAIRE)
        accounts.request_reset("jean@example.fr")

        first, second = events
        assert first == second
        assert first.details == ()
        assert first.actor == "anonymous"
        notes = store.transact(lambda unit: unit.audit.notes(before=None, limit=2))
        assert [note.code for note in notes] == ["PASSWORD_FORGOTTEN"] * 2

    @pytest.mark.parametrize("typed", [CLAIRE, "jean@example.fr"])
    def test_throttled(self, world, confirmed, denying, events, typed):
        """
        A34, A35: the limiter comes first, for known and unknown alike.
        """
        with pytest.raises(RequestThrottledError):
            denying.accounts.request_reset(typed)

        assert events == []
        assert world.told() == {}

    def test_supersedes(self, world, confirmed, accounts, links):
        """
        Of two links to choose a password, the later one counts.
        """
        accounts.request_reset(CLAIRE)
        first = world.token("mot-de-passe")
        accounts.request_reset(CLAIRE)
        second = world.token("mot-de-passe")

        assert links(first).state is LinkState.SUPERSEDED
        assert links(second).state is LinkState.PENDING
        with pytest.raises(LinkRevokedError):
            accounts.reset(first, email=CLAIRE, password=OTHER)

    def test_speaks_the_account_s_language(self, world, accounts):
        """
        The mail is in the language that the person signed up in.
        """
        claire = join(world, locale="en")
        accounts.confirm(world.token("confirmer"), by=claire)
        accounts.request_reset(CLAIRE)

        assert "Choose a new Pix Orga password" in world.told()


class TestReset:
    @pytest.fixture
    def token(self, world, confirmed, accounts, events):
        """
        The token of a link to choose a password.
        """
        accounts.request_reset(CLAIRE)
        token = world.token("mot-de-passe")
        events.clear()
        return token

    def test_sets_the_password(self, accounts, confirmed, token, clock, events):
        """
        The new password opens the account, the former one no more.
        """
        clock.advance(seconds=60)

        assert accounts.reset(token, email=CLAIRE, password=OTHER) is None

        assert accounts.log_in(CLAIRE, password=OTHER) == confirmed
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=PASSWORD)
        assert codes(events) == ["PASSWORD_CHANGED"]
        assert events[0].actor == "anonymous"

    def test_ends_sessions(self, accounts, confirmed, token, clock):
        """
        The view says that sessions begun before are to be ended.
        """
        clock.advance(seconds=60)

        accounts.reset(token, email=CLAIRE, password=OTHER)

        assert accounts.view(by=confirmed).session == 2

    def test_tells_the_address(self, world, accounts, token):
        """
        The account's address is told, without a link.
        """
        accounts.reset(token, email=CLAIRE, password=OTHER)

        assert world.told() == {
            "Le mot de passe de votre compte Pix Orga a changé": [CLAIRE]
        }

    def test_once(self, accounts, token):
        """
        The link works once, for whoever has it.
        """
        accounts.reset(token, email=CLAIRE, password=OTHER)

        with pytest.raises(LinkReplayedError):
            accounts.reset(token, email=CLAIRE, password=OTHER)

    def test_confirms_nothing_else(self, accounts, confirmed, token, row):
        """
        But for password and its date, the account is what it was.
        """
        before = row(confirmed)

        accounts.reset(token, email=CLAIRE, password=OTHER)

        after = row(confirmed)
        assert after.password_hash != before.password_hash
        assert after == attrs.evolve(
            before,
            password_hash=after.password_hash,
            password_set_at=after.password_set_at,
            session=before.session + 1,
        )

    @pytest.mark.parametrize("password", [None, "", "x" * 14, "x" * 129])
    def test_bad_password_burns_nothing(self, accounts, token, password):
        """
        A password that cannot be used is told, and the link still works.
        """
        with pytest.raises(InputError) as refusal:
            accounts.reset(token, email=CLAIRE, password=password)

        assert [error.field for error in refusal.value.errors] == ["password"]
        assert accounts.reset(token, email=CLAIRE, password=OTHER) is None

    @pytest.mark.parametrize(
        "email", [None, "", "claire", "jean@example.fr", "claire@example.com"]
    )
    def test_another_address(self, accounts, token, email):
        """
        A17: whoever does not know the address, as a scanner, sets no password.

        All faults of the form are told at once, and the link still works.
        """
        with pytest.raises(InputError) as refusal:
            accounts.reset(token, email=email, password="x" * 14)

        assert [error.field for error in refusal.value.errors] == ["email", "password"]
        with pytest.raises(InputError):
            accounts.reset(token, email=email, password=OTHER)
        assert (
            accounts.reset(token, email=" Claire@Example.FR ", password=OTHER) is None
        )

    def test_breached_password(self, remade, token):
        """
        A password that is known from leaks is refused here too.
        """
        policy = PasswordPolicy(is_breached={OTHER}.__contains__)
        orga = remade(passwords=policy)

        with pytest.raises(InputError) as refusal:
            orga.accounts.reset(token, email=CLAIRE, password=OTHER)

        assert faults(refusal) == {"password": PasswordBreachedError}

    def test_dead_link_costs_no_hash(self, world, accounts, token, monkeypatch):
        """
        Whoever plays a used link again cannot make the machine work for it.
        """
        accounts.reset(token, email=CLAIRE, password=OTHER)
        monkeypatch.setattr(world.orga._parts.hasher, "hash", None)

        with pytest.raises(LinkReplayedError):
            accounts.reset(token, email=CLAIRE, password="short")

    def test_expires(self, accounts, token, clock):
        """
        A10: it works until the last second of its day, and no more from then on.
        """
        clock.advance(seconds=RESET_LIFETIME.total_seconds() - 1)
        assert accounts.peek(token, purpose=LinkPurpose.RESET).state is (
            LinkState.PENDING
        )
        clock.advance(seconds=1)

        with pytest.raises(LinkExpiredError):
            accounts.reset(token, email=CLAIRE, password=OTHER)

    def test_is_over_for_good(self, accounts, token, clock, links):
        """
        A clock that goes back revives no link that was found to be over.
        """
        clock.advance(days=1)
        with pytest.raises(LinkExpiredError):
            accounts.reset(token, email=CLAIRE, password=OTHER)
        assert links(token).state is LinkState.EXPIRED
        clock.advance(days=-1)

        with pytest.raises(LinkExpiredError):
            accounts.reset(token, email=CLAIRE, password=OTHER)

    @pytest.mark.parametrize(
        ("meanwhile", "error", "state"),
        [
            ("another is sent", LinkRevokedError, LinkState.SUPERSEDED),
            ("its time ends", LinkExpiredError, LinkState.EXPIRED),
        ],
    )
    def test_ended_meanwhile(
        self, world, accounts, token, clock, monkeypatch, links, meanwhile, error, state
    ):
        """
        A link that ends while the password is hashed is not used any more.
        """
        hasher = world.orga._parts.hasher
        original = hasher.hash

        def slow(password):
            if meanwhile == "its time ends":
                clock.advance(days=1)
            else:
                accounts.request_reset(CLAIRE)
            return original(password)

        monkeypatch.setattr(hasher, "hash", slow)

        with pytest.raises(error):
            accounts.reset(token, email=CLAIRE, password=OTHER)

        monkeypatch.undo()
        assert links(token).state is state
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=OTHER)

    def test_kills_other_links(self, world, confirmed, accounts, token, store, links):
        """
        A27: what another mailbox or an intruder waits for dies with the password.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        confirm = world.token("confirmer")
        other = an_account_link(subject=confirmed.id, sent_to=confirmed.email)
        store.transact(lambda unit: unit.accounts.add_link(other))

        accounts.reset(token, email=CLAIRE, password=OTHER)

        assert links(confirm).state is LinkState.REVOKED
        assert links(f".{other.handle}.").state is LinkState.REVOKED
        with pytest.raises(LinkRevokedError):
            accounts.confirm(confirm, by=confirmed)

    def test_keeps_the_link_to_the_present_address(
        self, world, confirmed, accounts, token
    ):
        """
        A link that confirms the address that the account has still does.
        """
        accounts.request_confirmation(by=confirmed)
        confirm = world.token("confirmer")

        accounts.reset(token, email=CLAIRE, password=OTHER)

        assert accounts.confirm(confirm, by=confirmed)

    def test_of_a_former_address(self, world, confirmed, accounts, token, links):
        """
        A27: a link to an address that the account has left is dead, in all its pages.
        """
        _move(world, confirmed)

        assert links(token).state is LinkState.REVOKED
        assert accounts.peek(token, purpose=LinkPurpose.RESET).state is (
            LinkState.REVOKED
        )
        with pytest.raises(LinkRevokedError):
            accounts.reset(token, email=CLAIRE, password=OTHER)

    def test_of_a_former_address_whose_row_says_pending(
        self, confirmed, accounts, token, store, row
    ):
        """
        A27: even a link that nobody has revoked is dead once the address is another.
        """
        before = row(confirmed)
        moved = attrs.evolve(before, email=EmailAddress.parse(NEW))
        store.transact(lambda unit: unit.accounts.save(moved, was=before))

        assert accounts.peek(token, purpose=LinkPurpose.RESET).state is (
            LinkState.REVOKED
        )
        with pytest.raises(LinkRevokedError):
            accounts.reset(token, email=CLAIRE, password=OTHER)


class TestChangePassword:
    def test_changes_it(self, world, confirmed, accounts, clock, events):
        """
        Whoever knows the present password chooses another; the address is told.
        """
        clock.advance(seconds=60)

        view = accounts.change_password(old=PASSWORD, new=OTHER, by=confirmed)

        assert view == accounts.view(by=confirmed)
        assert view.session == 2
        assert accounts.log_in(CLAIRE, password=OTHER) == confirmed
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=PASSWORD)
        assert codes(events) == ["PASSWORD_CHANGED"]
        assert events[0].actor == world.orga._parts.ledger.actor(confirmed)
        assert world.told() == {
            "Le mot de passe de votre compte Pix Orga a changé": [CLAIRE]
        }

    def test_needs_the_present_one(self, world, confirmed, accounts):
        """
        A session alone changes nothing, and mails nobody.
        """
        with pytest.raises(InputError, match="not the present password"):
            accounts.change_password(old=OTHER, new=OTHER, by=confirmed)

        assert accounts.log_in(CLAIRE, password=PASSWORD)
        assert world.told() == {}

    def test_needs_a_log_in(self, accounts):
        """
        Nobody has no password.
        """
        with pytest.raises(LoginNeededError):
            accounts.change_password(old=PASSWORD, new=OTHER, by=None)

    def test_stranger(self, accounts):
        """
        Whoever has no account here has no password here.
        """
        with pytest.raises(CredentialsError):
            accounts.change_password(old=PASSWORD, new=OTHER, by=a_person(id="jean"))

    def test_tells_both_fields(self, confirmed, accounts):
        """
        Both fields' faults are told at once, before anything is counted.
        """
        for _ in range(9):
            with pytest.raises(InputError) as refusal:
                accounts.change_password(old="", new="x" * 14, by=confirmed)

        assert [error.field for error in refusal.value.errors] == ["old", "new"]
        assert accounts.change_password(old=PASSWORD, new=OTHER, by=confirmed)

    def test_breached(self, confirmed, remade):
        """
        The list of leaks is asked once, and what is on it is refused.
        """
        asked = []
        policy = PasswordPolicy(is_breached=lambda text: bool(asked.append(text)))
        remade(passwords=policy).accounts.change_password(
            old=PASSWORD, new=OTHER, by=confirmed
        )
        strict = PasswordPolicy(is_breached={PASSWORD}.__contains__)

        with pytest.raises(InputError) as refusal:
            remade(passwords=strict).accounts.change_password(
                old=OTHER, new=PASSWORD, by=confirmed
            )

        assert asked == [OTHER]
        assert faults(refusal) == {"new": PasswordBreachedError}

    def test_throttled(self, confirmed, accounts, clock):
        """
        Failures are counted as failed log-ins are, and with them.
        """
        for _ in range(3):
            with pytest.raises(InputError, match="not the present password"):
                accounts.change_password(old="faux", new=OTHER, by=confirmed)
        for _ in range(2):
            with pytest.raises(CredentialsError):
                accounts.log_in(CLAIRE, password="faux")

        with pytest.raises(LoginThrottledError):
            accounts.change_password(old=PASSWORD, new=OTHER, by=confirmed)
        with pytest.raises(LoginThrottledError):
            accounts.log_in(CLAIRE, password=PASSWORD)

        clock.advance(seconds=15)
        assert accounts.change_password(old=PASSWORD, new=OTHER, by=confirmed)

    def test_success_forgets_failures(self, confirmed, accounts):
        """
        Once the right password was given, its owner's slips count no more.
        """
        for _ in range(3):
            for _ in range(4):
                with pytest.raises(InputError, match="not the present password"):
                    accounts.change_password(old="faux", new=OTHER, by=confirmed)
            accounts.change_password(old=PASSWORD, new=PASSWORD, by=confirmed)

    def test_client_counts(self, confirmed, accounts):
        """
        Failures from one client delay nobody at another one.
        """
        for _ in range(5):
            with pytest.raises(InputError, match="not the present password"):
                accounts.change_password(
                    old="faux", new=OTHER, by=confirmed, client="192.0.2.1"
                )

        assert accounts.change_password(
            old=PASSWORD, new=OTHER, by=confirmed, client="192.0.2.2"
        )

    def test_kills_links(self, world, confirmed, accounts, links):
        """
        Links to choose a password, and to another address, end.
        """
        accounts.request_reset(CLAIRE)
        reset = world.token("mot-de-passe")
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        confirm = world.token("confirmer")

        accounts.change_password(old=PASSWORD, new=OTHER, by=confirmed)

        assert links(reset).state is LinkState.REVOKED
        assert links(confirm).state is LinkState.REVOKED

    def test_of_blanks(self, confirmed, accounts):
        """
        Length is the only rule: a password of blanks can be set, used and changed.
        """
        accounts.change_password(old=PASSWORD, new=" " * 15, by=confirmed)

        assert accounts.log_in(CLAIRE, password=" " * 15) == confirmed
        accounts.change_address(NEW, password=" " * 15, by=confirmed)
        assert accounts.change_password(old=" " * 15, new=OTHER, by=confirmed)


class TestChangeAddress:
    def test_changes_nothing_yet(self, world, confirmed, accounts):
        """
        The new address gets a link; until it is used all is as it was.
        """
        before = accounts.view(by=confirmed)

        assert accounts.change_address(NEW, password=PASSWORD, by=confirmed) is None

        assert accounts.view(by=confirmed) == before
        assert world.told() == {"Confirmez l'adresse de votre compte Pix Orga": [NEW]}
        assert accounts.log_in(CLAIRE, password=PASSWORD)
        with pytest.raises(CredentialsError):
            accounts.log_in(NEW, password=PASSWORD)

    def test_confirmed(self, world, confirmed, accounts, clock, events):
        """
        Once confirmed, one logs in with the new address; the old one is told.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        token = world.token("confirmer")
        events.clear()
        clock.advance(seconds=60)

        view = accounts.confirm(token, by=confirmed)

        assert str(view.person.email) == NEW
        assert view.confirmed_at == clock.now()
        assert accounts.log_in(NEW, password=PASSWORD) == view.person
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=PASSWORD)
        assert codes(events) == ["ADDRESS_CHANGED"]
        assert world.told() == {"L'adresse de votre compte Pix Orga a changé": [CLAIRE]}

    def test_twice(self, world, confirmed, accounts, events):
        """
        A19: the link to a new address, used again, gives the same answer.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        token = world.token("confirmer")
        first = accounts.confirm(token, by=confirmed)
        world.told()
        events.clear()

        assert accounts.confirm(token, by=confirmed) == first
        assert events == []
        assert world.told() == {}

    def test_of_an_address_that_was_left_again(self, world, confirmed, accounts):
        """
        A27: the link that led to an address is used up once the account has left it.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        token = world.token("confirmer")
        accounts.confirm(token, by=confirmed)
        accounts.change_address(CLAIRE, password=PASSWORD, by=confirmed)
        accounts.confirm(world.token("confirmer"), by=confirmed)

        with pytest.raises(LinkReplayedError):
            accounts.confirm(token, by=confirmed)

        assert accounts.view(by=confirmed).person.email == confirmed.email

    def test_updates_copies(self, world, confirmed, accounts, store, events):
        """
        The memberships' copies follow, in the same transaction, and are audited.
        """
        events.clear()

        person = _move(world, confirmed)

        team = store.transact(lambda unit: unit.team.of_school(world.school.uai))
        assert [member.person for member in team] == [person]
        updated = [event for event in events if event.code == "MEMBERSHIP_UPDATED"]
        assert [event.membership for event in updated] == [team[0].id]

    def test_is_one_transaction(self, world, confirmed, accounts, store, remade, row):
        """
        A15: broken off at any call of the store, the account is what it was.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        token = world.token("confirmer")
        before = row(confirmed)
        team = _team(world, store)
        number = 0
        while True:
            number += 1
            broken = remade(store=HookedStore(store, before=fail_at(number)))
            try:
                broken.accounts.confirm(token, by=confirmed)
            except InjectedError:
                assert row(confirmed) == before
                assert _team(world, store) == team
                assert world.told() == {}
            else:
                break

        assert number > 10
        assert row(confirmed) != before
        assert _team(world, store) != team

    def test_taken(self, world, confirmed, accounts):
        """
        An address that is another's is told to whoever reads it, and nobody before.
        """
        _, jean = confirmed, join(world, email="jean@example.fr", first_name="Jean")
        world.told()
        assert accounts.change_address(CLAIRE, password=PASSWORD, by=jean) is None
        token = world.token("confirmer")

        with pytest.raises(AddressTakenError):
            accounts.confirm(token, by=jean)

        assert str(accounts.view(by=jean).person.email) == "jean@example.fr"
        assert accounts.peek(token, purpose=LinkPurpose.CONFIRM).state is (
            LinkState.PENDING
        )
        assert world.told() == {}

    def test_taken_and_given_back(self, world, confirmed, accounts):
        """
        Once its owner has left it, the address can be confirmed by the same link.
        """
        jean = join(world, email="jean@example.fr", first_name="Jean")
        accounts.change_address(CLAIRE, password=PASSWORD, by=jean)
        token = world.token("confirmer")
        _move(world, confirmed)

        assert accounts.confirm(token, by=jean).person.email == confirmed.email

    def test_kills_links(self, world, confirmed, accounts, links):
        """
        A27: with the address, every link of the account dies.
        """
        accounts.request_reset(CLAIRE)
        reset = world.token("mot-de-passe")
        _move(world, confirmed)

        assert links(reset).state is LinkState.REVOKED

    def test_supersedes(self, world, confirmed, accounts):
        """
        Of two new addresses, the later one counts.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        first = world.token("confirmer")
        accounts.change_address("autre@example.fr", password=PASSWORD, by=confirmed)
        second = world.token("confirmer")

        with pytest.raises(LinkRevokedError):
            accounts.confirm(first, by=confirmed)

        view = accounts.confirm(second, by=confirmed)
        assert str(view.person.email) == "autre@example.fr"

    def test_needs_the_password(self, world, confirmed, accounts):
        """
        A session alone cannot have the account's address changed.
        """
        with pytest.raises(InputError, match="not the present password"):
            accounts.change_address(NEW, password=OTHER, by=confirmed)

        assert world.told() == {}

    def test_needs_a_log_in(self, accounts):
        """
        Nobody has no account.
        """
        with pytest.raises(LoginNeededError):
            accounts.change_address(NEW, password=PASSWORD, by=None)

    def test_tells_both_fields(self, confirmed, accounts):
        """
        Both fields' faults are told at once.
        """
        with pytest.raises(InputError) as refusal:
            accounts.change_address("claire", password=None, by=confirmed)

        assert [error.field for error in refusal.value.errors] == ["email", "password"]

    def test_throttled_as_log_ins_are(self, world, confirmed, accounts):
        """
        Failures are counted as failed log-ins are.
        """
        for _ in range(5):
            with pytest.raises(InputError, match="not the present password"):
                accounts.change_address(NEW, password="faux", by=confirmed)

        with pytest.raises(LoginThrottledError):
            accounts.change_address(NEW, password=PASSWORD, by=confirmed)

    def test_throttled_as_mails_are(self, world, confirmed, denying):
        """
        A34: with the right password too, mails are counted first.
        """
        with pytest.raises(RequestThrottledError):
            denying.accounts.change_address(NEW, password=PASSWORD, by=confirmed)

        assert world.told() == {}

    def test_of_an_unconfirmed_account(self, world, claire, accounts):
        """
        Whoever mistyped the address at sign-up puts it right, and then owns it.
        """
        mistyped = world.token("confirmer")
        accounts.change_address(NEW, password=PASSWORD, by=claire)

        view = accounts.confirm(world.token("confirmer"), by=claire)

        assert view.confirmed_at is not None
        assert str(view.person.email) == NEW
        with pytest.raises(LinkRevokedError):
            accounts.confirm(mistyped, by=claire)


class TestView:
    def test_shows_an_account(self, claire, accounts):
        """
        A person sees their account as it is.
        """
        assert accounts.view(by=claire) == AccountView(
            person=claire,
            session=1,
            terms="1",
            created_at=START,
            confirmed_at=None,
        )

    def test_nobody_s(self, accounts):
        """
        A person who is the application's own has no account here.
        """
        with pytest.raises(NotFoundError):
            accounts.view(by=a_person(id="jean"))

    @pytest.mark.parametrize("verb", ["view", "request_confirmation"])
    def test_needs_a_log_in(self, accounts, verb):
        """
        Nobody has no account.
        """
        with pytest.raises(LoginNeededError):
            getattr(accounts, verb)(by=None)


class TestResume:
    @pytest.fixture
    def session(self, claire, accounts):
        """
        A session of hers.
        """
        return accounts.begin_session(CLAIRE, password=PASSWORD)

    def test_goes_on(self, claire, accounts, clock, session):
        """
        A session goes on with the person as they are now.
        """
        clock.advance(days=5)

        assert session.person == claire
        assert accounts.resume(claire.id, session=session.number) == claire

    def test_shows_present_names(self, world, confirmed, accounts, session):
        """
        An address that has changed since is told as it is now.
        """
        accounts.change_address(NEW, password=PASSWORD, by=confirmed)
        accounts.confirm(world.token("confirmer"), by=confirmed)

        resumed = accounts.resume(confirmed.id, session=session.number)

        assert str(resumed.email) == NEW

    def test_ends_with_the_password(self, claire, accounts, session):
        """
        A24: another password ends every earlier session, of the same second too.
        """
        changed = accounts.change_password(old=PASSWORD, new=OTHER, by=claire)

        with pytest.raises(LoginNeededError):
            accounts.resume(claire.id, session=session.number)
        assert accounts.resume(claire.id, session=changed.session) == claire
        later = accounts.begin_session(CLAIRE, password=OTHER)
        assert later.number == changed.session == accounts.view(by=claire).session

    def test_stolen_password_of_the_same_second(self, claire, accounts):
        """
        Whoever logged in with a password that is changed at once is out at once.
        """
        accounts.change_password(old=PASSWORD, new=OTHER, by=claire)
        thief = accounts.begin_session(CLAIRE, password=OTHER)
        accounts.change_password(old=OTHER, new=PASSWORD, by=claire)

        with pytest.raises(LoginNeededError):
            accounts.resume(claire.id, session=thief.number)

    def test_reset_right_after_the_log_in(self, world, confirmed, accounts):
        """
        Nor does a reset let a session live that began with the former password.
        """
        accounts.request_reset(CLAIRE)
        token = world.token("mot-de-passe")
        thief = accounts.begin_session(CLAIRE, password=PASSWORD)
        accounts.reset(token, email=CLAIRE, password=OTHER)

        with pytest.raises(LoginNeededError):
            accounts.resume(confirmed.id, session=thief.number)

    def test_hides(self, session):
        """
        A session that is logged names nobody.
        """
        assert "Claire" not in repr(session)
        assert "example" not in repr(session)

    @pytest.mark.parametrize("number", [0, 2, -1, None])
    def test_other_number(self, claire, accounts, number):
        """
        A number that was never given, or not yet, resumes nothing.
        """
        with pytest.raises(LoginNeededError):
            accounts.resume(claire.id, session=number)

    def test_nobody(self, accounts):
        """
        An account that is gone, or never was, resumes nothing.
        """
        with pytest.raises(LoginNeededError):
            accounts.resume("nobody", session=1)


class TestFields:
    def test_no_fault_repeats_what_was_typed(self, world, confirmed, accounts):
        """
        No refusal of any form bears a word of what was typed in it.
        """
        with pytest.raises(InputError) as refusal:
            accounts.change_password(old=None, new="secret", by=confirmed)

        shown = f"{refusal.value} {refusal.value!r} {refusal.value.details}"
        assert "secret" not in shown
        assert all(isinstance(error, FieldError) for error in refusal.value.errors)


def _gate(world, limiter):
    """
    The gate before another limiter.
    """
    parts = world.orga._parts
    return Gate(
        limiter, limits=Limits(), pseudonyms=parts.pseudonyms, clock=parts.clock
    )


def _move(world, person):
    """
    Give somebody's account another address.
    """
    accounts = world.orga.accounts
    accounts.change_address(NEW, password=PASSWORD, by=person)
    return accounts.confirm(world.token("confirmer"), by=person).person


def _team(world, store):
    """
    The school's team.
    """
    return list(store.transact(lambda unit: unit.team.of_school(world.school.uai)))
