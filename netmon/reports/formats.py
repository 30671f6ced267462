"""The files a statement comes as: their names and media types."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmon.core.months import Month
    from netmon.reports.words import Language

_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class Format(StrEnum):
    """A form of a statement.

    Attributes:
        JSON: The canonical form, from which all others are made.
        CSV: A folder of tables with dictionary and sums; a ZIP of it to download.
        XLSX: A workbook.
        PDF: For people to read and sign.
        SCENARIO: The facts, for `netmon sla evaluate`.
    """

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    SCENARIO = "scenario"


WITH_FACTS = (Format.CSV, Format.SCENARIO)
"""Those that cannot be written without what a statement was made from."""


MEDIA_TYPES: Mapping[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "application/zip",
    Format.XLSX: ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.PDF: "application/pdf",
    Format.SCENARIO: "application/json",
}
"""Of what is downloaded."""


def to_file_name(
    about: tuple[Month, str, str | None], form: Format, language: Language
) -> str:
    """Return a file's name, a folder's for CSV: plain letters, whatever a code holds.

    Args:
        about: Month, version's label and contract, None for all.
        form: What it is.
        language: In which; JSON and CSV have none.
    """
    month, label, contract = about
    parts = ["sla", str(month), label]
    if contract is not None:
        parts.append(_ODD.sub("_", contract).strip(".") or "_")
    if form in (Format.XLSX, Format.PDF):
        parts.append(language)
    name = "-".join(parts)
    if form is Format.SCENARIO:
        return f"{name}.scenario.json"
    return name if form is Format.CSV else f"{name}.{form}"
