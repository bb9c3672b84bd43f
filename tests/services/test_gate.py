"""
Who may cause a mail, and how often.
"""

import logging
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta

import pytest

from pixorga.adapters.memory import MemoryLimiter
from pixorga.adapters.sql import SqlLimiter
from pixorga.config import Limits, WhenDown
from pixorga.domain.limits import Limit
from pixorga.errors import LimiterError, RequestThrottledError
from pixorga.services.gate import LOOKED_AT, Gate, Kind
from pixorga.testing.fakes import BrokenLimiter, DenyingLimiter, SetClock
from pixorga.tokens import Pseudonyms

KNOWN, UNKNOWN = "0750655E", "0123456S"

HOUR = timedelta(hours=1)

NO_LIMITS = Limits(
    per_school=(),
    per_renewal=(),
    per_client=(),
    per_site=(),
    per_addressee=(),
    overall=(),
)

PSEUDONYMS = Pseudonyms(b"p" * 32)

TOLD = {
    "school": KNOWN,
    "renewal": KNOWN,
    "client": "192.0.2.1",
    "addressee": "zoe@example.fr",
}


def make_gate(limiter, *, limits=None, pseudonyms=PSEUDONYMS, clock=None):
    """
    A gate before some limiter.
    """
    return Gate(
        limiter,
        limits=limits or Limits(),
        pseudonyms=pseudonyms,
        clock=clock or SetClock(),
    )


def wait(gate, **submitted):
    """
    Seconds that a request is told to wait, 0 for one that passes.
    """
    try:
        gate.admit(**submitted)
    except RequestThrottledError as error:
        return error.retry_after
    return 0


def keys(*, pseudonyms=PSEUDONYMS, limits=None, **submitted):
    """
    What a request is counted under.
    """
    limiter = DenyingLimiter(after=99)
    make_gate(limiter, limits=limits, pseudonyms=pseudonyms).admit(**submitted)
    return [key for key, _ in limiter.hits]


def own_key(**submitted):
    """
    The first key, which is the subject's own.
    """
    return keys(**submitted)[0]


