"""The tables of incidents and of what there is to tell."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from netmon.database import UtcDateTime, metadata

_SERIAL = BigInteger().with_variant(Integer, "sqlite")

incident = Table(
    "incident",
    metadata,
    Column("id", String(224), primary_key=True),
    Column("key", String(192), nullable=False),
    Column("cause", String(16), nullable=False),
    Column("confidence_ratio", Double, nullable=False),
    Column("why", String(64), nullable=False),
    Column("is_provisional", Boolean, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("member_count", Integer, nullable=False),
    Column("open_count", Integer, nullable=False),
    Column("told_at", UtcDateTime),
    Column("told_count", Integer, nullable=False),
    # When it began again last; null in rows of versions that did not keep it.
    Column("risen_at", UtcDateTime),
    # {"title", "summary", "link", "labels"} of another system; null where we saw it.
    Column("report", JSON(none_as_null=True)),
    # What people add; judgement never writes these.
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", String(128)),
    Column("owner", String(128)),
    Index("ix_incident_opened_at", "opened_at"),
    Index("ix_incident_closed_at", "closed_at"),
)

incident_entry = Table(
    "incident_entry",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column(
        "incident", String(224), ForeignKey("incident.id"), nullable=False, index=True
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("site", String(64)),
    Column("outage", String(96), index=True),
    Column("author", String(128)),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("incident", String(224), ForeignKey("incident.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("tries_count", Integer, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)
