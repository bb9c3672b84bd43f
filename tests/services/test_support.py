"""
The support team's verbs: for operators, for a reason, and leaving a trace.
"""

from datetime import timedelta

import attrs
import pytest

from pixorga import EmailAddress, LinkState, MailboxState
from pixorga.adapters.memory import MemoryLimiter
from pixorga.config import Limits
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.audit import verify
from pixorga.domain.identifiers import Uai
from pixorga.domain.link import LinkPurpose
from pixorga.domain.messages import AccessChange
from pixorga.domain.outbox import MailState
from pixorga.domain.people import Operator
from pixorga.domain.space import Attention, SpaceState
from pixorga.domain.support import OperatorReason
from pixorga.domain.team import Member, MembershipState
from pixorga.errors import (
    CredentialsError,
    EstablishmentUnknownError,
    FieldBlankError,
    FieldCharacterError,
    FieldChoiceError,
    InputError,
    LastAdministratorError,
    LimiterError,
    LinkRevokedError,
    LoginThrottledError,
    MailboxMissingError,
    MailboxRefusedError,
    MembershipEndedError,
    NotFoundError,
    OperatorNeededError,
    SpaceArchivedError,
    TransitionError,
)
from pixorga.services.gate import Gate
from pixorga.services.integrity import check
from pixorga.services.ledger import Ledger
from pixorga.services.support import PAGE_LIMIT
from pixorga.testing.builders import a_person, a_school, an_administrator
from pixorga.testing.fakes import START, BrokenLimiter

UAI = Uai.parse("0750655E")
OTHER = Uai.parse("0752387M")
CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
JEAN = a_person(id="jean", email=EmailAddress.parse("jean@example.fr"))
OFFICIAL = "ce.0750655e@ac-paris.fr"
DOUBTFUL = a_school(
    mailbox=EmailAddress.parse("contact@ecole.example.fr"),
    mailbox_state=MailboxState.TO_CONFIRM,
)
GROUND = {"reason": "school asked", "ticket": "PIX-7"}


@pytest.fixture
def support(world):
    """
    The verbs under test.
    """
    return world.orga.support


@pytest.fixture
def act(world):
    """
    By whom and why, for any verb.
    """
    return {"by": world.operator} | GROUND


def chain(store, uai=UAI):
    """
    A school's chain of events, verified; nothing else disagrees either.
    """
    found = store.transact(lambda unit: unit.schools.find(uai)).space
    events = list(store.transact(lambda unit: unit.audit.of_school(uai)))
    assert verify(events) == found.head
    assert list(check(store)) == []
    return events


def team(store):
    """
    The states of the school's memberships, oldest first.
    """
    rows = store.transact(lambda unit: unit.team.of_school(UAI))
    return [row.state for row in rows]


def space(store):
    """
    The school's space.
    """
    return store.transact(lambda unit: unit.schools.find(UAI)).space


def links(store):
    """
    The states of the school's links, by purpose, oldest first.
    """
    rows = store.transact(lambda unit: unit.links.of_school(UAI))
    return [(row.purpose, row.state) for row in rows]


def messages(store):
    """
    What the mails say that wait to be sent, to whom.
    """
    rows = store.transact(lambda unit: unit.outbox.of_school(UAI))
    return [(str(row.to), row.message) for row in rows if row.message]


VERBS = {
    "confirm_mailbox": lambda it, **act: it.confirm_mailbox(UAI, **act),
    "correct_mailbox": lambda it, **act: it.correct_mailbox(
        UAI, mailbox="autre@ac-paris.fr", **act
    ),
    "unblock_requests": lambda it, **act: it.unblock_requests(UAI, **act),
    "unblock_logins": lambda it, **act: it.unblock_logins("claire@example.fr", **act),
    "confirm_address": lambda it, **act: it.confirm_address("a@example.fr", **act),
    "lift_suspension": lambda it, **act: it.lift_suspension("x", uai=UAI, **act),
    "uphold_suspension": lambda it, **act: it.uphold_suspension("x", uai=UAI, **act),
    "remove": lambda it, **act: it.remove("x", uai=UAI, **act),
    "revoke_invitation": lambda it, **act: it.revoke_invitation("x", uai=UAI, **act),
    "resend_invitation": lambda it, **act: it.resend_invitation("x", uai=UAI, **act),
    "orphan": lambda it, **act: it.orphan(UAI, **act),
    "archive": lambda it, **act: it.archive(UAI, **act),
    "close": lambda it, **act: it.close(UAI, **act),
    "reopen": lambda it, **act: it.reopen(UAI, **act),
}
"""
Each verb that changes something.
"""

ON_A_SCHOOL = {
    "confirm_mailbox": lambda it, uai, **act: it.confirm_mailbox(uai, **act),
    "correct_mailbox": lambda it, uai, **act: it.correct_mailbox(
        uai, mailbox="autre@ac-paris.fr", **act
    ),
    "unblock_requests": lambda it, uai, **act: it.unblock_requests(uai, **act),
    "orphan": lambda it, uai, **act: it.orphan(uai, **act),
    "archive": lambda it, uai, **act: it.archive(uai, **act),
    "close": lambda it, uai, **act: it.close(uai, **act),
    "reopen": lambda it, uai, **act: it.reopen(uai, **act),
}
"""
Those that change a school.
"""

LISTS = {
    "schools": lambda it, by: it.schools(by=by),
    "school": lambda it, by: it.school(UAI, by=by),
    "requests": lambda it, by: it.requests(by=by),
    "team": lambda it, by: it.team(UAI, by=by),
}
"""
Each verb that looks.
"""


