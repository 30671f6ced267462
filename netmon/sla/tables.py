"""Tables of statements, exclusions, objections and tickets.

No foreign key to the register or the journals: a statement outlives both.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from netmon.database import UtcDateTime, metadata

# SQLite counts up by itself only on INTEGER.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

sla_statement = Table(
    "sla_statement",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("month", String(7), nullable=False),
    Column("version", Integer, nullable=False),
    Column("ruleset_id", String(64), nullable=False),
    Column("ruleset_digest", String(64), nullable=False),
    Column("data_digest", String(64), nullable=False),
    Column("result_digest", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(128), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    # Canonical JSON, gzip: what it was made from, what people read first, every site.
    Column("facts", LargeBinary, nullable=False),
    Column("summary", LargeBinary, nullable=False),
    Column("annex", LargeBinary, nullable=False),
    # Two people freezing at once: one of them gets this.
    UniqueConstraint("month", "version"),
    sqlite_autoincrement=True,
)
"""Rows are added and never changed."""

sla_final = Table(
    "sla_final",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(128), nullable=False),
)
"""Which versions became final. Rows are added and never changed."""

sla_document = Table(
    "sla_document",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("kept_by", String(128), nullable=False),
    sqlite_autoincrement=True,
)

sla_exclusion = Table(
    "sla_exclusion",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", String(128), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
    Column("decided_by", String(128), nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    Column("decision_note", Text, nullable=False, server_default=""),
    Column("document", ForeignKey("sla_document.id")),
    Index("ix_sla_exclusion_ended_at", "ended_at"),
    sqlite_autoincrement=True,
)

sla_exclusion_site = Table(
    "sla_exclusion_site",
    metadata,
    Column("exclusion", ForeignKey("sla_exclusion.id"), primary_key=True),
    Column("site", String(64), primary_key=True),
    # The contract the site had when it was asked for: whose business it is.
    Column("contract", String(64)),
    Index("ix_sla_exclusion_site_site", "site"),
)

sla_objection = Table(
    "sla_objection",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("month", String(7), nullable=False),
    Column("version", Integer, nullable=False),
    Column("contract", String(64), nullable=False),
    Column("site", String(64)),
    Column("outage", String(96)),
    Column("text", Text, nullable=False),
    Column("made_by", String(128), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("document", ForeignKey("sla_document.id")),
    # open, accepted or rejected
    Column("status", String(16), nullable=False),
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_by", String(128), nullable=False, server_default=""),
    Column("answered_at", UtcDateTime),
    Index("ix_sla_objection_month_contract", "month", "contract"),
    sqlite_autoincrement=True,
)

sla_ticket = Table(
    "sla_ticket",
    metadata,
    # An outage's id: site, service and start.
    Column("outage", String(96), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("outage_started_at", UtcDateTime, nullable=False),
    Column("contract", String(64)),
    Column("sent_at", UtcDateTime),
    Column("on_site_at", UtcDateTime),
    Column("restored_at", UtcDateTime),
    Column("noted_by", String(128), nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    # A stale writer is refused, as with records.
    Column("version", Integer, nullable=False),
    Index("ix_sla_ticket_site", "site"),
)
