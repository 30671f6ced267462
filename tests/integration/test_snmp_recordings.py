"""Recordings of real devices, read by the real command, against what an eye reads.

Needs NETMON_TEST_DATA: `snmprec/*.snmprec`, each with its `.expected.json`. Every
deviation is named here with its reason.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from netmon.cli import main
from tests.integration.snmpsim import recordings, snmpsim
from tests.require import require

pytestmark = pytest.mark.timeout(180)

Json = dict[str, Any]
RECORDINGS = recordings()
NAMES = [path.stem for path in RECORDINGS]

OTHER_LINE: dict[str, str] = {
    "freshtomato-rtn66u": "low confidence: an access point whose WAN is down; all its "
    "ports are bridged and none stands out, so none is named",
}
"""Recordings whose line we do not name as the sidecar does, with the reason."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    require(RECORDINGS, "recordings", "NETMON_TEST_DATA has no snmprec/")
    with snmpsim(RECORDINGS[0].parent, tmp_path_factory.mktemp("snmpsim")) as number:
        yield number


@pytest.fixture(scope="module")
def read(
    port: int, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Json, Json]]:
    home = tmp_path_factory.mktemp("home")
    known: dict[str, Json] = {}

    def reading(name: str) -> tuple[Json, Json]:
        if name not in known:
            known[name] = ask(home, port, name)
        sidecar = RECORDINGS[NAMES.index(name)].with_suffix(".expected.json")
        return known[name], json.loads(sidecar.read_text("utf-8"))

    return reading


def ask(home: Path, port: int, community: str) -> Json:
    code, answer = command(home, port, community)
    assert code == 0, answer
    return answer


def command(home: Path, port: int, community: str) -> tuple[int, Json]:
    """Run the command in this process; return its exit code and its document."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setenv("NETMON_HOME", str(home))
        place = f"127.0.0.1:{port}"
        code = main(["snmp", "read", place, "--community", community, "--json"])
    return code, json.loads(said.getvalue())


Reader = Callable[[str], tuple[Json, Json]]


def told(value: Any) -> Any:
    """Return what a sidecar says; what is absent, or nobody can tell, is None."""
    return None if value in ("absent", "unknown") else value


@pytest.mark.parametrize("name", NAMES)
def test_who_it_is(read: Reader, name: str) -> None:
    found, expected = read(name)

    assert found["sys_object_id"] == told(expected["sysObjectID"])
    assert found["sys_descr"] == told(expected["sysDescr"])
    assert found["sys_name"] == told(expected["sysName"])
    own_word = expected["vendor"].split()[0].casefold()
    if own_word != "asus":  # the box is named by its firmware, FreshTomato
        assert found["vendor"].casefold() == own_word
    assert found["notes"] is not None


@pytest.mark.parametrize("name", NAMES)
def test_uptime(read: Reader, name: str) -> None:
    found, expected = read(name)

    ticks = told(expected["sysUpTime_ticks"])
    if isinstance(ticks, str):  # a moving value, put in by the contributor
        assert 0 <= found["uptime_s"] < 600
    else:
        assert found["uptime_s"] == (None if ticks is None else ticks / 100)


@pytest.mark.parametrize("name", NAMES)
def test_every_interface(read: Reader, name: str) -> None:
    found, expected = read(name)

    rows = told(expected["interfaces"]) or []
    assert found["interfaces"] == [to_port(row) for row in rows]


def to_port(row: Json) -> Json:
    row = {key: told(value) for key, value in row.items()}
    fast, slow, status = row["ifHighSpeed"], row["ifSpeed"], row["ifOperStatus"]
    speed_bps = fast * 1_000_000 if fast else (fast if slow is None else slow)

    def octets(way: str) -> Any:
        wide = row[f"ifHC{way}Octets"]
        return row[f"if{way}Octets"] if wide is None else wide

    return {
        "if_index": row["ifIndex"],
        "name": row["ifName"] or row["ifDescr"],
        "alias": row["ifAlias"],
        "type": row["ifType"],
        "oper_up": None if status is None else status == 1,
        "speed_bps": speed_bps,
        "in_octets": octets("In"),
        "out_octets": octets("Out"),
        "in_errors": row["ifInErrors"],
        "out_errors": row["ifOutErrors"],
    }


@pytest.mark.parametrize("name", NAMES)
def test_cpu(read: Reader, name: str) -> None:
    found, expected = read(name)

    percent = told(expected["cpu"]) and told(expected["cpu"]["percent"])
    same_ratio(found["cpu_ratio"], percent)


@pytest.mark.parametrize("name", NAMES)
def test_memory_without_cache(read: Reader, name: str) -> None:
    found, expected = read(name)

    memory = told(expected["memory"])
    percent = memory and memory.get(
        "percent_without_cache_and_buffers", memory["percent"]
    )
    same_ratio(found["memory_ratio"], percent)


def same_ratio(found: float | None, percent: float | None) -> None:
    """The sidecars round to a tenth of a percent."""
    if percent is None:
        assert found is None
    else:
        assert found is not None
        assert found * 100 == pytest.approx(percent, abs=0.051)


@pytest.mark.parametrize("name", NAMES)
def test_temperature(read: Reader, name: str) -> None:
    found, expected = read(name)

    sensors = told(expected["temperature"])
    if sensors is None:
        assert found["temperature_celsius"] is None
    else:
        assert found["temperature_celsius"] in [
            pytest.approx(each["celsius"], abs=1e-3) for each in sensors
        ]


@pytest.mark.parametrize("name", NAMES)
def test_wifi(read: Reader, name: str) -> None:
    found, expected = read(name)

    wifi = found["wifi"]
    assert wifi["clients_count"] == told(expected["wifi"]["total"])
    points = told(expected["ap_count"])
    words = ("joined", "connected", "up", "known")
    counts = [points[word] for word in words if word in points] if points else []
    assert wifi["aps_count"] == (counts[0] if counts else None)
    if wifi["clients_count"] is None:
        assert wifi["by_radio"] == []


@pytest.mark.parametrize("name", NAMES)
def test_clients_by_radio(read: Reader, name: str) -> None:
    """Rows are those of the sidecar's radios, or SSIDs where it has no radios."""
    found, expected = read(name)

    counts = [row["clients_count"] for row in found["wifi"]["by_radio"]]
    views = [
        [row["clients"] for row in rows]
        for key in ("per_radio", "per_ssid", "per_vap", "per_ap")
        if isinstance(rows := expected["wifi"].get(key), list)
        and all(isinstance(row, dict) for row in rows)
    ]
    large = expected["wifi"].get("per_radio")
    if isinstance(large, dict):
        assert (len(counts), sum(counts)) == (large["rows"], large["sum"])
    elif views:
        assert sorted(counts) in [sorted(view) for view in views]
    else:
        assert counts == []


@pytest.mark.parametrize("name", NAMES)
def test_the_line(read: Reader, name: str) -> None:
    """High confidence must be met; below it a port that belongs to it will do."""
    found, expected = read(name)

    wan = expected["wan"]
    right = [told(wan["ifIndex"])]
    if wan["confidence"] != "high":
        right += wan.get("related_ifIndex", [])
    if name in OTHER_LINE:
        assert wan["confidence"] == "low", "an exception is for judgements only"
        assert found["wan_if_index"] is None
    else:
        assert found["wan_if_index"] in right


def test_a_community_without_a_recording_is_no_answer(
    port: int, tmp_path: Path
) -> None:
    code, answer = command(tmp_path, port, "nobody")

    assert code == 3
    error = answer["error"]
    assert (error["outcome"], error["reason"]) == ("silent", "timeout")
