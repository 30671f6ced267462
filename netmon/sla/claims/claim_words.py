"""What is said of requests, objections and tickets, in English and in Thai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from netmon.core.clock import to_thai
from netmon.core.months import BUDDHIST_AHEAD_YEARS, Month

MOST_NAMED = 5
"""Sites a sentence names; the others it counts."""

_WORDS: Mapping[str, tuple[str, str]] = {
    # Rules of an approval; see netmon.sla.claims.notice.
    "maintenance_notice": (
        "planned maintenance is to be asked for at least {least_s} before it begins; "
        "this was asked for {given_s} before",
        "การบำรุงรักษาตามแผนต้องขอก่อนเริ่มอย่างน้อย {least_s} แต่คำขอนี้ขอก่อนเริ่ม {given_s}",
    ),
    "maintenance_begun": (
        "planned maintenance is to be asked for at least {least_s} before it begins; "
        "this was asked for when it had begun",
        "การบำรุงรักษาตามแผนต้องขอก่อนเริ่มอย่างน้อย {least_s} แต่คำขอนี้ขอหลังเริ่มแล้ว",
    ),
    "maintenance_hours": (
        "planned maintenance is to lie between {opens} and {closes}, Bangkok time, "
        "within one night",
        "การบำรุงรักษาตามแผนต้องอยู่ระหว่าง {opens}–{closes} น. เวลากรุงเทพฯ ภายในคืนเดียว",
    ),
    "maintenance_cap": (
        "with this, {sites} would have {sum_s} of planned maintenance in {month}; "
        "the most is {most_s}",
        "หากอนุมัติ {sites} จะมีการบำรุงรักษาตามแผนรวม {sum_s} ในเดือน {month} "
        "เกินที่กำหนดไว้ {most_s}",
    ),
    "force_majeure_notice": (
        "force majeure is to be notified within {most_days} days of its end; this was "
        "{given_s} after it",
        "เหตุสุดวิสัยต้องแจ้งภายใน {most_days} วันหลังเหตุสิ้นสุด แต่คำขอนี้แจ้งหลังสิ้นสุด {given_s}",
    ),
    "not_over_yet": (
        "it was not over when it was asked for, at {requested_at}; ask again when it "
        "is",
        "เหตุยังไม่สิ้นสุดเมื่อยื่นคำขอ ({requested_at}) โปรดยื่นใหม่เมื่อเหตุสิ้นสุดแล้ว",
    ),
    "mains_power_document": (
        "a power cut needs a document: of the electricity supplier, or of the UPS",
        "เหตุไฟฟ้าดับต้องมีเอกสารจากการไฟฟ้าหรือเครื่องสำรองไฟ",
    ),
    # What to know before deciding; these refuse nothing.
    "mains_power_rebooted": (
        "the router began anew in {count} of {all} outages of this time, as after a "
        "power cut: {sites}",
        "เราเตอร์เริ่มทำงานใหม่ใน {count} จาก {all} เหตุของช่วงนี้ สอดคล้องกับไฟฟ้าดับ: {sites}",
    ),
    "mains_power_ran_on": (
        "the router ran on in {count} of {all} outages of this time, so it had power: "
        "{sites}",
        "เราเตอร์ทำงานต่อเนื่องใน {count} จาก {all} เหตุของช่วงนี้ แสดงว่ามีไฟฟ้า: {sites}",
    ),
    "mains_power_silent": (
        "nothing shows whether the router had power in {count} of {all} outages of "
        "this time: {sites}",
        "ไม่มีหลักฐานว่าเราเตอร์มีไฟฟ้าหรือไม่ใน {count} จาก {all} เหตุของช่วงนี้: {sites}",
    ),
    "mains_power_no_outage": (
        "no outage is known of this time",
        "ไม่พบเหตุขัดข้องในช่วงเวลานี้",
    ),
    # Values.
    "span_empty": ("it ends before it begins", "สิ้นสุดก่อนเริ่ม"),
    "span_too_long": (
        "it lasts more than {most_days} days",
        "ยาวเกิน {most_days} วัน",
    ),
    "not_whole_seconds": (
        "it is not a whole second",
        "ต้องเป็นวินาทีเต็ม",
    ),
    "nothing_said": ("it is empty", "ไม่มีข้อความ"),
    "too_long": ("it has more than {most} characters", "ยาวเกิน {most} ตัวอักษร"),
    "unseen_character": (
        "it holds a character nobody can see",
        "มีอักขระที่มองไม่เห็น",
    ),
    "too_many_sites": (
        "it names more than {most} sites; name their contract or province",
        "ระบุเกิน {most} จุดบริการ ให้ระบุสัญญาหรือจังหวัดแทน",
    ),
    "no_sites": ("name sites, a contract or a province", "ระบุจุดบริการ สัญญา หรือจังหวัด"),
    "sites_and_filter": (
        "name either sites or a contract and a province, not both",
        "ระบุรายชื่อจุดบริการ หรือสัญญาและจังหวัด อย่างใดอย่างหนึ่ง",
    ),
    "no_site_found": (
        "no site of the register has the contract or province that is named",
        "ไม่มีจุดบริการในทะเบียนตรงกับสัญญาหรือจังหวัดที่ระบุ",
    ),
    "unknown_site": ("no site is called {name}", "ไม่มีจุดบริการชื่อ {name}"),
    "foreign_site": (
        "no site of the contract {contract} is called {name}",
        "ไม่มีจุดบริการของสัญญา {contract} ชื่อ {name}",
    ),
    "unknown_contract": (
        "no site runs under a contract {name}",
        "ไม่มีจุดบริการในสัญญา {name}",
    ),
    "unknown_outage": (
        "no outage of the contract {contract} is called {name}",
        "ไม่มีเหตุขัดข้องของสัญญา {contract} ชื่อ {name}",
    ),
    "foreign_outage": (
        "it is an outage of {site}, not of {name}",
        "เป็นเหตุขัดข้องของ {site} ไม่ใช่ {name}",
    ),
    "outage_elsewhen": (
        "it did not last within {month}",
        "ไม่ได้เกิดในเดือน {month}",
    ),
    "note_needed": (
        "say why it is rejected",
        "ต้องระบุเหตุผลที่ไม่อนุมัติ",
    ),
    "revocation_needed": (
        "say why it is revoked",
        "ต้องระบุเหตุผลที่เพิกถอน",
    ),
    "answer_needed": ("say why", "ต้องระบุคำตอบ"),
    "document_empty": ("it is empty", "ไฟล์ว่างเปล่า"),
    "document_too_long": (
        "it has more than {most_mib} MB",
        "ไฟล์ใหญ่เกิน {most_mib} MB",
    ),
    "document_of_other_kind": (
        "it is neither PDF nor JPEG nor PNG",
        "ไม่ใช่ไฟล์ PDF, JPEG หรือ PNG",
    ),
    "ticket_before_sent_at": (
        "it is before the ticket was sent to the contractor",
        "อยู่ก่อนเวลาแจ้งผู้รับจ้าง",
    ),
    "ticket_before_on_site_at": (
        "it is before the contractor was on site",
        "อยู่ก่อนเวลาถึงสถานที่",
    ),
    "ticket_too_early": (
        "it is more than a day before the outage began",
        "ก่อนเหตุขัดข้องเริ่มเกินหนึ่งวัน",
    ),
    "ticket_after_end": (
        "the outage had ended by then: nobody was to be sent for it",
        "เหตุขัดข้องสิ้นสุดไปแล้ว จึงไม่มีเหตุให้แจ้ง",
    ),
    "ticket_ahead": ("it lies in the future", "อยู่ในอนาคต"),
    # What is there already.
    "decided_already": (
        "{by} has decided it: {standing}",
        "{by} ตัดสินแล้ว: {standing}",
    ),
    "taken_back": ("it has been taken back", "ผู้ขอถอนคำขอแล้ว"),
    "not_approved": (
        "it is not approved, so there is nothing to revoke",
        "คำขอนี้ไม่ได้รับอนุมัติอยู่ จึงเพิกถอนไม่ได้",
    ),
    "own_approval": (
        "who approved may not revoke; another person must",
        "ผู้อนุมัติเพิกถอนเองไม่ได้ ต้องเป็นบุคคลอื่น",
    ),
    "own_request": (
        "who asked may not decide; a second person must",
        "ผู้ขอตัดสินคำขอของตนเองไม่ได้ ต้องเป็นบุคคลที่สอง",
    ),
    "own_objection": (
        "who objected may not answer; a second person must",
        "ผู้คัดค้านตอบคำคัดค้านของตนเองไม่ได้ ต้องเป็นบุคคลที่สอง",
    ),
    "not_yours": (
        "only who asked may do this",
        "ทำได้เฉพาะผู้ที่ยื่นคำขอ",
    ),
    "answered_already": ("{by} has answered it", "{by} ตอบแล้ว"),
    "too_many_open": (
        "{most} requests of yours wait to be decided; take some back first",
        "มีคำขอของคุณรอตัดสินอยู่ {most} รายการแล้ว",
    ),
    "too_many_open_sites": (
        "requests of yours about {waiting} sites wait to be decided; with this they "
        "would be more than {most}",
        "คำขอของคุณที่รอตัดสินครอบคลุมจุดบริการ {waiting} รายการแล้ว หากเพิ่มคำขอนี้จะเกิน {most}",
    ),
    "document_there": (
        "a document is attached already; take it back and ask anew",
        "แนบเอกสารไว้แล้ว หากต้องการเปลี่ยนให้ถอนและยื่นใหม่",
    ),
    "objection_closed": (
        "objections to {month} were taken until {until}",
        "รับคำคัดค้านของเดือน {month} ถึง {until}",
    ),
    "objection_final": (
        "{month} v{version} is final",
        "{month} ฉบับที่ {version} เป็นที่สุดแล้ว",
    ),
    "objection_superseded": (
        "version {version} has been corrected; object to version {newest}",
        "ฉบับที่ {version} มีการแก้ไขแล้ว โปรดคัดค้านฉบับที่ {newest}",
    ),
    "ticket_not_of_line": (
        "tickets are noted of outages of the line",
        "บันทึกเวลาได้เฉพาะเหตุขัดข้องของสายสื่อสาร",
    ),
}

_THAI_NAMES: Mapping[str, str] = {
    "requested": "รอพิจารณา",
    "approved": "อนุมัติ",
    "rejected": "ไม่อนุมัติ",
    "withdrawn": "ถอนคำขอ",
    "sent_at": "เวลาแจ้งผู้รับจ้าง",
    "on_site_at": "เวลาถึงจุดบริการ",
    "restored_at": "เวลาแก้ไขเสร็จ",
}


def to_words(
    code: str, detail: Mapping[str, Any], sites: Sequence[str] = ()
) -> tuple[str, str]:
    """Return what `code` says, in English and in Thai.

    Args:
        code: One of the words above.
        detail: What stands in it. A length of time has a name that ends in `_s`;
            moments are told in Asia/Bangkok, months in Thai by the Buddhist Era.
        sites: Those it is about; empty for all of a request.
    """
    english, thai = _WORDS[code]
    in_english = {name: _to_text(name, each, _ENGLISH) for name, each in detail.items()}
    in_thai = {name: _to_text(name, each, _THAI) for name, each in detail.items()}
    in_english["sites"] = _to_list(sites, "every site", "and {} more")
    in_thai["sites"] = _to_list(sites, "ทุกจุดบริการ", "และอีก {} แห่ง")
    return english.format_map(in_english), thai.format_map(in_thai)


_ENGLISH = ("h", "min", "s")
_THAI = ("ชั่วโมง", "นาที", "วินาที")


def _to_text(name: str, value: Any, units: tuple[str, str, str]) -> str:
    is_thai = units is _THAI
    if name.endswith("_s"):
        return _to_duration(value, units)
    if isinstance(value, Month):
        return f"{value.month:02}/{value.buddhist_year}" if is_thai else str(value)
    if isinstance(value, datetime):
        at = to_thai(value)
        year = at.year + BUDDHIST_AHEAD_YEARS
        return f"{at:%d/%m}/{year} {at:%H:%M} น." if is_thai else f"{at:%Y-%m-%d %H:%M}"
    return _THAI_NAMES.get(str(value), str(value)) if is_thai else str(value)


def _to_duration(seconds: int, units: tuple[str, str, str]) -> str:
    """Return a length of time to the second, as `71 h 59 min 59 s`."""
    minutes, rest_s = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    counts = zip((hours, minutes, rest_s), units, strict=True)
    told = [f"{count} {unit}" for count, unit in counts if count]
    return " ".join(told) or f"0 {units[2]}"


def _to_list(sites: Sequence[str], everybody: str, more: str) -> str:
    if not sites:
        return everybody
    named = ", ".join(sites[:MOST_NAMED])
    rest = len(sites) - MOST_NAMED
    return f"{named} {more.format(rest)}" if rest > 0 else named
