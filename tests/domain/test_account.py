"""
Accounts, the passwords that may be set, and how failed log-ins slow others down.
"""

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga import EmailAddress
from pixorga.domain.account import (
    ACROSS_ADDRESSES,
    PASSWORD_LENGTHS,
    PER_ADDRESS,
    PER_CLIENT,
    AccountLinkView,
    AccountView,
    PasswordPolicy,
    Throttle,
    ThrottleRule,
)
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.errors import (
    ConfigurationError,
    FieldBlankError,
    FieldTooLongError,
    FieldTooShortError,
    InstantNaiveError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    PasswordBreachedError,
)
from pixorga.testing.builders import a_person, an_account
from pixorga.testing.fakes import START

SECOND = timedelta(seconds=1)
MOST = timedelta(minutes=15)
NAIVE = START.replace(tzinfo=None)

POLICY = PasswordPolicy()

rules = st.sampled_from(
    [PER_CLIENT, PER_ADDRESS, ACROSS_ADDRESSES, ThrottleRule(free=0)]
)


class TestPasswordPolicy:
    def test_lengths(self):
        """
        NIST SP 800-63B-4 asks for 15 characters when there is no second factor.
        """
        assert PASSWORD_LENGTHS == (15, 128)
        assert (POLICY.least, POLICY.most) == PASSWORD_LENGTHS

    @pytest.mark.parametrize("text", [None, ""])
    def test_blank(self, text):
        """
        No password is told as a blank field.
        """
        with pytest.raises(FieldBlankError, match=r"^password: "):
            POLICY.parse(text)

    @pytest.mark.parametrize("length", [1, 14])
    def test_too_short(self, length):
        """
        Fourteen characters are too few, and the error says how many are enough.
        """
        with pytest.raises(FieldTooShortError) as refused:
            POLICY.parse("é" * length)

        assert refused.value.details == {"field": "password", "limit": 15}

    @pytest.mark.parametrize("length", [129, 100_000])
    def test_too_long(self, length):
        """
        A hundred and twenty-nine are too many, and the error says how many are not.
        """
        with pytest.raises(FieldTooLongError) as refused:
            POLICY.parse("é" * length, field="new")

        assert refused.value.details == {"field": "new", "limit": 128}

    @pytest.mark.parametrize(
        "text", ["x" * 15, "é" * 128, " " * 15, "a\0b" * 5, "\U0001f600" * 15]
    )
    def test_accepted(self, text):
        """
        Any characters do: length is the only rule.
        """
        assert POLICY.parse(text) == text

    @given(st.text(min_size=15, max_size=128))
    def test_unchanged(self, text):
        """
        Nothing is trimmed, composed or folded.
        """
        assert POLICY.parse(text) == text

    def test_own_lengths(self):
        """
        An application with a second factor asks for fewer, or lets people type more.
        """
        policy = PasswordPolicy(least=8, most=200)

        assert policy.parse("x" * 8)
        assert policy.parse("x" * 200)
        with pytest.raises(FieldTooShortError) as short:
            policy.parse("x" * 7)
        with pytest.raises(FieldTooLongError) as long:
            policy.parse("x" * 201)
        assert (short.value.limit, long.value.limit) == (8, 200)

    @pytest.mark.parametrize(
        ("least", "most"), [(8, 64), (15, 64), (64, 64), (128, 128), (8, 10_000)]
    )
    def test_lengths_that_work(self, least, most):
        """
        Eight may be asked for, sixty-four must be allowed, and the two may meet.
        """
        assert PasswordPolicy(least=least, most=most).parse("x" * most)

    @pytest.mark.parametrize(
        ("least", "most"),
        [(7, 128), (0, 128), (-1, 128), (15, 63), (15, 0), (129, 128)],
    )
    def test_lengths_that_do_not(self, least, most):
        """
        Fewer, or limits that leave no room, are refused when they are set.
        """
        with pytest.raises(ConfigurationError) as refused:
            PasswordPolicy(least=least, most=most)

        assert refused.value.setting == "passwords"

    def test_breached(self):
        """
        What is known from leaks is refused, and what is not is accepted.
        """
        known = "correct horse battery"
        policy = PasswordPolicy(is_breached={known}.__contains__)

        with pytest.raises(PasswordBreachedError) as refused:
            policy.parse(known, field="new")

        assert refused.value.details == {"field": "new"}
        assert policy.parse(f"{known} staple")

    @pytest.mark.parametrize("text", [None, "", "x" * 14, "x" * 129])
    def test_asks_for_leaks_last(self, text):
        """
        The list of leaks, which may be far away, is not asked about what is refused.
        """
        asked = []
        policy = PasswordPolicy(is_breached=asked.append)

        with pytest.raises((FieldBlankError, FieldTooLongError, FieldTooShortError)):
            policy.parse(text)
        policy.parse("x" * 15)

        assert asked == ["x" * 15]

    @pytest.mark.parametrize("text", ["azerty", "azerty" * 22, "azerty" * 3])
    def test_refusal_hides_it(self, text):
        """
        A refusal does not repeat what was typed.
        """
        policy = PasswordPolicy(is_breached=lambda _: True)

        with pytest.raises(
            (FieldTooShortError, FieldTooLongError, PasswordBreachedError)
        ) as refused:
            policy.parse(text)

        assert "azerty" not in f"{refused.value} {refused.value!r}"


