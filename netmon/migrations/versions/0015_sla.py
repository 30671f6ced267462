"""Statements of the month, exclusions, objections and tickets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0015"
down_revision = "0014"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sla_document",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.Column("kept_by", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_document")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sla_final",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("month", "version", name=op.f("pk_sla_final")),
    )
    op.create_table(
        "sla_statement",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ruleset_id", sa.String(length=64), nullable=False),
        sa.Column("ruleset_digest", sa.String(length=64), nullable=False),
        sa.Column("data_digest", sa.String(length=64), nullable=False),
        sa.Column("result_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=128), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("annex", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_statement")),
        sa.UniqueConstraint("month", "version", name=op.f("uq_sla_statement_month")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sla_ticket",
        sa.Column("outage", sa.String(length=96), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("outage_started_at", UtcDateTime(), nullable=False),
        sa.Column("contract", sa.String(length=64), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("on_site_at", UtcDateTime(), nullable=True),
        sa.Column("restored_at", UtcDateTime(), nullable=True),
        sa.Column("noted_by", sa.String(length=128), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("outage", name=op.f("pk_sla_ticket")),
    )
    op.create_index("ix_sla_ticket_site", "sla_ticket", ["site"], unique=False)
    op.create_table(
        "sla_exclusion",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.String(length=128), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column(
            "decided_by", sa.String(length=128), server_default="", nullable=False
        ),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), server_default="", nullable=False),
        sa.Column("document", _SERIAL, nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["sla_document.id"],
            name=op.f("fk_sla_exclusion_document_sla_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_exclusion")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sla_exclusion_ended_at", "sla_exclusion", ["ended_at"], unique=False
    )
    op.create_table(
        "sla_objection",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=True),
        sa.Column("outage", sa.String(length=96), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=128), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("document", _SERIAL, nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "answered_by", sa.String(length=128), server_default="", nullable=False
        ),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document"],
            ["sla_document.id"],
            name=op.f("fk_sla_objection_document_sla_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_objection")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sla_objection_month_contract",
        "sla_objection",
        ["month", "contract"],
        unique=False,
    )
    op.create_table(
        "sla_exclusion_site",
        sa.Column("exclusion", _SERIAL, nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("contract", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["exclusion"],
            ["sla_exclusion.id"],
            name=op.f("fk_sla_exclusion_site_exclusion_sla_exclusion"),
        ),
        sa.PrimaryKeyConstraint(
            "exclusion", "site", name=op.f("pk_sla_exclusion_site")
        ),
    )
    op.create_index(
        "ix_sla_exclusion_site_site", "sla_exclusion_site", ["site"], unique=False
    )
