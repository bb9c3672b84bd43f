"""
The SQL store's own promises, beside the contract that every store keeps.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import UniqueConstraint, create_engine, event
from sqlalchemy.exc import OperationalError

from pixorga import SqlStore
from pixorga.adapters.sql import engine as sql_engine
from pixorga.adapters.sql import schema
from pixorga.adapters.sql.columns import Choice
from pixorga.adapters.sql.store import TRIES
from pixorga.adapters.sql.tables import NATIONAL, OF_A_SCHOOL, metadata
from pixorga.domain.establishment import NAME_LIMIT
from pixorga.domain.identifiers import Uai, uai_key
from pixorga.domain.people import EmailAddress
from pixorga.errors import (
    ConfigurationError,
    SchemaError,
    StoreConflictError,
    StoreError,
    StoreLockedError,
)
from pixorga.testing.builders import (
    a_mail,
    a_request,
    a_school,
    a_space,
    an_administrator,
    an_invitation,
)

UAI = Uai.parse("0750655E")

READ = {"pixorga_read_only": True}

UPGRADE = "run `pixorga db upgrade`"


@pytest.fixture
def path(empty_database, tmp_path):
    """
    A database file of this test.
    """
    return shutil.copy(empty_database, tmp_path / "pixorga.db")


@pytest.fixture
def store(path):
    """
    A store in it.
    """
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        yield store


@pytest.fixture
def impatient(monkeypatch):
    """
    Writers wait for each other a twentieth of a second only.
    """
    pragmas = [*sql_engine._PRAGMAS[:-1], "PRAGMA busy_timeout = 50"]
    monkeypatch.setattr(sql_engine, "_PRAGMAS", pragmas)


@pytest.fixture
def statements(store):
    """
    What SQLite itself is told to do, from here on.
    """
    told = []

    def trace(connection, *_):
        connection.set_trace_callback(told.append)

    event.listen(store._engine, "checkout", trace)
    return told


def add_school(unit):
    """
    A school with a space.
    """
    unit.schools.put([a_school()])
    unit.schools.save(a_space())


def find(unit):
    """
    The school.
    """
    return unit.schools.find(UAI)


def run(path, *commands):
    """
    Change a database behind the store's back.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(command).fetchall() for command in commands]


class TestConnections:
    @pytest.mark.parametrize(
        ("pragma", "value"),
        [
            ("journal_mode", "wal"),
            # FULL: a commit is on the disk before it is reported.
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("busy_timeout", 10_000),
        ],
    )
    def test_pragmas(self, store, pragma, value):
        """
        Every connection is set up for durability and for waiting, not the first only.
        """
        connect = store._engine.connect
        with (
            connect().execution_options(**READ) as first,
            connect().execution_options(**READ) as second,
        ):
            values = [
                connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                for connection in (first, second)
            ]

        assert values == [value, value]

    def test_writers_begin_at_once(self, store, statements):
        """
        A writer takes the lock before it reads, so that it reads the latest state.
        """
        store.transact(find)

        assert statements[0] == "BEGIN IMMEDIATE"
        assert statements[1].startswith("SELECT")
        assert statements[2:] == ["COMMIT"]

    def test_readers_take_no_lock(self, store, statements):
        """
        A reader begins a plain transaction.
        """
        store.transact(find, read_only=True)

        assert statements[0] == "BEGIN"
        assert statements[2:] == ["COMMIT"]

    def test_rolls_back(self, store, statements):
        """
        What an exception leaves behind is rolled back, in the database as well.
        """
        with pytest.raises(ZeroDivisionError):
            store.transact(lambda _: 1 / 0)

        assert statements == ["BEGIN IMMEDIATE", "ROLLBACK"]

    def test_one_transaction_each(self, store, statements):
        """
        The driver neither begins nor commits by itself, between two writes either.
        """
        store.transact(add_school)

        verbs = [statement.partition(" ")[0] for statement in statements]
        assert verbs == ["BEGIN", "INSERT", "INSERT", "COMMIT"]

    def test_driver_stands_back(self, store):
        """
        The driver was told to begin none.
        """
        with closing(store._engine.raw_connection()) as connection:
            assert connection.driver_connection.isolation_level is None

    def test_closed(self, store, path):
        """
        After closing, the file alone holds everything: the write-ahead log is gone.
        """
        store.transact(add_school)
        store.close()

        assert [found.name for found in path.parent.iterdir()] == ["pixorga.db"]
        assert run(path, "SELECT uai FROM spaces") == [[("0750655E",)]]


