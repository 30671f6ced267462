"""Figures as people read them: cut, never rounded up, so that no miss prints as met."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

_MINUTE_S, _HOUR_S = 60, 3600
_CENT = Decimal("0.01")
NOTHING = "–"


def to_percent(part: int, whole: int) -> str:
    """Return `part` / `whole` in percent, cut after three decimals; a dash of 0."""
    if whole == 0:
        return NOTHING
    scaled = part * 100_000 // whole
    return f"{scaled // 1000}.{scaled % 1000:03}%"


def to_share(part: int, whole: int) -> str:
    """Return a share of things counted, cut after one decimal; a dash of nothing."""
    if whole == 0:
        return NOTHING
    scaled = part * 1000 // whole
    return f"{scaled // 10}.{scaled % 10}%"


def to_ratio(ratio: Decimal) -> str:
    """Return a ratio in percent, cut after two decimals."""
    return f"{(ratio * 100).quantize(_CENT, ROUND_DOWN)}%"


def to_target(ppm: int) -> str:
    """Return a target in percent, without zeros nobody needs: 995000 is 99.5%."""
    text = f"{Decimal(ppm) / 10_000:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def to_baht(amount: Decimal | None) -> str:
    """Return money with its satang; a dash where nothing is computed."""
    return NOTHING if amount is None else f"{amount:,.2f}"


def to_count(number: int | None) -> str:
    """Return a whole number with its thousands; a dash for none."""
    return NOTHING if number is None else f"{number:,}"


def to_hours(seconds: int | None) -> str:
    """Return a length as hours, minutes and seconds, 51:02:09; a dash for none."""
    if seconds is None:
        return NOTHING
    minutes = seconds % _HOUR_S // _MINUTE_S
    return f"{seconds // _HOUR_S:,}:{minutes:02}:{seconds % _MINUTE_S:02}"
