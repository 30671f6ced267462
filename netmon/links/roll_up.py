"""Adds the programme up, whole and by province, type, contract and phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inventory.model import Site
from netmon.core.clock import to_thai
from netmon.core.model import SiteCode, SiteState
from netmon.links.area import NATION, Area
from netmon.links.calendar import YearKind, to_year
from netmon.links.commerce import compare_sales
from netmon.links.completion import compare_completion
from netmon.links.goal import Progress, to_progress
from netmon.links.programme import Division, GroupSums, Programme, Sums
from netmon.links.standings import load_targets, to_standings
from netmon.links.training import Verdict

if TYPE_CHECKING:
    from netmon.links.picture import Picture

Counts = Mapping[str, int | float]
"""Summands by the name of an attribute of Sums."""
Tally = dict[str, Any]
"""What they have come to so far."""
Codes = tuple[tuple[Division, str], ...]
"""Where in each division something belongs."""

_VERDICTS: Mapping[Verdict, str] = {
    Verdict.DISTURBED: "disturbed_count",
    Verdict.UNDISTURBED: "undisturbed_count",
    Verdict.NOT_OBSERVED: "not_judged_count",
    Verdict.NOT_OVER: "not_judged_count",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to count.

    Attributes:
        phase: None where it belongs to no phase and is left out of that division.
    """

    site: SiteCode
    counts: Counts
    phase: str | None = None


def roll_up(picture: Picture, area: Area) -> Programme:
    """Return the programme of `area`."""
    total: Tally = {}
    groups: dict[Division, dict[str, Tally]] = {each: {} for each in Division}
    for codes, tally in _to_cells(picture, area).items():
        _add(total, tally)
        for division, code in codes:
            _add(groups[division].setdefault(code, {}), tally)
    looks = [one for one in picture.looks if picture.holds(one.site, area)]
    dark = [one for one in picture.dark_days if picture.holds(one.site, area)]
    return Programme(
        at=picture.at,
        standings=to_standings(picture) if area == NATION else (),
        total=Sums(**total),
        groups={
            division: [GroupSums(code, Sums(**found[code])) for code in sorted(found)]
            for division, found in groups.items()
        },
        completion=compare_completion(looks),
        sales=compare_sales(dark),
        goals=_to_goals(picture) if area == NATION else (),
    )


def _to_cells(picture: Picture, area: Area) -> dict[Codes, Tally]:
    """Return what is counted by all divisions at once: few cells of many items."""
    cells: dict[Codes, Tally] = {}
    sites = picture.register.sites
    for item in _items(picture):
        site = sites.get(item.site)
        if area.holds(item.site, site):
            _add(cells.setdefault(_to_codes(item, site), {}), item.counts)
    return cells


def _add(tally: Tally, counts: Counts) -> None:
    for name, count in counts.items():
        tally[name] = tally.get(name, 0) + count


def _to_codes(item: Item, site: Site | None) -> Codes:
    places = (
        (Division.PROVINCE, site.province if site else ""),
        (Division.SITE_TYPE, site.site_type.value if site else ""),
        (Division.CONTRACT, site.contract if site else ""),
    )
    return places if item.phase is None else (*places, (Division.PHASE, item.phase))


def _items(picture: Picture) -> Iterator[Item]:
    yield from _sites(picture)
    yield from _centres(picture)
    yield from _sessions(picture)
    phase_of = {each.code: _phase(each.phase) for each in picture.records.centres}
    for day in picture.dark_days:
        counts = {"dark_shop_days_count": 1}
        yield Item(day.site, counts, phase_of.get(day.centre, ""))
    for volunteer in picture.records.volunteers:
        yield Item(volunteer.site, {"volunteers_count": 1})


def _sites(picture: Picture) -> Iterator[Item]:
    today = to_thai(picture.at).date()
    for code, site in picture.register.sites.items():
        start = site.in_service_from
        state = picture.states[code].link.state
        yield Item(
            code,
            {
                "sites_count": 1,
                "in_service_count": int(start is not None and start <= today),
                "down_count": int(state is SiteState.DOWN),
                "not_observed_count": int(state is SiteState.NOT_OBSERVED),
            },
        )


def _centres(picture: Picture) -> Iterator[Item]:
    for card in picture.cards.values():
        counts = {
            "centres_count": 1,
            "link_observed_s": card.month.observed_s,
            "link_down_s": card.month.down_s,
            "shops_count": card.sales.shop_count,
            "members_count": card.sales.members_count,
            "sales_baht": card.sales.year_baht,
        }
        yield Item(card.centre.site, counts, _phase(card.centre.phase))


def _sessions(picture: Picture) -> Iterator[Item]:
    for each in picture.looks:
        counts = {
            "session_count": 1,
            _VERDICTS[each.verdict]: 1,
            "attended_count": each.session.attended or 0,
            "completed_count": each.session.completed or 0,
        }
        yield Item(each.site, counts, _phase(each.session.phase))


def _phase(number: int | None) -> str:
    return "" if number is None else str(number)


def _to_goals(picture: Picture) -> list[Progress]:
    today = to_thai(picture.at).date()
    goal_baht = load_targets().sales_goal_baht
    return [
        to_progress(picture.records.sales, to_year(kind, today), goal_baht, today)
        for kind in (YearKind.BUDGET, YearKind.CALENDAR)
    ]
