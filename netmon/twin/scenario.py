"""Scenario files: who fails, when, how. Small TOML a user can edit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from netmon.core.errors import ConfigError
from netmon.twin.scenario_parts import Scenario
from netmon.twin.shipped import FOLDER, shipped

__all__ = ["Scenario", "load_scenario", "parse_scenario", "shipped"]

EVENT_LINE = re.compile(r"^\s*\[\[\s*event\s*\]\]", re.MULTILINE)


def load_scenario(name: str) -> Scenario:
    """Return a shipped scenario by name, or any by the path of its file.

    Raises:
        ConfigError: No such scenario, or its file is wrong.
    """
    is_path = name.endswith(".toml") or "/" in name
    path = Path(name) if is_path else FOLDER / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        known = ", ".join(shipped())
        msg = f"scenario {name!r}: expected a file or one of {known}; there is none"
        raise ConfigError(msg) from None
    except (OSError, UnicodeDecodeError) as exc:
        msg = f"scenario {name!r} cannot be read: {exc}"
        raise ConfigError(msg) from exc
    return parse_scenario(text, path.name)


def parse_scenario(text: str, source: str) -> Scenario:
    """Return the scenario in `text`; `source` names the file in messages.

    Raises:
        ConfigError: One line per problem: file, event, field, expected, got.
    """
    try:
        rows = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        msg = f"{source}: not TOML: {exc}"
        raise ConfigError(msg) from None
    lines = tuple(
        text.count("\n", 0, found.start()) + 1 for found in EVENT_LINE.finditer(text)
    )
    for key in {"source", "lines"} & rows.keys():
        msg = f"{source}, field {key}: unknown field"
        raise ConfigError(msg)
    try:
        return Scenario.model_validate({**rows, "source": source, "lines": lines})
    except ValidationError as exc:
        problems = [_problem(dict(error), source, lines) for error in exc.errors()]
        raise ConfigError(*problems) from None


def _problem(error: dict[str, Any], source: str, lines: tuple[int, ...]) -> str:
    where, path = source, list(error["loc"])
    if path[:1] == ["event"] and len(path) > 1:
        number = int(path[1])
        line = f" (line {lines[number]})" if number < len(lines) else ""
        where, path = f"{source}, event {number + 1}{line}", path[2:]
    field = ".".join(str(step) for step in path)
    where += f", field {field}" if field else ""
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown field"
    if error["type"] == "missing":
        return f"{where}: expected a value, got none"
    if error["type"] == "value_error":
        return f"{where}: {error['ctx']['error']}"
    expected = error["msg"].removeprefix("Input should be ")
    return f"{where}: expected {expected}, got {error['input']!r}"
