"""Makes up the trainers and the digital volunteers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from inventory.fleet.plan import share_out
from inventory.fleet.programme_plan import Stage, to_telephone
from inventory.model import Site
from inventory.records.kinds import Values

_TRAINERS = 200  # blocks of telephones
_VOLUNTEERS = 300
_OLDEST_DAYS = 4 * 365
_TRAINED_DAYS = (560, 760)
_MOST_OTHERS = 2


def make_trainers(stage: Stage, centres: int) -> list[Values]:
    """Return trainers of every province that has a site, some taught online."""
    rng = stage.rng("trainers")
    ways = ["online"] * stage.count("trainers_online", centres)
    ways += ["on_site"] * stage.count("trainers_on_site", centres)
    rng.shuffle(ways)
    provinces = sorted({site.province for site in stage.register.sites.values()})
    return [
        {
            "code": f"TR-{number:04}",
            "name": stage.plan.names["trainer"].format(number=number),
            "telephone": to_telephone(_TRAINERS, number),
            "trained_by": way,
            "trained_date": stage.day(-rng.randint(*_TRAINED_DAYS)),
            "province": provinces[number % len(provinces)],
        }
        for number, way in enumerate(ways, start=1)
    ]


def make_volunteers(stage: Stage) -> list[Values]:
    """Return volunteers, each at a site and perhaps at others of its district."""
    sites = list(stage.register.sites.values())
    if not sites:
        return []
    rng = stage.rng("volunteers")
    count = max(1, round(stage.plan.counts["volunteers"] * len(sites) / 8_255))
    served = sorted(rng.choices(sites, k=count), key=lambda one: one.code)
    roles = _draw_roles(stage, rng, count)
    neighbours = _by_district(sites)
    return [
        _make_volunteer(stage, number, (site, role), neighbours)
        for number, (site, role) in enumerate(zip(served, roles, strict=True), start=1)
    ]


def _draw_roles(stage: Stage, rng: Random, count: int) -> list[str]:
    roles = stage.plan.roles
    shares = share_out(count, list(roles.values()))
    drawn = [
        role for role, share in zip(roles, shares, strict=True) for _ in range(share)
    ]
    rng.shuffle(drawn)
    return drawn


def _by_district(sites: Sequence[Site]) -> Mapping[tuple[str, str], list[str]]:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for site in sites:
        found[site.province, site.district].append(site.code)
    return found


def _make_volunteer(
    stage: Stage,
    number: int,
    what: tuple[Site, str],
    neighbours: Mapping[tuple[str, str], list[str]],
) -> Values:
    site, role = what
    rng = stage.rng(f"volunteer/{number}")
    near = [one for one in neighbours[site.province, site.district] if one != site.code]
    others = rng.sample(near, min(len(near), rng.randint(0, _MOST_OTHERS)))
    return {
        "code": f"DV-{number:05}",
        "site_code": site.code,
        "role": role,
        "since": stage.day(-rng.randint(30, _OLDEST_DAYS)),
        "also_serves": ";".join(sorted(others)) or None,
        "name": stage.plan.names["volunteer"].format(number=number),
        "telephone": to_telephone(_VOLUNTEERS, number),
    }
