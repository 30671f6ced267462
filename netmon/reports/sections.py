"""The parts of a statement as tables: what the files of CSV and the sheets hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from netmon.reports import desk_tables as desk
from netmon.reports import outage_tables as outage
from netmon.reports import penalty_table as penalty
from netmon.reports import site_tables as site
from netmon.reports.group_table import group_rows, group_table

if TYPE_CHECKING:
    from inventory.sheets.declared import Table
    from netmon.sla.statement import Statement

Value = str | int | bool | Decimal | datetime | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One part.

    Attributes:
        rows: Yields its rows, values in the order of the columns; moments are aware,
            ratios decimal text.
    """

    table: Table
    rows: Callable[[Statement], Iterable[Row]]


SECTIONS = (
    Section(desk.COVER, desk.cover_rows),
    Section(
        group_table("nation", "The whole statement", "ภาพรวม"),
        lambda statement: group_rows([statement.nation]),
    ),
    Section(
        group_table("regions", "Regions", "รายภาค"),
        lambda statement: group_rows(statement.regions, "region"),
    ),
    Section(
        group_table("provinces", "Provinces", "รายจังหวัด"),
        lambda statement: group_rows(statement.provinces),
    ),
    Section(
        group_table("contracts", "Contracts", "รายสัญญา"),
        lambda statement: group_rows(statement.contracts),
    ),
    Section(
        group_table("site_types", "Types of site", "ตามประเภทจุดบริการ"),
        lambda statement: group_rows(statement.site_types, "type"),
    ),
    Section(desk.MATRIX, desk.matrix_rows),
    Section(site.WORST, site.worst_rows),
    Section(site.SITES, site.site_rows),
    Section(penalty.PENALTIES, penalty.penalty_rows),
    Section(desk.EXCLUSIONS, desk.exclusion_rows),
    Section(desk.EXCLUSION_SITES, desk.exclusion_site_rows),
    Section(desk.POLLER_GAPS, desk.gap_rows),
    Section(desk.CHANGES, desk.change_rows),
    Section(outage.REPAIRS, outage.repair_rows),
    Section(outage.BLIPS, outage.blip_rows),
    Section(desk.RULES, desk.rule_rows),
)
"""In the order people read them."""
