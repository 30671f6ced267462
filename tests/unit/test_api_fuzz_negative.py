"""Every operation of our own OpenAPI document, called with what it forbids."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from schemathesis import GenerationMode

from tests.fuzzed import find_broken, forbids_something, serve
from tests.unit.test_api_fuzz import BOUNDS

FEWER = settings(BOUNDS, max_examples=3)
"""What is wrong takes far longer to make up than what is right."""


@pytest.mark.timeout(240)
def test_no_call_our_own_description_forbids_breaks_anything(tmp_path: Path) -> None:
    with serve(tmp_path) as fuzzed:
        broken = [
            what
            for each in filter(forbids_something, fuzzed.operations())
            for what in find_broken(fuzzed, each, GenerationMode.NEGATIVE, FEWER)
        ]

    assert not broken, "\n".join(broken)
    assert len(fuzzed.statuses) > 20
