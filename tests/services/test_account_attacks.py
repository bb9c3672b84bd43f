"""
What people try with accounts: squatting, look-alike addresses, roles, and listening.
"""

import logging
import traceback
from functools import partial

import attrs
import pytest

from pixorga import Capacity, EmailAddress, LinkState, SqlStore
from pixorga.domain.account import PasswordPolicy
from pixorga.domain.link import LinkPurpose
from pixorga.domain.team import Member
from pixorga.errors import (
    AuthorityError,
    CredentialsError,
    InputError,
    LinkInvalidError,
    PixorgaError,
)
from pixorga.services.accounts import SignUp
from pixorga.services.logins import Logins
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.fakes import START
from pixorga.testing.hooks import HookedStore

PASSWORD = "une phrase de passe"
OTHER = "une autre phrase de passe"
CLAIRE = "claire@example.fr"
MAILBOX = "ce.0750655e@ac-paris.fr"

HOSTILE = [
    "m\u0131ke@example.fr",
    "cl\u0430ire@example.fr",
    "ce.0750655e@\u0430c-paris.fr",
    "ce.0750655e@ac-par\u0131s.fr",
    "\u212aate@example.fr",
    "claire@exampl\uff45.fr",
    "claire@xn--exampl-jva.fr",
    "claire@example.fr,jean@example.fr",
    "claire@example.fr;jean@example.fr",
    "claire@example.fr jean@example.fr",
    "Claire <claire@example.fr>",
    "claire@example.fr\r\nBcc: jean@example.fr",
    "claire@example.fr\n",
    "claire@example.fr\0",
    "claire\u200b@example.fr",
    "claire@example.fr\u2028",
    "claire@@example.fr",
    '"claire"@example.fr',
    "claire@[192.0.2.1]",
    "\ud800@example.fr",
]


@pytest.fixture
def accounts(world):
    """
    The verbs of accounts.
    """
    return world.orga.accounts


@pytest.fixture
def claire(world):
    """
    An administrator who has signed up and confirmed her address.
    """
    link = world.link()
    person = world.orga.invitations.join(link, sign_up=world.sign_up()).person
    world.orga.accounts.confirm(world.token("confirmer"), by=person)
    world.told()
    return person


@pytest.fixture
def elsewhere(world):
    """
    A link to another school than the one that is attacked.
    """
    uai = type(world.school.uai).parse("0752387M")
    mailbox = EmailAddress.parse("ce.0752387m@ac-paris.fr")
    world.add(a_school(uai=uai, name="Collège Aimé Césaire", mailbox=mailbox))
    return lambda: world.link(uai="0752387M")


class TestSquatting:
    def test_of_the_mailbox(self, world, accounts, elsewhere):
        """
        A25: whoever signs up with the school's own address is nobody in that school.
        """
        form = world.sign_up(uai="0752387M", email=MAILBOX)
        squatter = world.orga.invitations.join(elsewhere(), sign_up=form).person
        accounts.confirm(world.token("confirmer"), by=squatter)
        token = world.link()

        assert accounts.log_in(MAILBOX, password=PASSWORD) == squatter
        with pytest.raises(AuthorityError):
            world.orga.team.acting(world.school.uai, by=squatter)
        schools = [str(view.uai) for view in world.orga.team.spaces(by=squatter)]
        assert schools == ["0752387M"]
        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    def test_of_a_successor_s_address(self, world, accounts, elsewhere, claire):
        """
        A25: an account under the address that is invited gets nothing without the link.
        """
        form = world.sign_up(uai="0752387M", email="jean@example.fr")
        squatter = world.orga.invitations.join(elsewhere(), sign_up=form).person
        by = world.orga.team.acting(world.school.uai, by=claire)

        world.orga.team.hand_over(to="jean@example.fr", by=by)

        with pytest.raises(AuthorityError):
            world.orga.team.acting(world.school.uai, by=squatter)

    def test_of_somebody_s_address(self, world, accounts, elsewhere):
        """
        A25: whose address it is gets mails, but no way into the squatter's account.
        """
        form = world.sign_up(uai="0752387M", email=CLAIRE)
        squatter = world.orga.invitations.join(elsewhere(), sign_up=form).person
        token = world.token("confirmer")
        owner = a_person(id="owner", email=EmailAddress.parse(CLAIRE))

        with pytest.raises(LinkInvalidError):
            accounts.confirm(token, by=owner)
        accounts.request_reset(CLAIRE)

        assert world.told() == {}
        assert accounts.view(by=squatter).confirmed_at is None

    def test_principal_with_somebody_s_address(self, world, accounts, claire):
        """
        A25: persons are told apart by their ids; an address makes nobody somebody.
        """
        twin = attrs.evolve(claire, id="twin")

        with pytest.raises(AuthorityError):
            world.orga.team.acting(world.school.uai, by=twin)
        with pytest.raises(PixorgaError):
            accounts.view(by=twin)
        with pytest.raises(CredentialsError):
            accounts.change_password(old=PASSWORD, new=OTHER, by=twin)


