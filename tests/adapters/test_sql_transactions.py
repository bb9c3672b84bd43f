"""
How the SQL store runs transactions: again, refused, bound, forked, in memory.
"""

import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from types import SimpleNamespace

import attrs
import pytest
from sqlalchemy import StaticPool, create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pixorga import MemoryStore, PixorgaError, SqlStore
from pixorga.adapters.sql import engine as preparing
from pixorga.adapters.sql import schema
from pixorga.adapters.sql.engine import Translation
from pixorga.adapters.sql.schema import upgrade_database
from pixorga.adapters.sql.session import Conflict
from pixorga.domain.identifiers import Uai
from pixorga.errors import (
    BindingError,
    ConfigurationError,
    LinkReplayedError,
    OutcomeUnknownError,
    SchemaError,
    StoreConflictError,
    StoreError,
    StoreForkedError,
    StoreLockedError,
    StoreNestedError,
    StoreReadOnlyError,
)
from pixorga.testing.builders import (
    a_person,
    a_request,
    a_school,
    a_space,
    an_account,
    an_invitation,
)

UAI = Uai.parse("0750655E")

CODES = sorted(
    {
        value
        for name, value in vars(sqlite3).items()
        if name.startswith("SQLITE_") and isinstance(value, int)
    }
)


@pytest.fixture
def path(sqlite_url):
    """
    The file of an empty database of this test.
    """
    return sqlite_url.removeprefix("sqlite:///")


@pytest.fixture
def sql(sqlite_url):
    """
    A store in that file, with no patience.
    """
    with closing(SqlStore(sqlite_url, timeout=0.05)) as store:
        yield store


@pytest.fixture
def writer(path):
    """
    Another process's connection, about to write.
    """
    with closing(
        sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    ) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def kept(store, request_id="request-1"):
    """
    Whether a request was kept.
    """
    found = store.transact(lambda u: u.requests.get(UAI, request_id), read_only=True)
    return found is not None


def add(unit, request_id="request-1"):
    """
    Write something that is easily found again.
    """
    unit.requests.add(a_request(id=request_id))


def driver_error(code, message="injected"):
    """
    What the driver raises for a result code.
    """
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


class TestRetry:
    def test_runs_again_after_a_conflict(self, store):
        """
        Work that builds on a stale row is run again, and leaves its last run only.
        """
        store.transact(lambda unit: unit.schools.save(a_space()))
        runs = []

        def work(unit):
            runs.append(unit)
            add(unit, f"request-{len(runs)}")
            unit.schools.save(a_space(version=0 if len(runs) < 3 else 1))
            return len(runs)

        assert store.transact(work) == 3
        assert [kept(store, f"request-{run}") for run in (1, 2, 3)] == [
            False,
            False,
            True,
        ]

    @pytest.mark.parametrize(("make", "tries"), [(MemoryStore, 100), (None, 10)])
    def test_gives_up(self, sqlite_url, make, tries):
        """
        After so many tries it says that others keep changing the rows; none is left.
        """
        runs = []

        def work(unit):
            runs.append(unit)
            add(unit)
            unit.schools.save(a_space(version=7))

        with closing(make() if make else SqlStore(sqlite_url)) as store:
            with pytest.raises(StoreConflictError):
                store.transact(work)

            assert len(runs) == tries
            assert not kept(store)

    @pytest.mark.parametrize(
        "clash",
        [
            lambda unit: unit.requests.add(a_request(id="taken")),
            # Kept by a space that is not there: refused at COMMIT.
            lambda unit: unit.links.add(an_invitation()),
        ],
    )
    def test_runs_again_after_a_clash(self, sql, clash):
        """
        A row that breaks a constraint is another's, or lacks one: run again.
        """
        sql.transact(lambda unit: add(unit, "taken"))
        runs = []

        def work(unit):
            runs.append(unit)
            add(unit)
            if len(runs) < 2:
                clash(unit)

        sql.transact(work)

        assert len(runs) == 2
        assert kept(sql)

    def test_leaves_errors_of_the_work_alone(self, sql):
        """
        What the work raises of another database is no conflict of ours.
        """
        runs = []

        def work(unit):
            runs.append(unit)
            raise IntegrityError("theirs", {}, sqlite3.IntegrityError())

        with pytest.raises(IntegrityError, match="theirs"):
            sql.transact(work)

        assert len(runs) == 1

    def test_waits_no_longer_than_its_timeout(self, sql, writer):
        """
        While another writes, the work is not begun, and the wait has an end.
        """
        runs = []

        with pytest.raises(StoreLockedError):
            sql.transact(runs.append)

        assert runs == []

    def test_waits_its_timeout(self, sqlite_url, writer):
        """
        A writer that ends in time is waited for.
        """
        threading.Timer(0.1, lambda: writer.execute("COMMIT")).start()

        with closing(SqlStore(sqlite_url, timeout=5)) as store:
            store.transact(add)

            assert kept(store)

    @pytest.mark.usefixtures("writer")
    def test_readers_do_not_wait(self, sql):
        """
        Whoever reads is not kept from it by a writer.
        """
        assert not kept(sql)

    @pytest.mark.parametrize("read_only", [False, True])
    def test_refuses_a_transaction_inside_another(self, store, read_only):
        """
        A thread that is in a transaction is told so, rather than left waiting.
        """

        def work(unit):
            add(unit)
            store.transact(add, read_only=read_only)

        with pytest.raises(StoreNestedError):
            store.transact(work)

        assert isinstance(StoreNestedError(), RuntimeError)
        assert not kept(store)
        store.transact(add)
        assert kept(store)

    def test_threads_are_independent(self, store):
        """
        A thread may read while another is in a transaction.
        """

        def work(unit):
            with ThreadPoolExecutor(max_workers=1) as threads:
                return threads.submit(kept, store).result()

        assert store.transact(work) is False


