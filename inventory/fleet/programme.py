"""A made-up digital programme for a register: centres, training, commerce, people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inventory.fleet.national import FLEET_SEED
from inventory.fleet.programme_centres import make_centres, make_items
from inventory.fleet.programme_commerce import make_products, make_sales, make_shops
from inventory.fleet.programme_people import make_trainers, make_volunteers
from inventory.fleet.programme_plan import Stage, load_programme_plan
from inventory.fleet.programme_training import make_sessions
from inventory.fleet.programme_words import make_courses, make_news
from inventory.model import Register
from inventory.records.kinds import Values


def make_programme(
    register: Register, today: date, seed: int = FLEET_SEED
) -> Mapping[str, list[Values]]:
    """Return records keyed by the name of their kind, in an order to write them in.

    The same arguments give the same records, to the last byte. Everybody in them is
    invented, and every telephone begins with 000, as none in Thailand does.

    Args:
        register: Where the programme is held. The full fleet gives the programme's own
            figures; a smaller one proportionally fewer, at least one centre where there
            is a site.
        today: In Asia/Bangkok. Sessions lie between 18 months before and three weeks
            after it, some of them on it; sales in the year that ended yesterday.
        seed: Another one gives another programme.
    """
    stage = Stage(register, today, seed, load_programme_plan())
    centres = make_centres(stage)
    trainers = make_trainers(stage, len(centres))
    shops = make_shops(stage, centres)
    return {
        "centre": centres,
        "course": make_courses(stage),
        "trainer": trainers,
        "session": make_sessions(stage, centres, trainers),
        "shop": shops,
        "product": make_products(stage, shops),
        "sale": make_sales(stage, shops),
        "community_item": make_items(stage, centres),
        "volunteer": make_volunteers(stage),
        "news_item": make_news(stage),
    }
