"""Exclusions on both kinds of database: who may, who wins, what is read of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from netmon.core.clock import THAI_TIME
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.database import reading, writing
from netmon.sla.claims import exclusion_rows
from netmon.sla.claims.documents import accept
from netmon.sla.claims.exclusion_list import ExclusionFilter, Reach
from netmon.sla.claims.exclusions import (
    ExclusionWish,
    Standing,
    read_exclusions,
    to_facts,
)
from netmon.sla.claims.refusals import Conflict, Flawed, NotApprovable
from netmon.sla.claims.site_places import SitePlace, SitesWish
from netmon.sla.facts import Exclusion, ExclusionStatus, ExclusionType
from netmon.status.tables import outage
from tests.claims import (
    CONTRACT,
    HOUR,
    NIGHT,
    PDF,
)
from tests.integration.claims_office import ASKER, SECOND, Office, outcomes
from tests.journals import write_outage

pytestmark = pytest.mark.anyio


async def test_a_request_is_kept_as_it_was_made_and_stands_in_the_audit(
    office: Office,
) -> None:
    made = await office.ask("PI-00002", "PI-00001")

    assert await office.exclusions.get(made.id) == made
    assert list(made.wish.sites) == ["PI-00001", "PI-00002"]
    assert made.wish.reason == "เปลี่ยนสายไฟเบอร์"
    assert (made.standing, made.requested_by) == (Standing.REQUESTED, ASKER)
    (deed,) = await office.deeds(f"exclusion:{made.id}")
    assert (deed.who, deed.action) == (ASKER, "exclusion.request")
    assert deed.detail["contracts"] == [CONTRACT]


async def test_a_second_person_decides_and_nobody_decides_again(
    office: Office,
) -> None:
    made = await office.ask("PI-00003")
    with pytest.raises(Conflict) as own:
        await office.exclusions.approve(made.id, "", ASKER)

    done = await office.exclusions.approve(made.id, " ตามแผน ", SECOND)

    assert own.value.code == "own_request"
    assert (done.standing, done.decision.by) == (Standing.APPROVED, SECOND)
    assert (done.decision.at, done.decision.note) == (office.clock.now(), "ตามแผน")
    for again in (office.exclusions.approve, office.exclusions.reject):
        with pytest.raises(Conflict) as late:
            await again(made.id, "no", "account:third")
        assert late.value.code == "decided_already"
    with pytest.raises(Conflict):
        await office.exclusions.withdraw(made.id, ASKER)


async def test_people_without_a_name_are_no_second_person_to_each_other(
    office: Office,
) -> None:
    made = await office.ask("PI-00003", kind=ExclusionType.SITE_OWNER, who="token-file")

    for who in ("loopback", "local", "local:root", "token-file"):
        with pytest.raises(Conflict):
            await office.exclusions.approve(made.id, "", who)

    await office.exclusions.reject(made.id, "ไม่มีหลักฐาน", "token:1f00ba7e31")


async def test_what_was_approved_a_third_person_revokes_and_both_stand_in_the_audit(
    office: Office,
) -> None:
    made = await office.ask("PI-00014")
    with pytest.raises(Conflict) as waits:
        await office.exclusions.revoke(made.id, "no", "account:third")
    await office.exclusions.approve(made.id, "ตามแผน", SECOND)
    refused = []
    for who in (ASKER, SECOND):
        with pytest.raises(Conflict) as caught:
            await office.exclusions.revoke(made.id, "no", who)
        refused.append(caught.value.code)
    with pytest.raises(Flawed):
        await office.exclusions.revoke(made.id, " ", "account:third")

    done = await office.exclusions.revoke(made.id, "เอกสารปลอม", "account:third")

    assert waits.value.code == "not_approved"
    assert refused == ["own_request", "own_approval"]
    assert (done.standing, done.decision.note) == (Standing.REJECTED, "เอกสารปลอม")
    deed = (await office.deeds(f"exclusion:{made.id}"))[-1]
    assert (deed.who, deed.action) == ("account:third", "exclusion.revoke")
    assert deed.detail["approved_by"] == SECOND
    assert deed.detail["approval_note"] == "ตามแผน"


async def test_one_caller_has_at_most_so_many_sites_that_wait(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exclusion_rows, "MOST_OPEN_SITES", 3)
    made = await office.ask("PI-00001", "PI-00002", who="account:many")
    with pytest.raises(Conflict) as full:
        await office.ask("PI-00001", "PI-00003", who="account:many")

    assert (full.value.code, "about 2 sites" in str(full.value)) == (
        "too_many_open_sites",
        True,
    )
    await office.ask("PI-00003", who="account:many")
    await office.ask("PI-00001", "PI-00003", who="account:few")
    await office.exclusions.withdraw(made.id, "account:many")
    await office.ask("PI-00001", "PI-00002", who="account:many")


async def test_a_rejection_says_why(office: Office) -> None:
    made = await office.ask("PI-00004")

    with pytest.raises(Flawed) as caught:
        await office.exclusions.reject(made.id, "  ", SECOND)

    assert (caught.value.field, caught.value.code) == ("note", "note_needed")
    assert (await office.exclusions.get(made.id)).standing is Standing.REQUESTED


async def test_what_breaks_a_rule_is_not_approved(office: Office) -> None:
    made = await office.ask("PI-00005", start=NIGHT + 4 * HOUR, length=2 * HOUR)

    with pytest.raises(NotApprovable) as caught:
        await office.exclusions.approve(made.id, "", SECOND)

    assert [each.code for each in caught.value.findings] == ["maintenance_hours"]
    review = await office.exclusions.review(made.id)
    assert review.breaches == list(caught.value.findings)
    assert review.request == made  # nothing was written


async def test_two_who_decide_at_once_decide_once(office: Office) -> None:
    made = await office.ask("PI-00006")

    found = await outcomes(
        office.exclusions.approve(made.id, "yes", SECOND),
        office.exclusions.reject(made.id, "no", "account:third"),
        office.exclusions.withdraw(made.id, ASKER),
    )

    assert found == ["Conflict", "Conflict", "done"]
    asked, settled = await office.deeds(f"exclusion:{made.id}")
    done = await office.exclusions.get(made.id)
    assert asked.action == "exclusion.request"
    assert (settled.who, settled.detail["note"]) == (
        done.decision.by,
        done.decision.note,
    )


async def test_two_approvals_at_once_do_not_go_over_the_cap_together(
    office: Office,
) -> None:
    """Three hours each, of different nights: one of them is within four."""
    first = await office.ask("PI-00007", length=3 * HOUR)
    other = await office.ask("PI-00007", start=NIGHT + 24 * HOUR, length=3 * HOUR)

    found = await outcomes(
        office.exclusions.approve(first.id, "", SECOND),
        office.exclusions.approve(other.id, "", "account:third"),
    )

    assert found == ["NotApprovable", "done"]


async def test_only_who_asked_takes_back_and_attaches(office: Office) -> None:
    made = await office.ask("PI-00008", kind=ExclusionType.MAINS_POWER)
    sent = accept("ใบแจ้งไฟดับ.PDF", PDF)
    for deed in (
        office.exclusions.withdraw(made.id, SECOND),
        office.exclusions.attach(made.id, sent, SECOND),
    ):
        with pytest.raises(Conflict) as caught:
            await deed
        assert caught.value.code == "not_yours"

    kept = await office.exclusions.attach(made.id, sent, ASKER)

    assert kept.document is not None
    assert (kept.document.name, kept.document.size_bytes) == (
        "ใบแจ้งไฟดับ.pdf",
        len(PDF),
    )
    assert await office.exclusions.document(made.id) == (kept.document, PDF)
    with pytest.raises(Conflict) as twice:  # somebody may have read the first
        await office.exclusions.attach(made.id, sent, ASKER)
    assert twice.value.code == "document_there"
    done = await office.exclusions.withdraw(made.id, ASKER)
    assert done.standing is Standing.WITHDRAWN


async def test_a_power_cut_is_shown_beside_what_the_routers_say(
    office: Office,
) -> None:
    start = NIGHT - 30 * 24 * HOUR
    await write_outage(office.engine, "PI-00009", start, start + HOUR)
    await write_outage(office.engine, "PI-00010", start, None)
    async with writing(office.engine) as connection:
        agents = {
            "agent_before": {"sys_uptime_s": 90_000.0},
            "agent_after": {"sys_uptime_s": 40.0},
        }
        mine = outage.c.site == "PI-00009"
        await connection.execute(update(outage).where(mine).values(agents))
    kind = ExclusionType.MAINS_POWER
    made = await office.ask("PI-00009", "PI-00010", kind=kind, start=start)

    review = await office.exclusions.review(made.id)

    assert [each.code for each in review.breaches] == ["mains_power_document"]
    assert [(each.code, each.sites) for each in review.notes] == [
        ("mains_power_rebooted", ["PI-00009"]),
        ("mains_power_silent", ["PI-00010"]),
    ]


async def test_the_month_reads_what_reaches_into_it_but_nothing_taken_back(
    office: Office,
) -> None:
    start = datetime(2026, 3, 1, 0, 0, tzinfo=THAI_TIME)
    kind, site = ExclusionType.SITE_OWNER, SiteCode("PI-00011")
    across = await office.ask(site, kind=kind, start=start - HOUR, length=2 * HOUR)
    await office.ask(site, kind=kind, start=start - HOUR, length=HOUR)  # ends with it
    gone = await office.ask(site, kind=kind, start=start)
    refused = await office.ask(site, kind=kind, start=start)
    await office.exclusions.withdraw(gone.id, ASKER)
    await office.exclusions.reject(refused.id, "no", SECOND)
    await office.exclusions.approve(across.id, "", SECOND)

    async with reading(office.engine) as connection:
        found = await read_exclusions(connection, Month(2026, 3).span)

    assert [each.id for each in found] == [across.id, refused.id]
    approved, rejected = ExclusionStatus.APPROVED, ExclusionStatus.REJECTED
    assert to_facts(found) == {
        site: [
            Exclusion(kind, across.wish.span, approved),
            Exclusion(kind, refused.wish.span, rejected),
        ]
    }


async def test_a_list_shows_as_much_as_its_reader_reaches(office: Office) -> None:
    span = Interval(NIGHT, NIGHT + HOUR)
    sites = {SiteCode("PI-00012"): CONTRACT, SiteCode("PI-00013"): "C-other"}
    kind = ExclusionType.MINISTRY_INSTRUCTION
    wish = ExclusionWish(kind, span, "x", sites)
    made = await office.exclusions.request(wish, ASKER)

    async def seen(**reach: Any) -> list[tuple[int, list[str]]]:
        which = ExclusionFilter(Reach(**reach), kind=kind)
        page = await office.exclusions.page(which, 10)
        assert all(each.request.id == made.id for each in page)
        return [(each.site_count, each.contracts) for each in page]

    assert await seen() == [(2, [CONTRACT, "C-other"])]
    assert await seen(contracts=["C-other"]) == [(1, ["C-other"])]
    assert await seen(contracts=["C-other"], sites=["PI-00012"]) == []
    assert await seen(contracts=[]) == []


async def test_sites_are_named_or_found_by_contract_and_province(
    office: Office,
) -> None:
    found = await office.exclusions.sites(SitesWish(contract=CONTRACT, province="10"))

    assert len(found) == 20
    assert found[SiteCode("PI-00003")] == SitePlace("10", CONTRACT)
    named = await office.exclusions.sites(SitesWish(["PI-00002", "PI-00001"]))
    assert list(named) == ["PI-00001", "PI-00002"]
    for wish, field in (
        (SitesWish(), "sites"),
        (SitesWish([]), "sites"),
        (SitesWish(["PI-00001", "nowhere"]), "sites"),
        (SitesWish(["PI-00001"], contract=CONTRACT), "sites"),
        (SitesWish(contract="C-none"), "contract"),
        (SitesWish(province="99"), "province"),
        (SitesWish(["PI\u0000"]), "sites"),
        (SitesWish(["x"] * 4_001), "sites"),
        (SitesWish(contract="\u0000"), "contract"),
    ):
        with pytest.raises(Flawed) as caught:
            await office.exclusions.sites(wish)
        assert caught.value.field == field
