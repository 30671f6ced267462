"""The journals against the twin's own record, second by second, over kills."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from netmon.twin.network import TwinNetwork
from netmon.twin.truth import Subject, read_truth
from tests.integration.kills import LINES_COUNT, Second, judge, storm
from tests.integration.running import Netmon, load
from tests.namespace import require_namespace

SIZE = 80
KILLS = 10


@pytest.mark.timeout(240)
def test_every_second_of_every_site_agrees_or_is_not_observed(tmp_path: Path) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    home, truth = tmp_path / "home", tmp_path / "truth.jsonl"
    load(home, fleet)
    with TwinNetwork(fleet, truth=truth) as twin, Netmon(home) as netmon:
        span, _ = storm(twin, netmon, list(fleet.sites), KILLS)
        down_count = len(netmon.outages())
        assert netmon.end(signal.SIGTERM) == 0
        assert "Traceback" not in netmon.log()

    seconds, wrong = judge(home, truth, list(fleet.sites), span)

    assert wrong == {}
    assert seconds[Second.AGREED] > 10 * seconds[Second.UNDECIDED]
    assert seconds[Second.NOT_OBSERVED] > 0
    assert down_count >= LINES_COUNT
    dark = [each for each in read_truth(truth) if each.subject is Subject.SITE]
    assert len(dark) >= KILLS * LINES_COUNT - SIZE // 10
