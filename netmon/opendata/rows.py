"""The rows of the tables, in the order of netmon.opendata.schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netmon.opendata.site_months import RATIO_PARTS
from netmon.opendata.sources import Sources, line_months

if TYPE_CHECKING:
    from inventory.model import Register, Site
    from inventory.sheets.written import Cell
    from netmon.core.months import Month
    from netmon.opendata.site_months import LineMonth
    from netmon.store.month_counts import MonthCount


def site_rows(register: Register) -> Iterator[Sequence[Cell]]:
    """Yield a row for each site. Nothing of a device or a person is in it."""
    for site in register.sites.values():
        yield (
            site.code,
            site.name_th,
            site.name_en or None,
            site.site_type.value,
            site.province,
            register.provinces[site.province].name_th,
            site.district or None,
            site.subdistrict or None,
            site.lat,
            site.lon,
            None if site.in_service_from is None else site.in_service_from.isoformat(),
            site.contract,
            register.contracts[site.contract].provider,
        )


def month_rows(sources: Sources) -> Iterator[Sequence[Cell]]:
    """Yield a row for each month of each site that was in service in it."""
    until = sources.until
    over = {month for month in sources.months if until and month.span.end <= until}
    for month, site, line in line_months(sources):
        clients = sources.clients.get((month, site.code))
        yield _to_row((month, site, line), clients, is_complete=month in over)


def _to_row(
    what: tuple[Month, Site, LineMonth],
    clients: MonthCount | None,
    *,
    is_complete: bool,
) -> Sequence[Cell]:
    month, site, line = what
    ppm = line.available_ppm
    return (
        str(month),
        site.code,
        site.province,
        line.in_service_s,
        line.observed_s,
        line.down_s,
        line.not_observed_s,
        line.outage_count,
        line.longest_outage_s,
        None if ppm is None else ppm / RATIO_PARTS,
        None if clients is None else round(clients.mean, 2),
        None if clients is None else round(clients.maximum),
        is_complete,
    )
