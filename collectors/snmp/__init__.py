"""Reachability and reboot evidence over SNMP v1, v2c and v3."""

from collectors.snmp.collector import SnmpCollector, SnmpSettings
from collectors.snmp.credentials import SnmpCommunity, SnmpCredential, SnmpUser

__all__ = [
    "SnmpCollector",
    "SnmpCommunity",
    "SnmpCredential",
    "SnmpSettings",
    "SnmpUser",
]