class TestAdmit:
    def test_order(self):
        """
        Client, addressee, school and all together are counted, in this order.
        """
        limiter = DenyingLimiter(after=99)

        make_gate(limiter).admit(**TOLD)

        *own, (overall, part) = limiter.hits
        assert [(key.split(":")[:2], limit.count) for key, limit in own] == [
            (["client", "3600"], 10),
            (["addressee", "86400"], 5),
            (["school", "3600"], 5),
            (["school", "86400"], 20),
            (["renewal", "86400"], 5),
        ]
        assert overall.startswith("overall:request:3600:")
        assert part.count in {1000 // 16, 1000 // 16 + 1}

    @pytest.mark.parametrize("after", range(6))
    def test_first_refusal(self, after):
        """
        A34: the first refusal is the last question, and says how long to wait.
        """
        limiter = DenyingLimiter(after=after, wait=7)

        with pytest.raises(RequestThrottledError) as refusal:
            make_gate(limiter).admit(**TOLD)

        assert refusal.value.retry_after == 7
        assert len(limiter.hits) == after + 1

    @pytest.mark.parametrize("subject", TOLD)
    def test_what_is_not_known(self, subject):
        """
        What an application does not know is not counted.
        """
        limiter = DenyingLimiter(after=99)

        make_gate(limiter).admit(**{subject: TOLD[subject]})

        subjects = {key.partition(":")[0] for key, _ in limiter.hits}
        assert subjects == {subject, "overall"}

    def test_nothing_known(self):
        """
        A request of which nothing is known counts among all.
        """
        limiter = DenyingLimiter(after=99)

        make_gate(limiter).admit()

        assert [key for key, _ in limiter.hits] == ["overall:request:3600:0"]

    def test_no_limits(self):
        """
        Where nothing is limited, everything passes.
        """
        limiter = DenyingLimiter()

        make_gate(limiter, limits=NO_LIMITS).admit(**TOLD)

        assert limiter.hits == []

    def test_default_of_a_school(self):
        """
        Five requests in a row for one school pass, whoever asks, then one in a while.
        """
        clock = SetClock()
        gate = make_gate(MemoryLimiter(), clock=clock)

        waits = [wait(gate, school=KNOWN, client=f"192.0.2.{n}") for n in range(6)]
        clock.advance(seconds=720)

        assert waits == [0, 0, 0, 0, 0, 720]
        assert wait(gate, school=KNOWN, client="192.0.2.9") == 0
        assert wait(gate, school=UNKNOWN, client="192.0.2.9") == 0

    def test_longer_period(self):
        """
        In a day no more pass than the day's limit, however evenly they come.
        """
        clock = SetClock()
        gate = make_gate(MemoryLimiter(), clock=clock)

        waits = []
        for _ in range(100):
            waits.append(wait(gate, school=KNOWN))
            clock.advance(seconds=720)

        # 20 at once, and one more for each 72 minutes of these 20 hours.
        assert waits.count(0) == 20 + 99 * 720 // 4320

    def test_one_client_alone(self):
        """
        What one client is refused is not counted for the school, nor overall.
        """
        limits = Limits(
            per_client=Limit(count=1, per=HOUR),
            per_school=Limit(count=2, per=HOUR),
            overall=Limit(count=2, per=HOUR),
            shards=1,
        )
        gate = make_gate(MemoryLimiter(), limits=limits)

        first = [wait(gate, school=KNOWN, client="192.0.2.1") for _ in range(9)]
        second = wait(gate, school=KNOWN, client="192.0.2.2")

        assert first.count(0) == 1
        assert second == 0

    def test_no_oracle(self):
        """
        A35: a UAI of no school is granted and refused exactly as a school's.
        """
        clock = SetClock()
        gate = make_gate(MemoryLimiter(), clock=clock)

        verdicts = []
        for _ in range(40):
            verdicts.append([wait(gate, school=uai) for uai in (KNOWN, UNKNOWN)])
            clock.advance(seconds=300)

        assert [known for known, _ in verdicts] == [other for _, other in verdicts]
        assert {0} < {known for known, _ in verdicts}


class TestSpellings:
    @pytest.mark.parametrize(
        "uai", ["0750655e", " 0750655E ", "075 0655 e", "\u00a00750655E\n"]
    )
    def test_school(self, uai):
        """
        All spellings that the form takes for one UAI count as one.
        """
        assert own_key(school=uai) == own_key(school=KNOWN)

    def test_wrong_letter(self):
        """
        So do those of a UAI whose letter is wrong.
        """
        assert own_key(school="0750655f") == own_key(school=" 0750655F")

    @pytest.mark.parametrize("uai", ["0750655F", "075065E", "", "Collège Jules Ferry"])
    def test_other_schools(self, uai):
        """
        Anything else counts on its own, be it a UAI or not.
        """
        assert own_key(school=uai) != own_key(school=KNOWN)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
            ("2001:db8:1:2::1", "2001:0DB8:0001:0002::"),
            ("2001:db8:1:2::1", " 2001:db8:1:2::7 "),
            ("fe80::1%eth0", "fe80::2%eth1"),
            ("192.0.2.1", "::ffff:192.0.2.1"),
            ("192.0.2.1", "::FFFF:c000:0201"),
            ("192.0.2.1", " 192.0.2.1"),
        ],
    )
    def test_same_client(self, one, other):
        """
        An IPv6 network of 64 bits is one client, and IPv4 in IPv6 is IPv4.
        """
        assert own_key(client=one) == own_key(client=other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:3::1"),
            ("192.0.2.1", "192.0.2.2"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
            ("192.0.2.1", "2001:db8::c000:201"),
            ("session-1", "session-2"),
            ("192.0.2.1", "192.0.2.01"),
        ],
    )
    def test_other_client(self, one, other):
        """
        Other addresses are other clients, and so are other texts.
        """
        assert own_key(client=one) != own_key(client=other)

    def test_addressee(self):
        """
        An address is one in any case, and with blanks around it.
        """
        assert own_key(addressee=" Zoe@Example.FR ") == own_key(
            addressee="zoe@example.fr"
        )
        assert own_key(addressee="zoe@example.fr") != own_key(
            addressee="zoé@example.fr"
        )

    @pytest.mark.parametrize(
        "email", ["zoe+1@example.fr", "ZOE+a.b@example.fr", "zoe+@example.fr"]
    )
    def test_tag(self, email):
        """
        Nobody gets more mails by tags after a plus sign.
        """
        assert own_key(addressee=email) == own_key(addressee="zoe@example.fr")
        assert own_key(addressee=email) != own_key(addressee="zo@example.fr")

    def test_site(self):
        """
        Networks of one IPv6 site count together too, and only those.
        """
        one, site, _ = keys(client="2001:db8:1:2::3")
        other, same, _ = keys(client=" 2001:DB8:1:ffff::1")
        _, elsewhere, _ = keys(client="2001:db8:2::1")

        assert site.startswith("site:3600:")
        assert one != other
        assert site == same != elsewhere

    @pytest.mark.parametrize("client", ["192.0.2.1", "::ffff:192.0.2.1", "x", ""])
    def test_no_site(self, client):
        """
        What is no IPv6 address is of no site.
        """
        assert [key.partition(":")[0] for key in keys(client=client)] == [
            "client",
            "overall",
        ]

    @pytest.mark.parametrize("subject", TOLD)
    def test_long_text(self, subject):
        """
        Of a text of no known form the beginning counts, and all of the beginning.
        """
        beginning = "x" * (LOOKED_AT - 1)

        assert own_key(**{subject: beginning + "yz"}) == own_key(
            **{subject: beginning + "y" + "z" * 10**6}
        )
        assert own_key(**{subject: beginning + "y"}) != own_key(
            **{subject: beginning + "z"}
        )

    @pytest.mark.parametrize("subject", TOLD)
    @pytest.mark.parametrize("text", ["", "\ud800", "a\udfff", "\0", "é", "%s", "::"])
    def test_hostile_text(self, subject, text):
        """
        No text at all breaks the gate.
        """
        key = own_key(**{subject: text})

        assert key.startswith(f"{subject}:")
        assert len(key) <= 100