class TestHostileAddresses:
    def test_at_sign_up(self, world):
        """
        A26: no account has an address that looks like another, or like two.
        """
        token = world.link()
        world.told()

        for email in HOSTILE:
            with pytest.raises(InputError) as refusal:
                world.orga.invitations.join(token, sign_up=world.sign_up(email=email))
            assert [error.field for error in refusal.value.errors] == ["email"]

        assert world.told() == {}
        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    @pytest.mark.parametrize("verb", ["hand_over", "request_reset", "change_address"])
    def test_wherever_one_is_typed(self, world, claire, store, verb):
        """
        A26: nor does a mail go to one, and no store is asked about it.
        """
        by = world.orga.team.acting(world.school.uai, by=claire)
        calls = []
        copy = object.__new__(type(world.orga))
        watched = HookedStore(store, before=calls.append)
        copy._wire(attrs.evolve(world.orga._parts, store=watched))
        ask = {
            "hand_over": lambda to: copy.team.hand_over(to=to, by=by),
            "request_reset": copy.accounts.request_reset,
            "change_address": partial(
                copy.accounts.change_address, password=PASSWORD, by=claire
            ),
        }[verb]

        for email in HOSTILE:
            with pytest.raises(InputError) as refusal:
                ask(email)
            assert len(refusal.value.errors) == 1

        assert calls == []
        assert world.told() == {}

    @pytest.mark.parametrize(
        "typed", ["JEAN@EXAMPLE.FR", "Jean@Example.Fr", " jean@example.fr\u00a0"]
    )
    def test_in_other_cases(self, world, accounts, claire, typed):
        """
        A26: any spelling of a plain address is kept, and mailed, in one.
        """
        by = world.orga.team.acting(world.school.uai, by=claire)
        world.orga.team.hand_over(to=typed, by=by)
        token = world.token()
        form = world.sign_up(email=typed)
        jean = world.orga.invitations.join(token, sign_up=form).person
        accounts.change_address(typed, password=PASSWORD, by=claire)

        assert str(jean.email) == "jean@example.fr"
        recipients = {str(envelope.recipient) for envelope, _ in world.mailer.attempts}
        world.told()
        assert recipients == {MAILBOX, CLAIRE, "jean@example.fr"}


class TestRoles:
    def test_no_form_has_one(self):
        """
        A28: nobody can ask for a role when signing up.
        """
        fields = {field.name for field in attrs.fields(SignUp)}

        assert fields == {
            "uai",
            "first_name",
            "last_name",
            "email",
            "password",
            "terms",
            "locale",
        }

    @pytest.mark.parametrize("capacity", ["administrator", "operator", "member", ""])
    def test_no_capacity_is_one(self, world, capacity):
        """
        A28: what is declared beside it is one of the capacities, or the form is faulty.
        """
        with pytest.raises(InputError) as refusal:
            world.orga.invitations.join(
                world.link(), sign_up=world.sign_up(), capacity=capacity
            )

        assert [error.field for error in refusal.value.errors] == ["capacity"]

    @pytest.mark.parametrize("role_class", [None, Member])
    def test_no_change_of_an_account_gives_one(
        self, world, accounts, claire, store, role_class
    ):
        """
        A28: confirming, moving, restoring leave every membership what it was.
        """
        uai = world.school.uai
        if role_class is not None:
            member = Member(id="member", uai=uai, person=claire, joined_at=START)
            store.transact(lambda unit: unit.team.add(member))
        before = store.transact(lambda unit: unit.team.of_school(uai))

        accounts.request_reset(CLAIRE)
        accounts.reset(world.token("mot-de-passe"), email=CLAIRE, password=OTHER)
        accounts.change_password(old=OTHER, new=PASSWORD, by=claire)
        accounts.change_address("b@example.fr", password=PASSWORD, by=claire)
        person = accounts.confirm(world.token("confirmer"), by=claire).person
        accounts.log_in("b@example.fr", password=PASSWORD)

        after = store.transact(lambda unit: unit.team.of_school(uai))
        assert list(after) == [attrs.evolve(one, person=person) for one in before]


