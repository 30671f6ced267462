"""Thirty times kill -9 in mid-slot with lines failing; every second judged by truth."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

from benchmarks.table import Report, percentile
from inventory.fleet import make_fleet
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork
from tests.integration.kills import LINES_COUNT, Second, judge, storm
from tests.integration.running import Netmon, load

SIZE = 200
KILLS = 30


def run() -> Report:
    report = Report(f"Killed {KILLS} times in mid-slot: {SIZE} sites, slots of 4 s")
    namespace.enter()
    fleet = make_fleet(size=SIZE)
    sites = list(fleet.sites)
    with tempfile.TemporaryDirectory() as folder:
        home, truth = Path(folder) / "home", Path(folder) / "truth.jsonl"
        load(home, fleet)
        with TwinNetwork(fleet, truth=truth) as twin, Netmon(home) as netmon:
            span, starts_s = storm(twin, netmon, sites, KILLS)
            outages = sum(map(len, netmon.outages().values()))
            traces = netmon.log().count("Traceback")
            netmon.end(signal.SIGTERM)
        seconds, _ = judge(home, truth, sites, span)
    percent = 100 / seconds.total()
    report.add("watched", seconds.total() / 3600, "site hours")
    report.add("agreed with the twin's record", seconds[Second.AGREED] * percent, "%")
    report.add("not observed", seconds[Second.NOT_OBSERVED] * percent, "%")
    undecided = seconds[Second.UNDECIDED] * percent
    report.add("within a look of an edge, or too short to confirm", undecided, "%")
    report.add("seconds wrong", seconds[Second.WRONG], "s", 0)
    report.add("lines cut", KILLS * LINES_COUNT, "")
    report.add("outages in the journal", outages, "")
    report.add("tracebacks", traces, "", 0)
    report.add("start to readiness, median", percentile(starts_s, 0.5), "s")
    report.add("start to readiness, maximum", max(starts_s), "s")
    return report
