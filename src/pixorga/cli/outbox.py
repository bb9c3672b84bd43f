"""
`pixorga outbox`: the worker that sends mails, and how they stand.
"""

import json
import signal
import threading
from types import FrameType

import attrs
import click

from pixorga.cli.database import answer_format
from pixorga.cli.orga import app_option, opened
from pixorga.domain.outbox import DeliveryReport, OutboxStatus
from pixorga.errors import StoreError
from pixorga.serialization import dumps

__all__ = ["outbox"]


@click.group
def outbox() -> None:
    """
    Send mails, and look after them.
    """


@outbox.command
@app_option
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=5,
    show_default=True,
    help="Seconds between two rounds.",
)
def deliver(*, app: str | None, once: bool, every: float) -> None:
    """
    Send mails when they are due, until Ctrl-C or a signal to end.

    Several may run at once. What a mail server refuses for now is tried again later.
    """
    stop = threading.Event()

    def end(_: int, __: FrameType | None) -> None:
        stop.set()

    with opened(app) as orga:
        if once:
            click.echo("".join(_told(orga.outbox.deliver())) or "nothing was due")
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        while not stop.is_set():
            try:
                report = orga.outbox.deliver()
            except StoreError as error:
                # What is due stays due: the next round tries again.
                click.echo(f"{error.code}: {error}", err=True)
            else:
                for line in _told(report):
                    click.echo(line)
            stop.wait(every)


@outbox.command
@app_option
@answer_format
def status(*, app: str | None, form: str) -> None:
    """
    Count the mails in each state.
    """
    with opened(app) as orga:
        found = orga.outbox.status()
    if form == "json":
        click.echo(json.dumps(json.loads(dumps(found)), indent=2))
        return
    for name, number in _numbers(found).items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
    if found.oldest_due_at is not None:
        click.echo(f"oldest due at: {found.oldest_due_at.isoformat()}")


@outbox.command
@app_option
@click.argument("message_id")
@click.option(
    "--kind",
    type=click.Choice(["soft", "hard"]),
    required=True,
    help="Came back for now, or for good.",
)
def bounce(*, app: str | None, message_id: str, kind: str) -> None:
    """
    Note that the mail with this Message-ID came back.
    """
    with opened(app) as orga:
        state = orga.outbox.record_bounce(message_id, kind=kind)
    click.echo(f"The mail is {state.value}.")


def _numbers(value: DeliveryReport | OutboxStatus) -> dict[str, int]:
    fields = attrs.asdict(value, recurse=False)
    return {name: n for name, n in fields.items() if isinstance(n, int)}


def _told(report: DeliveryReport) -> list[str]:
    """
    The line that tells what was done; none for nothing.
    """
    counts = _numbers(report).items()
    counted = ", ".join(f"{number} {name}" for name, number in counts if number)
    return [counted] if counted else []
