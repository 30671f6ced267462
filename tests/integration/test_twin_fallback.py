"""Agents on loopback, and the nation as a user without rights."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from netmon.core.errors import CapabilityMissing, ConfigError
from netmon.core.model import Method, SiteCode
from netmon.twin.fallback import LoopbackTwin
from netmon.twin.faults import ReplyMode
from tests.integration.snmp_ask import ask, datagrams
from tests.registers import small_register
from tests.require import require

R1, R2 = "127.18.2.1", "127.18.2.2"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def nation() -> Iterator[LoopbackTwin]:
    with LoopbackTwin(small_register("127.18"), port=0) as twin:
        yield twin


@pytest.fixture
def twin(nation: LoopbackTwin) -> Iterator[LoopbackTwin]:
    yield nation
    nation.restore()


def sources(twin: LoopbackTwin, address: str) -> list[str]:
    return [source for source, _ in datagrams(address, port=twin.port)]


def test_agents_answer_from_the_address_asked(twin: LoopbackTwin) -> None:
    assert [sources(twin, a) for a in (R1, R2, "127.18.9.9")] == [[R1], [R2], []]


def test_net_snmp_speaks_v3_to_them(twin: LoopbackTwin) -> None:
    require(shutil.which("snmpget"), "snmpget", "package snmp is not installed")
    options = "-v3 -u netmon -l authPriv -a SHA-256 -A netmon-demo-auth -x AES"
    where = f"{R1}:{twin.port}"

    said = ask(
        "snmpget",
        *options.split(),
        "-X",
        "netmon-demo-priv",
        where,
        "1.3.6.1.2.1.1.5.0",
    )

    assert said.values == ['"S1/r"']


def test_a_dark_site_is_silent(twin: LoopbackTwin) -> None:
    twin.power_off([SiteCode("S1")])
    assert (sources(twin, R1), sources(twin, R2)) == ([], [R2])

    twin.restore()
    assert sources(twin, R1) == [R1]


def test_a_cut_wire_and_a_double_work_here_too(twin: LoopbackTwin) -> None:
    twin.cut_wire()
    assert (sources(twin, R1), sources(twin, R2)) == ([], [])
    twin.restore()

    twin.duplicate([R1])
    (first,), (second,) = (datagrams(R1, port=twin.port) for _ in range(2))
    assert (first[0], second[0]) == (R1, R1)
    assert first[1] != second[1]


def test_wrong_answers_work_here_too(twin: LoopbackTwin) -> None:
    twin.misbehave(R1, ReplyMode.WRONG_SOURCE, method=Method.SNMP)
    assert sources(twin, R1) == [R2]
    twin.restore()

    twin.misbehave(R1, ReplyMode.DUPLICATE, method=Method.SNMP)
    assert sources(twin, R1) == [R1, R1]


def test_a_taken_port_is_told(twin: LoopbackTwin) -> None:
    second = LoopbackTwin(small_register("127.18"), port=twin.port)

    with pytest.raises(CapabilityMissing, match=f"UDP port {twin.port}: Address"):
        second.__enter__()


def test_addresses_off_loopback_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"expected an address of 127\.0\.0\.0/8"):
        LoopbackTwin(small_register())


NOBODY = 65_534
AS_NOBODY = """
    import os, socket
    from netmon.twin import namespace
    from netmon.twin.network import TwinNetwork
    from tests.integration.echoes import answers
    from tests.registers import small_register
    with TwinNetwork(small_register()) as twin:
        print(os.getuid(), namespace.is_inside(), answers("198.18.2.1"))
"""
THREADS = """
    import threading
    from netmon.core.errors import CapabilityMissing
    from netmon.twin import namespace
    gate = threading.Event()
    thread = threading.Thread(target=gate.wait)
    thread.start()
    try:
        namespace.enter()
    except CapabilityMissing as exc:
        print(exc)
    gate.set()
    thread.join()
"""


def run_script(
    text: str, *prefix: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    site_packages = sysconfig.get_path("purelib")
    return subprocess.run(
        [*prefix, python, "-c", textwrap.dedent(text)],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{site_packages}"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def python_for(prefix: tuple[str, ...]) -> str | None:
    """Return a Python of our version that may be run, and run itself, as somebody else.

    The interpreter of a virtual environment may lie in a home nobody else can enter.
    """
    same = f"python{sys.version_info.major}.{sys.version_info.minor}"
    probe = """
        import subprocess, sys
        subprocess.run([sys.executable, "-c", "import netmon.twin.network"], check=True)
    """
    for python in (sys.executable, f"/usr/bin/{same}", f"/usr/local/bin/{same}"):
        is_there = Path(python).exists()
        if is_there and run_script(probe, *prefix, python=python).returncode == 0:
            return python
    return None


def test_a_user_without_rights_gets_a_nation_and_stays_who_it_is() -> None:
    setpriv = shutil.which("setpriv")
    require(setpriv, "userns", "setpriv is not installed")
    ids = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    as_nobody = (str(setpriv), *ids)
    python = python_for(as_nobody)
    require(python, "userns", "no Python that other users may run")

    run = run_script(AS_NOBODY, *as_nobody, python=str(python))

    require("namespace was refused" not in run.stderr, "userns", run.stderr[-200:])
    assert run.stdout == f"{NOBODY} True 3\n", run.stderr


def test_a_second_thread_is_a_reason_to_refuse() -> None:
    assert run_script(THREADS).stdout == (
        "the network namespace must be entered before any thread starts: "
        "expected 1 thread, found 2\n"
    )
