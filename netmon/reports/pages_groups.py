"""Pages about sites together: the nation, its parts, and the compliance matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from netmon.reports.blocks import (
    Block,
    Cell,
    Head,
    Part,
    clean,
    meter,
    note,
    paragraph,
    section,
    stack,
    table,
    tiles,
)
from netmon.reports.dots import Dot, dots
from netmon.sla.figures import Verdict
from netmon.sla.shown import (
    to_baht,
    to_count,
    to_hours,
    to_percent,
    to_share,
    to_target,
)

if TYPE_CHECKING:
    from netmon.reports.words import Words
    from netmon.sla.statement import Group, Statement

MOST_DOTS = 40
"""Lines of a chart; it fills a page."""


def nation_section(words: Words, statement: Statement) -> Block:
    """Return what people read first."""
    whole = statement.nation
    name = "contract" if statement.head.contract else "nation"
    blocks = [
        tiles(_tiles(words, whole)),
        stack(words("chart.verdicts"), _verdict_parts(words, whole)),
        *_dots(words, "regions", statement),
        paragraph(words("text.nation")),
        _spent(words, whole),
    ]
    return section(words(f"section.{name}"), blocks)


def group_sections(words: Words, statement: Statement) -> Iterator[Block]:
    """Yield the divisions, each with its table."""
    divisions = {
        "regions": statement.regions,
        "provinces": statement.provinces,
        "contracts": statement.contracts,
        "site_types": statement.site_types,
    }
    for name, groups in divisions.items():
        title = words(f"section.{name}")
        if not groups:
            yield section(title, [paragraph(words("text.empty_group"))])
            continue
        chart = _dots(words, name, statement) if name == "contracts" else []
        rows = [
            _group_row(words, group_name(words, name, each), each) for each in groups
        ]
        rows.append(_group_row(words, words("column.total"), statement.nation))
        listed = table(_group_heads(words), rows, has_total=True)
        yield section(title, [paragraph(words("text.groups")), *chart, listed])


def group_name(words: Words, division: str, group: Group) -> str:
    """Return what a group is called on paper."""
    if not group.key:
        return words("none")
    family = {"regions": "region", "site_types": "type"}.get(division)
    if family:
        return clean(words.word(family, group.key))
    name = words.choose(group.name_th, group.name_en)
    if division == "contracts" and name != group.key:
        return clean(f"{group.key} {name}")
    return clean(name or group.key)


def matrix_section(words: Words, statement: Statement) -> Block:
    """Return how many sites have which verdicts."""
    kinds = sorted({bandwidth for _, bandwidth in statement.matrix})
    heads = [Head(words("column.verdict"), width="1")]
    heads += [Head(words(f"bandwidth.{kind}"), "right", "1") for kind in kinds]
    rows: list[list[Cell]] = [
        [
            words(f"verdict.{verdict}"),
            *(to_count(statement.matrix.get((verdict, kind), 0)) for kind in kinds),
        ]
        for verdict in Verdict
    ]
    blocks = [
        paragraph(words("text.matrix")),
        table(heads, rows),
        note(words("text.no_bandwidth")),
    ]
    return section(words("section.matrix"), blocks)


def judged_count(group: Group) -> int:
    """Return how many sites were judged: they met their target, or missed it."""
    met, missed = Verdict.COMPLIANT, Verdict.NON_COMPLIANT
    return group.verdicts.get(met, 0) + group.verdicts.get(missed, 0)


def common_target(statement: Statement) -> int | None:
    """Return the target of every site, None where they have several."""
    found = {line.figures.target_ppm for line in statement.sites}
    return found.pop() if len(found) == 1 else None


def _tiles(words: Words, whole: Group) -> Iterator[tuple[str, str, str]]:
    met, judged = whole.verdicts.get(Verdict.COMPLIANT, 0), judged_count(whole)
    of = words("tile.met_of", met=to_count(met), judged=to_count(judged))
    yield words("tile.met"), to_share(met, judged), of
    up = to_percent(whole.seconds.up_s, whole.seconds.seen_s)
    yield words("tile.availability"), up, words("tile.availability_note")
    seen = to_percent(whole.seconds.seen_s, whole.seconds.judged_s)
    yield words("tile.coverage"), seen, words("tile.coverage_note")
    blips = words("tile.incidents_note", blips=to_count(whole.blips))
    yield words("tile.incidents"), to_count(whole.incidents), blips
    yield words("tile.repair"), to_hours(_mean(whole)), words("tile.repair_note")
    fees = words("tile.no_terms")
    if whole.fee_baht is not None:
        fees = words("tile.penalty_note", fee=to_baht(whole.fee_baht))
    yield words("tile.penalty"), to_baht(whole.penalty_baht), fees


def _verdict_parts(words: Words, whole: Group) -> Iterator[Part]:
    for verdict in Verdict:
        count = whole.verdicts.get(verdict, 0)
        text = f"{to_count(count)} ({to_share(count, whole.sites)})"
        yield Part(words(f"verdict.{verdict}"), count, text, verdict.value)


def _dots(words: Words, division: str, statement: Statement) -> list[Block]:
    groups: Sequence[Group] = getattr(statement, division)
    if not 1 < len(groups) <= MOST_DOTS:
        return []
    # Of contracts the code alone: a party's name takes three lines of a chart.
    names = [
        clean(each.key) or words("none")
        if division == "contracts"
        else group_name(words, division, each)
        for each in groups
    ]
    shown = [Dot(name, each.seconds) for name, each in zip(names, groups, strict=True)]
    target = common_target(statement)
    found = [dots(words(f"chart.{division}"), shown, target)]
    if target is not None:
        mark = words("chart.target_mark", target=to_target(target))
        low = words("chart.axis_note", low=found[0]["ticks"][0]["text"])
        found.append(note(f"{mark} · {low}"))
    return found


def _spent(words: Words, whole: Group) -> Block:
    spent = whole.seconds
    parts = {
        "up": spent.up_s,
        "down": spent.down_s,
        "not_observed": spent.not_observed_s,
        "excluded": spent.excluded_s,
        "total": spent.window_s,
    }
    heads = [
        Head(words("chart.down_parts"), width="2"),
        Head(f"{words('column.time')} ({words('tile.repair_note')})", "right", "2"),
        Head(words("column.share"), "right", "1"),
    ]
    rows = [
        (words(f"column.{name}"), to_hours(s), to_percent(s, spent.window_s))
        for name, s in parts.items()
    ]
    return table(heads, rows, has_total=True)


def _group_heads(words: Words) -> list[Head]:
    narrow = ("sites", "met", "missed", "open", "absent")
    return [
        Head(words("column.name"), width="1"),
        *(Head(words(f"column.{name}"), "right") for name in narrow),
        Head(words("column.met_share"), "left"),
        *(Head(words(f"column.{name}"), "right") for name in _FIGURES),
    ]


_FIGURES = ("availability", "coverage", "incidents", "repair", "late")


def _group_row(words: Words, name: str, group: Group) -> list[Cell]:
    found, spent = group.verdicts, group.seconds
    met, judged = found.get(Verdict.COMPLIANT, 0), judged_count(group)
    return [
        name,
        to_count(group.sites),
        *(to_count(found.get(verdict, 0)) for verdict in Verdict),
        meter(met, judged, to_share(met, judged)),
        to_percent(spent.up_s, spent.seen_s),
        to_percent(spent.seen_s, spent.judged_s),
        to_count(group.incidents),
        to_hours(_mean(group)),
        to_count(group.late_repairs),
    ]


def _mean(group: Group) -> int | None:
    return group.repair_s // group.incidents if group.incidents else None
