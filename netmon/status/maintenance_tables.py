"""The table of maintenance windows. Rows are added and cancelled, never removed."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, Integer, String, Table, Text

from netmon.database import UtcDateTime, metadata

_SERIAL = BigInteger().with_variant(Integer, "sqlite")

maintenance_window = Table(
    "maintenance_window",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("reach", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("weekdays", JSON, nullable=False),
    Column("last_day", Date),
    Column("reason", Text, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("planned_by", String(128), nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("cancelled_by", String(128)),
    # The moment after which it never holds again; none for one without a last day.
    Column("over_at", UtcDateTime, index=True),
    sqlite_autoincrement=True,
)
