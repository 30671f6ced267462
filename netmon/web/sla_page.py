"""Everything the page of a statement shows, put together. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from netmon.reports.words import load_words
from netmon.sla.figures import Verdict
from netmon.sla.shown import NOTHING, to_ratio
from netmon.web.sla_drawings import (
    to_availability_columns,
    to_repair_columns,
    to_time_slices,
)
from netmon.web.sla_groups import (
    Division,
    GroupRow,
    Sort,
    groups_of,
    next_sort,
    to_group_rows,
    to_month_tiles,
)
from netmon.web.sla_statement_view import (
    MOST_ROWS,
    count_exclusions,
    count_targets,
    to_names,
    to_penalties,
    to_repair_sums,
    to_repairs,
    to_worst,
)
from netmon.web.sla_words import frame

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.sla.statement import Statement
    from netmon.web.texts import Texts

MOST_RULES = 200
"""Rows of the table of parameters; a rule set has some seventy."""


@dataclass(frozen=True, slots=True)
class StatementWish:
    """What of a statement somebody looks at.

    Attributes:
        version: None for the newest.
        sort: See to_group_rows.
    """

    month: str
    version: int | None = None
    contract: str = ""
    by: Division = Division.PROVINCE
    sort: str = ""

    def to_url(self, **changed: str | None) -> str:
        """Return the address of this look, with some of it changed; None leaves out."""
        parts: dict[str, str | None] = {
            "contract": self.contract,
            "version": None if self.version is None else str(self.version),
            "by": self.by.value,
            "sort": self.sort,
        }
        named = {name: text for name, text in (parts | changed).items() if text}
        return f"/sla/{self.month}" + (f"?{urlencode(named)}" if named else "")


def to_statement_page(
    texts: Texts, register: Register, statement: Statement, wish: StatementWish
) -> dict[str, Any]:
    """Return what the template of a statement is given."""
    return (
        frame(texts)
        | _links(wish)
        | _whole(texts, statement)
        | _groups(texts, register, statement, wish)
        | _tables(texts, statement)
        | {"statement": statement, "most_rows": MOST_ROWS, "fee_share": fee_share}
    )


def fee_share(baht: Decimal | None, fees_baht: Decimal | None) -> str:
    """Return what a penalty is of the fees, cut after two decimals."""
    if not fees_baht or baht is None:
        return NOTHING
    return to_ratio(baht / fees_baht)


def to_site_url(month: str, contract: str, version: int | None, code: str) -> str:
    """Return the address of the working of one site."""
    named = {"month": month}
    if version is not None:
        named["version"] = str(version)
    if contract:
        named["contract"] = contract
    return f"/sla/sites/{quote(code, safe='')}?{urlencode(named)}"


def _links(wish: StatementWish) -> dict[str, Callable[..., str] | str]:
    site_url = partial(to_site_url, wish.month, wish.contract, wish.version)
    return {
        "link": wish.to_url,
        "site_url": site_url,
        "contract_url": lambda code: wish.to_url(contract=code, by=None, sort=None),
        "tail": f"?{urlencode({'contract': wish.contract})}" if wish.contract else "",
    }


def _whole(texts: Texts, statement: Statement) -> dict[str, Any]:
    nation = statement.nation
    (total,) = to_group_rows(texts, Division.REGION, [nation], "")
    seconds = nation.seconds
    return {
        "total": total,
        "met_width": _to_width(total.met, total.judged),
        "coverage_width": _to_width(seconds.seen_s, seconds.judged_s),
        "targets": count_targets(statement),
        "availability_columns": to_availability_columns(statement.sites),
        "time_slices": to_time_slices(seconds),
    }


def _groups(
    texts: Texts, register: Register, statement: Statement, wish: StatementWish
) -> dict[str, Any]:
    rows: Sequence[GroupRow] = to_group_rows(
        texts, wish.by, groups_of(statement, wish.by), wish.sort
    )
    is_map = wish.by is Division.PROVINCE and len(statement.provinces) > 1
    return {
        "divisions": tuple(Division),
        "division": wish.by,
        "sorts": tuple(Sort),
        "sort_now": wish.sort,
        "next_sort": lambda sort: next_sort(sort, wish.sort),
        "group_rows": rows,
        "tiles": to_month_tiles(texts, register, statement) if is_map else (),
        "verdicts": tuple(Verdict),
        "bandwidths": sorted({bandwidth for _, bandwidth in statement.matrix}),
    }


def _tables(texts: Texts, statement: Statement) -> dict[str, Any]:
    names = to_names(texts, statement)
    return {
        "worst": to_worst(names, statement),
        "repairs": to_repairs(names, statement),
        "repair_sums": to_repair_sums(statement.repairs),
        "repair_columns": to_repair_columns(statement.repairs),
        "exclusion_counts": count_exclusions(statement.exclusions),
        "penalties": to_penalties(texts, names, statement),
        "rules": _name_rules(texts, statement.rules),
    }


def _name_rules(
    texts: Texts, rules: Mapping[str, object]
) -> list[tuple[str, str, str]]:
    """Return the parameters with what each is called on paper too."""
    words = load_words(texts.language.value)
    return [
        (name, words.word("rule", name.rpartition(".")[2]), value)
        for name, value in to_rule_rows(rules)
    ]


def to_rule_rows(rules: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the parameters as rows; those of a contract after a dot."""
    rows: list[tuple[str, str]] = []
    for name, value in rules.items():
        if isinstance(value, Mapping):
            rows += [(f"{name}.{inner}", text) for inner, text in to_rule_rows(value)]
        else:
            rows.append((name, _to_rule_text(value)))
    return rows[:MOST_RULES]


def _to_rule_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def _to_width(part: int, whole: int) -> float:
    return part * 1000 // whole / 10 if whole else 0.0
