"""Reachability and latency over ICMP echo (RFC 792, RFC 4443)."""

from collectors.icmp.collector import IcmpCollector
from collectors.icmp.echo import EchoSettings, EchoSocket

__all__ = ["EchoSettings", "EchoSocket", "IcmpCollector"]
