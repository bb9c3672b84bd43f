"""
`pixorga db`: the database's schema, and whether what is in it agrees with itself.
"""

import json
from contextlib import closing

import click

from pixorga.cli.database import answer_format, counted, database_url, report, usable

__all__ = ["db"]


@click.group
def db() -> None:
    """
    Look after the database.
    """


@db.command
@database_url
@answer_format
def upgrade(*, url: str, form: str) -> None:
    """
    Bring the schema to what this release works with; an empty database is given it.

    All or nothing: a failure leaves the database as it was.
    """
    with usable():
        from pixorga.adapters.sql.schema import upgrade_database

        done = upgrade_database(url)
    if form == "json":
        answer = {"kind": "db_upgrade", "format": 1}
        both = {"before": done.before, "after": done.after, "changed": done.changed}
        click.echo(json.dumps(answer | both, indent=2))
    elif done.changed:
        click.echo(f"Schema upgraded from {done.before or 'nothing'} to {done.after}.")
    else:
        click.echo(f"The schema is up to date: {done.after}.")


@db.command
@database_url
@answer_format
def check(*, url: str, form: str) -> None:
    """
    Look for what does not agree: used links, memberships, notices, chains, spaces.

    Nothing is changed. The status is 1 when something was found.
    """
    with usable():
        from pixorga.adapters.sql import SqlStore
        from pixorga.services.integrity import Problem, ProblemCode
        from pixorga.services.integrity import check as look_through

        with closing(SqlStore(url, create=False)) as store, counted() as count:
            problems = list(look_through(store, on_school=count))
            problems += [
                Problem(code=ProblemCode.ROW_ORPHANED, uai=uai, row=row)
                for uai, row in store.orphans()
            ]
    report("db_check", problems, schools=count.schools, form=form)
