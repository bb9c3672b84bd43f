"""
The schema, in two parts: what belongs to one school, and what is national.

A table of a school has the UAI first in its primary key and in every unique
constraint, so that an engine that spreads schools over servers can place each school's
rows together.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pixorga.adapters.sql.columns import (
    Choice,
    Email,
    Instant,
    MessageJson,
    Pairs,
    School,
)
from pixorga.domain.activation import ActivationOutcome
from pixorga.domain.establishment import NAME_LIMIT, EstablishmentKind, MailboxState
from pixorga.domain.invitation import InvitationReason
from pixorga.domain.link import LinkPurpose, LinkState
from pixorga.domain.outbox import MailState
from pixorga.domain.people import Locale
from pixorga.domain.space import Attention, SpaceState
from pixorga.domain.team import Capacity, MembershipState, Role

__all__ = [
    "NATIONAL",
    "OF_A_SCHOOL",
    "account_links",
    "account_outbox",
    "accounts",
    "audit",
    "directory",
    "limits",
    "links",
    "memberships",
    "metadata",
    "notes",
    "outbox",
    "person_spaces",
    "requests",
    "spaces",
    "throttles",
]

metadata: MetaData = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _uai() -> Column[Any]:
    return Column("uai", School, primary_key=True)


def _id() -> Column[Any]:
    return Column("id", String(64), primary_key=True)


def _of_space() -> ForeignKeyConstraint:
    # Deferred: a transaction saves the space last, with the new head of its chain.
    return ForeignKeyConstraint(
        ["uai"], ["spaces.uai"], deferrable=True, initially="DEFERRED"
    )


directory: Table = Table(
    "directory",
    metadata,
    _uai(),
    Column("name", String(NAME_LIMIT), nullable=False),
    Column("kind", Choice(EstablishmentKind), nullable=False),
    Column("city", String(NAME_LIMIT), nullable=False),
    Column("mailbox", Email),
    Column("mailbox_state", Choice(MailboxState), nullable=False),
    Column("closed", Boolean, nullable=False),
)

spaces: Table = Table(
    "spaces",
    metadata,
    _uai(),
    Column("state", Choice(SpaceState), nullable=False),
    Column("version", Integer, nullable=False),
    Column("head_length", Integer, nullable=False),
    Column("head_digest", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("activated_at", Instant),
    Column("confirmed_mailbox", Email),
    Column("confirmed_against", Email),
    Column("attention", Choice(Attention)),
    Column("attention_since", Instant),
    Column("closed_at", Instant),
)

Index(
    "ix_spaces_attention",
    spaces.c.uai,
    sqlite_where=text("attention IS NOT NULL"),
    postgresql_where=text("attention IS NOT NULL"),
)

requests: Table = Table(
    "requests",
    metadata,
    _uai(),
    _id(),
    Column("requester_first", String(100), nullable=False),
    Column("requester_last", String(100), nullable=False),
    Column("reason", Choice(InvitationReason), nullable=False),
    Column("outcome", Choice(ActivationOutcome), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("locale", Choice(Locale), nullable=False),
    # The support team lists them across schools, latest first.
    Index("ix_requests_id", "id"),
)

links: Table = Table(
    "links",
    metadata,
    _uai(),
    Column("handle", String(22), primary_key=True),
    Column("id", String(64), nullable=False),
    Column("key_id", String(16), nullable=False),
    Column("purpose", Choice(LinkPurpose), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("sent_to", Email, nullable=False),
    Column("locale", Choice(Locale), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Choice(LinkState), nullable=False),
    Column("renewed", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(255)),
    Column("reason", Choice(InvitationReason)),
    Column("role", Choice(Role)),
    UniqueConstraint("uai", "id"),
    _of_space(),
)

Index(
    "uq_links_pending",
    links.c.uai,
    links.c.purpose,
    links.c.sent_to,
    unique=True,
    sqlite_where=text("state = 'pending' AND purpose = 'join'"),
    postgresql_where=text("state = 'pending' AND purpose = 'join'"),
)

accounts: Table = Table(
    "accounts",
    metadata,
    _id(),
    Column("name_first", String(100), nullable=False),
    Column("name_last", String(100), nullable=False),
    Column("email", Email, nullable=False, unique=True),
    Column("locale", Choice(Locale), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("password_set_at", Instant, nullable=False),
    Column("session", Integer, nullable=False),
    Column("terms", String(64), nullable=False),
    Column("terms_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
)

account_links: Table = Table(
    "account_links",
    metadata,
    Column("handle", String(22), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("key_id", String(16), nullable=False),
    Column("purpose", Choice(LinkPurpose), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("sent_to", Email, nullable=False),
    Column("locale", Choice(Locale), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Choice(LinkState), nullable=False),
    Column("renewed", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(255)),
    ForeignKeyConstraint(["subject"], ["accounts.id"]),
    Index("ix_account_links_subject", "subject"),
)

throttles: Table = Table(
    "throttles",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

memberships: Table = Table(
    "memberships",
    metadata,
    _uai(),
    _id(),
    Column("person_id", String(255), nullable=False),
    Column("person_name_first", String(100), nullable=False),
    Column("person_name_last", String(100), nullable=False),
    Column("person_email", Email, nullable=False),
    Column("person_locale", Choice(Locale), nullable=False),
    Column("role", Choice(Role), nullable=False),
    Column("state", Choice(MembershipState), nullable=False),
    Column("capacity", Choice(Capacity)),
    Column("declaration", String(64)),
    Column("joined_at", Instant, nullable=False),
    Column("ended_at", Instant),
    _of_space(),
)

person_spaces: Table = Table(
    "person_spaces",
    metadata,
    Column("person_id", String(255), primary_key=True),
    Column("uai", School, primary_key=True),
)


def _mail() -> list[Column[Any]]:
    return [
        Column("to", Email, nullable=False),
        Column("locale", Choice(Locale), nullable=False),
        Column("link", String(22)),
        Column("message", MessageJson),
        Column("content_subject", Text),
        Column("content_text", Text),
        Column("content_html", Text),
        Column("state", Choice(MailState), nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("attempts", Integer, nullable=False),
    ]


outbox: Table = Table("outbox", metadata, _uai(), _id(), *_mail(), _of_space())

account_outbox: Table = Table("account_outbox", metadata, _id(), *_mail())

for _box in (outbox, account_outbox):
    Index(
        f"ix_{_box.name}_due",
        _box.c.due_at,
        sqlite_where=text("state IN ('queued', 'sending', 'unknown')"),
        postgresql_where=text("state IN ('queued', 'sending', 'unknown')"),
    )

audit: Table = Table(
    "audit",
    metadata,
    _uai(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("code", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("details", Pairs, nullable=False),
    Column("digest", String(64), nullable=False),
    _of_space(),
)

notes: Table = Table(
    "notes",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("code", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("details", Pairs, nullable=False),
)

limits: Table = Table(
    "limits",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("arrival", BigInteger, nullable=False),
)

OF_A_SCHOOL: Final = frozenset(
    {"audit", "links", "memberships", "outbox", "requests", "spaces"}
)
"""Tables whose rows belong to one school."""

NATIONAL: Final = frozenset(
    {
        "account_links",
        "account_outbox",
        "accounts",
        "directory",
        "limits",
        "notes",
        "person_spaces",
        "throttles",
    }
)
"""Tables whose rows belong to no school."""