class Failing(sqlite3.Connection):
    """
    A driver's connection that fails when it is told to.
    """

    at_commit = None
    at_rollback = None

    def commit(self):
        """
        Commit, unless told otherwise.
        """
        if self.at_commit:
            raise self.at_commit
        super().commit()

    def rollback(self):
        """
        Roll back, unless told otherwise.
        """
        super().rollback()
        if self.at_rollback:
            raise self.at_rollback


@pytest.fixture
def failing(sqlite_url, monkeypatch):
    """
    A store whose connections fail on request.
    """
    engine = create_engine(sqlite_url, connect_args={"factory": Failing})
    with closing(SqlStore(engine)) as store:
        yield store, lambda moment, error: monkeypatch.setattr(Failing, moment, error)


class TestFailures:
    @pytest.mark.parametrize("code", CODES)
    def test_all_are_translated(self, code):
        """
        Whatever the driver's code, what comes out is ours, and names nobody.
        """
        fault = OperationalError("INSERT", {"name": "Zoé"}, driver_error(code))

        with pytest.raises((PixorgaError, Conflict)) as caught, Translation():
            raise fault

        assert "Zoé" in str(OperationalError("INSERT", {"name": "Zoé"}, None))
        assert "Zoé" not in str(caught.value.__cause__)

    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (sqlite3.SQLITE_BUSY, StoreLockedError),
            (sqlite3.SQLITE_BUSY_RECOVERY, StoreLockedError),
            (sqlite3.SQLITE_LOCKED_SHAREDCACHE, StoreLockedError),
            (sqlite3.SQLITE_BUSY_SNAPSHOT, Conflict),
            (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Conflict),
            (sqlite3.SQLITE_CORRUPT, StoreError),
            (sqlite3.SQLITE_FULL, StoreError),
        ],
    )
    def test_most_specific_first(self, code, expected):
        """
        A lock is waited for, a conflict is run again, anything else is told.
        """
        with pytest.raises((PixorgaError, Conflict)) as caught, Translation():
            raise OperationalError("SELECT 1", {}, driver_error(code))

        assert caught.type is expected

    def test_no_connection_left(self):
        """
        A pool that is used up is a store that is busy.
        """
        with pytest.raises(StoreLockedError), Translation():
            raise PoolTimeoutError

    def test_faulty_statement(self, sql):
        """
        A statement that fails inside a unit of work is told in our words.
        """
        with sql._engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE requests")

        for work in (add, lambda unit: unit.requests.get(UAI, "x")):
            with pytest.raises(StoreError):
                sql.transact(work)
        with sql._engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE audit")
        with pytest.raises(StoreError):
            sql.transact(lambda unit: unit.audit.of_school(UAI))

    def test_lost_at_commit(self, failing):
        """
        Whoever loses the connection during COMMIT does not know what was kept.
        """
        store, fail = failing
        fail("at_commit", driver_error(sqlite3.SQLITE_IOERR))

        with pytest.raises(OutcomeUnknownError):
            store.transact(add)

    def test_locked_at_commit(self, failing):
        """
        A COMMIT that was locked out has kept nothing, for certain.
        """
        store, fail = failing
        fail("at_commit", driver_error(sqlite3.SQLITE_BUSY))

        with pytest.raises(StoreLockedError):
            store.transact(add)

        fail("at_commit", None)
        assert not kept(store)

    def test_lost_at_rollback(self, failing):
        """
        A rollback that fails is a store that fails.
        """
        store, fail = failing
        fail("at_rollback", driver_error(sqlite3.SQLITE_IOERR))

        with pytest.raises(StoreError):
            store.transact(lambda _: 1 / 0)

        fail("at_rollback", None)
        assert not kept(store)

    @pytest.mark.parametrize("name", ["missing/pixorga.db", "garbage.db"])
    def test_unusable_file(self, tmp_path, name):
        """
        A file that cannot be opened, or is no database, is a store that fails.
        """
        (tmp_path / "garbage.db").write_bytes(b"no database" * 100)

        with pytest.raises(StoreError):
            SqlStore(f"sqlite:///{tmp_path / name}")

    def test_clash_at_start(self, sqlite_url, monkeypatch):
        """
        A start that others kept crossing is told as any such transaction.
        """

        def clash(*_, **__):
            raise IntegrityError("x", {}, driver_error(sqlite3.SQLITE_CONSTRAINT))

        monkeypatch.setattr("pixorga.adapters.sql.store.ready", clash)
        monkeypatch.setattr("pixorga.adapters.sql.schema.upgrade", clash)

        with pytest.raises(StoreConflictError):
            SqlStore(sqlite_url)
        with pytest.raises(StoreConflictError):
            upgrade_database(sqlite_url)