class TestPseudonyms:
    def test_nothing_in_clear(self):
        """
        Nothing of what was submitted can be read in a key.
        """
        joined = " ".join(keys(**TOLD)).lower()

        for canary in ("0750655", "192.0", "zoe", "example"):
            assert canary not in joined

    def test_keyed(self):
        """
        Without the key nobody can tell whose a counter is.
        """
        other = Pseudonyms(b"q" * 32)

        mine, theirs = keys(**TOLD), keys(**TOLD, pseudonyms=other)

        assert set(mine[:-1]).isdisjoint(theirs)

    def test_subjects_apart(self):
        """
        One text as a client and as an addressee has two pseudonyms.
        """
        text = "zoe@example.fr"
        names = {own_key(**{subject: text}).rpartition(":")[2] for subject in TOLD}

        assert len(names) == 4

    def test_room_in_a_row(self):
        """
        No key is longer than the port allows.
        """
        year = timedelta(days=366)
        limits = Limits(per_addressee=Limit(count=1, per=year))

        assert max(map(len, keys(**TOLD, limits=limits))) <= 100


class TestOverall:
    @pytest.mark.parametrize("shards", [1, 3, 16])
    def test_exact(self, shards):
        """
        All parts together grant the overall count, to the last one.
        """
        limits = Limits(
            per_client=(), overall=Limit(count=50, per=timedelta(days=1)), shards=shards
        )
        gate = make_gate(MemoryLimiter(), limits=limits)

        waits = [
            wait(gate, client=f"192.0.2.{n % 250}", school=str(n)) for n in range(1000)
        ]

        assert waits.count(0) == 50

    def test_no_hot_row(self):
        """
        Requests fall into all parts about alike, by school as by client.
        """
        for subject in ("school", "client"):
            seen = [keys(**{subject: f"{n}"})[-1] for n in range(1600)]

            assert {key.rpartition(":")[2] for key in seen} == set(map(str, range(16)))
            assert max(seen.count(key) for key in set(seen)) < 200

    def test_same_part_again(self):
        """
        The same request falls into the same part each time.
        """
        assert keys(**TOLD) == keys(**TOLD)


class TestKinds:
    @pytest.mark.parametrize("kind", Kind)
    def test_apart(self, kind):
        """
        Who uses up what all share of one kind leaves the others as they were.
        """
        one = Limit(count=1, per=HOUR)
        limits = Limits(overall=one, overall_team=one, overall_accounts=one, shards=1)
        gate = make_gate(MemoryLimiter(), limits=limits)
        gate.admit(kind)

        passed = []
        for each in Kind:
            with suppress(RequestThrottledError):
                gate.admit(each)
                passed.append(each)

        assert passed == [each for each in Kind if each is not kind]

    def test_a_whole_site(self):
        """
        An IPv6 site of 65 536 networks does not use up what all share.
        """
        gate = make_gate(MemoryLimiter())

        waits = [
            wait(gate, client=f"2001:db8:1:{n // 5:x}::1", addressee=f"x{n}@example.fr")
            for n in range(300)
        ]

        assert waits.count(0) == 100
        assert wait(gate, client="2001:db8:2::1", addressee="y@example.fr") == 0