class TestEveryVerb:
    @pytest.mark.parametrize("verb", [*VERBS.values(), *LISTS.values()])
    @pytest.mark.parametrize("by", [None, CLAIRE, "support-1", an_administrator()])
    def test_is_for_operators(self, world, support, store, verb, by):
        """
        Whoever is no operator is refused, whatever else is wrong.
        """
        world.join(CLAIRE)
        before = chain(store)
        ground = {} if verb in LISTS.values() else {"reason": "nonsense"}

        with pytest.raises(OperatorNeededError):
            verb(support, by=by, **ground)

        assert chain(store) == before

    @pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
    @pytest.mark.parametrize(
        ("ground", "errors"),
        [
            ({"reason": None}, [FieldBlankError]),
            ({"reason": ""}, [FieldBlankError]),
            ({"reason": "because"}, [FieldChoiceError]),
            ({"reason": "abuse", "ticket": "Zoé Dubois"}, [FieldCharacterError]),
            (
                {"reason": "because", "ticket": "a b"},
                [FieldChoiceError, FieldCharacterError],
            ),
        ],
    )
    def test_needs_a_reason(self, world, support, store, verb, ground, errors):
        """
        Without a reason, or with a ticket that is none, nothing is done.
        """
        world.join(CLAIRE)
        before = chain(store)

        with pytest.raises(InputError) as refusal:
            verb(support, by=world.operator, **ground)

        assert [type(error) for error in refusal.value.errors] == errors
        assert "Dubois" not in str(refusal.value)
        assert chain(store) == before

    @pytest.mark.parametrize("verb", ON_A_SCHOOL.values(), ids=ON_A_SCHOOL)
    def test_needs_a_school(self, world, support, act, verb):
        """
        A school that the directory does not have cannot be helped.
        """
        with pytest.raises(EstablishmentUnknownError):
            verb(support, OTHER, **act)

    @pytest.mark.parametrize("verb", ON_A_SCHOOL.values(), ids=ON_A_SCHOOL)
    @pytest.mark.parametrize("uai", [None, "", "nonsense"])
    def test_tells_all_faults_at_once(self, world, support, verb, uai):
        """
        A UAI that is none is told together with whatever else is wrong.
        """
        with pytest.raises(InputError) as refusal:
            verb(support, uai, by=world.operator, reason="because", ticket="a b")

        fields = [error.field for error in refusal.value.errors]
        assert fields == ["uai", "reason", "ticket"]

    @pytest.mark.parametrize("uai", ["0750655e", " 075 0655 E ", UAI])
    def test_reads_any_spelling(self, world, support, act, uai):
        """
        A UAI may be typed in any way.
        """
        assert support.school(uai, by=world.operator).uai == UAI
        assert support.unblock_requests(uai, **act).uai == UAI

    @pytest.mark.parametrize("reason", ["academy asked", OperatorReason.ACADEMY_ASKED])
    @pytest.mark.parametrize("ticket", [None, "", "PIX-7"])
    def test_leaves_a_trace(self, world, support, store, events, reason, ticket):
        """
        Who did what, when and why is in the school's chain, and told to the listener.
        """
        support.unblock_requests(UAI, by=world.operator, reason=reason, ticket=ticket)

        (event,) = chain(store)
        due = {"reason": "academy asked"} | ({"ticket": ticket} if ticket else {})
        assert (event.code, event.at) == ("REQUESTS_UNBLOCKED", START)
        assert dict(event.details) == due
        assert events[-1].details == event.details
        assert event.actor not in {"anonymous", "support-1"}
        assert event.actor == world.orga._parts.ledger.actor(Operator(id="support-1"))


class TestConfirm:
    def test_lets_links_go(self, world, support, act, store):
        """
        A confirmed mailbox gets its link, and the school leaves the list.
        """
        world.add(DOUBTFUL)
        assert world.ask().outcome is ActivationOutcome.MAILBOX_TO_CONFIRM
        (listed,) = support.schools(by=world.operator)

        case = support.confirm_mailbox(UAI, **act)

        assert listed.attention is Attention.MAILBOX_TO_CONFIRM
        assert (listed.mailbox, listed.mailbox_state) == (None, MailboxState.TO_CONFIRM)
        assert (case.attention, case.attention_since) == (None, None)
        assert case.mailbox == case.directory_mailbox == DOUBTFUL.mailbox
        assert case.mailbox_state is MailboxState.USABLE
        assert support.schools(by=world.operator) == ()
        assert chain(store)[-1].code == "MAILBOX_CONFIRMED"
        assert world.join(CLAIRE)
        assert world.mailer.mails[-1]["To"] == str(DOUBTFUL.mailbox)

    def test_before_anybody_asked(self, world, support, act, store):
        """
        A school without a space gets one, for its chain.
        """
        world.add(DOUBTFUL)

        support.confirm_mailbox(UAI, **act)

        assert space(store).state is SpaceState.NEW
        assert [event.code for event in chain(store)] == ["MAILBOX_CONFIRMED"]

    def test_needs_a_mailbox(self, world, support, act, store):
        """
        Where the directory has none there is nothing to confirm.
        """
        world.add(a_school(mailbox=None))

        with pytest.raises(MailboxMissingError):
            support.confirm_mailbox(UAI, **act)

        assert space(store) is None

    @pytest.mark.parametrize("state", list(MailboxState))
    def test_never_a_webmail(self, world, support, act, state):
        """
        A mailbox at a free webmail is confirmed by nobody.
        """
        webmail = EmailAddress.parse("ce.0750655e@gmail.com")
        world.add(a_school(mailbox=webmail, mailbox_state=state))

        with pytest.raises(InputError) as refusal:
            support.confirm_mailbox(UAI, **act)

        (error,) = refusal.value.errors
        assert isinstance(error, MailboxRefusedError)
        assert "gmail" not in str(refusal.value)

    def test_twice(self, world, support, act, store):
        """
        Confirming again changes nothing, and leaves its trace.
        """
        world.add(DOUBTFUL)
        first = support.confirm_mailbox(UAI, **act)
        token = world.link()

        assert support.confirm_mailbox(UAI, **act) == first
        assert [event.code for event in chain(store)].count("MAILBOX_CONFIRMED") == 2
        assert world.orga.invitations.peek(token).state is LinkState.PENDING

    def test_after_a_correction(self, world, support, act):
        """
        A27: what went to a corrected mailbox is dead once the directory's is confirmed.
        """
        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)
        token = world.link()

        case = support.confirm_mailbox(UAI, **act)

        assert str(case.mailbox) == OFFICIAL
        assert world.orga.invitations.peek(token).state is LinkState.REVOKED
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)


