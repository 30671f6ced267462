"""/hooks/grafana: alerts become incidents once, end with them, and stay plain text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from netmon.access.doorman import Doorman
from netmon.access.repository import TokenStore, TokenWish
from netmon.access.roles import Role
from netmon.access.tokens import to_sha256
from netmon.api.gate import Gate
from netmon.api.incident_models import IncidentDetail
from netmon.service.news_text import to_text
from netmon.status import report_desk
from netmon.web.app import create_site
from netmon.web.texts import Language
from tests.live import NOON, TOKEN, World, make_world
from tests.unit.conftest import caller_of
from tests.unit.grafana import HOOK, NOTHING, Scene, alert, notice, over

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with make_world(tmp_path) as world:
        world.hear()
        await world.keeper.flush()
        engine = world.live.history._engine
        made = await TokenStore(engine, world.clock).create(
            TokenWish("Grafana", Role.ALERT_SOURCE), "local:test"
        )
        doorman = Doorman(engine, world.clock)
        await doorman.refresh()
        gate = Gate.network(to_sha256(TOKEN)).knowing(doorman)
        app = create_site(world.live, gate)
        async with caller_of(app) as grafana, caller_of(app) as noc:
            grafana.headers["Authorization"] = f"Bearer {made.secret}"
            noc.headers["Authorization"] = f"Bearer {TOKEN}"
            yield Scene(world, grafana, noc, doorman)


async def test_an_alert_opens_one_incident_however_often_it_is_told(
    scene: Scene,
) -> None:
    began = NOON - timedelta(seconds=90)

    first = await scene.say(alert(began))
    again = await scene.say(alert(began))
    scene.world.clock.move(4 * 3600)  # Grafana repeats what goes on
    repeated = await scene.say(alert(began))

    assert first == NOTHING | {"opened": 1}
    assert again == repeated == NOTHING
    [row] = await scene.incidents()
    assert (row["about"], row["name"]) == ("alert", "c6eadffa33fcdf37")
    assert row["opened_at"] == "2026-11-20T04:58:30Z"
    assert row["is_open"]
    detail = await scene.noc.get(f"/api/v1/incidents/{row['id']}")
    shown = IncidentDetail.model_validate_json(detail.content).report
    assert shown is not None
    assert (shown.title, shown.summary) == ("ShareDown", "Over 10 % down")
    assert shown.summary_th == "ล่มเกิน 10%"
    assert shown.labels == {"province": "50"}
    assert shown.link == "https://grafana.example.org/alerting/grafana/x1/view"


async def test_it_ends_with_the_alert_and_both_are_news(scene: Scene) -> None:
    await scene.say(alert(NOON))
    told = await scene.news()
    scene.world.clock.move(60)

    ended = await scene.say(over(NOON, 80))

    assert ended == NOTHING | {"closed": 1}
    [row] = await scene.incidents()
    assert row["closed_at"] == "2026-11-20T05:01:20Z"
    assert told == ["opened"]
    assert await scene.news() == ["opened", "closed"]
    register = scene.world.live.board.register
    texts = [
        to_text(each, register, language)
        for each in await scene.world.live.outbox.queued(2)
        for language in (Language.ENGLISH, Language.THAI)
    ]
    assert texts[0].startswith(
        "Raised: Alert: Over 10 % down · Grafana raised an alert · "
    )
    assert texts[1].startswith("เริ่ม: แจ้งเตือน: ล่มเกิน 10% · Grafana แจ้งเตือน · ")
    assert texts[2].startswith("Over: Alert: Over 10 % down")
    assert not any("dark now" in text or "outages in all" in text for text in texts)


async def test_an_end_nobody_heard_the_beginning_of_is_no_error(scene: Scene) -> None:
    assert await scene.say(over(NOON, 60)) == NOTHING
    assert await scene.incidents() == []


async def test_the_same_alert_soon_after_goes_on_and_later_is_another(
    scene: Scene,
) -> None:
    clock = scene.world.clock
    await scene.say(alert(NOON))
    clock.move(60)
    await scene.say(over(NOON, 60))
    clock.move(300)
    soon = await scene.say(alert(clock.now()))
    began = clock.now()
    clock.move(60)
    await scene.say(over(began, 60))
    clock.move(601)
    later = await scene.say(alert(clock.now()))

    assert soon == NOTHING | {"reopened": 1}
    assert later == NOTHING | {"opened": 1}
    assert [row["is_open"] for row in await scene.incidents()] == [True, False]


async def test_a_word_that_comes_late_changes_nothing(scene: Scene) -> None:
    clock = scene.world.clock
    await scene.say(alert(NOON))
    clock.move(60)
    await scene.say(over(NOON, 60))
    clock.move(60)
    beginning_again = await scene.say(alert(NOON))
    began = clock.now()
    await scene.say(alert(began))
    end_of_before = await scene.say(over(NOON, 60))

    assert beginning_again == end_of_before == NOTHING
    [row] = await scene.incidents()
    assert row["is_open"]


async def test_alerts_of_one_group_are_apart_by_their_fingerprint(
    scene: Scene,
) -> None:
    assert await scene.say(alert(NOON, "aa"), alert(NOON, "bb")) == NOTHING | {
        "opened": 2
    }
    scene.world.clock.move(60)
    assert await scene.say(over(NOON, 30, "aa"), alert(NOON, "bb")) == NOTHING | {
        "closed": 1
    }
    assert [row["name"] for row in await scene.incidents() if row["is_open"]] == ["bb"]


async def test_a_restart_between_keeps_it_open_once(tmp_path: Path) -> None:
    reports = notice(alert(NOON))
    async with make_world(tmp_path) as world:
        assert (await _post(world, reports))["opened"] == 1
    async with make_world(tmp_path) as world:
        world.clock.move(120)
        again = await _post(world, reports)
        open_now = await world.live.incidents.open_count()
        ended = await _post(world, notice(over(NOON, 90)))

    assert again == NOTHING
    assert open_now == 1
    assert ended == NOTHING | {"closed": 1}


async def _post(world: World, body: dict[str, Any]) -> dict[str, int]:
    async with caller_of(create_site(world.live, Gate.control_socket())) as caller:
        answer = await caller.post(HOOK, json=body)
    assert answer.status_code == 200
    return dict(answer.json())


async def test_its_token_reads_nothing_and_a_reader_reports_nothing(
    scene: Scene,
) -> None:
    for path in ("/", "/api/v1/summary", "/metrics", "/incidents", "/readyz"):
        assert (await scene.grafana.get(path)).status_code == 403
    probe = await scene.grafana.post("/api/v1/sites/PI-00001/probe")
    assert probe.status_code == 403

    gate = Gate.loopback()
    async with caller_of(create_site(scene.world.live, gate)) as passer_by:
        answer = await passer_by.post(HOOK, json=notice(alert(NOON)))
    scene.grafana.headers["Authorization"] = "Bearer netmon_0000000000_x"
    forged = await scene.grafana.post(HOOK, json=notice(alert(NOON)))

    assert answer.status_code == 403
    assert forged.status_code == 401
    assert await scene.incidents() == []


async def test_what_was_done_is_audited_once(scene: Scene) -> None:
    await scene.say(alert(NOON))
    await scene.say(alert(NOON))

    deeds = [row.deed for row in await scene.world.live.audit.newest(10)]
    [deed] = [each for each in deeds if each.action == "alert.report"]
    assert deed.who.startswith("token:")
    assert deed.detail == NOTHING | {"opened": 1}


LINKS = {
    "script": "javascript:alert(1)",
    "data": "data:text/html,x",
    "password": "https://grafana@evil.example/",
    "no host": "https:///x",
    "backslash": "https://grafana.example\\@evil.example/",
    "hidden letter": "https://grafana.example/\u202ex",
    "broken": "http://[::1",
    "long": "https://grafana.example/" + "x" * 1_000,
    "word": "grafana",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS.keys())
async def test_a_link_is_followed_only_to_the_web(scene: Scene, link: str) -> None:
    good = "http://grafana.example/d/1?viewPanel=2"
    await scene.say(
        alert(NOON, "aa", panelURL=link, generatorURL=link),
        alert(NOON, "bb", panelURL=link, dashboardURL=good),
    )

    rows = {row["name"]: row for row in await scene.incidents()}
    assert rows["aa"]["report"]["link"] is None
    assert rows["bb"]["report"]["link"] == good
    page = await scene.noc.get(f"/incident/{rows['aa']['id']}")
    assert "Open it in Grafana" not in page.text


async def test_pages_name_it_and_show_hostile_words_as_words(scene: Scene) -> None:
    labels = {
        "alertname": "<script>alert('x')</script>\n\u202e ล่ม",
        "a\nb": "ค่า, with=everything \"'😀",
        "__rule_uid__": "x1",
        **{f"many{number:03}": "x" * 5_000 for number in range(40)},
    }
    await scene.say(
        alert(
            NOON,
            labels=labels,
            annotations={"description": "\x00<b>big</b>\ud800" + " x" * 70},
        )
    )

    [row] = await scene.incidents()
    report = row["report"]
    assert report["title"] == "<script>alert('x')</script> ล่ม"
    assert report["summary"].startswith("<b>big</b> x x")
    assert report["labels"]["a b"] == "ค่า, with=everything \"'😀"
    assert len(report["labels"]) == 20
    assert max(map(len, report["labels"].values())) == 200
    for language, words in (
        ("en", ("Alert: &lt;script&gt;", "Grafana raised an alert", "Open it in")),
        ("th", ("แจ้งเตือน: ", "Grafana แจ้งเตือน", "เปิดใน Grafana")),
    ):
        url = f"/incident/{row['id']}?lang={language}"
        for page in (await scene.noc.get(url), await scene.noc.get("/incidents")):
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "<b>big" not in page.text
        page = await scene.noc.get(url)
        for word in words:
            assert word in page.text, word
        assert 'rel="noopener noreferrer external"' in page.text


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no fingerprint": ({"fingerprint": None}, "body alerts 0 fingerprint"),
    "odd fingerprint": ({"fingerprint": "a:b/c"}, "body alerts 0 fingerprint"),
    "long fingerprint": ({"fingerprint": "a" * 65}, "body alerts 0 fingerprint"),
    "odd status": ({"status": "maybe"}, "body alerts 0 status"),
    "no time": ({"startsAt": "soon"}, "body alerts 0 startsAt"),
    "time without zone": ({"startsAt": "2026-11-20T05:00:00"}, "alerts 0 startsAt"),
    "labels a list": ({"labels": ["x"]}, "body alerts 0 labels"),
    "label a number": ({"labels": {"a": 1}}, "body alerts 0 labels a"),
    "too many labels": ({"labels": {str(n): "" for n in range(201)}}, "0 labels"),
    "link a number": ({"panelURL": 7}, "body alerts 0 panelURL"),
}


@pytest.mark.parametrize(("changes", "place"), BAD.values(), ids=BAD.keys())
async def test_a_bad_alert_is_refused_by_name_and_changes_nothing(
    scene: Scene, changes: dict[str, Any], place: str
) -> None:
    bad = alert(NOON, "aa") | changes

    answer = await scene.grafana.post(HOOK, json=notice(bad, alert(NOON, "bb")))

    assert answer.status_code == 400
    assert place in answer.json()["detail"]
    assert await scene.incidents() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"alerts": 1}', b"\xff"])
async def test_a_body_that_is_no_notification_is_refused(
    scene: Scene, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await scene.grafana.post(HOOK, content=body, headers=headers)

    assert answer.status_code == 400


async def test_its_size_is_bounded_and_a_whole_nation_fits(scene: Scene) -> None:
    nation = [alert(NOON, f"{number:016x}") for number in range(77)]
    for each in nation:
        each["annotations"] = {"description": "x" * 2_000}

    fits = await scene.say(*nation)
    large = await scene.grafana.post(HOOK, content=b" " * (1024 * 1024 + 1))
    many = await scene.grafana.post(
        HOOK, json=notice(*({"fingerprint": "a"} for _ in range(501)))
    )

    assert fits["opened"] == 77
    assert large.status_code == 413
    assert many.status_code == 400


async def test_a_rule_gone_wrong_does_not_open_incidents_without_end(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_desk, "MOST_OPEN", 3)
    alerts = [alert(NOON, f"{number:016x}") for number in range(5)]

    first = await scene.say(*alerts, truncatedAlerts=7)
    scene.world.clock.move(60)
    second = await scene.say(over(NOON, 30, f"{0:016x}"), *alerts[1:4])

    assert first == NOTHING | {"opened": 3, "refused": 2}
    assert second == NOTHING | {"opened": 1, "closed": 1}


TIMES = {
    "to come": (NOON + timedelta(hours=1), "2026-11-20T05:00:00Z"),
    "long ago": (NOON - timedelta(days=8), "2026-11-20T05:00:00Z"),
    "some days ago": (NOON - timedelta(days=6), "2026-11-14T05:00:00Z"),
}


@pytest.mark.parametrize(("began", "shown"), TIMES.values(), ids=TIMES.keys())
async def test_times_are_believed_within_reason(
    scene: Scene, began: Any, shown: str
) -> None:
    await scene.say(alert(began))

    [row] = await scene.incidents()
    assert row["opened_at"] == shown


async def test_it_is_taken_only_once_it_is_written(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = scene.world.keeper._journal

    async def fail(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(journal, "write", fail)
        answer = await scene.grafana.post(HOOK, json=notice(alert(NOON)))
        before = await scene.incidents()
    await scene.say(alert(NOON))  # Grafana tries again

    assert answer.status_code == 503
    assert before == []
    assert len(await scene.incidents()) == 1
