"""
How often mails may be asked for: each verb that sends one asks the limiter first.
"""

import logging
from collections import Counter
from datetime import timedelta

import attrs
import pytest

from pixorga import EmailAddress
from pixorga.adapters.memory import MemoryLimiter
from pixorga.config import Limits, WhenDown
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.limits import Limit
from pixorga.errors import (
    AuthorityError,
    InputError,
    LimiterError,
    LinkInvalidError,
    LinkMissingError,
    LinkRevokedError,
    NotFoundError,
    RequestThrottledError,
)
from pixorga.services.gate import Gate
from pixorga.testing.builders import a_person
from pixorga.testing.fakes import BrokenLimiter, DenyingLimiter
from pixorga.testing.hooks import WRITES, HookedStore

HOUR = timedelta(hours=1)

KNOWN, UNKNOWN = "0750655E", "0752387M"
CLAIRE = a_person(id="claire", email=EmailAddress.parse("claire@example.fr"))
PASSWORD = "une phrase de passe"

LOG_IN = {"accounts.save_throttle"}
"""
What counting a log-in writes, before it is known whether a mail is asked for.
"""


@pytest.fixture
def limited(world, variant):
    """
    The same pixorga behind a gate of its own, and a store that is watched.
    """

    def limited(limiter, *, calls=None, **limits):
        parts = world.orga._parts
        gate = Gate(
            limiter,
            limits=Limits(**limits),
            pseudonyms=parts.pseudonyms,
            clock=parts.clock,
        )
        calls = [] if calls is None else calls
        return variant(gate=gate, store=HookedStore(parts.store, before=calls.append))

    return limited


@pytest.fixture
def person(world):
    """
    An administrator with a confirmed account, and all mails sent.
    """
    token = world.link()
    claire = world.orga.invitations.join(token, sign_up=world.sign_up())
    world.orga.accounts.confirm(world.token("confirmer"), by=claire.person)
    world.told()
    return claire


@pytest.fixture
def verbs(world, clock, person):
    """
    Each verb that has a mail sent, on whatever pixorga.
    """
    token = world.link(last_name="Martin")
    summary = world.orga.invitations.list(by=person)[-1]
    me = person.person
    world.told()
    client = {"client": "192.0.2.1"}
    return {
        "request": lambda orga: orga.activation.request(
            uai=KNOWN, first_name="Eve", last_name="Roy", **client
        ),
        "renew": lambda orga: orga.invitations.renew(token, **client),
        "resend": lambda orga: orga.invitations.resend(summary.id, by=person),
        "resend as operator": lambda orga: orga.support.resend_invitation(
            summary.id, uai=KNOWN, by=world.operator, reason="mistake"
        ),
        "hand_over": lambda orga: orga.team.hand_over(to="a@example.fr", by=person),
        "request_reset": lambda orga: orga.accounts.request_reset(
            "claire@example.fr", **client
        ),
        "request_confirmation": lambda orga: orga.accounts.request_confirmation(
            by=me, **client
        ),
        "change_address": lambda orga: orga.accounts.change_address(
            "new@example.fr", password=PASSWORD, by=me, **client
        ),
    }


VERBS = [
    "request",
    "renew",
    "resend",
    "resend as operator",
    "hand_over",
    "request_reset",
    "request_confirmation",
    "change_address",
]


def mails(orga):
    """
    How many mails there are, in whatever state.
    """
    status = orga.outbox.status()
    return status.queued + status.sent + status.dead


class TestDenied:
    @pytest.mark.parametrize("name", VERBS)
    def test_writes_nothing(self, world, verbs, limited, name):
        """
        A34: denied, a verb queues no mail and writes nothing at all.
        """
        calls = []
        before = mails(world.orga)
        denied = limited(DenyingLimiter(wait=90), calls=calls)

        if name == "request":
            answer = verbs[name](denied)
            assert (answer.outcome, answer.retry_after) == (
                ActivationOutcome.THROTTLED,
                90,
            )
        else:
            with pytest.raises(RequestThrottledError) as refusal:
                verbs[name](denied)
            assert refusal.value.retry_after == 90

        assert set(calls) & (WRITES - LOG_IN) == set()
        assert mails(world.orga) == before
        assert world.told() == {}

    @pytest.mark.parametrize("name", VERBS)
    def test_granted_queues_a_mail(self, world, verbs, limited, name):
        """
        A34: granted, the same verb has its mails sent: the denial was all that failed.
        """
        before = mails(world.orga)

        verbs[name](limited(DenyingLimiter(after=99)))

        assert mails(world.orga) > before

    @pytest.mark.parametrize("name", VERBS)
    def test_is_asked_outside_of_transactions(self, world, store, verbs, limited, name):
        """
        The limiter writes on its own, so no verb asks it inside a transaction.
        """

        class Limiter(MemoryLimiter):
            hits = 0

            def hit(self, key, *, limit, now):
                # Inside a transaction, this thread would be refused another one.
                store.transact(lambda _: None, read_only=True)
                Limiter.hits += 1
                return super().hit(key, limit=limit, now=now)

        verbs[name](limited(Limiter()))

        assert Limiter.hits

    @pytest.mark.parametrize("name", VERBS)
    def test_ends(self, world, verbs, limited, clock, name):
        """
        What is denied now is granted once the limit allows it.
        """
        hourly = Limit(count=1, per=timedelta(hours=1))
        limits = {"per_client": hourly, "per_school": hourly, "per_addressee": hourly}
        orga = limited(MemoryLimiter(), **limits)
        verbs[name](orga)
        before = mails(world.orga)
        if name == "request":
            assert verbs[name](orga).outcome is ActivationOutcome.THROTTLED
        else:
            with pytest.raises(RequestThrottledError):
                verbs[name](orga)
        assert mails(world.orga) == before
        clock.advance(seconds=3600)

        verbs[name](orga)

        assert mails(world.orga) > before


