"""Sites that left the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "site_left",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("site_type", sa.String(length=64), nullable=False),
        sa.Column("province", sa.String(length=64), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("subdistrict", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("contract", sa.String(length=64), nullable=False),
        sa.Column("service_weekdays", sa.String(length=64), nullable=True),
        sa.Column("service_opens", sa.Time(), nullable=True),
        sa.Column("service_closes", sa.Time(), nullable=True),
        sa.Column("in_service_from", sa.Date(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_site_left")),
    )
