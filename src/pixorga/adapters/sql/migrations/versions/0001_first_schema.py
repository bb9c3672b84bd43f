"""
The first schema, of release 0.1.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """
    Create all tables.
    """
    op.create_table(
        "account_outbox",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.Column("link", sa.String(length=22), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("content_subject", sa.Text(), nullable=True),
        sa.Column("content_text", sa.Text(), nullable=True),
        sa.Column("content_html", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_outbox")),
    )
    op.create_index(
        "ix_account_outbox_due",
        "account_outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name_first", sa.String(length=100), nullable=False),
        sa.Column("name_last", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("password_set_at", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("terms", sa.String(length=64), nullable=False),
        sa.Column("terms_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "directory",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=True),
        sa.Column("mailbox_state", sa.String(length=24), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("uai", name=op.f("pk_directory")),
    )
    op.create_table(
        "limits",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_limits")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_table(
        "person_spaces",
        sa.Column("person_id", sa.String(length=255), nullable=False),
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "uai", name=op.f("pk_person_spaces")),
    )
    op.create_table(
        "requests",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("requester_first", sa.String(length=100), nullable=False),
        sa.Column("requester_last", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("uai", "id", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_id", "requests", ["id"], unique=False)
    op.create_table(
        "spaces",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_length", sa.Integer(), nullable=False),
        sa.Column("head_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_mailbox", sa.String(length=254), nullable=True),
        sa.Column("confirmed_against", sa.String(length=254), nullable=True),
        sa.Column("attention", sa.String(length=24), nullable=True),
        sa.Column("attention_since", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("uai", name=op.f("pk_spaces")),
    )
    op.create_index(
        "ix_spaces_attention",
        "spaces",
        ["uai"],
        unique=False,
        sqlite_where=sa.text("attention IS NOT NULL"),
        postgresql_where=sa.text("attention IS NOT NULL"),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttles")),
    )
    op.create_table(
        "account_links",
        sa.Column("handle", sa.String(length=22), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("sent_to", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("renewed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject"], ["accounts.id"], name=op.f("fk_account_links_accounts")
        ),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_account_links")),
        sa.UniqueConstraint("id", name=op.f("uq_account_links_id")),
    )
    op.create_index(
        "ix_account_links_subject", "account_links", ["subject"], unique=False
    )
    op.create_table(
        "audit",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["uai"],
            ["spaces.uai"],
            name=op.f("fk_audit_spaces"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uai", "number", name=op.f("pk_audit")),
    )
    op.create_table(
        "links",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("handle", sa.String(length=22), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("sent_to", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("renewed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["uai"],
            ["spaces.uai"],
            name=op.f("fk_links_spaces"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uai", "handle", name=op.f("pk_links")),
        sa.UniqueConstraint("uai", "id", name=op.f("uq_links_uai_id")),
    )
    op.create_index(
        "uq_links_pending",
        "links",
        ["uai", "purpose", "sent_to"],
        unique=True,
        sqlite_where=sa.text("state = 'pending' AND purpose = 'join'"),
        postgresql_where=sa.text("state = 'pending' AND purpose = 'join'"),
    )
    op.create_table(
        "memberships",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=255), nullable=False),
        sa.Column("person_name_first", sa.String(length=100), nullable=False),
        sa.Column("person_name_last", sa.String(length=100), nullable=False),
        sa.Column("person_email", sa.String(length=254), nullable=False),
        sa.Column("person_locale", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("capacity", sa.String(length=24), nullable=True),
        sa.Column("declaration", sa.String(length=64), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["uai"],
            ["spaces.uai"],
            name=op.f("fk_memberships_spaces"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uai", "id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "outbox",
        sa.Column("uai", sa.String(length=8), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=24), nullable=False),
        sa.Column("link", sa.String(length=22), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("content_subject", sa.Text(), nullable=True),
        sa.Column("content_text", sa.Text(), nullable=True),
        sa.Column("content_html", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uai"],
            ["spaces.uai"],
            name=op.f("fk_outbox_spaces"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uai", "id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
    )