def throttled(orga, uai, **form):
    """
    How long a request has to wait, 0 for one that passes.
    """
    answer = orga.activation.request(
        uai=uai, **{"first_name": "Eve", "last_name": "Roy"} | form
    )
    is_throttled = answer.outcome is ActivationOutcome.THROTTLED
    assert bool(answer.retry_after) is is_throttled
    return answer.retry_after


class TestOracle:
    @pytest.mark.parametrize("client", [None, "192.0.2.1"])
    def test_known_and_unknown_alike(self, limited, client):
        """
        A35: a school's UAI and one of no school are granted and denied alike.
        """
        waits = {
            uai: [
                throttled(limited_orga, uai, client=client)
                for limited_orga in [limited(MemoryLimiter())]
                for _ in range(25)
            ]
            for uai in (KNOWN, UNKNOWN)
        }

        assert waits[KNOWN] == waits[UNKNOWN]
        assert waits[KNOWN][:6] == [0, 0, 0, 0, 0, 720]

    def test_what_was_submitted_counts(self, limited):
        """
        A35: a UAI counts as it was meant, however it was typed.
        """
        orga = limited(MemoryLimiter())
        spellings = [KNOWN, KNOWN.lower(), f" {KNOWN}", "075 0655 E", "0750655e "]

        assert [throttled(orga, one) for one in [*spellings, KNOWN]] == [
            *[0] * 5,
            720,
        ]

    @pytest.mark.parametrize("client", [None, "192.0.2.1"])
    def test_same_calls(self, world, limited, variant, client):
        """
        A37: known or unknown, the form asks the same of clock, ids, chance and limiter.
        """
        asked = []
        for uai in (KNOWN, UNKNOWN):
            calls = Counter()
            limiter = DenyingLimiter(after=99)
            orga = limited(limiter)
            parts = orga._parts
            orga = variant(
                gate=parts.gate,
                ids=Watched(parts.ids, "new", calls),
                clock=Watched(parts.clock, "now", calls),
                randomness=Watched(parts.randomness, "secret", calls),
            )
            throttled(orga, uai, client=client)
            calls["hit"] = len(limiter.hits)
            asked.append(calls)

        assert asked[0] == asked[1]
        assert set(asked[0]) == {"new", "now", "secret", "hit"}

    def test_account_or_none(self, limited, person):
        """
        A35: a forgotten password is asked for alike, with an account or without.
        """
        waits = {}
        for email in ("claire@example.fr", "nobody@example.fr"):
            orga = limited(MemoryLimiter())
            waits[email] = []
            for _ in range(8):
                try:
                    orga.accounts.request_reset(email)
                    waits[email].append(0)
                except RequestThrottledError as error:
                    waits[email].append(error.retry_after)

        first, second = waits.values()
        assert first == second
        assert first[4:6] == [0, 17280]


def granted(verb, times, *, advance=lambda: None):
    """
    How many of so many calls are granted.
    """
    passed = 0
    for _ in range(times):
        try:
            verb()
            passed += 1
        except RequestThrottledError:
            pass
        advance()
    return passed


