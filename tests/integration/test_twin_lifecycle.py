"""Life and death of the nation: restarts, crashes, scenarios, the truth."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inventory.fleet import LARGEST_FLEET, make_fleet
from netmon.core.errors import CapabilityMissing
from netmon.twin import namespace
from netmon.twin.network import TwinNetwork
from netmon.twin.process import TwinStopped
from netmon.twin.scenario import load_scenario, parse_scenario
from netmon.twin.truth import POLLER, Subject, read_truth
from tests.integration.echoes import answers, echo
from tests.namespace import require_namespace
from tests.registers import small_register

R1 = "198.18.2.1"
TRUNK_CUT = """
title = "Trunk cut"
[[event]]
how = "node_cut"
who = { trunk = "largest", prefer_sites = 512 }
"""


def test_two_nations_one_after_the_other() -> None:
    require_namespace()
    assert not namespace.is_inside()

    for _ in range(2):
        with TwinNetwork(small_register()) as twin:
            assert answers(R1) == 3
            with pytest.raises(CapabilityMissing, match="TUN device netmontwin"):
                TwinNetwork(small_register()).__enter__()
        with pytest.raises(RuntimeError, match="not running"):
            twin.cut_node("T1")


def test_a_crash_of_the_nation_is_noticed() -> None:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        os.kill(twin.pid, signal.SIGKILL)

        with pytest.raises(TwinStopped, match=r"status -9"):
            twin.cut_node("T1")
        assert not twin.is_alive()
        with pytest.raises(TwinStopped):
            twin.check()


def test_the_nation_dies_with_its_parent() -> None:
    require_namespace()
    script = (
        "import os, signal, sys\n"
        "from netmon.twin.network import TwinNetwork\n"
        "from tests.registers import small_register\n"
        "twin = TwinNetwork(small_register()).__enter__()\n"
        "print(twin.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    pid = Path(f"/proc/{int(run.stdout)}")
    deadline_s = time.monotonic() + 5
    while pid.exists() and "Z" not in (pid / "stat").read_text().split()[2]:
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def test_the_truth_says_when_a_scenario_struck(tmp_path: Path) -> None:
    require_namespace()
    text = (
        'title = "T"\n[[event]]\nhow = "power_cut"\nwho = { sites = ["S1"] }\n'
        "at_s = 2\nfor_s = 5\n"
    )
    scenario, truth = parse_scenario(text, "t.toml"), tmp_path / "truth.jsonl"

    with TwinNetwork(
        small_register(), scenario=scenario, speed=2.5, truth=truth
    ) as twin:
        started_s = twin.start_scenario()
        time.sleep(1.5)
        assert answers(R1, wait_s=0.1) == 0
        time.sleep(2.0)
        assert answers(R1, wait_s=0.1) == 3

    (dark,) = [row for row in read_truth(truth) if row.subject is Subject.SITE]
    assert dark.id == "S1"
    assert dark.from_s - started_s == pytest.approx(0.8, abs=0.2)
    assert dark.length_s == pytest.approx(2.0, abs=0.2)


def test_a_calm_day_has_round_trips_and_never_loses_a_burst() -> None:
    require_namespace()
    text = "[air]\nrtt_min_s = 0.004\nrtt_max_s = 0.02\nloss_ratio = 0.4\n"
    stormy = parse_scenario(f'title = "T"\n{text}', "t.toml")

    with TwinNetwork(small_register(), scenario=stormy):
        bursts = [answers(R1, wait_s=0.2) for _ in range(30)]
    with TwinNetwork(small_register(), scenario=load_scenario("calm_day")):
        replies = [echo(R1) for _ in range(5)]

    assert min(bursts) >= 1
    assert min(bursts) < 3
    assert [len(each) for each in replies] == [1] * 5
    # The soonest: a busy machine delays any one of them.
    assert 0.004 <= min(each.after_s for (each,) in replies) < 0.06


def test_the_largest_nation_starts_answers_and_fails(tmp_path: Path) -> None:
    require_namespace()
    register, truth = make_fleet(size=LARGEST_FLEET), tmp_path / "truth.jsonl"
    routers = list(register.routers.values())[:: LARGEST_FLEET // 5]
    sample = [router.address for router in routers if router.address]
    cut = parse_scenario(TRUNK_CUT, "cut.toml")

    with TwinNetwork(register, scenario=cut, truth=truth) as it:
        assert [answers(each, wait_s=0.2) for each in sample] == [3] * len(sample)
        it.cut_line([routers[0].site])
        assert answers(sample[0]) == 0
        it.cut_wire()
        assert answers(sample[1]) == 0

    dark = [(each.subject, each.id) for each in read_truth(truth)]
    assert dark.count((Subject.SITE, routers[0].site)) == 1
    assert dark.count((Subject.WIRE, POLLER)) == 1
    assert {subject for subject, _ in dark} == {
        Subject.SITE, Subject.DEVICE, Subject.WIRE,
    }  # fmt: skip
