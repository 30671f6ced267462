"""One file of a kept statement: the order for it, and how the child carries it out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from netmon.reports.formats import WITH_FACTS, Format
from netmon.reports.typeset import typeset
from netmon.reports.write import write_statement, zip_folder
from netmon.sla.statement import Stage
from netmon.sla.statements.build import narrow
from netmon.sla.statements.kept import Kept, pick, read_ground, read_statement

if TYPE_CHECKING:
    from netmon.reports.words import Language
    from netmon.sla.statement import Statement

_BLOBS = ("facts", "summary", "annex")


@dataclass(frozen=True, slots=True, repr=False)
class Order:
    """Which file is wanted.

    Attributes:
        kept: The statement's bytes.
        final_at: When it became final; that is not in its bytes.
        contract: Of whose sites alone it shall speak; None: of all.
    """

    kept: Kept
    final_at: datetime | None
    form: Format
    language: Language
    contract: str | None


def encode(order: Order, out: Path) -> bytes:
    """Return what the child reads: a line of JSON and the statement's bytes."""
    blobs = [getattr(order.kept, name) for name in _BLOBS]
    told = {
        "job": "write",
        "form": order.form.value,
        "language": order.language,
        "contract": order.contract,
        "final_at": order.final_at,
        "result_digest": order.kept.result_digest,
        "lengths": [len(each) for each in blobs],
        "out": str(out),
    }
    return b"".join((orjson.dumps(told), b"\n", *blobs))


def write_kept(told: dict[str, Any], rest: bytes) -> None:
    """Carry out what `encode` wrote: make the file it names, beside which it works.

    Raises:
        NotFound: The statement knows no such contract.
        ConfigError, OSError: The file cannot be written.
    """
    kept, out, form = _to_kept(told, rest), Path(told["out"]), Format(told["form"])
    statement = _read(kept, told)
    facts = None
    if form in WITH_FACTS or told["contract"] is not None:
        facts = read_ground(kept.facts)[0].facts
        if told["contract"] is not None:
            facts = pick(facts, [line.figures.code for line in statement.sites])
    work = out.with_name(f"{out.name}.d")
    made = write_statement(statement, facts, form, work, told["language"], typeset)
    if form is Format.CSV:
        zip_folder(made, out)
    else:
        made.replace(out)
    shutil.rmtree(work)


def _read(kept: Kept, told: dict[str, Any]) -> Statement:
    statement = read_statement(kept)
    head = replace(statement.head, result_digest=kept.result_digest)
    if told["final_at"] is not None:
        at = datetime.fromisoformat(told["final_at"])
        head = replace(head, stage=Stage.FINAL, final_at=at)
    statement = replace(statement, head=head)
    contract = told["contract"]
    return statement if contract is None else narrow(statement, contract)


def _to_kept(told: dict[str, Any], rest: bytes) -> Kept:
    view, blobs = memoryview(rest), []
    for length in told["lengths"]:
        blobs.append(bytes(view[:length]))
        view = view[length:]
    facts, summary, annex = blobs
    return Kept(facts, summary, annex, told["result_digest"])