class TestDatabase:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "pixorga.db",
            "mysql://claire:secret@localhost/pixorga",
            "postgresql://claire:secret@localhost/pixorga",
            "sqlite+aiosqlite:///pixorga.db",
            "sqlite+pysqlcipher://:secret@/pixorga.db",
            "sqlite://claire:secret@localhost/pixorga.db",
            "sqlite:///pixorga.db?timeout=secret",
        ],
    )
    def test_refuses_what_it_does_not_know(self, url):
        """
        Another kind of database is refused, without a word of its URL.
        """
        with pytest.raises(ConfigurationError) as refusal:
            SqlStore(url)

        assert "secret" not in f"{refusal.value!r}{refusal.getrepr(style='short')}"

    @pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf"), 3601])
    def test_refuses_a_timeout_without_sense(self, timeout):
        """
        No wait is negative or endless.
        """
        with pytest.raises(ConfigurationError, match="timeout"):
            SqlStore("sqlite://", timeout=timeout)

    def test_promises(self, sql):
        """
        A connection has all that the promises of the store need.
        """
        with sql._engine.connect() as connection:
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()

        assert found == ["wal", 2, 1]
        assert waits == 50

    def test_can_be_forbidden_to_make_a_file(self, tmp_path):
        """
        A mistyped name makes no new database, if so wished.
        """
        path = tmp_path / "typo.db"

        with pytest.raises(ConfigurationError, match="no such file"):
            SqlStore(f"sqlite:///{path}", create=False)

        assert not path.exists()

    def test_can_be_forbidden_to_make_tables(self, tmp_path):
        """
        Nor is an empty file taken for a database, if so wished.
        """
        path = tmp_path / "empty.db"
        path.touch()

        for url in (f"sqlite:///{path}", f"sqlite:///file:{path}?uri=true"):
            with pytest.raises(SchemaError, match="db upgrade"):
                SqlStore(url, create=False)

    def test_opens_what_is_there(self, sqlite_url):
        """
        A database that is there is opened all the same.
        """
        with closing(SqlStore(sqlite_url, create=False)) as store:
            assert not kept(store)


