"""How many are on the free Wi-Fi of a site, as the sample log knows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netmon.core.schema import WIFI, Sample
from netmon.links.health import WifiUsers
from netmon.store.faults import AnswerLate, QuestionRefused

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.model import SiteCode
    from netmon.store.port import SampleReader

WITHIN_S = 900.0
"""An older count says nothing of now; routers are read every minute."""

_CLIENTS = list(WIFI.fields).index("clients_count")


async def read_wifi(
    samples: SampleReader | None, register: Register, sites: Sequence[SiteCode]
) -> Mapping[SiteCode, WifiUsers]:
    """Return the newest count of each of `sites`; not measured ones are left out."""
    if samples is None or not sites:
        return {}
    try:
        rows = await samples.latest(WIFI.name, sites, WITHIN_S)
    except (AnswerLate, QuestionRefused):
        return {}
    by_site: dict[str, dict[str, Sample]] = defaultdict(dict)
    for row in rows:
        if row.values[_CLIENTS] is not None:
            site, device = row.tags
            by_site[site][device] = row
    found = {}
    for site in sites:
        router = register.routers.get(site)
        mine = by_site.get(site)
        if mine:
            found[site] = _to_users(mine, router.id if router else "")
    return found


def _to_users(rows: Mapping[str, Sample], router: str) -> WifiUsers:
    """Return the site's own row, under its router's name, else its points together."""
    counted = [rows[router]] if router in rows else list(rows.values())
    clients = sum(int(each.values[_CLIENTS] or 0) for each in counted)
    return WifiUsers(clients, min(each.at for each in counted))
