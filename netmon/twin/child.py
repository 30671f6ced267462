"""The process that is the nation: one loop over one wire and one control socket.

Started by `netmon.twin.network` as `python -m netmon.twin.child`. A fresh process
instead of a fork: it inherits neither threads nor sockets nor memory of the service,
so it may be started at any time and its cost is measured apart.
"""

from __future__ import annotations

import gc
import select
import signal
import socket
import sys
import time
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from netmon.twin import control
from netmon.twin.lifeline import die_with
from netmon.twin.loopback_wire import LoopbackWire
from netmon.twin.nation import Nation
from netmon.twin.timeline import Timeline
from netmon.twin.traps import Notifier
from netmon.twin.truth import TruthWriter
from netmon.twin.tun_wire import TunWire
from netmon.twin.weather import Weather

if TYPE_CHECKING:
    from netmon.twin.wire import Wire


class Child:
    """Answers packets and obeys the parent until told to stop."""

    def __init__(
        self,
        parent: Connection[control.Answer, control.Order],
        wire: Wire,
        nation: Nation,
        timeline: Timeline,
    ) -> None:
        self._parent = parent
        self._wire = wire
        self._nation = nation
        self._timeline = timeline
        self._is_running = True

    def run(self) -> None:
        """Serve until the parent says stop or goes away."""
        poller = select.poll()
        poller.register(self._wire.fileno(), select.POLLIN)
        poller.register(self._parent.fileno(), select.POLLIN)
        wire_fd = self._wire.fileno()
        while self._is_running:
            for handle, _ in poller.poll(self._wait_ms()):
                if handle == wire_fd:
                    self._wire.pump(time.monotonic())
                else:
                    self._obey()

    def _wait_ms(self) -> float | None:
        """Do what is due and return how long nothing else will be."""
        now_s = time.monotonic()
        moments = (
            self._wire.flush(now_s),
            self._timeline.run(self._nation, now_s),
        )
        due = [moment for moment in moments if moment is not None]
        return max(0.0, (min(due) - now_s) * 1000) if due else None

    def _obey(self) -> None:
        try:
            order = self._parent.recv()
        except (EOFError, ConnectionResetError):
            self._is_running = False
            return
        self._parent.send(self._carry_out(order, time.monotonic()))

    def _carry_out(self, order: control.Order, now_s: float) -> control.Answer:
        match order:
            case control.StartScenario():
                self._timeline.start(now_s)
            case control.Stop():
                self._is_running = False
            case _:
                return _change(self._nation, order, now_s)
        return 1


def _change(nation: Nation, order: control.Order, now_s: float) -> control.Answer:
    """Carry out what concerns the nation alone."""
    match order:
        case control.Apply(fault):
            return nation.apply(fault, now_s)
        case control.Lift(None):
            nation.lift_all(now_s)
        case control.Lift(int() as number):
            return int(nation.lift(number, now_s))
        case control.Boot(devices):
            nation.boot(devices, now_s)
        case control.SetUptime(devices, uptime_s):
            nation.set_uptime(devices, uptime_s, now_s)
        case control.RecordVolumes(devices):
            nation.record_volumes(devices, now_s)
    return 1


def _ignore_keyboard() -> None:
    """Leave Ctrl-C to the parent, which stops us in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def main(control_fd: int, kind: str, wire_fd: int) -> None:
    """Serve the nation the parent describes first."""
    _ignore_keyboard()
    parent: Connection[control.Answer, control.Order] = Connection(control_fd)
    gc.disable()
    child, truth = _build(parent, kind, wire_fd)
    gc.freeze()  # what lasts for ever stays out of the collector's rounds
    gc.enable()
    parent.send(1)
    child.run()
    truth.close()


def _build(
    parent: Connection[control.Answer, control.Order], kind: str, wire_fd: int
) -> tuple[Child, TruthWriter]:
    order = parent.recv()
    if not isinstance(order, control.SetUp):
        sys.exit(f"expected SetUp first, got {type(order).__name__}")
    die_with(order.parent_pid)
    truth = TruthWriter(order.truth)
    nation = Nation(
        order.register,
        seed=order.seed,
        now_s=time.monotonic(),
        truth=truth,
        air=order.air,
    )
    weather = Weather(order.seed)
    wire: Wire
    if kind == "tun":
        wire = TunWire(wire_fd, nation, weather)
    else:
        wire = LoopbackWire(socket.socket(fileno=wire_fd), nation, weather)
    if order.traps_port is not None:
        nation.notifier = Notifier(partial(wire.notify, port=order.traps_port))
    timeline = Timeline(order.events, seed=order.seed, speed=order.speed)
    return Child(parent, wire, nation, timeline), truth


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
