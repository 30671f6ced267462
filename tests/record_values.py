"""Records to keep in tests, complete and right; change what a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inventory.records import catalogue
from inventory.records.kinds import Kind
from inventory.records.record import Record
from inventory.records.store import RecordStore
from netmon.core.clock import THAI_TIME

_GIVEN: Mapping[str, dict[str, Any]] = {
    "centre": {
        "code": "DC-001",
        "site": "PI-00001",
        "level": "พื้นฐาน",
        "caretaker": "คุณทดสอบ สมมติ",
        "telephone": "+66 2 000 0000",
    },
    "course": {"code": "C-9", "name_th": "หลักสูตร", "name_en": "A course"},
    "trainer": {"code": "TR-001", "name": "คุณสมมติ วิทยากร", "province": "50"},
    "session": {
        "code": "TS-0001",
        "centre_code": "DC-001",
        "course": "digital_commerce",
        "trainer_id": "TR-001",
        "starts_at": datetime(2026, 11, 23, 9, tzinfo=THAI_TIME),
        "ends_at": datetime(2026, 11, 24, 16, tzinfo=THAI_TIME),
        "registered": 25,
    },
    "shop": {"code": "SH-01", "centre_code": "DC-001", "shop_name": "ร้านทดสอบ"},
    "product": {"code": "PR-1", "shop_id": "SH-01", "name": "ผ้าทอ", "price_baht": 350},
    "sale": {
        "code": "SH-01.2026-11-20",
        "shop_id": "SH-01",
        "date": date(2026, 11, 20),
        "orders": 3,
        "amount_baht": 900,
    },
    "community_item": {
        "code": "CI-1",
        "centre_code": "DC-001",
        "topic": "culture",
        "title": "งานประเพณี",
        "published_date": date(2026, 11, 1),
    },
    "volunteer": {
        "code": "DV-1",
        "site_code": "PI-00001",
        "role": "อาสาสมัครดิจิทัล",
        "name": "คุณสมมติ ใจดี",
        "telephone": "+66 2 111 1111",
    },
    "news_item": {
        "code": "N-1",
        "title": "ข่าวทดสอบ",
        "verdict": "false",
        "published_at": datetime(2026, 11, 20, 8, tzinfo=THAI_TIME),
    },
}


def values_of(kind: Kind, **changes: Any) -> dict[str, Any]:
    """Return values of every column of one record."""
    none = dict.fromkeys(column.name for column in kind.columns)
    return none | _GIVEN[kind.name] | changes


async def keep_one_of_each(store: RecordStore) -> dict[str, Record]:
    """Keep a record of every kind, each naming the others; keyed by kind."""
    return {
        kind.name: await store.create(kind, values_of(kind), "local:test")
        for kind in catalogue.KINDS
    }
