"""Which part of the register a file is about."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inventory.importer.header import read_header, score_sheets
from inventory.importer.parts.access_points import ACCESS_POINTS
from inventory.importer.parts.contracts import CONTRACTS
from inventory.importer.parts.controllers import CONTROLLERS
from inventory.importer.parts.nodes import NODES
from inventory.importer.parts.part import Part
from inventory.importer.parts.service_hours import SERVICE_HOURS
from inventory.importer.parts.sites import SitesPart
from inventory.importer.parts.topology import TOPOLOGY
from inventory.importer.source import Source

SITES = SitesPart()

PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.name: part
        for part in (
            SITES,
            CONTRACTS,
            NODES,
            TOPOLOGY,
            ACCESS_POINTS,
            CONTROLLERS,
            SERVICE_HOURS,
        )
    }
)
"""Keyed by name; the first of equals is the part of a file."""


def recognise(source: Source) -> Part:
    """Return the part whose columns the header holds most of, else that of sites."""
    counts = {name: _count_known(source, part) for name, part in PARTS.items()}
    best = max(counts, key=counts.__getitem__)
    return PARTS[best] if counts[best] else SITES


def _count_known(source: Source, part: Part) -> int:
    """Return how many columns the best header has; 0 where a required one lacks."""
    headings = part.headings
    known, index, row = score_sheets(source.sheets, headings)
    if known < headings.fewest_known:
        return 0
    places = read_header(source.sheets[index], row, headings).places
    return known if set(headings.required) <= set(places) else 0
