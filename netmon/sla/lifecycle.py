"""When a month may be frozen, objected to and made final. Pure; days of Bangkok."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from netmon.core.clock import to_thai
from netmon.core.months import BUDDHIST_AHEAD_YEARS, Month, midnight
from netmon.sla.refusals import Conflict

if TYPE_CHECKING:
    from netmon.sla.parameters import Rules

_WORDS = {
    "not_begun": ("{month} has not begun", "เดือน {month} ยังไม่เริ่ม"),
    "not_over": (
        "{month} is not over: it can be frozen from {moment} on, Bangkok time",
        "เดือน {month} ยังไม่สิ้นสุด ปิดข้อมูลได้ตั้งแต่ {moment}",
    ),
    "too_early": (
        "{month} can be frozen from {moment} on, Bangkok time",
        "ปิดข้อมูลเดือน {month} ได้ตั้งแต่ {moment}",
    ),
    "nobody_looked": (
        "{month}: nobody looked at any site in this month; the journals {known}",
        "เดือน {month} ไม่มีข้อมูลการตรวจวัด",
    ),
    "no_sites": (
        "{month}: no site was in the register",
        "เดือน {month} ไม่มีสถานที่ในทะเบียน",
    ),
    "frozen_already": (
        "{month} was frozen already, by {who} at {moment}, Bangkok time; "
        "what is wrong in it is put right by a correction",
        "{who} ปิดข้อมูลเดือน {month} แล้วเมื่อ {moment} หากต้องแก้ไขให้ออกฉบับแก้ไข",
    ),
    "corrected_already": (
        "{who} corrected {month} at {moment}, Bangkok time; look at that version first",
        "{who} ออกฉบับแก้ไขของเดือน {month} แล้วเมื่อ {moment} โปรดตรวจฉบับนั้นก่อน",
    ),
    "not_frozen": (
        "{month} has not been frozen yet",
        "เดือน {month} ยังไม่ได้ปิดข้อมูล",
    ),
    "no_why": ("a correction says why", "ฉบับแก้ไขต้องระบุเหตุผล"),
    "nothing_changed": (
        "nothing would change: a new version of {month} would say what {label} says",
        "ไม่มีอะไรเปลี่ยนแปลงจากฉบับ {label} ของเดือน {month}",
    ),
    "not_newest": (
        "version {label} of {month} has been corrected; only the newest, {newest}, "
        "can become final",
        "ฉบับ {label} ของเดือน {month} มีการแก้ไขแล้ว ทำให้เป็นที่สุดได้เฉพาะฉบับล่าสุด {newest}",
    ),
    "final_already": (
        "version {label} of {month} was made final by {who} at {moment}, Bangkok time",
        "{who} ทำให้ฉบับ {label} ของเดือน {month} เป็นที่สุดแล้วเมื่อ {moment}",
    ),
    "final_too_early": (
        "{month} can become final from {moment} on, Bangkok time",
        "เดือน {month} เป็นที่สุดได้ตั้งแต่ {moment}",
    ),
    "objections_open": (
        "{month}: objections that wait for an answer: {count}",
        "เดือน {month} มีคำคัดค้านรอคำตอบ {count} รายการ",
    ),
}


class NotNow(Conflict):
    """A step of a statement's life that cannot be taken; see Conflict."""

    def __init__(self, code: str, **detail: Any) -> None:
        self.code = code
        english, thai = _WORDS[code]
        self.message_th = thai.format_map(_told(detail, is_thai=True))
        # Past Conflict, which looks for words of its own.
        Exception.__init__(self, english.format_map(_told(detail, is_thai=False)))

    @classmethod
    def told(cls, code: str, english: str, thai: str) -> Self:
        """Return what another process was refused."""
        refusal = cls.__new__(cls, english)
        Exception.__init__(refusal, english)
        refusal.code, refusal.message_th = code, thai
        return refusal


def _told(detail: dict[str, Any], *, is_thai: bool) -> dict[str, str]:
    return {name: _tell(each, is_thai=is_thai) for name, each in detail.items()}


def _tell(value: Any, *, is_thai: bool) -> str:
    if isinstance(value, Month):
        return f"{value.month:02}/{value.buddhist_year}" if is_thai else str(value)
    if not isinstance(value, datetime):
        return str(value)
    at = to_thai(value)
    if not is_thai:
        return f"{at:%Y-%m-%d %H:%M}"
    return f"{at:%d/%m}/{at.year + BUDDHIST_AHEAD_YEARS} {at:%H:%M} น."


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one month's statement.

    Attributes:
        freeze_from: UTC; from then on it may be frozen.
        objections_until: UTC; objections are taken before.
        final_from: UTC; from then on it may become final.
    """

    freeze_from: datetime
    objections_until: datetime
    final_from: datetime


def to_calendar(month: Month, rules: Rules) -> Calendar:
    """Return the days of a month; they lie in the month after it."""
    first = month.next.first_day
    return Calendar(
        midnight(_day(first, rules.freeze_day)),
        midnight(_day(first, rules.objection_day) + timedelta(days=1)),
        midnight(_day(first, rules.final_day)),
    )


def _day(first: date, day: int) -> date:
    return first.replace(day=day)


def check_freeze(month: Month, now: datetime, rules: Rules) -> None:
    """Refuse to freeze a month too early.

    Raises:
        NotNow: It is not over, or its day has not come.
    """
    at = to_calendar(month, rules).freeze_from
    if now < month.span.start:
        raise NotNow("not_begun", month=month)
    if now < at:
        code = "not_over" if now < month.span.end else "too_early"
        raise NotNow(code, month=month, moment=at)


def check_final(month: Month, now: datetime, rules: Rules, open_count: int) -> None:
    """Refuse to make a month final too early, or while somebody waits for an answer.

    Args:
        month: Which.
        now: UTC.
        rules: Say the day.
        open_count: Objections to the month that nobody has answered.

    Raises:
        NotNow: See above.
    """
    at = to_calendar(month, rules).final_from
    if now < at:
        raise NotNow("final_too_early", month=month, moment=at)
    if open_count:
        raise NotNow("objections_open", month=month, count=open_count)