class TestTables:
    def test_partition(self):
        """
        Each table is of a school or national, and no list names one that is not there.
        """
        assert set(metadata.tables) == OF_A_SCHOOL | NATIONAL
        assert OF_A_SCHOOL.isdisjoint(NATIONAL)

    @pytest.mark.parametrize("name", sorted(OF_A_SCHOOL))
    def test_school_comes_first(self, name):
        """
        A school's rows can be placed together: its UAI leads whatever is unique.
        """
        table = metadata.tables[name]
        unique = [
            constraint
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        ]
        unique += [index for index in table.indexes if index.unique]
        leads = {next(iter(one.columns)).name for one in (table.primary_key, *unique)}

        assert leads == {"uai"}

    @pytest.mark.parametrize("name", sorted(metadata.tables))
    def test_references_stay_in_the_school(self, name):
        """
        No row refers to another school's rows, nor a national row to a school's.
        """
        table = metadata.tables[name]
        keys = {
            (element.parent.name, element.target_fullname, name in OF_A_SCHOOL)
            for constraint in table.foreign_key_constraints
            for element in constraint.elements
        }

        of_accounts = ("subject", "accounts.id", False)
        assert keys <= {("uai", "spaces.uai", True), of_accounts}

    def test_room_for_each_choice(self):
        """
        A column is as wide as its enumeration's longest value: not all engines stretch.
        """
        narrow = [
            str(column)
            for table in metadata.tables.values()
            for column in table.columns
            if isinstance(column.type, Choice)
            and max(map(len, column.type.choices)) > column.type.impl.length
        ]

        assert narrow == []

    @pytest.mark.parametrize("name", ["name", "city"])
    def test_takes_what_the_domain_takes(self, name):
        """
        A school's name and town have one bound, the domain's.
        """
        assert metadata.tables["directory"].c[name].type.length == NAME_LIMIT


class TestMigrations:
    def test_result_is_the_schema(self, store):
        """
        The migrations make the tables that the statements are built on.
        """
        with store._engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": True,
                    "compare_server_default": True,
                    "version_table": schema.VERSION_TABLE,
                },
            )

            assert compare_metadata(context, metadata) == []

    def test_same_definitions(self, path, tmp_path):
        """
        To the letter: constraints, conditions of indexes and deferrals included.
        """
        made = tmp_path / "made.db"
        engine = create_engine(f"sqlite:///{made}")
        metadata.create_all(engine)
        engine.dispose()
        query = (
            "SELECT name, sql FROM sqlite_master"
            " WHERE tbl_name <> 'pixorga_version' ORDER BY name"
        )

        def definitions(database):
            (rows,) = run(database, query)
            # The order of columns and constraints is of no account.
            return {
                name: sorted(re.split(r",? *\n[\t)]", sql or "")) for name, sql in rows
            }

        assert definitions(path) == definitions(made)

    def test_one_head(self):
        """
        The last migration is the revision that this release works with.
        """
        config = Config()
        config.set_main_option("script_location", "pixorga:adapters/sql/migrations")
        script = ScriptDirectory.from_config(config)

        assert script.get_heads() == [schema.REVISION]

    def test_all_or_nothing(self, tmp_path):
        """
        A migration that fails half-way leaves the database as it was.
        """
        path = tmp_path / "half.db"
        run(path, "CREATE TABLE outbox (x)")
        engine = sql_engine.open_engine(f"sqlite:///{path}")

        with pytest.raises(OperationalError, match="outbox already exists"):
            schema.upgrade(engine)

        engine.dispose()
        assert run(path, "SELECT name FROM sqlite_master") == [[("outbox",)]]

    def test_again(self, store):
        """
        An upgrade of what is up to date changes nothing.
        """
        store.transact(add_school)

        schema.upgrade(store._engine)

        assert store.transact(find).space == a_space(version=1)


class TestSchema:
    def test_empty_database(self, tmp_path):
        """
        An empty database gets its tables, and keeps them.
        """
        url = f"sqlite:///{tmp_path}/new.db"
        with closing(SqlStore(url)) as first:
            first.transact(add_school)

        with closing(SqlStore(url)) as second:
            assert second.transact(find) is not None

    @pytest.mark.parametrize(
        ("commands", "found", "remedy"),
        [
            (["UPDATE pixorga_version SET version_num = '0000'"], "0000", UPGRADE),
            (
                ["UPDATE pixorga_version SET version_num = '9999'"],
                "9999",
                "install the matching release",
            ),
            (["DELETE FROM pixorga_version"], None, UPGRADE),
            (["DROP TABLE pixorga_version"], None, UPGRADE),
        ],
        ids=["older", "newer", "none", "foreign"],
    )
    def test_other_schema(self, path, commands, found, remedy):
        """
        An older, a newer or a foreign schema is left alone, and the remedy is named.
        """
        run(path, *commands)
        before = run(path, "SELECT * FROM sqlite_master")

        with pytest.raises(SchemaError, match=remedy) as refused:
            SqlStore(f"sqlite:///{path}")

        assert (refused.value.found, refused.value.expected) == (found, "0001")
        assert run(path, "SELECT * FROM sqlite_master") == before


