"""Wireless controllers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "controller",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("snmp_credential", sa.String(64), nullable=False),
        sa.Column("snmp_port", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_controller")),
    )