class TestBudgets:
    """
    Who uses up one budget leaves the others as they are.
    """

    def test_resent_hand_overs(self, world, person, clock):
        """
        An administrator sends a stranger no more mails by sending one again.
        """
        first = world.orga.team.hand_over(to="a@example.fr", by=person)
        ids = [first.id]

        def resend():
            ids.append(world.orga.invitations.resend(ids[-1], by=person).id)

        passed = granted(resend, 24, advance=lambda: clock.advance(seconds=600))

        assert passed == 4

    def test_tags_of_one_address(self, world, person):
        """
        Nor by tags after a plus sign.
        """
        tags = iter(range(100))

        def hand_over():
            to = f"a+{next(tags)}@example.fr"
            world.orga.team.hand_over(to=to, by=person)

        assert granted(hand_over, 9) == 5

    def test_renewed_hand_overs(self, world, person, clock):
        """
        Whoever holds a hand-over has it sent again no more often than others may.
        """
        world.orga.team.hand_over(to="a@example.fr", by=person)
        token = world.token()
        clients = iter(range(100))

        def renew():
            world.orga.invitations.renew(token, client=f"192.0.2.{next(clients)}")

        assert granted(renew, 9) == 4

    def test_scanner_presses_renew(self, world, clock):
        """
        A mail scanner that has links renewed does not use up the head's own requests.
        """
        token = world.link()
        clock.advance(days=8)
        tokens = [token]

        def renew():
            world.orga.invitations.renew(tokens[-1])
            tokens.append(world.token())

        assert granted(renew, 20) == 5

        assert [world.ask().outcome for _ in range(5)] == [ActivationOutcome.SENT] * 5

    def test_ended_links_count_nothing(self, world, limited):
        """
        A link that was replaced has nothing sent, so it uses nothing up.
        """
        old = world.link()
        world.link()
        limiter = DenyingLimiter(after=99)

        with pytest.raises(LinkRevokedError):
            limited(limiter).invitations.renew(old)

        assert limiter.hits == []

    def test_no_authority_counts_nothing(self, world, person, limited):
        """
        Somebody else's administrator uses nothing of a school's up.
        """
        (summary, *_) = world.orga.invitations.list(by=person)
        limiter = DenyingLimiter(after=99)

        with pytest.raises(AuthorityError):
            limited(limiter).invitations.resend(
                summary.id, by=attrs.evolve(person, id="nobody")
            )

        assert limiter.hits == []

    def test_unknown_invitations_count_nothing(self, person, limited):
        """
        What the school does not have uses nothing up either.
        """
        limiter = DenyingLimiter(after=99)

        with pytest.raises(NotFoundError):
            limited(limiter).invitations.resend("unknown", by=person)

        assert limiter.hits == []

    def test_operators_help(self, world, person):
        """
        What a scanner used up does not keep an operator from sending a link again.
        """
        token = world.link()
        granted(lambda: world.orga.invitations.renew(token), 9)
        summary = world.orga.invitations.list(by=person)[-1]

        assert world.orga.support.resend_invitation(
            summary.id, uai=KNOWN, by=world.operator, reason="mistake"
        )

    def test_forgotten_passwords(self, limited, world):
        """
        Whoever asks for thousands of resets keeps no school from asking for its space.
        """
        orga = limited(MemoryLimiter(), overall_accounts=Limit(count=20, per=HOUR))
        addresses = iter(range(1000))

        def forget():
            number = next(addresses)
            orga.accounts.request_reset(
                f"x{number}@example.fr", client=f"198.51.100.{number}"
            )

        assert granted(forget, 100) == 20
        assert throttled(orga, KNOWN) == 0


class Watched:
    """
    A part whose one verb is counted.
    """

    def __init__(self, real, verb, calls):
        self._real = real
        self._verb = verb
        self._calls = calls

    def __getattr__(self, name):
        self._calls[name] += name == self._verb
        return getattr(self._real, name)


class TestDown:
    @pytest.mark.parametrize("name", VERBS)
    def test_refused(self, world, verbs, limited, name, caplog):
        """
        A36: while the limiter cannot be reached, nothing is sent and nothing written.
        """
        calls = []
        before = mails(world.orga)
        orga = limited(BrokenLimiter(), calls=calls)

        with caplog.at_level(logging.WARNING), pytest.raises(LimiterError):
            verbs[name](orga)

        assert set(calls) & (WRITES - LOG_IN) == set()
        assert mails(world.orga) == before
        assert "LIMITER_DOWN when_down=refuse" in caplog.text
        assert "@" not in caplog.text

    @pytest.mark.parametrize("name", VERBS)
    def test_allowed(self, world, verbs, limited, name, caplog):
        """
        A36: told to allow, a verb goes on without it, and the log says so.
        """
        before = mails(world.orga)
        orga = limited(BrokenLimiter(), when_down=WhenDown.ALLOW)

        with caplog.at_level(logging.WARNING):
            verbs[name](orga)

        assert mails(world.orga) > before
        assert "LIMITER_DOWN when_down=allow" in caplog.text


class TestFaultyForms:
    def test_are_not_counted(self, world, limited):
        """
        A form that is faulty asks for no mail, and counts for nothing.
        """
        limiter = DenyingLimiter(after=99)
        orga = limited(limiter)
        faulty = {
            InputError: lambda: orga.activation.request(
                uai="0750655A", first_name="Eve", last_name="Roy"
            ),
            LinkInvalidError: lambda: orga.invitations.renew("nonsense"),
            LinkMissingError: lambda: orga.invitations.renew(None),
        }

        for error, verb in faulty.items():
            with pytest.raises(error):
                verb()

        assert limiter.hits == []
