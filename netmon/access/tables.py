"""The tables of tokens and of the audit."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from netmon.database import UtcDateTime, metadata

# SQLite counts up by itself only on INTEGER; 2^31 rows would be too few elsewhere.
_SERIAL = BigInteger().with_variant(Integer, "sqlite")

_JSON = JSON(none_as_null=True)

token = Table(
    "token",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("role", String(32), nullable=False),
    # {"provinces": [...], "contracts": [...], "sites": [...]}; {} is everywhere.
    Column("scope", _JSON, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

# Triggers refuse to change or delete a row; see migration 0004.
audit = Table(
    "audit",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(96), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(96), nullable=False),
    Column("detail", _JSON, nullable=False),
    Index("ix_audit_at", "at"),
    sqlite_autoincrement=True,
)
