"""
Applications that have users of their own: no accounts, and copies kept up to date.
"""

import attrs
import pytest

from pixorga import EmailAddress, KeyRing, Locale, PersonName, PixOrga, Uai
from pixorga.adapters import argon2
from pixorga.domain.audit import verify
from pixorga.domain.link import LinkPurpose
from pixorga.domain.team import MembershipEvent
from pixorga.errors import ConfigurationError, ExtraMissingError
from pixorga.testing.builders import (
    a_person,
    a_school,
    a_space,
    an_administrator,
)
from pixorga.testing.fakes import (
    START,
    CountedIds,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)
from pixorga.testing.hooks import HookedStore, InjectedError, fail_at

PASSWORD = "une phrase de passe"
FIRST, SECOND = Uai.parse("0750655E"), Uai.parse("0752387M")

ADA = a_person(id="user-42", email=EmailAddress.parse("ada@example.fr"))
BOB = a_person(id="user-43", email=EmailAddress.parse("bob@example.fr"))

VERBS = {
    "join": lambda orga, world, token: orga.invitations.join(
        token, sign_up=world.sign_up()
    ),
    "prepare": lambda orga, world, _: orga.accounts.prepare(world.sign_up()),
    "log_in": lambda orga, *_: orga.accounts.log_in("a@b.fr", password=PASSWORD),
    "begin_session": lambda orga, *_: orga.accounts.begin_session(
        "a@b.fr", password=PASSWORD
    ),
    "resume": lambda orga, *_: orga.accounts.resume(ADA.id, session=1),
    "view": lambda orga, *_: orga.accounts.view(by=ADA),
    "peek": lambda orga, _, token: orga.accounts.peek(token, purpose=LinkPurpose.RESET),
    "request_confirmation": lambda orga, *_: orga.accounts.request_confirmation(by=ADA),
    "confirm": lambda orga, _, token: orga.accounts.confirm(token, by=ADA),
    "request_reset": lambda orga, *_: orga.accounts.request_reset("a@b.fr"),
    "reset": lambda orga, _, token: orga.accounts.reset(
        token, email="ada@example.fr", password=PASSWORD
    ),
    "change_password": lambda orga, *_: orga.accounts.change_password(
        old=PASSWORD, new=PASSWORD, by=ADA
    ),
    "change_address": lambda orga, *_: orga.accounts.change_address(
        "a@b.fr", password=PASSWORD, by=ADA
    ),
}


@pytest.fixture
def make(store, site, monkeypatch):
    """
    A pixorga without argon2 and without the pages that accounts need.
    """
    monkeypatch.setattr(argon2, "find_spec", {}.get)

    def make(**changes):
        parts = {
            "store": store,
            "mailer": RecordingMailer(),
            "keys": KeyRing(current=b"k" * 32),
            "pseudonym_key": b"p" * 32,
            "site": attrs.evolve(site, confirm=None, reset=None),
            "clock": SetClock(),
            "ids": CountedIds(),
            "randomness": SeededRandomness(),
        }
        return PixOrga(**parts | changes)

    return make


@pytest.fixture
def own(world, make):
    """
    The world of an application with users of its own.
    """
    orga = make(accounts=False, mailer=world.mailer)
    own = attrs.evolve(world, orga=orga)
    own.add(a_school(uai=SECOND, name="Collège Aimé Césaire"))
    return own


@pytest.fixture
def team(store):
    """
    The memberships of a school.
    """
    return lambda uai=FIRST: list(store.transact(lambda unit: unit.team.of_school(uai)))


