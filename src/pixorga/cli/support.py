"""
`pixorga support`: what the support team sees, and what it puts right.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import click

from pixorga.cli.orga import app_option, opened
from pixorga.domain.invitation import InvitationSummary
from pixorga.domain.people import Locale, Operator
from pixorga.domain.support import OperatorReason, RequestCase, SchoolCase
from pixorga.domain.team import Membership
from pixorga.wording import words

__all__ = ["support"]

_Command: TypeAlias = Callable[..., object]


def _acting(command: _Command) -> _Command:
    """
    Give a command who acts, and where.
    """
    who = click.option(
        "--operator",
        required=True,
        envvar="PIXORGA_OPERATOR_ID",
        show_envvar=True,
        help="Your id at the help desk; never a name or an address.",
    )
    return app_option(who(command))


def _changing(command: _Command) -> _Command:
    """
    Give a command who acts, where and why.
    """
    why = click.option(
        "--reason",
        required=True,
        type=click.Choice([reason.value for reason in OperatorReason]),
        help="Why; the school's chain of events keeps it.",
    )
    ticket = click.option("--ticket", help="Number of the help desk's ticket.")
    return _acting(why(ticket(command)))


@click.group
def support() -> None:
    """
    Help schools.
    """


@support.command("list")
@_acting
@click.option("--after", metavar="UAI", help="Only those after this one.")
def list_(*, app: str | None, operator: str, after: str | None) -> None:
    """
    List the schools that somebody should look into.
    """
    with opened(app) as orga:
        found = orga.support.schools(by=Operator(id=operator), after=after)
    for case in found:
        click.echo(_school(case))
    click.echo(f"{len(found)} to look into.")


@support.command
@_acting
@click.argument("uai")
def show(*, app: str | None, operator: str, uai: str) -> None:
    """
    Show a school.
    """
    with opened(app) as orga:
        click.echo(_school(orga.support.school(uai, by=Operator(id=operator))))


@support.command
@_acting
@click.option("--uai", metavar="UAI", help="Only those for this school.")
@click.option("--before", metavar="ID", help="Only those before this request.")
def requests(
    *, app: str | None, operator: str, uai: str | None, before: str | None
) -> None:
    """
    List requests, latest first, with what came of them.
    """
    with opened(app) as orga:
        by = Operator(id=operator)
        found = orga.support.requests(by=by, uai=uai, before=before)
    for case in found:
        click.echo(_request(case))
    click.echo(f"{len(found)} requests.")


@support.command
@_acting
@click.argument("uai")
def team(*, app: str | None, operator: str, uai: str) -> None:
    """
    List a school's memberships, with their ids.
    """
    with opened(app) as orga:
        found = orga.support.team(uai, by=Operator(id=operator))
    for membership in found:
        click.echo(_row(membership))
    click.echo(f"{len(found)} memberships.")


@support.command
@_acting
@click.argument("uai")
def invitations(*, app: str | None, operator: str, uai: str) -> None:
    """
    List a school's invitations, with their ids.
    """
    with opened(app) as orga:
        found = orga.invitations.list(by=Operator(id=operator), uai=uai)
    for invitation in found:
        click.echo(_row(invitation))
    click.echo(f"{len(found)} invitations.")


_VERBS = {
    "confirm-mailbox": "Let links go to the mailbox that the directory has.",
    "unblock-requests": "Lift the limit on requests for a school.",
    "orphan": "Take all administrators out of a space.",
    "archive": "Archive a space: its team and its pending links end.",
    "close": "Mark a school as closed, and archive its space.",
    "reopen": "Open an archived space again, without administrators.",
}
"""The verbs that take a school and nothing else."""


def _on_school(name: str, help_text: str) -> click.Command:
    @_changing
    @click.argument("uai")
    def command(*, app: str | None, uai: str, **act: str | None) -> None:
        with opened(app) as orga:
            verb = getattr(orga.support, name.replace("-", "_"))
            click.echo(_school(verb(uai, **_act(act))))

    return click.command(name, help=help_text)(command)


for _name, _help in _VERBS.items():
    support.add_command(_on_school(_name, _help))


@support.command
@_changing
@click.argument("uai")
@click.argument("mailbox")
def correct_mailbox(
    *, app: str | None, uai: str, mailbox: str, **act: str | None
) -> None:
    """
    Have links go to another mailbox than the directory's.
    """
    with opened(app) as orga:
        case = orga.support.correct_mailbox(uai, mailbox=mailbox, **_act(act))
    click.echo(_school(case))


@support.command
@_changing
@click.argument("email")
@click.option("--client", help="Where the person is, if that client is slowed down.")
def unblock_logins(
    *, app: str | None, email: str, client: str | None, **act: str | None
) -> None:
    """
    Forget the failed log-ins to an address.
    """
    with opened(app) as orga:
        orga.support.unblock_logins(email, client=client, **_act(act))
    click.echo("Forgotten.")


@support.command
@_changing
@click.argument("email")
def confirm_address(*, app: str | None, email: str, **act: str | None) -> None:
    """
    Confirm an account's address for the person, once you know that it is theirs.
    """
    with opened(app) as orga:
        orga.support.confirm_address(email, **_act(act))
    click.echo("Confirmed.")


_PARTS = {
    "lift-suspension": ("membership", "Let a suspended person act again."),
    "uphold-suspension": ("membership", "Take a suspended person out of the team."),
    "remove": ("membership", "Take a person out of the team, suspended or not."),
    "revoke-invitation": ("invitation", "Withdraw a pending invitation."),
    "resend-invitation": ("invitation", "Send an invitation again."),
}
"""The verbs that take something of a school, by its id: of what, and what they do."""


def _on_part(name: str, part: str, help_text: str) -> click.Command:
    @_changing
    @click.argument("uai")
    @click.argument("part", metavar=part.upper())
    def command(*, app: str | None, uai: str, part: str, **act: str | None) -> None:
        with opened(app) as orga:
            verb = getattr(orga.support, name.replace("-", "_"))
            click.echo(_row(verb(part, uai=uai, **_act(act))))

    return click.command(name, help=help_text)(command)


for _name, (_kind, _help) in _PARTS.items():
    support.add_command(_on_part(_name, _kind, _help))


def _act(act: dict[str, str | None]) -> dict[str, Any]:
    """
    What every verb that changes something takes.
    """
    return {
        "by": Operator(id=act["operator"] or ""),
        "reason": act["reason"],
        "ticket": act["ticket"],
    }


def _school(case: SchoolCase) -> str:
    why = words(case.attention, locale=Locale.EN) if case.attention else "nothing"
    parts = [
        str(case.uai),
        case.name,
        words(case.state, locale=Locale.EN),
        f"mailbox {words(case.mailbox_state, locale=Locale.EN)}",
        f"to look into: {why}",
    ]
    return " | ".join(parts + ["closed"] * case.closed)


def _row(row: Membership | InvitationSummary) -> str:
    whose, since = (
        (words(row.reason, locale=Locale.EN), row.issued_at)
        if isinstance(row, InvitationSummary)
        else (str(row.person.name), row.joined_at)
    )
    parts = [
        since.isoformat(),
        str(row.uai),
        whose,
        words(row.role, locale=Locale.EN),
        words(row.state, locale=Locale.EN),
        row.id,
    ]
    return " | ".join(parts)


def _request(case: RequestCase) -> str:
    request = case.request
    parts = [
        request.asked_at.isoformat(),
        str(request.uai),
        case.school or "no such school",
        words(request.outcome, locale=Locale.EN),
        f"link {words(case.link, locale=Locale.EN)}" if case.link else "no link",
        f"mail {words(case.mail, locale=Locale.EN)}" if case.mail else "no mail",
        request.id,
    ]
    return " | ".join(parts)
