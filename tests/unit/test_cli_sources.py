"""Who answers is said wherever it could be mistaken."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from netmon.cli import main
from netmon.cli.doctor.service import check_service
from netmon.cli.sources import find_demo
from netmon.core.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def demo(home: Path) -> Iterator[Path]:
    """A demo's home in which somebody listens, and says nothing."""
    folder = home / "demo"
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(folder / "netmon.sock"))
        control.listen()
        yield folder


@pytest.mark.parametrize("command", [["audit"], ["token", "list"]])
def test_what_works_on_the_files_names_a_running_demo(
    command: list[str], home: Path, demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 0
    said = capsys.readouterr().err

    assert f"a demo runs in {demo}; this is about {home}" in said
    assert f"NETMON_HOME={demo} netmon {' '.join(command)}" in said


@pytest.mark.parametrize("command", [["backup", "copy"], ["influx", "status"]])
def test_what_finds_nothing_names_a_running_demo(
    command: list[str],
    home: Path,
    demo: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NETMON_INFLUX__URL", "http://127.0.0.1:1")

    assert main(command) == 2

    assert f"NETMON_HOME={demo} netmon {' '.join(command)}" in capsys.readouterr().err
    assert not Path("copy").exists()


def test_doctor_names_a_running_demo(home: Path, demo: Path) -> None:
    finding = check_service(Settings(home=home))

    assert finding.found == f"none runs in {home}; a demo runs in {demo}"
    assert f"NETMON_HOME={demo} netmon doctor" in finding.advice


def test_without_a_demo_nothing_is_said_of_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit"]) == 0
    assert capsys.readouterr().err == ""
    assert check_service(Settings(home=home)).found == f"none runs in {home}"


def test_a_service_of_the_house_goes_before_a_demo(home: Path, demo: Path) -> None:
    settings = Settings(home=home)
    assert find_demo(settings) == demo
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(settings.socket_path))
        control.listen()

        assert find_demo(settings) is None


def test_a_service_that_speaks_no_http_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("netmon.cli.control_socket.TIMEOUT_S", 0.2)
    with socket.socket(socket.AF_UNIX) as control:
        control.bind(str(home / "netmon.sock"))
        control.listen()
        # Who is in the queue first is answered first: is_listening, and gone.
        assert main(["site", "PI-00001"]) == 3
    error = capsys.readouterr().err

    assert error.startswith(f"netmon: the service in {home} does not answer")
    assert error.count("\n") == 1
