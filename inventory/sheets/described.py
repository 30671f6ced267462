"""The data dictionary: what every column says, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from inventory.sheets.declared import Column, Table


def describe_columns(tables: Iterable[Table]) -> Iterator[dict[str, str]]:
    """Yield a row for each column of each table."""
    for table in tables:
        for column in table.columns:
            yield {
                "table": table.name,
                "column": column.name,
                "type": column.form.value,
                "unit": column.unit,
                "can_be_null": "true" if column.can_be_null else "false",
                "title_th": column.title_th,
                "meaning_en": column.meaning_en,
                "meaning_th": column.meaning_th,
                "values": "; ".join(f"{k} = {v}" for k, v in column.values.items()),
            }


def describe_tables(
    tables: Iterable[Table], version: str, endings: Sequence[str]
) -> dict[str, Any]:
    """Return the dictionary; fields are named as in Frictionless Table Schema.

    Args:
        tables: What is handed out.
        version: Of their columns.
        endings: Of the files of each table, as `csv`.
    """
    return {
        "schema_version": version,
        "tables": [_to_table(table, endings) for table in tables],
    }


def _to_table(table: Table, endings: Sequence[str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "files": [f"{table.name}.{ending}" for ending in endings],
        "title_en": table.title_en,
        "title_th": table.title_th,
        "primaryKey": list(table.key),
        "fields": [_to_field(column) for column in table.columns],
    }


def _to_field(column: Column) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": column.name,
        "type": column.form.value,
        "unit": column.unit or None,
        "title_th": column.title_th,
        "description": column.meaning_en,
        "description_th": column.meaning_th,
        "constraints": {"required": not column.can_be_null},
    }
    if column.values:
        facts["constraints"]["enum"] = list(column.values)
        facts["values_th"] = dict(column.values)
    return facts
