"""Damaged and forged replies among genuine ones, at the real collectors.

`python -m benchmarks fuzz_replies` does the same with 100,000.
"""

from __future__ import annotations

import pytest

from benchmarks.fuzz_replies import campaign, make_hostile_nation
from benchmarks.fuzz_wire import Truth
from benchmarks.mutations import DAMAGES
from netmon.core.model import Method, Outcome
from tests.integration.looking import require_icmp
from tests.namespace import require_namespace

pytestmark = pytest.mark.anyio

SITES, REPLIES, SEED = 90, 6_000, 1


async def test_no_reply_brings_a_wrong_verdict() -> None:
    require_namespace()
    require_icmp()
    wire, targets = make_hostile_nation(SITES, SEED)
    with wire.running():
        outcomes = await campaign(wire, targets, REPLIES)

    assert sum(wire.sent.values()) >= REPLIES
    assert DAMAGES.keys() <= wire.sent.keys()
    assert wire.genuine_count > REPLIES / 50
    assert outcomes.wrong == []
    assert outcomes.escaped == []
    assert outcomes.handles_more_count <= 0
    assert {truth for truth, _, _ in outcomes.counts} == set(Truth)
    for method in (Method.ICMP, Method.SNMP):
        answered = outcomes.counts[Truth.ALIVE, method, Outcome.ANSWERED]
        dark = outcomes.counts[Truth.DARK, method, Outcome.SILENT]
        assert answered > SITES / 3
        assert dark >= SITES / 3
