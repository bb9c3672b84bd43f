"""
The machine's clock, ids and randomness.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.adapters import system
from pixorga.adapters.system import SystemClock, SystemIds, SystemRandomness

NOW = 1_788_249_600_123_456_789
"""
Nanoseconds of a morning in September 2026.
"""


@pytest.fixture
def set_time(monkeypatch):
    """
    Make the machine's clock show some instants, the last one for ever.
    """

    def set_to(*instants):
        left = list(instants)
        clock = SimpleNamespace(
            time_ns=lambda: left.pop(0) if len(left) > 1 else left[0]
        )
        monkeypatch.setattr(system, "time", clock)

    return set_to


def ticks(text):
    """
    The time in an id: milliseconds, and the 4096ths of the one that runs.
    """
    number = UUID(text).int
    return number >> 80, number >> 64 & 0xFFF


class TestSystemClock:
    def test_present(self):
        """
        The clock shows the present, aware and in UTC.
        """
        before = datetime.now(UTC)
        now = SystemClock().now()

        assert before <= now <= datetime.now(UTC)
        assert now.tzinfo is UTC


class TestSystemRandomness:
    @pytest.mark.parametrize("length", [1, 16, 32, 100])
    def test_length(self, length):
        """
        As many bytes come as are asked for.
        """
        assert len(SystemRandomness().secret(length)) == length

    def test_differ(self):
        """
        No two secrets are alike.
        """
        source = SystemRandomness()

        assert len({source.secret(16) for _ in range(100)}) == 100


class TestSystemIds:
    def test_version(self):
        """
        An id is the text of a UUID of version 7.
        """
        text = SystemIds().new()

        assert str(UUID(text)) == text
        assert UUID(text).version == 7
        assert UUID(text).variant == RFC_4122

    def test_time(self, set_time):
        """
        An id begins with the milliseconds since 1970, and with what fraction has run.
        """
        set_time(NOW)

        assert ticks(SystemIds().new()) == (1_788_249_600_123, 456_789 * 4096 // 10**6)

    def test_layout(self, set_time):
        """
        Version and variant stand where RFC 9562 has them, at a millisecond's end too.
        """
        set_time(NOW - NOW % 1_000_000 + 999_999)

        text = SystemIds().new()

        assert text[:19] == "01a05bfb-707b-7fff-"
        assert text[19] in "89ab"

    def test_rising(self):
        """
        Ids rise as texts, however quickly they are asked for.
        """
        source = SystemIds()
        ids = [source.new() for _ in range(5000)]

        assert ids == sorted(set(ids))

    def test_clock_stands(self, set_time):
        """
        While the clock stands, ids rise, beyond the millisecond if need be.
        """
        set_time(NOW)
        source = SystemIds()
        ids = [source.new() for _ in range(5000)]

        assert ids == sorted(set(ids))
        assert ticks(ids[-1])[0] == 1_788_249_600_124

    def test_clock_goes_back(self, set_time):
        """
        A clock that goes back makes no id that is less than an earlier one.
        """
        set_time(NOW, NOW - 10**12, NOW - 10**9, NOW + 10**6)
        source = SystemIds()
        ids = [source.new() for _ in range(4)]

        assert ids == sorted(set(ids))
        assert ticks(ids[3])[0] == 1_788_249_600_124

    @given(st.lists(st.integers(0, 2**60), min_size=2, max_size=20))
    def test_any_clock(self, instants):
        """
        Whatever the clock shows, ids rise and are of version 7.
        """
        with pytest.MonkeyPatch.context() as patch:
            clock = SimpleNamespace(time_ns=iter(instants).__next__)
            patch.setattr(system, "time", clock)
            source = SystemIds()
            ids = [source.new() for _ in instants]

        assert ids == sorted(set(ids))
        assert {UUID(text).version for text in ids} == {7}

    def test_threads(self):
        """
        Threads that share a source never get the same id, and each sees them rise.
        """
        source = SystemIds()

        def take(_):
            return [source.new() for _ in range(500)]

        with ThreadPoolExecutor(8) as threads:
            taken = list(threads.map(take, range(8)))

        assert [ids == sorted(ids) for ids in taken] == [True] * 8
        assert len({one for ids in taken for one in ids}) == 4000

    def test_threads_take_turns(self, set_time):
        """
        Of two threads that ask at the same instant, one waits for the other.
        """
        set_time(NOW)
        met = threading.Barrier(2)

        class Slow(SystemIds):
            @property
            def _last(self):
                last = self.last
                with suppress(threading.BrokenBarrierError):
                    met.wait(timeout=0.05)
                return last

            @_last.setter
            def _last(self, last):
                self.last = last

        source = Slow()
        with ThreadPoolExecutor(2) as threads:
            ids = list(threads.map(lambda _: source.new(), range(2)))

        assert len({ticks(one) for one in ids}) == 2

    def test_processes(self, set_time):
        """
        Two processes of the same instant draw ids apart: 62 bits are random.
        """
        set_time(NOW)
        low = {UUID(SystemIds().new()).int & (2**62 - 1) for _ in range(100)}

        assert len(low) == 100
        assert max(low) > 2**60
