"""Makes up the shops of the incubators, what they sell, and a year of sales."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from inventory.fleet.plan import share_out
from inventory.fleet.programme_plan import Stage
from inventory.records.checks import to_sale_code
from inventory.records.kinds import Values

YEAR_DAYS = 365
_SELLS_RATIO = 0.3
"""Share of the days on which so small a shop sells anything."""
_ORDER_BAHT = 140
_OPENED_DAYS = (YEAR_DAYS + 10, 550)


def make_shops(stage: Stage, centres: Sequence[Values]) -> list[Values]:
    """Return shops, spread evenly over the incubators."""
    homes = [one for one in centres if one["level"] == stage.plan.levels["incubator"]]
    count = stage.count("shops", len(centres))
    members = stage.count("members", len(centres))
    last = [(number + 1) * members // count for number in range(count)]
    return [
        _make_shop(stage, number, homes[number * len(homes) // count], (first, end))
        for number, (first, end) in enumerate(zip([0, *last], last, strict=False))
    ]


def _make_shop(
    stage: Stage, index: int, home: Values, members: tuple[int, int]
) -> Values:
    rng = stage.rng(f"shop/{index}")
    return {
        "code": f"SH-{index + 1:02}",
        "centre_code": home["code"],
        "shop_name": stage.plan.names["shop"].format(number=index + 1),
        "category": _category(stage, index)["name"],
        "opened_date": stage.day(-rng.randint(*_OPENED_DAYS)),
        "members": members[1] - members[0],
        "member_ids": ";".join(f"MB-{one + 1:03}" for one in range(*members)),
    }


def _category(stage: Stage, index: int) -> Mapping[str, Any]:
    return stage.plan.categories[index % len(stage.plan.categories)]


def make_products(stage: Stage, shops: Sequence[Values]) -> list[Values]:
    """Return what each shop offers."""
    return [
        {
            "code": f"{shop['code']}-P{number}",
            "shop_id": shop["code"],
            "name": name,
            "description": f"{name} (สินค้าตัวอย่าง)",
            "price_baht": price_baht,
        }
        for index, shop in enumerate(shops)
        for number, (name, price_baht) in enumerate(
            _category(stage, index)["products"], start=1
        )
    ]


def make_sales(stage: Stage, shops: Sequence[Values]) -> list[Values]:
    """Return every shop's sales on every day of the year until yesterday, zeros too."""
    rng = stage.rng("sales")
    counts = stage.plan.counts
    days = [stage.day(-back) for back in range(YEAR_DAYS, 0, -1)]
    places = [(day, shop["code"]) for day in days for shop in shops]
    total_baht = counts["sales_baht"] * len(shops) // counts["shops"]
    weights = list(_draw_weights(rng, len(places)))
    amounts = share_out(total_baht, weights) if places else []
    return [
        _with_code(
            {
                "date": day,
                "shop_id": shop,
                "orders": _count_orders(rng, amount_baht),
                "amount_baht": amount_baht,
            }
        )
        for (day, shop), amount_baht in zip(places, amounts, strict=True)
    ]


def _draw_weights(rng: Random, size: int) -> Iterator[int]:
    """Yield how much of the year's sales falls on a day; a year grows by a half."""
    for place in range(size):
        sells = rng.random() < _SELLS_RATIO
        growth = 1 + 0.5 * place / size
        yield int(1_000 * growth * rng.lognormvariate(0, 0.6)) if sells else 0


def _count_orders(rng: Random, amount_baht: int) -> int:
    if not amount_baht:
        return 0
    return max(1, round(amount_baht / (_ORDER_BAHT * rng.uniform(0.6, 1.4))))


def _with_code(values: Values) -> Values:
    return {"code": to_sale_code(values), **values}
