"""
Two transactions made to cross, on purpose and always alike.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar, cast

from pixorga.ports.store import Store, UnitOfWork
from pixorga.testing.hooks import WRITES, HookedStore

__all__ = ["cross", "cross_verbs"]

T = TypeVar("T")

V = TypeVar("V")

PATIENCE: Final = 0.2
"""Seconds to wait for the other one; it will not come where the store holds it back."""


def cross(
    store: Store, work: Callable[[UnitOfWork, Callable[[], None]], T]
) -> tuple[T, T]:
    """
    Run some work in two transactions at once, both having read before either writes.

    A store may let both read and refuse one, or hold the second back until the first
    has committed; what it may not do is let both succeed from the same reading.

    Args:
        store: The store.
        work: What each does. It reads, calls its second argument, then writes.

    Returns:
        What the two returned.
    """
    meet = _meeting_point()
    with ThreadPoolExecutor(max_workers=2) as threads:
        both = [
            threads.submit(store.transact, lambda unit: work(unit, meet))
            for _ in range(2)
        ]
        first, second = (one.result() for one in both)
    return first, second


def cross_verbs(
    store: Store,
    first: Callable[[Store], T],
    second: Callable[[Store], V],
) -> tuple[T | Exception, V | Exception]:
    """
    Run two verbs at once, both having read what they need before either writes.

    Args:
        store: The store.
        first: One verb, called on the store that it is to use.
        second: The other one.

    Returns:
        What each returned, or raised.
    """
    meet = _meeting_point()

    def run(verb: Callable[[Store], object]) -> object:
        met = False

        def before(name: str) -> None:
            nonlocal met
            if name in WRITES and not met:
                met = True
                meet()

        try:
            return verb(HookedStore(store, before=before))
        except Exception as error:  # noqa: BLE001 (it is the verb's answer)
            return error

    with ThreadPoolExecutor(max_workers=2) as threads:
        both = [threads.submit(run, verb) for verb in (first, second)]
        return cast("T", both[0].result()), cast("V", both[1].result())


def _meeting_point() -> Callable[[], None]:
    met = threading.Barrier(2)

    def meet() -> None:
        try:
            met.wait(timeout=PATIENCE)
        except threading.BrokenBarrierError:
            # The other one waits for us, or runs again after having met us.
            return

    return meet
