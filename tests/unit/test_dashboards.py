"""What is committed is what the code makes, and the SDK knows every key of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

pytest.importorskip("grafana_foundation_sdk")

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards import committed
from dashboards.build import build_all
from dashboards.influx_query import register
from dashboards.names import LANGUAGES, MOST_ROWS, PAGES
from netmon.cli.dashboards import province_names
from tests.grafana_backend import questions

COMMITTED = committed.read_dashboards()


@pytest.fixture(scope="module", autouse=True)
def _plugins() -> None:
    register_default_plugins()
    register()


def lost(before: object, after: object, where: str = "") -> Iterator[str]:
    """Yield every place of `before` that `after` lacks or holds otherwise."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key not in after:
                yield f"{where}/{key}"
            else:
                yield from lost(value, after[key], f"{where}/{key}")
    elif isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            yield where
        for number, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from lost(one, other, f"{where}/{number}")
    elif before != after:
        yield where


def round_trip(dashboard: Mapping[str, Any]) -> dict[str, Any]:
    read = Dashboard.from_json(json.loads(json.dumps(dashboard)))
    made: dict[str, Any] = json.loads(JSONEncoder().encode(read))
    return made


def test_the_committed_json_is_what_the_builders_make() -> None:
    made = build_all(province_names())

    assert set(made) == set(COMMITTED)
    for path, text in made.items():
        assert (committed.GENERATED / path).read_text("utf-8") == text, path


def test_the_committed_provisioning_is_what_the_code_makes() -> None:
    assert committed.read_provisioning() == committed.other_files()


@pytest.mark.parametrize("path", sorted(COMMITTED))
def test_the_sdk_knows_every_key(path: str) -> None:
    dashboard = COMMITTED[path]

    assert list(lost(dashboard, round_trip(dashboard))) == []


def test_the_round_trip_finds_a_misspelt_key() -> None:
    dashboard = json.loads(json.dumps(COMMITTED["en/wall.json"]))
    dashboard["foo"] = 1
    dashboard["panels"][0]["titel"] = dashboard["panels"][0].pop("title")
    dashboard["panels"][0]["options"]["colourMode"] = "value"
    dashboard["panels"][0]["targets"][0]["querry"] = "SELECT"

    assert set(lost(dashboard, round_trip(dashboard))) == {
        "/foo",
        "/panels/0/titel",
        "/panels/0/options/colourMode",
        "/panels/0/targets/0/querry",
    }


def test_both_languages_ask_the_same_and_say_other_words() -> None:
    for page in PAGES:
        th, en = (COMMITTED[f"{language}/{page}.json"] for language in LANGUAGES)
        assert th["title"] != en["title"]
        asked = [
            sorted(
                each.text.replace("_th", "").replace("_en", "")
                for each in questions(dashboard)
            )
            for dashboard in (th, en)
        ]
        assert asked[0] == asked[1]
        for mine, other in zip(th["panels"], en["panels"], strict=True):
            assert mine["gridPos"] == other["gridPos"]
            assert mine["description"] != other["description"]
            assert mine["fieldConfig"]["defaults"]["noValue"] == "ไม่มีข้อมูลในช่วงนี้"


def test_points_of_the_map_lead_to_their_site() -> None:
    panels = COMMITTED["th/province.json"]["panels"]
    [shown] = [each for each in panels if each["type"] == "geomap"]

    assert shown["options"]["tooltip"] == {"mode": "details"}
    assert "/d/netmon-site-th?var-site=" in json.dumps(shown["fieldConfig"])


def test_links_and_annotations_are_in_sight() -> None:
    for dashboard in COMMITTED.values():
        assert "inControlsMenu" not in json.dumps(dashboard)


def test_the_wall_asks_sums_alone() -> None:
    for question in questions(COMMITTED["en/wall.json"]):
        assert 'FROM "fleet"' in question.text
        assert '"site"' not in question.text


def test_a_timeline_of_sites_has_so_many_rows_at_most() -> None:
    variables = COMMITTED["en/province.json"]["templating"]["list"]
    [site] = [each for each in variables if each["name"] == "site"]

    assert site["query"].endswith(f"LIMIT {MOST_ROWS}")
    assert site["multi"]
    assert "allValue" not in site


def test_the_names_of_all_provinces_can_be_chosen() -> None:
    for language in LANGUAGES:
        variables = COMMITTED[f"{language}/province.json"]["templating"]["list"]
        [province] = [each for each in variables if each["name"] == "province"]
        pairs = [each.split(" : ") for each in province["query"].split(", ")]
        names = {code: each[language] for code, each in province_names().items()}
        assert {code: name for name, code in pairs} == names
        assert len(names) == 77


def test_a_hostile_name_of_a_province_is_a_text_and_stands_in_no_query() -> None:
    hostile = 'เมือง "เก่า", ริม\'น้ำ : 1 $site /^.*$/ ${province} ;'
    made = build_all(
        {"10": {"th": hostile, "en": hostile}, "11": {"th": "ก", "en": "K"}}
    )

    assert set(made) == set(COMMITTED)
    for path, text in made.items():
        dashboard = json.loads(text)
        before = [each.text for each in questions(COMMITTED[path])]
        assert [each.text for each in questions(dashboard)] == before
        for each in dashboard["templating"]["list"]:
            if each["name"] == "province":
                one, other = re.findall(r"(?:\\,|[^,])+", each["query"])
                found = re.fullmatch(r"\s*(.+)\s:\s(.+)", one.replace("\\,", ","))
                assert found is not None
                assert found.groups() == (hostile, "10")
                assert other.strip().endswith(" : 11")


def columns_of(panel: Mapping[str, Any]) -> set[str]:
    """Return the names a panel's answers have: columns, tags, series."""
    texts = " ".join(target["query"] for target in panel["targets"])
    names = {"Time", *re.findall(r'AS "(\w+)"', texts)}
    for part in re.findall(r'(?:SELECT|GROUP BY|,) "(\w+)"', texts):
        names.add(part)
    for target in panel["targets"]:
        names.add(target.get("alias", ""))
    for step in panel.get("transformations", ()):
        names.add(step["options"].get("alias", ""))
    return names


@pytest.mark.parametrize("path", sorted(COMMITTED))
def test_what_is_said_of_a_column_is_said_of_one_there_is(path: str) -> None:
    for panel in COMMITTED[path]["panels"]:
        there = columns_of(panel)
        named = [
            each["matcher"]["options"]
            for each in panel["fieldConfig"].get("overrides", ())
        ]
        for step in panel.get("transformations", ()):
            options = step["options"]
            named += [each["field"] for each in options.get("sort", ())]
            if binary := options.get("binary"):
                named += [binary["left"], binary["right"]]
        assert set(named) <= there, panel["title"]


def test_a_site_page_of_netmon_is_one_press_away() -> None:
    text = json.dumps(COMMITTED["en/province.json"])

    assert "${netmon}/site/${__value.raw}" in text
    assert "/d/netmon-site-en?var-site=${__value.raw}&${province:queryparam}" in text
