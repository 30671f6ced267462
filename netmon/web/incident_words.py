"""An incident in words: what it is called, what was at fault, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from netmon.core.model import SiteCode
from netmon.status.causes import Cause
from netmon.web.texts import Language
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.api.desk import Desk
    from netmon.api.incident_places import Place
    from netmon.status.incident_records import IncidentRecord
    from netmon.status.report import Report
    from netmon.web.texts import Texts

SURE_RATIO = 0.8
LIKELY_RATIO = 0.5
_MARKS = {
    Cause.COLLECTOR: "not_observed",
    Cause.SWITCHED_OFF: "switched_off",
    Cause.ALERT: "degraded",
    Cause.OPERATOR: "degraded",
}
"""Marks of what goes on and is no fault of the network."""
_SAID_ALREADY = (Cause.UNKNOWN, Cause.COLLECTOR, Cause.ALERT)
MOST_QUIET = 3
"""So many sites that are switched off as usual are named; more are one line."""
LONGEST_NAME = 120
"""Letters of another system's words that still are a name."""
FEW = 2
"""So many provinces are named; more are counted."""


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """One incident as people read it.

    Attributes:
        name: What it is called after.
        where: Provinces and contract; empty where it is about no site.
        cause: What was at fault.
        confidence: `sure`, `likely` or `guess`.
        why: What the evidence was.
        mark: State whose mark it wears; `switched_off` has one of its own.
        is_ours: Our own poller is at fault.
        may_change: The cause is named, and not for good.
        said: What another system says of it, empty for nothing.
    """

    record: IncidentRecord
    url: str
    name: str
    where: str
    cause: str
    confidence: str
    why: str
    mark: str
    site_count: int
    is_ours: bool
    may_change: bool
    said: str

    @property
    def is_quiet(self) -> bool:
        """Whether people switched something off, as they do."""
        return self.record.finding.cause is Cause.SWITCHED_OFF

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.record.closed_at is None

    @property
    def has_reopened(self) -> bool:
        """Whether it was over for a while and began again."""
        return self.record.risen_at > self.record.opened_at


async def to_entry(desk: Desk, texts: Texts, record: IncidentRecord) -> IncidentEntry:
    """Return `record` in words."""
    place = await desk.places.place(record)
    finding = record.finding
    is_ours = place.kind == "collector"
    went_on = _MARKS.get(finding.cause, "down")
    return IncidentEntry(
        record=record,
        url=to_url(record.id),
        name=to_title(place, desk.fleet.register, texts, record.report),
        where=to_where(place, desk.fleet.register, texts),
        cause=texts.word("cause", finding.cause.value),
        confidence=to_confidence(finding.confidence_ratio),
        why=to_why(texts, finding.why),
        mark=went_on if record.closed_at is None else "up",
        site_count=place.site_count,
        is_ours=is_ours,
        may_change=record.is_provisional and finding.cause not in _SAID_ALREADY,
        said=to_summary(record.report, texts) if record.report else "",
    )


def to_url(name: str) -> str:
    """Return the address of an incident's page."""
    return f"/incident/{quote(name, safe='')}"


def to_why(texts: Texts, why: str) -> str:
    """Return the evidence in words; a blind poller's is why its looks fail."""
    word = texts.word("why", why)
    return texts.reason(why) if word == why else word


def to_confidence(ratio: float) -> str:
    """Return how sure a finding is."""
    if ratio >= SURE_RATIO:
        return "sure"
    return "likely" if ratio >= LIKELY_RATIO else "guess"


def to_title(
    place: Place, register: Register, texts: Texts, report: Report | None = None
) -> str:
    """Return what an incident is called; another system's, as it calls it."""
    if report is not None:
        said = to_summary(report, texts)
        is_short = 0 < len(said) <= LONGEST_NAME
        return texts("incident.alert", name=said if is_short else report.title)
    namers = {
        "node": _to_node,
        "site": _to_site,
        "area": _to_area,
        "province": _to_province,
    }
    namer = namers.get(place.kind)
    if namer is not None:
        return namer(place, register, texts)
    key = "incident.provider" if place.kind == "provider" else "incident.poller"
    return texts(key, name=place.name)


def to_summary(report: Report, texts: Texts) -> str:
    """Return what another system says, in the reader's language where it does."""
    is_thai = texts.language is Language.THAI
    return (report.summary_th if is_thai else "") or report.summary


def to_where(place: Place, register: Register, texts: Texts) -> str:
    """Return provinces and contract of an incident's sites."""
    found = [register.provinces[code] for code in place.provinces]
    if not found:
        return ""
    names = ", ".join(to_name(each, texts) for each in found[:FEW])
    if len(found) > FEW:
        names = texts("incident.provinces", count=len(found))
    if len(place.contracts) == 1:
        return f"{names} · {place.contracts[0]}"
    return f"{names} · {texts('incident.contracts', count=len(place.contracts))}"


def to_node_name(code: str, register: Register, texts: Texts) -> str:
    """Return a node's name; one that says no more than its kind, in the language."""
    node = register.nodes.get(code)
    if node is None:
        return code
    kind = node.kind.value
    if node.name == f"{kind.capitalize()} {node.code}":
        return texts(f"node.{kind}", code=node.code)
    return node.name


def _to_node(place: Place, register: Register, texts: Texts) -> str:
    return to_node_name(place.name, register, texts)


def _to_site(place: Place, register: Register, texts: Texts) -> str:
    site = register.sites.get(SiteCode(place.name))
    if site is None:
        return place.name
    return site.name_th if texts.language is Language.THAI else site.name_en


def _to_province(place: Place, register: Register, texts: Texts) -> str:
    province = register.provinces.get(place.name)
    return to_name(province, texts) if province else place.name


def _to_area(place: Place, register: Register, texts: Texts) -> str:
    _, province_code, district = place.name.rsplit("/", 2)
    province = register.provinces.get(province_code)
    name = to_name(province, texts) if province else province_code
    return texts("incident.area", district=district, province=name)
