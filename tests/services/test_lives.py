"""
Any sequence of verbs, against a model small enough to be believed.

The model knows nothing of tokens, rows or transactions. After each step what the
services answered, and what they list, is compared with it.
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
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pixorga import (
    EmailAddress,
    KeyRing,
    MemoryStore,
    Operator,
    PixOrga,
    Site,
    SqlStore,
)
from pixorga.domain.audit import verify
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.domain.space import SpaceState
from pixorga.domain.team import MembershipState
from pixorga.errors import (
    LastAdministratorError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    MembershipEndedError,
    TransitionError,
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

PEOPLE = {
    name: a_person(id=name, email=EmailAddress.parse(f"{name}@example.fr"))
    for name in ("ada", "bob", "cleo")
}
MAILBOX = "ce.0750655e@ac-paris.fr"
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)

people = st.sampled_from(sorted(PEOPLE))
picks = st.integers(min_value=0)


@attrs.define
class Place:
    """
    A person's place in the team: the model of a membership.
    """

    person: str
    id: str
    state: MembershipState = MembershipState.ACTIVE


@attrs.define
class Letter:
    """
    The model of an invitation or a contest link.
    """

    token: str
    to: str
    issued: timedelta
    expires: timedelta
    place: Place | None = None
    state: LinkState = LinkState.PENDING
    renewed: bool = False
    by: str | None = None


class Lives(RuleBasedStateMachine):
    """
    One school, three people, an operator, and time.
    """

    def __init__(self):
        super().__init__()
        self.stack = ExitStack()
        self.store = self.stack.enter_context(closing(self.open_store()))
        self.clock = SetClock()
        self.start = self.clock.now()
        self.orga = PixOrga(
            store=self.store,
            mailer=RecordingMailer(),
            keys=KeyRing(current=b"k" * 32),
            pseudonym_key=b"p" * 32,
            site=Site(
                sender="x@example.fr",
                join="https://example.fr/j/{token}",
                contest="https://example.fr/c/{token}",
                operator="o@example.fr",
                help="https://example.fr",
                terms="https://example.fr",
            ),
            clock=self.clock,
            ids=CountedIds(),
            randomness=SeededRandomness(),
            hasher=PlainHasher(),
        )
        self.operator = Operator(id="support")
        self.school = a_school()
        self.orga.directory.put([self.school], by=self.operator)
        self.letters: list[Letter] = []
        self.contests: list[Letter] = []
        self.places: list[Place] = []
        self.activated = False

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
        Time since the beginning.
        """
        return self.clock.now() - self.start

    def place_of(self, person):
        """
        The person's last place in the team.
        """
        own = [place for place in self.places if place.person == person]
        return own[-1] if own else None

    def active(self):
        """
        The places that count.
        """
        return [p for p in self.places if p.state is MembershipState.ACTIVE]

    def over(self, letter):
        """
        Whether a letter's time is over.
        """
        return letter.state is LinkState.PENDING and self.now >= letter.expires

    def pending_to(self, mailbox):
        """
        The letter of a mailbox whose row says pending.
        """
        for letter in self.letters:
            if letter.to == mailbox and letter.state is LinkState.PENDING:
                return letter
        return None

    def issued(self, mailbox, place=None):
        """
        A new letter went to a mailbox: the model's side of an issue.
        """
        earlier = self.pending_to(mailbox)
        if earlier:
            over = self.over(earlier)
            earlier.state = LinkState.EXPIRED if over else LinkState.SUPERSEDED
        letter = Letter(
            token=self.token_of(LinkPurpose.JOIN),
            to=mailbox,
            issued=self.now,
            expires=self.now + WEEK,
            place=place,
        )
        self.letters.append(letter)

    def token_of(self, purpose):
        """
        The token of the newest link of a purpose, read where the relay reads it.
        """
        links = self.store.transact(lambda u: u.links.of_school(self.school.uai))
        newest = max(
            (link for link in links if link.purpose is purpose),
            key=lambda link: link.id,
        )
        return self.orga.invitations._parts.tokens.mint(newest)

    def expect(self, error, verb):
        """
        The verb's answer, or its error if one is due.
        """
        if error is None:
            return verb()
        with pytest.raises(error):
            verb()
        return None

    # What happens

    @rule()
    def request(self):
        """
        Somebody fills in the form.
        """
        asked = self.orga.activation.request(
            uai="0750655E", first_name="Eve", last_name="Roy"
        )

        recovery = InvitationReason.RECOVERY
        due = recovery if self.activated else InvitationReason.ACTIVATION
        assert asked.reason is due
        self.issued(MAILBOX)

    @rule(hours=st.sampled_from([1, 24, 24 * 4, 24 * 7, 24 * 31]))
    def wait(self, hours):
        """
        Time goes by.
        """
        self.clock.advance(seconds=hours * 3600)

    @precondition(lambda self: self.letters)
    @rule(pick=picks, person=people)
    def redeem(self, pick, person):
        """
        Somebody accepts an invitation.
        """
        letter = self.letters[pick % len(self.letters)]
        place = self.place_of(person)
        error = self.redeem_error(letter, place, person)
        due = letter.state is LinkState.ACCEPTED
        member = self.expect(
            error, lambda: self.orga.invitations.redeem(letter.token, by=PEOPLE[person])
        )
        if error or due:
            return
        letter.state, letter.by = LinkState.ACCEPTED, person
        self.activated = True
        if place is None or place.state is not MembershipState.ACTIVE:
            place = Place(person, member.id)
            self.places.append(place)
        assert member.id == place.id
        token = self.token_of(LinkPurpose.CONTEST)
        contest = Letter(token, MAILBOX, self.now, self.now + MONTH, place=place)
        self.contests.append(contest)

    def redeem_error(self, letter, place, person):
        """
        What is due to whoever tries; what a try leaves behind is noted.
        """
        if letter.state is LinkState.ACCEPTED:
            if letter.by != person:
                return LinkReplayedError
            active = place.state is MembershipState.ACTIVE
            return None if active else MembershipEndedError
        if self.over(letter):
            letter.state = LinkState.EXPIRED
        if letter.state is LinkState.EXPIRED:
            return LinkExpiredError
        gone = letter.place and letter.place.state is not MembershipState.ACTIVE
        if letter.state is LinkState.PENDING and gone:
            letter.state = LinkState.REVOKED
        if letter.state is not LinkState.PENDING:
            return LinkRevokedError
        if place and place.state is MembershipState.SUSPENDED:
            return MembershipEndedError
        return None

    @precondition(lambda self: self.contests)
    @rule(pick=picks)
    def contest(self, pick):
        """
        The mailbox contests an administrator.
        """
        letter = self.contests[pick % len(self.contests)]
        state = letter.place.state
        error = None
        if letter.state is LinkState.ACCEPTED:
            error = None if state is MembershipState.SUSPENDED else LinkReplayedError
        elif self.over(letter):
            error = LinkExpiredError
        elif state is MembershipState.REMOVED:
            error = TransitionError
        last_name = PEOPLE[letter.place.person].name.last
        self.expect(
            error,
            lambda: self.orga.contests.contest(letter.token, last_name=last_name),
        )
        if not error and state is MembershipState.ACTIVE:
            letter.state = LinkState.ACCEPTED
            letter.place.state = MembershipState.SUSPENDED

    @precondition(lambda self: self.letters)
    @rule(pick=picks)
    def revoke(self, pick):
        """
        The operator withdraws an invitation.
        """
        index = pick % len(self.letters)
        letter = self.letters[index]
        error = None if letter.state is LinkState.PENDING else TransitionError
        self.expect(
            error,
            lambda: self.orga.invitations.revoke(
                self.listed()[index].id, by=self.operator, uai=self.school.uai
            ),
        )
        if not error:
            letter.state = LinkState.REVOKED

    @precondition(lambda self: self.letters)
    @rule(pick=picks)
    def resend(self, pick):
        """
        The operator has an invitation sent again.
        """
        index = pick % len(self.letters)
        letter = self.letters[index]
        error = {
            LinkState.ACCEPTED: LinkReplayedError,
            LinkState.REVOKED: LinkRevokedError,
            LinkState.SUPERSEDED: LinkRevokedError,
        }.get(letter.state)
        self.expect(
            error,
            lambda: self.orga.invitations.resend(
                self.listed()[index].id, by=self.operator, uai=self.school.uai
            ),
        )
        if not error:
            self.sent_again(self.pending_to(letter.to) or letter)

    def sent_again(self, letter):
        """
        The model's side of a resend: as it is, put off once, or a new one.
        """
        fresh = letter.expires - self.now >= (letter.expires - letter.issued) / 2
        dead = letter.state is not LinkState.PENDING or self.over(letter)
        if dead or (letter.renewed and not fresh):
            self.issued(letter.to, letter.place)
        elif not fresh:
            life = letter.expires - letter.issued
            letter.expires = min(self.now + life, letter.issued + MONTH)
            letter.renewed = True

    @precondition(lambda self: self.active())
    @rule(pick=picks, to=st.sampled_from(["dan@example.fr", "eva@example.fr"]))
    def hand_over(self, pick, to):
        """
        An administrator names a successor.
        """
        place = self.active()[pick % len(self.active())]
        by = self.orga.team.acting(self.school.uai, by=PEOPLE[place.person])
        self.orga.team.hand_over(to=to, by=by)
        self.issued(to, place)

    @precondition(lambda self: self.active())
    @rule(pick=picks)
    def leave(self, pick):
        """
        An administrator leaves, unless nobody else is there.
        """
        place = self.active()[pick % len(self.active())]
        by = self.orga.team.acting(self.school.uai, by=PEOPLE[place.person])
        error = LastAdministratorError if len(self.active()) == 1 else None
        self.expect(error, lambda: self.orga.team.leave(by=by))
        if not error:
            place.state = MembershipState.REMOVED

    @precondition(lambda self: self.places)
    @rule(pick=picks, verb=st.sampled_from(["reinstate", "remove"]))
    def decide(self, pick, verb):
        """
        The operator lifts or upholds a suspension.
        """
        place = self.places[pick % len(self.places)]
        suspended = place.state is MembershipState.SUSPENDED
        error = None if suspended else TransitionError
        if verb == "remove" and place.state is MembershipState.ACTIVE:
            error = LastAdministratorError if len(self.active()) == 1 else None
        decide = getattr(self.orga.team, verb)
        self.expect(
            error, lambda: decide(place.id, by=self.operator, uai=self.school.uai)
        )
        if not error:
            states = {
                "reinstate": MembershipState.ACTIVE,
                "remove": MembershipState.REMOVED,
            }
            place.state = states[verb]

    @precondition(lambda self: self.letters)
    @rule(pick=picks)
    def peek(self, pick):
        """
        Anybody, or a scanner, looks.
        """
        letter = self.letters[pick % len(self.letters)]
        view = self.orga.invitations.peek(letter.token)

        due = LinkState.EXPIRED if self.over(letter) else letter.state
        assert view.state is due

    # What always holds

    def listed(self):
        """
        The invitations as an operator sees them.
        """
        return self.orga.invitations.list(by=self.operator, uai=self.school.uai)

    @invariant()
    def links_are_as_modelled(self):
        """
        Each invitation is where the model says, to the second.
        """
        for summary, letter in zip(self.listed(), self.letters, strict=True):
            due = LinkState.EXPIRED if self.over(letter) else letter.state
            assert summary.state is due
            assert summary.expires_at == self.start + letter.expires

    @invariant()
    def team_is_as_modelled(self):
        """
        Each place is where the model says, and the space with it.
        """
        uai = self.school.uai
        team = self.store.transact(lambda unit: unit.team.of_school(uai))
        states = {membership.id: membership.state for membership in team}
        assert states == {place.id: place.state for place in self.places}
        space = self.store.transact(lambda unit: unit.schools.find(uai)).space
        due = SpaceState.ACTIVE if self.active() else SpaceState.ORPHANED
        if space is not None:
            assert space.state is (due if self.activated else SpaceState.NEW)

    @invariant()
    def chain_verifies(self):
        """
        The chain leads to the head that the space holds.
        """
        uai = self.school.uai
        space = self.store.transact(lambda unit: unit.schools.find(uai)).space
        if space is not None:
            chain = self.store.transact(lambda unit: unit.audit.of_school(uai))
            assert verify(chain) == space.head


class SqliteLives(Lives):
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
    SqliteLives.template = empty_database


LONG = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestLivesInMemory = Lives.TestCase
TestLivesInMemory.settings = LONG

TestLivesInSqlite = SqliteLives.TestCase
TestLivesInSqlite.settings = settings(LONG, max_examples=12)
