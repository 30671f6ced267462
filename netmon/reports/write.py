"""Writes a statement in one of its forms."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from netmon.core.errors import ConfigError
from netmon.reports.csv_pack import write_csv_pack
from netmon.reports.document import to_document
from netmon.reports.formats import Format, to_file_name
from netmon.reports.typeset_apart import typeset_apart
from netmon.reports.xlsx import write_xlsx
from netmon.sla.scenario import dump_facts
from netmon.sla.statements.canonical import dump_statement
from netmon.sla.statements.kept import to_data_digest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from netmon.reports.words import Language
    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import Statement

    Typesetter = Callable[[bytes, datetime], bytes]

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a ZIP knows: the archive's bytes follow from its files alone."""


def write_statement(
    statement: Statement,
    facts: MonthFacts | None,
    form: Format,
    out: Path,
    language: Language = "th",
    typesetter: Typesetter = typeset_apart,
) -> Path:
    """Write a statement into the folder `out`, and return the new file or folder.

    What stands there by the same name is replaced once the new one is whole.

    Args:
        statement: What is told.
        facts: What it was made from, of its sites alone: for the evidence that comes
            with CSV, for a scenario, and for the digest of a contract's facts on the
            cover; None leaves these out.
        form: Which.
        out: Made where it does not exist.
        language: Of XLSX and PDF.
        typesetter: Draws a PDF; a process of its own does.

    Raises:
        ConfigError: It cannot be written; names the place. Or it is a scenario, and
            there are no facts.
        ReportFailed: It cannot be drawn.
    """
    if facts is not None and statement.head.contract is not None:
        head = replace(statement.head, scope_digest=to_data_digest(facts))
        statement = replace(statement, head=head)
    head = statement.head
    about = head.month, head.label, head.contract
    target = out / to_file_name(about, form, language)
    try:
        out.mkdir(parents=True, exist_ok=True)
        if form is Format.CSV:
            write_csv_pack(statement, facts, target)
        else:
            _write_file(statement, facts, form, target, (language, typesetter))
    except OSError as error:
        message = f"{target}: {error.strerror or error}"
        raise ConfigError(message) from None
    return target


def _write_file(
    statement: Statement,
    facts: MonthFacts | None,
    form: Format,
    target: Path,
    how: tuple[Language, Typesetter],
) -> None:
    language, typesetter = how
    fresh = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        if form is Format.JSON:
            fresh.write_bytes(dump_statement(statement))
        elif form is Format.SCENARIO:
            if facts is None:
                raise ConfigError("a scenario needs the facts of its statement")
            fresh.write_bytes(dump_facts(facts))
        elif form is Format.XLSX:
            write_xlsx(statement, fresh, language)
        else:
            document = orjson.dumps(to_document(statement, language))
            fresh.write_bytes(typesetter(document, statement.head.made_at))
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def zip_folder(folder: Path, out: Path) -> None:
    """Pack the files of a folder; the same files give the same bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            about = zipfile.ZipInfo(path.name, _EPOCH)
            about.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(about, "w") as sink:
                while block := source.read(1 << 20):
                    sink.write(block)
