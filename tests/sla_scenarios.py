"""A scenario of one site, and others made of it."""

from __future__ import annotations

import json
from typing import Any

SITE = {
    "code": "A-1",
    "contract": "C-1",
    "commissioned_at": "2025-01-01T00:00:00Z",
    "decommissioned_at": None,
    "monthly_fee_baht": 1500,
    "penalty_rate_per_hour": "0.005",
}
OUTAGE = {
    "site": "A-1",
    "service": "link",
    "state": "down",
    "start": "2026-11-03T03:00:00Z",
    "end": "2026-11-03T05:30:00Z",
}
GAP = {"poller": "p-1", "start": "2026-11-09T17:00:00Z", "end": "2026-11-09T21:00:00Z"}
EXCLUSION = {
    "site": "A-1",
    "type": "mains_power",
    "start": "2026-11-03T05:00:00Z",
    "end": "2026-11-03T06:00:00Z",
    "status": "requested",
}
TICKET = {
    "site": "A-1",
    "outage_started_at": "2026-11-03T03:00:00Z",
    "sent_at": "2026-11-03T03:10:00Z",
    "on_site_at": None,
    "restored_at": None,
}
SCENARIO: dict[str, Any] = {
    "month": "2026-11",
    "sites": [SITE],
    "journal": [OUTAGE],
    "not_observed": [GAP],
    "exclusions": [EXCLUSION],
    "tickets": [TICKET],
    "tests": [],
    "provisioned": [],
}


def body(**changes: object) -> bytes:
    return json.dumps({**SCENARIO, **changes}).encode()
