"""The register: provinces, contracts, topology, sites, devices, and its version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "contract",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("min_down_bps", sa.BigInteger(), nullable=False),
        sa.Column("min_up_bps", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_contract")),
    )
    op.create_table(
        "node",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_node")),
    )
    op.create_table(
        "province",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("iso", sa.String(length=64), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=False),
        sa.Column("tile_column", sa.Integer(), nullable=False),
        sa.Column("tile_row", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_province")),
    )
    op.create_table(
        "register_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_version")),
    )
    op.create_table(
        "node_parent",
        sa.Column("node", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["node"], ["node.code"], name=op.f("fk_node_parent_node_node")
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["node.code"], name=op.f("fk_node_parent_parent_node")
        ),
        sa.PrimaryKeyConstraint("node", "position", name=op.f("pk_node_parent")),
    )
    op.create_index(op.f("ix_node_parent_parent"), "node_parent", ["parent"])
    op.create_table(
        "site",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("site_type", sa.String(length=64), nullable=False),
        sa.Column("province", sa.String(length=64), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("subdistrict", sa.Text(), nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("contract", sa.String(length=64), nullable=False),
        sa.Column("service_weekdays", sa.String(length=64), nullable=True),
        sa.Column("service_opens", sa.Time(), nullable=True),
        sa.Column("service_closes", sa.Time(), nullable=True),
        sa.Column("in_service_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract"], ["contract.code"], name=op.f("fk_site_contract_contract")
        ),
        sa.ForeignKeyConstraint(
            ["province"], ["province.code"], name=op.f("fk_site_province_province")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_contract"), "site", ["contract"])
    op.create_index(op.f("ix_site_province"), "site", ["province"])
    op.create_table(
        "access_point",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("seen_by", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("controller", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["site"], ["site.code"], name=op.f("fk_access_point_site_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_point")),
    )
    op.create_index(op.f("ix_access_point_site"), "access_point", ["site"])
    op.create_table(
        "router",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("methods", sa.String(length=64), nullable=False),
        sa.Column("snmp_credential", sa.String(length=64), nullable=False),
        sa.Column("snmp_port", sa.Integer(), nullable=False),
        sa.Column("tcp_port", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site"], ["site.code"], name=op.f("fk_router_site_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_router")),
        sa.UniqueConstraint("site", name=op.f("uq_router_site")),
    )
    op.create_table(
        "site_parent",
        sa.Column("site", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent"], ["node.code"], name=op.f("fk_site_parent_parent_node")
        ),
        sa.ForeignKeyConstraint(
            ["site"], ["site.code"], name=op.f("fk_site_parent_site_site")
        ),
        sa.PrimaryKeyConstraint("site", "position", name=op.f("pk_site_parent")),
    )
    op.create_index(op.f("ix_site_parent_parent"), "site_parent", ["parent"])
    op.execute(sa.text("INSERT INTO register_version (id, version) VALUES (1, 0)"))