class TestWithoutAccounts:
    def test_whole_life(self, own):
        """
        Request, redeem, hand over, change, leave: all with the application's users.
        """
        orga = own.orga
        ada = own.join(ADA)
        orga.team.hand_over(to="bob@example.fr", by=ada)
        bob = orga.invitations.redeem(own.token(), by=BOB)
        later = attrs.evolve(BOB, email=EmailAddress.parse("b@example.fr"))
        orga.team.person_changed(later)
        orga.team.leave(by=ada)

        assert bob.person == BOB
        assert orga.team.acting(FIRST, by=BOB).person == later
        assert orga.team.spaces(by=ADA) == ()

    @pytest.mark.parametrize("verb", VERBS)
    def test_no_verb_of_accounts(self, own, verb):
        """
        Every verb of accounts says that there are none, whatever it is called with.
        """
        token = own.link()

        with pytest.raises(ConfigurationError) as refusal:
            VERBS[verb](own.orga, own, token)

        assert refusal.value.setting == "accounts"
        assert own.orga.invitations.redeem(token, by=ADA)

    def test_every_verb_is_tried(self, own):
        """
        No verb of accounts was left out of these.
        """
        public = {name for name in dir(own.orga.accounts) if not name.startswith("_")}

        # Inside somebody else's transaction, with what `prepare` has made.
        assert public - {"open"} == VERBS.keys() - {"join"}

    def test_a_hasher_makes_none(self, make, world):
        """
        Who says that there are no accounts has none, even with a hasher.
        """
        hasher = world.orga._parts.hasher
        orga = make(accounts=False, hasher=hasher)

        with pytest.raises(ConfigurationError):
            orga.accounts.log_in("a@b.fr", password=PASSWORD)

    @pytest.mark.parametrize("page", ["confirm", "reset"])
    def test_accounts_need_their_pages(self, make, world, site, page):
        """
        With accounts, a page that is missing is told when it is made.
        """
        with pytest.raises(ConfigurationError) as refusal:
            make(
                hasher=world.orga._parts.hasher,
                site=attrs.evolve(site, **{page: None}),
            )

        assert refusal.value.setting == f"site.{page}"

    def test_accounts_need_a_hasher(self, make, site):
        """
        With accounts, and no argon2 nor another hasher, the extra is named.
        """
        with pytest.raises(ExtraMissingError):
            make(site=site)