class TestAccount:
    def test_principal(self):
        """
        An account's person bears its id, name, address and language.
        """
        account = an_account(id="person-7")

        assert account.principal == a_person(id="person-7")

    def test_hides(self):
        """
        An account that is logged shows neither name, address nor hash.
        """
        text = repr(an_account(password_hash="$argon2id$"))

        assert "Zoé" not in text
        assert "example" not in text
        assert "argon2" not in text
        assert "person-1" in text

    @pytest.mark.parametrize(
        "field", ["password_set_at", "terms_at", "created_at", "confirmed_at"]
    )
    def test_naive(self, field):
        """
        A13: each of its instants has its zone.
        """
        with pytest.raises(InstantNaiveError):
            an_account(**{field: NAIVE})


class TestAccountView:
    @pytest.mark.parametrize("confirmed_at", [None, START + SECOND])
    def test_of(self, confirmed_at):
        """
        The view shows whose account it is, and what sessions depend on.
        """
        account = an_account(
            terms="7", created_at=START - SECOND, confirmed_at=confirmed_at
        )

        view = AccountView.of(account)

        assert attrs.asdict(view, recurse=False) == {
            "person": a_person(),
            "session": 1,
            "terms": "7",
            "created_at": START - SECOND,
            "confirmed_at": confirmed_at,
        }

    def test_hides(self):
        """
        A view that is logged shows neither name nor address, and has no hash.
        """
        view = AccountView.of(an_account())

        assert "Zoé" not in repr(view)
        assert "example" not in repr(view)
        assert not hasattr(view, "password_hash")

    @pytest.mark.parametrize("field", ["created_at", "confirmed_at"])
    def test_naive(self, field):
        """
        A13: each of its instants has its zone.
        """
        with pytest.raises(InstantNaiveError):
            attrs.evolve(AccountView.of(an_account()), **{field: NAIVE})


class TestAccountLinkView:
    @pytest.mark.parametrize(
        ("state", "error"),
        [
            (LinkState.ACCEPTED, LinkReplayedError),
            (LinkState.EXPIRED, LinkExpiredError),
            (LinkState.REVOKED, LinkRevokedError),
            (LinkState.SUPERSEDED, LinkRevokedError),
        ],
    )
    def test_ended(self, state, error):
        """
        Whoever opens a link that has ended is told why.
        """
        view = AccountLinkView(purpose=LinkPurpose.RESET, state=state)

        with pytest.raises(error):
            view.raise_for_state()

    def test_pending(self):
        """
        A link that can be used raises nothing.
        """
        view = AccountLinkView(purpose=LinkPurpose.RESET, state=LinkState.PENDING)

        assert view.raise_for_state() is None


class TestThrottleRule:
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [
            (0, 0),
            (4, 0),
            (5, 15),
            (6, 30),
            (7, 60),
            (8, 120),
            (9, 240),
            (10, 480),
            (11, 900),
            (12, 900),
            (10**9, 900),
        ],
    )
    def test_grows(self, failures, seconds):
        """
        Five failures are free; then the delay doubles, up to a quarter of an hour.
        """
        assert PER_CLIENT.delay(failures) == timedelta(seconds=seconds)

    def test_is_looser_on_the_address(self):
        """
        From anywhere fifty are free, and the delays are the same afterwards.
        """
        assert PER_ADDRESS.delay(49) == timedelta(0)
        assert PER_ADDRESS.delay(50) == PER_CLIENT.delay(5)
        assert PER_ADDRESS.delay(10**9) == MOST

    def test_is_looser_across_addresses(self):
        """
        From one client thirty are free; the delays are the same afterwards.
        """
        assert ACROSS_ADDRESSES.delay(29) == timedelta(0)
        assert ACROSS_ADDRESSES.delay(30) == PER_CLIENT.delay(5)
        assert ACROSS_ADDRESSES.delay(10**9) == MOST

    @given(rules, st.integers(0, 10**12), st.integers(0, 10**12))
    def test_law(self, rule, one, other):
        """
        More failures never make a shorter delay, and none makes one past the longest.
        """
        fewer, more = sorted([one, other])

        assert rule.delay(fewer) <= rule.delay(more) <= MOST


