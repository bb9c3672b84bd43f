"""
Snapshot isolation over dictionaries.

Rows lie in *shelves*, one per table and partition (a school, an address). A shelf is a
dictionary that is never changed once committed; a commit puts a new one after it, under
the next commit number. A transaction reads the shelves as of the number that it began
with and keeps its own changes aside.

The first to commit wins: a transaction whose written or locked rows were changed since
it began raises `Conflict`, and its caller runs it again.
"""

import threading
from collections.abc import Hashable, Iterator, Mapping
from typing import Final, TypeAlias

from pixorga.errors import StoreReadOnlyError

__all__ = ["Conflict", "Snapshot", "Snapshots"]

ShelfKey: TypeAlias = tuple[str, Hashable]
Shelf: TypeAlias = Mapping[Hashable, object]

_EMPTY: Final[Shelf] = {}


class Conflict(Exception):  # noqa: N818 (never leaves the adapter)
    """
    Somebody else committed a change to a row that this transaction builds on.
    """


class Snapshots:
    """
    The committed shelves, with as much of their past as open snapshots need.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._open: dict[int, int] = {}
        self._past: dict[ShelfKey, list[tuple[int, Shelf]]] = {}

    def begin(self, *, read_only: bool) -> "Snapshot":
        """
        Open a transaction on the present state; `commit` or `release` it.
        """
        with self._lock:
            self._open[self._number] = self._open.get(self._number, 0) + 1
            return Snapshot(self, number=self._number, read_only=read_only)

    def shelf(self, key: ShelfKey, *, number: int) -> Shelf:
        """
        A shelf as it was at a commit number.
        """
        for committed, shelf in reversed(self._past.get(key, ())):
            if committed <= number:
                return shelf
        return _EMPTY

    def keys(self, table: str) -> list[ShelfKey]:
        """
        The shelves that a table has, or had since the oldest open snapshot.
        """
        with self._lock:
            return [key for key in self._past if key[0] == table]

    def commit(self, snapshot: "Snapshot") -> None:
        """
        Keep a transaction's changes, or none of them.

        Raises:
            Conflict: A row that it wrote or locked was changed meanwhile.
        """
        with self._lock:
            for key, row_key in snapshot.touched:
                was = self.shelf(key, number=snapshot.number).get(row_key)
                if self.shelf(key, number=self._number).get(row_key) is not was:
                    raise Conflict
            if snapshot.changes:
                self._number += 1
            for key, rows in snapshot.changes.items():
                shelf = {**self.shelf(key, number=self._number), **rows}
                self._past.setdefault(key, []).append((self._number, shelf))
                self._forget(key)

    def release(self, snapshot: "Snapshot") -> None:
        """
        End a transaction, committed or not.
        """
        with self._lock:
            self._open[snapshot.number] -= 1
            if not self._open[snapshot.number]:
                del self._open[snapshot.number]

    def _forget(self, key: ShelfKey) -> None:
        """
        Drop what no open snapshot can see of a shelf's past.
        """
        oldest = min(self._open, default=self._number)
        past = self._past[key]
        while len(past) > 1 and past[1][0] <= oldest:
            del past[0]


class Snapshot:
    """
    One transaction's view: the state that it began with, under its own changes.
    """

    def __init__(self, snapshots: Snapshots, *, number: int, read_only: bool) -> None:
        self._snapshots = snapshots
        self._read_only = read_only
        self.number = number
        self.changes: dict[ShelfKey, dict[Hashable, object]] = {}
        self.touched: set[tuple[ShelfKey, Hashable]] = set()

    def get(self, table: str, partition: Hashable, row_key: Hashable) -> object | None:
        """
        One row, None when there is none.
        """
        key = (table, partition)
        changed = self.changes.get(key, _EMPTY)
        if row_key in changed:
            return changed[row_key]
        return self._snapshots.shelf(key, number=self.number).get(row_key)

    def rows(self, table: str, partition: Hashable) -> list[object]:
        """
        All rows of a partition, in the order of their arrival.
        """
        key = (table, partition)
        shelf = self._snapshots.shelf(key, number=self.number)
        return list({**shelf, **self.changes.get(key, _EMPTY)}.values())

    def all_rows(self, table: str) -> Iterator[object]:
        """
        All rows of a table, whatever their partition.
        """
        keys = dict.fromkeys(self._snapshots.keys(table))
        keys |= dict.fromkeys(key for key in self.changes if key[0] == table)
        for _, partition in keys:
            yield from self.rows(table, partition)

    def put(
        self, table: str, partition: Hashable, row_key: Hashable, row: object
    ) -> None:
        """
        Add or replace a row.

        Raises:
            StoreReadOnlyError: The transaction was opened for reading.
        """
        if self._read_only:
            raise StoreReadOnlyError
        self.lock(table, partition, row_key)
        self.changes.setdefault((table, partition), {})[row_key] = row

    def lock(self, table: str, partition: Hashable, row_key: Hashable) -> None:
        """
        Build on a row: commit only if nobody changes it meanwhile.
        """
        self.touched.add(((table, partition), row_key))
