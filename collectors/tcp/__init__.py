"""Reachability by TCP connect (RFC 9293): a reset means alive."""

from collectors.tcp.collector import TcpCollector

__all__ = ["TcpCollector"]
