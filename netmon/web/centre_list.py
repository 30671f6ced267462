"""Centres in the order in which they need somebody, filtered as asked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from netmon.core.model import SiteState
from netmon.links.risk import RiskLevel

if TYPE_CHECKING:
    from netmon.links.health import Card
    from netmon.links.picture import Picture
    from netmon.links.risk import Risk

_TROUBLES = (SiteState.DOWN, SiteState.DEGRADED, SiteState.NOT_OBSERVED)
_URGENCY = {state: place for place, state in enumerate(_TROUBLES)}
_RISKS = {level: place for place, level in enumerate(RiskLevel)}


class Order(StrEnum):
    """What decides which centre comes first.

    Attributes:
        TROUBLE: Its line now, then its training at risk.
        TRAINING: The gravest risk of a session of the coming week, then the soonest.
        DARK: Seconds its line was down in the last 30 days, most first.
        SALES: What its shops sold in the last 30 days, most first.
        CODE: Its code.
    """

    TROUBLE = "trouble"
    TRAINING = "training"
    DARK = "dark"
    SALES = "sales"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class CentreRow:
    """One centre of the list.

    Attributes:
        province: Code, "" where its site has left the register.
        state: Of its site now.
        risk: The gravest of its sessions in the coming week, None without any.
    """

    card: Card
    province: str
    state: SiteState
    risk: Risk | None


@dataclass(frozen=True, slots=True)
class CentreWish:
    """Which centres; "" wants all."""

    province: str = ""
    level: str = ""
    phase: str = ""
    state: str = ""
    order: Order = Order.TROUBLE


def to_rows(picture: Picture, states: Callable[[str], SiteState]) -> list[CentreRow]:
    """Return every centre of the picture.

    Args:
        picture: What links tell.
        states: The state of a site now.
    """
    risks: dict[str, Risk] = {}
    for risk in picture.risks:  # the gravest first
        risks.setdefault(risk.session.centre, risk)
    provinces = {each.code: each.province for each in picture.register.sites.values()}
    return [
        CentreRow(
            card=card,
            province=provinces.get(card.centre.site, ""),
            state=states(card.centre.site),
            risk=risks.get(code),
        )
        for code, card in picture.cards.items()
    ]


def choose(rows: Iterable[CentreRow], wish: CentreWish) -> list[CentreRow]:
    """Return the wanted rows in the wanted order."""
    found = [each for each in rows if _is_wanted(each, wish)]
    key = _ORDERS[wish.order]
    return sorted(found, key=lambda each: (key(each), each.card.centre.code))


def _is_wanted(row: CentreRow, wish: CentreWish) -> bool:
    centre = row.card.centre
    phase = "" if centre.phase is None else str(centre.phase)
    return (
        wish.province in ("", row.province)
        and wish.level in ("", centre.level)
        and wish.phase in ("", phase)
        and wish.state in ("", row.state.value)
    )


def _by_trouble(row: CentreRow) -> Any:
    risk = _RISKS[row.risk.level] if row.risk else len(_RISKS)
    return _URGENCY.get(row.state, len(_URGENCY)), risk


def _by_training(row: CentreRow) -> Any:
    if row.risk is None:
        return len(_RISKS), 0.0
    return _RISKS[row.risk.level], row.risk.next_class_at.timestamp()


_ORDERS: Mapping[Order, Callable[[CentreRow], Any]] = {
    Order.TROUBLE: _by_trouble,
    Order.TRAINING: _by_training,
    Order.DARK: lambda row: -row.card.month.down_s,
    Order.SALES: lambda row: -row.card.sales.month_baht,
    Order.CODE: lambda row: 0,
}
