"""Which notifications are worth a look, by the value of snmpTrapOID.

An SNMPv1 trap has the same number after RFC 3584, section 3.1. Power traps are of the
device's own supply, or of the UPS or the last gasp before the dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_STANDARD = "1.3.6.1.6.3.1.1.5"
_CISCO = "1.3.6.1.4.1.9"
_HUAWEI_POWER = "1.3.6.1.4.1.2011.5.25.219.2.5"

KINDS: Mapping[str, str] = MappingProxyType(
    {
        f"{_STANDARD}.1": "cold_start",  # coldStart, SNMPv2-MIB, RFC 3418
        f"{_STANDARD}.2": "warm_start",  # warmStart, SNMPv2-MIB
        f"{_STANDARD}.3": "link_down",  # linkDown, IF-MIB, RFC 2863
        f"{_STANDARD}.4": "link_up",  # linkUp, IF-MIB
        f"{_STANDARD}.5": "authentication_failure",  # SNMPv2-MIB
        "1.3.6.1.2.1.33.2.1": "power",  # upsTrapOnBattery, UPS-MIB, RFC 1628
        "1.3.6.1.2.1.158.0.2": "power",  # dot3OamNonThresholdEvent, RFC 4878
        f"{_CISCO}.9.13.3.0.5": "power",  # ciscoEnvMonRedundantSupplyNotification
        f"{_CISCO}.9.117.2.0.2": "power",  # cefcPowerStatusChange, FRU-CONTROL-MIB
        f"{_CISCO}.10.136.0.2": "power",  # cdot3OamNonThresholdEvent, dying gasp
        f"{_HUAWEI_POWER}.3": "power",  # hwPowerFail, HUAWEI-ENTITY-TRAP-MIB
        f"{_HUAWEI_POWER}.5": "power",  # hwPowerInvalid
        "1.3.6.1.4.1.2636.4.1.1": "power",  # jnxPowerSupplyFailure, JUNIPER-MIB
        "1.3.6.1.4.1.12356.100.1.3.0.105": "power",  # fnTrapVoltageOutOfRange
        "1.3.6.1.4.1.12356.100.1.3.0.106": "power",  # fnTrapPowerSupplyFailure
    }
)
"""Short machine words; anything else is counted as `unlisted`."""
