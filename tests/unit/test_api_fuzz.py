"""Every operation of our own OpenAPI document, called with what it allows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

from tests.fuzzed import find_broken, serve

BOUNDS = settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NEVER_DONE = {
    "GET /api/v1/sites/{code}/series",
    "GET /api/v1/fleet/series",
    "PUT /api/v1/commerce/sales/{code}",
    # Of a second person, who is not who asked, and of a third.
    "POST /api/v1/sla/exclusions/{exclusion_id}/decide",
    "POST /api/v1/sla/exclusions/{exclusion_id}/revoke",
    "POST /api/v1/sla/objections/{objection_id}/answer",
    # Of a day that has not come.
    "POST /api/v1/sla/statements/{month}/freeze",
    "POST /api/v1/sla/statements/{month}/correction",
    "POST /api/v1/sla/statements/{month}/final",
    # A month and a form: calls are aimed at one name.
    "GET /api/v1/sla/statements/{month}/files/{form}",
}
"""Tied together by more than a schema says: they have tests of their own."""


@pytest.mark.timeout(240)
def test_no_call_our_own_description_allows_breaks_anything(tmp_path: Path) -> None:
    with serve(tmp_path) as fuzzed:
        operations = fuzzed.operations()
        broken = [
            what
            for each in operations
            for what in find_broken(fuzzed, each, GenerationMode.POSITIVE, BOUNDS)
        ]

    assert len(operations) > 20
    assert not broken, "\n".join(broken)
    undone = [name for name, each in fuzzed.statuses.items() if min(each) >= 300]
    assert set(undone) <= NEVER_DONE
    total = sum(fuzzed.statuses.values(), Counter())
    assert sum(n for status, n in total.items() if status < 300) > total.total() / 2
