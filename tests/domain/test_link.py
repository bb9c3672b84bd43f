"""
A link's life, and its time.
"""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.link import (
    CONFIRM_LIFETIME,
    CONTEST_LIFETIME,
    LINK_LIFETIME,
    LINK_LIFETIME_LIMIT,
    RESET_LIFETIME,
    AccountLink,
    Link,
    LinkEvent,
    LinkPurpose,
    LinkState,
    refusal_for,
)
from pixorga.errors import (
    ConfigurationError,
    InstantNaiveError,
    LinkExpiredError,
    LinkReplayedError,
    LinkRevokedError,
    LinkRevokedReason,
    TransitionError,
)
from pixorga.testing.builders import (
    a_contest_link,
    an_account_link,
    an_invitation,
)
from pixorga.testing.fakes import START

SECOND = timedelta(seconds=1)
END = START + LINK_LIFETIME
NAIVE = START.replace(tzinfo=None)


class TestLifetime:
    def test_values(self):
        """
        A link works for a week, and can be made to work for thirty days.
        """
        assert timedelta(days=7) == LINK_LIFETIME
        assert timedelta(days=30) == LINK_LIFETIME_LIMIT

    def test_of_other_purposes(self):
        """
        What restores access by itself works for a day, NIST's limit for e-mail.
        """
        assert timedelta(hours=24) == RESET_LIFETIME
        assert timedelta(days=3) == CONFIRM_LIFETIME
        assert CONTEST_LIFETIME == LINK_LIFETIME_LIMIT

    @pytest.mark.parametrize(
        "lifetime", [timedelta(0), -SECOND, LINK_LIFETIME_LIMIT + SECOND]
    )
    def test_refused(self, lifetime):
        """
        A link that never works, or works for more than thirty days, cannot be made.
        """
        with pytest.raises(ConfigurationError) as refused:
            an_invitation(expires_at=START + lifetime)

        assert refused.value.setting == "link lifetime"

    @pytest.mark.parametrize("lifetime", [SECOND, LINK_LIFETIME_LIMIT])
    def test_accepted(self, lifetime):
        """
        One second is the least, and thirty days are the most.
        """
        link = an_invitation(expires_at=START + lifetime)

        assert link.expires_at - link.issued_at == lifetime


class TestExpiry:
    @pytest.mark.parametrize(
        ("now", "expired"),
        [
            (START - timedelta(days=1), False),
            (START, False),
            (END - SECOND, False),
            (END - timedelta(microseconds=1), False),
            (END, True),
            (END + SECOND, True),
        ],
    )
    def test_boundaries(self, now, expired):
        """
        A10: accepted until the last second before its end, and no more from then on.
        """
        assert _is_over(an_invitation(), now=now) is expired

    def test_noted(self):
        """
        What was noted as expired stays so, even if the clock goes back.
        """
        noted = an_invitation().step(LinkEvent.EXPIRE, at=END)

        assert _is_over(noted, now=START) is True

    @pytest.mark.parametrize(
        "event", [LinkEvent.ACCEPT, LinkEvent.REVOKE, LinkEvent.SUPERSEDE]
    )
    def test_ended_otherwise(self, event):
        """
        A link that ended before its time never expires.
        """
        ended = an_invitation().step(event, at=START)

        assert _is_over(ended, now=END + SECOND) is False

    def test_zone_is_of_no_account(self):
        """
        A13: the same moment in another zone gives the same answer.
        """
        there = timezone(timedelta(hours=11))

        assert _is_over(an_invitation(), now=END.astimezone(there)) is True

    def test_naive(self):
        """
        A13: a present without a zone is refused.
        """
        with pytest.raises(InstantNaiveError):
            _is_over(an_invitation(), now=NAIVE)


class TestInstants:
    @pytest.mark.parametrize("field", ["issued_at", "expires_at", "ended_at"])
    def test_naive(self, field):
        """
        A13: no instant of a link is without its zone.
        """
        with pytest.raises(InstantNaiveError):
            an_invitation(**{field: NAIVE})

    def test_whole_seconds(self):
        """
        Fractions are cut off, so that a token's time and its row's are the same.
        """
        start = datetime(2026, 9, 1, 8, 0, 0, 999_999, tzinfo=UTC)

        link = an_invitation(issued_at=start, expires_at=start + SECOND)

        assert link.issued_at == START
        assert link.expires_at == START + SECOND

    @given(st.integers(0, 10**9))
    def test_expiry_is_for_ever(self, seconds):
        """
        Once expired, a link is expired at any later time.
        """
        later = END + timedelta(seconds=seconds)

        assert _is_over(an_invitation(), now=later) is True


class TestStep:
    def test_who_and_when(self):
        """
        The link keeps when it ended, and who ended it.
        """
        ended = an_invitation().step(LinkEvent.ACCEPT, at=END, by="person-1")

        assert ended == an_invitation(
            state=LinkState.ACCEPTED, ended_at=END, ended_by="person-1"
        )

    def test_nobody_in_particular(self):
        """
        What time ended, nobody ended.
        """
        assert an_invitation().step(LinkEvent.EXPIRE, at=END).ended_by is None

    def test_ends_once(self):
        """
        A20: a link that was used cannot be revoked any more, nor the reverse.
        """
        used = an_invitation().step(LinkEvent.ACCEPT, at=START)
        revoked = an_invitation().step(LinkEvent.REVOKE, at=START)

        with pytest.raises(TransitionError, match="accepted cannot be revoked"):
            used.step(LinkEvent.REVOKE, at=START)
        with pytest.raises(TransitionError, match="revoked cannot be accepted"):
            revoked.step(LinkEvent.ACCEPT, at=START)

    @given(st.lists(st.sampled_from(list(LinkEvent)), max_size=6))
    def test_any_events(self, events):
        """
        Of any events the first ends the link, and all others change nothing.
        """
        link = an_invitation()
        states = []
        for event in events:
            try:
                link = link.step(event, at=START)
            except TransitionError:
                continue
            states.append(link.state)

        assert len(states) == min(len(events), 1)
        assert [link.state, link.ended_at] == (
            [states[0], START] if events else [LinkState.PENDING, None]
        )


