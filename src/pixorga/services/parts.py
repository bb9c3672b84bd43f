"""
What the services are wired to.
"""

import attrs

from pixorga.config import Site
from pixorga.ports.clock import Clock
from pixorga.ports.ids import Ids
from pixorga.ports.mailer import Mailer
from pixorga.ports.passwords import PasswordHasher
from pixorga.ports.randomness import Randomness
from pixorga.ports.renderer import Renderer
from pixorga.ports.store import Store
from pixorga.services.ledger import Ledger
from pixorga.tokens import TokenService

__all__ = ["Parts"]


@attrs.frozen(kw_only=True)
class Parts:
    """
    One of each port, and what is built from them; shared by all services.
    """

    store: Store
    mailer: Mailer
    renderer: Renderer
    hasher: PasswordHasher
    clock: Clock
    ids: Ids
    randomness: Randomness
    tokens: TokenService
    ledger: Ledger
    site: Site
