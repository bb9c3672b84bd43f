"""
The links of accounts: looked at, mistaken for others, forwarded, and used at once.
"""

from contextlib import closing
from itertools import chain

import attrs
import pytest

from pixorga import EmailAddress, LinkState, MemoryStore
from pixorga.domain.link import LinkEvent, LinkPurpose
from pixorga.errors import (
    CredentialsError,
    LinkError,
    LinkExpiredError,
    LinkInvalidError,
    LinkInvalidReason,
    LinkMissingError,
    LinkReplayedError,
    LinkRevokedError,
    LoginNeededError,
    StoreConflictError,
)
from pixorga.services.account_links import AccountDraft
from pixorga.testing.builders import a_person, an_account_link
from pixorga.testing.hooks import WRITES, HookedStore
from pixorga.testing.interleaving import cross_verbs

PASSWORD = "une phrase de passe"
OTHER = "une autre phrase de passe"
CLAIRE = "claire@example.fr"
NEW = "nouvelle@example.fr"

PAGES = {
    LinkPurpose.JOIN: "rejoindre",
    LinkPurpose.CONTEST: "contester",
    LinkPurpose.CONFIRM: "confirmer",
    LinkPurpose.RESET: "mot-de-passe",
}


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
def tokens(world, claire, accounts):
    """
    A live token of each purpose.
    """
    accounts.change_address(NEW, password=PASSWORD, by=claire)
    accounts.request_reset(CLAIRE)
    world.ask()
    return {purpose: world.token(page) for purpose, page in PAGES.items()}


@pytest.fixture
def on(world):
    """
    The same pixorga on another store, for one verb.
    """

    def on(other):
        copy = object.__new__(type(world.orga))
        copy._wire(attrs.evolve(world.orga._parts, store=other))
        return copy

    return on


@pytest.fixture
def state(store):
    """
    Where a token's row stands.
    """

    def state(token):
        handle = token.split(".")[1]
        return store.transact(lambda unit: unit.accounts.link(handle)).state

    return state


def verbs(orga, claire):
    """
    Each verb that takes a token, by the purpose that it is for.
    """
    return {
        LinkPurpose.JOIN: [
            orga.invitations.peek,
            orga.invitations.renew,
            lambda token: orga.invitations.redeem(token, by=a_person(id="jean")),
        ],
        LinkPurpose.CONTEST: [
            orga.contests.peek,
            lambda token: orga.contests.contest(token, last_name="Dubois"),
        ],
        LinkPurpose.CONFIRM: [
            lambda token: orga.accounts.peek(token, purpose=LinkPurpose.CONFIRM),
            lambda token: orga.accounts.confirm(token, by=claire),
        ],
        LinkPurpose.RESET: [
            lambda token: orga.accounts.peek(token, purpose=LinkPurpose.RESET),
            lambda token: orga.accounts.reset(token, email=CLAIRE, password=OTHER),
        ],
    }


