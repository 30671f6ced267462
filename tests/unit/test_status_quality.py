"""Degraded by loss or delay, with hysteresis."""

from __future__ import annotations

from netmon.core.model import Echoes
from netmon.status.quality import Quality
from netmon.status.rules import StatusRules

GOOD = Echoes((0.01, 0.01, 0.01))
ONE_LOST = Echoes((0.01, None, 0.01))
TWO_LOST = Echoes((None, None, 0.01))
SLOW = Echoes((0.3, 0.3, 0.3))


def fed(*looks: Echoes) -> Quality:
    quality = Quality(StatusRules())
    for look in looks:
        quality.add(look)
    return quality


def test_one_poor_look_condemns_nobody() -> None:
    assert not fed(ONE_LOST).is_degraded
    assert not fed(TWO_LOST).is_degraded


def test_steady_loss_degrades_and_says_why() -> None:
    quality = fed(*[ONE_LOST] * 5)

    assert quality.is_degraded
    assert quality.reason == "loss"


def test_it_stays_degraded_between_the_two_thresholds() -> None:
    quality = fed(*[ONE_LOST] * 5, *[GOOD] * 4)

    assert quality.rules.loss_leave_ratio < quality.loss_ratio
    assert quality.loss_ratio < quality.rules.loss_enter_ratio
    assert quality.is_degraded


def test_a_good_while_ends_it() -> None:
    assert not fed(*[ONE_LOST] * 5, *[GOOD] * 30).is_degraded


def test_long_round_trips_degrade() -> None:
    quality = fed(GOOD, *[SLOW] * 10)

    assert quality.is_degraded
    assert quality.reason == "rtt"


def test_an_outage_starts_the_line_anew() -> None:
    quality = fed(*[ONE_LOST] * 5)

    quality.forget()

    assert (quality.loss_ratio, quality.rtt_s) == (0.0, None)
    assert not quality.is_degraded