class TestCorrect:
    def test_redirects_links(self, world, support, act, store):
        """
        A27: links go to the corrected mailbox; those to the former one are dead.
        """
        old = world.link()

        case = support.correct_mailbox(UAI, mailbox=" Autre@AC-Paris.fr ", **act)

        assert str(case.mailbox) == "autre@ac-paris.fr"
        assert str(case.directory_mailbox) == OFFICIAL
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(old, by=CLAIRE)
        assert world.orga.invitations.redeem(world.link(), by=CLAIRE)
        assert world.mailer.mails[-1]["To"] == "autre@ac-paris.fr"
        assert [event.code for event in chain(store)][2:4] == [
            "MAILBOX_CORRECTED",
            "INVITATION_REVOKED",
        ]

    def test_does_not_mail_the_former(self, world, support, act):
        """
        A27: nor is a link sent that still waited in the outbox.
        """
        world.ask()

        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)

        assert world.told() == {}

    def test_lets_hand_overs_stay(self, world, support, act):
        """
        A link that an administrator sent to a person stays, at whatever mailbox.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to="autre@ac-paris.fr", by=claire)
        token = world.token()

        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)
        support.correct_mailbox(UAI, mailbox=OFFICIAL, **act)

        assert world.orga.invitations.redeem(token, by=JEAN)

    def test_ends_contests(self, world, support, act, store):
        """
        A27: the former mailbox contests nobody any more.
        """
        world.join(CLAIRE)

        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)

        assert links(store) == [
            (LinkPurpose.JOIN, LinkState.ACCEPTED),
            (LinkPurpose.CONTEST, LinkState.REVOKED),
        ]

    def test_where_there_is_none(self, world, support, act):
        """
        A school without a mailbox gets one, and leaves the list.
        """
        world.add(a_school(mailbox=None))
        assert world.ask().outcome is ActivationOutcome.NO_MAILBOX
        (listed,) = support.schools(by=world.operator)

        case = support.correct_mailbox(UAI, mailbox="contact@ecole.example.fr", **act)

        assert listed.attention is Attention.MAILBOX_MISSING
        assert case.attention is None
        assert case.directory_mailbox is None
        assert world.join(CLAIRE)

    @pytest.mark.parametrize(
        ("mailbox", "error"),
        [
            ("ce.0750655e@gmail.com", MailboxRefusedError),
            ("ce.0750655e@Orange.FR", MailboxRefusedError),
            ("ce.0750655e@yahoo.co.uk", MailboxRefusedError),
            ("", FieldBlankError),
            (None, FieldBlankError),
        ],
    )
    def test_refuses(self, world, support, store, mailbox, error):
        """
        A free webmail is no school's mailbox; all faults are told at once.
        """
        with pytest.raises(InputError) as refusal:
            support.correct_mailbox(
                UAI, mailbox=mailbox, by=world.operator, reason="because"
            )

        first, second = refusal.value.errors
        assert isinstance(first, error)
        assert first.field == "mailbox"
        assert isinstance(second, FieldChoiceError)
        assert space(store) is None

    def test_same_again(self, world, support, act, store):
        """
        Corrected to what it is, nothing is revoked; that it was done is kept.
        """
        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)
        token = world.link()

        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)

        assert world.orga.invitations.redeem(token, by=CLAIRE)
        assert [event.code for event in chain(store)].count("MAILBOX_CORRECTED") == 2

    def test_bounce_is_settled(self, world, support, act):
        """
        A school whose mailbox bounced leaves the list with its new one.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]
        world.orga.outbox.record_bounce(message_id, kind="hard")

        case = support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)

        assert case.attention is None

    def test_contest_stays_listed(self, world, support, act):
        """
        A contest is not settled by a mailbox.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)

        case = support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)

        assert case.attention is Attention.CONTESTED


class TestUnblockRequests:
    def test_lets_ask_again(self, world, support, act):
        """
        Once the limit was reached, an operator lifts it, until it is reached again.
        """
        answers = [world.ask().outcome for _ in range(6)]

        support.unblock_requests(UAI, **act)

        assert answers[5] is ActivationOutcome.THROTTLED
        again = [world.ask().outcome for _ in range(6)]
        assert again == [ActivationOutcome.SENT] * 5 + [ActivationOutcome.THROTTLED]

    def test_of_one_school(self, world, support, act):
        """
        Other schools' limits stay.
        """
        world.add(a_school(uai=OTHER))
        for _ in range(5):
            world.ask(uai=str(OTHER))

        support.unblock_requests(UAI, **act)

        assert world.ask(uai=str(OTHER)).outcome is ActivationOutcome.THROTTLED

    def test_never_without_a_trace(self, world, support, act, monkeypatch):
        """
        What could not be written down was not lifted either.
        """
        for _ in range(5):
            world.ask()

        def refuse(event):
            raise LookupError(event.code)

        with monkeypatch.context() as patch:
            patch.setattr(world.orga._parts.ledger, "_on_event", refuse)
            with pytest.raises(LookupError, match="REQUESTS_UNBLOCKED"):
                support.unblock_requests(UAI, **act)

        assert world.ask().outcome is ActivationOutcome.THROTTLED

    def test_limiter_is_down(self, world, act, store, variant):
        """
        That it was tried is kept, and that it failed is told.
        """
        parts = world.orga._parts
        gate = Gate(
            BrokenLimiter(),
            limits=Limits(),
            pseudonyms=parts.pseudonyms,
            clock=parts.clock,
        )

        with pytest.raises(LimiterError):
            variant(gate=gate).support.unblock_requests(UAI, **act)

        assert [event.code for event in chain(store)] == ["REQUESTS_UNBLOCKED"]

    def test_outside_of_transactions(self, world, act, store, variant):
        """
        The limiter is never asked inside a transaction.
        """
        forgotten = []

        class Limiter(MemoryLimiter):
            def forget(self, key):
                store.transact(lambda _: None, read_only=True)
                forgotten.append(key)

        parts = world.orga._parts
        gate = Gate(
            Limiter(), limits=Limits(), pseudonyms=parts.pseudonyms, clock=parts.clock
        )

        variant(gate=gate).support.unblock_requests(UAI, **act)

        assert len(forgotten) == len(Limits().per_school) + len(Limits().per_renewal)


class TestUnblockLogins:
    @pytest.fixture
    def blocked(self, world):
        """
        Somebody who has mistyped their password too often.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        log_in = world.orga.accounts.log_in
        form = {"client": "192.0.2.1"}
        with pytest.raises(LoginThrottledError):
            self.fail(log_in, form)
        return lambda: log_in(
            "claire@example.fr", password="une phrase de passe", **form
        )

    def fail(self, log_in, form):
        """
        Mistype it until there is a delay.
        """
        for _ in range(99):
            try:
                log_in("claire@example.fr", password="une autre", **form)
            except CredentialsError:
                continue

    def test_lets_log_in(self, world, support, act, blocked):
        """
        The delays are over at once, for the client that was named.
        """
        with pytest.raises(LoginThrottledError):
            blocked()

        support.unblock_logins(" Claire@Example.fr ", client="192.0.2.1", **act)

        assert blocked().email == EmailAddress.parse("claire@example.fr")

    def test_is_noted(self, world, support, act, store, events):
        """
        It is noted with its reason, and without whose address it was.
        """
        assert support.unblock_logins("nobody@example.fr", **act) is None

        (note,) = store.transact(lambda unit: unit.audit.notes(before=None, limit=9))
        assert (note.code, note.at) == ("LOGINS_UNBLOCKED", START)
        assert dict(note.details) == {"reason": "school asked", "ticket": "PIX-7"}
        assert note.actor == world.orga._parts.ledger.actor(world.operator)
        assert [event.code for event in events] == ["LOGINS_UNBLOCKED"]
        assert "nobody" not in repr(note)

    def test_without_a_listener(self, world, act, store, variant):
        """
        It is noted where the application listens to nothing, too.
        """
        pseudonyms = world.orga._parts.pseudonyms
        quiet = variant(ledger=Ledger(pseudonyms=pseudonyms, on_event=None))

        quiet.support.unblock_logins("nobody@example.fr", **act)

        (note,) = store.transact(lambda unit: unit.audit.notes(before=None, limit=9))
        assert note.code == "LOGINS_UNBLOCKED"

    def test_tells_all_faults_at_once(self, world, support, store):
        """
        An address that is none is told together with the other faults.
        """
        with pytest.raises(InputError) as refusal:
            support.unblock_logins("a@b,c@d", by=world.operator, reason="because")

        assert [error.field for error in refusal.value.errors] == ["email", "reason"]
        assert not store.transact(lambda unit: unit.audit.notes(before=None, limit=9))


