"""What a scenario file may say: its parts, and what each of them accepts."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from netmon.twin.faults import Air, FaultKind

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Ratio = Annotated[float, Field(ge=0, le=1)]
How = Literal[
    "power_cut",
    "line_cut",
    "node_cut",
    "reboot",
    "router_reboot",
    "ap_off",
    "ap_hung",
    "poe_off",
    "snmp_silent",
    "icmp_filtered",
    "tcp_closed",
    "loss",
    "delay",
    "duplicate",
    "counter_reset",
    "agent_restart",
    "counter32_only",
    "counter_wrap",
    "port_renumbered",
    "slow_agent",
    "too_big",
    "walk_loops",
    "wrong_types",
    "partial_agent",
    "uptime_wrap",
    "duplicate_engine_id",
    "clients_surge",
    "wire_cut",
]
AMOUNT_KEYS = {
    "loss_ratio": ("loss",),
    "delay_s": ("delay", "slow_agent"),
    "counter_bits": ("counter_wrap",),
    "varbinds_count": ("too_big",),
    "times": ("clients_surge",),
}
"""Which key says how much, for which ways to fail."""
NODE_KEYS = ("node", "trunk")
WHO_KEYS = (
    "nation",
    "sites",
    "province",
    "district",
    "contract",
    *NODE_KEYS,
    "service_hours",
    "controller",
    "poller",
)
OF_ANY_DEVICE = frozenset(
    {
        "reboot",
        "snmp_silent",
        "icmp_filtered",
        "tcp_closed",
        "loss",
        "delay",
        "counter_reset",
        "agent_restart",
        "counter32_only",
        "slow_agent",
        "too_big",
        "walk_loops",
        "wrong_types",
        "partial_agent",
        "uptime_wrap",
    }
)
"""Ways to fail that need no site."""


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
    takes the trunk with exactly that many instead, where there is one. `share` or
    `count` draws so many of what the rest selects, anew each time; events with the
    same `draw`, a name, befall the same ones, and do so each time.
    """

    nation: Literal[True] | None = None
    sites: tuple[str, ...] | None = Field(default=None, min_length=1)
    province: str | None = None
    district: str | None = None
    contract: str | None = None
    node: str | None = None
    trunk: str | None = None
    service_hours: Literal[True] | None = None
    controller: str | None = None
    poller: Literal[True] | None = None
    prefer_sites: int | None = Field(default=None, ge=1)
    share: float = Field(default=1.0, gt=0, le=1)
    count: int | None = Field(default=None, ge=1)
    draw: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if all(getattr(self, key) is None for key in WHO_KEYS):
            text = f"expected at least one of {', '.join(WHO_KEYS)}, got none"
            raise ValueError(text)
        if self.node is not None and self.trunk is not None:
            raise ValueError("expected node or trunk, got both")
        if self.prefer_sites is not None and self.trunk != "largest":
            raise ValueError('prefer_sites: expected with trunk = "largest" only')
        return self._check_draw()

    def _check_draw(self) -> Self:
        if self.count is not None and self.share < 1:
            raise ValueError("expected share or count, got both")
        if self.draw is not None and self.count is None and self.share >= 1:
            raise ValueError("draw: expected with share or count only")
        return self


class Event(Part):
    """One kind of failure, once or again and again.

    Attributes:
        at_s: Seconds from the start of the scenario.
        for_s: How long it lasts; left out: to the end.
        every_s: From one start to the next; left out: once.
        loss_ratio, delay_s, counter_bits, varbinds_count, times: How much, for the
            ways to fail in AMOUNT_KEYS.
    """

    how: How
    who: Who
    at_s: Seconds = 0.0
    for_s: Seconds | None = None
    every_s: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    loss_ratio: Ratio | None = None
    delay_s: Seconds | None = None
    counter_bits: Literal[32, 64] | None = None
    varbinds_count: int | None = Field(default=None, ge=1)
    times: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key, ways in AMOUNT_KEYS.items():
            is_given = getattr(self, key) is not None
            if is_given != (self.how in ways):
                named = " or ".join(map(repr, ways))
                text = f"{key}: expected with how = {named} and only there"
                raise ValueError(text)
        if self.every_s is not None and (self.for_s or 0) >= self.every_s:
            text = f"for_s: expected less than every_s = {self.every_s:g}"
            raise ValueError(text)
        if self.every_s is not None and self.for_s is None:
            raise ValueError("for_s: expected together with every_s, got none")
        return self._check_who()

    def _check_who(self) -> Self:
        given = set(self.who.model_fields_set)
        is_wire = self.how == "wire_cut"
        if is_wire != ("poller" in given) or (is_wire and given != {"poller"}):
            raise ValueError(
                "who: expected poller alone with how = 'wire_cut' and only there"
            )
        names_node = bool(given & set(NODE_KEYS))
        is_alone = names_node and not given - {*NODE_KEYS, "prefer_sites"}
        if self.how == "node_cut" and not is_alone:
            raise ValueError("who: expected node or trunk alone for how = 'node_cut'")
        return self._check_controller(given)

    def _check_controller(self, given: set[str]) -> Self:
        is_fit = given == {"controller"} and self.how in OF_ANY_DEVICE
        if "controller" in given and not is_fit:
            known = ", ".join(sorted(OF_ANY_DEVICE))
            text = f"who: controller: expected alone, and with one of {known}"
            raise ValueError(text)
        return self

    @property
    def kind(self) -> FaultKind:
        """How it fails."""
        return FaultKind(self.how)

    @property
    def amount(self) -> float:
        """How much, in the unit of the kind; 0 where it needs none."""
        given = (getattr(self, key) for key in AMOUNT_KEYS)
        return float(next((each for each in given if each is not None), 0.0))


class Traps(Part):
    """Where devices send notifications: a UDP port of the poller."""

    port: int = Field(ge=1, le=65_535)


class Scenario(Part):
    """A whole scenario file.

    Attributes:
        traps: Where devices send notifications, None: they send none.
        source: Name of the file, for messages.
        lines: Line of each event in the file, for messages.
    """

    title: str = Field(min_length=1)
    description: str = ""
    air: Weather = Weather()
    traps: Traps | None = None
    event: tuple[Event, ...] = ()
    source: str = ""
    lines: tuple[int, ...] = ()

    def place(self, number: int) -> str:
        """Return where event `number`, from 0, stands, for messages."""
        line = self.lines[number] if number < len(self.lines) else 0
        return f"{self.source}, event {number + 1}" + (
            f" (line {line})" if line else ""
        )