class TestUrl:
    @pytest.mark.parametrize(
        "url",
        [
            None,
            "",
            "pixorga.db",
            "/var/lib/pixorga.db",
            "postgresql://claire:sesame@localhost/pixorga",
            "postgresql://claire:sesame@localhost:port/pixorga",
            "mysql+pymysql://claire:sesame@localhost/pixorga",
            "nosuch://claire:sesame@localhost/pixorga",
            "sqlite+nosuch:///pixorga.db",
            "sqlite+aiosqlite:///pixorga.db",
            "sqlite+pysqlcipher://:sesame@/pixorga.db",
            "sqlite://claire:sesame@localhost/pixorga.db",
            "sqlite://pixorga.db",
        ],
    )
    def test_refused(self, url):
        """
        What is no URL of an engine that we know is refused without being repeated.
        """
        with pytest.raises(ConfigurationError, match=r"^store url: ") as refused:
            SqlStore(url)

        chain = "".join(traceback.format_exception(refused.value))
        assert "sesame" not in chain
        assert "claire" not in chain

    def test_driver_named(self, path):
        """
        The driver of the standard library may be named.
        """
        with closing(SqlStore(f"sqlite+pysqlite:///{path}")) as store:
            assert store.transact(find) is None


class TestConflicts:
    def test_gives_up(self, store):
        """
        A transaction that meets a conflict each time is run ten times, then given up.
        """
        store.transact(add_school)
        runs = []

        def save_stale(unit):
            runs.append(1)
            unit.schools.save(a_space(version=7))

        with pytest.raises(StoreConflictError) as conflict:
            store.transact(save_stale)

        assert len(runs) == TRIES
        assert conflict.value.__cause__ is not None

    def test_runs_again(self, store):
        """
        A transaction that meets a conflict once succeeds the second time.
        """
        store.transact(add_school)
        versions = [7, 1]

        store.transact(lambda unit: unit.schools.save(a_space(version=versions.pop(0))))

        assert store.transact(find).space == a_space(version=2)

    @pytest.mark.parametrize(
        "add",
        [
            lambda unit: unit.links.add(an_invitation()),
            lambda unit: unit.team.add(an_administrator()),
            lambda unit: unit.outbox.add([a_mail()]),
        ],
        ids=["link", "membership", "mail"],
    )
    def test_orphans(self, store, path, add):
        """
        A row of a school without a space is refused at the end, and nothing is kept.
        """

        def work(unit):
            unit.schools.put([a_school()])
            add(unit)

        with pytest.raises(StoreConflictError):
            store.transact(work)

        assert store.transact(find) is None

    def test_space_may_come_last(self, store):
        """
        Within a transaction the space may be saved after what refers to it.
        """

        def work(unit):
            unit.links.add(an_invitation())
            add_school(unit)

        store.transact(work)

        assert store.transact(lambda unit: unit.links.get(UAI, "A" * 22))

    def test_request_needs_no_space(self, store):
        """
        A request for a school that does not exist is kept.
        """
        store.transact(lambda unit: unit.requests.add(a_request()))

        assert store.transact(lambda unit: unit.requests.get(UAI, "request-1"))

    def test_nothing_to_write(self, store, statements):
        """
        Writing nothing sends no statement.
        """
        store.transact(lambda unit: unit.schools.put([]))
        store.transact(lambda unit: unit.outbox.add([]))

        assert statements == ["BEGIN IMMEDIATE", "COMMIT"] * 2


@pytest.mark.usefixtures("impatient")
class TestLocked:
    @pytest.fixture
    def writer(self, path):
        """
        Another process in the middle of writing.
        """
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.rollback()

    def test_writing(self, store, writer):
        """
        A writer that waits in vain says that the store is busy, and may try again.
        """
        with pytest.raises(StoreLockedError) as locked:
            store.transact(find)

        assert locked.value.retryable
        writer.rollback()
        assert store.transact(find) is None

    def test_reading(self, store, writer):
        """
        A reader does not wait for a writer.
        """
        assert store.transact(find, read_only=True) is None

    def test_opening(self, writer, path):
        """
        Neither does a process that starts.
        """
        with closing(SqlStore(f"sqlite:///{path}")) as store:
            assert store.transact(find, read_only=True) is None

    def test_upgrading(self, tmp_path):
        """
        An empty database that somebody else is writing to is busy.
        """
        path = tmp_path / "empty.db"
        run(path, "PRAGMA journal_mode = WAL")
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")

            with pytest.raises(StoreLockedError):
                SqlStore(f"sqlite:///{path}")

    def test_no_connection_left(self, store):
        """
        A pool of which all connections are out for too long is busy as well.
        """
        pool = store._engine.pool
        pool._timeout = 0.01
        taken = [store._engine.raw_connection() for _ in range(15)]

        with pytest.raises(StoreLockedError):
            store.transact(find)

        for connection in taken:
            connection.close()
        assert store.transact(find) is None


