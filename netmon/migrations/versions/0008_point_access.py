"""The credential of an access point in a tunnel, where it has one of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("access_point", sa.Column("snmp_credential", sa.String(64)))
    op.add_column("access_point", sa.Column("snmp_port", sa.Integer()))
