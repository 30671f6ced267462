"""The register's tables. Codes are the keys; order is made when loading."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    Time,
)

from netmon.database import UtcDateTime, metadata

CODE_LENGTH = 64
"""Longest code or device id, characters."""


def _code(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(CODE_LENGTH), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _refers(name: str, target: str) -> Column[str]:
    return Column(
        name, String(CODE_LENGTH), ForeignKey(target), nullable=False, index=True
    )


def _key(name: str = "code") -> Column[str]:
    return Column(name, String(CODE_LENGTH), primary_key=True)


register_version = Table(
    "register_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""One row, grown by every change in the change's own transaction."""

province = Table(
    "province",
    metadata,
    _key(),
    _code("iso"),
    _text("name_th"),
    _text("name_en"),
    _text("region"),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
    Column("tile_column", Integer, nullable=False),
    Column("tile_row", Integer, nullable=False),
)

contract = Table(
    "contract",
    metadata,
    _key(),
    _text("provider"),
    _text("area"),
    Column("min_down_bps", BigInteger, nullable=False),
    Column("min_up_bps", BigInteger, nullable=False),
)

node = Table(
    "node",
    metadata,
    _key(),
    _code("kind"),
    _text("name"),
    _text("address", nullable=True),
)

node_parent = Table(
    "node_parent",
    metadata,
    Column("node", ForeignKey("node.code"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _refers("parent", "node.code"),
)

site = Table(
    "site",
    metadata,
    _key(),
    _text("name_th"),
    _text("name_en"),
    _code("site_type"),
    _refers("province", "province.code"),
    _text("district"),
    _text("subdistrict"),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    _refers("contract", "contract.code"),
    _code("service_weekdays", nullable=True),
    Column("service_opens", Time),
    Column("service_closes", Time),
    Column("in_service_from", Date),
)

site_left = Table(
    "site_left",
    metadata,
    _key(),
    _text("name_th"),
    _text("name_en"),
    _code("site_type"),
    _code("province"),
    _text("district"),
    _text("subdistrict"),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    _code("contract"),
    _code("service_weekdays", nullable=True),
    Column("service_opens", Time),
    Column("service_closes", Time),
    Column("in_service_from", Date),
    Column("left_at", UtcDateTime, nullable=False),
)
"""Sites as the register had them last; see inventory.left_sites."""

site_parent = Table(
    "site_parent",
    metadata,
    Column("site", ForeignKey("site.code"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _refers("parent", "node.code"),
)

router = Table(
    "router",
    metadata,
    _key("id"),
    Column("site", ForeignKey("site.code"), nullable=False, unique=True),
    _text("vendor"),
    _text("model"),
    _text("address", nullable=True),
    _code("methods"),
    _code("snmp_credential"),
    Column("snmp_port", Integer, nullable=False),
    Column("tcp_port", Integer, nullable=False),
)

access_point = Table(
    "access_point",
    metadata,
    _key("id"),
    _refers("site", "site.code"),
    _text("vendor"),
    _text("model"),
    _code("mac"),
    _code("seen_by"),
    _text("address", nullable=True),
    _code("controller", nullable=True),
    _code("snmp_credential", nullable=True),
    Column("snmp_port", Integer),
)

controller = Table(
    "controller",
    metadata,
    _key("name"),
    _text("vendor"),
    _text("model"),
    _text("address", nullable=True),
    _code("snmp_credential"),
    Column("snmp_port", Integer, nullable=False),
)

REGISTER_TABLES = (
    province,
    contract,
    node,
    node_parent,
    site,
    site_parent,
    router,
    access_point,
    controller,
)
"""In an order in which rows can be inserted; the reverse can be deleted."""
