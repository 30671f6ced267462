"""What power over Ethernet says of an access point that is not heard."""

from __future__ import annotations

import pytest

from netmon.core.model import DeviceId
from netmon.core.reading import PowerPortReading
from netmon.service.power import PowerBook

POINT = DeviceId("a")


def ports(*states: bool | None, are_known: bool = True) -> tuple[PowerPortReading, ...]:
    """Ports 1, 2 ...; their ifIndex is the same unless it is not known."""
    return tuple(
        PowerPortReading(str(n), n if are_known else None, state)
        for n, state in enumerate(states, 1)
    )


@pytest.mark.parametrize(
    ("heard_on", "then", "now", "reason"),
    [
        (1, ports(True, True), ports(True, False), "not_heard_powered"),
        (1, ports(True, True), ports(False, True), "not_heard_unpowered"),
        (1, ports(True), ports(None), "not_heard"),
        (1, ports(True), (), "not_heard"),  # power was not read this time
        (1, (), ports(True), "not_heard"),  # nor that time
        (1, ports(False, True), ports(False, False), "not_heard"),  # its own supply
        (9, ports(True, False), ports(True, False), "not_heard"),  # behind a bridge
        (9, ports(True, False), ports(False, False), "not_heard_unpowered"),
        (9, ports(False, False), ports(False, False), "not_heard"),
        (9, ports(True), ports(None), "not_heard"),
        (
            1,
            ports(True, are_known=False),
            ports(False, are_known=False),
            "not_heard_unpowered",
        ),
        (
            1,
            ports(True, are_known=False),
            ports(True, are_known=False),
            "not_heard",
        ),
    ],
)
def test_power_is_evidence_only_of_a_port_that_is_known(
    heard_on: int,
    then: tuple[PowerPortReading, ...],
    now: tuple[PowerPortReading, ...],
    reason: str,
) -> None:
    book = PowerBook()

    book.hear(POINT, heard_on, then)

    assert book.to_absence_reason(POINT, now) == reason


def test_an_access_point_that_moved_to_its_own_supply_is_told_by_no_port() -> None:
    book = PowerBook()
    book.hear(POINT, 1, ports(True))

    book.hear(POINT, 1, ports(False))

    assert book.to_absence_reason(POINT, ports(False)) == "not_heard"


def test_power_of_an_access_point_nobody_knows_any_more_is_forgotten() -> None:
    book = PowerBook()
    book.hear(POINT, 1, ports(True))

    book.keep_only({DeviceId("b")})

    assert book.to_absence_reason(POINT, ports(False)) == "not_heard"
