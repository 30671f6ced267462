"""Hands out the addresses of the made-up fleet, always the same ones."""

from __future__ import annotations

from ipaddress import IPv4Address

from netmon.core.addresses import TWIN_NETWORK

_BLOCK_COUNT = TWIN_NETWORK.num_addresses // 256
_PER_BLOCK = 254  # the last octet is never 0 or 255
_FIRST_NODE_BLOCK = 1  # block 0 and the last one belong to the poller's own end
_FIRST_DEVICE_BLOCK = 16

_CONTROLLER_BLOCK = _FIRST_DEVICE_BLOCK - 1

NODE_LIMIT = (_CONTROLLER_BLOCK - _FIRST_NODE_BLOCK) * _PER_BLOCK
"""How many nodes of the access network can have an address."""

CONTROLLER_LIMIT = _PER_BLOCK
"""How many wireless controllers can have an address."""

DEVICE_LIMIT = (_BLOCK_COUNT - 1 - _FIRST_DEVICE_BLOCK) * _PER_BLOCK
"""How many routers and access points can have an address."""


def node_address(number: int) -> str:
    """Return the address of node `number`, from 0 to NODE_LIMIT - 1."""
    return _address(_FIRST_NODE_BLOCK, number, NODE_LIMIT)


def controller_address(number: int) -> str:
    """Return the address of controller `number`, from 0 to CONTROLLER_LIMIT - 1."""
    return _address(_CONTROLLER_BLOCK, number, CONTROLLER_LIMIT)


def device_address(number: int) -> str:
    """Return the address of device `number`, from 0 to DEVICE_LIMIT - 1."""
    return _address(_FIRST_DEVICE_BLOCK, number, DEVICE_LIMIT)


def _address(first_block: int, number: int, limit: int) -> str:
    if not 0 <= number < limit:
        message = f"the twin's network has room for {limit}, not for number {number}"
        raise ValueError(message)
    block, rest = divmod(number, _PER_BLOCK)
    start = TWIN_NETWORK.network_address
    return str(IPv4Address(int(start) + (first_block + block) * 256 + rest + 1))
