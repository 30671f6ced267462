"""How many sites of a register nobody will look at, said before it surprises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from inventory.unmonitored import WORDS, WhyUnmonitored, find_unmonitored
from netmon.core.clock import to_thai

if TYPE_CHECKING:
    from datetime import datetime

    from inventory.model import Register


def count_unmonitored(
    register: Register, now: datetime
) -> Mapping[WhyUnmonitored, int]:
    """Return how many sites are not looked at, by reason; every reason is there."""
    found = Counter(find_unmonitored(register, to_thai(now).date()).values())
    return {why: found[why] for why in WhyUnmonitored}


def to_words(counts: Mapping[WhyUnmonitored, int], total: int) -> str:
    """Return the counts in one line.

    Args:
        counts: As count_unmonitored gives them.
        total: Sites of the register.
    """
    reasons = [f"{count:,} {WORDS[why]}" for why, count in counts.items() if count]
    reason = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{sum(counts.values()):,} of {total:,} sites{reason}"
