"""Incidents, their timelines, the outbox; and which parent explains an outage."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0003"
down_revision = "0002"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    parent = sa.Column("parent", sa.String(64), nullable=False, server_default="")
    op.add_column("outage", parent)
    _create_incident()
    op.create_table(
        "incident_entry",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(224), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("site", sa.String(64)),
        sa.Column("outage", sa.String(96)),
        sa.Column("author", sa.String(128)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"], ["incident.id"], name="fk_incident_entry_incident_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_incident_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_incident_entry_incident", "incident_entry", ["incident"])
    op.create_index("ix_incident_entry_outage", "incident_entry", ["outage"])
    op.create_table(
        "outbox",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("incident", sa.String(224), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries_count", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident"], ["incident.id"], name="fk_outbox_incident_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state", "outbox", ["state"])


def _create_incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(224), nullable=False),
        sa.Column("key", sa.String(192), nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("confidence_ratio", sa.Double(), nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("member_count", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime()),
        sa.Column("told_count", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime()),
        sa.Column("acknowledged_by", sa.String(128)),
        sa.Column("owner", sa.String(128)),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_opened_at", "incident", ["opened_at"])
    op.create_index("ix_incident_closed_at", "incident", ["closed_at"])
