"""Tables of what people decided and what we missed: cover, exclusions, gaps, rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from inventory.sheets.declared import Table
from netmon.core.clock import to_thai
from netmon.reports.columns import (
    END,
    EXCLUSION_KINDS,
    EXCLUSION_STATES,
    SITE,
    START,
    VERDICTS,
    choice,
    count,
    moment,
    seconds,
    text,
    to_values,
)
from netmon.reports.words import load_words
from netmon.sla.figures import coverage
from netmon.sla.statements.canonical import NO_EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from netmon.reports.sections import Row
    from netmon.reports.words import Words
    from netmon.sla.statement import Statement

_PARAMETER = text(
    "parameter",
    "พารามิเตอร์",
    "Parameter",
    ("Its name.", "ชื่อของค่า"),
)
_VALUE = text("value", "ค่า", "Value", ("Its value.", "ค่า"))

COVER = Table(
    "cover",
    "Cover of the statement",
    "ปกของรายงาน",
    ("parameter",),
    (_PARAMETER, _VALUE),
)
RULES = Table(
    "rules",
    "Values of the rule set",
    "ค่าของชุดหลักเกณฑ์",
    ("parameter",),
    (
        *COVER.columns,
        text("name_th", "หลักเกณฑ์", "Rule (Thai)", ("In Thai.", "ชื่อภาษาไทย")),
        text("name_en", "หลักเกณฑ์ (อังกฤษ)", "Rule", ("In English.", "ชื่อภาษาอังกฤษ")),
    ),
)
MATRIX = Table(
    "matrix",
    "Sites by availability and bandwidth",
    "จุดบริการตามผลความพร้อมใช้งานและความเร็ว",
    ("verdict", "bandwidth"),
    (
        choice(
            "verdict",
            "ความพร้อมใช้งาน",
            "Availability",
            ("Verdict on availability.", "ผลด้านความพร้อมใช้งาน"),
            VERDICTS,
        ),
        choice(
            "bandwidth",
            "ความเร็ว",
            "Bandwidth",
            (
                "Verdict on bandwidth; no evidence until it is measured.",
                "ผลด้านความเร็ว ไม่มีหลักฐานจนกว่าจะมีการวัด",
            ),
            to_values("bandwidth", [NO_EVIDENCE]),
        ),
        count("sites", "จำนวนจุดบริการ", "Sites", ("How many.", "จำนวน")),
    ),
)
_ID = text("id", "เลขที่คำขอ", "Number", ("Of the request.", "เลขที่ของคำขอ"))
_BY = ("Account of whoever did.", "บัญชีผู้ดำเนินการ")
EXCLUSIONS = Table(
    "exclusions",
    "Requests to leave time out",
    "คำขอยกเว้นเวลา",
    ("id",),
    (
        _ID,
        choice("kind", "ประเภท", "Type", ("Why.", "เหตุ"), EXCLUSION_KINDS),
        choice("status", "ผล", "Status", ("Decision.", "ผลพิจารณา"), EXCLUSION_STATES),
        START,
        END,
        count(
            "sites_count",
            "จำนวนจุด",
            "Sites",
            ("Of this statement's sites.", "จำนวนจุดในรายงานนี้"),
        ),
        seconds(
            "excluded_s",
            "เวลาที่หักออก",
            "Left out",
            (
                "Taken out of their windows; 0 unless approved.",
                "เวลาที่หักออก เป็น 0 เมื่อไม่อนุมัติ",
            ),
        ),
        text("reason", "เหตุผล", "Reason", ("As it was given.", "ตามที่ระบุในคำขอ")),
        text("requested_by", "ผู้ขอ", "Requested by", _BY),
        moment("requested_at", "ขอเมื่อ", "Requested at", ("When.", "เวลา")),
        text("decided_by", "ผู้พิจารณา", "Decided by", _BY),
        moment(
            "decided_at",
            "พิจารณาเมื่อ",
            "Decided at",
            ("When, empty before.", "เวลา ว่างเมื่อยังไม่พิจารณา"),
            can_be_null=True,
        ),
        text("decision_note", "หมายเหตุ", "Note", ("Of the decision.", "ของผลพิจารณา")),
        text(
            "document_sha256",
            "SHA-256 ของเอกสาร",
            "Document",
            (
                "SHA-256 of what was attached, empty for nothing.",
                "SHA-256 ของเอกสารแนบ ว่างเมื่อไม่มี",
            ),
        ),
    ),
)
EXCLUSION_SITES = Table(
    "exclusion_sites",
    "Which sites a request is about",
    "จุดบริการในคำขอยกเว้น",
    ("id", "site_code"),
    (
        _ID,
        SITE,
        seconds(
            "excluded_s",
            "เวลาที่หักออก",
            "Left out",
            (
                "Taken out of this site's window; 0 unless approved.",
                "เวลาที่หักออกของจุดนี้ เป็น 0 เมื่อไม่อนุมัติ",
            ),
        ),
    ),
)
POLLER_GAPS = Table(
    "poller_gaps",
    "When our own pollers did not look",
    "ช่วงที่ระบบตรวจวัดไม่ทำงาน",
    ("poller", "start"),
    (
        text("poller", "เครื่องตรวจวัด", "Poller", ("Its name.", "ชื่อเครื่อง")),
        START,
        END,
        seconds("lasted_s", "นาน", "Lasted", ("How long.", "ระยะเวลา")),
        text("reason", "สาเหตุ", "Reason", ("Why, a short name.", "สาเหตุ ชื่อย่อ")),
    ),
)
CHANGES = Table(
    "changes",
    "What a correction changed",
    "สิ่งที่แก้ไขในฉบับนี้",
    ("site_code", "what"),
    (
        SITE,
        text("what", "รายการ", "What", ("Which figure.", "ค่าใด")),
        text("before", "เดิม", "Before", ("In the former version.", "ค่าในฉบับก่อน")),
        text("after", "ใหม่", "After", ("In this version.", "ค่าในฉบับนี้")),
    ),
)


def cover_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of COVER."""
    head = statement.head
    yield from (
        ("month", str(head.month)),
        ("fiscal_year_be", str(head.month.fiscal_year)),
        ("stage", head.stage.value),
        ("version", head.label),
        ("contract", head.contract or ""),
        ("ruleset_id", head.ruleset_id),
        ("ruleset_sha256", head.ruleset_digest),
        ("data_sha256", head.data_digest),
        *((("scope_sha256", head.scope_digest),) if head.scope_digest else ()),
        *((("result_sha256", head.result_digest),) if head.result_digest else ()),
        ("made_at", to_thai(head.made_at).isoformat()),
        ("made_by", head.made_by),
        ("final_at", to_thai(head.final_at).isoformat() if head.final_at else ""),
        ("supersedes", "" if head.supersedes is None else str(head.supersedes)),
        ("why", head.why),
        ("sites", str(statement.nation.sites)),
        ("coverage", coverage(statement.nation.seconds) or ""),
        ("wifi", "no-data"),
    )


