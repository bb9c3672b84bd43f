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
from pixorga.config import Limits
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import verify
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.domain.outbox import MailState
from pixorga.domain.space import Attention, SpaceState
from pixorga.domain.team import MembershipState
from pixorga.errors import (
    LastAdministratorError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    MailboxMissingError,
    MembershipEndedError,
    OperatorNeededError,
    SpaceArchivedError,
    TransitionError,
)
from pixorga.ports.mailer import Delivery
from pixorga.services.integrity import check
from pixorga.testing.builders import a_person, a_school
from pixorga.testing.fakes import (
    CountedIds,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)

PEOPLE = {
    name: a_person(id=name, email=EmailAddress.parse(f"{name}@example.fr"))
    for name in ("ada", "bob", "cleo")
}
MAILBOX = "ce.0750655e@ac-paris.fr"
MAILBOXES = [MAILBOX, "autre@ac-paris.fr", "contact@ecole.example.fr"]
NO_LIMITS = Limits(
    per_school=(),
    per_renewal=(),
    per_client=(),
    per_addressee=(),
    overall=(),
    overall_team=(),
)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)

MAILBOX_REASONS = {
    Attention.MAILBOX_MISSING,
    Attention.MAIL_BOUNCED,
    Attention.MAIL_GIVEN_UP,
}

BOUNCES = {
    (MailState.SENT, "soft"): MailState.SOFT_BOUNCED,
    (MailState.SENT, "hard"): MailState.HARD_BOUNCED,
    (MailState.QUEUED, "soft"): MailState.SOFT_BOUNCED,
    (MailState.QUEUED, "hard"): MailState.HARD_BOUNCED,
    (MailState.UNKNOWN, "soft"): MailState.SOFT_BOUNCED,
    (MailState.UNKNOWN, "hard"): MailState.HARD_BOUNCED,
    (MailState.SOFT_BOUNCED, "soft"): MailState.SOFT_BOUNCED,
    (MailState.SOFT_BOUNCED, "hard"): MailState.HARD_BOUNCED,
    (MailState.HARD_BOUNCED, "soft"): MailState.HARD_BOUNCED,
    (MailState.HARD_BOUNCED, "hard"): MailState.HARD_BOUNCED,
}
"""
Where a mail stands after it has come back.
"""

people = st.sampled_from(sorted(PEOPLE))
picks = st.integers(min_value=0)
mailboxes = st.sampled_from(MAILBOXES)