class TestEngine:
    @pytest.fixture
    def engine(self, sqlite_url):
        """
        An application's own engine, with a connection in its pool.
        """
        engine = create_engine(sqlite_url)
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        yield engine
        engine.dispose()

    def test_is_left_to_its_owner(self, engine):
        """
        Closing the store closes none of the engine's connections.
        """
        pool = engine.pool

        with closing(SqlStore(engine)) as store:
            store.transact(add)
            assert kept(store)

        assert engine.pool is pool
        assert pool.checkedin() == 1

    def test_is_left_as_it_was(self, engine):
        """
        The owner's transactions take no lock at their start, and no setting of ours.
        """
        with closing(SqlStore(engine)) as store, engine.connect() as connection:
            connection.execute(text("SELECT * FROM spaces"))
            settings = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
            store.transact(add)

            assert settings == 0

    def test_keeps_our_promises(self, engine):
        """
        The store's own connections are prepared as for a URL.
        """
        with closing(SqlStore(engine, timeout=2)) as store:
            with store._engine.connect() as connection:
                waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
                enforced = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()

            assert (waits, enforced) == (2000, 1)

    def test_connects_as_it_does(self, path):
        """
        The engine's way to connect is used, whatever its URL says.
        """
        engine = create_engine("sqlite:///", creator=lambda: sqlite3.connect(path))

        with closing(SqlStore(engine)) as store:
            store.transact(add)

        with closing(SqlStore(f"sqlite:///{path}")) as store:
            assert kept(store)

    @pytest.mark.parametrize("options", [{}, {"poolclass": StaticPool}])
    def test_in_memory_is_refused(self, options):
        """
        What is in an engine's memory cannot be reached by connections of ours.
        """
        engine = create_engine("sqlite://", **options)

        with pytest.raises(ConfigurationError, match="memory"):
            SqlStore(engine)
        engine.dispose()

    def test_of_another_kind_is_refused(self, engine, monkeypatch):
        """
        So is an engine of another kind of database.
        """
        monkeypatch.setattr(engine.dialect, "name", "postgresql")

        with pytest.raises(ConfigurationError):
            SqlStore(engine)


class TestMemory:
    @pytest.mark.parametrize(
        "url",
        [
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite:///file::memory:?uri=true",
            "sqlite:///file:shared?mode=memory&cache=shared&uri=true",
        ],
    )
    def test_threads_share_it(self, url):
        """
        All threads see one database, and none gets in another's way.
        """
        with closing(SqlStore(url)) as store, ThreadPoolExecutor(4) as threads:
            ids = [f"request-{number}" for number in range(12)]
            works = [lambda unit, one=one: add(unit, one) for one in ids]

            list(threads.map(store.transact, works))

            assert all(threads.map(lambda one: kept(store, one), ids))

    def test_threads_take_turns(self):
        """
        Whoever waits too long for the one connection is told, reading or writing.
        """
        with closing(SqlStore("sqlite://", timeout=0.05)) as store:

            def work(unit):
                with ThreadPoolExecutor(1) as threads:
                    return threads.submit(kept, store).exception()

            assert isinstance(store.transact(work), StoreLockedError)
            assert not kept(store)

    def test_an_error_ends_the_turn(self):
        """
        The next one's turn comes after a failure too.
        """
        with closing(SqlStore("sqlite://", timeout=0.05)) as store:
            with suppress(ZeroDivisionError):
                store.transact(lambda unit: add(unit) or 1 / 0)

            assert not kept(store)


FORKED = """
import os, sys
late = []
# Registered before ours, so that it is called after it.
os.register_at_fork(before=lambda: [call() for call in late])

from sqlalchemy import event
from pixorga import SqlStore
from pixorga.errors import StoreForkedError
from pixorga.testing.builders import a_request

url, path = sys.argv[1], sys.argv[1].removeprefix("sqlite:///")
store = SqlStore(url)
made = []
event.listen(store._engine, "connect", lambda *_: made.append(os.getpid()))

def write(name):
    store.transact(lambda unit: unit.requests.add(a_request(id=name)))

def opened():
    for name in os.listdir("/proc/self/fd"):
        try:
            yield os.readlink(f"/proc/self/fd/{name}")
        except FileNotFoundError:  # the listing's own
            continue

def child(do):
    pid = os.fork()
    if not pid:
        do()
        store.close()
        sys.exit(0)
    return os.waitpid(pid, 0)[1]
"""


