"""The documents say what the code does, and stay short enough to be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from netmon.cli.arguments import parse_arguments
from netmon.cli.commands import COMMANDS
from netmon.cli.exit_codes import ExitCode
from netmon.core.settings import (
    MIN_PERIOD_S,
    PollSettings,
    Settings,
    SnmpCommunitySettings,
    SnmpUserSettings,
)
from netmon.settings_load import known_variables, load_settings, to_key, to_variable
from netmon.twin.scenario import shipped
from netmon.twin.scenario_parts import WHO_KEYS, How

ROOT = Path(__file__).parents[2]
CODE = ("netmon", "collectors", "inventory", "portal", "dashboards", "benchmarks")
LONGEST_FILE_LINES = 400
LONGER_FILES = {"tests/unit/test_collectors_schedule.py": 430}
"""Older than the rule; may shrink, not grow."""
DOCUMENTS = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    *("collectors/README.md", "inventory/README.md"),
    *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
ACTIONS = {
    "account": ("add", "list", "disable", "enable", "password", "scope"),
    "dashboards": ("build", "check", "copy", "push"),
    "influx": ("init",),
    "inventory": ("load", "dump", "import", "undo", "geography"),
    "maintenance": ("plan", "list", "cancel"),
    "opendata": ("build", "push"),
    "records": ("import", "undo", "export", "kinds", "import-news", "forget"),
    "sla": (
        *("evaluate", "rules", "months", "statement", "explain"),
        *("freeze", "correct", "final", "check"),
    ),
    "snmp": ("read",),
    "token": ("create", "list", "revoke"),
}


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _rows(text: str) -> dict[str, list[str]]:
    """Return the rows of every table, keyed by the word in code they begin with."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines()]
    named = ((re.match(r"`([^`]+)`", row[0]), row) for row in rows)
    return {found[1]: row for found, row in named if found}


def _field(key: tuple[str, ...]) -> Any:
    model: type[BaseModel] = Settings
    *parents, leaf = key
    for name in parents:
        kind = model.model_fields[name].annotation
        assert isinstance(kind, type)
        model = kind
    return model.model_fields[leaf]


def _python_files() -> Iterator[Path]:
    for folder in (*CODE, "tests"):
        yield from (ROOT / folder).rglob("*.py")


@pytest.mark.parametrize("variable", sorted(known_variables()))
def test_every_setting_is_described_with_its_default(variable: str) -> None:
    row = _rows(_read("docs/settings.md")).get(variable)

    assert row is not None, f"docs/settings.md does not describe {variable}"
    default = _field(to_key(variable)).default
    shown = row[4].strip("`")
    if default is None:
        assert shown.startswith("none")
    elif isinstance(default, int | float) and not isinstance(default, bool):
        assert float(shown) == default
    else:
        assert shown == str(default)


def test_no_setting_is_described_that_does_not_exist() -> None:
    described = re.findall(r"^\| `(NETMON_\w+)` \|", _read("docs/settings.md"), re.M)

    assert sorted(described) == sorted(known_variables())


def test_the_ranges_of_the_periods_are_the_real_ones() -> None:
    rows = _rows(_read("docs/settings.md"))
    for name in PollSettings.model_fields:
        if not name.endswith("_period_s"):
            continue
        low, high = map(float, rows[to_variable(("poll", name))][3].split(" to "))
        assert low == MIN_PERIOD_S
        PollSettings.model_validate({name: low})
        PollSettings.model_validate({name: high})
        for outside in (low - 0.1, high + 1):
            with pytest.raises(ValueError, match=r"period|less than"):
                PollSettings.model_validate({name: outside})


def test_every_key_of_a_credential_is_described() -> None:
    described = _rows(_read("docs/settings.md").partition("## SNMP credentials")[2])

    for model in (SnmpCommunitySettings, SnmpUserSettings):
        assert set(model.model_fields) <= set(described)
        for name, field in model.model_fields.items():
            words = [word for word in get_args(field.annotation) if word]
            for word in words:
                assert str(word) in " ".join(described[name]), (name, word)


def test_the_example_of_a_settings_file_is_accepted(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", _read("docs/settings.md"), re.DOTALL)[-1]
    (tmp_path / "netmon.toml").write_text(example)

    assert "default" in load_settings({"NETMON_HOME": str(tmp_path)}).snmp


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_described(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = _read("docs/cli.md")
    assert f"## `netmon {command}`" in document
    section = document.partition(f"## `netmon {command}`")[2].partition("\n## ")[0]
    for action in ACTIONS.get(command, ("",)):
        assert f"netmon {command} {action}".rstrip() in document
        with pytest.raises(SystemExit):
            parse_arguments([command, *filter(None, [action]), "--help"])
        options = set(re.findall(r"--[a-z][a-z-]+", capsys.readouterr().out))
        for option in options - {"--help"}:
            assert option in section, f"docs/cli.md: {command} lacks {option}"
    short = _read("README.md").partition("## Command line")[2].partition("\n## ")[0]
    assert re.search(rf"(netmon|\|)\s{command}\b", short), f"README.md: no {command}"


def test_required_options_are_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    document = _read("docs/cli.md")
    for command in COMMANDS:
        if command in ACTIONS:
            continue
        with pytest.raises(SystemExit):
            parse_arguments([command, "--help"])
        usage = capsys.readouterr().out.partition("\n\n")[0]
        section = document.partition(f"## `netmon {command}`")[2].partition("\n## ")[0]
        for option in re.findall(r"--[a-z-]+", re.sub(r"\[[^]]*\]", "", usage)):
            line = next(each for each in section.splitlines() if option in each)
            assert "required" in line, f"docs/cli.md: {command} {option}"


def test_every_exit_code_is_described() -> None:
    described = re.findall(r"^\| (\d+) \|", _read("docs/cli.md"), re.M)

    assert [int(code) for code in described] == sorted(ExitCode)


def test_every_scenario_and_what_may_stand_in_one_is_described() -> None:
    document = _read("docs/scenarios.md")

    for word in (*shipped(), *get_args(How), *WHO_KEYS):
        assert re.search(rf"`{word}\b", document), f"docs/scenarios.md lacks {word}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", _read(name)):
        if "://" not in target:
            assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


@pytest.mark.parametrize(
    ("name", "most"), [("README.md", 150), ("ARCHITECTURE.md", 200)]
)
def test_the_first_documents_stay_short(name: str, most: int) -> None:
    assert len(_read(name).splitlines()) <= most


def test_the_newest_heading_of_the_changelog_is_the_version() -> None:
    newest = re.search(r"^## \[([^\]]+)\]", _read("CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == tomllib.loads(_read("pyproject.toml"))["project"]["version"]


def test_decisions_named_elsewhere_are_those_meant() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.+)$", _read("ARCHITECTURE.md"), re.M))
    named = re.findall(
        r'"([\w-]+)==.*ARCHITECTURE\.md decision (\d+)', _read("pyproject.toml")
    )

    assert named
    for package, number in named:
        assert package in rows[number]


def test_no_python_file_is_too_long() -> None:
    for path in _python_files():
        name = str(path.relative_to(ROOT))
        most = LONGER_FILES.get(name, LONGEST_FILE_LINES)
        count = len(path.read_text("utf-8").splitlines())
        assert count <= most, f"{name} has {count} lines, {most} are allowed"
