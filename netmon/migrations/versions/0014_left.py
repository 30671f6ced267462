"""Since when a site is no more in the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("site_record", sa.Column("left_at", UtcDateTime()))
