"""The service on real packets: promises 1 and 6, and what restarts must not invent."""

from __future__ import annotations

import asyncio
import resource
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from inventory.fleet import make_fleet
from inventory.model import Register
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.status.history import History, Outage, OutageFilter, Unobserved
from netmon.twin.network import TwinNetwork
from tests.integration.running import Netmon, load

SIZE = 300
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def read_journal(home: Path) -> tuple[list[Outage], list[Unobserved]]:
    async def read() -> tuple[list[Outage], list[Unobserved]]:
        engine = make_engine(database_url(Settings(home=home)))
        try:
            history = History(engine)
            outages = await history.outages(OutageFilter(), limit=1000)
            return outages, await history.unobserved(None, LONG_AGO)
        finally:
            await engine.dispose()

    return asyncio.run(read())


def now() -> datetime:
    return datetime.now(UTC)


def test_a_dark_site_is_down_back_dated_and_up_again_with_its_evidence(
    fleet: Register, twin: TwinNetwork, home: Path
) -> None:
    sites = list(fleet.sites)[10:15]
    with Netmon(home) as netmon:
        assert netmon.counts()["up"] == SIZE
        # The agents' clocks must be known before the outage, to tell a power cut.
        netmon.wait(lambda: all(_has_agent(netmon, site) for site in sites))

        dark_at = now()
        twin.power_off(sites)
        netmon.wait(lambda: netmon.counts()["down"] == len(sites))
        lit_at = now()
        twin.restore()
        netmon.wait(lambda: netmon.counts()["up"] == SIZE)

        rows = netmon.get("/api/v1/outages").json()["items"]
        # The agent may speak a slot after the line is back.
        netmon.wait(lambda: _has_agent_after(netmon, rows[0]["id"]))
        detail = netmon.get(f"/api/v1/outages/{rows[0]['id']}").json()
    assert sorted(row["site"] for row in rows) == sorted(sites)
    for row in rows:
        started_at = datetime.fromisoformat(row["started_at"])
        ended_at = datetime.fromisoformat(row["ended_at"])
        assert 0 <= (started_at - dark_at).total_seconds() <= 4.5
        assert 0 <= (ended_at - lit_at).total_seconds() <= 4.5
    methods = {probe["method"] for probe in detail["evidence"]}
    assert methods == {"icmp", "snmp", "tcp"}
    assert {probe["outcome"] for probe in detail["evidence"]} == {"silent"}
    before, after = detail["agent_before"], detail["agent_after"]
    assert after["sys_uptime_s"] < before["sys_uptime_s"]
    assert after["engine_boots"] == before["engine_boots"] + 1


def _has_agent_after(netmon: Netmon, outage: str) -> bool:
    return bool(netmon.get(f"/api/v1/outages/{outage}").json()["agent_after"])


def _has_agent(netmon: Netmon, site: str) -> bool:
    devices = netmon.get(f"/api/v1/sites/{site}").json()["devices"]
    return any(probe["method"] == "snmp" for probe in devices[0]["probes"])


def test_kill_9_in_mid_slot_tears_nothing_and_the_gap_is_not_observed(
    fleet: Register, twin: TwinNetwork, home: Path
) -> None:
    sites = list(fleet.sites)
    stays_down, comes_back, goes_down = sites[0], sites[1], sites[2]
    netmon = Netmon(home)
    with netmon:
        first = twin.cut_line([stays_down])
        second = twin.cut_line([comes_back])
        netmon.wait(lambda: netmon.counts()["down"] == 2)
        # Half of the next slot: looks, rounds and writes are all under way.
        third = twin.cut_line([goes_down])
        time.sleep(2.0)

        killed_at = now()
        netmon.end(signal.SIGKILL)
        twin.restore(second)
        time.sleep(3.0)
        netmon.start()
        started_at = now()

        netmon.wait(lambda: netmon.state(comes_back) == "up")
        netmon.wait(lambda: netmon.state(goes_down) == "down")
        assert netmon.state(stays_down) == "down"
        assert netmon.counts()["up"] == SIZE - 2
        twin.restore(first)
        twin.restore(third)
        netmon.wait(lambda: netmon.counts()["up"] == SIZE)
        assert netmon.end(signal.SIGTERM) == 0
    outages, unobserved = read_journal(home)
    by_site = {outage.site: outage for outage in outages}
    assert len(outages) == 3, "an outage that spans a restart is one outage"
    assert all(outage.ended_at for outage in outages)
    assert by_site[comes_back].ended_at is not None
    assert by_site[comes_back].ended_at > killed_at
    [gap] = [each for each in unobserved if each.reason == "not_running"]
    assert gap.ended_at is not None
    assert gap.started_at <= killed_at, "looks after the last heartbeat are not claimed"
    assert (killed_at - gap.started_at).total_seconds() <= 6.0
    assert gap.ended_at <= started_at


def test_a_site_that_never_failed_has_one_transition_over_three_lives(
    twin: TwinNetwork, fleet: Register, home: Path
) -> None:
    site = list(fleet.sites)[50]
    netmon = Netmon(home)
    with netmon:
        for number in (signal.SIGKILL, signal.SIGTERM):
            netmon.end(number)
            netmon.start()
        facts = netmon.get(f"/api/v1/sites/{site}").json()

    link = [each for each in facts["transitions"] if each["service"] == "link"]
    assert [each["after"] for each in link] == ["up"]
    assert facts["since"] == link[0]["at"]


def test_sigterm_ends_it_in_order_and_the_socket_file_is_gone(
    twin: TwinNetwork, home: Path
) -> None:
    with Netmon(home) as netmon:
        code = netmon.end(signal.SIGTERM)

    assert code == 0
    assert not (home / "netmon.sock").exists()
    assert "Traceback" not in netmon.log()


def test_a_second_service_in_the_same_home_is_refused(
    twin: TwinNetwork, home: Path
) -> None:
    with Netmon(home) as netmon:
        other = Netmon(home)
        process = other.launch()

        assert process.wait(timeout=20) == 2
        assert "another netmon runs here" in netmon.log()


def test_running_pollers_follow_the_register(
    fleet: Register, twin: TwinNetwork, home: Path
) -> None:
    smaller = make_fleet(size=SIZE - 50)
    with Netmon(home) as netmon:
        load(home, smaller)

        netmon.wait(lambda: netmon.counts()["total"] == SIZE - 50)


def test_outside_the_twin_its_addresses_are_never_probed(
    fleet: Register, home: Path
) -> None:
    # No nation runs: the namespace is bare, and the evidence of the twin is missing.
    netmon = Netmon(home)
    with netmon:
        facts = netmon.get(f"/api/v1/sites/{next(iter(fleet.sites))}").json()

        assert netmon.counts()["not_observed"] == SIZE
        [probe] = facts["devices"][0]["probes"]
        assert (probe["outcome"], probe["reason"]) == (
            "not_measured",
            "address_refused",
        )


def test_without_a_permission_nothing_is_called_down(
    fleet: Register, twin: TwinNetwork, home: Path
) -> None:
    """Every socket refused: a poller out of descriptors sees nothing, and says so."""
    netmon = Netmon(home)
    with netmon:
        assert netmon.process is not None
        pid = netmon.process.pid
        open_now = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_now + 6, hard))
        twin.power_off(list(fleet.sites)[:20])
        time.sleep(14)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))

        counts = netmon.counts()
        outages = netmon.get("/api/v1/outages").json()["items"]
        assert counts["down"] <= 20
        assert {row["site"] for row in outages} <= set(list(fleet.sites)[:20])
        netmon.wait(lambda: netmon.counts()["down"] == 20)