class TestDown:
    @pytest.fixture
    def log(self, caplog):
        """
        What the gate logs.
        """
        caplog.set_level(logging.DEBUG, logger="pixorga")
        return caplog

    def test_refuses(self, log):
        """
        A36: a limiter that cannot be reached refuses, and is asked once.
        """
        limiter = BrokenLimiter()

        with pytest.raises(LimiterError) as refusal:
            make_gate(limiter).admit(**TOLD)

        assert isinstance(refusal.value.__cause__, LimiterError)
        assert limiter.calls == 1
        assert log.messages == [
            "LIMITER_DOWN when_down=refuse cause=LIMITER_UNAVAILABLE"
        ]

    def test_allows(self, log):
        """
        A36: it lets everything pass where the application says so, and tells the log.
        """
        limiter = BrokenLimiter()

        make_gate(limiter, limits=Limits(when_down="allow")).admit(**TOLD)

        assert limiter.calls == 1
        assert log.messages == [
            "LIMITER_DOWN when_down=allow cause=LIMITER_UNAVAILABLE"
        ]

    @pytest.mark.parametrize("when_down", WhenDown)
    def test_locked_database(self, sqlite_url, log, when_down):
        """
        A36: a database that is locked for too long is a limiter that is down.
        """
        path = sqlite_url.removeprefix("sqlite:///")
        with (
            closing(SqlLimiter(sqlite_url, timeout=0)) as limiter,
            closing(sqlite3.connect(path, isolation_level=None)) as writer,
        ):
            gate = make_gate(limiter, limits=Limits(when_down=when_down))
            writer.execute("BEGIN IMMEDIATE")
            passed = False
            with suppress(LimiterError):
                gate.admit(**TOLD)
                passed = True

        assert passed is (when_down is WhenDown.ALLOW)
        assert log.messages == [
            f"LIMITER_DOWN when_down={when_down} cause=STORE_LOCKED"
        ]

    def test_half_way(self, log):
        """
        A refusal counts as one, though the limiter is down from then on.
        """
        limiter = MemoryLimiter(capacity=1)
        limits = Limits(per_client=Limit(count=1, per=HOUR), when_down="allow")
        gate = make_gate(limiter, limits=limits)

        # There is room for the client's key only: the school's cannot be known.
        waits = [wait(gate, school=KNOWN, client="192.0.2.1") for _ in range(2)]

        assert waits == [0, 3600]
        assert len(log.messages) == 1

    def test_names_nobody(self, log):
        """
        Neither the log nor the error has a key, a name or an address.
        """
        with pytest.raises(LimiterError) as refusal:
            make_gate(BrokenLimiter()).admit(**TOLD)

        told = f"{log.text} {refusal.value!r} {refusal.value}"
        for canary in ("0750655", "192.0", "zoe", keys(**TOLD)[0].rpartition(":")[2]):
            assert canary not in told

    def test_own_mistakes_pass(self):
        """
        What is no failure of the limiter comes out as it is.
        """

        class Faulty(DenyingLimiter):
            def hit(self, key, *, limit, now):
                """
                A mistake.
                """
                raise LookupError(key)

        with pytest.raises(LookupError):
            make_gate(Faulty(), limits=Limits(when_down="allow")).admit(**TOLD)


class TestForget:
    @pytest.mark.parametrize("subject", TOLD)
    def test_begins_anew(self, subject):
        """
        A44: whoever is forgotten begins anew, and nobody else does.
        """
        one = Limit(count=1, per=HOUR)
        limits = Limits(
            per_school=one, per_renewal=one, per_client=one, per_addressee=one
        )
        gate = make_gate(MemoryLimiter(), limits=limits)
        for told, text in TOLD.items():
            gate.admit(**{told: text})

        gate.forget(**{subject: TOLD[subject].upper()})

        waits = {told: wait(gate, **{told: text}) for told, text in TOLD.items()}
        assert waits == dict.fromkeys(TOLD, 3600) | {subject: 0}

    def test_all_periods(self):
        """
        Every limit's key is forgotten, and no overall one.
        """
        limiter = DenyingLimiter()

        make_gate(limiter).forget(**TOLD)

        assert limiter.hits == []
        assert limiter.forgotten == keys(**TOLD)[:-1]

    def test_nobody(self):
        """
        Who forgets nobody forgets nothing.
        """
        limiter = DenyingLimiter()

        make_gate(limiter).forget()

        assert limiter.forgotten == []

    @pytest.mark.parametrize("when_down", WhenDown)
    def test_down(self, when_down):
        """
        The operator is told that it was not done, whatever the policy.
        """
        gate = make_gate(BrokenLimiter(), limits=Limits(when_down=when_down))

        with pytest.raises(LimiterError):
            gate.forget(school=KNOWN)
