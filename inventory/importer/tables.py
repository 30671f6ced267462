"""Tables of the importer: what the register says beyond its types, and who did what."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from netmon.database import UtcDateTime, metadata

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")

site_record = Table(
    "site_record",
    metadata,
    # No foreign key: `inventory load` replaces every site, and knows none of this.
    Column("site", String(64), primary_key=True),
    Column("tambon_code", String(6)),
    Column("down_bps", BigInteger),
    Column("up_bps", BigInteger),
    Column("point_count", Integer),
    Column("point_model", Text),
    Column("caretaker", Text),
    Column("telephone", Text),
    # When it was first missed in the register; see inventory.records.departures.
    Column("left_at", UtcDateTime),
)
"""What a hand-over says of a site and no other table keeps.

`caretaker` and `telephone` are personal: kept to reach who opens the door, for as long
as the site is in the register, and shown to nobody but those who repair.
"""

register_import = Table(
    "register_import",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(96), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("added_count", Integer, nullable=False),
    Column("changed_count", Integer, nullable=False),
    Column("new_contracts", JSON, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String(96)),
    # Last, as the migration put it there.
    Column("kind", String(32), nullable=False, server_default="sites"),
    sqlite_autoincrement=True,
)
"""Every import that changed something; `version` is the register's right after it."""

register_import_change = Table(
    "register_import_change",
    metadata,
    Column("import_id", ForeignKey("register_import.id"), primary_key=True),
    Column("site", String(64), primary_key=True),
    Column("before", JSON(none_as_null=True)),
)
"""Former text of the fields that changed, keyed by header; NULL for a new site."""

tambon = Table(
    "tambon",
    metadata,
    Column("code", String(6), primary_key=True),
    Column("name", Text, nullable=False),
    Column("amphoe", Text, nullable=False),
    Column("lat", Float(53), nullable=False),
    Column("lon", Float(53), nullable=False),
)

province_border = Table(
    "province_border",
    metadata,
    Column("province", String(2), primary_key=True),
    Column("rings", JSON, nullable=False),
)
"""Rings of [longitude, latitude], holes among them."""
