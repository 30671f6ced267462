"""Makes up the centres and what their communities have to tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from inventory.fleet.plan import share_out
from inventory.fleet.programme_plan import Stage, to_telephone
from inventory.model import Site, SiteType
from inventory.records.kinds import Values

OLDEST_DAYS = 5 * 365
YOUNGEST_DAYS = 560
"""Centres opened between these many days ago: before the first session."""
_CARETAKERS = 100  # block of telephones
_ITEM_DAYS = 60


def make_centres(stage: Stage) -> list[Values]:
    """Return one centre for each site of that type, at most as many as are planned.

    A register without such a site has one centre, at its first site.
    """
    sites = _choose_sites(stage)
    levels = _draw_levels(stage, len(sites))
    return [
        _make_centre(stage, number, site, level)
        for number, (site, level) in enumerate(zip(sites, levels, strict=True), start=1)
    ]


def _choose_sites(stage: Stage) -> list[Site]:
    sites = list(stage.register.sites.values())
    fit = [site for site in sites if site.site_type is SiteType.DIGITAL_CENTRE]
    most = stage.plan.counts["centres"]
    if len(fit) > most:
        fit = sorted(stage.rng("centres").sample(fit, most), key=lambda one: one.code)
    return fit or sites[:1]


def _draw_levels(stage: Stage, size: int) -> list[int]:
    """Return the place of each centre's level in the plan: 0 basic, 2 incubator."""
    incubators = stage.count("incubators", size)
    counts = stage.plan.counts
    others = counts["centres"] - counts["incubators"]
    weights = [others - counts["advanced"], counts["advanced"]]
    basic, advanced = share_out(size - incubators, weights)
    levels = [0] * basic + [1] * advanced + [2] * incubators
    stage.rng("levels").shuffle(levels)
    return levels


def _make_centre(stage: Stage, number: int, site: Site, level: int) -> Values:
    rng = stage.rng(f"centre/{number}")
    return {
        "code": f"DC-{number:03}",
        "site": site.code,
        "level": list(stage.plan.levels.values())[level],
        "opened_date": stage.day(-rng.randint(YOUNGEST_DAYS, OLDEST_DAYS)),
        "phase": 1,
        "caretaker": stage.plan.names["caretaker"].format(number=number),
        "telephone": to_telephone(_CARETAKERS, number),
        "equipment": stage.plan.equipment[level],
    }


def make_items(stage: Stage, centres: Sequence[Values]) -> list[Values]:
    """Return an item of information for each centre."""
    return list(_make_items(stage, centres))


def _make_items(stage: Stage, centres: Sequence[Values]) -> Iterator[Values]:
    rng = stage.rng("items")
    for number, centre in enumerate(centres, start=1):
        text = rng.choice(stage.plan.items)
        published = stage.day(-rng.randrange(_ITEM_DAYS))
        is_news = text["topic"] == "announcement"
        district = stage.register.sites[centre["site"]].district
        yield {
            "code": f"CI-{number:04}",
            "centre_code": centre["code"],
            "topic": text["topic"],
            "title": text["title"],
            "body": text["body"].format(district=district),
            "published_date": published,
            "expires_date": published + timedelta(days=90) if is_news else None,
        }
