"""What a device's agent can be asked at this moment, and what it answers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from netmon.twin.layout import Builder, Layout
from netmon.twin.lies import HONEST
from netmon.twin.mib_common import add_system
from netmon.twin.mib_controller import build_controller
from netmon.twin.mib_point import CROWDED, RADIOS, build_point
from netmon.twin.mib_router import Kind, build_router
from netmon.twin.vendors import router_descr, router_object_id

if TYPE_CHECKING:
    from netmon.twin.device import Device


@lru_cache(maxsize=512)
def _router_layout(kind: Kind) -> Layout:
    return build_router(Builder(), kind)


@lru_cache(maxsize=1)
def _node_layout() -> Layout:
    builder = Builder()
    add_system(builder, router_descr("Cisco", "node"), router_object_id("Cisco", ""))
    return builder.build()


def layout_of(device: Device, now_s: float) -> Layout:
    """Return what the agent of `device` can be asked at monotonic time `now_s`."""
    layout = device.layout
    if _has_other_clients(device, now_s) or layout is None:
        layout = device.layout = _build(device)
    return layout


def _has_other_clients(device: Device, now_s: float) -> bool:
    """Return whether clients, which are rows, came or went since the last request."""
    if device.kind != "access_point" or device.vendor.lower() not in CROWDED:
        return False
    before = device.radios
    low, high = (device.clients_count(radio, now_s) for radio in RADIOS)
    device.radios = (low, high)
    return device.radios != before


def _build(device: Device) -> Layout:
    if device.kind == "router":
        return _router_layout(
            (
                device.vendor,
                device.model,
                len(device.points),
                tuple(not point.is_dark for point in device.points),
                device.lies.is_32_bit,
                device.lies.is_renumbered,
            )
        )
    if device.kind == "access_point":
        return build_point(Builder(), device, device.radios)
    if device.kind == "controller":
        return build_controller(Builder(), device)
    return _node_layout()


def read_value(device: Device, layout: Layout, name: bytes, now_s: float) -> bytes:
    """Return the encoded value of the object whose OID body is `name`.

    An absent object gives the exception that says so (RFC 3416 section 4.2.1).
    """
    cell = layout.cells.get(name)
    if cell is None:
        return layout.missing(name)
    value = cell if type(cell) is bytes else cell(device, now_s)  # type: ignore[operator]
    return value if device.lies is HONEST else device.lies.spoil(name, value)


def read_next(
    device: Device, layout: Layout, name: bytes, now_s: float
) -> tuple[bytes, bytes] | None:
    """Return name and value of the object behind `name`, None at the end."""
    place = device.lies.step(layout.place_behind(name))
    if place >= len(layout):
        return None
    following = layout.name_at(place)
    return following, read_value(device, layout, following, now_s)