@attrs.define
class Place:
    """
    A person's place in the team: the model of a membership.
    """

    person: str
    id: str
    joined: timedelta
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
        self.mailer = RecordingMailer()
        self.orga = PixOrga(
            store=self.store,
            mailer=self.mailer,
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
            accounts=False,
            limits=NO_LIMITS,
        )
        self.operator = Operator(id="support")
        self.school = a_school()
        self.orga.directory.put([self.school], by=self.operator)
        self.letters: list[Letter] = []
        self.contests: list[Letter] = []
        self.places: list[Place] = []
        self.activated = False
        self.reopened = False
        self.archived = False
        self.shut = False
        self.listed_closed = False
        self.listed_mailbox = MAILBOX
        self.corrected = None
        self.attention = None

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

    @property
    def mailbox(self):
        """
        Where links to the school go.
        """
        return self.corrected or self.listed_mailbox

    @property
    def closed(self):
        """
        Whether the operator closed the school, or the directory did.
        """
        return self.shut or self.listed_closed

    def attend(self, reason):
        """
        The school is on the support team's list; a contest keeps its place.
        """
        if self.attention is not Attention.CONTESTED:
            self.attention = reason

    def settle(self):
        """
        Once no contest waits, the school is not listed for one.
        """
        waits = any(place.state is MembershipState.SUSPENDED for place in self.places)
        if self.attention is Attention.CONTESTED and not waits:
            self.attention = None

    def withdraw(self, letters):
        """
        Some letters are dead: revoked, or expired if their time was over before.
        """
        for letter in letters:
            if letter.state is LinkState.PENDING:
                over = self.over(letter)
                letter.state = LinkState.EXPIRED if over else LinkState.REVOKED

    def redirect(self, former):
        """
        Links go elsewhere than before, or are meant to: the model's side.
        """
        if self.mailbox != former:
            mine = [one for one in self.letters if not one.place]
            self.withdraw(one for one in (*mine, *self.contests) if one.to == former)

    def calm(self):
        """
        With a mailbox that works, the school is not listed for want of one.
        """
        if self.mailbox and self.attention in MAILBOX_REASONS:
            self.attention = None

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
        if self.archived or self.closed:
            assert asked.outcome is ActivationOutcome.ARCHIVED
        elif self.mailbox is None:
            assert asked.outcome is ActivationOutcome.NO_MAILBOX
            self.attend(Attention.MAILBOX_MISSING)
        else:
            assert asked.outcome is ActivationOutcome.SENT
            self.issued(self.mailbox)

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
            place = Place(person, member.id, self.now)
            self.places.append(place)
        assert member.id == place.id
        self.contestable(place)

    def contestable(self, place):
        """
        The mailbox gets a link to contest somebody, if there is a mailbox.
        """
        if self.mailbox:
            token = self.token_of(LinkPurpose.CONTEST)
            end = self.now + MONTH
            contest = Letter(token, self.mailbox, self.now, end, place=place)
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
        self.looked_at(letter)
        if letter.state is not LinkState.PENDING:
            expired = letter.state is LinkState.EXPIRED
            return LinkExpiredError if expired else LinkRevokedError
        if self.closed:
            return SpaceArchivedError
        suspended = place and place.state is MembershipState.SUSPENDED
        return MembershipEndedError if suspended else None

    def looked_at(self, letter):
        """
        A pending letter turns out to be over, or to have lost who sent it.
        """
        gone = letter.place and letter.place.state is not MembershipState.ACTIVE
        if self.over(letter):
            letter.state = LinkState.EXPIRED
        elif letter.state is LinkState.PENDING and gone:
            letter.state = LinkState.REVOKED

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
        elif self.over(letter) or letter.state is LinkState.EXPIRED:
            error = LinkExpiredError
        elif letter.state is LinkState.REVOKED:
            error = LinkRevokedError
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
            self.attend(Attention.CONTESTED)

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
            lambda: self.orga.support.revoke_invitation(
                self.listed()[index].id,
                uai=self.school.uai,
                by=self.operator,
                reason="mistake",
            ),
        )
        if not error:
            letter.state = LinkState.REVOKED

    @precondition(lambda self: self.letters)
    @rule(pick=picks, verb=st.sampled_from(["resend", "renew"]))
    def resend(self, pick, verb):
        """
        The operator, or the holder, has an invitation sent again.
        """
        index = pick % len(self.letters)
        letter = self.letters[index]
        to = letter.to if letter.place else self.mailbox
        error = {
            LinkState.ACCEPTED: LinkReplayedError,
            LinkState.REVOKED: LinkRevokedError,
            LinkState.SUPERSEDED: LinkRevokedError,
        }.get(letter.state)
        if letter.place and letter.place.state is not MembershipState.ACTIVE:
            error = error or LinkRevokedError
        if self.archived or self.closed:
            error = error or SpaceArchivedError
        if to is None:
            error = error or MailboxMissingError
        verbs = {
            "resend": lambda: self.orga.support.resend_invitation(
                self.listed()[index].id,
                uai=self.school.uai,
                by=self.operator,
                reason="mistake",
            ),
            "renew": lambda: self.orga.invitations.renew(letter.token),
        }
        self.expect(error, verbs[verb])
        if not error:
            self.sent_again(self.pending_to(to) or letter, to)

    def sent_again(self, letter, to):
        """
        The model's side of a resend: as it is, put off once, or a new one.
        """
        fresh = letter.expires - self.now >= (letter.expires - letter.issued) / 2
        dead = letter.state is not LinkState.PENDING or self.over(letter)
        if dead or (letter.renewed and not fresh) or letter.to != to:
            self.issued(to, letter.place)
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
        error = SpaceArchivedError if self.closed else None
        self.expect(error, lambda: self.orga.team.hand_over(to=to, by=by))
        if not error:
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

    @precondition(lambda self: len(self.active()) > 0)
    @rule(pick=picks, by=picks, verb=st.sampled_from(["reinstate", "remove"]))
    def judge(self, pick, by, verb):
        """
        An administrator lifts or upholds a suspension, or removes a colleague.
        """
        place = self.places[pick % len(self.places)]
        judge = self.active()[by % len(self.active())]
        by = self.orga.team.acting(self.school.uai, by=PEOPLE[judge.person])
        suspended = place.state is MembershipState.SUSPENDED
        error = None if suspended else TransitionError
        if verb == "reinstate" and suspended and judge.joined >= place.joined:
            error = OperatorNeededError
        if verb == "remove" and place.state is MembershipState.ACTIVE:
            error = LastAdministratorError if len(self.active()) == 1 else None
        self.expect(error, lambda: getattr(self.orga.team, verb)(place.id, by=by))
        if not error:
            self.decided(place, reinstated=verb == "reinstate")

    @precondition(lambda self: self.places)
    @rule(pick=picks, verb=st.sampled_from(["lift_suspension", "uphold_suspension"]))
    def decide(self, pick, verb):
        """
        The operator lifts or upholds a suspension.
        """
        place = self.places[pick % len(self.places)]
        suspended = place.state is MembershipState.SUSPENDED
        error = None if suspended else TransitionError
        self.support(verb, error, place.id, uai=self.school.uai)
        if not error:
            self.decided(place, reinstated=verb == "lift_suspension")

    def decided(self, place, *, reinstated):
        """
        The model's side of a decision.
        """
        active, removed = MembershipState.ACTIVE, MembershipState.REMOVED
        place.state = active if reinstated else removed
        if reinstated:
            self.contestable(place)
        self.settle()

    # What the support team does

    def support(self, verb, error, *args, **kwargs):
        """
        A verb of the support team's, or its error if one is due.
        """
        by = {"by": self.operator, "reason": "mistake"}
        verb = getattr(self.orga.support, verb)
        return self.expect(error, lambda: verb(*args, **kwargs, **by))

    @rule(verb=st.sampled_from(["orphan", "archive", "close"]))
    def end(self, verb):
        """
        The operator empties the space, archives it or closes the school.
        """
        # One rule for all three: what lives shall not be short.
        errors = {
            "orphan": None if self.active() else TransitionError,
            "archive": TransitionError if self.archived else None,
            "close": None,
        }
        self.support(verb, errors[verb], self.school.uai)
        self.shut |= verb == "close"
        if verb != "orphan":
            self.ended()
        for place in self.active():
            place.state = MembershipState.REMOVED

    def ended(self):
        """
        The model's side of an archive: nothing is left alive.
        """
        if self.archived:
            return
        self.archived = True
        self.attention = None
        self.withdraw([*self.letters, *self.contests])
        for place in self.places:
            place.state = MembershipState.REMOVED

    @rule()
    def reopen(self):
        """
        The operator opens the space again.
        """
        error = None if self.archived else TransitionError
        self.support("reopen", error, self.school.uai)
        if not error:
            self.archived = self.shut = False
            self.reopened = True

    @rule(mailbox=mailboxes)
    def correct(self, mailbox):
        """
        The operator has links go to some mailbox.
        """
        former = self.mailbox
        self.support("correct_mailbox", None, self.school.uai, mailbox=mailbox)
        self.corrected = mailbox
        self.redirect(former)
        self.calm()

    @rule()
    def confirm(self):
        """
        The operator has links go where the directory says.
        """
        former = self.mailbox
        error = None if self.listed_mailbox else MailboxMissingError
        self.support("confirm_mailbox", error, self.school.uai)
        if not error:
            self.corrected = self.listed_mailbox
            self.redirect(former)
            self.calm()

    @rule(mailbox=st.none() | mailboxes, closed=st.sampled_from([False, False, True]))
    def list_anew(self, mailbox, closed):
        """
        The directory is put again: with this mailbox, open or closed.
        """
        address = mailbox and EmailAddress.parse(mailbox)
        row = a_school(mailbox=address, closed=closed)
        self.orga.directory.put([row], by=self.operator)
        former = self.mailbox
        closes = closed and not self.closed
        self.listed_closed = closed
        if mailbox != self.listed_mailbox:
            self.corrected = None
        self.listed_mailbox = mailbox
        self.redirect(former)
        if self.mailbox != former:
            self.calm()
        if closes:
            self.withdraw(self.letters)

    # What becomes of the mails

    def mails(self):
        """
        The rows of the school's mails, oldest first.
        """
        uai = self.school.uai
        return self.store.transact(lambda unit: unit.outbox.of_school(uai))

    @rule(answers=st.lists(st.sampled_from(Delivery), max_size=5))
    def deliver(self, answers):
        """
        The relay comes by, and meets with some answers.
        """
        before = {mail.id: mail.state for mail in self.mails()}
        self.mailer.answers = answers
        self.orga.outbox.deliver()
        for mail in self.mails():
            if mail.state is before[mail.id]:
                continue
            if mail.state is MailState.HARD_BOUNCED:
                self.came_back(mail)
            if mail.state is MailState.DEAD and self.has_its_link(mail):
                self.came_back(mail, reason=Attention.MAIL_GIVEN_UP)

    @precondition(lambda self: self.mails())
    @rule(pick=picks, kind=st.sampled_from(["soft", "hard"]))
    def bounce(self, pick, kind):
        """
        A mail comes back.
        """
        mails = self.mails()
        mail = mails[pick % len(mails)]
        tried = mail.attempts > 0
        due = BOUNCES.get((mail.state, kind)) if tried else None
        message_id = str(self.orga.outbox._message_id(mail.uai, mail.id))
        state = self.expect(
            None if due else TransitionError,
            lambda: self.orga.outbox.record_bounce(message_id, kind=kind),
        )
        assert state is due
        if due is MailState.HARD_BOUNCED and mail.state is not due:
            self.came_back(mail)

    def has_its_link(self, mail):
        """
        Whether a mail can be sent; if not, it was not given up for want of an answer.
        """
        if mail.link is None:
            return True
        uai = self.school.uai
        link = self.store.transact(lambda unit: unit.links.get(uai, mail.link))
        return link.is_usable(now=self.clock.now())

    def came_back(self, mail, *, reason=Attention.MAIL_BOUNCED):
        """
        The model's side of a mail that did not reach its mailbox.
        """
        if str(mail.to) == self.mailbox:
            self.attend(reason)

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
        begun = self.activated or self.reopened
        due = SpaceState.ORPHANED if begun else SpaceState.NEW
        if self.active():
            due = SpaceState.ACTIVE
        if self.archived:
            due = SpaceState.ARCHIVED
        assert self.case().state is due

    def case(self):
        """
        The school as the support team sees it.
        """
        return self.orga.support.school(self.school.uai, by=self.operator)

    @invariant()
    def school_is_as_modelled(self):
        """
        Its mailbox is the one that the model says, and so is why it is on the list.
        """
        case = self.case()
        assert case.closed is self.closed
        assert case.mailbox == (self.mailbox and EmailAddress.parse(self.mailbox))
        assert case.attention is self.attention
        assert (case.attention_since is None) is (self.attention is None)
        cases = self.orga.support.schools(by=self.operator)
        assert [one.uai for one in cases] == [case.uai] * bool(self.attention)

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
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestLivesInMemory = Lives.TestCase
TestLivesInMemory.settings = LONG

TestLivesInSqlite = SqliteLives.TestCase
TestLivesInSqlite.settings = settings(LONG, max_examples=12)