def rule_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of RULES, what is within a table by dotted names."""
    thai, english = load_words("th"), load_words("en")
    for name, value in flatten(statement.rules):
        yield name, value, to_rule_name(thai, name), to_rule_name(english, name)


def to_rule_name(words: Words, parameter: str) -> str:
    """Return what a parameter is called, also where a contract has its own."""
    return words.word("rule", parameter.rpartition(".")[2])


def flatten(rules: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield parameters and their values as text."""
    for name, value in rules.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield prefix + name, value
        else:
            yield prefix + name, json.dumps(value, ensure_ascii=False, default=str)


def matrix_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of MATRIX."""
    for (verdict, bandwidth), sites in statement.matrix.items():
        yield verdict.value, bandwidth, sites


def exclusion_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of EXCLUSIONS."""
    for each in statement.exclusions:
        yield (
            *(each.id, each.kind.value, each.status.value, *each.span),
            *(len(each.sites), each.excluded_s, each.reason, each.requested_by),
            *(each.requested_at, each.decided_by, each.decided_at),
            *(each.decision_note, each.document_sha256),
        )


def exclusion_site_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of EXCLUSION_SITES."""
    for each in statement.exclusions:
        lengths = each.excluded_of_site_s or [0] * len(each.sites)
        for site, excluded_s in zip(each.sites, lengths, strict=True):
            yield each.id, site, excluded_s


def gap_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of POLLER_GAPS."""
    for gap in statement.poller_gaps:
        lasted_s = int((gap.span.end - gap.span.start).total_seconds())
        yield gap.poller, *gap.span, lasted_s, gap.reason


def change_rows(statement: Statement) -> Iterator[Row]:
    """Yield the rows of CHANGES."""
    for each in statement.changes:
        yield each.site, each.what, each.before, each.after