class TestConfirmAddress:
    @pytest.fixture
    def account(self, world):
        """
        An account whose address was never confirmed.
        """
        world.orga.invitations.join(world.link(), sign_up=world.sign_up())
        world.told()
        return "claire@example.fr"

    def forgotten(self, world, account):
        """
        Whether a link to choose another password is sent.
        """
        world.orga.accounts.request_reset(account)
        return bool(world.told())

    def notes(self, store):
        """
        The latest of what happened in no school.
        """
        notes = store.transact(lambda unit: unit.audit.notes(before=None, limit=99))
        return [note for note in notes if note.code == "ADDRESS_CONFIRMED"]

    def test_lets_a_password_be_reset(self, world, support, act, account):
        """
        Whoever has forgotten the password of such an account is stuck until then.
        """
        before = self.forgotten(world, account)

        view = support.confirm_address(" Claire@Example.fr ", **act)

        assert not before
        assert view.confirmed_at == START
        assert self.forgotten(world, account)

    def test_is_noted(self, world, support, act, store, account, events):
        """
        It is noted with its reason and by whom, and without whose address it was.
        """
        view = support.confirm_address(account, **act)

        (note,) = self.notes(store)
        assert note.actor == world.orga._parts.ledger.actor(world.operator)
        assert dict(note.details) == {"account": view.person.id, **GROUND}
        assert events[-1].code == "ADDRESS_CONFIRMED"
        assert "claire" not in repr(note)

    def test_was_confirmed(self, world, support, act, store, account, clock):
        """
        What was confirmed before stays as it was, and nothing is noted.
        """
        first = support.confirm_address(account, **act)
        clock.advance(days=1)

        assert support.confirm_address(account, **act) == first
        assert len(self.notes(store)) == 1

    def test_no_account(self, support, act, store):
        """
        An address that is no account's is not found.
        """
        with pytest.raises(NotFoundError):
            support.confirm_address("nobody@example.fr", **act)

        assert self.notes(store) == []

    def test_person_s_own_tells_no_reason(self, world, store, account):
        """
        What the person confirms needs no reason.
        """
        me = world.orga.accounts.log_in(account, password="une phrase de passe")
        world.orga.accounts.request_confirmation(by=me)
        world.orga.accounts.confirm(world.token("confirmer"), by=me)

        (note,) = self.notes(store)
        assert dict(note.details) == {"account": me.id}

    def test_tells_all_faults_at_once(self, world, support):
        """
        An address that is none is told together with the other faults.
        """
        with pytest.raises(InputError) as refusal:
            support.confirm_address("a@b,c@d", by=world.operator, reason="because")

        assert [error.field for error in refusal.value.errors] == ["email", "reason"]


class TestTeam:
    def test_lists_all(self, world, support):
        """
        All memberships of a school are listed, whatever their state.
        """
        claire = world.join(CLAIRE)
        jean = world.join(JEAN)
        world.orga.team.remove(jean.id, by=claire)

        found = support.team(UAI, by=world.operator)

        assert [(one.id, one.is_active) for one in found] == [
            (claire.id, True),
            (jean.id, False),
        ]
        assert support.team(OTHER, by=world.operator) == ()

    def test_nonsense(self, world, support):
        """
        What is no UAI has no team.
        """
        with pytest.raises(InputError):
            support.team("nonsense", by=world.operator)