class TestPersonChanged:
    LATER = attrs.evolve(
        ADA,
        name=PersonName(first="Augusta", last="King"),
        email=EmailAddress.parse("augusta@example.fr"),
        locale=Locale.EN,
    )

    @pytest.fixture
    def both(self, own):
        """
        Somebody who administers two schools.
        """
        for uai in (FIRST, SECOND):
            own.orga.invitations.redeem(own.link(uai=str(uai)), by=ADA)
        own.told()

    def test_in_all_schools(self, own, both, team):
        """
        Names, address and language change wherever the person is.
        """
        changed = own.orga.team.person_changed(self.LATER)

        assert {member.uai for member in changed} == {FIRST, SECOND}
        assert [member.person for member in team(FIRST)] == [self.LATER]
        assert [member.person for member in team(SECOND)] == [self.LATER]
        views = own.orga.team.spaces(by=ADA)
        assert {view.membership.person for view in views} == {self.LATER}

    def test_is_what_it_returns(self, own, both, team):
        """
        It returns the memberships as they are now.
        """
        changed = own.orga.team.person_changed(self.LATER)

        assert set(changed) == {*team(FIRST), *team(SECOND)}

    def test_twice(self, own, both, team, store):
        """
        Told again, nothing is written, and nothing said.
        """
        own.orga.team.person_changed(self.LATER)
        before = _everything(store)

        assert own.orga.team.person_changed(self.LATER) == ()
        assert _everything(store) == before

    def test_only_where_it_was_another(self, own, both, team, store):
        """
        A school whose copy is right is left alone, its chain too.
        """
        (member,) = team(SECOND)
        right = attrs.evolve(member, person=self.LATER)
        store.transact(lambda unit: unit.team.save(right, was=member.state))
        chain = _codes(store, SECOND)

        changed = own.orga.team.person_changed(self.LATER)

        assert [member.uai for member in changed] == [FIRST]
        assert _codes(store, SECOND) == chain

    def test_is_audited(self, own, both, store, team):
        """
        Each school's chain says so once, by the person's pseudonym, and verifies.
        """
        own.orga.team.person_changed(self.LATER)

        actor = own.orga._parts.ledger.actor(ADA)
        for uai in (FIRST, SECOND):
            chain = store.transact(lambda unit, u=uai: unit.audit.of_school(u))
            space = store.transact(lambda unit, u=uai: unit.schools.find(u)).space
            assert verify(chain) == space.head
            assert chain[-1].code == "MEMBERSHIP_UPDATED"
            assert chain[-1].actor == actor
            assert dict(chain[-1].details) == {"membership": team(uai)[0].id}
            assert _codes(store, uai).count("MEMBERSHIP_UPDATED") == 1

    def test_changes_nothing_else(self, own, both, team):
        """
        A28: but for the copy each membership is what it was, role and state included.
        """
        before = {member.id: member for member in (*team(FIRST), *team(SECOND))}

        own.orga.team.person_changed(self.LATER)

        after = {member.id: member for member in (*team(FIRST), *team(SECOND))}
        assert after == {
            key: attrs.evolve(member, person=self.LATER)
            for key, member in before.items()
        }
        assert own.told() == {}

    @pytest.mark.parametrize("event", [MembershipEvent.SUSPEND, MembershipEvent.REMOVE])
    def test_also_who_acts_no_more(self, own, both, team, store, event):
        """
        A suspended or removed membership's copy follows, and stays what it is.
        """
        (member,) = team(FIRST)
        ended = member.step(event, at=START)
        store.transact(lambda unit: unit.team.save(ended, was=member.state))

        changed = own.orga.team.person_changed(self.LATER)

        assert len(changed) == 2
        assert team(FIRST) == [attrs.evolve(ended, person=self.LATER)]

    def test_all_memberships_of_a_school(self, own, both, team, store):
        """
        Whoever left and came back has two copies in one school: both follow.
        """
        (member,) = team(FIRST)
        former = an_administrator(id="former", person=ADA).step(
            MembershipEvent.REMOVE, at=START
        )
        store.transact(lambda unit: unit.team.add(former))

        changed = own.orga.team.person_changed(self.LATER)

        assert {member.id, "former"} <= {one.id for one in changed}
        assert {one.person for one in team(FIRST)} == {self.LATER}
        assert _codes(store, FIRST).count("MEMBERSHIP_UPDATED") == 2

    def test_nobody_else(self, own, both, team):
        """
        Others of the school, and what they are called, stay as they are.
        """
        own.orga.invitations.redeem(own.link(), by=BOB)

        own.orga.team.person_changed(self.LATER)

        assert {member.person for member in team(FIRST)} == {self.LATER, BOB}

    def test_of_nobody(self, own, both):
        """
        A person without a membership has no copy.
        """
        assert own.orga.team.person_changed(BOB) == ()

    def test_is_one_transaction(self, own, both, store, team):
        """
        A15: broken off at any call of the store, no school has changed.
        """
        before = _everything(store)
        number = 0
        while True:
            number += 1
            copy = object.__new__(type(own.orga))
            hooked = HookedStore(store, before=fail_at(number))
            copy._wire(attrs.evolve(own.orga._parts, store=hooked))
            try:
                copy.team.person_changed(self.LATER)
            except InjectedError:
                assert _everything(store) == before
            else:
                break

        assert number > 8
        assert team(SECOND)[0].person == self.LATER

    def test_of_a_school_that_is_listed_no_more(self, own, store, team):
        """
        Where the directory has lost the school, the copy follows all the same.
        """
        uai = Uai.parse("0750001U")

        def work(unit):
            unit.schools.save(a_space(uai=uai))
            unit.team.add(an_administrator(uai=uai, person=ADA))

        store.transact(work)

        (changed,) = own.orga.team.person_changed(self.LATER)

        assert changed.person == self.LATER
        assert team(uai) == [changed]


def _codes(store, uai):
    """
    What the chain of a school tells.
    """
    chain = store.transact(lambda unit: unit.audit.of_school(uai))
    return [event.code for event in chain]


def _everything(store):
    """
    All that is stored of both schools.
    """

    def work(unit):
        return [
            (
                unit.schools.find(uai),
                list(unit.team.of_school(uai)),
                list(unit.links.of_school(uai)),
                list(unit.outbox.of_school(uai)),
                list(unit.audit.of_school(uai)),
            )
            for uai in (FIRST, SECOND)
        ]

    return store.transact(work, read_only=True)
