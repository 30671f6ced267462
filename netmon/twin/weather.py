"""How long an answer takes, and whether it arrives at all."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.twin.device import Device

JITTER_POWER = 4
"""Jitter is uniform to this power: mostly small, now and then near its most."""


class Weather:
    """Draws losses and delays; the same seed draws the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random  # noqa: S311  a simulation

    def is_lost(self, device: Device) -> bool:
        """Return whether a fault eats this packet."""
        return bool(device.loss_ratio) and self._draw() < device.loss_ratio

    def is_echo_lost(self, device: Device) -> bool:
        """Return whether a fault or the air eats this echo, the air never twice."""
        if self.is_lost(device):
            return True
        air = device.air.loss_ratio
        device.has_lost = bool(air) and not device.has_lost and self._draw() < air
        return device.has_lost

    def delay_s(self, device: Device) -> float:
        """Return how long this answer takes, seconds."""
        delay_s = device.rtt_s + device.delay_s
        if device.air.jitter_s:
            delay_s += float(self._draw() ** JITTER_POWER) * device.air.jitter_s
        return delay_s