class TestPurposes:
    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_own(self, world, claire, tokens, purpose):
        """
        A6: a live token opens every verb of its own purpose.
        """
        for verb in verbs(world.orga, claire)[purpose]:
            verb(tokens[purpose])

    @pytest.mark.parametrize("purpose", list(LinkPurpose))
    def test_others(self, world, claire, tokens, purpose, store, on):
        """
        A6: it is forged for the verbs of any other, and no store is asked about it.
        """
        calls = []
        watched = on(HookedStore(store, before=calls.append))

        for other, others in verbs(watched, claire).items():
            for verb in others:
                if other is purpose:
                    continue
                with pytest.raises(LinkInvalidError) as refusal:
                    verb(tokens[purpose])
                assert refusal.value.reason is LinkInvalidReason.FORGED

        assert calls == []
        verbs(world.orga, claire)[purpose][0](tokens[purpose])

    @pytest.mark.parametrize("purpose", [LinkPurpose.JOIN, LinkPurpose.CONTEST])
    def test_accounts_have_no_such_link(self, accounts, tokens, purpose):
        """
        A6: a school's link is none of an account's, whatever purpose is asked for.
        """
        with pytest.raises(LinkInvalidError) as refusal:
            accounts.peek(tokens[purpose], purpose=purpose)

        assert refusal.value.reason is LinkInvalidReason.FORGED

    @pytest.mark.parametrize("token", [None, "", " "])
    def test_missing(self, world, claire, token):
        """
        A9: no token is missing, for every verb.
        """
        for verb in chain.from_iterable(verbs(world.orga, claire).values()):
            with pytest.raises(LinkMissingError):
                verb(token)

    def test_unknown(self, world, claire, accounts):
        """
        A genuine token without a row is unknown, for every verb of accounts.
        """
        minted = world.orga._parts.tokens
        for purpose in (LinkPurpose.CONFIRM, LinkPurpose.RESET):
            link = an_account_link(purpose=purpose, key_id=minted.key_id)
            for verb in verbs(world.orga, claire)[purpose]:
                with pytest.raises(LinkInvalidError) as refusal:
                    verb(minted.mint(link))
                assert refusal.value.reason is LinkInvalidReason.UNKNOWN

    @pytest.mark.parametrize("purpose", [LinkPurpose.CONFIRM, LinkPurpose.RESET])
    def test_of_nobody(self, world, claire, on, purpose):
        """
        A link whose account is gone is unknown, and was nobody's.
        """
        link = an_account_link(
            purpose=purpose, key_id=world.orga._parts.tokens.key_id, subject=claire.id
        )
        with closing(MemoryStore()) as store:
            store.transact(lambda unit: unit.accounts.add_link(link))
            for verb in verbs(on(store), claire)[purpose]:
                with pytest.raises(LinkInvalidError) as refusal:
                    verb(world.orga._parts.tokens.mint(link))
                assert refusal.value.reason is LinkInvalidReason.UNKNOWN


class TestPeek:
    @pytest.mark.parametrize("purpose", [LinkPurpose.CONFIRM, LinkPurpose.RESET])
    def test_writes_nothing(self, accounts, tokens, store, on, purpose):
        """
        A17: looking, however often, asks the store for nothing that changes anything.
        """
        calls = []
        watched = on(HookedStore(store, before=calls.append)).accounts

        for _ in range(100):
            view = watched.peek(tokens[purpose], purpose=purpose)

        assert view.state is LinkState.PENDING
        assert view.purpose is purpose
        assert len(calls) == 200
        assert not WRITES & set(calls)

    @pytest.mark.parametrize("purpose", [LinkPurpose.CONFIRM, LinkPurpose.RESET])
    def test_even_of_an_expired_link(self, accounts, tokens, state, clock, purpose):
        """
        A17: it shows that the time is over, and leaves the writing down to the verbs.
        """
        clock.advance(days=3)

        view = accounts.peek(tokens[purpose], purpose=purpose)

        assert view.state is LinkState.EXPIRED
        assert state(tokens[purpose]) is LinkState.PENDING

    def test_shows_the_end(self, accounts, tokens):
        """
        Of a used link it shows that it was used.
        """
        token = tokens[LinkPurpose.RESET]
        accounts.reset(token, email=CLAIRE, password=OTHER)

        view = accounts.peek(token, purpose=LinkPurpose.RESET)

        assert view.state is LinkState.ACCEPTED
        with pytest.raises(LinkReplayedError):
            view.raise_for_state()


