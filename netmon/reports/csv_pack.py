"""A statement as a folder of CSV: for other programs, and to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.sheets.described import describe_columns, describe_tables
from inventory.sheets.staged import staged
from inventory.sheets.written import (
    Written,
    to_facts,
    write_csv,
    write_csv_table,
    write_json,
)
from netmon.core.clock import to_thai
from netmon.reports.evidence import EVIDENCE, evidence_rows
from netmon.reports.sections import SECTIONS
from netmon.reports.site_tables import SERVED_SITES, SITES, served_site_rows

if TYPE_CHECKING:
    from pathlib import Path

    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import Head, Statement

FORMAT = "netmon-sla-statement"
SCHEMA_VERSION = "1.2"
"""Of the tables. The second number grows when a column is added at the end, the first
when one goes, moves or changes its meaning."""
MANIFEST = "manifest.json"
TABLES = (
    *(
        SERVED_SITES if section.table is SITES else section.table
        for section in SECTIONS
    ),
    EVIDENCE,
)


def write_csv_pack(
    statement: Statement, facts: MonthFacts | None, out: Path
) -> tuple[Written, ...]:
    """Write every table, the dictionary and the manifest into the folder `out`.

    The same statement and facts give the same bytes.

    Args:
        statement: What is told.
        facts: For the annex of evidence and when each site's service began, ended
            and is promised, which are left out without them.
        out: A folder that is not there yet; it comes whole, or not at all.

    Raises:
        OSError: It cannot be written.
    """
    with staged(out) as folder:
        files = [
            write_csv_table(folder, section.table, section.rows(statement))
            for section in SECTIONS
            if facts is None or section.table is not SITES
        ]
        tables = tuple(section.table for section in SECTIONS)
        if facts is not None:
            tables = TABLES
            rows = served_site_rows(statement, facts)
            files.append(write_csv_table(folder, SERVED_SITES, rows))
            rows = evidence_rows(facts, statement.exclusions)
            files.append(write_csv_table(folder, EVIDENCE, rows))
        files.append(write_csv(folder, "dictionary.csv", describe_columns(tables)))
        document = describe_tables(tables, SCHEMA_VERSION, ["csv"])
        files.append(write_json(folder, "dictionary.json", document))
        manifest = write_json(folder, MANIFEST, _manifest(statement.head, files))
        return (*files, manifest)


def _manifest(head: Head, files: list[Written]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "month": str(head.month),
        "version": head.label,
        "stage": head.stage.value,
        "contract": head.contract,
        "ruleset": f"{head.ruleset_id} sha256:{head.ruleset_digest}",
        "data_sha256": head.data_digest,
        "scope_sha256": head.scope_digest or None,
        "result_sha256": head.result_digest or None,
        "made_at": to_thai(head.made_at).isoformat(),
        "files": [to_facts(each) for each in files],
    }
