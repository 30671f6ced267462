"""The month to date: how much is left, who misses anyhow, and how it is kept."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from netmon.core.clock import SystemClock
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.core.schema import SLA, SLA_GROUP, Sample
from netmon.service.sla_job import SETTLE, SlaToDate, last_hour, next_run
from netmon.service.sla_rows import to_rows
from netmon.sla.facts import Down, MonthFacts, SiteFacts
from netmon.sla.figures import Verdict
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.sla.statements.to_date import ToDate, combine, month_until, reckon

MONTH = Month(2026, 11)
START = MONTH.span.start
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WHOLE_BUDGET_S = 12_960
"""Half a per cent of thirty days."""


def reckoned(days: int = 10) -> ToDate:
    """A is down 217 minutes, B an hour, C begins on the 16th."""
    target = Decimal("0.995")
    sites = [
        SiteFacts(SiteCode("A"), "C1", START - DAY, availability_target_ratio=target),
        SiteFacts(SiteCode("B"), "C2", START - DAY, availability_target_ratio=target),
        SiteFacts(SiteCode("C"), "C2", START + 15 * DAY),
    ]
    outages = {
        SiteCode("A"): [Down(START + DAY, START + DAY + 217 * MINUTE)],
        SiteCode("B"): [Down(START + DAY, START + DAY + 60 * MINUTE)],
    }
    facts = MonthFacts(MONTH, START + days * DAY, sites, outages)
    about = {
        site.code: SiteAbout("", "", province, "", "", "", "library")
        for site, province in zip(sites, ("10", "10", "50"), strict=True)
    }
    providers = {"C1": "one", "C2": "two", "C3": "nobody's yet"}
    return reckon(Ground(facts, about, providers), load_ruleset(None))


def test_a_budget_is_of_the_whole_month_and_a_site_over_it_misses_anyhow() -> None:
    a, b, c = reckoned().sites

    assert (a.budget_s, a.down_s, a.is_spent) == (WHOLE_BUDGET_S, 217 * 60, True)
    assert (b.budget_s, b.down_s, b.is_spent) == (WHOLE_BUDGET_S, 3_600, False)
    assert (c.budget_s, c.verdict) == (WHOLE_BUDGET_S // 2, Verdict.NOT_IN_SERVICE)
    assert (a.incidents_count, a.mttr_s, c.mttr_s) == (1, 217 * 60, None)


def test_groups_are_sums_of_those_who_hold_a_site() -> None:
    groups, empty = reckoned().groups(), combine(())

    assert sorted(groups) == [("10", "C1"), ("10", "C2"), ("50", "C2")]
    a = groups["10", "C1"]
    assert (a.spent_count, a.left_s, a.budget_s) == (1, 0, WHOLE_BUDGET_S)
    assert a.allowed_s == 10 * 86_400 // 200
    assert a.seconds.window_s == 10 * 86_400
    assert groups["10", "C2"].left_s == WHOLE_BUDGET_S - 3_600
    assert (empty.sites_count, empty.seconds.window_s, empty.budget_s) == (0, 0, 0)


def test_what_a_process_tells_comes_back_as_it_was() -> None:
    month = reckoned()

    assert ToDate.from_json(json.loads(json.dumps(month.to_json()))) == month


def test_a_months_last_midnight_belongs_to_the_month_that_ends() -> None:
    assert month_until(MONTH.span.end) == MONTH
    assert month_until(MONTH.span.end + MINUTE) == MONTH.next
    assert str(month_until(datetime(2026, 12, 31, 17, 0, tzinfo=UTC))) == "2026-12"


def test_rows_have_one_moment_and_what_cannot_be_told_is_missing() -> None:
    month = reckoned()
    rows = list(to_rows(month, None))

    assert {row.at for row in rows} == {month.until}
    sites = {row.tags: row for row in rows if row.measurement == SLA.name}
    assert sorted(sites) == [("A", "C1"), ("B", "C2"), ("C", "C2")]
    a = dict(zip(SLA.fields, sites["A", "C1"].values, strict=True))
    assert a["up_s"] + a["down_s"] == a["window_s"] == 864_000
    assert a["availability_ratio"] == (864_000 - 217 * 60) / 864_000
    assert (a["verdict_code"], a["target_ratio"]) == (0, 0.995)
    c = dict(zip(SLA.fields, sites["C", "C2"].values, strict=True))
    assert (c["availability_ratio"], c["mttr_s"], c["verdict_code"]) == (None, None, 3)
    groups = [row for row in rows if row.measurement == SLA_GROUP.name]
    assert all(len(row.values) == len(SLA_GROUP.fields) for row in groups)
    spent = [*SLA_GROUP.fields].index("spent_count")
    assert sum(row.values[spent] or 0 for row in groups) == 1


def test_a_group_whose_last_site_left_is_closed_once_and_others_are_not_written() -> (
    None
):
    before = reckoned()
    a, b, c = before.sites
    after = replace(before, sites=[a._replace(contract="C2"), b, c])

    def written(month: ToDate, earlier: ToDate | None) -> dict[tuple[str, ...], int]:
        """Return the sites of each group that has a row."""
        rows = to_rows(month, earlier)
        return {
            row.tags: int(row.values[0] or 0)
            for row in rows
            if row.measurement == SLA_GROUP.name
        }

    first = written(before, None)
    assert sorted(first) == [(p, f"C{n}") for p in ("10", "50") for n in (1, 2, 3)]
    held = {("10", "C1"): 1, ("10", "C2"): 1, ("50", "C2"): 1}
    assert {key: sites for key, sites in first.items() if sites} == held
    assert written(before, before) == held
    # A runs under C2 now: C1 is closed in the run that finds it so, and in no other.
    moved = {("10", "C2"): 2, ("50", "C2"): 1}
    assert written(after, before) == {**moved, ("10", "C1"): 0}
    assert written(after, after) == moved


def test_an_hour_is_reckoned_once_nothing_in_it_is_in_doubt() -> None:
    hour = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

    assert last_hour(hour + SETTLE - MINUTE) == hour - timedelta(hours=1)
    assert last_hour(hour + SETTLE) == hour
    assert next_run(hour + SETTLE) == hour + timedelta(hours=1) + SETTLE


def told_by(*command: str) -> tuple[SlaToDate, list[Sample]]:
    kept: list[Sample] = []
    job = SlaToDate(
        "sqlite+aiosqlite:///none.db",
        SystemClock(),
        kept.extend,
        asyncio.Event(),
        load_ruleset(None),
        command=command,
    )
    return job, kept


@pytest.mark.anyio
async def test_what_the_process_tells_is_kept_and_stays_at_hand(
    tmp_path: Path,
) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(reckoned().to_json()))
    job, kept = told_by("/bin/sh", "-c", f"cat > /dev/null; cat {answer}")

    assert await job.once(START + 10 * DAY)

    assert job.newest == reckoned()
    assert kept == list(to_rows(reckoned(), None))


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("cat > /dev/null; echo no such rule >&2; exit 1", "no such rule"),
        ("cat > /dev/null; exit 3", "the process ended with 3"),
        ("cat > /dev/null; echo '{}'", "the answer cannot be read: KeyError"),
        ("cat > /dev/null; echo broken", "the answer cannot be read: JSONDecode"),
    ],
)
async def test_a_failing_process_is_told_of_once_and_changes_nothing_else(
    script: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    job, kept = told_by("/bin/sh", "-c", script)
    job.newest = before = reckoned()

    with caplog.at_level(logging.WARNING):
        assert not await job.once(START + DAY)
        assert not await job.once(START + DAY)

    assert why in job.error
    assert len(caplog.records) == 1
    assert job.newest is before
    assert kept == []
