"""
Every mail on one page, with sample data: to look at before a school does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Final, TypedDict

import attrs

from pixorga.config import Site
from pixorga.domain.establishment import EstablishmentKind
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkPurpose
from pixorga.domain.messages import (
    AccessChange,
    AccessChanged,
    AccountCreated,
    ActivationLink,
    AddressToConfirm,
    AdministratorContested,
    AdministratorJoined,
    CredentialChange,
    CredentialsChanged,
    DeletionWarning,
    Message,
    PasswordReset,
    RecoveryRequested,
    TeamInvitation,
)
from pixorga.domain.people import Locale, PersonName
from pixorga.domain.team import Capacity, Role
from pixorga.ports.renderer import LINK_PLACE, Renderer

__all__ = ["SAMPLE_SITE", "preview_page", "samples"]

SAMPLE_SITE: Final = Site(
    sender="Pix Orga <ne-pas-repondre@example.fr>",
    join="https://orga.example.fr/rejoindre/{token}",
    contest="https://orga.example.fr/contester/{token}",
    confirm="https://orga.example.fr/confirmer/{token}",
    reset="https://orga.example.fr/mot-de-passe/{token}",
    operator="assistance@example.fr",
    help="https://orga.example.fr/aide",
    terms="https://orga.example.fr/conditions",
)
"""An application's addresses, for whoever has none yet."""

_MAILBOX: Final = "ce.0750655e@example.fr"
_PERSON: Final = "claire.dubois@example.fr"
_TOKEN: Final = f"0750655E.{'Exemple' * 3}0.Exempl.{'Exemple' * 6}0"
"""As long as a true one, so that lines break where they will."""

_PAGES: Final[Mapping[type[Message], LinkPurpose]] = {
    AccountCreated: LinkPurpose.CONFIRM,
    ActivationLink: LinkPurpose.JOIN,
    AddressToConfirm: LinkPurpose.CONFIRM,
    AdministratorJoined: LinkPurpose.CONTEST,
    PasswordReset: LinkPurpose.RESET,
    TeamInvitation: LinkPurpose.JOIN,
}
"""Where the links of the messages lead that carry one."""

_DARK: Final = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")


_AT: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
_WEEK: Final = _AT + timedelta(days=7)
_MONTH: Final = _AT + timedelta(days=30)
_CLAIRE: Final = PersonName(first="Claire", last="Dubois")
_JEAN: Final = PersonName(first="Jean-Baptiste", last="N'Guyen")


class _School(TypedDict):
    school: str
    school_kind: EstablishmentKind


_COLLEGE: Final = _School(
    school="Collège Joséphine Baker", school_kind=EstablishmentKind.COLLEGE
)
_LYCEE: Final = _School(school="Jean Macé", school_kind=EstablishmentKind.LYCEE)
"""One whose name does not say what kind of school it is."""


@attrs.frozen(kw_only=True)
class _Shown:
    """
    A mail as the page shows it.
    """

    template: str
    locale: str
    to: str
    subject: str
    text: str
    light: str
    dark: str


def samples() -> tuple[Message, ...]:
    """
    Each message in all its variants, those of one template one after the other.
    """
    return (
        *_links(),
        RecoveryRequested(**_LYCEE, requester=_JEAN, asked_at=_AT),
        *_notices(),
        *_invitations(),
        *(
            AccessChanged(**_COLLEGE, change=change, role=Role.MEMBER, changed_at=_AT)
            for change in AccessChange
        ),
        *_of_accounts(),
    )


def _links() -> Iterator[Message]:
    for school, reason in (
        (_COLLEGE, InvitationReason.ACTIVATION),
        (_LYCEE, InvitationReason.RECOVERY),
    ):
        yield ActivationLink(
            **school, requester=_CLAIRE, reason=reason, expires_at=_WEEK
        )


def _notices() -> Iterator[Message]:
    for capacity, until in (
        (Capacity.DIRECTION, _MONTH),
        (Capacity.REFERENT, None),
        (None, None),
    ):
        yield AdministratorJoined(
            **_LYCEE,
            administrator=_JEAN,
            capacity=capacity,
            joined_at=_AT,
            contest_until=until,
        )
    for orphaned in (False, True):
        yield AdministratorContested(
            **_LYCEE, administrator=_JEAN, contested_at=_AT, orphaned=orphaned
        )


def _invitations() -> Iterator[Message]:
    for role, hand_over in (
        (Role.ADMINISTRATOR, False),
        (Role.MEMBER, False),
        (Role.ADMINISTRATOR, True),
    ):
        yield TeamInvitation(
            **_COLLEGE,
            administrator=_CLAIRE,
            role=role,
            hand_over=hand_over,
            expires_at=_WEEK,
        )


def _of_accounts() -> Iterator[Message]:
    yield AccountCreated(name=_CLAIRE, expires_at=_AT + timedelta(days=3))
    yield AddressToConfirm(name=_CLAIRE, expires_at=_AT + timedelta(days=3))
    yield PasswordReset(name=_CLAIRE, expires_at=_AT + timedelta(days=1))
    for change in CredentialChange:
        yield CredentialsChanged(name=_CLAIRE, change=change, changed_at=_AT)
    yield DeletionWarning(name=_CLAIRE, delete_after=_MONTH)


def preview_page(
    renderer: Renderer, *, site: Site, locales: Iterable[Locale] = tuple(Locale)
) -> str:
    """
    One page of HTML with every mail: subject, both parts, light, dark and on a phone.

    It holds all that it shows, and fetches nothing. A mail whose link leads to a page
    that the application does not have is left out.

    Args:
        renderer: Words the messages.
        site: The application's addresses.
        locales: In which languages.

    Raises:
        MailTemplateError: A template of the application's cannot be used.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pixorga.mail"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    languages = tuple(locales)
    mails = [
        _shown(message, renderer, site, locale)
        for message in samples()
        if _has_page(message, site)
        for locale in languages
    ]
    return environment.get_template("preview.html").render(
        mails=mails, sender=site.sender
    )


def _has_page(message: Message, site: Site) -> bool:
    purpose = _PAGES.get(type(message))
    return purpose is None or getattr(site, purpose.value) is not None


def _shown(message: Message, renderer: Renderer, site: Site, locale: Locale) -> _Shown:
    content = renderer.render(message, locale=locale)
    purpose = _PAGES.get(type(message))
    url = "" if purpose is None else site.link_url(purpose, _TOKEN)
    html = content.html.replace(LINK_PLACE, escape(url))
    return _Shown(
        template=message.template,
        locale=locale.value,
        to=_MAILBOX if _is_for_mailbox(message) else _PERSON,
        subject=content.subject,
        text=content.text.replace(LINK_PLACE, url),
        light=_DARK.sub("(max-width: 0)", html),
        dark=_DARK.sub("(min-width: 0)", html),
    )


def _is_for_mailbox(message: Message) -> bool:
    if isinstance(message, AdministratorJoined):
        return message.contest_until is not None
    return isinstance(message, ActivationLink)
