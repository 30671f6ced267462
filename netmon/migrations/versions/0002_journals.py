"""The journals: outages, transitions, states, and when pollers looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0002"
down_revision = "0001"

_JSON = sa.JSON(none_as_null=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.String(96), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("service", sa.String(8), nullable=False),
        sa.Column("device", sa.String(96), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("evidence", _JSON, nullable=False),
        sa.Column("return_evidence", _JSON),
        sa.Column("agent_before", _JSON),
        sa.Column("agent_after", _JSON),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    op.create_index("ix_outage_site_started_at", "outage", ["site", "started_at"])
    op.create_index("ix_outage_started_at", "outage", ["started_at"])
    op.create_index("ix_outage_ended_at", "outage", ["ended_at"])
    op.create_table(
        "transition",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("service", sa.String(8), nullable=False),
        sa.Column("state_before", sa.String(16), nullable=False),
        sa.Column("state_after", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("outage", sa.String(96)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transition_site_at", "transition", ["site", "at"])
    op.create_table(
        "service_state",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("service", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("site", "service", name=op.f("pk_service_state")),
    )
    _create_observation()


def _create_observation() -> None:
    op.create_table(
        "observation",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("poller", sa.String(64), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_observation_poller_started_at", "observation", ["poller", "started_at"]
    )
    op.create_table(
        "observation_exception",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("poller", sa.String(64), nullable=False),
        sa.Column("site", sa.String(64)),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_exception")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_observation_exception_site_started_at",
        "observation_exception",
        ["site", "started_at"],
    )
