"""News in words: what people read in the log and in the notifications."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inventory.model import Node, NodeKind, Register
from netmon.core.model import SiteCode
from netmon.service.news_text import to_text
from netmon.status.causes import Cause, Finding
from netmon.status.incident import Incident
from netmon.status.incident_news import News as NewsDesk
from netmon.status.incident_rules import IncidentRules
from netmon.status.incident_where import Whereabouts
from netmon.status.outbox import News, NewsState
from netmon.web.texts import Language
from tests.registers import small_register
from tests.unit.looks import at


def hanging(*, count: int = 2) -> Register:
    """Return the small register, its sites behind one trunk, some with a second way."""
    whole = small_register()
    nodes = {
        "T1": Node("T1", NodeKind.TRUNK, "North ring"),
        "T2": Node("T2", NodeKind.TRUNK, "South ring"),
    }
    sites = {
        code: replace(site, parents=("T1",) if place < count else ("T1", "T2"))
        for place, (code, site) in enumerate(whole.sites.items())
    }
    return replace(whole, nodes=nodes, sites=sites)


def told(register: Register, incident: Incident, second: float) -> News:
    incident.told_at = at(0)
    desk = NewsDesk(IncidentRules(), where_of=Whereabouts(register).of)
    tell = desk.tell_end(incident, at(second))
    assert tell is not None
    facts: dict[str, Any] = tell.facts
    return News(1, incident.id, tell.kind, facts, at(second), NewsState.QUEUED, 0)


def cut_trunk() -> Incident:
    found = Finding(Cause.TRUNK, 0.9, "parent_dead")
    return Incident("inc-1", "node:T1", found, at(0), member_count=2)


def test_a_node_says_how_many_sites_have_no_other_way() -> None:
    register = hanging(count=1)
    news = told(register, cut_trunk(), 60)

    assert news.facts["behind_count"] == 1
    [only] = list(register.sites)[:1]
    assert news.facts["provinces"] == [register.sites[only].province]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, ["Over: North ring", "Trunk cut", "outages in all: 2"]),
        (Language.THAI, ["สิ้นสุดแล้ว: North ring", "สายหลักขาด", "ล่มทั้งหมด 2 ครั้ง"]),
    ],
)
def test_news_are_one_line_for_people(language: Language, words: list[str]) -> None:
    register = hanging()
    line = to_text(told(register, cut_trunk(), 60), register, language)

    assert line.split(" · ")[:3] == words
    province = next(iter(register.sites.values())).province
    names = register.provinces[province]
    assert line.endswith(names.name_th if language is Language.THAI else names.name_en)
    assert "\n" not in line


def test_what_began_again_tells_when() -> None:
    register = hanging()
    incident = cut_trunk()
    incident.risen_at = at(3600)
    first = told(register, cut_trunk(), 60)
    again = told(register, incident, 60)

    assert first.facts["opened_at"] == again.facts["opened_at"]
    assert again.facts["risen_at"] == at(3600).isoformat()
    one, other = (to_text(x, register, Language.ENGLISH) for x in (first, again))
    assert one != other


def test_a_site_that_left_the_register_is_told_by_its_code() -> None:
    found = Finding(Cause.UNKNOWN, 0.0, "no_evidence_yet")
    gone = Incident("inc-2", f"site:{SiteCode('GONE')}:link", found, at(0))
    register = hanging()

    assert "GONE" in to_text(told(register, gone, 9), register, Language.THAI)
