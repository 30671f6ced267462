"""Runs the parts under one task group; the only importer of collectors."""

from netmon.service.watch import Watch, WatchParts

__all__ = ["Watch", "WatchParts"]
