"""Imports of the register, what they say of a site, and the geography."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0010"
down_revision = "0009"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "site_record",
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("tambon_code", sa.String(6)),
        sa.Column("down_bps", sa.BigInteger()),
        sa.Column("up_bps", sa.BigInteger()),
        sa.Column("point_count", sa.Integer()),
        sa.Column("point_model", sa.Text()),
        sa.Column("caretaker", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_site_record")),
    )
    _create_imports()
    _create_geography()


def _create_imports() -> None:
    op.create_table(
        "register_import",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(96), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("added_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("new_contracts", sa.JSON(), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.Column("undone_by", sa.String(96)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "register_import_change",
        sa.Column("import_id", _SERIAL, nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["register_import.id"],
            name=op.f("fk_register_import_change_import_id_register_import"),
        ),
        sa.PrimaryKeyConstraint(
            "import_id", "site", name=op.f("pk_register_import_change")
        ),
    )


def _create_geography() -> None:
    op.create_table(
        "tambon",
        sa.Column("code", sa.String(6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amphoe", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(53), nullable=False),
        sa.Column("lon", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tambon")),
    )
    op.create_table(
        "province_border",
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("province", name=op.f("pk_province_border")),
    )
