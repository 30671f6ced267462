"""The HTTP API: what is up, down, degraded and not observed, for machines."""