def forked(url, code):
    """
    Run code that forks in a process of its own.
    """
    command = [sys.executable, "-W", "error", "-c", FORKED + code, url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class TestFork:
    def test_both_sides_go_on(self, sqlite_url):
        """
        Parent and child both write, each by connections of its own.
        """
        code = """
write("before")
def do():
    assert not any(name.startswith(path) for name in opened()), list(opened())
    write("child")
    assert made[-1] == os.getpid()
assert any(name.startswith(path) for name in opened())
assert child(do) == 0
write("after")
"""
        result = forked(sqlite_url, code)

        assert (result.returncode, result.stderr) == (0, "")
        with closing(SqlStore(sqlite_url)) as store:
            ids = ("before", "child", "after")
            assert all(kept(store, request_id) for request_id in ids)

    def test_what_was_opened_meanwhile_is_not_used(self, sqlite_url):
        """
        A connection that another thread opens at the last moment is the parent's.
        """
        code = """
late.append(lambda: write("late"))
def do():
    write("child")
    assert made[-1] == os.getpid(), (made, os.getpid())
assert child(do) == 0
assert made == [os.getpid()]
"""
        result = forked(sqlite_url, code)

        assert (result.returncode, result.stderr) == (0, "")

    def test_memory_stays_with_its_process(self):
        """
        A database in memory is the parent's; the child is told so.
        """
        code = """
write("before")
def do():
    try:
        write("child")
    except StoreForkedError:
        return
    raise AssertionError
assert child(do) == 0
write("after")
"""
        result = forked("sqlite://", code)

        assert (result.returncode, result.stderr) == (0, "")

    def test_refusal_in_a_child(self, monkeypatch):
        """
        A process with another number than the one that opened it is refused.
        """
        with closing(SqlStore("sqlite://")) as store:
            monkeypatch.setattr(os, "getpid", lambda: -1)

            with pytest.raises(StoreForkedError):
                store.transact(add)


def prepared(url):
    """
    An engine whose owner begins transactions by hand, as SQLAlchemy recommends.
    """
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _(connection, __):
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _(connection):
        connection.exec_driver_sql("BEGIN")

    return engine


@pytest.fixture(params=[create_engine, prepared])
def caller(request, sqlite_url):
    """
    An application's engine, with a table of its own in the same database.
    """
    engine = request.param(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE jottings (note TEXT)")
    yield engine
    engine.dispose()


def note(connection, words):
    """
    Write something of the application's own.
    """
    connection.execute(text("INSERT INTO jottings VALUES (:words)"), {"words": words})


def notes(engine):
    """
    What the application has kept.
    """
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT note FROM jottings")))


class TestBound:
    def test_is_kept_by_the_caller(self, sql, caller):
        """
        The caller's commit keeps what both wrote.
        """
        with caller.begin() as connection:
            note(connection, "mine")
            answer = sql.bound(connection).transact(lambda unit: add(unit) or "done")

        assert answer == "done"
        assert kept(sql)
        assert notes(caller) == ["mine"]

    def test_is_dropped_by_the_caller(self, sql, caller):
        """
        Until then nothing is kept: a caller who rolls back takes all of it back.
        """
        with caller.connect() as connection:
            connection.begin()
            bound = sql.bound(connection)
            bound.transact(add)
            note(connection, "mine")
            bound.transact(lambda unit: add(unit, "request-2"))
            connection.rollback()

        assert not kept(sql)
        assert not kept(sql, "request-2")
        assert notes(caller) == []

    def test_is_not_seen_before(self, sql, caller):
        """
        Others see nothing of it before the caller commits.
        """
        with caller.begin() as connection:
            sql.bound(connection).transact(add)

            assert not kept(sql)

    def test_an_error_takes_back_the_work_only(self, sql, caller):
        """
        The caller's transaction outlives a failure inside of it.
        """
        with caller.begin() as connection:
            bound = sql.bound(connection)
            note(connection, "mine")
            with pytest.raises(ZeroDivisionError):
                bound.transact(lambda unit: add(unit, "lost") or 1 / 0)
            note(connection, "mine too")
            bound.transact(add)

        assert kept(sql)
        assert not kept(sql, "lost")
        assert notes(caller) == ["mine", "mine too"]

    @pytest.mark.parametrize(
        "clash",
        [
            lambda unit: unit.schools.save(a_space(version=7)),
            lambda unit: unit.requests.add(a_request(id="taken")),
        ],
    )
    def test_a_conflict_is_told_at_once(self, sql, caller, clash):
        """
        Nothing is run again, and the caller's transaction goes on.
        """
        sql.transact(lambda unit: add(unit, "taken"))
        runs = []

        def work(unit):
            runs.append(unit)
            add(unit)
            clash(unit)

        with caller.begin() as connection:
            note(connection, "mine")
            with pytest.raises(StoreConflictError):
                sql.bound(connection).transact(work)

        assert len(runs) == 1
        assert not kept(sql)
        assert notes(caller) == ["mine"]

    def test_reads_only_when_asked_to(self, sql, caller):
        """
        Work that was to read writes nothing, and takes no lock.
        """
        with caller.begin() as connection:
            bound = sql.bound(connection)
            with pytest.raises(StoreReadOnlyError):
                bound.transact(add, read_only=True)
            sql.transact(lambda unit: add(unit, "request-2"))

            assert not kept(bound)

        assert not kept(sql)

    def test_waits_for_another_writer(self, sql, caller, writer):
        """
        A lock that another holds is told as by any transaction.
        """
        with caller.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
            with pytest.raises(StoreLockedError):
                sql.bound(connection).transact(add)

    def test_ended_transaction(self, sql, caller):
        """
        When the database has ended the caller's transaction, the store says it fails.
        """
        with caller.connect() as connection:
            connection.begin()

            def work(unit):
                add(unit)
                connection.connection.driver_connection.rollback()
                raise LookupError

            with pytest.raises(StoreError):
                sql.bound(connection).transact(work)

    def test_closes_nothing(self, sql, caller):
        """
        Closing it is left to the caller.
        """
        with caller.begin() as connection:
            bound = sql.bound(connection)
            bound.close()
            bound.transact(add)

        assert kept(sql)

    def test_inside_another(self, sql, caller):
        """
        It is refused inside a transaction of the store, and the other way round.
        """
        with caller.begin() as connection:
            bound = sql.bound(connection)
            for outer, inner in ((bound, sql), (bound, bound), (sql, bound)):
                with pytest.raises(StoreNestedError):
                    outer.transact(
                        lambda _, inner=inner: inner.transact(add), read_only=True
                    )


class TestBinding:
    def test_needs_a_transaction(self, sql, caller):
        """
        A connection without a transaction is refused, at once and later on.
        """
        with caller.connect() as connection:
            with pytest.raises(BindingError, match="begin a transaction"):
                sql.bound(connection)
            connection.begin()
            bound = sql.bound(connection)
            connection.commit()

            with pytest.raises(BindingError, match="begin a transaction"):
                bound.transact(add)

        assert not kept(sql)

    def test_needs_an_open_connection(self, sql, caller):
        """
        So is one that was closed.
        """
        connection = caller.connect()
        connection.close()

        with pytest.raises(BindingError):
            sql.bound(connection)

    @pytest.mark.parametrize(
        "options",
        [
            {"isolation_level": "AUTOCOMMIT"},
            {"execution_options": {"isolation_level": "AUTOCOMMIT"}},
            {"connect_args": {"isolation_level": None}},
            # The driver's own mode, from Python 3.12 on.
            {
                "connect_args": {
                    "factory": type("Auto", (sqlite3.Connection,), {"autocommit": True})
                }
            },
        ],
    )
    def test_refuses_one_that_commits_by_itself(self, sql, sqlite_url, options):
        """
        A connection that commits each statement has no transaction to work in.
        """
        engine = create_engine(sqlite_url, **options)

        with engine.connect() as connection:
            connection.begin()
            with pytest.raises(BindingError, match="each statement"):
                sql.bound(connection)
        engine.dispose()

    def test_takes_the_standard_mode(self, sql, sqlite_url):
        """
        A driver that is always in a transaction will do.
        """
        kind = type("Standard", (sqlite3.Connection,), {"autocommit": False})
        engine = create_engine(sqlite_url, connect_args={"factory": kind})

        with engine.begin() as connection:
            sql.bound(connection).transact(add)

        assert kept(sql)
        engine.dispose()

    def test_needs_the_same_kind(self, sql, caller, monkeypatch):
        """
        A connection to another kind of database is refused.
        """
        monkeypatch.setattr(caller.dialect, "name", "postgresql")

        with (
            caller.begin() as connection,
            pytest.raises(BindingError, match="another kind"),
        ):
            sql.bound(connection)


class TestBoundServices:
    @pytest.fixture
    def store(self, sqlite_url):
        """
        A store that can be bound.
        """
        with closing(SqlStore(sqlite_url)) as store:
            yield store

    @pytest.mark.parametrize(
        ("end", "last"),
        [("commit", "INVITATION_ACCEPTED"), ("rollback", "INVITATION_ISSUED")],
    )
    def test_join_the_caller_s_transaction(self, world, store, caller, end, last):
        """
        A link redeemed inside the caller's transaction is so when that is committed.
        """
        token = world.link()

        with caller.connect() as connection:
            connection.begin()
            orga = world.orga.bound(connection)
            administrator = orga.invitations.redeem(token, by=a_person())
            acting = orga.team.acting("0750655E", by=a_person())
            orga.close()
            getattr(connection, end)()

        assert acting == administrator
        assert last_code(world, store) == last

    @pytest.mark.parametrize(
        ("end", "last"),
        [("commit", "INVITATION_REPLAYED"), ("rollback", "INVITATION_ACCEPTED")],
    )
    def test_trace_of_a_refusal(self, world, store, caller, end, last):
        """
        The trace of a refusal is written when its error is raised; the caller decides.
        """
        token = world.link()
        world.orga.invitations.redeem(token, by=a_person())

        with caller.connect() as connection:
            connection.begin()
            with pytest.raises(LinkReplayedError):
                world.orga.bound(connection).invitations.redeem(
                    token, by=a_person(id="another")
                )
            getattr(connection, end)()

        assert last_code(world, store) == last

    def test_listener_s_error(self, world, store, caller, monkeypatch):
        """
        A listener that raises takes back the verb, and not the caller's transaction.
        """
        token = world.link()
        ledger = world.orga._parts.ledger

        def refuse(event):
            raise LookupError(event.code)

        monkeypatch.setattr(ledger, "_on_event", refuse)
        with caller.begin() as connection:
            note(connection, "mine")
            with pytest.raises(LookupError, match="INVITATION_ACCEPTED"):
                world.orga.bound(connection).invitations.redeem(token, by=a_person())

        assert last_code(world, store) == "INVITATION_ISSUED"
        assert notes(caller) == ["mine"]


def last_code(world, store):
    """
    What the school's chain says last.
    """
    chain = store.transact(lambda unit: unit.audit.of_school(world.school.uai))
    return chain[-1].code


class TestUnboundStore:
    @pytest.fixture
    def store(self):
        """
        A store that cannot be bound.
        """
        return MemoryStore()

    def test_is_told(self, world):
        """
        A store in memory has no connections to be bound to.
        """
        with pytest.raises(BindingError, match="no connections"):
            world.orga.bound(object())


def tables(path):
    """
    The tables that a file has.
    """
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}


def mark(path, revision):
    """
    Say that a file is of another revision.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE pixorga_version SET version_num = ?", [revision])
        connection.commit()


class TestSchema:
    @pytest.mark.parametrize(
        ("revision", "remedy"),
        [
            ("0000", "run `pixorga db upgrade`"),
            (None, "run `pixorga db upgrade`"),
            ("9999", "install the matching release"),
        ],
    )
    def test_another_revision_is_refused(self, sqlite_url, path, revision, remedy):
        """
        An older or newer schema is refused at the start, with what mends it.
        """
        if revision:
            mark(path, revision)
        else:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("DROP TABLE pixorga_version")

        with pytest.raises(SchemaError) as refusal:
            SqlStore(sqlite_url)

        assert refusal.value.found == revision
        assert refusal.value.remedy == remedy

    @pytest.mark.parametrize("revision", ["0000", "9999"])
    def test_unknown_revision_is_not_upgraded(self, sqlite_url, path, revision):
        """
        What this release does not know it leaves alone.
        """
        mark(path, revision)

        with pytest.raises(SchemaError, match="matching release"):
            upgrade_database(sqlite_url)

    def test_upgrades_once(self, tmp_path):
        """
        The first upgrade makes the tables, the second one finds them.
        """
        url = f"sqlite:///{tmp_path / 'new.db'}"

        first, second = upgrade_database(url), upgrade_database(url)

        assert attrs.astuple(first) == (None, "0001")
        assert first.changed
        assert attrs.astuple(second) == ("0001", "0001")
        assert not second.changed

    def test_shares_a_database(self, tmp_path):
        """
        An application's own tables, and its own alembic's, are no hindrance.
        """
        path = tmp_path / "theirs.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num)")
            connection.execute("INSERT INTO alembic_version VALUES ('theirs')")
            connection.commit()

        with pytest.raises(SchemaError, match="db upgrade"):
            SqlStore(f"sqlite:///{path}")
        upgrade_database(f"sqlite:///{path}")

        with closing(SqlStore(f"sqlite:///{path}")) as store:
            assert not kept(store)
        with closing(sqlite3.connect(path)) as connection:
            (row,) = connection.execute("SELECT version_num FROM alembic_version")
        assert row == ("theirs",)

    def test_failure_leaves_nothing(self, tmp_path, monkeypatch):
        """
        An upgrade that fails in its middle leaves an empty database.
        """
        path = tmp_path / "new.db"
        made = []

        def fail(name, *_, **__):
            made.append(name)
            raise LookupError(name)

        with monkeypatch.context() as patch:
            patch.setattr("alembic.op.create_index", fail)
            with pytest.raises(LookupError):
                SqlStore(f"sqlite:///{path}")

        assert made
        assert tables(path) == set()
        with closing(SqlStore(f"sqlite:///{path}")) as store:
            assert not kept(store)

    def test_death_leaves_nothing(self, tmp_path):
        """
        Nor does a process that dies in the middle of an upgrade leave a table.
        """
        path = tmp_path / "new.db"
        code = (
            "import os, sys, alembic.op\n"
            "alembic.op.create_index = lambda *_, **__: os._exit(9)\n"
            "from pixorga import SqlStore; SqlStore(sys.argv[1])"
        )
        command = [sys.executable, "-c", code, f"sqlite:///{path}"]

        result = subprocess.run(command, check=False)

        assert result.returncode == 9
        assert tables(path) == set()
        with closing(SqlStore(f"sqlite:///{path}")) as store:
            assert not kept(store)

    def test_two_start_at_once(self, tmp_path):
        """
        Of two processes that find one empty file, both go on.
        """
        url = f"sqlite:///{tmp_path / 'new.db'}"
        code = (
            "import sys, alembic.command; from pixorga import SqlStore\n"
            "from pixorga.testing.builders import a_request\n"
            "print('ready', flush=True); sys.stdin.readline()\n"
            "store = SqlStore(sys.argv[1])\n"
            "request = a_request(id=sys.argv[2])\n"
            "store.transact(lambda unit: unit.requests.add(request)); store.close()"
        )
        both = [
            subprocess.Popen(
                [sys.executable, "-c", code, url, name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("one", "two")
        ]
        for process in both:
            process.stdout.readline()

        for process in both:
            process.stdin.write("\n")
            process.stdin.flush()
        errors = [process.communicate()[1] for process in both]

        assert errors == ["", ""]
        with closing(SqlStore(url)) as store:
            assert kept(store, "one")
            assert kept(store, "two")

    @pytest.mark.parametrize(
        ("refusals", "timeout", "code", "prepared"),
        [
            (2, 1, sqlite3.SQLITE_BUSY, True),
            (2, 0, sqlite3.SQLITE_BUSY, False),
            (1, 1, sqlite3.SQLITE_READONLY, False),
        ],
    )
    def test_waits_for_the_log(self, refusals, timeout, code, prepared):
        """
        The write-ahead log is waited for, within the time-out, and nothing else is.
        """
        refused = sqlite3.OperationalError()
        refused.sqlite_errorcode = code
        answers = [refused] * refusals

        class Connection:
            def execute(self, statement):
                if "WAL" in statement and answers:
                    raise answers.pop()
                return closing_nothing

        closing_nothing = SimpleNamespace(close=lambda: None)
        statement = preparing._WRITE_AHEAD
        if prepared:
            preparing._execute(Connection(), statement, timeout=timeout)
            assert not answers
            return
        with pytest.raises(sqlite3.OperationalError):
            preparing._execute(Connection(), statement, timeout=timeout)

    def test_another_was_quicker(self, tmp_path, monkeypatch):
        """
        Whoever finds an empty file, and the tables made by then, goes on with them.
        """
        url = f"sqlite:///{tmp_path / 'new.db'}"
        upgrade = schema.upgrade

        def late(engine):
            with monkeypatch.context() as patch:
                patch.setattr(schema, "upgrade", upgrade)
                upgrade_database(url)
            return upgrade(engine)

        monkeypatch.setattr(schema, "upgrade", late)

        with closing(SqlStore(url)) as store:
            assert not kept(store)


class TestOrphans:
    def test_are_listed(self, sql, path):
        """
        A row whose school has no space is found, in whatever table.
        """
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(
                "INSERT INTO audit VALUES ('0750655E', 4, 0, 'X', 'x', '{}', 'x')"
            )
            connection.commit()

        assert sql.orphans() == [(UAI, "audit:4")]

    def test_requests_are_none(self, sql):
        """
        A request for a school that is unknown is no orphan.
        """
        sql.transact(add)
        sql.transact(lambda unit: unit.accounts.add(an_account()))
        sql.transact(lambda unit: unit.schools.put([a_school()]))

        assert sql.orphans() == []
