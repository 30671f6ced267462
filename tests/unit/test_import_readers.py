"""Cells of forms by themselves: days and addresses of the web."""

from __future__ import annotations

from datetime import date

import pytest

from inventory.importer.form import Reading, Unreadable
from inventory.importer.readers import web_address_reader
from inventory.importer.time_readers import day_reader, moment_reader

TODAY = date(2026, 11, 21)
DAY = "2026-11-20"


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        (DAY, ""),
        ("20/11/2569", ""),
        ("11/20/2569", "day_form"),
        ("2569-11-20", "day_form"),
        ("20/11/2026", "day_form"),
        ("20 พ.ย. 2569", "day_form"),
        ("๒๐/๑๑/๒๕๖๙", "thai_digits"),
    ],
)
def test_a_day_in_another_form_is_a_repair(text: str, repair: str) -> None:
    assert day_reader(TODAY, may_lie_ahead=False)(text) == Reading(DAY, repair)
    moment = moment_reader(TODAY)(f"{text} 09:00")
    assert moment == Reading(f"{DAY}T09:00:00+07:00", repair)


@pytest.mark.parametrize(
    "text",
    [
        "https://gov.example:pw@evil.example/",
        'https://a.example/"<x>',
        "https://a.example/a b",
        "javascript:alert(1)",
        "https:///nowhere",
        "https://[::1",
    ],
)
def test_an_address_nobody_should_follow_is_refused_in_a_file(text: str) -> None:
    with pytest.raises(Unreadable, match="malformed_web_address"):
        web_address_reader(200)(text)


def test_an_address_of_the_web_stays_as_it_is() -> None:
    assert web_address_reader(200)("https://a.example/?b=1").text.endswith("/?b=1")
