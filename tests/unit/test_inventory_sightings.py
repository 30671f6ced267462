"""Which access point of the register a controller means."""

from __future__ import annotations

from dataclasses import replace

from inventory.model import AccessPoint, Register, SeenBy
from inventory.sightings import ApIndex
from netmon.core.model import DeviceId, SiteCode
from netmon.core.reading import ApReading
from tests.unit.small_register import small_register

A, B = "00:00:00:00:00:0a", "00:00:00:00:00:0b"


def point(name: str, mac: str, site: str = "S1") -> AccessPoint:
    code, device = SiteCode(site), DeviceId(name)
    by = SeenBy.CONTROLLER
    return AccessPoint(device, code, "Huawei", "AP", mac, by, controller="AC-1")


def register(*points: AccessPoint) -> Register:
    return replace(small_register(), access_points={SiteCode("S1"): points})


def test_a_mac_decides_before_a_name() -> None:
    hall, yard = point("hall", A), point("yard", B)
    heard = [ApReading(B, "hall"), ApReading(A, "hall")]

    known, strangers = ApIndex.of(register(hall, yard)).match("AC-1", heard)

    assert known == [(yard, heard[0]), (hall, heard[1])]
    assert strangers == []


def test_a_name_decides_where_one_alone_has_it_on_that_controller() -> None:
    hall = point("PI-1/AP1", "")
    index = ApIndex.of(register(hall, point("roof", ""), point("Roof", "")))
    heard = [ApReading("", "pi 1_ap1"), ApReading("", "roof"), ApReading("", "")]

    known, strangers = index.match("AC-1", heard)

    assert known == [(hall, heard[0])]
    assert strangers == heard[1:]
    assert index.match("AC-2", heard) == ([], heard)


def test_two_never_are_the_same_one() -> None:
    hall = point("hall", A)
    heard = [ApReading("", "hall"), ApReading(A, "hall"), ApReading(B, "Hall")]

    known, strangers = ApIndex.of(register(hall)).match("AC-1", heard)

    assert known == [(hall, heard[1])]
    assert strangers == [heard[0], heard[2]]


def test_a_mac_two_share_tells_of_neither() -> None:
    index = ApIndex.of(register(point("hall", A), point("yard", A)))
    seen = ApReading(A, "cellar")

    assert index.match("AC-1", [seen]) == ([], [seen])
