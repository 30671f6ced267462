"""From two readings of a port to rates and volumes, or to why there are none."""

from collectors.rates.clock import AgentClock
from collectors.rates.keeper import RateKeeper
from collectors.rates.outcome import Break, InterfaceDelta, Reason, to_sample
from collectors.rates.rate import Counted, Limits, to_rate

__all__ = [
    "AgentClock",
    "Break",
    "Counted",
    "InterfaceDelta",
    "Limits",
    "RateKeeper",
    "Reason",
    "to_rate",
    "to_sample",
]
