"""Engine ids: cached by device, and clones found by name."""

from __future__ import annotations

from collectors.snmp.engines import EngineBook
from netmon.core.model import DeviceId

A, B, C = DeviceId("A/r"), DeviceId("B/r"), DeviceId("C/r")
ONE, TWO = b"\x80\x00\x1f\x88\x01", b"\x80\x00\x1f\x88\x02"


def book() -> EngineBook:
    each = EngineBook()
    each.learn(B, ONE)
    each.learn(A, ONE)
    each.learn(C, TWO)
    return each


def test_clones_are_told_by_name() -> None:
    (clash,) = book().clashes()

    assert str(clash) == "SNMP engine id 80001f8801 is used by A/r, B/r"


def test_a_clash_stays_while_a_clone_is_silent_and_goes_with_a_new_id() -> None:
    each = book()
    each.doubt(A)
    assert each.known(A) is None
    assert len(each.clashes()) == 1

    each.learn(A, TWO)

    assert each.known(A) == TWO
    assert [clash.devices for clash in each.clashes()] == [(A, C)]


def test_news_is_told_once_and_again_when_somebody_joins() -> None:
    each = book()
    assert len(each.take_news()) == 1
    assert each.take_news() == ()
    each.learn(C, ONE)

    (clash,) = each.take_news()

    assert clash.devices == (A, B, C)


def test_devices_that_left_the_register_are_forgotten() -> None:
    each = book()
    each.keep_only({A, C})

    assert each.known(B) is None
    assert each.clashes() == ()


def test_an_id_that_none_can_be_is_not_kept() -> None:
    each = book()
    for device, bad in ((A, b""), (B, b""), (C, b"x" * 33)):
        each.learn(device, bad)

    assert each.clashes() == ()
    assert each.known(C) is None
