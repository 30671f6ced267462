"""Traps and informs: hints to look at a device now, never a state by themselves."""

from collectors.traps.budget import LookBudget, Refill
from collectors.traps.counts import TrapCounts
from collectors.traps.listener import TrapListener

__all__ = ["LookBudget", "Refill", "TrapCounts", "TrapListener"]