class TestLink:
    def test_hides(self):
        """
        A8: a link that is logged shows neither its secret nor its mailbox.
        """
        text = repr(an_invitation(handle="Zx9" + "A" * 19))

        assert "Zx9" not in text
        assert "ac-paris" not in text
        assert "invitation-1" in text

    def test_frozen(self):
        """
        A link is changed by steps only.
        """
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            an_invitation().state = LinkState.ACCEPTED

    def test_purposes_are_salts(self):
        """
        A6: no two purposes sign alike, and what was released keeps its salt.
        """
        assert [purpose.value for purpose in LinkPurpose] == [
            "join",
            "contest",
            "confirm",
            "reset",
        ]
        assert len({purpose.value for purpose in LinkPurpose}) == len(LinkPurpose)


class TestAccountLink:
    def test_is_of_no_school(self):
        """
        A link of an account is no school's, and a school's is no account's.
        """
        link = an_account_link()

        assert not isinstance(link, Link)
        assert not hasattr(link, "uai")
        assert not isinstance(a_contest_link(), AccountLink)

    @pytest.mark.parametrize("event", list(LinkEvent))
    def test_lives_alike(self, event):
        """
        It ends as a school's link does, and remains what it is.
        """
        ended = an_account_link().step(event, at=END, by="person-1")

        twin = an_invitation().step(event, at=END, by="person-1")
        assert type(ended) is AccountLink
        assert ended.state is twin.state
        assert (ended.ended_at, ended.ended_by) == (END, "person-1")

    def test_is_over_after_a_day(self):
        """
        A10: used until the last second of its day, and no more from then on.
        """
        link = an_account_link()
        end = START + RESET_LIFETIME

        assert link.is_usable(now=end - SECOND) is True
        assert link.is_usable(now=end) is False
        assert link.present_state(now=end) is LinkState.EXPIRED

    @pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(days=31)])
    def test_has_the_limits_of_all(self, lifetime):
        """
        No link of an account works for more than thirty days either.
        """
        with pytest.raises(ConfigurationError):
            an_account_link(expires_at=START + lifetime)

    def test_hides(self):
        """
        A8: one that is logged shows neither its secret nor the address.
        """
        text = repr(an_account_link(handle="Zx9" + "A" * 19))

        assert "Zx9" not in text
        assert "example" not in text
        assert "account-link-1" in text


def _is_over(link, *, now):
    """
    Whether a link shows as expired.
    """
    return link.present_state(now=now) is LinkState.EXPIRED


class TestSendingAgain:
    def test_keeps_what_is_fresh(self):
        """
        With half of its life left, a link is sent again as it is.
        """
        half = START + (END - START) / 2

        assert an_invitation().sent_again(now=half) == an_invitation()
        assert an_invitation().sent_again(now=half + SECOND).renewed is True

    def test_is_put_off_once(self):
        """
        A renewed link can be sent again while it is fresh, and not beyond.
        """
        renewed = an_invitation().sent_again(now=END - SECOND)
        life = renewed.expires_at - renewed.issued_at

        assert renewed.can_be_sent_again(now=START + life / 2) is True
        assert renewed.can_be_sent_again(now=START + life / 2 + SECOND) is False

    def test_never_lives_beyond_the_limit(self):
        """
        Renewal included, no link lives longer than thirty days.
        """
        long = an_invitation(expires_at=START + timedelta(days=20))

        renewed = long.sent_again(now=START + timedelta(days=19))

        assert renewed.expires_at == START + LINK_LIFETIME_LIMIT

    def test_is_not_for_the_dead(self):
        """
        Expired or ended, a link is not sent again.
        """
        revoked = an_invitation().step(LinkEvent.REVOKE, at=START)

        assert an_invitation().can_be_sent_again(now=END) is False
        assert revoked.can_be_sent_again(now=START) is False


class TestRefusals:
    def test_each_state_has_its_answer(self):
        """
        The holder is told by its state why a link cannot be used.
        """
        kinds = {state: type(refusal_for(state)) for state in LinkState}

        assert kinds == {
            LinkState.PENDING: type(None),
            LinkState.ACCEPTED: LinkReplayedError,
            LinkState.EXPIRED: LinkExpiredError,
            LinkState.REVOKED: LinkRevokedError,
            LinkState.SUPERSEDED: LinkRevokedError,
        }

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            (LinkState.REVOKED, LinkRevokedReason.REVOKED),
            (LinkState.SUPERSEDED, LinkRevokedReason.SUPERSEDED),
        ],
    )
    def test_says_how_it_was_ended(self, state, reason):
        """
        Withdrawn and replaced are told apart.
        """
        assert refusal_for(state).reason is reason

    @pytest.mark.parametrize("state", sorted(set(LinkState) - {LinkState.PENDING}))
    def test_is_a_new_one_each_time(self, state):
        """
        Two holders never share one error, and with it one traceback.
        """
        assert refusal_for(state) is not refusal_for(state)
