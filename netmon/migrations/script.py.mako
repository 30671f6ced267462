"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    # There is no way down: a copy of the database is taken before an upgrade.
    ${upgrades if upgrades else "pass"}
