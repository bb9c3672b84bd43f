"""
The memory store's own promises, beside the contract that every store keeps.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pixorga.adapters.memory import MemoryStore
from pixorga.adapters.memory.store import TRIES
from pixorga.domain.identifiers import Uai
from pixorga.errors import StoreConflictError
from pixorga.testing.builders import a_request, a_school, a_space

UAI = Uai.parse("0750655E")


def add_school(unit):
    """
    A school with a space.
    """
    unit.schools.put([a_school()])
    unit.schools.save(a_space())


@pytest.fixture
def store():
    """
    A store with one school.
    """
    store = MemoryStore()
    store.transact(add_school)
    return store


class TestConflicts:
    def test_gives_up(self, store):
        """
        A transaction that meets a conflict each time is given up in the end.
        """
        runs = []

        def save_stale(unit):
            runs.append(1)
            unit.schools.save(a_space(version=7))

        with pytest.raises(StoreConflictError):
            store.transact(save_stale)

        assert len(runs) == TRIES

    def test_runs_again(self, store):
        """
        A transaction that meets a conflict once succeeds the second time.
        """
        versions = [7, 1]

        store.transact(lambda unit: unit.schools.save(a_space(version=versions.pop(0))))

        found = store.transact(lambda unit: unit.schools.find(UAI))
        assert found.space == a_space(version=2)

    def test_leaves_nothing_of_a_try(self, store):
        """
        What was written before a conflict is not there when the work is run again.
        """
        seen = []

        def work(unit):
            seen.append(unit.requests.get(UAI, "request-1"))
            unit.requests.add(a_request())
            unit.schools.save(a_space(version=7 if len(seen) == 1 else 1))

        store.transact(work)

        assert seen == [None, None]


class TestPast:
    def test_is_forgotten(self, store):
        """
        Of what nobody reads any more, only the present and the last past are kept.
        """
        for number in range(20):
            store.transact(lambda u, n=number: u.schools.put([a_school(name=f"{n}")]))

        past = store._snapshots._past[("directory", UAI)]
        assert [rows["row"].name for _, rows in past] == ["18", "19"]

    def test_is_kept_for_readers(self, store):
        """
        A transaction that goes on reads what was there when it began.
        """

        def read(unit):
            with ThreadPoolExecutor(1) as threads:
                other = a_school(name="Autre")
                threads.submit(
                    store.transact, lambda unit: unit.schools.put([other])
                ).result()
            return unit.schools.find(UAI).establishment

        assert store.transact(read, read_only=True) == a_school()
        found = store.transact(lambda unit: unit.schools.find(UAI))
        assert found.establishment.name == "Autre"

    def test_failures_leave_no_reader(self, store):
        """
        A transaction that failed keeps no past alive.
        """
        with pytest.raises(ZeroDivisionError):
            store.transact(lambda _: 1 / 0)

        assert store._snapshots._open == {}