@pytest.fixture
def contested(world):
    """
    The only administrator, contested.
    """
    world.join(CLAIRE)
    token = world.token("contester")
    suspended = world.orga.contests.contest(token, last_name=CLAIRE.name.last)
    world.told()
    return suspended


class TestSuspensions:
    def test_lifted(self, world, support, act, store, contested):
        """
        Whoever was suspended acts again and is told; the school leaves the list.
        """
        assert support.school(UAI, by=world.operator).attention is Attention.CONTESTED

        active = support.lift_suspension(contested.id, uai=UAI, **act)

        assert active.state is MembershipState.ACTIVE
        assert world.orga.team.acting(UAI, by=CLAIRE) == active
        assert support.school(UAI, by=world.operator).attention is None
        assert space(store).state is SpaceState.ACTIVE
        event = chain(store)[-1]
        assert (event.code, dict(event.details)) == (
            "MEMBERSHIP_REINSTATED",
            {"membership": active.id, **GROUND},
        )
        told = dict(messages(store))
        assert set(told) == {"claire@example.fr", "ce.0750655e@ac-paris.fr"}
        assert told["claire@example.fr"].change is AccessChange.REINSTATED

    def test_upheld(self, world, support, act, store, contested):
        """
        Whoever was suspended is removed for good and is told; the space stays orphaned.
        """
        removed = support.uphold_suspension(contested.id, uai=UAI, **act)

        assert removed.state is MembershipState.REMOVED
        assert support.school(UAI, by=world.operator).attention is None
        assert space(store).state is SpaceState.ORPHANED
        event = chain(store)[-1]
        assert (event.code, dict(event.details)) == (
            "MEMBERSHIP_REMOVED",
            {"membership": removed.id, **GROUND},
        )
        ((to, message),) = messages(store)
        assert (to, message.change) == ("claire@example.fr", AccessChange.REMOVED)

    @pytest.mark.parametrize("verb", ["lift_suspension", "uphold_suspension"])
    def test_was_decided(self, world, support, act, store, contested, verb):
        """
        Once somebody has lifted it, it is neither lifted nor upheld any more.
        """
        support.lift_suspension(contested.id, uai=UAI, **act)
        before = chain(store)

        with pytest.raises(TransitionError):
            getattr(support, verb)(contested.id, uai=UAI, **act)

        assert chain(store) == before
        assert team(store) == [MembershipState.ACTIVE]

    def test_upheld_after_another_lifted_it(self, world, support, act, contested):
        """
        Upholding removes no active administrator, the last or one of several.
        """
        support.lift_suspension(contested.id, uai=UAI, **act)
        world.join(JEAN)

        with pytest.raises(TransitionError, match="have its suspension upheld"):
            support.uphold_suspension(contested.id, uai=UAI, **act)

        assert world.orga.team.acting(UAI, by=CLAIRE)

    @pytest.mark.parametrize("verb", ["lift_suspension", "uphold_suspension"])
    def test_was_removed(self, world, support, act, contested, verb):
        """
        Whoever was removed is neither.
        """
        support.uphold_suspension(contested.id, uai=UAI, **act)

        with pytest.raises(TransitionError):
            getattr(support, verb)(contested.id, uai=UAI, **act)

    @pytest.mark.parametrize("verb", ["lift_suspension", "uphold_suspension"])
    @pytest.mark.parametrize("uai", [UAI, OTHER, "0951099D"])
    def test_nobody(self, world, support, act, contested, verb, uai):
        """
        A membership that the school does not have is not found, nor one of no school.
        """
        world.add(a_school(uai=OTHER))

        with pytest.raises(NotFoundError):
            getattr(support, verb)("unknown", uai=uai, **act)
        if uai != UAI:
            with pytest.raises(NotFoundError):
                getattr(support, verb)(contested.id, uai=uai, **act)

    @pytest.mark.parametrize("verb", ["lift_suspension", "uphold_suspension"])
    def test_tells_all_faults_at_once(self, world, support, verb):
        """
        A UAI that is none is told together with the other faults.
        """
        with pytest.raises(InputError) as refusal:
            getattr(support, verb)("x", uai=None, by=world.operator, reason=None)

        assert [error.field for error in refusal.value.errors] == ["uai", "reason"]

    def test_one_of_two(self, world, support, act, store):
        """
        A school with two contests stays on the list until both are decided.
        """
        for person in (CLAIRE, JEAN):
            world.join(person)
        rows = store.transact(lambda unit: unit.links.of_school(UAI))
        tokens = world.orga._parts.tokens
        for link in rows:
            if link.purpose is LinkPurpose.CONTEST:
                token = tokens.mint(link)
                world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        claire, jean = store.transact(lambda unit: unit.team.of_school(UAI))

        support.uphold_suspension(claire.id, uai=UAI, **act)
        between = support.school(UAI, by=world.operator)
        support.uphold_suspension(jean.id, uai=UAI, **act)

        assert between.attention is Attention.CONTESTED
        assert support.school(UAI, by=world.operator).attention is None


class TestRemove:
    def test_takes_out(self, world, support, act, store):
        """
        Somebody is taken out of a team and told, and the chain says why.
        """
        world.join(CLAIRE)
        jean = world.join(JEAN)
        world.told()

        removed = support.remove(jean.id, uai=UAI, **act)

        assert removed.state is MembershipState.REMOVED
        assert team(store) == [MembershipState.ACTIVE, MembershipState.REMOVED]
        event = chain(store)[-1]
        assert (event.code, dict(event.details)) == (
            "MEMBERSHIP_REMOVED",
            {"membership": jean.id, **GROUND},
        )
        ((to, message),) = messages(store)
        assert (to, message.change) == ("jean@example.fr", AccessChange.REMOVED)


