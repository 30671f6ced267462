"""The nation as a library: what tests, the demo and benchmarks use."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from netmon.core.addresses import TWIN_NETWORK
from netmon.core.errors import ConfigError, NotFound
from netmon.core.model import Method
from netmon.twin import control, namespace
from netmon.twin.devices import addressed, check_addresses
from netmon.twin.faults import STILL_AIR, Fault, FaultKind, ReplyMode
from netmon.twin.plan import plan_events
from netmon.twin.process import ChildProcess, WireKind
from netmon.twin.tun import POLLER_ADDRESS, open_tun

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network
    from pathlib import Path
    from typing import Self

    from inventory.model import Register
    from netmon.core.model import DeviceId, SiteCode
    from netmon.twin.scenario import Scenario

SPEED_MIN, SPEED_MAX = 0.1, 10.0


class Twin:
    """A running nation and the levers to make it fail.

    The child answers packets on the wire; every method here is an order to it that
    returns when carried out. Subclasses say which wire.
    """

    network: IPv4Network
    reserved: frozenset[IPv4Address] = frozenset()
    kind: WireKind

    def __init__(
        self,
        register: Register,
        *,
        scenario: Scenario | None = None,
        speed: float = 1.0,
        seed: int = 1,
        truth: Path | None = None,
    ) -> None:
        """Check what is asked; nothing starts before `with`.

        Args:
            register: What exists; every address lies in `network`.
            scenario: Faults to come once `start_scenario` is called; its air holds
                from the beginning. None: answers come at once, and nothing fails.
            speed: Divides the waits of the scenario, 0.1-10; never a timeout.
            seed: Same seed, same nation, same losses.
            truth: File the record of truth is appended to.

        Raises:
            ConfigError: An address cannot be answered for, the scenario names
                something the register does not know, or `speed` is out of range.
        """
        if not SPEED_MIN <= speed <= SPEED_MAX:
            text = f"speed: expected {SPEED_MIN:g} to {SPEED_MAX:g}, got {speed:g}"
            raise ConfigError(text)
        check_addresses(register, self.network, self.reserved)
        self.register = register
        self._setup = control.SetUp(
            register=control.portable(register),
            seed=seed,
            air=scenario.air.to_air() if scenario else STILL_AIR,
            events=plan_events(scenario, register) if scenario else (),
            speed=speed,
            truth=truth,
            traps_port=scenario.traps.port if scenario and scenario.traps else None,
        )
        self._child: ChildProcess | None = None
        self._devices = {address: name for _, name, address in addressed(register)}

    def __enter__(self) -> Self:
        """Start the nation; it answers when this returns.

        Raises:
            CapabilityMissing: This machine does not allow it; the text says what.
            TwinStopped: The child did not start.
        """
        wire_fd = self._open_wire()
        try:
            setup = replace(self._setup, parent_pid=os.getpid())
            self._child = ChildProcess(self.kind, wire_fd, setup)
        finally:
            os.close(wire_fd)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the nation; its TUN device goes with it."""
        self.stop()

    def _open_wire(self) -> int:
        raise NotImplementedError

    def stop(self) -> None:
        """End the child; twice is harmless."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    @property
    def child(self) -> ChildProcess:
        """The running child.

        Raises:
            RuntimeError: Not inside `with`.
        """
        if self._child is None:
            raise RuntimeError("the nation is not running: use it inside `with`")
        return self._child

    @property
    def pid(self) -> int:
        """Process id of the child."""
        return self.child.pid

    def is_alive(self) -> bool:
        """Return whether the child runs."""
        return self._child is not None and self._child.is_alive()

    def check(self) -> None:
        """Return if the child runs.

        Raises:
            TwinStopped: It ended though nobody asked it to; the text says how.
        """
        self.child.check()

    def cpu_seconds(self) -> float:
        """Return CPU time of the child so far, seconds."""
        return self.child.cpu_seconds()

    def start_scenario(self) -> float:
        """Start the scenario's clock; return its monotonic start, seconds."""
        self.child.ask(control.StartScenario())
        return time.monotonic()

    def apply(self, fault: Fault) -> int:
        """Let `fault` befall the nation; return its number for `restore`.

        Raises:
            NotFound: It names what the register does not know.
        """
        self._check_names(fault)
        return self.child.ask(control.Apply(fault))

    def restore(self, number: int | None = None) -> bool:
        """End one fault, or all; False when it had already ended."""
        return bool(self.child.ask(control.Lift(number)))

    def cut_node(self, code: str) -> int:
        """Cut a node and all that hangs from it alone; see `apply`."""
        return self.apply(Fault(FaultKind.NODE_CUT, nodes=(code,)))

    def cut_line(self, sites: Iterable[SiteCode]) -> int:
        """Cut the lines of `sites`; their devices run on. See `apply`."""
        return self.apply(Fault(FaultKind.LINE_CUT, sites=tuple(sites)))

    def power_off(self, sites: Iterable[SiteCode]) -> int:
        """Cut the power of `sites`; their devices boot at the end. See `apply`."""
        return self.apply(Fault(FaultKind.POWER_CUT, sites=tuple(sites)))

    def cut_wire(self) -> int:
        """Lose every answer on its way to the poller; no device fails. See `apply`."""
        return self.apply(Fault(FaultKind.WIRE_CUT))

    def duplicate(self, addresses: Iterable[str]) -> int:
        """Let another box answer for each of `addresses` too. See `apply`."""
        return self.apply(Fault(FaultKind.DUPLICATE, devices=self._at(addresses)))

    def set_loss(self, addresses: Iterable[str], ratio: float) -> int:
        """Lose a share of the packets of `addresses`, 0-1. See `apply`."""
        devices = self._at(addresses)
        return self.apply(Fault(FaultKind.LOSS, devices=devices, amount=ratio))

    def set_delay(self, addresses: Iterable[str], delay_s: float) -> int:
        """Answer `delay_s` seconds later at `addresses`. See `apply`."""
        devices = self._at(addresses)
        return self.apply(Fault(FaultKind.DELAY, devices=devices, amount=delay_s))

    def silence(self, addresses: Iterable[str], kind: FaultKind) -> int:
        """Apply SNMP_SILENT, ICMP_FILTERED or TCP_CLOSED to `addresses`."""
        return self.apply(Fault(kind, devices=self._at(addresses)))

    def misbehave(
        self,
        address: str,
        mode: ReplyMode,
        *,
        method: Method = Method.ICMP,
        late_s: float = 0.0,
    ) -> int:
        """Answer `method` at `address` wrongly; `late_s` is for LATE. See `apply`."""
        return self.apply(
            Fault(
                FaultKind.MISREPLY,
                devices=self._at((address,)),
                amount=late_s,
                method=method,
                mode=mode,
            )
        )

    def reboot(self, addresses: Iterable[str]) -> None:
        """Boot devices in an instant: uptime from 0, engine boots plus 1."""
        self.child.ask(control.Boot(self._at(addresses)))

    def set_uptime(self, addresses: Iterable[str], uptime_s: float) -> None:
        """Let devices have booted `uptime_s` ago; sysUpTime wraps at 42949672.96 s."""
        self.child.ask(control.SetUptime(self._at(addresses), uptime_s))

    def record_volumes(self, addresses: Iterable[str]) -> None:
        """Write what has flowed at routers into the record of truth."""
        self.child.ask(control.RecordVolumes(self._at(addresses)))

    def _at(self, addresses: Iterable[str]) -> tuple[DeviceId, ...]:
        try:
            return tuple(self._devices[address] for address in addresses)
        except KeyError as exc:
            raise NotFound("device address", str(exc.args[0])) from None

    def _check_names(self, fault: Fault) -> None:
        for site in fault.sites:
            if site not in self.register.sites:
                raise NotFound("site", site)
        for node in fault.nodes:
            if node not in self.register.nodes:
                raise NotFound("node", node)


class TwinNetwork(Twin):
    """The nation at 198.18.0.0/15, in a network namespace of this process."""

    network = TWIN_NETWORK
    reserved = frozenset(
        {POLLER_ADDRESS, TWIN_NETWORK.network_address, TWIN_NETWORK.broadcast_address}
    )
    kind = "tun"

    def _open_wire(self) -> int:
        namespace.enter()
        return open_tun()
