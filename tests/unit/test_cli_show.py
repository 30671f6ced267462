"""Answers as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from netmon.cli.maintenance import plan_remarks, window_rows
from netmon.cli.questions import is_working
from netmon.cli.show import device_facts
from netmon.cli.show_incidents import FIRST_LINES, LAST_LINES, timeline_lines
from netmon.cli.show_incidents import incident_facts as facts_of


def line(at: str, kind: str, count: int = 1, text: str = "") -> dict[str, Any]:
    moment = f"2026-11-20T{at}Z"
    site = "PI-1" if kind in ("joined", "left") and count == 1 else None
    return {
        "at": moment,
        "kind": kind,
        "count": count,
        "site": site,
        "author": None,
        "text": text,
    }


def test_crowds_of_one_minute_are_one_line() -> None:
    timeline = [
        line("20:29:01", "opened", text="no_evidence_yet"),
        line("20:29:02", "joined", 3),
        line("20:29:03", "left"),
        line("20:29:59", "joined", 2),
        line("20:30:00", "joined"),
        line("20:30:30", "note", text="seen"),
        line("20:30:40", "left"),
    ]

    shown = list(timeline_lines(timeline))

    words = "nothing yet; the router tells when it is back"
    assert shown == [
        f"  2026-11-20 20:29:01  opened  no_evidence_yet ({words})",
        "  2026-11-20 20:29:02  joined  5 sites, left  1 sites",
        "  2026-11-20 20:30:00  joined  PI-1",
        "  2026-11-20 20:30:30  note  seen",
        "  2026-11-20 20:30:40  left  PI-1",
    ]


def incident(timeline: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "I",
        "about": "node",
        "name": "TR/1",
        "cause": "trunk",
        "is_provisional": False,
        "why": "parent_dead",
        "confidence_ratio": 0.9,
        "opened_at": "2026-11-20T20:29:01Z",
        "closed_at": None,
        "duration_s": 9.0,
        "provinces": ["50"],
        "site_count": 2,
        "open_count": 2,
        "acknowledged_by": None,
        "owner": None,
        "report": None,
        "timeline": timeline,
        "members": {"items": [], "next": None},
    }


def test_why_is_said_in_words_and_a_long_timeline_is_cut() -> None:
    long = [
        line(f"{hour:02}:{minute:02}:00", "joined")
        for hour in range(2)
        for minute in range(60)
    ]

    shown = list(facts_of(incident(long)))

    words = "the node these sites hang from is silent too"
    assert f"  why       parent_dead ({words}), 90% sure" in shown
    assert f"  ({120 - FIRST_LINES - LAST_LINES} more lines; --json has them)" in shown
    assert sum("  joined  " in each for each in shown) == FIRST_LINES + LAST_LINES
    assert shown[-1] == "  2026-11-20 01:59:00  joined  PI-1"


def test_an_unknown_model_leaves_no_hole() -> None:
    device = {
        "id": "PI-1/router",
        "vendor": "MikroTik",
        "model": "",
        "address": "192.0.2.1",
        "is_management_degraded": False,
        "is_icmp_filtered": True,
        "probes": [{"method": "report", "outcome": "answered", "at": None}],
    }

    shown = list(device_facts(device))

    assert shown[0] == "  device    PI-1/router  MikroTik  192.0.2.1  ICMP filtered"
    assert shown[1].split() == ["report", "answered", "-"]


@pytest.mark.parametrize(
    ("looked_at", "link", "expected"),
    [
        ("2026-11-20T20:29:01Z", "up", True),
        ("2026-11-20T20:29:01Z", "degraded", True),
        ("2026-11-20T20:29:01Z", "down", False),
        (None, "up", False),
        (None, "unmonitored", False),
    ],
)
def test_a_site_works_by_its_line_in_maintenance_too(
    looked_at: str | None, link: str, expected: bool
) -> None:
    site = {"state": "maintenance", "looked_at": looked_at, "link": {"state": link}}

    assert is_working(site) is expected


def test_windows_are_shown_in_thai_time() -> None:
    window = {
        "id": 7,
        "phase": "planned",
        "reach": "site",
        "subject": "PI-1",
        "site_count": 3,
        "unmonitored_count": 2,
        "overlaps": [5, 6],
        "starts_at": "2026-11-20T17:00:00Z",
        "ends_at": "2026-11-20T21:00:00Z",
        "next": None,
        "weekdays": [1, 4],
        "reason": "fibre",
    }

    header, row = window_rows([window])

    assert "FROM (ICT)" in header
    assert "2026-11-21 00:00:00  2026-11-21 04:00:00  mon,thu" in row
    assert list(plan_remarks(window)) == [
        "2 of 3 sites are unmonitored: there it shows nothing",
        "site PI-1 is in maintenance at the same time by window 5, 6, too",
    ]
    nothing = window | {"site_count": 0, "unmonitored_count": 0, "overlaps": []}
    assert list(plan_remarks(nothing)) == [
        "no site hangs from there alone: it shows nothing"
    ]
