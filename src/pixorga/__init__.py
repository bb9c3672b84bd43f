"""
The life of a French school's Pix Orga space, for any Python application.

Names are loaded when they are first used, so that importing pixorga costs little.
"""

# Type checkers know it by its name; the module typing takes longer than all the rest.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from pixorga.adapters.annuaire import AnnuaireFile
    from pixorga.adapters.eml import FolderMailer
    from pixorga.adapters.memory import MemoryStore
    from pixorga.adapters.smtp import SmtpMailer
    from pixorga.adapters.sql import SqlLimiter, SqlStore
    from pixorga.app import PixOrga
    from pixorga.config import Limits, Site
    from pixorga.domain.account import PasswordPolicy
    from pixorga.domain.activation import ActivationOutcome, ActivationRequest
    from pixorga.domain.establishment import (
        Establishment,
        EstablishmentKind,
        MailboxState,
    )
    from pixorga.domain.identifiers import Uai
    from pixorga.domain.invitation import InvitationView
    from pixorga.domain.limits import Limit
    from pixorga.domain.link import LinkPurpose, LinkState
    from pixorga.domain.people import (
        EmailAddress,
        Locale,
        Operator,
        PersonName,
        Principal,
    )
    from pixorga.domain.team import Administrator, Capacity, Member
    from pixorga.errors import PixorgaError
    from pixorga.services.accounts import SignUp
    from pixorga.tokens import KeyRing

__all__ = [
    "ActivationOutcome",
    "ActivationRequest",
    "Administrator",
    "AnnuaireFile",
    "Capacity",
    "EmailAddress",
    "Establishment",
    "EstablishmentKind",
    "FolderMailer",
    "InvitationView",
    "KeyRing",
    "Limit",
    "Limits",
    "LinkPurpose",
    "LinkState",
    "Locale",
    "MailboxState",
    "Member",
    "MemoryStore",
    "Operator",
    "PasswordPolicy",
    "PersonName",
    "PixOrga",
    "PixorgaError",
    "Principal",
    "SignUp",
    "Site",
    "SmtpMailer",
    "SqlLimiter",
    "SqlStore",
    "Uai",
]

_HOMES = {
    "adapters.annuaire": ("AnnuaireFile",),
    "adapters.eml": ("FolderMailer",),
    "adapters.memory": ("MemoryStore",),
    "adapters.smtp": ("SmtpMailer",),
    "adapters.sql": ("SqlLimiter", "SqlStore"),
    "app": ("PixOrga",),
    "config": ("Limits", "Site"),
    "domain.account": ("PasswordPolicy",),
    "domain.activation": ("ActivationOutcome", "ActivationRequest"),
    "domain.establishment": ("Establishment", "EstablishmentKind", "MailboxState"),
    "domain.identifiers": ("Uai",),
    "domain.invitation": ("InvitationView",),
    "domain.limits": ("Limit",),
    "domain.link": ("LinkPurpose", "LinkState"),
    "domain.people": ("EmailAddress", "Locale", "Operator", "PersonName", "Principal"),
    "domain.team": ("Administrator", "Capacity", "Member"),
    "errors": ("PixorgaError",),
    "services.accounts": ("SignUp",),
    "tokens": ("KeyRing",),
}
"""Where each public name is at home."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
