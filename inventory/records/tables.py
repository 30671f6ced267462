"""Tables of the records, of what happened to each, and of their imports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

from netmon.database import UtcDateTime, metadata

_SERIAL = BigInteger().with_variant(Integer(), "sqlite")
_JSON = JSON(none_as_null=True)


def _code(name: str, target: str = "", *, nullable: bool = False) -> Column[str]:
    keys = (ForeignKey(target),) if target else ()
    return Column(name, String(64), *keys, nullable=nullable)


def _text(name: str, *, nullable: bool = True) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _record(name: str, *columns: SchemaItem) -> Table:
    """Return the table of a kind: a key, its columns, and who changed it last."""
    return Table(
        name,
        metadata,
        Column("code", String(64), primary_key=True),
        *columns,
        Column("version", Integer, nullable=False),
        Column("changed_at", UtcDateTime, nullable=False),
        Column("changed_by", String(96), nullable=False),
    )


def _count(name: str) -> Column[Any]:
    return Column(name, BigInteger)


centre = _record(
    "centre",
    # No foreign key to the register: `inventory load` replaces its rows.
    Column("site", String(64), nullable=False, unique=True),
    _text("level", nullable=False),
    Column("opened_date", Date),
    _count("phase"),
    _text("caretaker"),
    _text("telephone"),
    _text("equipment"),
)

course = _record(
    "course",
    _text("name_th", nullable=False),
    _text("name_en", nullable=False),
    _count("hours"),
)

trainer = _record(
    "trainer",
    _text("name"),
    _text("telephone"),
    _text("trained_by"),
    Column("trained_date", Date),
    _code("province", nullable=True),
)

session = _record(
    "session",
    _code("centre_code", "centre.code"),
    _code("course", "course.code"),
    _count("phase"),
    # No foreign key: sessions are handed over before their trainers are.
    _code("trainer_id", nullable=True),
    _text("learner_group"),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    _count("registered"),
    _count("attended"),
    _count("completed"),
    Index("ix_session_centre_code_starts_at", "centre_code", "starts_at"),
)

shop = _record(
    "shop",
    _code("centre_code", "centre.code"),
    _text("shop_name", nullable=False),
    _text("category"),
    Column("opened_date", Date),
    _count("members"),
    _text("member_ids"),
)

product = _record(
    "product",
    Column("shop_id", ForeignKey("shop.code"), nullable=False, index=True),
    _text("name", nullable=False),
    _text("description"),
    _count("price_baht"),
)

product_photo = Table(
    "product_photo",
    metadata,
    Column("product", ForeignKey("product.code"), primary_key=True),
    Column("media_type", String(32), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("image", LargeBinary, nullable=False),
)

sale = _record(
    "sale",
    Column("date", Date, nullable=False),
    _code("shop_id", "shop.code"),
    _count("orders"),
    _count("amount_baht"),
    Index("ix_sale_shop_id_date", "shop_id", "date", unique=True),
)

community_item = _record(
    "community_item",
    Column("centre_code", ForeignKey("centre.code"), nullable=False, index=True),
    _text("topic", nullable=False),
    _text("title", nullable=False),
    _text("body"),
    Column("published_date", Date, nullable=False),
    Column("expires_date", Date),
)

volunteer = _record(
    "volunteer",
    Column("site_code", String(64), nullable=False, index=True),
    _text("role"),
    Column("since", Date),
    _text("also_serves"),
    _text("name"),
    _text("telephone"),
)

news_item = _record(
    "news_item",
    _text("title", nullable=False),
    _text("summary"),
    _text("url"),
    _text("verdict"),
    _text("source"),
    Column("published_at", UtcDateTime, nullable=False),
    Index("ix_news_item_published_at", "published_at"),
)

record_import = Table(
    "record_import",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(96), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("added_count", Integer, nullable=False),
    Column("changed_count", Integer, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String(96)),
    sqlite_autoincrement=True,
)

record_change = Table(
    "record_change",
    metadata,
    Column("id", _SERIAL, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("code", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(96), nullable=False),
    Column("import_id", ForeignKey("record_import.id"), index=True),
    # JSON values by column; NULL where the record was not there.
    Column("before", _JSON),
    Column("after", _JSON),
    Index("ix_record_change_kind_code", "kind", "code"),
    sqlite_autoincrement=True,
)
"""What happened to each record: the values it had, and those it got."""

contract_terms = Table(
    "contract_terms",
    metadata,
    # No foreign key: `inventory load` replaces every contract, and knows none of this.
    Column("contract", String(64), primary_key=True),
    Column("contractor", Text),
    Column("availability_min_ratio", Text),
    Column("repair_hours", Integer),
    Column("monthly_fee_baht", BigInteger),
    Column("penalty_per_hour_ratio", Text),
    Column("starts_date", Date),
    Column("ends_date", Date),
)
"""What a contract promises. Ratios are decimal text: they stay what was signed."""
