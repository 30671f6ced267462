"""Names: looked up apart, kept while lookups fail, and their failure told."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field

import pytest

from collectors.aim import Aim, CannotLook
from collectors.resolve import NameCache, ResolveSettings, is_literal
from netmon.core.addresses import AddressGuard
from netmon.core.model import DeviceId, Method, Role, SiteCode, Target
from tests.clock import run_virtually

SETTINGS = ResolveSettings(refresh_s=300.0, keep_s=1000.0, retry_s=15.0, timeout_s=5.0)


@dataclass
class ScriptedServer:
    """A name server the test writes the answers of."""

    answers: dict[str, str] = field(default_factory=dict)
    took_s: float = 0.0
    asked: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    most_busy: int = 0

    async def lookup(self, name: str) -> str:
        self.asked[name] += 1
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            await asyncio.sleep(self.took_s)
        finally:
            self.busy -= 1
        if name not in self.answers:
            raise OSError(-2, "Name or service not known")
        return self.answers[name]


def aim(names: NameCache) -> Aim:
    return Aim(names, AddressGuard())


def target(address: str) -> Target:
    return Target(DeviceId("D1"), SiteCode("S1"), Role.ROUTER, address, (Method.ICMP,))


def test_literals_need_no_lookup_and_names_wait_for_theirs() -> None:
    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.7"})
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["192.0.2.1", "2001:db8::1", "a.example"])

        assert names.resolve("192.0.2.1") == "192.0.2.1"
        assert names.resolve("2001:db8::1") == "2001:db8::1"
        assert names.resolve("a.example") is None
        assert names.resolve("never.watched") is None
        await names.refresh()
        assert names.resolve("a.example") == "192.0.2.7"
        assert server.asked == Counter(["a.example"])

    run_virtually(main())


def test_looking_never_asks_a_name_server() -> None:
    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.7"})
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example"])
        await names.refresh()

        for _ in range(50):
            assert aim(names).at(target("a.example")) == "192.0.2.7"
        assert server.asked["a.example"] == 1

    run_virtually(main())


def test_a_name_that_stops_resolving_keeps_its_answer_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)

    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.7"})
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example"])
        await names.refresh()
        server.answers.clear()
        for _ in range(3):
            await asyncio.sleep(300.0)
            await names.refresh()
            assert names.resolve("a.example") == "192.0.2.7"
            assert "not known" in names.failed["a.example"]
        await asyncio.sleep(101.0)
        assert names.resolve("a.example") is None
        with pytest.raises(CannotLook, match="name"):
            aim(names).at(target("a.example"))

        server.answers["a.example"] = "192.0.2.8"
        await names.refresh()
        assert names.resolve("a.example") == "192.0.2.8"
        assert names.failed == {}

    run_virtually(main())

    told = [record.getMessage() for record in caplog.records]
    assert [text for text in told if "does not resolve" in text] == [
        "a.example does not resolve: [Errno -2] Name or service not known"
    ]
    assert told[-1] == "a.example resolves again"


def test_a_name_server_that_says_nothing_is_a_failure_with_a_word() -> None:
    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.7"}, took_s=60.0)
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example"])
        await names.refresh()

        assert names.failed == {"a.example": "TimeoutError"}
        assert names.resolve("a.example") is None

    run_virtually(main())


def test_lookups_at_once_are_bounded() -> None:
    async def main() -> None:
        server = ScriptedServer(took_s=1.0)
        names = NameCache(SETTINGS, server.lookup)
        names.watch(f"n{n}.example" for n in range(100))
        await names.refresh()

        assert server.most_busy == SETTINGS.concurrency
        assert len(names.failed) == 100

    run_virtually(main())


def test_a_new_name_and_a_failed_one_do_not_wait_for_the_next_refresh() -> None:
    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.1"})
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example", "b.example"])
        running = asyncio.create_task(names.run())
        await asyncio.sleep(20.0)
        assert set(names.failed) == {"b.example"}

        server.answers.update({"b.example": "192.0.2.2", "c.example": "192.0.2.3"})
        names.watch(["a.example", "b.example", "c.example"])
        await asyncio.sleep(1.0)

        assert names.resolve("b.example") == "192.0.2.2"
        assert names.resolve("c.example") == "192.0.2.3"
        assert names.failed == {}
        assert server.asked["a.example"] == 1
        await asyncio.sleep(300.0)
        assert server.asked["a.example"] == 2
        running.cancel()

    run_virtually(main())


def test_a_name_added_during_a_lookup_is_looked_up_next() -> None:
    async def main() -> None:
        server = ScriptedServer({"b.example": "192.0.2.2"}, took_s=4.0)
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example"])
        running = asyncio.create_task(names.run())
        await asyncio.sleep(1.0)
        names.watch(["a.example", "b.example"])
        await asyncio.sleep(8.0)

        assert names.resolve("b.example") == "192.0.2.2"
        running.cancel()

    run_virtually(main())


def test_a_name_forgotten_during_its_lookup_leaves_nothing_behind() -> None:
    async def main() -> None:
        server = ScriptedServer({"a.example": "192.0.2.1"}, took_s=2.0)
        names = NameCache(SETTINGS, server.lookup)
        names.watch(["a.example", "b.example"])
        refreshing = asyncio.create_task(names.refresh())
        await asyncio.sleep(1.0)
        names.watch([])
        await refreshing

        assert names.failed == {}
        assert names.resolve("a.example") is None
        names.watch(["a.example"])
        assert names.resolve("a.example") is None

    run_virtually(main())


HOSTILE = {
    "empty": "",
    "nul": "a\0b.example",
    "two dots": "a..example",
    "long label": "x" * 64 + ".example",
    "long": ".".join(["x" * 60] * 60),
    "surrogate": "\ud800.example",
    "percent": "%s%n",
    "space": "a b",
    "newline": "a\nb",
    "url": "http://192.0.2.1/",
    "brackets": "[::1]",
    "thai": "ห้องสมุด.example",
    "shell": "$(reboot)",
    "leading zeros": "192.000.002.001.",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_fails_alone(name: str) -> None:
    async def main() -> None:
        names = NameCache(ResolveSettings(timeout_s=20.0))
        names.watch([name])
        await names.refresh()

        assert names.resolve(name) is None
        assert set(names.failed) == {name}
        assert names.failed[name]

    asyncio.run(main())


def test_the_system_resolves_localhost() -> None:
    async def main() -> None:
        names = NameCache(SETTINGS)
        names.watch(["localhost"])
        await names.refresh()

        assert names.resolve("localhost") in {"127.0.0.1", "::1"}

    asyncio.run(main())


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("2001:db8::7", None),
        ("198.18.0.9", "address_refused"),
        ("::ffff:198.18.0.9", "address_refused"),
        ("224.0.0.1", "address_refused"),
        ("0.0.0.0", "address_refused"),
        ("fe80::1%eth0", "address_refused"),
        ("not an address", "address_refused"),
    ],
)
def test_what_a_name_server_says_is_guarded_too(said: str, reason: str | None) -> None:
    async def main() -> None:
        names = NameCache(SETTINGS, ScriptedServer({"a.example": said}).lookup)
        names.watch(["a.example"])
        await names.refresh()

        if reason is None:
            assert aim(names).at(target("a.example")) == said
        else:
            with pytest.raises(CannotLook, match=reason):
                aim(names).at(target("a.example"))

    run_virtually(main())


def test_what_a_literal_is() -> None:
    literals = ("192.0.2.1", "::1", "::ffff:192.0.2.1", "fe80::1%eth0")
    names = ("192.0.2", "192.0.2.01", "192.0.2.1 ", "[::1]", "example", "")

    assert all(is_literal(each) for each in literals)
    assert not any(is_literal(each) for each in names)
