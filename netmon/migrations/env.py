"""What Alembic runs: the shared metadata, on the connection it is handed."""

from __future__ import annotations

from alembic import context

import inventory.importer.tables
import inventory.records.tables
import inventory.tables  # noqa: F401  registers the register's tables
import netmon.access.account_tables
import netmon.access.tables
import netmon.sla.tables
import netmon.status.incident_tables
import netmon.status.maintenance_tables
import netmon.status.tables  # noqa: F401  registers the journals' tables
from netmon.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    # SQLite cannot alter a constraint; batch mode rebuilds the table instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
