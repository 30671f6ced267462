"""Maintenance windows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0005"
down_revision = "0004"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "maintenance_window",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("reach", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("planned_by", sa.String(128), nullable=False),
        sa.Column("cancelled_at", UtcDateTime()),
        sa.Column("cancelled_by", sa.String(128)),
        sa.Column("over_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance_window")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_maintenance_window_over_at"), "maintenance_window", ["over_at"]
    )
