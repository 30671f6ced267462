"""Every query of every dashboard and rule, on a real InfluxDB with a seeded month.

InfluxDB answers a misspelt field with nothing and no error, so nothing is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from dashboards.committed import other_files, rules_of
from dashboards.names import DAILY, HOURLY, RAW
from tests.grafana_backend import (
    ALL,
    Question,
    Values,
    committed,
    questions,
    substitute,
)
from tests.integration.influx import Influx, influx_server
from tests.seeded_month import (
    CONTRACTS,
    END,
    HOSTILE_NAME,
    PROVINCE,
    Load,
    seed,
    site_code,
)

DATABASES = {source.uid: f"netmon{source.suffix}" for source in (RAW, HOURLY, DAILY)}
TEXTS = ("site", "device", "name", "text_th", "text_en", "service")
TRUTHS = ("wifi",)
DASHBOARDS = committed()
EVERY = [
    pytest.param(question, id=question.where)
    for dashboard in DASHBOARDS.values()
    for question in questions(dashboard)
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influx]:
    home = tmp_path_factory.mktemp("influx")
    with influx_server(home, with_auth=True) as running:
        assert seed(running) > 100_000
        yield running


def values_for(question: Question) -> Values:
    """Return what a person has chosen: one site, or all of a province."""
    if question.where.startswith("netmon-site-"):
        chosen: dict[str, str | Sequence[str]] = {"contract": CONTRACTS[0]}
        return {**chosen, "province": PROVINCE, "site": site_code(0)}
    sites = [site_code(number) for number in range(Load().sites)]
    return {"province": PROVINCE, "contract": ALL, "site": sites}


def asked(server: Influx, question: Question, values: Values) -> list[dict[str, Any]]:
    text = substitute(question, END, values)
    return server.query(text, DATABASES[question.source])


def check_types(series: Sequence[Mapping[str, Any]], question: Question) -> None:
    """Every column holds a value, and values of one right type."""
    columns = series[0]["columns"]
    for number, column in enumerate(columns):
        held = [
            row[number]
            for each in series
            for row in each["values"]
            if row[number] is not None
        ]
        assert held, f"{question.where}: {column} is always empty: {question.text}"
        kind: tuple[type, ...] = (int, float)
        if column in TEXTS or columns == ["key", "value"]:
            kind = (str,)
        if column in TRUTHS:
            kind = (bool,)
        right = [type(value) in kind for value in held]
        assert all(right), f"{question.where}: {column}: {held[:3]}"


@pytest.mark.parametrize("question", EVERY)
def test_a_query_answers_with_values_of_the_right_type(
    server: Influx, question: Question
) -> None:
    series = asked(server, question, values_for(question))

    assert series, f"{question.where} answers with nothing: {question.text}"
    check_types(series, question)


@pytest.mark.parametrize("rule", rules_of(other_files()), ids=lambda rule: rule["uid"])
def test_an_alert_rule_has_something_to_judge(
    server: Influx, rule: Mapping[str, Any]
) -> None:
    [data] = [each for each in rule["data"] if each["datasourceUid"] == RAW.uid]
    question = Question(
        rule["uid"],
        RAW.uid,
        data["model"]["query"],
        data["model"]["resultFormat"],
        range_s=data["relativeTimeRange"]["from"],
    )

    series = asked(server, question, {})

    assert series
    assert all(len(each["columns"]) == 2 for each in series), "one value a series"
    check_types(series, question)
    if "$labels.province" in rule["annotations"]["summary"]:
        assert {each["tags"]["province"] for each in series} >= {PROVINCE}
    if "$labels.poller" in rule["annotations"]["summary"]:
        assert len(series) == 2


def test_a_misspelt_field_would_be_found(server: Influx) -> None:
    question = Question(
        "misspelt",
        RAW.uid,
        'SELECT last("down_counts") AS "x" FROM "fleet" WHERE $timeFilter',
        range_s=3600,
    )

    assert asked(server, question, {}) == []


def one(where: str) -> Question:
    [found] = [
        each
        for dashboard in DASHBOARDS.values()
        for each in questions(dashboard)
        if each.where.startswith(where)
    ]
    return found


def test_the_variables_narrow_from_province_to_contract_to_site(server: Influx) -> None:
    province = {"province": PROVINCE}
    contracts = asked(server, one("netmon-site-en variable contract"), province)
    assert [value for _, value in contracts[0]["values"]] == [*CONTRACTS]

    chosen = {**province, "contract": CONTRACTS[1]}
    sites = asked(server, one("netmon-site-en variable site"), chosen)

    expected = [site_code(n) for n in range(Load().sites) if n // 2 % 2 == 1]
    assert [value for _, value in sites[0]["values"]] == expected


def test_the_tiles_of_the_wall_add_up(server: Influx) -> None:
    figures = {
        each.text.split(' AS "')[1].split('"')[0]: asked(server, each, {})[0]["values"][
            0
        ][1]
        for each in questions(DASHBOARDS["en/wall.json"])
        if each.where.split()[2] in ("1", "2", "3", "4", "5", "6")
    }

    assert figures["sites_count"] == Load().provinces * 4 * 20
    assert sum(figures.values()) == 2 * figures["sites_count"]


@pytest.mark.parametrize("hours_ago", range(4))
def test_the_share_that_is_down_is_that_of_now(server: Influx, hours_ago: int) -> None:
    def newest(panel: int) -> float:
        question = one(f"netmon-wall-en panel {panel} ")
        text = substitute(question, END - timedelta(hours=hours_ago), {})
        [series] = server.query(text, DATABASES[question.source])
        value: float = series["values"][0][1]
        return value

    assert newest(8) == pytest.approx(newest(1) / newest(6))


def test_a_site_that_is_down_stands_in_the_table_with_its_name(server: Influx) -> None:
    question = one("netmon-province-th panel 7")

    [table] = asked(server, question, values_for(question))

    assert table["columns"] == ["time", "site", "state", "name", "since_ms"]
    [row] = table["values"]
    assert row[1:4] == [site_code(0), 2, HOSTILE_NAME]


def test_a_site_that_changed_contract_is_counted_once(server: Influx) -> None:
    sites = one("netmon-sla-en panel 9 Contracts, the nearest to missing first A")
    used = one("netmon-sla-en panel 9 Contracts, the nearest to missing first F")
    table = one("netmon-sla-en panel 13")

    counted = {
        each["tags"]["contract"]: each["values"][0][1]
        for each in asked(server, sites, {})
    }
    shares = [each["values"][0][1] for each in asked(server, used, {})]
    [told] = asked(server, table, values_for(table))

    assert counted == {CONTRACTS[0]: 15, CONTRACTS[1]: 15}
    assert shares == pytest.approx([240 * 60 / 12_960] * 2)
    assert len(told["values"]) == Load().sites
    assert {row[2] for row in told["values"]} == {12_960 - 240 * 60}


HOSTILE = (
    "x' OR 1=1 --",
    'x" OR "site" =~ /.*/',
    "x/ OR /.*/",
    'x$/ OR "site" =~ /^.*',
    "x); DROP DATABASE netmon",
    ".*",
    "(",
    "\\",
    "ไทย 🛶, = ",
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_of_a_variable_is_a_value_and_no_more(
    server: Influx, value: str
) -> None:
    values = {"province": PROVINCE, "contract": [value], "site": [value]}

    for where in ("netmon-province-en panel 7", "netmon-province-en panel 10"):
        assert asked(server, one(where), values) == []
    assert server.count("fleet", "sites_count", "netmon") > 0


def test_thirty_days_of_a_site_are_thirty_thai_days(server: Influx) -> None:
    question = one("netmon-site-en panel 12")

    [days] = asked(server, question, values_for(question))

    assert len(days["values"]) == 30
    assert {at % 86_400 for at, _ in days["values"]} == {17 * 3600}
