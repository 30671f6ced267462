"""The HTTP API: what is up, down, degraded and not observed, for machines."""

PREFIX = "/api/v1"
"""Where it begins. Here, since who only asks it need not load what answers."""
