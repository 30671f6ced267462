"""Makes up the sites of the fleet: kind, name, place, hours, first day of service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import sqrt
from random import Random

from inventory.fleet.places import draw_districts
from inventory.fleet.plan import FleetPlan, TypePlan, share_out
from inventory.model import ServiceHours, Site, SiteType
from inventory.provinces import load_provinces
from netmon.core.model import SiteCode

FIRST_DAY = date(2020, 4, 1)
LAST_DAY = date(2025, 12, 31)
"""Between these, both included, every site of the fleet went into service."""

_DAY_COUNT = (LAST_DAY - FIRST_DAY).days + 1
_SPREAD_DEGREES = 0.024
"""Standard deviation of a site's distance from the centre, for a weight of one."""


def make_sites(plan: FleetPlan, seed: int, size: int) -> dict[str, list[Site]]:
    """Return `size` sites without parents, keyed by province code, in code order."""
    least = 1 if size >= len(plan.weights) else 0
    shares = share_out(size, list(plan.weights.values()), least)
    counts = dict(zip(plan.weights, shares, strict=True))
    contracts = {
        province: entry.contract.code
        for entry in plan.contracts
        for province in entry.provinces
    }
    return {
        code: list(_make_province(plan, seed, (code, contracts[code]), types))
        for code, types in _draw_types(plan, seed, counts).items()
    }


def _draw_types(
    plan: FleetPlan, seed: int, counts: dict[str, int]
) -> dict[str, list[TypePlan]]:
    """Return the kind of each site, keyed by province; the national mix is exact."""
    rng = Random(f"{seed}/types")  # noqa: S311  a made-up fleet, not a secret
    slots = [code for code, count in counts.items() for _ in range(count)]
    rng.shuffle(slots)
    # Border schools come first, from the end where the border provinces are.
    slots.sort(key=lambda code: code in plan.places.border)
    drawn: dict[str, list[TypePlan]] = {code: [] for code in counts}
    for entry, count in _border_first(plan, len(slots)):
        for _ in range(count):
            drawn[slots.pop()].append(entry)
        rng.shuffle(slots)
    for types in drawn.values():
        rng.shuffle(types)
    return drawn


def _border_first(plan: FleetPlan, size: int) -> list[tuple[TypePlan, int]]:
    shares = share_out(size, [entry.weight for entry in plan.types])
    return sorted(
        zip(plan.types, shares, strict=True),
        key=lambda pair: pair[0].site_type is not SiteType.BORDER_POLICE_SCHOOL,
    )


def _make_province(
    plan: FleetPlan, seed: int, where: tuple[str, str], types: list[TypePlan]
) -> Iterator[Site]:
    province, contract = where
    rng = Random(f"{seed}/{province}")  # noqa: S311  as above
    districts = draw_districts(plan.places, rng, len(types))
    words = plan.places.words(province)
    for number, entry in enumerate(types, start=1):
        district = districts[(number - 1) * len(districts) // len(types)]
        place = rng.choice(district.places)
        lat, lon = _draw_point(rng, province, plan.weights[province])
        yield Site(
            code=SiteCode(f"PI-{province}-{number:05}"),
            name_th=entry.name_th.format(
                place=place.thai, district=district.name.thai, **words
            ),
            name_en=entry.name_en.format(
                place=place.english, district=district.name.english
            ),
            site_type=entry.site_type,
            province=province,
            district=district.name.thai,
            subdistrict=place.thai,
            lat=lat,
            lon=lon,
            contract=contract,
            service_hours=_draw_hours(plan, rng),
            in_service_from=FIRST_DAY + timedelta(rng.randrange(_DAY_COUNT)),
        )


def _draw_point(rng: Random, province: str, weight: int) -> tuple[float, float]:
    centre = load_provinces()[province]
    spread = _SPREAD_DEGREES * sqrt(weight)

    def near(middle: float) -> float:
        step = min(max(rng.gauss(0, spread), -2 * spread), 2 * spread)
        return round(middle + step, 5)

    return near(centre.lat), near(centre.lon)


def _draw_hours(plan: FleetPlan, rng: Random) -> ServiceHours | None:
    return rng.choice(plan.hours) if rng.random() < plan.hours_ratio else None
