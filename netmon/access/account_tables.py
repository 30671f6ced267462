"""The tables of accounts and of the sessions of people who have signed in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from netmon.database import UtcDateTime, metadata

_SERIAL = BigInteger().with_variant(Integer, "sqlite")

# Personal data: login and display name. Purpose: who did what; kept as long as the
# audit names them, so accounts are disabled and never deleted.
account = Table(
    "account",
    metadata,
    Column("login", String(64), primary_key=True),
    Column("display_name", String(80), nullable=False),
    Column("role", String(32), nullable=False),
    # As of tables.token.
    Column("scope", JSON(none_as_null=True), nullable=False),
    # Argon2id in PHC form; null for somebody who signs in elsewhere alone.
    Column("password_hash", String(256)),
    Column("must_change", Boolean, nullable=False),
    Column("is_disabled", Boolean, nullable=False),
    Column("oidc_issuer", String(255)),
    Column("oidc_subject", String(255)),
    # Counts changes: their sum over all accounts tells whether there is any news.
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime),
    UniqueConstraint("oidc_issuer", "oidc_subject", name="uq_account_oidc"),
)

login_session = Table(
    "login_session",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("login", String(64), ForeignKey("account.login"), nullable=False),
    Column("place", String(45), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_login_session_sha256", "sha256", unique=True),
    Index("ix_login_session_login", "login"),
    sqlite_autoincrement=True,
)
