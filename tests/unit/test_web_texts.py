"""The catalogues: complete in both languages, nothing unused, nothing missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from collectors.refusals import WORDS
from inventory.model import NodeKind, SeenBy, SiteType
from inventory.provinces import load_provinces
from inventory.records.catalogue import GROUPS, TOPICS, VERDICTS
from inventory.unmonitored import WhyUnmonitored
from netmon.access.accounts import MACHINES
from netmon.access.passwords import Fault
from netmon.access.roles import Role as Who
from netmon.core.model import Method, Outcome, Role, Service, SiteState
from netmon.links.calendar import YearKind
from netmon.links.priority import Reason
from netmon.links.programme import Division
from netmon.links.risk import RiskLevel
from netmon.links.standings import load_targets
from netmon.sla.claims.exclusions import Standing
from netmon.sla.claims.objections import Answered
from netmon.sla.facts import ExclusionType
from netmon.sla.figures import TimeClass, Verdict
from netmon.sla.parameters import Rules
from netmon.sla.statement import Stage
from netmon.sla.statements.canonical import NO_EVIDENCE
from netmon.sla.statements.changes import _COMPARED, _TERMS, SITE
from netmon.status.causes import Cause
from netmon.status.guard import Sight
from netmon.status.incident import EntryKind
from netmon.status.machine import Reach as Answer
from netmon.status.maintenance import Reach
from netmon.web.app import WORDED
from netmon.web.cause import Restart
from netmon.web.centre_list import Order
from netmon.web.charts import PROVINCE_CHARTS, RANGES_H, SITE_CHARTS
from netmon.web.incident_words import to_confidence
from netmon.web.page_record import SAID
from netmon.web.page_sla import SAID as STATEMENT_SAID
from netmon.web.page_sla_exclusions import SAID as EXCLUSION_SAID
from netmon.web.page_sla_objections import SAID as OBJECTION_SAID
from netmon.web.reading import FactName
from netmon.web.record_plans import PLANS
from netmon.web.sla_acts import ACTS
from netmon.web.sla_groups import Division as SlaDivision
from netmon.web.sla_groups import Sort
from netmon.web.texts import Language, choose_language, load_short_names, load_texts
from netmon.web.tiles import Level
from netmon.web.vitals import Trouble, VitalName

WEB = Path(str(files("netmon.web")))

FAMILIES: dict[str, Iterable[str]] = {
    "state": [each.value for each in SiteState],
    "type": [each.value for each in SiteType],
    "seen_by": [each.value for each in SeenBy],
    "service": [each.value for each in Service],
    "role": [each.value for each in Role if each is not Role.NODE],
    "reach": [each.value for each in Answer],
    "method": [*(each.value for each in Method), "snmp_apart"],
    "outcome": [each.value for each in Outcome],
    "restart": [each.value for each in Restart],
    "cause": [each.value for each in Cause],
    "entry": [each.value for each in EntryKind],
    "sight": [each.value for each in Sight],
    "node": [each.value for each in NodeKind],
    "confidence": [to_confidence(each / 10) for each in range(11)],
    "language": [each.value for each in Language],
    "vital": [each.value for each in VitalName],
    "trouble": [each.value for each in Trouble],
    "level": [each.value for each in Level if each is not Level.EMPTY],
    "chart": {each.name for each in (*SITE_CHARTS, *PROVINCE_CHARTS)},
    "line": {n for each in (*SITE_CHARTS, *PROVINCE_CHARTS) for n in each.fields},
    "unit": {each.unit for each in (*SITE_CHARTS, *PROVINCE_CHARTS)},
    "range": [str(each) for each in RANGES_H],
    "summary": ["now", "min", "mean", "max"],
    "fact": [each.value for each in FactName],
    "month": [str(each) for each in range(1, 13)],
    "weekday": [str(each) for each in range(1, 8)],
    "window": [each.value for each in Reach],
    "maintenance": ["running", "planned", "recent"],
    "who": [each.value for each in Who if each not in MACHINES],
    "scope": ["provinces", "contracts", "sites"],
    "refused": ["wrong", "wait", "busy", "stale", "elsewhere", "no_account"],
    "password": [*(each.value for each in Fault), "unknown", "differ", "wait", "busy"],
    "kind": list(PLANS),
    "field": {each.name for plan in PLANS.values() for each in plan.kind.columns},
    "topic": list(TOPICS),
    "verdict": list(VERDICTS),
    "group": list(GROUPS),
    "order": [each.value for each in Order],
    "risk": [each.value for each in RiskLevel],
    "division": [each.value for each in Division],
    "goal": [each.value for each in YearKind],
    "repair": [each.value for each in Reason],
    "target_unit": {each.unit for each in load_targets().targets},
    "counted": {each.counted_by or "none" for each in load_targets().targets},
    "training_level": [each.value for each in Level if each is not Level.BLIND],
    "programme": ["disturbed", "undisturbed"],
    "form": SAID,
    "month_name": [str(each) for each in range(1, 13)],
    "sla_verdict": [each.value for each in Verdict],
    "sla_class": [each.value for each in TimeClass],
    "sla_stage": [each.value for each in Stage],
    "sla_division": [each.value for each in SlaDivision],
    "sla_sort": [each.value for each in Sort],
    "sla_level": [each.value for each in Level if each is not Level.BLIND],
    "sla_bandwidth": [NO_EVIDENCE],
    "sla_exclusion": [each.value for each in ExclusionType],
    "sla_status": {*(each.value for each in (*Standing, *Answered))},
    "sla_rule_value": get_args(Rules.model_fields["penalty_mode"].annotation),
    "sla_act": ACTS,
    "sla_act_words": ACTS,
    "sla_said": {*STATEMENT_SAID, *EXCLUSION_SAID, *OBJECTION_SAID, "noted"},
    "sla_figure": {*_COMPARED, *_TERMS, SITE},
    "sla_gap": ["not_running", "blind", "clock_step"],
    "region": {each.region for each in load_provinces().values()},
}
"""Texts looked up by a machine word: each word has one."""

OPEN_FAMILIES = (
    "reason",
    "problem",
    "why",
    "sentence",
    "advice",
    "error",
    "remark",
    "fault",
    "sums",
    "sla_part",
    "sla_method",
    "sla_because",
    "sla_cause",
    "sla_field",
)
"""Looked up by words other parts make; a test of its own covers each below."""


def _used() -> set[str]:
    sources = [*WEB.glob("templates/*.html"), *WEB.glob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    found = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", text))
    return {key for key in found if not key.endswith((".html", ".css", ".js", "_"))}


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    thai, english = (load_texts(each).entries for each in Language)

    assert set(thai) == set(english)
    for key, text in thai.items():
        assert _fields(text) == _fields(english[key]), key
        assert text.strip(), key


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    entries = set(load_texts(Language.THAI).entries)
    worded = {f"{family}.{word}" for family in FAMILIES for word in FAMILIES[family]}
    closed = {key for key in entries if key.split(".")[0] not in OPEN_FAMILIES}
    families = {key.split(".")[0] for key in entries}
    used = {key for key in _used() if key.split(".")[0] in families}

    assert worded <= entries
    assert closed - worded - used == set()
    assert used - entries == set()


def test_every_refusal_of_our_own_system_has_words() -> None:
    entries = load_texts(Language.THAI).entries

    assert {f"reason.{word}" for word in WORDS.values()} <= set(entries)


@pytest.mark.parametrize("family", ["reason", "problem", "why"])
def test_every_word_of_an_open_family_is_made_somewhere(family: str) -> None:
    root = WEB.parent.parent
    sources = [
        path.read_text("utf-8")
        for folder in ("collectors", "netmon/status", "netmon/service", "netmon/api")
        for path in (root / folder).rglob("*.py")
    ]
    made = "\n".join(sources)

    for key in load_texts(Language.ENGLISH).entries:
        group, _, word = key.partition(".")
        if group == family:
            assert f'"{word}"' in made, key


def test_every_sentence_comes_with_advice_and_is_made_somewhere() -> None:
    entries = load_texts(Language.THAI).entries
    sentences = {key[9:] for key in entries if key.startswith("sentence.")}
    advice = {key[7:] for key in entries if key.startswith("advice.")}
    made = (WEB / "sentence.py").read_text("utf-8")

    assert sentences == advice
    by_name = {"down", "not_observed", "maintenance", *WhyUnmonitored}
    assert all(f'"{word}"' in made for word in sentences - by_name)


MAKERS = {
    "remark": "centre_today.py",
    "fault": "record_entry.py",
    "sums": "templates/_programme_groups.html",
    "sla_part": "templates/sla_statement.html",
    "sla_method": "templates/_sla_method.html",
}
"""Families whose words stand in one file of ours."""


@pytest.mark.parametrize(("family", "maker"), MAKERS.items())
def test_every_word_of_a_family_is_made_where_it_belongs(
    family: str, maker: str
) -> None:
    made = (WEB / maker).read_text("utf-8")
    keys = [key.split(".") for key in load_texts(Language.THAI).entries]

    words = {word for group, word in keys if group == family}
    assert words
    assert {word for word in words if f'"{word}"' not in made} == set()


def test_every_error_has_a_title_and_a_text() -> None:
    entries = load_texts(Language.THAI).entries
    words = [*(str(status) for status in WORDED), "other"]

    wanted = {f"error.{part}_{word}" for part in ("title", "text") for word in words}
    found = {key for key in entries if key.startswith("error.")}
    assert found == wanted | {"error.detail"}


def test_provinces_have_short_names_of_their_own() -> None:
    for names in load_short_names().values():
        assert set(names) == set(load_provinces())
        assert len(set(names.values())) == 77


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "expected"),
    [
        (None, None, None, "th"),
        ("en", "th", "th", "en"),
        (None, "en", "th", "en"),
        ("fr", None, "de, en-GB;q=0.8, th;q=0.5", "en"),
        (None, "<script>", "zh", "th"),
        (None, None, "en;q=0, th", "th"),
    ],
)
def test_the_language_is_asked_for_kept_preferred_or_thai(
    asked: str | None, cookie: str | None, accepted: str | None, expected: str
) -> None:
    assert choose_language(asked, cookie, accepted) == expected


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
