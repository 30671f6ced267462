"""What another system said of the fault an incident is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("incident", sa.Column("report", sa.JSON(none_as_null=True)))
