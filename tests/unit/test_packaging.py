"""What deploys netmon: accepted by the tools that read it, pinned, without secrets."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from dashboards.provisioning_files import DASHBOARDS_DIRECTORY, VARIABLES
from netmon.settings_load import known_variables, load_settings
from tests.require import require

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "compose.yaml"
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")
UNIT = ROOT / "deploy" / "systemd" / "netmon.service"
PINNED = re.compile(r"[a-z0-9/._-]+:\d+\.\d+(\.\d+)?(-[a-z0-9.]+)*")
GIVEN = {"NETMON_SECRETS": "/srv/secrets", "NETMON_PUBLIC_HOST": "netmon.example.org"}
MADE_INSIDE = "/var/lib/netmon/influx/writer.secret"
"""Where `netmon influx init` puts the password it makes; it never leaves the volume."""
MOST_EXPOSED = 20
"""Tenths of systemd's exposure level, 0 to 100; it was 17 when this was written."""

READS_YAML = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"


def compose(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("docker-compose")
    require(tool, "docker-compose")
    return subprocess.run(
        [str(tool), "--file", str(COMPOSE), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def stack() -> dict[str, Any]:
    """The file as docker-compose understood it."""
    made = compose("config", **GIVEN)
    assert made.returncode == 0, made.stderr
    # docker-compose brings the reader of YAML of the system's Python.
    read = subprocess.run(
        ["/usr/bin/python3", "-c", READS_YAML],
        input=made.stdout,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(read.stdout))


def test_it_is_a_modern_file_without_a_version(stack: dict[str, Any]) -> None:
    text = COMPOSE.read_text("utf-8")

    assert not re.search(r"^version:", text, re.M)
    assert sorted(stack["services"]) == [
        "grafana",
        "influxdb",
        "netmon",
        "postgres",
        "proxy",
    ]


@pytest.mark.parametrize("missing", GIVEN)
def test_without_secrets_or_name_nothing_starts(missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}

    refused = compose("config", **given)

    assert refused.returncode != 0
    assert "say " in refused.stderr


def test_every_image_is_pinned_by_its_version(stack: dict[str, Any]) -> None:
    images = [each["image"] for each in stack["services"].values()]
    bases = re.findall(r"^FROM (\S+)", CONTAINERFILE, re.M)

    assert bases
    for image in (*images, *bases):
        assert PINNED.fullmatch(image), image


def test_every_service_tells_its_health_and_gains_no_rights(
    stack: dict[str, Any],
) -> None:
    for name, service in stack["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("privileged"), name
        assert not service.get("cap_add"), name
        assert service.get("network_mode") is None, name
    for name in ("proxy", "netmon"):
        assert stack["services"][name]["cap_drop"] == ["ALL"]
        assert stack["services"][name]["read_only"]


def test_nothing_but_the_proxy_is_reached_from_outside(stack: dict[str, Any]) -> None:
    published = {n for n, each in stack["services"].items() if each.get("ports")}

    assert published == {"proxy"}
    assert stack["networks"]["inside"]["internal"]
    for name in ("postgres", "influxdb"):
        assert list(stack["services"][name]["networks"]) == ["inside"]


def test_only_the_proxy_is_believed(stack: dict[str, Any]) -> None:
    address = stack["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    [pool] = stack["networks"]["front"]["ipam"]["config"]
    trusted = stack["services"]["netmon"]["environment"]["NETMON_HTTP__TRUSTED_PROXIES"]

    assert ip_address(address) in ip_network(pool["subnet"])
    assert trusted == f"{address}/32"


def test_secrets_are_files_and_no_service_has_another(stack: dict[str, Any]) -> None:
    declared = stack["secrets"]
    used = set()
    for name, service in stack["services"].items():
        mine = {each["source"] for each in service.get("secrets", [])}
        used |= mine
        script = " ".join(service.get("entrypoint") or [])
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET", key):
                folder, _, file = value.rpartition("/")
                is_given = folder == "/run/secrets" and file in mine
                assert is_given or value == MADE_INSIDE, (name, key)
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), (name, key)
        for path in re.findall(r"/run/secrets/(\w+)", script):
            assert path in mine, (name, path)
            assert f"test -s /run/secrets/{path}" in script, (name, path)
    assert used == set(declared)
    for name, secret in declared.items():
        assert secret["file"] == f"{GIVEN['NETMON_SECRETS']}/{name}"


def test_no_file_that_deploys_holds_a_secret() -> None:
    for path in (COMPOSE, ROOT / "Containerfile", *(ROOT / "deploy").rglob("*")):
        if path.is_file():
            text = path.read_text("utf-8")
            assert "PRIVATE KEY" not in text, path
            assert not re.search(r"(?i)password\s*[:=]\s*['\"]?\w+['\"]?\s*$", text), (
                path
            )


def test_netmon_knows_every_setting_it_is_given(
    stack: dict[str, Any], tmp_path: Path
) -> None:
    given = stack["services"]["netmon"]["environment"]

    assert set(given) <= set(known_variables())
    settings = load_settings({"NETMON_HOME": str(tmp_path), **given})
    assert settings.http.host == "0.0.0.0"
    assert settings.influx.url == "http://influxdb:8086"


def test_grafana_gets_what_its_provisioning_expects(stack: dict[str, Any]) -> None:
    grafana = stack["services"]["grafana"]
    exported = re.findall(r"export (\w+)=", " ".join(grafana["entrypoint"]))
    mounts = {each.split(":")[1] for each in grafana["volumes"]}
    used = set()
    for path in (ROOT / "dashboards" / "provisioning").rglob("*.yaml"):
        used |= set(re.findall(r"\$\{(GRAFANA_\w+)\}", path.read_text("utf-8")))

    assert used
    assert used <= {*grafana["environment"], *exported}
    assert used <= set(VARIABLES)
    assert {DASHBOARDS_DIRECTORY, "/etc/grafana/provisioning"} <= mounts


def test_every_mounted_file_is_there(stack: dict[str, Any]) -> None:
    for name, service in stack["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            is_named = source in stack["volumes"]
            assert is_named or Path(source).exists(), (name, volume)


def test_the_container_is_built_from_the_lock_alone_and_runs_as_nobody() -> None:
    lines = CONTAINERFILE.replace("\\\n", "").splitlines()
    installs = [line for line in lines if "pip install" in line]
    sources = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--)", line)]
    copied = {word for words in sources for word in words}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["setuptools"]["packages"]

    assert all("--require-hashes" in x or "--no-deps ." in x for x in installs)
    assert len(installs) == 2
    assert all((ROOT / each).exists() for each in copied)
    assert {each.partition(".")[0] for each in packages} <= copied
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1] == "10001:10001"
    assert not re.search(r"apt-get|curl|wget|chmod 777|ADD ", CONTAINERFILE)


def analyse(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    require(tool, "systemd", "no systemd-analyze")
    unit = tmp_path / UNIT.name
    text = UNIT.read_text("utf-8")
    assert "/opt/netmon/.venv/bin/netmon" in text
    # What a unit runs must be there, and here it is not.
    unit.write_text(text.replace("/opt/netmon/.venv/bin/netmon", "/bin/true"))
    return subprocess.run(
        [str(tool), *arguments, str(unit)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_unit_is_one_systemd_understands(tmp_path: Path) -> None:
    done = analyse(tmp_path, "verify", "--man=no")

    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_exposes_little(tmp_path: Path) -> None:
    limit = f"--threshold={MOST_EXPOSED}"

    done = analyse(tmp_path, "security", "--offline=true", "--no-pager", limit)

    assert done.returncode == 0, done.stdout[-200:]
    text = UNIT.read_text("utf-8")
    assert "AmbientCapabilities=CAP_NET_RAW\n" in text
    assert "CapabilityBoundingSet=CAP_NET_RAW\n" in text


def test_the_units_settings_exist() -> None:
    given = re.findall(r"^Environment=(\w+)=", UNIT.read_text("utf-8"), re.M)

    assert set(given) <= {"NETMON_HOME", *known_variables()}


def test_passwords_are_made_once_each_its_own(
    stack: dict[str, Any], tmp_path: Path
) -> None:
    script, home = ROOT / "deploy" / "make-secrets", tmp_path / "secrets"

    def make() -> tuple[int, str]:
        done = subprocess.run(
            [str(script), str(home)],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.returncode, done.stderr

    code, said = make()
    first = {path.name: path.read_text() for path in home.iterdir()}
    for name in set(stack["secrets"]) - set(first):
        assert f"missing: {name}:" in said
        (home / name).write_text("by hand")
    again = make()

    assert code == 1
    assert again == (0, "")
    assert len(set(first.values())) == len(first) == 4
    assert all(len(secret) == 64 for secret in first.values())
    assert not any(secret in said for secret in first.values())
    assert {name: (home / name).read_text() for name in first} == first
    assert {path.name for path in home.iterdir()} == set(stack["secrets"])
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
