"""
What the services are wired to.
"""

import attrs

from pixorga.config import Site
from pixorga.domain.account import PasswordPolicy
from pixorga.ports.clock import Clock
from pixorga.ports.ids import Ids
from pixorga.ports.mailer import Mailer
from pixorga.ports.passwords import PasswordHasher
from pixorga.ports.randomness import Randomness
from pixorga.ports.renderer import Renderer
from pixorga.ports.store import Store
from pixorga.services.gate import Gate
from pixorga.services.ledger import Ledger
from pixorga.tokens import Pseudonyms, TokenService

__all__ = ["Parts", "StoreParts"]


@attrs.frozen(kw_only=True)
class StoreParts:
    """
    What suffices to change what is kept, before there is a site, a mailer or a key.
    """

    store: Store
    clock: Clock
    ids: Ids
    ledger: Ledger


@attrs.frozen(kw_only=True)
class Parts(StoreParts):
    """
    One of each port, and what is built from them; shared by all services.
    """

    mailer: Mailer
    renderer: Renderer
    hasher: PasswordHasher | None
    passwords: PasswordPolicy
    randomness: Randomness
    tokens: TokenService
    pseudonyms: Pseudonyms
    gate: Gate
    site: Site
