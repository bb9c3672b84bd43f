"""
Schools to try: valid UAIs, invented names.
"""

import re
from typing import Final

import attrs

from pixorga import (
    EmailAddress,
    Establishment,
    EstablishmentKind,
    MailboxState,
    Operator,
    PixOrga,
    SignUp,
    Uai,
)
from pixorga.demo.mails import Mailbox
from pixorga.errors import CredentialsError

__all__ = ["ACCOUNT", "SAMPLES", "Sample", "SampleAccount", "fill"]


@attrs.frozen(kw_only=True)
class Sample:
    """
    A school to try.

    Attributes:
        school: Its row in the directory.
        story: What a request for it leads to; the start page words it.
    """

    school: Establishment
    story: str


@attrs.frozen(kw_only=True)
class SampleAccount:
    """
    A person who administers one of the schools already.

    Attributes:
        uai: The school.
        first_name: Their first name.
        last_name: Their last name.
        email: The address to log in with.
        password: The password, which the start page tells.
    """

    uai: str
    first_name: str
    last_name: str
    email: str
    password: str


ACCOUNT: Final = SampleAccount(
    uai="0140070A",
    first_name="Hélène",
    last_name="Marchand",
    email="helene.marchand@example.fr",
    password="le chat dort au soleil",  # noqa: S106 (shown to whoever tries it)
)

SAMPLES: Final = (
    Sample(
        school=Establishment(
            uai=Uai.parse("0750655E"),
            name="Collège des Trois-Tilleuls",
            kind=EstablishmentKind.COLLEGE,
            city="Paris",
            mailbox=EmailAddress("ce.0750655e@ac-paris.fr"),
        ),
        story="new",
    ),
    Sample(
        school=Establishment(
            uai=Uai.parse(ACCOUNT.uai),
            name="Lycée du Vieux-Moulin",
            kind=EstablishmentKind.LYCEE,
            city="Caen",
            mailbox=EmailAddress("ce.0140070a@ac-normandie.fr"),
        ),
        story="active",
    ),
    Sample(
        school=Establishment(
            uai=Uai.parse("0590181B"),
            name="Collège de la Grande-Écluse",
            kind=EstablishmentKind.COLLEGE,
            city="Lille",
        ),
        story="no_mailbox",
    ),
    Sample(
        school=Establishment(
            uai=Uai.parse("0010005A"),
            name="Lycée des Quatre-Vents",
            kind=EstablishmentKind.LYCEE,
            city="Bourg-en-Bresse",
            mailbox=EmailAddress("ce.0010005a@ac-lyon.fr"),
            closed=True,
        ),
        story="closed",
    ),
    Sample(
        school=Establishment(
            uai=Uai.parse("0442286W"),
            name="Collège privé Sainte-Ondine",
            kind=EstablishmentKind.COLLEGE,
            city="Nantes",
            mailbox=EmailAddress("accueil@sainte-ondine.example"),
            mailbox_state=MailboxState.TO_CONFIRM,
        ),
        story="to_confirm",
    ),
)


def fill(orga: PixOrga, *, mailbox: Mailbox) -> None:
    """
    Put the samples where they are missing.

    Args:
        orga: The services.
        mailbox: Where its mails arrive.
    """
    schools = [sample.school for sample in SAMPLES]
    orga.directory.put(schools, by=Operator(id="demo"))
    try:
        orga.accounts.log_in(ACCOUNT.email, password=ACCOUNT.password)
    except CredentialsError:
        _activate(orga, mailbox)


def _activate(orga: PixOrga, mailbox: Mailbox) -> None:
    """
    Make the journey, as a head would have made it.
    """
    orga.activation.request(
        uai=ACCOUNT.uai, first_name=ACCOUNT.first_name, last_name=ACCOUNT.last_name
    )
    joined = orga.invitations.join(
        _mailed(orga, mailbox, orga.site.join),
        sign_up=SignUp(
            uai=ACCOUNT.uai,
            first_name=ACCOUNT.first_name,
            last_name=ACCOUNT.last_name,
            email=ACCOUNT.email,
            password=ACCOUNT.password,
            terms=orga.site.terms_version,
        ),
        capacity="direction",
    )
    confirm = _mailed(orga, mailbox, orga.site.confirm or "")
    orga.accounts.confirm(confirm, by=joined.person)


def _mailed(orga: PixOrga, mailbox: Mailbox, pattern: str) -> str | None:
    """
    The token of the latest link of a pattern, after a delivery.
    """
    orga.outbox.deliver()
    start, end = map(re.escape, pattern.split("{token}"))
    texts = "\n".join(mail.text for mail in mailbox)
    link = re.search(f"{start}(\\S+){end}", texts)
    return link[1] if link else None
