"""
Writes that are compiled once.
"""

import pytest
from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.exc import InvalidRequestError

from pixorga.adapters.sql import tables
from pixorga.adapters.sql.prepared import prepare
from pixorga.domain.identifiers import Uai
from pixorga.domain.space import SpaceState

UAI = Uai.parse("0750655E")
ADD = insert(tables.person_spaces)
SAVE = (
    update(tables.spaces)
    .where(
        tables.spaces.c.uai == bindparam("school"),
        tables.spaces.c.state == SpaceState.ACTIVE,
    )
    .values(version=bindparam("version"))
)


class TestPrepare:
    def test_converts(self):
        """
        Values come in the order of the SQL and as the driver takes them.
        """
        add = prepare(ADD, dialect(), ("uai", "person_id"))

        assert add.text.endswith("(person_id, uai) VALUES (?, ?)")
        assert add.parameters({"uai": UAI, "person_id": "person-1"}) == (
            "person-1",
            "0750655E",
        )

    def test_constants(self):
        """
        What the statement itself says needs not be given.
        """
        save = prepare(SAVE, dialect(), ("school", "version"))

        assert save.parameters({"school": UAI, "version": 2}) == (
            2,
            "0750655E",
            "active",
        )

    def test_missing(self):
        """
        A value that is not given is an error, and not NULL.
        """
        with pytest.raises(InvalidRequestError, match="version"):
            prepare(SAVE, dialect(), ("school",))