class TestOrphan:
    def test_takes_all_administrators_out(self, world, support, act, store):
        """
        A30: the last administrators go by an operator's word only; each is told.
        """
        world.join(CLAIRE)
        world.join(JEAN)
        world.told()

        case = support.orphan(UAI, **act)

        assert case.state is space(store).state is SpaceState.ORPHANED
        assert team(store) == [MembershipState.REMOVED] * 2
        assert [event.code for event in chain(store)][-3:] == [
            "MEMBERSHIP_REMOVED",
            "MEMBERSHIP_REMOVED",
            "SPACE_ORPHANED",
        ]
        assert all(
            GROUND.items() <= dict(event.details).items() for event in chain(store)[-3:]
        )
        told = [(to, message.change) for to, message in messages(store)]
        assert sorted(told) == [
            ("claire@example.fr", AccessChange.REMOVED),
            ("jean@example.fr", AccessChange.REMOVED),
        ]
        for person in (CLAIRE, JEAN):
            with pytest.raises(MembershipEndedError):
                world.orga.team.acting(UAI, by=person)

    def test_can_be_recovered(self, world, support, act):
        """
        An orphaned school is recovered by its mailbox.
        """
        world.join(CLAIRE)
        support.orphan(UAI, **act)

        assert world.join(JEAN)
        assert support.school(UAI, by=world.operator).state is SpaceState.ACTIVE

    def test_leaves_members_and_the_suspended(self, world, support, act, store):
        """
        Who is no active administrator stays as they are, and a contest stays open.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        jean = world.join(JEAN)
        fields = {
            field.name: getattr(jean, field.name) for field in attrs.fields(type(jean))
        }
        member = Member(**fields | {"id": "member", "joined_at": START + timedelta(1)})
        store.transact(lambda unit: unit.team.add(member))

        case = support.orphan(UAI, **act)

        assert team(store) == [
            MembershipState.SUSPENDED,
            MembershipState.REMOVED,
            MembershipState.ACTIVE,
        ]
        assert case.attention is Attention.CONTESTED

    def test_kills_their_invitations(self, world, support, act):
        """
        A29: what a removed administrator sent is worth nothing.
        """
        claire = world.join(CLAIRE)
        world.orga.team.hand_over(to="jean@example.fr", by=claire)
        token = world.token()

        support.orphan(UAI, **act)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=JEAN)

    @pytest.mark.parametrize("state", ["unknown", "new", "orphaned", "archived"])
    def test_needs_an_active_space(self, world, support, act, store, state):
        """
        What is not active cannot be orphaned, and nothing is written.
        """
        if state != "unknown":
            world.ask()
        if state == "orphaned":
            world.join(CLAIRE)
            support.orphan(UAI, **act)
        if state == "archived":
            support.archive(UAI, **act)
        before = space(store)

        with pytest.raises(TransitionError):
            support.orphan(UAI, **act)

        assert space(store) == before


class TestArchive:
    def test_ends_everything(self, world, support, act, store):
        """
        The team goes, the suspended too, and is told; pending links are dead.
        """
        world.join(CLAIRE)
        token = world.token("contester")
        world.orga.contests.contest(token, last_name=CLAIRE.name.last)
        jean = world.join(JEAN)
        world.orga.team.hand_over(to="lea@example.fr", by=jean)
        world.ask()
        world.told()

        case = support.archive(UAI, **act)

        assert case.state is SpaceState.ARCHIVED
        assert case.attention is None
        assert not case.closed
        assert team(store) == [MembershipState.REMOVED] * 2
        assert [state for _, state in links(store)].count(LinkState.PENDING) == 0
        assert [state for _, state in links(store)].count(LinkState.REVOKED) == 3
        assert [event.code for event in chain(store)][-3:] == [
            "MEMBERSHIP_REMOVED",
            "MEMBERSHIP_REMOVED",
            "SPACE_ARCHIVED",
        ]
        assert {to for to, _ in messages(store)} == {
            "claire@example.fr",
            "jean@example.fr",
        }

    def test_nobody_comes_in(self, world, support, act, clock):
        """
        A29: neither a link nor a request leads into an archived space.
        """
        token = world.link()
        support.archive(UAI, **act)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)
        with pytest.raises(LinkRevokedError):
            world.orga.invitations.renew(token)
        assert world.ask().outcome is ActivationOutcome.ARCHIVED
        assert world.told() == {}

    def test_what_had_expired_is_expired(self, world, support, act, clock):
        """
        A link whose time was over says so; a clock that goes back does not revive it.
        """
        token = world.link()
        clock.advance(days=7)
        support.archive(UAI, **act)
        clock.advance(days=-7)

        assert world.orga.invitations.peek(token).state is LinkState.EXPIRED

    def test_waiting_mails_lose_their_links(self, world, support, act):
        """
        A link that waited to be sent is not sent.
        """
        world.ask()
        support.archive(UAI, **act)

        assert world.orga.outbox.deliver().dropped == 1

    def test_before_anybody_asked(self, world, support, act, store):
        """
        A school that nobody has asked for can be archived too.
        """
        assert support.archive(UAI, **act).state is SpaceState.ARCHIVED
        assert [event.code for event in chain(store)] == ["SPACE_ARCHIVED"]

    def test_twice(self, world, support, act, store):
        """
        What is archived cannot be archived.
        """
        support.archive(UAI, **act)
        before = chain(store)

        with pytest.raises(TransitionError):
            support.archive(UAI, **act)

        assert chain(store) == before

    def test_suspended_can_come_back(self, world, support, act, contested):
        """
        An archived suspension is over: the person may come back by a new link.
        """
        with pytest.raises(MembershipEndedError):
            world.join(CLAIRE)
        support.archive(UAI, **act)
        support.reopen(UAI, **act)

        assert world.join(CLAIRE)


class TestClose:
    def test_closes_and_archives(self, world, support, act, store):
        """
        A closed school's space is archived with it.
        """
        world.join(CLAIRE)

        case = support.close(UAI, **act)

        assert (case.closed, case.state) == (True, SpaceState.ARCHIVED)
        assert team(store) == [MembershipState.REMOVED]
        assert [event.code for event in chain(store)][-3:] == [
            "MEMBERSHIP_REMOVED",
            "SPACE_ARCHIVED",
            "SCHOOL_CLOSED",
        ]
        assert world.ask().outcome is ActivationOutcome.ARCHIVED

    def test_what_is_archived(self, world, support, act, store):
        """
        A school whose space is archived can still be closed, any number of times.
        """
        support.archive(UAI, **act)

        for _ in range(2):
            assert support.close(UAI, **act).closed

        assert [event.code for event in chain(store)] == [
            "SPACE_ARCHIVED",
            "SCHOOL_CLOSED",
            "SCHOOL_CLOSED",
        ]

    @pytest.mark.parametrize("closed", [False, True])
    def test_stays_closed_if_listed_again(self, world, support, act, closed):
        """
        Whatever the directory lists, a school stays closed that an operator closed.
        """
        support.close(UAI, **act)
        world.add(a_school(closed=closed))
        world.add(a_school(name="Autre"))

        case = support.school(UAI, by=world.operator)

        assert (case.closed, case.state) == (True, SpaceState.ARCHIVED)
        assert world.ask().outcome is ActivationOutcome.ARCHIVED

    def test_leaves_the_directory_alone(self, world, support, act, store):
        """
        The directory's row is theirs, and says what it said.
        """
        support.close(UAI, **act)

        found = store.transact(lambda unit: unit.schools.find(UAI)).establishment
        assert found == a_school()

    def test_since_when(self, support, act, store, clock):
        """
        Closed again, it is closed since the first time.
        """
        support.close(UAI, **act)
        clock.advance(days=1)
        support.close(UAI, **act)

        assert space(store).closed_at == START


class TestReopen:
    @pytest.mark.parametrize("verb", ["archive", "close"])
    def test_waits_for_a_recovery(self, world, support, act, store, verb):
        """
        A reopened space has nobody in it, and its mailbox may recover it.
        """
        old = world.join(CLAIRE)
        getattr(support, verb)(UAI, **act)

        case = support.reopen(UAI, **act)

        assert (case.closed, case.state) == (False, SpaceState.ORPHANED)
        assert chain(store)[-1].code == "SPACE_REOPENED"
        assert GROUND.items() <= dict(chain(store)[-1].details).items()
        with pytest.raises(MembershipEndedError):
            world.orga.team.acting(UAI, by=CLAIRE)
        assert world.join(CLAIRE).id != old.id
        assert space(store).state is SpaceState.ACTIVE

    def test_closed_there_too(self, world, support, act):
        """
        What the directory has closed meanwhile stays closed for that.
        """
        support.close(UAI, **act)
        world.add(a_school(closed=True))

        case = support.reopen(UAI, **act)

        assert (case.closed, case.state) == (True, SpaceState.ORPHANED)
        assert world.ask().outcome is ActivationOutcome.ARCHIVED

    def test_one_that_was_new(self, world, support, act):
        """
        One that never had an administrator is activated, not recovered.
        """
        support.archive(UAI, **act)
        support.reopen(UAI, **act)

        view = world.orga.invitations.peek(world.link())

        assert view.reason.value == "activation"

    def test_revives_no_link(self, world, support, act):
        """
        A link that died with the archive stays dead.
        """
        token = world.link()
        support.archive(UAI, **act)
        support.reopen(UAI, **act)

        with pytest.raises(LinkRevokedError):
            world.orga.invitations.redeem(token, by=CLAIRE)

    @pytest.mark.parametrize("joined", [False, True])
    def test_needs_an_archived_space(self, world, support, act, joined):
        """
        What is not archived cannot be opened again.
        """
        if joined:
            world.join(CLAIRE)

        with pytest.raises(TransitionError):
            support.reopen(UAI, **act)

    def test_closed_by_the_directory(self, world, support, act):
        """
        A school that the directory closed is its to open: its space was not archived.
        """
        world.join(CLAIRE)
        world.add(a_school(closed=True))

        with pytest.raises(TransitionError):
            support.reopen(UAI, **act)
        with pytest.raises(SpaceArchivedError):
            world.ask().raise_for_outcome()


class TestSchools:
    def test_pages(self, world, support):
        """
        The list comes in pages, by UAI; schools without a reason are not on it.
        """
        codes = ["0140070A", "0752387M", "0951099D", "0750655E"]
        for code in codes:
            world.add(a_school(uai=Uai.parse(code), mailbox=None))
            world.ask(uai=code)
        world.add(a_school(uai=Uai.parse("6200003J")))
        world.ask(uai="6200003J")
        by = world.operator

        first = support.schools(by=by, limit=3)
        second = support.schools(by=by, after=first[-1].uai, limit=3)
        third = support.schools(by=by, after=str(second[-1].uai), limit=3)

        assert [str(case.uai) for case in (*first, *second)] == sorted(codes)
        assert (len(first), len(second), third) == (3, 1, ())
        assert {case.attention for case in first} == {Attention.MAILBOX_MISSING}

    @pytest.mark.parametrize("limit", [-5, 0, 1])
    def test_has_at_least_one(self, world, support, limit):
        """
        A page has at least one school, if there is one.
        """
        world.add(a_school(mailbox=None))
        world.ask()

        assert len(support.schools(by=world.operator, limit=limit)) == 1

    def test_has_at_most_so_many(self, world, support, monkeypatch):
        """
        However many are asked for, a page is bounded.
        """
        monkeypatch.setattr("pixorga.services.support.PAGE_LIMIT", 2)
        for code in ("0140070A", "0752387M", "0951099D"):
            world.add(a_school(uai=Uai.parse(code), mailbox=None))
            world.ask(uai=code)

        assert PAGE_LIMIT == 500
        assert len(support.schools(by=world.operator, limit=10**9)) == 2
        assert len(support.requests(by=world.operator, limit=10**9)) == 2

    @pytest.mark.parametrize("after", ["", "nonsense"])
    def test_page_after_nothing(self, world, support, after):
        """
        A page begins after a UAI.
        """
        with pytest.raises(InputError):
            support.schools(by=world.operator, after=after)

    def test_since_when(self, world, support, clock):
        """
        The first request in vain says since when; later ones do not.
        """
        world.add(a_school(mailbox=None))
        for _ in range(3):
            world.ask()
            clock.advance(days=1)

        (case,) = support.schools(by=world.operator)
        assert case.attention_since == START

    @pytest.mark.parametrize("closed", [False, True])
    def test_not_for_what_goes_its_way(self, world, support, closed):
        """
        A school whose link was sent, or that is closed, is nobody's task.
        """
        world.add(a_school(closed=closed))
        world.ask()

        assert support.schools(by=world.operator) == ()
        assert support.school(UAI, by=world.operator).attention is None

    def test_unknown_school(self, world, support):
        """
        A school that the directory does not have is not found.
        """
        with pytest.raises(EstablishmentUnknownError):
            support.school(OTHER, by=world.operator)
        with pytest.raises(InputError):
            support.school("nonsense", by=world.operator)


class TestRequests:
    def test_shows_what_came_of_each(self, world, support, clock):
        """
        Latest first, each request has its outcome, its link's state and its mail's.
        """
        world.join(CLAIRE)
        world.orga.outbox.deliver()
        clock.advance(seconds=1)
        world.ask(last_name="Martin")
        clock.advance(seconds=1)
        world.ask(last_name="Roy")
        world.ask(uai=str(OTHER))
        world.add(a_school(closed=True))
        world.ask()

        cases = support.requests(by=world.operator)

        seen = [
            (case.school, case.request.outcome, case.link, case.mail) for case in cases
        ]
        name, sent = a_school().name, ActivationOutcome.SENT
        assert seen == [
            (name, ActivationOutcome.ARCHIVED, None, None),
            (None, ActivationOutcome.UNKNOWN, None, None),
            (name, sent, LinkState.REVOKED, MailState.QUEUED),
            (name, sent, LinkState.SUPERSEDED, MailState.QUEUED),
            (name, sent, LinkState.ACCEPTED, MailState.SENT),
        ]
        assert str(cases[2].request.requester) == "Claire Roy"

    def test_follows_the_latest_link(self, world, support, clock):
        """
        Of a request whose link was renewed, the latest link and mail are shown.
        """
        token = world.link()
        clock.advance(days=7)
        world.orga.invitations.renew(token)

        (case,) = support.requests(by=world.operator)

        assert (case.link, case.mail) == (LinkState.PENDING, MailState.QUEUED)

    def test_shows_the_last_mail(self, world, support, act):
        """
        Of a link that was sent again, the last mail is shown.
        """
        world.link()
        message_id = world.mailer.mails[-1]["Message-ID"]
        world.orga.outbox.record_bounce(message_id, kind="hard")
        (bounced,) = support.requests(by=world.operator)
        (summary,) = world.orga.invitations.list(by=world.operator, uai=UAI)
        support.resend_invitation(summary.id, uai=UAI, **act)
        (again,) = support.requests(by=world.operator)

        assert (bounced.mail, again.mail) == (MailState.HARD_BOUNCED, MailState.QUEUED)
        assert (bounced.link, again.link) == (LinkState.PENDING, LinkState.PENDING)

    def test_pages(self, world, support):
        """
        They come in pages, each before the last of the page before.
        """
        world.add(a_school(uai=OTHER))
        asked = [world.ask(uai=str(uai)).id for uai in (UAI, OTHER, UAI, OTHER, UAI)]
        by = world.operator

        first = support.requests(by=by, limit=2)
        second = support.requests(by=by, before=first[-1].request.id, limit=2)
        third = support.requests(by=by, before=second[-1].request.id, limit=2)
        last = support.requests(by=by, before=third[-1].request.id, limit=2)

        listed = [case.request.id for case in (*first, *second, *third)]
        assert listed == asked[::-1]
        assert [len(page) for page in (first, second, third, last)] == [2, 2, 1, 0]

    @pytest.mark.parametrize("uai", [str(UAI), UAI, " 0750655e "])
    def test_of_one_school(self, world, support, uai):
        """
        They can be those for one school, known or not.
        """
        mine = world.ask().id
        other = world.ask(uai=str(OTHER)).id

        by = world.operator
        assert [one.request.id for one in support.requests(by=by, uai=uai)] == [mine]
        assert [one.request.id for one in support.requests(by=by, uai=OTHER)] == [other]
        assert support.requests(by=by, uai="0951099D") == ()

    def test_nonsense(self, world, support):
        """
        Requests for what is no UAI are refused.
        """
        with pytest.raises(InputError):
            support.requests(by=world.operator, uai="nonsense")

    def test_throttled_are_not_kept(self, world, support):
        """
        What was throttled was not written, and is not listed.
        """
        for _ in range(7):
            world.ask()

        assert len(support.requests(by=world.operator)) == 5


class TestNobodyIsNamed:
    def test_chain_and_log(self, world, support, act, store, caplog, contested):
        """
        Neither chain, notes nor log hold a name, an address or an operator's id.
        """
        support.correct_mailbox(UAI, mailbox="autre@ac-paris.fr", **act)
        support.confirm_mailbox(UAI, **act)
        support.unblock_logins("claire@example.fr", **act)
        support.uphold_suspension(contested.id, uai=UAI, **act)
        support.close(UAI, **act)
        notes = store.transact(lambda unit: unit.audit.notes(before=None, limit=9))

        text = f"{chain(store)} {notes} {caplog.text}"
        for word in ("@", "Zoé", "Łukaszewicz", "claire", "support-1", "autre"):
            assert word not in text

    def test_last_administrator_by_no_other_path(self, world, support, act):
        """
        A30: an operator's other verbs still refuse to take out the last one.
        """
        claire = world.join(CLAIRE)

        with pytest.raises(LastAdministratorError):
            support.remove(claire.id, uai=UAI, **act)
