"""
What redeeming a link costs over the very statements that it runs, executed by hand.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from pixorga import KeyRing, PixOrga, Principal, Site, SqlStore, Uai
from pixorga.domain.identifiers import uai_key
from pixorga.ports.store import UnitOfWork
from pixorga.testing.builders import (
    a_person,
    a_request,
    a_school,
    a_space,
    an_invitation,
)
from pixorga.testing.fakes import (
    CountedIds,
    RecordingMailer,
    SeededRandomness,
    SetClock,
)
from pixorga.tokens import TokenService, make_handle
from tests.bench.registry import Aim, Finding, measure
from tests.bench.statements import Statement, overheard
from tests.bench.timing import Contender, Effort, in_turn, stopwatch

T = TypeVar("T")
Holder: TypeAlias = tuple[str, Principal]
"""A token, and who will redeem it."""

KEYS: Final = KeyRing(current=b"k" * 32)
SITE: Final = Site.at(
    "https://orga.example.fr",
    sender="Pix Orga <ne-pas-repondre@example.fr>",
    operator="assistance@example.fr",
)
PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


@measure("redeem.rate_vs_bare_sqlite", Aim(limit=0.25, at_least=True))
def redeem(effort: Effort) -> Finding:
    """
    Redemptions a second in an SQLite file, against their statements run by hand.
    """
    calls = effort.calls(20)
    with tempfile.TemporaryDirectory() as folder:
        pattern, ours, theirs = (
            Path(folder) / f"{name}.db" for name in ("pattern", "ours", "theirs")
        )
        holders = populated(pattern, (effort.rounds + 1) * calls)
        shutil.copy(pattern, ours)
        shutil.copy(pattern, theirs)
        heard = transactions(pattern, holders)
        with opened(ours) as orga, closing(connected(theirs)) as connection:
            contenders = {
                "PixOrga": turn(lambda it: redeemed(orga, it), holders, calls),
                "sqlite3": turn(lambda it: executed(connection, it), heard, calls),
            }
            times = in_turn(contenders, effort)
        require_same(ours, theirs)
    ratio = times["sqlite3"].median / times["PixOrga"].median
    notes = {"statements": float(max(map(len, heard)))}
    return Finding(times=times, ratio=ratio, notes=notes)


def opened(path: Path) -> PixOrga:
    """
    A pixorga on a database file, in which the same calls write the same rows.
    """
    return PixOrga(
        store=SqlStore(f"sqlite:///{path}"),
        mailer=RecordingMailer(),
        keys=KEYS,
        pseudonym_key=b"p" * 32,
        site=SITE,
        clock=SetClock(),
        ids=CountedIds(),
        randomness=SeededRandomness(),
    )


def populated(path: Path, number: int) -> list[Holder]:
    """
    Make a database of schools with one invitation each.

    Returns:
        Their tokens, each with somebody to redeem it.
    """
    randomness, tokens = SeededRandomness("invitations"), TokenService(KEYS)
    digits = [f"{750_000 + count:07}" for count in range(number)]
    uais = [Uai.parse(f"{each}{uai_key(each)}") for each in digits]
    invitations = [
        an_invitation(
            uai=uai, handle=make_handle(randomness.secret(16)), key_id=KEYS.current_id
        )
        for uai in uais
    ]

    def work(unit: UnitOfWork) -> None:
        unit.schools.put(a_school(uai=uai) for uai in uais)
        for invitation in invitations:
            unit.schools.save(a_space(uai=invitation.uai))
            unit.requests.add(a_request(uai=invitation.uai))
            unit.links.add(invitation)

    with closing(SqlStore(f"sqlite:///{path}")) as store:
        store.transact(work)
    return [
        (tokens.mint(invitation), a_person(id=f"person-{number}"))
        for number, invitation in enumerate(invitations)
    ]


def redeemed(orga: PixOrga, holder: Holder) -> None:
    """
    Redeem one token.
    """
    token, person = holder
    orga.invitations.redeem(token, by=person)


def transactions(path: Path, holders: Sequence[Holder]) -> list[list[Statement]]:
    """
    Redeem all tokens once, and listen to what each takes.
    """
    transactions = []
    with opened(path) as orga:
        for holder in holders:
            with overheard() as heard:
                redeemed(orga, holder)
            transactions.append(heard)
    return transactions


def connected(path: Path) -> sqlite3.Connection:
    """
    A connection that keeps what it commits as safe as pixorga does.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def executed(connection: sqlite3.Connection, transaction: list[Statement]) -> None:
    """
    Run the statements of a transaction.
    """
    connection.execute("BEGIN IMMEDIATE")
    for statement in transaction:
        run = connection.executemany if statement.many else connection.execute
        run(statement.sql, statement.parameters).fetchall()
    connection.execute("COMMIT")


def turn(work: Callable[[T], None], portions: Sequence[T], calls: int) -> Contender:
    """
    A contender that works on the next portions at each of its turns.
    """
    rest = iter(portions)

    def loop() -> None:
        for portion in islice(rest, calls):
            work(portion)

    return lambda: stopwatch(loop) / calls


def require_same(ours: Path, theirs: Path) -> None:
    """
    Make sure that both did the same work.
    """
    with closing(connected(ours)) as one, closing(connected(theirs)) as other:
        if list(one.iterdump()) != list(other.iterdump()):
            raise RuntimeError("the contenders' databases differ")
