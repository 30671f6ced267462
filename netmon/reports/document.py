"""A statement as the data its PDF is drawn from: every word and figure of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.reports import pages_desk as desk
from netmon.reports import pages_sites as sites
from netmon.reports.blocks import clean
from netmon.reports.cover import cover_facts
from netmon.reports.months_shown import to_month_name
from netmon.reports.pages_groups import (
    group_sections,
    matrix_section,
    nation_section,
)
from netmon.reports.pages_penalties import penalty_section
from netmon.reports.words import Language, load_words
from netmon.sla.statement import Stage

if TYPE_CHECKING:
    from netmon.sla.statement import Statement

_DIGEST_SHOWN = 12


def to_document(statement: Statement, language: Language) -> dict[str, Any]:
    """Return what templates/statement.typ draws."""
    words, head = load_words(language), statement.head
    month = to_month_name(words, head.month)
    before, _, rest = words("page").partition("{n}")
    between, _, after = rest.partition("{m}")
    about = head.contract or words("cover.all_contracts")
    return {
        "language": language,
        "draft_mark": words("draft_mark") if head.stage is Stage.DRAFT else None,
        "page": [before, between, after],
        "footer": clean(
            f"{words('title')} {month} · {about} · {words(f'stage.{head.stage}')} "
            f"{head.label} · {head.data_digest[:_DIGEST_SHOWN]}"
        ),
        "cover": {
            "owner": words("owner"),
            "title": words("title"),
            "subtitle": words("subtitle"),
            "month": month,
            "facts": [
                {
                    "label": fact.label,
                    "value": fact.value if fact.is_code else clean(fact.value),
                    "is_code": fact.is_code,
                }
                for fact in cover_facts(words, statement)
            ],
            "note": words(f"cover.{head.stage}_note"),
            "check": words("cover.how_to_check"),
        },
        "sections": [
            nation_section(words, statement),
            *desk.change_sections(words, statement),
            *group_sections(words, statement),
            matrix_section(words, statement),
            sites.worst_section(words, statement),
            sites.repair_section(words, statement),
            desk.exclusion_section(words, statement),
            penalty_section(words, statement),
            desk.gap_section(words, statement),
            desk.wifi_section(words),
            desk.method_section(words, statement),
            sites.site_section(words, statement),
        ],
    }
