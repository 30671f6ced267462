"""Reachability and reboot evidence over SNMP v1, v2c and v3; whole readings."""

from collectors.snmp.collector import SnmpCollector, SnmpSettings
from collectors.snmp.conversation import TalkSettings
from collectors.snmp.credentials import SnmpCommunity, SnmpCredential, SnmpUser
from collectors.snmp.reader import Depth, DeviceReader, NotRead, ReaderSettings

__all__ = [
    "Depth",
    "DeviceReader",
    "NotRead",
    "ReaderSettings",
    "SnmpCollector",
    "SnmpCommunity",
    "SnmpCredential",
    "SnmpSettings",
    "SnmpUser",
    "TalkSettings",
]
