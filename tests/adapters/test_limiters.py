"""
All limiters keep the contract of the port, and each its own promises.
"""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from pixorga.adapters.memory import MemoryLimiter
from pixorga.adapters.sql import SqlLimiter
from pixorga.adapters.sql.session import Session
from pixorga.domain.limits import Limit
from pixorga.errors import (
    ConfigurationError,
    LimiterError,
    SchemaError,
    StoreConflictError,
    StoreError,
    StoreLockedError,
)
from pixorga.testing.fakes import START
from pixorga.testing.limiter import LimiterContract

ONE = Limit(count=1, per=timedelta(minutes=1))

SECOND = timedelta(seconds=1)

PATIENCE = 0.2

OBSTACLE = "CREATE TRIGGER t BEFORE {} ON limits BEGIN SELECT RAISE(ABORT, 'x'); END"

PROCESS = """
import sys
from datetime import timedelta
from pixorga.adapters.sql import SqlLimiter
from pixorga.domain.limits import Limit
from pixorga.testing.fakes import START
limiter = SqlLimiter(sys.argv[1])
limit = Limit(count=40, per=timedelta(days=1))
print("ready", flush=True)
sys.stdin.readline()
print(sum(limiter.hit("key", limit=limit, now=START) == 0 for _ in range(40)))
limiter.close()
"""


@pytest.fixture
def path(sqlite_url):
    """
    The file of an empty database of this test.
    """
    return sqlite_url.removeprefix("sqlite:///")


@pytest.fixture
def limiter(sqlite_url):
    """
    A limiter in that file, with no patience.
    """
    with closing(SqlLimiter(sqlite_url, timeout=0.05)) as limiter:
        yield limiter