class TestForwarded:
    """
    A24: a link that was forwarded, in whatever session it is opened.
    """

    @pytest.mark.parametrize("visitor", ["anonymous", "same", "other"])
    def test_to_confirm(self, accounts, claire, tokens, visitor, events):
        """
        A24: it confirms for its person alone, and is as good as before for her.
        """
        by = {"anonymous": None, "same": claire, "other": a_person(id="jean")}[visitor]
        due = {"anonymous": LoginNeededError, "same": None, "other": LinkInvalidError}
        events.clear()

        error = _error(lambda: accounts.confirm(tokens[LinkPurpose.CONFIRM], by=by))

        assert type(error) is (due[visitor] or type(None))
        assert [event.code for event in events] == (
            ["MEMBERSHIP_UPDATED", "ADDRESS_CHANGED"] if visitor == "same" else []
        )
        view = accounts.confirm(tokens[LinkPurpose.CONFIRM], by=claire)
        assert str(view.person.email) == NEW

    def test_to_reset(self, accounts, claire, tokens):
        """
        A24: whoever has it sets the password of the account that it is for, once.
        """
        answer = accounts.reset(tokens[LinkPurpose.RESET], email=CLAIRE, password=OTHER)

        assert answer is None
        assert accounts.log_in(CLAIRE, password=OTHER) == claire

    @pytest.mark.parametrize("visitor", ["anonymous", "same", "other"])
    def test_to_join(self, world, claire, tokens, visitor, events):
        """
        A24: a bearer link: whoever logs in may use it, nobody without, none after.
        """
        jean, zoe = a_person(id="jean"), a_person(id="zoe")
        by = {"anonymous": None, "same": jean, "other": zoe}[visitor]
        token = tokens[LinkPurpose.JOIN]
        if visitor != "anonymous":
            world.orga.invitations.redeem(token, by=jean)
        events.clear()

        error = _error(lambda: world.orga.invitations.redeem(token, by=by))

        assert (
            type(error)
            is {
                "anonymous": LoginNeededError,
                "same": type(None),
                "other": LinkReplayedError,
            }[visitor]
        )
        assert [event.code for event in events] == (
            ["INVITATION_REPLAYED"] if visitor == "other" else []
        )


class TestCrossed:
    def test_two_resets(self, store, on, accounts, tokens, world):
        """
        A14: of two with one link, one sets the password; the other is told.
        """
        token = tokens[LinkPurpose.RESET]
        world.told()

        answers = cross_verbs(
            store,
            lambda s: on(s).accounts.reset(token, email=CLAIRE, password=OTHER + "1"),
            lambda s: on(s).accounts.reset(token, email=CLAIRE, password=OTHER + "2"),
        )

        assert _kinds(answers) == ["LinkReplayedError", "NoneType"]
        winner = 1 + answers.index(None)
        assert accounts.log_in(CLAIRE, password=f"{OTHER}{winner}")
        with pytest.raises(CredentialsError):
            accounts.log_in(CLAIRE, password=f"{OTHER}{3 - winner}")
        assert len(world.told()) == 1

    def test_two_confirmations(self, store, on, claire, tokens, world):
        """
        A19: a double click confirms once, and is answered twice.
        """
        token = tokens[LinkPurpose.CONFIRM]
        world.told()

        first, second = cross_verbs(
            store,
            lambda s: on(s).accounts.confirm(token, by=claire),
            lambda s: on(s).accounts.confirm(token, by=claire),
        )

        assert first == second
        assert str(first.person.email) == NEW
        assert world.told() == {"L'adresse de votre compte Pix Orga a changé": [CLAIRE]}

    def test_reset_and_move(self, store, on, accounts, claire, tokens):
        """
        A27: a link to the former address is used before the move, or not at all.
        """
        reset, move = cross_verbs(
            store,
            lambda s: on(s).accounts.reset(
                tokens[LinkPurpose.RESET], email=CLAIRE, password=OTHER
            ),
            lambda s: on(s).accounts.confirm(tokens[LinkPurpose.CONFIRM], by=claire),
        )

        moved = not isinstance(move, LinkRevokedError)
        assert moved == isinstance(reset, LinkRevokedError)
        address, password = (NEW, PASSWORD) if moved else (CLAIRE, OTHER)
        assert accounts.log_in(address, password=password)

    def test_whichever_is_used_ends_the_other(
        self, store, on, world, accounts, claire, state
    ):
        """
        A21: two that were sent at once leave one that works once one was used.
        """
        cross_verbs(
            store,
            lambda s: on(s).accounts.request_reset(CLAIRE),
            lambda s: on(s).accounts.request_reset(CLAIRE),
        )
        pending = store.transact(lambda unit: unit.accounts.pending_links(claire.id))
        tokens = [world.orga._parts.tokens.mint(link) for link in pending]

        accounts.reset(tokens[0], email=CLAIRE, password=OTHER)

        for token in tokens[1:]:
            with pytest.raises(LinkRevokedError):
                accounts.reset(token, email=CLAIRE, password=PASSWORD)
        assert store.transact(lambda u: u.accounts.pending_links(claire.id)) == []


