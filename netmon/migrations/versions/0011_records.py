"""Records of the programme, what happens to them, and what contracts promise."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from netmon.database import UtcDateTime

revision = "0011"
down_revision = "0010"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_COURSES = (
    ("digital_entrepreneur", "ผู้ประกอบการดิจิทัล", "Digital entrepreneur"),
    ("digital_commerce", "พาณิชย์ดิจิทัล", "Digital commerce"),
    ("live_streaming", "ถ่ายทอดสดสำหรับการค้าออนไลน์", "Live-streaming for online trade"),
    ("digital_marketing", "การตลาดดิจิทัล", "Digital marketing"),
    ("digital_awareness", "การตระหนักรู้ด้านดิจิทัล", "Digital awareness"),
)
"""The programme's five courses, held as two-day sessions."""


def upgrade() -> None:
    _create_centres()
    _create_training()
    _create_commerce()
    _create_others()
    _create_changes()
    _fill_courses()


def _create_centres() -> None:
    op.create_table(
        "centre",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("site", sa.String(64), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("opened_date", sa.Date()),
        sa.Column("phase", sa.BigInteger()),
        sa.Column("caretaker", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.Column("equipment", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_centre")),
        sa.UniqueConstraint("site", name=op.f("uq_centre_site")),
    )
    op.create_table(
        "community_item",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("centre_code", sa.String(64), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text()),
        sa.Column("published_date", sa.Date(), nullable=False),
        sa.Column("expires_date", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_code"],
            ["centre.code"],
            name=op.f("fk_community_item_centre_code_centre"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_community_item")),
    )
    op.create_index(
        op.f("ix_community_item_centre_code"),
        "community_item",
        ["centre_code"],
        unique=False,
    )


def _create_training() -> None:
    op.create_table(
        "course",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name_th", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("hours", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_course")),
    )
    op.create_table(
        "trainer",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.Column("trained_by", sa.Text()),
        sa.Column("trained_date", sa.Date()),
        sa.Column("province", sa.String(64)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_trainer")),
    )
    op.create_table(
        "session",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("centre_code", sa.String(64), nullable=False),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("phase", sa.BigInteger()),
        sa.Column("trainer_id", sa.String(64)),
        sa.Column("learner_group", sa.Text()),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("registered", sa.BigInteger()),
        sa.Column("attended", sa.BigInteger()),
        sa.Column("completed", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_code"], ["centre.code"], name=op.f("fk_session_centre_code_centre")
        ),
        sa.ForeignKeyConstraint(
            ["course"], ["course.code"], name=op.f("fk_session_course_course")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_session")),
    )
    op.create_index(
        "ix_session_centre_code_starts_at",
        "session",
        ["centre_code", "starts_at"],
        unique=False,
    )


def _create_commerce() -> None:
    op.create_table(
        "shop",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("centre_code", sa.String(64), nullable=False),
        sa.Column("shop_name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text()),
        sa.Column("opened_date", sa.Date()),
        sa.Column("members", sa.BigInteger()),
        sa.Column("member_ids", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_code"], ["centre.code"], name=op.f("fk_shop_centre_code_centre")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shop")),
    )
    op.create_table(
        "product",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("shop_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("price_baht", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.code"], name=op.f("fk_product_shop_id_shop")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_product")),
    )
    op.create_index(op.f("ix_product_shop_id"), "product", ["shop_id"], unique=False)
    op.create_table(
        "product_photo",
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product"], ["product.code"], name=op.f("fk_product_photo_product_product")
        ),
        sa.PrimaryKeyConstraint("product", name=op.f("pk_product_photo")),
    )
    op.create_table(
        "sale",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("shop_id", sa.String(64), nullable=False),
        sa.Column("orders", sa.BigInteger()),
        sa.Column("amount_baht", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id"], ["shop.code"], name=op.f("fk_sale_shop_id_shop")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sale")),
    )
    op.create_index("ix_sale_shop_id_date", "sale", ["shop_id", "date"], unique=True)


def _create_others() -> None:
    op.create_table(
        "volunteer",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("site_code", sa.String(64), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("since", sa.Date()),
        sa.Column("also_serves", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("telephone", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_volunteer")),
    )
    op.create_index(
        op.f("ix_volunteer_site_code"), "volunteer", ["site_code"], unique=False
    )
    op.create_table(
        "news_item",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("verdict", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(96), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_news_item")),
    )
    op.create_index(
        "ix_news_item_published_at", "news_item", ["published_at"], unique=False
    )
    op.create_table(
        "contract_terms",
        sa.Column("contract", sa.String(64), nullable=False),
        sa.Column("contractor", sa.Text()),
        sa.Column("availability_min_ratio", sa.Text()),
        sa.Column("repair_hours", sa.Integer()),
        sa.Column("monthly_fee_baht", sa.BigInteger()),
        sa.Column("penalty_per_hour_ratio", sa.Text()),
        sa.Column("starts_date", sa.Date()),
        sa.Column("ends_date", sa.Date()),
        sa.PrimaryKeyConstraint("contract", name=op.f("pk_contract_terms")),
    )


def _create_changes() -> None:
    op.create_table(
        "record_import",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(96), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("undone_at", UtcDateTime()),
        sa.Column("undone_by", sa.String(96)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_import")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "record_change",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(96), nullable=False),
        sa.Column("import_id", _SERIAL),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["record_import.id"],
            name=op.f("fk_record_change_import_id_record_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_record_change_import_id"), "record_change", ["import_id"], unique=False
    )
    op.create_index(
        "ix_record_change_kind_code", "record_change", ["kind", "code"], unique=False
    )


def _fill_courses() -> None:
    signed = {"version": 1, "at": datetime.now(UTC), "who": "netmon"}
    columns = ("code", "name_th", "name_en")
    made = [dict(zip(columns, each, strict=True)) for each in _COURSES]
    course = sa.table(
        "course",
        *map(sa.column, (*columns, "version", "changed_by")),
        sa.column("changed_at", UtcDateTime()),
    )
    change = sa.table(
        "record_change",
        *map(sa.column, ("kind", "code", "version", "who")),
        sa.column("at", UtcDateTime()),
        sa.column("after", sa.JSON()),
    )
    signed_row = {"version": 1, "changed_at": signed["at"], "changed_by": "netmon"}
    op.bulk_insert(course, [each | signed_row for each in made])
    lines = [
        {"kind": "course", "code": each["code"], "after": each | {"hours": None}}
        for each in made
    ]
    op.bulk_insert(change, [line | signed for line in lines])