class Ear:
    """
    What somebody hears who reads errors and logs, and what they must not.
    """

    def __init__(self, world, *, secrets):
        self.world, self.secrets = world, secrets
        self.shown, self.written = [], []

    def fails(self, verb, *args, **kwargs):
        """
        Run a verb that fails, and keep all that its error shows.
        """
        with pytest.raises(PixorgaError) as refusal:
            verb(*args, **kwargs)
        error = refusal.value
        self.shown += [str(error), repr(error), repr(error.details), repr(error.args)]
        self.shown += traceback.format_exception(error)

    def token(self, page):
        """
        The token in the last mail to a page, which is a secret with its handle.
        """
        token = self.world.token(page)
        self.secrets += [token, token.split(".")[1]]
        return token

    def heard(self, text):
        """
        The secrets in some text.
        """
        folded = text.casefold()
        return [secret for secret in self.secrets if secret.casefold() in folded]


def at_rest(store):
    """
    All that a store keeps, as text.
    """
    if isinstance(store, SqlStore):
        with store._engine.connect() as connection:
            return "\n".join(connection.connection.driver_connection.iterdump())
    shelves = [past[-1][1] for past in store._snapshots._past.values()]
    rows = [row for shelf in shelves for row in shelf.values() if attrs.has(type(row))]
    return "\n".join(str(attrs.asdict(row)) for row in rows)