class TestGuard:
    """
    Somebody is quicker, in a store that lets both read before either writes.
    """

    @pytest.fixture
    def overtaken(self, accounts, monkeypatch):
        """
        Have somebody change a row between the reading and the writing.
        """
        links = accounts._links
        read = links.read

        def overtaken(change):
            def slow(unit, claim):
                link, account = read(unit, claim)
                change(unit, link, account)
                return link, account

            monkeypatch.setattr(links, "read", slow)

        return overtaken

    def test_of_the_link(self, accounts, claire, tokens, overtaken, clock):
        """
        The slower one of two uses of a link changes nothing.
        """

        def use(unit, link, account):
            unit.accounts.save_link(link.step(LinkEvent.ACCEPT, at=clock.now()))

        overtaken(use)

        with pytest.raises(StoreConflictError):
            accounts.confirm(tokens[LinkPurpose.CONFIRM], by=claire)

        assert accounts.view(by=claire).person == claire

    def test_of_the_account(self, accounts, claire, tokens, overtaken, state):
        """
        The slower one of two changes of an account changes nothing, nor uses its link.
        """

        def change(unit, link, account):
            other = attrs.evolve(account, password_hash="plain:other")
            unit.accounts.save(other, was=account)

        overtaken(change)

        with pytest.raises(StoreConflictError):
            accounts.confirm(tokens[LinkPurpose.CONFIRM], by=claire)

        assert state(tokens[LinkPurpose.CONFIRM]) is LinkState.PENDING


class TestEnded:
    @pytest.mark.parametrize("purpose", [LinkPurpose.CONFIRM, LinkPurpose.RESET])
    def test_is_dropped_from_the_outbox(self, world, claire, accounts, purpose):
        """
        A link that has ended before its mail left is not mailed.
        """
        verb = {
            LinkPurpose.CONFIRM: lambda: accounts.request_confirmation(by=claire),
            LinkPurpose.RESET: lambda: accounts.request_reset(CLAIRE),
        }[purpose]
        verb()
        verb()

        report = world.orga.outbox.deliver()

        assert (report.sent, report.dropped) == (1, 1)

    def test_expired_is_not_revoked(self, accounts, claire, tokens, state, clock):
        """
        What a change of password finds over has expired, and was not withdrawn.
        """
        clock.advance(days=1)

        accounts.change_password(old=PASSWORD, new=OTHER, by=claire)

        assert state(tokens[LinkPurpose.RESET]) is LinkState.EXPIRED
        assert state(tokens[LinkPurpose.CONFIRM]) is LinkState.REVOKED
        with pytest.raises(LinkExpiredError):
            accounts.reset(tokens[LinkPurpose.RESET], email=CLAIRE, password=OTHER)


class TestDraft:
    def test_hides_its_secret(self, world):
        """
        A8: what is drawn for a link can be logged.
        """
        draft = AccountDraft.draw(world.orga._parts)

        assert draft.handle not in repr(draft)

    def test_is_128_bits(self, world):
        """
        Each link has sixteen random bytes of its own.
        """
        handles = {AccountDraft.draw(world.orga._parts).handle for _ in range(9)}

        assert len(handles) == 9
        assert {len(handle) for handle in handles} == {22}


class TestMoved:
    def test_does_not_concern_used_links(self, accounts, claire, tokens, store):
        """
        A link that was used before the address changed shows as used.
        """
        token = tokens[LinkPurpose.RESET]
        accounts.reset(token, email=CLAIRE, password=OTHER)
        before = store.transact(lambda unit: unit.accounts.get(claire.id))
        moved = attrs.evolve(before, email=EmailAddress.parse(NEW))
        store.transact(lambda unit: unit.accounts.save(moved, was=before))

        with pytest.raises(LinkReplayedError):
            accounts.reset(token, email=CLAIRE, password=PASSWORD)


def _error(verb):
    """
    What a verb raises, None when it does not.
    """
    try:
        verb()
    except (LinkError, LoginNeededError) as error:
        return error
    return None


def _kinds(answers):
    """
    The names of the answers' classes.
    """
    return sorted(type(answer).__name__ for answer in answers)
