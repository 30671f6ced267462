"""The fleet for a machine without a TUN device: agents on 127.0.0.0/8, SNMP only."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from inventory.model import AccessPoint, Controller, Register, Router
from netmon.core.addresses import TWIN_NETWORK
from netmon.core.model import Method


def to_loopback(register: Register, snmp_port: int) -> Register:
    """Return the fleet of `register` moved from 198.18.0.0/15 to 127.18.0.0/15.

    Routers are asked by SNMP alone: the machine itself answers echoes and refuses
    connections on every loopback address, which would prove nothing. For the same
    reason an access point loses its address, and with it its own look.

    Args:
        register: A fleet whose addresses are all in 198.18.0.0/15.
        snmp_port: UDP port of the agents, 1-65535.

    Raises:
        ValueError: An address lies elsewhere.
    """
    return replace(
        register,
        nodes={
            code: replace(node, address=_move(node.address))
            for code, node in register.nodes.items()
        },
        routers={
            site: _move_router(router, snmp_port)
            for site, router in register.routers.items()
        },
        access_points={
            site: tuple(_without_address(point) for point in points)
            for site, points in register.access_points.items()
        },
        controllers={
            name: _move_controller(controller, snmp_port)
            for name, controller in register.controllers.items()
        },
    )


def _move_router(router: Router, snmp_port: int) -> Router:
    return replace(
        router,
        address=_move(router.address),
        methods=(Method.SNMP,),
        snmp=replace(router.snmp, port=snmp_port),
    )


def _move_controller(controller: Controller, snmp_port: int) -> Controller:
    return replace(
        controller,
        address=_move(controller.address),
        snmp=replace(controller.snmp, port=snmp_port),
    )


def _without_address(point: AccessPoint) -> AccessPoint:
    return replace(point, address=None) if point.address else point


def _move(address: str | None) -> str | None:
    if address is None:
        return None
    if IPv4Address(address) not in TWIN_NETWORK:
        message = f"only addresses of 198.18.0.0/15 can be moved, not {address}"
        raise ValueError(message)
    return "127." + address.split(".", maxsplit=1)[1]
