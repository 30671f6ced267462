"""Builds a folder of open data: whole, or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inventory.sheets.described import describe_columns, describe_tables
from inventory.sheets.staged import staged
from inventory.sheets.written import Written, to_facts, write_csv, write_json
from netmon.core.clock import to_thai
from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval
from netmon.opendata.about import About
from netmon.opendata.catalogue import Facts, missing, to_dataset, to_dcat
from netmon.opendata.files import JSONLD_TYPE, write_table
from netmon.opendata.rows import month_rows, site_rows
from netmon.opendata.schema import SCHEMA_VERSION, SITE_MONTHS, SITES, TABLES
from netmon.opendata.sources import Sources

FORMAT = "netmon-opendata"
MANIFEST, DATASET, DCAT = "manifest.json", "dataset.json", "dataset.jsonld"


@dataclass(frozen=True, slots=True)
class Built:
    """A build that is there.

    Attributes:
        files: All but the manifest.
        missing: Mandatory fields of the catalogue that nobody has said.
    """

    files: tuple[Written, ...]
    missing: tuple[str, ...]


def build(sources: Sources, out: Path, about: About, *, is_replacing: bool) -> Built:
    """Write open data into `out`.

    The same sources give the same bytes: times in the files are the data's own.

    Args:
        sources: What is published.
        out: A folder that is not there yet.
        about: Who publishes it.
        is_replacing: A former build in `out` goes, once the new one is whole.

    Raises:
        ConfigError: `out` is there, or is no former build, or cannot be written.
    """
    _check(out, is_replacing=is_replacing)
    try:
        with staged(out) as folder:
            return _fill(folder, sources, about)
    except OSError as error:
        message = f"{out}: {error}"
        raise ConfigError(message) from None


def _check(out: Path, *, is_replacing: bool) -> None:
    if not out.is_symlink() and not out.exists():
        return
    if not is_replacing:
        message = (
            f"{out}: it is there already (--replace puts a new build in its place)"
        )
        raise ConfigError(message)
    if out.is_symlink() or not out.is_dir() or not _is_build(out):
        message = f"{out}: it is no build of open data, so it is not replaced"
        raise ConfigError(message)


def _is_build(out: Path) -> bool:
    try:
        facts = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(facts, dict) and facts.get("format") == FORMAT


def _fill(folder: Path, sources: Sources, about: About) -> Built:
    dictionary = describe_tables(TABLES, SCHEMA_VERSION, ("csv", "json"))
    data = [
        *write_table(folder, SITES, site_rows(sources.register)),
        *write_table(folder, SITE_MONTHS, month_rows(sources)),
        write_csv(folder, "dictionary.csv", describe_columns(TABLES)),
        write_json(folder, "dictionary.json", dictionary),
    ]
    facts = Facts(sources.until, _span(sources))
    dataset = to_dataset(about, facts)
    lines = [to_facts(each) for each in data]
    dcat = to_dcat(about, dataset, facts, lines)
    files = [
        *data,
        write_json(folder, DATASET, dataset),
        write_json(folder, DCAT, dcat, JSONLD_TYPE),
    ]
    write_json(folder, MANIFEST, _manifest(sources, files))
    return Built(tuple(files), tuple(missing(dataset)))


def _span(sources: Sources) -> Interval | None:
    if not sources.months:
        return None
    return Interval(sources.months[0].span.start, sources.months[-1].span.end)


def _manifest(sources: Sources, files: list[Written]) -> dict[str, Any]:
    until = sources.until
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "months": [str(month) for month in sources.months],
        "data_until": None if until is None else to_thai(until).isoformat(),
        "files": [to_facts(each) for each in files],
    }
