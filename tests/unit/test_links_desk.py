"""The picture over a real database: what it shows, and when it is drawn anew."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from netmon.core.errors import DatabaseUnusable, NotFound
from netmon.core.model import SiteCode, SiteState
from netmon.core.schema import Sample
from netmon.database import make_engine, sqlite_url, writing
from netmon.links.area import Area
from netmon.links.desk import OLDEST_S, LinkDesk
from netmon.links.programme import Division
from netmon.links.risk import RiskLevel
from netmon.links.training import Verdict
from tests.link_story import (
    DARK,
    DOWN,
    GAP,
    PAST,
    UNSEEN,
    held,
    keep,
    remember,
    tell,
    thai,
)
from tests.live import NOON, World

pytestmark = pytest.mark.anyio

SITE = SiteCode(DARK)


@pytest.fixture
async def told(world: World) -> World:
    await tell(world)
    return world


async def test_sessions_are_judged_by_what_was_seen_of_their_line(told: World) -> None:
    picture = await told.live.links.picture()

    found = {look.session.code: look for look in picture.looks}
    verdicts = {code: look.verdict for code, look in found.items()}
    assert verdicts == {
        "TS-1": Verdict.DISTURBED,
        "TS-2": Verdict.NOT_OBSERVED,
        "TS-3": Verdict.NOT_OBSERVED,
        "TS-4": Verdict.UNDISTURBED,
        "TS-5": Verdict.NOT_OVER,
        "TS-6": Verdict.NOT_OVER,
    }
    assert (found["TS-1"].down_s, found["TS-1"].not_observed_s) == (3600, 0)
    assert found["TS-1"].affected_count == 20
    assert found["TS-2"].not_observed_s == 3 * 3600
    assert found["TS-3"].not_observed_s == found["TS-3"].class_s == 14 * 3600


async def test_a_card_tells_line_training_and_sales(told: World) -> None:
    card = (await told.live.links.picture()).cards["DC-1"]

    assert card.now.state is SiteState.UP
    assert card.month.down_s == (2 + 3 + 5) * 3600
    assert card.month.outage_count == 3
    assert card.month.longest_s == 5 * 3600
    # A day on which nobody looked; the 30 s of the world after NOON count as seen.
    assert card.month.not_observed_s == 24 * 3600
    assert card.year.observed_s < card.year.not_observed_s
    assert (card.training.session_count, card.training.disturbed_count) == (2, 1)
    assert card.next_session is not None
    assert card.next_session.code == "TS-6"
    assert (card.sales.shop_count, card.sales.members_count) == (1, 2)
    assert card.sales.year_baht == 37 * 400 + 100
    assert card.sales.dark_days_count == 1
    assert card.volunteer_count == 1
    assert card.wifi is None


async def test_a_dark_day_stands_beside_its_like_days(told: World) -> None:
    (day,) = (await told.live.links.picture()).dark_days

    assert day.day.isoformat() == "2026-11-11"
    assert (day.down_s, day.open_s) == (5 * 3600, 12 * 3600)
    assert [each.isoformat() for each in day.like_days] == [
        "2026-10-14",
        "2026-11-04",
        "2026-11-18",
    ]
    assert day.difference_baht == -300


async def test_the_line_that_is_down_now_puts_its_session_at_risk(told: World) -> None:
    risks = (await told.live.links.picture()).risks

    assert [(one.session.code, one.level) for one in risks] == [
        ("TS-5", RiskLevel.HIGH),
        ("TS-6", RiskLevel.SOME),
    ]
    assert risks[0].down_since is not None
    # The hours of class on two of the last 28 days; on one nobody looked.
    assert (risks[1].seen_days_count, risks[1].dark_days_count) == (27, 2)


async def test_repair_comes_first_where_class_is_soon(told: World) -> None:
    await told.fail("PI-00006")
    await told.spoil("PI-00005")

    found = await told.live.links.priorities()
    in_bangkok = await told.live.links.priorities(Area(province="10"))

    assert [one.site for one in found] == [DOWN, "PI-00006", "PI-00005"]
    assert found[0].points > found[1].points > found[2].points
    assert [one.site for one in in_bangkok] == [DOWN, "PI-00006"]


async def test_the_programme_is_added_up_whole_and_in_parts(told: World) -> None:
    picture = await told.live.links.picture()

    nation, south = picture.programme(), picture.programme(Area(province="90"))
    chiang_mai = picture.programme(Area(province="50"))
    bangkok = picture.programme(Area(province="10"))

    total = nation.total
    assert (total.sites_count, total.down_count, total.centres_count) == (60, 1, 4)
    assert (total.session_count, total.disturbed_count) == (6, 1)
    assert (total.undisturbed_count, total.not_judged_count) == (1, 4)
    assert (total.completed_count, total.sales_baht) == (60, 14_900)
    assert total.dark_shop_days_count == total.volunteers_count == 1
    assert south.total.sites_count == 0
    assert chiang_mai.total.centres_count + bangkok.total.centres_count == 4
    assert nation.standings
    assert not bangkok.standings
    for groups in nation.groups.values():
        sums = [each.sums for each in groups]
        assert sum(each.session_count for each in sums) == 6
        assert sum(each.sales_baht for each in sums) == 14_900
    phases = {each.code: each.sums for each in nation.groups[Division.PHASE]}
    assert phases["1"].session_count == 4
    assert phases[""].session_count == 2
    assert picture.programme() is nation


async def test_what_is_not_recorded_has_no_figure(told: World) -> None:
    standings = (await told.live.links.picture()).programme().standings

    found = {each.target.key: each.actual for each in standings}
    assert found["people_helped"] is None
    assert found["citizens_trained"] == found["citizens_trained_phase_1"] == 60
    assert found["digital_centres"] == 4
    assert found["centres_with_training"] == 4
    assert found["courses"] == 5
    assert found["trainers_online"] is None
    assert found["district_leaders"] == 1
    assert found["online_sales"] == 14_900
    assert found["sites_in_service"] == 60


async def test_what_was_reached_does_not_shrink_as_years_go_by(told: World) -> None:
    past = timedelta(days=4 * 365)
    long_ago = {"starts_at": thai(2, 9) - past, "ends_at": thai(2, 16) - past}
    await keep(
        told.live.history._engine,
        {
            "centre": [{"code": "DC-9", "site": "PI-00009"}],
            "session": [
                {"code": "TS-0", "centre_code": "DC-9", "trainer_id": None, "phase": 2}
                | {"completed": 7}
                | long_ago
            ],
        },
    )

    picture = await told.live.links.picture()

    found = {each.target.key: each.actual for each in picture.programme().standings}
    assert "TS-0" not in {each.code for each in picture.records.sessions}
    assert found["citizens_trained"] == 67
    assert found["citizens_trained_phase_1"] == 60
    assert found["centres_with_training"] == 5


async def test_a_centre_without_an_opening_day_is_not_open(told: World) -> None:
    await keep(
        told.live.history._engine,
        {"centre": [{"code": "DC-9", "site": "PI-00009", "opened_date": None}]},
    )

    picture = await told.live.links.picture()

    found = {each.target.key: each.actual for each in picture.programme().standings}
    assert len(picture.cards) == 5
    assert found["digital_centres"] == 4


async def test_users_of_the_wifi_are_those_of_the_whole_site(told: World) -> None:
    at = told.clock.now()
    rows = [
        Sample("wifi", at, (DARK, f"{DARK}/router"), (7, None, None)),
        Sample("wifi", at, (DARK, f"{DARK}/ap1"), (5, None, None)),
        Sample("wifi", at, (GAP, f"{GAP}/ap1"), (3, None, None)),
        Sample("wifi", at, (GAP, f"{GAP}/ap2"), (4, None, None)),
        Sample("wifi", at, (DOWN, f"{DOWN}/router"), (None, None, None)),
    ]
    await told.store.append(rows)

    cards = (await told.live.links.picture()).cards

    users = {code: card.wifi.clients_count for code, card in cards.items() if card.wifi}
    assert users == {"DC-1": 7, "DC-2": 7}


async def test_a_reader_is_answered_at_once_while_a_newer_picture_is_drawn(
    told: World,
) -> None:
    links = told.live.links
    first = await links.picture()
    told.clock.move(OLDEST_S + 1)

    second = await links.picture()
    await _drawn(links)
    third = await links.picture()

    assert second is first
    assert third.at > first.at


async def test_a_young_picture_is_kept_and_nothing_is_asked(told: World) -> None:
    links = told.live.links
    first = await links.picture()
    await told.fail("PI-00007")
    told.clock.move(-4)

    assert await links.picture() is first
    assert links._task is None


async def test_without_news_a_picture_is_drawn_anew_after_a_minute_only(
    told: World,
) -> None:
    links = told.live.links
    first = await links.picture()

    told.clock.move(OLDEST_S - 1)
    kept = await links.current()
    told.clock.move(2)
    newer = await links.current()

    assert kept is first
    assert newer is not first


async def test_who_has_written_sees_it(told: World) -> None:
    links = told.live.links
    before = await links.picture()

    changed = {"code": "TS-4", "centre_code": "DC-4", **held(2), "completed": 20}
    await keep(told.live.history._engine, {"session": [changed]})
    after = await links.current()

    assert before.programme().total.completed_count == 60
    assert after.programme().total.completed_count == 65


async def test_who_asks_for_the_newest_again_and_again_has_nothing_drawn(
    told: World,
) -> None:
    links, database = told.live.links, told.live.history._engine
    first = await links.current()

    await remember(database, ["PI-00011"], {})
    kept = await links.current()
    await keep(database, {"centre": [{"code": "DC-9", "site": "PI-00009"}]})
    newer = await links.current()

    assert kept is first
    assert "DC-9" in newer.cards


async def test_a_transition_is_news(told: World) -> None:
    links = told.live.links
    before = await links.picture()

    await told.fail("PI-00008")

    assert (await links.current()).programme().total.down_count == 2
    assert before.programme().total.down_count == 1


async def test_a_fault_leaves_the_old_picture_and_is_said(
    told: World, caplog: pytest.LogCaptureFixture
) -> None:
    links = told.live.links
    first = await links.picture()
    async with writing(told.live.history._engine) as connection:
        await connection.execute(text("ALTER TABLE volunteer RENAME TO lost"))
    told.clock.move(OLDEST_S + 1)

    with caplog.at_level(logging.WARNING):
        assert await links.picture() is first
        await _drawn(links)
    assert "links could not be drawn anew" in caplog.text
    assert await links.picture() is first
    with pytest.raises(DatabaseUnusable):
        await links.current()


async def test_without_a_picture_a_fault_is_the_callers(
    told: World, tmp_path: Path
) -> None:
    empty = make_engine(sqlite_url(tmp_path / "empty.db"))
    desk = LinkDesk(empty, told.live.board, told.clock)

    with pytest.raises(DatabaseUnusable):
        await desk.picture()
    await desk.aclose()
    await empty.dispose()


async def test_many_first_readers_share_one_picture(told: World) -> None:
    links = told.live.links

    found = await asyncio.gather(*(links.picture() for _ in range(20)))

    assert len({id(each) for each in found}) == 1


async def test_a_reader_who_leaves_does_not_take_the_picture_along(
    told: World,
) -> None:
    links = told.live.links
    leaving = asyncio.create_task(links.picture())
    await asyncio.sleep(0)
    leaving.cancel()

    picture = await links.picture()

    assert leaving.cancelled()
    assert len(picture.cards) == 4


async def test_a_site_out_of_the_register_is_not_observed_meanwhile(
    told: World,
) -> None:
    rows = [("up", "unmonitored", thai(5, 0)), ("unmonitored", "up", thai(7, 0))]
    async with writing(told.live.history._engine) as connection:
        for before, after, at in rows:
            await connection.execute(
                text(
                    "INSERT INTO transition (site, service, state_before, state_after,"
                    " at, decided_at, reason) VALUES"
                    " (:site, 'link', :before, :after, :at, :at, '')"
                ),
                {
                    "site": DARK,
                    "before": before,
                    "after": after,
                    "at": f"{at.astimezone(NOON.tzinfo):%Y-%m-%d %H:%M:%S.000000}",
                },
            )

    card = (await told.live.links.picture()).cards["DC-1"]

    assert card.month.not_observed_s == (24 + 48) * 3600


async def test_the_line_begins_where_the_watch_began(told: World) -> None:
    lines = (await told.live.links.picture()).lines

    assert lines[SITE].observed[0].start == PAST
    assert lines[SiteCode(UNSEEN)].observed[0].start == NOON


async def test_a_centre_is_found_as_soon_as_it_is_kept(told: World) -> None:
    links = told.live.links
    await links.picture()
    with pytest.raises(NotFound):
        await links.site_of("DC-9")

    await keep(
        told.live.history._engine, {"centre": [{"code": "DC-9", "site": "PI-00009"}]}
    )

    assert await links.site_of("DC-9") == "PI-00009"
    assert await links.site_of("DC-1") == DARK


async def _drawn(links: LinkDesk) -> None:
    while links._task is not None:
        await asyncio.wait([links._task])
