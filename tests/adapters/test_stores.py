"""
All stores keep the contract of the port.
"""

from contextlib import closing

import pytest

from pixorga import MemoryStore, SqlStore
from pixorga.testing.contracts import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self):
        """
        An empty store in memory.
        """
        with closing(MemoryStore()) as store:
            yield store


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, sqlite_url):
        """
        A store in a new file.
        """
        with closing(SqlStore(sqlite_url)) as store:
            yield store


class TestSqliteMemoryStore(StoreContract):
    @pytest.fixture
    def store(self):
        """
        A store in a database without a file.
        """
        with closing(SqlStore("sqlite://")) as store:
            yield store