class TestListening:
    """
    Who reads logs, errors, events or what is shown of values learns nothing personal.
    """

    FIRST, LAST = "Euphrosyne", "Quatrebarbes"
    EMAIL, LATER = "euphrosyne.canari@example.fr", "nouveau.canari@example.fr"
    SECRET, NEXT = "canari jaune sur sa branche", "canari vert sur sa branche"

    @pytest.fixture
    def lived(self, world, store, clock, events, caplog):
        """
        A whole life, with all that can go wrong.
        """
        caplog.set_level(logging.NOTSET)
        ear = Ear(world, secrets=[self.FIRST, self.LAST, "canari"])
        person = self.arrive(ear)
        self.change(ear, person)
        clock.advance(days=9)
        self.fail(ear)
        pseudonyms = world.orga._parts.pseudonyms
        attempt = Logins(pseudonyms).attempt(self.LATER, client=self.LATER)
        account = store.transact(lambda unit: unit.accounts.get(person.id))
        ear.written = [
            *events,
            *store.transact(lambda unit: unit.audit.notes(before=None, limit=99)),
            *store.transact(lambda unit: unit.audit.of_school(world.school.uai)),
        ]
        ear.secrets.append(account.password_hash)
        ear.shown += map(repr, [person, account, attempt, ear.written])
        ear.shown.append(caplog.text)
        return ear

    def arrive(self, ear):
        """
        Sign up, and confirm the address.
        """
        orga, accounts = ear.world.orga, ear.world.orga.accounts
        ear.world.ask()
        join = ear.token("rejoindre")
        form = ear.world.sign_up(
            first_name=self.FIRST,
            last_name=self.LAST,
            email=self.EMAIL,
            password=self.SECRET,
        )
        bad = attrs.evolve(form, terms=self.SECRET, password=self.SECRET[:9])
        ear.fails(orga.invitations.join, join, sign_up=bad)
        ear.shown += map(repr, [form, accounts.prepare(form)])
        person = orga.invitations.join(join, sign_up=form).person
        ear.fails(orga.invitations.join, ear.world.link(), sign_up=form)
        confirm = ear.token("confirmer")
        ear.fails(accounts.confirm, confirm, by=None)
        ear.fails(accounts.confirm, confirm, by=a_person(id="jean"))
        ear.fails(accounts.peek, confirm, purpose=LinkPurpose.RESET)
        ear.shown.append(repr(accounts.confirm(confirm, by=person)))
        return person

    def change(self, ear, person):
        """
        Forget the password, choose others, and move.
        """
        accounts = ear.world.orga.accounts
        accounts.request_reset(self.EMAIL)
        reset = ear.token("mot-de-passe")
        ear.fails(accounts.reset, reset, email=self.EMAIL, password=self.NEXT[:9])
        accounts.reset(reset, email=self.EMAIL, password=self.NEXT)
        ear.fails(accounts.reset, reset, email=self.EMAIL, password=self.SECRET)
        forged = f"{reset[:-1]}A"
        ear.fails(accounts.reset, forged, email=self.EMAIL, password=self.SECRET)
        ear.fails(accounts.change_password, old=self.SECRET, new=self.NEXT, by=person)
        accounts.change_address(self.LATER, password=self.NEXT, by=person)
        ear.fails(accounts.change_address, f"{self.LATER},x", password="x", by=person)
        confirm = ear.token("confirmer")
        accounts.confirm(confirm, by=person)
        ear.fails(accounts.confirm, confirm, by=a_person(id="jean"))

    def fail(self, ear):
        """
        Log in with everything but what is right, until one has to wait.
        """
        log_in = ear.world.orga.accounts.log_in
        ear.fails(log_in, self.EMAIL, password=self.NEXT)
        ear.fails(log_in, self.LATER, password=None)
        ear.fails(log_in, self.LATER, password=self.NEXT, terms=self.NEXT)
        for _ in range(5):
            ear.fails(log_in, self.LATER, password=self.SECRET)
        ear.fails(log_in, self.LATER, password=self.NEXT)

    def test_nothing_is_shown(self, lived):
        """
        A8: no name, address, password, hash, token or handle in anything shown.
        """
        assert lived.heard("\n".join(lived.shown)) == []
        assert len(lived.shown) > 100

    def test_nor_in_what_is_written_down(self, lived):
        """
        A46: events, notes and chains hold ids, codes and pseudonyms, by their values.
        """
        values = [
            str(value)
            for one in lived.written
            for value in attrs.asdict(one, recurse=False).values()
        ]

        assert lived.heard("\n".join(values)) == []
        assert {one.code for one in lived.written} >= {
            "ACCOUNT_OPENED",
            "ADDRESS_CONFIRMED",
            "PASSWORD_FORGOTTEN",
            "PASSWORD_CHANGED",
            "ADDRESS_CHANGED",
            "MEMBERSHIP_UPDATED",
        }

    def test_nor_at_rest(self, lived, store):
        """
        A41: no token and no password in clear is kept, sent mails included.
        """
        kept = at_rest(store)
        tokens = [secret for secret in lived.secrets if secret.count(".") == 3]

        assert self.LATER in kept
        assert len(tokens) == 4
        assert [token for token in tokens if token.split(".")[-1] in kept] == []
        assert self.SECRET not in kept
        assert self.NEXT not in kept

    def test_nor_of_the_policy(self):
        """
        The list of leaks is not shown with the policy that asks it.
        """
        policy = PasswordPolicy(is_breached={self.SECRET}.__contains__)

        assert "canari" not in repr(policy)


class TestCapacity:
    def test_is_declared_by_whoever_signs_up(self, world):
        """
        A28: the capacity is noted as declared, and gives no more than the link's role.
        """
        member = world.orga.invitations.join(
            world.link(), sign_up=world.sign_up(), capacity=Capacity.REFERENT
        )

        assert member.capacity is Capacity.REFERENT
        assert member.role == "administrator"