class TestFailures:
    def test_no_folder(self, tmp_path):
        """
        A file in a folder that is not there cannot be opened.
        """
        with pytest.raises(StoreError) as failure:
            SqlStore(f"sqlite:///{tmp_path}/absent/pixorga.db")

        assert failure.value.code == "STORE_UNAVAILABLE"

    def test_no_file(self, tmp_path):
        """
        Nor can a folder.
        """
        with pytest.raises(StoreError):
            SqlStore(f"sqlite:///{tmp_path}")

    def test_no_database(self, tmp_path):
        """
        Nor a file that is no database; it stays what it is.
        """
        path = tmp_path / "letter.txt"
        path.write_text("Madame, Monsieur, " * 1000)

        with pytest.raises(StoreError):
            SqlStore(f"sqlite:///{path}")

        assert path.read_text().startswith("Madame, Monsieur, ")

    def test_read_only_file(self, path):
        """
        A file that may only be read is read, and cannot be written to.
        """
        run(path, "PRAGMA wal_checkpoint(TRUNCATE)")
        with closing(SqlStore(f"sqlite:///file:{path}?mode=ro&uri=true")) as store:
            assert store.transact(find, read_only=True) is None

            with pytest.raises(StoreError) as failure:
                store.transact(add_school)

        assert type(failure.value) is StoreError

    def test_damaged_while_open(self, store, path):
        """
        A table that vanishes is a failure of the store, whichever verb meets it first.
        """
        run(path, "DROP TABLE spaces")

        with pytest.raises(StoreError):
            store.transact(find, read_only=True)
        with pytest.raises(StoreError):
            store.transact(add_school)

    def test_disk_is_full(self, store, path):
        """
        A full disk takes back the whole transaction, and the store lives on.
        """

        def fill(connection, *_):
            connection.execute("PRAGMA max_page_count = 1").close()

        event.listen(store._engine, "checkout", fill)
        schools = [
            a_school(uai=Uai.parse(digits + uai_key(digits)), name="x" * 200)
            for digits in (f"{number:07}" for number in range(1, 1000))
        ]

        with pytest.raises(StoreError) as failure:
            store.transact(lambda unit: unit.schools.put(schools))

        assert type(failure.value) is StoreError
        assert store.transact(find) is None

    def test_nothing_personal(self, store, path):
        """
        A8: a failing statement repeats no value, in the error or in what it came from.
        """
        run(path, "DROP TABLE links")

        with pytest.raises(StoreError) as failure:
            store.transact(lambda unit: unit.links.add(an_invitation()))

        chain = "".join(traceback.format_exception(failure.value))
        assert "no such table: links" in chain
        assert "A" * 22 not in chain
        assert "ac-paris" not in chain

    def test_others_errors_pass(self, store):
        """
        What is not the database's comes out as it is.
        """
        with pytest.raises(LookupError, match="stop"):
            store.transact(lambda _: (_ for _ in ()).throw(LookupError("stop")))


class TestValues:
    def test_no_statement(self, store):
        """
        A value that looks like SQL is a value.
        """
        name = "'; DROP TABLE spaces; --"
        store.transact(lambda unit: unit.schools.put([a_school(name=name)]))
        address = EmailAddress.parse("o'neil--@example.fr")

        assert store.transact(find).establishment.name == name
        assert store.transact(lambda unit: unit.accounts.by_email(address)) is None


class TestExtra:
    @pytest.mark.slow
    @pytest.mark.parametrize("library", ["sqlalchemy", "alembic"])
    def test_missing(self, library):
        """
        Without its libraries, the store names the extra; the rest of pixorga works.
        """
        code = (
            f"import sys; sys.modules[{library!r}] = None\n"
            "import pixorga; from pixorga.errors import ExtraMissingError\n"
            "pixorga.MemoryStore()\n"
            "try: pixorga.SqlStore\n"
            "except ExtraMissingError as error: print(error.extra, error)\n"
        )

        command = [sys.executable, "-c", code]
        result = subprocess.run(command, capture_output=True, text=True, check=False)

        assert result.stderr == ""
        assert result.stdout == 'sql Install it with: pip install "pixorga[sql]"\n'
