"""
What users write, and what a type checker must refuse; read, never run.
"""

from typing import assert_type

from pixorga import (
    ActivationRequest,
    Administrator,
    InvitationView,
    KeyRing,
    MemoryStore,
    Operator,
    PixOrga,
    Principal,
    SignUp,
    Site,
    SmtpMailer,
)


def journey(site: Site, keys: KeyRing, token: str, form: SignUp) -> Administrator:
    """
    From a request to an administrator.
    """
    orga = PixOrga(
        store=MemoryStore(),
        mailer=SmtpMailer("localhost"),
        keys=keys,
        pseudonym_key=b"",
        site=site,
    )
    request = orga.activation.request(
        uai="0750655E", first_name="Claire", last_name="Dubois"
    )
    assert_type(request, ActivationRequest)
    assert_type(orga.invitations.peek(token), InvitationView)
    return orga.invitations.join(token, sign_up=form)


def redeem(orga: PixOrga, token: str, principal: Principal) -> None:
    """
    Who acts is a value: neither a name, nor an identifier, nor left out.
    """
    assert_type(orga.invitations.redeem(token, by=principal), Administrator)

    orga.invitations.redeem(token, by=principal.id)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    orga.invitations.redeem(token, principal)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    orga.invitations.redeem(token)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def operators(orga: PixOrga, operator: Operator) -> None:
    """
    An operator acts by the verbs of `support`, and always says why.
    """
    orga.support.remove("x", uai="0750655E", by=operator, reason="mistake")

    orga.support.remove("x", uai="0750655E", by=operator)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    orga.team.remove("x", by=operator)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    orga.invitations.revoke("x", by=operator)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def frozen(site: Site) -> None:
    """
    Values do not change.
    """
    site.sender = ""  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