class TestThrottle:
    @pytest.mark.parametrize(
        ("failures", "after", "seconds"),
        [
            (4, 0, 0),
            (5, 0, 15),
            (5, 1, 14),
            (5, 14, 1),
            (5, 15, 0),
            (5, 16, 0),
            (11, 0, 900),
            (11, 899, 1),
            (11, 900, 0),
        ],
    )
    def test_waits(self, failures, after, seconds):
        """
        The wait is what is left of the delay since the last attempt.
        """
        throttle = Throttle(key="k", failures=failures, last_at=START)

        assert throttle.wait(PER_CLIENT, now=START + after * SECOND) == seconds

    def test_waits_a_second_too_long_rather_than_too_short(self):
        """
        A delay of half a second is one second's wait.
        """
        rule = ThrottleRule(free=0, first=timedelta(milliseconds=1500))
        throttle = Throttle(key="k", last_at=START)

        assert throttle.wait(rule, now=START) == 2
        assert throttle.wait(rule, now=START + SECOND) == 1

    @pytest.mark.parametrize(
        ("back", "seconds"), [(0, 15), (1, 15), (15, 15), (16, 0), (86_400 * 365, 0)]
    )
    def test_clock_goes_back(self, back, seconds):
        """
        A clock that goes back makes no wait longer, nor one of years after a leap.
        """
        throttle = Throttle(key="k", failures=5, last_at=START)

        assert throttle.wait(PER_CLIENT, now=START - back * SECOND) == seconds

    @given(
        rules,
        st.integers(0, 10**6),
        st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
    )
    def test_never_for_ever(self, rule, failures, passed):
        """
        Whatever was tried and wherever the clock goes, nobody waits more than twice.
        """
        throttle = Throttle(key="k", failures=failures, last_at=START)
        waits = []
        now = START + passed
        while wait := throttle.wait(rule, now=now):
            waits.append(wait)
            now += wait * SECOND

        assert len(waits) <= 2
        assert all(0 < wait <= 900 for wait in waits)

    def test_tried(self):
        """
        An attempt is a failure more, at its instant; key and version stay.
        """
        throttle = Throttle(key="k", failures=3, last_at=START, version=7)

        tried = throttle.tried(PER_CLIENT, now=START + SECOND)

        assert tried == Throttle(key="k", failures=4, last_at=START + SECOND, version=7)

    def test_cleared(self):
        """
        After a success there are no failures, and nobody waits.
        """
        throttle = Throttle(key="k", failures=99, last_at=START, version=7)

        cleared = throttle.cleared()

        assert cleared == Throttle(key="k", last_at=START, version=7)
        assert cleared.wait(PER_CLIENT, now=START) == 0

    @pytest.mark.parametrize(
        ("rule", "failures", "left"),
        [
            (PER_CLIENT, 99, 0),
            (PER_ADDRESS, 99, 0),
            (ACROSS_ADDRESSES, 99, 98),
            (ACROSS_ADDRESSES, 0, 0),
        ],
    )
    def test_succeeded(self, rule, failures, left):
        """
        A success forgives an address its failures, a client its own attempt alone.
        """
        throttle = Throttle(key="k", failures=failures, last_at=START, version=7)

        assert throttle.succeeded(rule) == attrs.evolve(throttle, failures=left)

    def test_forgets(self):
        """
        A day after the last attempt, its failures count no more, to the second.
        """
        throttle = Throttle(key="k", failures=99, last_at=START)
        day = START + timedelta(days=1)

        assert throttle.tried(PER_CLIENT, now=day - SECOND).failures == 100
        assert throttle.tried(PER_CLIENT, now=day).failures == 1

    def test_forgets_before_it_waits(self):
        """
        What is forgotten delays nobody, however long the delay.
        """
        rule = ThrottleRule(
            free=0, first=timedelta(days=9), most=timedelta(days=9), forgotten=SECOND
        )
        throttle = Throttle(key="k", failures=1, last_at=START)
        free = attrs.evolve(rule, free=1)

        assert throttle.wait(free, now=START) > 0
        assert throttle.wait(free, now=START + SECOND) == 0

    def test_naive(self):
        """
        A13: its instants have their zones.
        """
        with pytest.raises(InstantNaiveError):
            Throttle(key="k", last_at=NAIVE)
        with pytest.raises(InstantNaiveError):
            Throttle(key="k", last_at=START).wait(PER_CLIENT, now=NAIVE)


class TestSpellings:
    def test_one_account_for_all_cases(self):
        """
        A26: an account's address has one case, so that two spellings are one.
        """
        shouted = EmailAddress.parse("ZOE@EXAMPLE.FR")

        assert an_account(email=shouted) == an_account()
