"""Run in a namespace of its own: a machine, its gateway, and what befalls them.

Prints one word a line, in the order of the story. The gateway lives in a namespace
inside this one; nothing here can leave the machine.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys

from collectors.aim import Aim
from collectors.gateway import OwnWay
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.resolve import NameCache, ResolveSettings
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock

GATEWAY, CANARY = "192.0.2.1", "203.0.113.1"


class LongClock(SystemClock):
    """A clock on which minutes pass when told."""

    passed_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.passed_s


class Gateway:
    """The machine at the other end of a veth pair."""

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo ready; exec sleep 60"],
            stdout=subprocess.PIPE,
        )
        assert self._holder.stdout is not None
        self._holder.stdout.readline()
        shell("ip link set lo up")
        shell("ip link add here type veth peer name there")
        shell(f"ip link set there netns {self._holder.pid}")
        shell("ip addr add 192.0.2.2/24 dev here")
        shell("ip link set here up")
        self.shell(f"ip addr add {GATEWAY}/24 dev there")
        self.shell("ip link set there up")
        shell(f"ip route add default via {GATEWAY}")

    def shell(self, command: str) -> None:
        shell(f"nsenter --net --target {self._holder.pid} sh -c '{command}'")

    def end(self) -> None:
        self._holder.kill()
        self._holder.wait()


def shell(command: str) -> None:
    subprocess.run(command, shell=True, check=True)


async def tell() -> None:
    clock = LongClock()
    aim = Aim(NameCache(ResolveSettings()), AddressGuard())
    gateway = Gateway()
    settings = EchoSettings(offsets_s=(0.0, 0.1, 0.2), timeout_s=0.5)
    async with IcmpCollector(aim, clock, settings) as icmp:
        way = OwnWay(icmp.look, clock)

        async def say(what: str) -> None:
            word = await way.why_blind([CANARY])
            sys.stdout.write(f"{what}: {word or '-'}\n")

        await say("gateway answers")
        gateway.shell("echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
        await say("gateway filters echoes")
        clock.passed_s = 61.0
        await say("for a minute")
        gateway.shell(f"ip addr del {GATEWAY}/24 dev there")
        shell("ip neigh flush all")
        await say("gateway is gone")
        gateway.shell("ip link set there down")
        await say("cable is out")
        gateway.shell("ip link set there up")
        shell("ip route del default")
        await say("no way out")
        shell("ip route add default dev here")
        await say("point to point")
    gateway.end()


if __name__ == "__main__":
    sys.exit(asyncio.run(tell()))
