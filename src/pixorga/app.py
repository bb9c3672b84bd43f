"""
One object that holds the services, wired to the ports that the caller chose.
"""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self, runtime_checkable

import attrs

from pixorga.adapters.memory import MemoryLimiter
from pixorga.adapters.system import SystemClock, SystemIds, SystemRandomness
from pixorga.config import Limits, Site
from pixorga.domain.account import PasswordPolicy
from pixorga.domain.audit import Event
from pixorga.domain.link import LinkPurpose
from pixorga.errors import BindingError
from pixorga.ports.clock import Clock
from pixorga.ports.ids import Ids
from pixorga.ports.limiter import RateLimiter
from pixorga.ports.mailer import Mailer
from pixorga.ports.passwords import PasswordHasher
from pixorga.ports.randomness import Randomness
from pixorga.ports.renderer import Renderer
from pixorga.ports.store import Store
from pixorga.services.accounts import AccountService
from pixorga.services.activation import ActivationService
from pixorga.services.contests import ContestService
from pixorga.services.directory import DirectoryService
from pixorga.services.gate import Gate
from pixorga.services.invitations import InvitationService
from pixorga.services.ledger import Ledger
from pixorga.services.outbox import OutboxService
from pixorga.services.parts import Parts
from pixorga.services.support import SupportService
from pixorga.services.team import TeamService
from pixorga.tokens import KeyRing, Pseudonyms, TokenService

__all__ = ["PixOrga"]


@runtime_checkable
class _Bindable(Protocol):
    """
    A store that can work inside somebody else's transaction.
    """

    def bound(self, connection: Any) -> Store:  # noqa: ANN401 (each store has its own kind)
        """
        The same store, inside the connection's transaction.
        """
        ...


class PixOrga:
    """
    The services of pixorga: make one per process and share it between threads.

    Args:
        store: Where everything is kept.
        mailer: How mails leave.
        keys: The keys that links are signed with.
        pseudonym_key: At least 32 other random bytes, for the audit trail's
            pseudonyms; it does not rotate.
        site: The application's addresses.
        clock: Tells the time; the machine's by default.
        ids: Gives row ids; UUIDv7 by default.
        randomness: Gives secrets; the operating system's by default.
        renderer: Words the mails; the Jinja2 templates of pixorga by default.
        accounts: Whether pixorga keeps the users' accounts; with False, the
            application has its own users, and neither a hasher nor the pages
            `Site.confirm` and `Site.reset` are needed.
        hasher: Keeps passwords; Argon2id by default.
        passwords: Which passwords may be set; 15 to 128 characters by default.
        limiter: Counts requests; in this process's memory by default. Several
            processes need a shared one, such as `SqlLimiter`.
        limits: How many mails may be asked for.
        on_event: Told of each event inside its transaction; raising rolls back.

    Attributes:
        activation: Requests from the form.
        invitations: Links that give a role.
        accounts: Persons who sign up and log in.
        contests: The school's mailbox against a new administrator.
        team: Who may act where.
        support: What the support team sees and puts right.
        directory: The schools.
        outbox: The mails on their way.

    Raises:
        KeyWeakError: A key is too short.
        ConfigurationError: There are accounts, and no pages for their links.
        ExtraMissingError: A default needs an extra that is not installed.
    """

    def __init__(
        self,
        *,
        store: Store,
        mailer: Mailer,
        keys: KeyRing,
        pseudonym_key: bytes,
        site: Site,
        clock: Clock | None = None,
        ids: Ids | None = None,
        randomness: Randomness | None = None,
        renderer: Renderer | None = None,
        accounts: bool = True,
        hasher: PasswordHasher | None = None,
        passwords: PasswordPolicy | None = None,
        limiter: RateLimiter | None = None,
        limits: Limits | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        pseudonyms = Pseudonyms(pseudonym_key)
        clock = clock or SystemClock()
        if accounts:
            hasher = hasher or _default_hasher()
            _require_pages(site)
        parts = Parts(
            store=store,
            mailer=mailer,
            renderer=renderer or _default_renderer(site),
            hasher=hasher if accounts else None,
            passwords=passwords or PasswordPolicy(),
            clock=clock,
            ids=ids or SystemIds(),
            randomness=randomness or SystemRandomness(),
            tokens=TokenService(keys),
            pseudonyms=pseudonyms,
            ledger=Ledger(pseudonyms=pseudonyms, on_event=on_event),
            gate=Gate(
                limiter or MemoryLimiter(),
                limits=limits or Limits(),
                pseudonyms=pseudonyms,
                clock=clock,
            ),
            site=site,
        )
        self._wire(parts)

    def _wire(self, parts: Parts) -> None:
        self._parts = parts
        self.activation: ActivationService = ActivationService(parts)
        self.accounts: AccountService = AccountService(parts)
        self.invitations: InvitationService = InvitationService(
            parts, accounts=self.accounts
        )
        self.contests: ContestService = ContestService(parts)
        self.team: TeamService = TeamService(parts)
        self.support: SupportService = SupportService(parts)
        self.directory: DirectoryService = DirectoryService(parts)
        self.outbox: OutboxService = OutboxService(parts)

    @property
    def site(self) -> Site:
        """
        The application's addresses.
        """
        return self._parts.site

    @property
    def passwords(self) -> PasswordPolicy:
        """
        Which passwords may be set, for what a form says of them.
        """
        return self._parts.passwords

    @property
    def renderer(self) -> Renderer:
        """
        What words the mails.
        """
        return self._parts.renderer

    def bound(self, connection: object) -> "PixOrga":
        """
        The same services, inside a transaction that the caller has begun.

        Each verb is a savepoint of it and never commits: what the verb did is kept
        when the caller commits. So is the trace of a refusal, such as a used link that
        is tried again: its error is raised with the trace written, and a caller who
        rolls back at the error loses the trace. Nothing is run again after a conflict.

        Deliver the outbox without it: mails would leave before they are kept.

        Args:
            connection: What the store works on; for `SqlStore`, a SQLAlchemy
                connection in a transaction.

        Raises:
            BindingError: The store cannot work in it.
        """
        store = self._parts.store
        if not isinstance(store, _Bindable):
            raise BindingError(problem="this store has no connections.")
        return _Bound(attrs.evolve(self._parts, store=store.bound(connection)))

    def close(self) -> None:
        """
        Let go of the store's connections, and of the limiter's.
        """
        self._parts.gate.close()
        self._parts.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        self.close()


class _Bound(PixOrga):
    """
    A `PixOrga` made of another one's parts.
    """

    def __init__(self, parts: Parts) -> None:
        self._wire(parts)

    def close(self) -> None:
        """
        Nothing to let go of: connection and limiter are somebody else's.
        """


def _require_pages(site: Site) -> None:
    """
    Refuse accounts whose links would lead nowhere.
    """
    for purpose in (LinkPurpose.CONFIRM, LinkPurpose.RESET):
        site.link_url(purpose, "")


def _default_renderer(site: Site) -> Renderer:
    from pixorga.mail.render import JinjaRenderer

    return JinjaRenderer(site=site)


def _default_hasher() -> PasswordHasher:
    from pixorga.adapters.argon2 import Argon2Hasher

    return Argon2Hasher()
