"""
How many statements the verbs of a link's holder take: each is a round trip.
"""

from contextlib import closing

import pytest

from pixorga import SqlStore
from pixorga.testing.builders import a_person
from tests.bench.statements import overheard


@pytest.fixture
def store(sqlite_url):
    """
    A store whose statements can be overheard.
    """
    with closing(SqlStore(sqlite_url)) as store:
        yield store


class TestStatements:
    def test_redeem(self, world):
        """
        Redeeming takes at most ten statements.
        """
        token = world.link()

        with overheard() as heard:
            world.orga.invitations.redeem(token, by=a_person())

        assert any(statement.writes for statement in heard)
        assert len(heard) <= 10

    def test_peek(self, world):
        """
        Looking takes at most three statements, none of which writes.
        """
        token = world.link()

        with overheard() as heard:
            world.orga.invitations.peek(token)

        assert 1 <= len(heard) <= 3
        assert not any(statement.writes for statement in heard)
