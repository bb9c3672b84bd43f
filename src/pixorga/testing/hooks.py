"""
A store that can be watched and interrupted, call by call.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, TypeVar, cast

from pixorga.ports.store import Store, UnitOfWork

__all__ = ["WRITES", "HookedStore", "InjectedError", "fail_at"]

T = TypeVar("T")

WRITES: Final = frozenset(
    {
        "accounts.add",
        "accounts.add_link",
        "accounts.save",
        "accounts.save_link",
        "accounts.save_throttle",
        "audit.append",
        "audit.note",
        "links.add",
        "links.save",
        "outbox.add",
        "outbox.claim",
        "outbox.save",
        "requests.add",
        "schools.put",
        "schools.save",
        "team.add",
        "team.save",
    }
)
"""The verbs of the repositories that change something."""


class InjectedError(Exception):
    """
    What a fault plan raises; nothing in pixorga catches it.
    """


class HookedStore:
    """
    Calls a hook before each verb of the repositories, with its name.

    Args:
        store: The real store, any that keeps the contract.
        before: Told, for example, "links.save"; what it raises comes out of the
            transaction, which is rolled back.
    """

    def __init__(self, store: Store, *, before: Callable[[str], None]) -> None:
        self._store = store
        self._before = before

    def transact(
        self, work: Callable[[UnitOfWork], T], *, read_only: bool = False
    ) -> T:
        """
        Run some work, watched.
        """

        def watched(unit: UnitOfWork) -> T:
            return work(cast("UnitOfWork", _Hooked(unit, self._before, path="")))

        return self._store.transact(watched, read_only=read_only)

    def close(self) -> None:
        """
        Close the real store.
        """
        self._store.close()


class _Hooked:
    """
    A unit of work, or one of its repositories, behind a hook.
    """

    def __init__(
        self, target: object, before: Callable[[str], None], *, path: str
    ) -> None:
        self._target = target
        self._before = before
        self._path = path

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        if not self._path:
            return _Hooked(value, self._before, path=name)
        return partial(self._call, f"{self._path}.{name}", value)

    def _call(
        self, name: str, verb: Callable[..., object], *args: object, **kwargs: object
    ) -> object:
        self._before(name)
        return verb(*args, **kwargs)


def fail_at(number: int) -> Callable[[str], None]:
    """
    A hook that raises `InjectedError` at the n-th call, once.

    Args:
        number: Which call, from 1.
    """
    calls = 0

    def before(name: str) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise InjectedError(name)

    return before
