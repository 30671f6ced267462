"""A file into sites that can be stored, and findings about all others."""

from __future__ import annotations

from dataclasses import replace

from inventory.importer.between import check_between
from inventory.importer.cells import check_cells, clean_cells
from inventory.importer.columns import HEADINGS, Field
from inventory.importer.decode import WINDOWS_874
from inventory.importer.places import check_places
from inventory.importer.points import check_point
from inventory.importer.row import Context, Draft
from inventory.importer.sheet_judge import Judged, Rules, finish, read_sheet
from inventory.importer.source import Source

_IDENTITY = (Field.CODE, Field.NAME, Field.TYPE, Field.PROVINCE)


def judge(source: Source, context: Context) -> Judged:
    """Return what `source` holds.

    Raises:
        ConfigError: It has no header.
    """
    context = replace(context, may_have_lost=source.guessed == WINDOWS_874)

    def judge_row(draft: Draft, above: Draft | None) -> None:
        _judge_row(draft, above, context)

    sheet = read_sheet(source, Rules(HEADINGS, Field.CODE, _IDENTITY, judge_row))
    check_between(sheet.drafts)
    return finish(sheet)


def _judge_row(draft: Draft, above: Draft | None, context: Context) -> None:
    clean_cells(draft)
    check_cells(draft, context)
    check_places(draft, above.values.get(Field.PROVINCE) if above else None, context)
    if draft.is_rejected:
        return
    check_point(draft, context)
