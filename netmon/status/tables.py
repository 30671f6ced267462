"""The journals' tables. No foreign key to the register: a journal outlives its rows."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table

from netmon.database import UtcDateTime, metadata

# SQLite counts up by itself only on INTEGER; 2^31 events would be too few elsewhere.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

_JSON = JSON(none_as_null=True)

outage = Table(
    "outage",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("site", String(64), nullable=False),
    Column("service", String(8), nullable=False),
    Column("device", String(96), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("evidence", _JSON, nullable=False),
    Column("return_evidence", _JSON),
    Column("agent_before", _JSON),
    Column("agent_after", _JSON),
    Column("parent", String(64), nullable=False, server_default=""),
    # Empty where the service came back.
    Column("end_reason", String(32), nullable=False, server_default=""),
    Index("ix_outage_site_started_at", "site", "started_at"),
    Index("ix_outage_started_at", "started_at"),
    Index("ix_outage_ended_at", "ended_at"),
)

transition = Table(
    "transition",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("site", String(64), nullable=False),
    Column("service", String(8), nullable=False),
    Column("state_before", String(16), nullable=False),
    Column("state_after", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("outage", String(96)),
    Index("ix_transition_site_at", "site", "at"),
    sqlite_autoincrement=True,
)

service_state = Table(
    "service_state",
    metadata,
    Column("site", String(64), primary_key=True),
    Column("service", String(8), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
)

observation = Table(
    "observation",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("poller", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Index("ix_observation_poller_started_at", "poller", "started_at"),
    sqlite_autoincrement=True,
)

observation_exception = Table(
    "observation_exception",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("poller", String(64), nullable=False),
    # Without a site it holds for every site of the poller.
    Column("site", String(64)),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("reason", String(32), nullable=False),
    Index("ix_observation_exception_site_started_at", "site", "started_at"),
    sqlite_autoincrement=True,
)
