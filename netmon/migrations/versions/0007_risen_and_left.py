"""When an incident began again, and why an outage ended without a return."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("incident", sa.Column("risen_at", UtcDateTime()))
    op.add_column(
        "outage",
        sa.Column("end_reason", sa.String(32), server_default="", nullable=False),
    )
