"""When a month may be frozen, objected to and made final. Pure; days of Bangkok."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from netmon.core.clock import to_thai
from netmon.core.months import BUDDHIST_AHEAD_YEARS, Month, midnight
from netmon.sla.claims.refusals import Conflict

if TYPE_CHECKING:
    from netmon.sla.parameters import Rules
    from netmon.sla.statements.statement_rows import Version

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
        "เดือน {month} ไม่มีจุดบริการในทะเบียน",
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
    "requests_open": (
        "{month}: exclusions asked for that wait for a decision: {count}",
        "เดือน {month} มีคำขอยกเว้นเวลารอการพิจารณา {count} รายการ",
    ),
    "altered": (
        "{month} {label}: what is kept is not what was frozen: its bytes do not give "
        "the digest written down with it, and so it is not handed out",
        "ข้อมูลที่เก็บไว้ของเดือน {month} ฉบับ {label} ไม่ตรงกับค่าแฮชที่บันทึกไว้เมื่อปิดข้อมูล จึงไม่เผยแพร่",
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
        objections_until: UTC; objections to its newest version are taken before.
        final_from: UTC; from then on it may become final.
    """

    freeze_from: datetime
    objections_until: datetime
    final_from: datetime


def to_calendar(
    month: Month, rules: Rules, made_at: datetime | None = None
) -> Calendar:
    """Return the days of a month, or of one of its versions.

    They lie in the month after it; a version that was made later than its day leaves
    as many days for objections as one that was made on it.

    Args:
        month: Which.
        rules: Say the days.
        made_at: When the version was made; None: none was.
    """
    first = month.next.first_day
    last = _day(first, rules.objection_day)
    if made_at is not None:
        days = timedelta(days=rules.objection_day - rules.freeze_day)
        last = max(last, to_thai(made_at).date() + days)
    until = midnight(last + timedelta(days=1))
    final_from = max(midnight(_day(first, rules.final_day)), until)
    return Calendar(midnight(_day(first, rules.freeze_day)), until, final_from)


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for an answer about a month.

    Attributes:
        objections: How many nobody has answered.
        requests: Exclusions that touch the month, and that nobody has decided.
    """

    objections: int = 0
    requests: int = 0

    def __bool__(self) -> bool:
        """Whether anybody does."""
        return bool(self.objections or self.requests)


def check_final(
    version: Version, now: datetime, rules: Rules, waiting: Waiting
) -> None:
    """Refuse to make a version final too early, or while somebody waits for an answer.

    Args:
        version: Which.
        now: UTC.
        rules: Say the day.
        waiting: Who waits.

    Raises:
        NotNow: See above.
    """
    month = version.month
    at = to_calendar(month, rules, version.made_at).final_from
    if now < at:
        raise NotNow("final_too_early", month=month, moment=at)
    if waiting.objections:
        raise NotNow("objections_open", month=month, count=waiting.objections)
    if waiting.requests:
        raise NotNow("requests_open", month=month, count=waiting.requests)
