"""Damaged and forged replies, by kind; the same dice, the same damage."""

from __future__ import annotations

import random
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

LONGEST_NEST = 60
MOST_NOISE_BYTES = 300
LENGTHS = (0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x88, 0xFE, 0xFF)


def flip_bits(message: bytes, dice: random.Random) -> bytes:
    octets = bytearray(message)
    for _ in range(dice.choice((1, 1, 1, 2, 4, 16))):
        octets[dice.randrange(len(octets))] ^= 1 << dice.randrange(8)
    return bytes(octets)


def truncate(message: bytes, dice: random.Random) -> bytes:
    return message[: dice.randrange(len(message))]


def lie_about_length(message: bytes, dice: random.Random) -> bytes:
    """Put a length that is not so where BER, or an IP header, has one."""
    octets = bytearray(message)
    octets[dice.randrange(1, min(len(octets), 60))] = dice.choice(LENGTHS)
    return bytes(octets)


def nest(message: bytes, dice: random.Random) -> bytes:
    """Wrap the message in sequences, each of a right length."""
    for _ in range(dice.randrange(1, LONGEST_NEST)):
        size = len(message)
        message = bytes((0x30, 0x82, size >> 8, size & 0xFF)) + message
    return message


def pad(message: bytes, dice: random.Random) -> bytes:
    return message + dice.randbytes(dice.randrange(1, MOST_NOISE_BYTES))


def make_noise(_: bytes, dice: random.Random) -> bytes:
    return dice.randbytes(dice.randrange(MOST_NOISE_BYTES))


def change_id(message: bytes, dice: random.Random) -> bytes:
    """Change octets where ids stand: of an echo (4-7), of SNMP behind its header."""
    octets = bytearray(message)
    low, high = (4, 8) if octets[0] in (0, 8) else (5, min(len(octets), 40))
    octets[dice.randrange(low, high)] = dice.randrange(256)
    return bytes(octets)


def splice(message: bytes, dice: random.Random) -> bytes:
    """Leave out, or say twice, a part in the middle."""
    start, end = sorted(dice.randrange(len(message)) for _ in range(2))
    if dice.random() < 0.5:
        return message[:start] + message[end:]
    return message[:end] + message[start:]


DAMAGES: dict[str, Damage] = {
    "bits flipped": flip_bits,
    "cut short": truncate,
    "length lies": lie_about_length,
    "nested": nest,
    "padded": pad,
    "noise": make_noise,
    "wrong id": change_id,
    "spliced": splice,
}
