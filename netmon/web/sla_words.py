"""Months, moments and figures of the SLA as its pages show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from netmon.core.clock import to_thai
from netmon.sla.shown import to_baht, to_hours, to_percent, to_share, to_target
from netmon.web.texts import Language

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.months import Month
    from netmon.web.texts import Texts


def to_month_name(texts: Texts, month: Month) -> str:
    """Return a month with its year: of the Buddhist Era in Thai."""
    is_thai = texts.language is Language.THAI
    year = month.buddhist_year if is_thai else month.year
    return f"{texts(f'month_name.{month.month}')} {year}"


def to_second(texts: Texts, at: datetime) -> str:
    """Return a moment of a known month: its day and the time to the second."""
    local = to_thai(at)
    return f"{local.day} {texts(f'month.{local.month}')} {local:%H:%M:%S}"


def frame(texts: Texts) -> dict[str, Any]:
    """Return what templates about the SLA call these by."""
    return {
        "percent": to_percent,
        "share": to_share,
        "target": to_target,
        "baht": to_baht,
        "hours": to_hours,
        "month_name": partial(to_month_name, texts),
        "second": partial(to_second, texts),
    }
