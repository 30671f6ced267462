"""Scenario files: who fails, when, how. Small TOML a user can edit."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from netmon.core.errors import ConfigError
from netmon.twin.faults import Air, FaultKind

FOLDER = Path(__file__).parent / "scenarios"
EVENT_LINE = re.compile(r"^\s*\[\[\s*event\s*\]\]", re.MULTILINE)

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Ratio = Annotated[float, Field(ge=0, le=1)]
How = Literal[
    "power_cut",
    "line_cut",
    "node_cut",
    "reboot",
    "ap_off",
    "snmp_silent",
    "icmp_filtered",
    "tcp_closed",
    "loss",
    "delay",
]
NODE_KEYS = ("node", "trunk")


class Part(BaseModel):
    """A part of a scenario file; what it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Weather(Part):
    """How packets travel while nothing fails; see Air."""

    rtt_min_s: Seconds = 0.0
    rtt_max_s: Seconds = 0.0
    jitter_s: Seconds = 0.0
    loss_ratio: Ratio = 0.0

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.rtt_max_s < self.rtt_min_s:
            text = f"rtt_max_s: expected at least rtt_min_s = {self.rtt_min_s:g}"
            raise ValueError(text)
        return self

    def to_air(self) -> Air:
        """Return what the nation works with."""
        return Air(**self.model_dump())


class Who(Part):
    """Whom an event befalls: all conditions together.

    `district` and `trunk` take "largest" for the one with most sites; `prefer_sites`
    takes the trunk with exactly that many instead, where there is one. `share` draws
    that share of what the rest selects, anew each time.
    """

    nation: Literal[True] | None = None
    sites: tuple[str, ...] | None = Field(default=None, min_length=1)
    province: str | None = None
    district: str | None = None
    contract: str | None = None
    node: str | None = None
    trunk: str | None = None
    prefer_sites: int | None = Field(default=None, ge=1)
    share: float = Field(default=1.0, gt=0, le=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        keys = ("nation", "sites", "province", "district", "contract", *NODE_KEYS)
        if all(getattr(self, key) is None for key in keys):
            text = f"expected at least one of {', '.join(keys)}, got none"
            raise ValueError(text)
        if self.node is not None and self.trunk is not None:
            raise ValueError("expected node or trunk, got both")
        if self.prefer_sites is not None and self.trunk != "largest":
            raise ValueError('prefer_sites: expected with trunk = "largest" only')
        return self


class Event(Part):
    """One kind of failure, once or again and again.

    Attributes:
        at_s: Seconds from the start of the scenario.
        for_s: How long it lasts; left out: to the end.
        every_s: From one start to the next; left out: once.
        loss_ratio, delay_s: How much, for `loss` and `delay`.
    """

    how: How
    who: Who
    at_s: Seconds = 0.0
    for_s: Seconds | None = None
    every_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    loss_ratio: Ratio | None = None
    delay_s: Seconds | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        for how, key in (("loss", "loss_ratio"), ("delay", "delay_s")):
            is_given = getattr(self, key) is not None
            if is_given != (self.how == how):
                text = f"{key}: expected with how = {how!r} and only there"
                raise ValueError(text)
        if self.every_s is not None and (self.for_s or 0) >= self.every_s:
            text = f"for_s: expected less than every_s = {self.every_s:g}"
            raise ValueError(text)
        if self.every_s is not None and self.for_s is None:
            raise ValueError("for_s: expected together with every_s, got none")
        return self._check_who()

    def _check_who(self) -> Self:
        if self.how == "node_cut":
            given = set(self.who.model_fields_set)
            if not given & set(NODE_KEYS) or given - {*NODE_KEYS, "prefer_sites"}:
                raise ValueError(
                    "who: expected node or trunk alone for how = 'node_cut'"
                )
        return self

    @property
    def kind(self) -> FaultKind:
        """How it fails."""
        return FaultKind(self.how)

    @property
    def amount(self) -> float:
        """Ratio or seconds, 0 where the kind needs none."""
        return self.loss_ratio or self.delay_s or 0.0


class Scenario(Part):
    """A whole scenario file.

    Attributes:
        source: Name of the file, for messages.
        lines: Line of each event in the file, for messages.
    """

    title: str = Field(min_length=1)
    description: str = ""
    air: Weather = Weather()
    event: tuple[Event, ...] = ()
    source: str = ""
    lines: tuple[int, ...] = ()

    def place(self, number: int) -> str:
        """Return where event `number`, from 0, stands, for messages."""
        line = self.lines[number] if number < len(self.lines) else 0
        return f"{self.source}, event {number + 1}" + (
            f" (line {line})" if line else ""
        )


def shipped() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


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