def run(path, *commands):
    """
    Change a database behind the limiter's back.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(command).fetchall() for command in commands]


def meeting_point():
    """
    A place where two threads meet, unless one is held back for good.
    """
    met = threading.Barrier(2)

    def meet():
        with suppress(threading.BrokenBarrierError):
            met.wait(timeout=PATIENCE)

    return meet


def cross(*limiters):
    """
    What two hits at once are answered, lower wait first.
    """
    with ThreadPoolExecutor(max_workers=2) as threads:
        both = [
            threads.submit(one.hit, "key", limit=ONE, now=START) for one in limiters
        ]
    return sorted(one.result() for one in both)


class TestMemoryContract(LimiterContract):
    @pytest.fixture
    def limiter(self):
        """
        A limiter in memory.
        """
        with closing(MemoryLimiter()) as limiter:
            yield limiter


class TestSqliteContract(LimiterContract):
    @pytest.fixture
    def limiter(self, sqlite_url):
        """
        A limiter in a new file.
        """
        with closing(SqlLimiter(sqlite_url)) as limiter:
            yield limiter


class Meeting(dict):
    """
    A dictionary whose readers meet before they go on.
    """

    def __init__(self):
        super().__init__()
        self.meet = meeting_point()

    def get(self, *arguments):
        """
        Read, then meet.
        """
        found = super().get(*arguments)
        self.meet()
        return found


class TestMemoryLimiter:
    def test_crossing(self):
        """
        A36: of two hits made to read before either writes, one is granted.
        """
        limiter = MemoryLimiter()
        limiter._arrivals = Meeting()

        assert cross(limiter, limiter) == [0, 60]

    def test_drops_what_is_over(self):
        """
        Keys whose time is over do not pile up: hits drop them now and then.
        """
        limiter = MemoryLimiter()

        most = 0
        for number in range(20_000):
            now = START + number * SECOND
            limiter.hit(f"key-{number}", limit=ONE, now=now)
            most = max(most, len(limiter._arrivals))

        assert most <= 1001

    def test_sweeps_seldom(self, monkeypatch):
        """
        The more keys limit something, the seldomer all of them are looked at.
        """
        limiter = MemoryLimiter()
        seen = []
        drop = limiter._drop

        def counted(before):
            seen.append(len(limiter._arrivals))
            return drop(before)

        monkeypatch.setattr(limiter, "_drop", counted)
        day = Limit(count=1, per=timedelta(days=1))
        for number in range(20_000):
            now = START + number * SECOND
            limiter.hit(f"key-{number}", limit=day, now=now)

        assert seen == [1000, 2000, 4000, 8000, 16000]

    def test_capacity(self):
        """
        Full of keys that limit, it says of others that it cannot know, and keeps all.
        """
        limiter = MemoryLimiter(capacity=3)
        for number in range(3):
            limiter.hit(f"key-{number}", limit=ONE, now=START)

        for _ in range(2):
            with pytest.raises(LimiterError):
                limiter.hit("another", limit=ONE, now=START)

        waits = [
            limiter.hit(f"key-{number}", limit=ONE, now=START) for number in range(3)
        ]
        assert waits == [60, 60, 60]

    def test_looks_for_room_once_a_second(self, monkeypatch):
        """
        A full limiter looks at all its keys once a second, not at each hit.
        """
        limiter = MemoryLimiter(capacity=2)
        looks = []
        drop = limiter._drop

        def counted(before):
            looks.append(before)
            return drop(before)

        monkeypatch.setattr(limiter, "_drop", counted)
        for number in range(30):
            with suppress(LimiterError):
                now = START + number // 10 * SECOND
                limiter.hit(f"key-{number}", limit=ONE, now=now)

        assert looks == [START, START + SECOND, START + 2 * SECOND]

    def test_room_again(self):
        """
        It knows again as soon as a key is over.
        """
        limiter = MemoryLimiter(capacity=1)
        limiter.hit("one", limit=ONE, now=START)

        with pytest.raises(LimiterError):
            limiter.hit("two", limit=ONE, now=START + 59 * SECOND)
        assert limiter.hit("two", limit=ONE, now=START + 60 * SECOND) == 0

    def test_room_by_forgetting(self):
        """
        A key that is forgotten leaves its room to another.
        """
        limiter = MemoryLimiter(capacity=1)
        limiter.hit("one", limit=ONE, now=START)

        limiter.forget("one")

        assert limiter.hit("two", limit=ONE, now=START) == 0


class TestSqlLimiter:
    def test_crossing(self, sqlite_url, monkeypatch):
        """
        A36: of two hits that meet after their first statement, one is granted.
        """
        meet = meeting_point()
        execute = Session.execute

        def meeting(session, *arguments, **options):
            cursor = execute(session, *arguments, **options)
            meet()
            return cursor

        monkeypatch.setattr(Session, "execute", meeting)
        with (
            closing(SqlLimiter(sqlite_url)) as one,
            closing(SqlLimiter(sqlite_url)) as other,
        ):
            assert cross(one, other) == [0, 60]

    @pytest.mark.slow
    def test_exact_between_processes(self, sqlite_url):
        """
        A36: two processes at once are granted exactly what the limit counts.
        """
        both = [
            subprocess.Popen(
                [sys.executable, "-c", PROCESS, sqlite_url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for process in both:
            process.stdout.readline()
        for process in both:
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [process.communicate() for process in both]

        assert [errors for _, errors in answers] == ["", ""]
        assert sum(int(granted) for granted, _ in answers) == 40

    def test_is_kept(self, sqlite_url, limiter):
        """
        What was counted is there for the next process.
        """
        limiter.hit("key", limit=ONE, now=START)
        limiter.close()

        with closing(SqlLimiter(sqlite_url)) as another:
            assert another.hit("key", limit=ONE, now=START) == 60

    def test_one_statement_decides(self, limiter):
        """
        What is granted is one statement, up to the last of a burst; a refusal reads.
        """
        told = []
        event.listen(
            limiter._engine,
            "checkout",
            lambda connection, *_: connection.set_trace_callback(told.append),
        )
        two = Limit(count=2, per=timedelta(days=1))

        for _ in range(3):
            limiter.hit("key", limit=two, now=START)

        begin, grant = ["BEGIN IMMEDIATE"], ["INSERT", "COMMIT"]
        assert [one if one in begin else one.split()[0] for one in told] == [
            *begin,
            *grant,
            *begin,
            *grant,
            *begin,
            "INSERT",
            "SELECT",
            "COMMIT",
        ]

    def test_refusals_write_nothing(self, limiter, path):
        """
        A refused hit leaves its row alone; one that is too far ahead is set back.
        """
        limiter.hit("key", limit=ONE, now=START)
        (before,) = run(path, "SELECT * FROM limits")
        limiter.hit("key", limit=ONE, now=START)
        (after,) = run(path, "SELECT * FROM limits")
        limiter.hit("key", limit=ONE, now=START - timedelta(days=1))
        (back,) = run(path, "SELECT * FROM limits")

        seconds = int(START.timestamp())
        assert before == after == [("key", (seconds + 60) * 1_000_000)]
        assert back == [("key", (seconds + 60 - 86400) * 1_000_000)]

    def test_no_statement(self, limiter):
        """
        A key that looks like SQL is a key.
        """
        key = "'; DROP TABLE limits; --"

        assert limiter.hit(key, limit=ONE, now=START) == 0
        assert limiter.hit(key, limit=ONE, now=START) == 60

    def test_engine(self, sqlite_url):
        """
        An engine may be given, and stays its owner's.
        """
        engine = create_engine(sqlite_url)
        with closing(SqlLimiter(engine)) as limiter:
            assert limiter.hit("key", limit=ONE, now=START) == 0

        with engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT count(*) FROM limits")
            assert rows.scalar() == 1
        engine.dispose()

    def test_closed(self, limiter, path):
        """
        After closing, the file alone holds everything: the write-ahead log is gone.
        """
        limiter.hit("key", limit=ONE, now=START)
        limiter.close()

        assert [found.name for found in Path(path).parent.iterdir()] == ["pixorga.db"]


class TestFailures:
    def test_locked(self, limiter, path):
        """
        While another writes for too long, nothing is known, and nothing is counted.
        """
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            for ask in (
                lambda: limiter.hit("key", limit=ONE, now=START),
                lambda: limiter.forget("key"),
                lambda: limiter.purge(START),
            ):
                with pytest.raises(StoreLockedError):
                    ask()
            writer.rollback()

        assert limiter.hit("key", limit=ONE, now=START) == 0

    def test_broken(self, limiter, path):
        """
        Whatever else fails is told in our words, and works again when it is mended.
        """
        run(path, "ALTER TABLE limits RENAME TO gone")

        with pytest.raises(StoreError):
            limiter.hit("key", limit=ONE, now=START)

        run(path, "ALTER TABLE gone RENAME TO limits")
        assert limiter.hit("key", limit=ONE, now=START) == 0

    def test_constraint(self, limiter, path):
        """
        A constraint that is broken is a conflict, and nothing is counted.
        """
        run(path, OBSTACLE.format("INSERT"))

        with pytest.raises(StoreConflictError):
            limiter.hit("key", limit=ONE, now=START)

        run(path, "DROP TRIGGER t")
        assert limiter.hit("key", limit=ONE, now=START) == 0

    def test_set_back_fails(self, limiter, path):
        """
        A hit that fails half-way leaves nothing, and no lock.
        """
        limiter.hit("key", limit=ONE, now=START)
        run(path, OBSTACLE.format("UPDATE"))

        with pytest.raises(StoreConflictError):
            limiter.hit("key", limit=ONE, now=START - timedelta(days=1))

        run(path, "DROP TRIGGER t")
        assert limiter.hit("key", limit=ONE, now=START) == 60


class TestOpening:
    @pytest.mark.parametrize(
        "url",
        ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"],
    )
    def test_in_memory(self, url):
        """
        A database in memory is refused: nobody else could see what is counted.
        """
        with pytest.raises(ConfigurationError, match="MemoryLimiter"):
            SqlLimiter(url)

    def test_absent(self, tmp_path):
        """
        A file that is not there is not made.
        """
        with pytest.raises(ConfigurationError, match="no such file"):
            SqlLimiter(f"sqlite:///{tmp_path}/absent.db")

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        "commands",
        [
            ["UPDATE pixorga_version SET version_num = '0000'"],
            ["DROP TABLE pixorga_version"],
        ],
    )
    def test_other_schema(self, sqlite_url, path, commands):
        """
        Another release's tables are refused.
        """
        run(path, *commands)

        with pytest.raises(SchemaError) as refused:
            SqlLimiter(sqlite_url)

        # The error holds on to the limiter, which holds on to no connection.
        assert refused.value.__traceback__
        assert [found.name for found in Path(path).parent.iterdir()] == ["pixorga.db"]

    def test_empty(self, tmp_path):
        """
        An empty database is refused, and stays empty.
        """
        path = tmp_path / "empty.db"
        path.touch()

        with pytest.raises(SchemaError, match="db upgrade"):
            SqlLimiter(f"sqlite:///{path}")

        assert run(path, "SELECT name FROM sqlite_master") == [[]]

    def test_no_database(self, tmp_path):
        """
        A file that is no database is told in our words.
        """
        path = tmp_path / "no.db"
        path.write_bytes(b"no database at all, by far" * 99)

        with pytest.raises(StoreError):
            SqlLimiter(f"sqlite:///{path}")
