"""Which part of the register an import was about; until now it was the sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "register_import",
        sa.Column("kind", sa.String(32), nullable=False, server_default="sites"),
    )
