"""Forms as they come back: read where one reading is possible, refused by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory.records import catalogue
from inventory.records.kinds import Kind
from netmon.web.month_bars import to_month_bars
from netmon.web.record_entry import Unreadable, read_entry, read_field, to_text
from netmon.web.record_plans import PLANS

TODAY = date(2026, 11, 20)

READ: dict[str, tuple[Kind, str, str, Any]] = {
    "nothing": (catalogue.SHOP, "category", "  ", None),
    "text": (catalogue.SHOP, "category", " ผ้า\u200bทอ ", "ผ้าทอ"),
    "lines": (catalogue.PRODUCT, "description", "หนึ่ง \nสอง\n", "หนึ่ง\nสอง"),
    "a number": (catalogue.SESSION, "attended", "12", 12),
    "Thai digits": (catalogue.SESSION, "attended", "๑๒", 12),
    "grouped": (catalogue.SALE, "amount_baht", "1,250", 1250),
    "a day": (catalogue.SALE, "date", "2026-11-19", date(2026, 11, 19)),
    "a Buddhist year": (catalogue.SALE, "date", "2569-11-19", date(2026, 11, 19)),
    "a choice": (catalogue.COMMUNITY_ITEM, "topic", "culture", "culture"),
    "a code": (catalogue.SHOP, "code", "SH-๐๑", "SH-01"),
}
REFUSED: dict[str, tuple[Kind, str, str, str]] = {
    "nothing": (catalogue.SHOP, "shop_name", "", "missing"),
    "blank": (catalogue.SHOP, "shop_name", "\u200b ", "missing"),
    "too long": (catalogue.SHOP, "category", "ก" * 81, "long"),
    "a fraction": (catalogue.SALE, "amount_baht", "12.50", "whole"),
    "below nothing": (catalogue.SESSION, "attended", "-1", "negative"),
    "a formula": (catalogue.SESSION, "attended", "=1+1", "whole"),
    "too much": (catalogue.SESSION, "attended", "5,001", "large"),
    "far too much": (catalogue.SALE, "orders", "9" * 5000, "whole"),
    "no day": (catalogue.SALE, "date", "2026-02-30", "day"),
    "two days": (catalogue.SALE, "date", "03/04/2026", "day"),
    "another choice": (catalogue.COMMUNITY_ITEM, "topic", "rumour", "choice"),
    "markup": (catalogue.SHOP, "code", "<b>", "code"),
    "a code no sale can be kept with": (catalogue.SHOP, "code", "S" * 54, "long"),
}


@pytest.mark.parametrize(
    ("kind", "name", "text", "value"), READ.values(), ids=READ.keys()
)
def test_a_field_is_read(kind: Kind, name: str, text: str, value: Any) -> None:
    column = kind.column(name)

    assert read_field(column, text, TODAY) == value
    assert read_field(column, to_text(column, value), TODAY) == value


@pytest.mark.parametrize(
    ("kind", "name", "text", "fault"), REFUSED.values(), ids=REFUSED.keys()
)
def test_a_field_is_refused(kind: Kind, name: str, text: str, fault: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_field(kind.column(name), text, TODAY)

    assert caught.value.fault.name == fault


def test_what_was_written_is_kept_beside_what_could_be_read() -> None:
    columns = PLANS["sale"].columns(is_new=True, sees_people=False)

    entry = read_entry(columns, {"orders": "x", "amount_baht": "90"}, TODAY)

    assert entry.texts == {"date": "", "orders": "x", "amount_baht": "90"}
    assert entry.values == {"amount_baht": 90}
    assert {name: each.name for name, each in entry.faults.items()} == {
        "date": "missing",
        "orders": "whole",
    }


def test_what_is_about_people_is_no_field_for_who_may_not_see_it() -> None:
    plan = PLANS["centre"]

    shown = plan.columns(is_new=False, sees_people=False)
    assert [each.name for each in shown] == ["level", "equipment"]
    assert len(plan.columns(is_new=False, sees_people=True)) == 4


def test_months_without_a_row_are_not_months_without_sales() -> None:
    sold = [
        (date(2025, 11, 30), 999),
        (date(2025, 12, 1), 100),
        (date(2026, 10, 5), 0),
        (date(2026, 11, 1), 150),
        (date(2026, 11, 20), 50),
    ]

    bars = to_month_bars(sold, TODAY)

    assert [(each.year, each.month) for each in bars[:2]] == [(2025, 12), (2026, 1)]
    amounts = [each.amount for each in bars]
    assert amounts == [100, *[None] * 9, 0, 200]
    assert bars[-1].height == 88
    assert bars[0].height == 44
    assert bars[-2].height == 0
    assert all(each.x >= 0 and each.x + each.width <= 100 for each in bars)
