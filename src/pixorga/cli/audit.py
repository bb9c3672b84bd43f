"""
`pixorga audit`: the schools' chains of events.
"""

from contextlib import closing

import click

from pixorga.cli.database import answer_format, counted, database_url, report, usable

__all__ = ["audit"]


@click.group
def audit() -> None:
    """
    Look after the trace of what happened.
    """


@audit.command
@database_url
@click.option("--uai", metavar="UAI", help="Only this school's chain; all without it.")
@answer_format
def verify(*, url: str, uai: str | None, form: str) -> None:
    """
    Follow the chains of events to the heads that the spaces name.

    Nothing is changed. The status is 1 when an event was altered, added or taken out.
    """
    with usable():
        from pixorga.adapters.sql import SqlStore
        from pixorga.domain.identifiers import Uai
        from pixorga.services.integrity import verify_audit

        school = None if uai is None else Uai.lenient(uai)
        with closing(SqlStore(url, create=False)) as store, counted() as count:
            problems = list(verify_audit(store, uai=school, on_school=count))
    report("audit_verify", problems, schools=count.schools, form=form)
