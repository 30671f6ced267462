"""What a page's maps are drawn from: positions once, states as one short string."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from inventory.model import Register
from netmon.api.desk import AtDesk
from netmon.api.encoding import (
    OWN_FOREVER,
    REVALIDATE,
    pack,
    tagged,
    takes_gzip,
    to_json_bytes,
)

router = APIRouter(prefix="/web", include_in_schema=False)

PLACES = 3
"""Decimals of a degree: a hundred metres, less than a dot on the map."""


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions of one register.

    Attributes:
        digest: Changes with the body. A register's version would not do: it counts
            within one database only.
    """

    register: Register
    digest: str
    body: bytes
    packed: bytes

    @property
    def url(self) -> str:
        """Their address."""
        return f"/web/positions.json?v={self.digest}"


class PositionPress:
    """Makes the positions once per register."""

    def __init__(self) -> None:
        self._made: Positions | None = None
        self._turn = asyncio.Lock()

    async def press(self, register: Register) -> Positions:
        """Return the positions of `register`, in its order."""
        async with self._turn:  # the first callers come together
            if self._made is None or self._made.register is not register:
                self._made = await asyncio.to_thread(_make, register)
            return self._made


async def _get_positions(request: Request, desk: AtDesk) -> Positions:
    press: PositionPress = request.app.state.position_press
    return await press.press(desk.live.board.register)


AtPositions = Annotated[Positions, Depends(_get_positions)]
"""Annotates the parameter of an endpoint that is given the positions in force."""


@router.get("/positions.json")
async def get_positions(request: Request, positions: AtPositions) -> Response:
    """Return [code, lat, lon, province] of every site in the register's order."""
    is_versioned = request.query_params.get("v") == positions.digest
    is_packed = takes_gzip(request)
    body = positions.packed if is_packed else positions.body
    tag = f'"{positions.digest}{"-gz" if is_packed else ""}"'
    cache = OWN_FOREVER if is_versioned else REVALIDATE
    response = tagged(request, tag, body, cache=cache)
    response.headers["Vary"] = "Accept-Encoding"
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


@router.get("/states")
async def get_states(
    request: Request, desk: AtDesk, positions: AtPositions
) -> Response:
    """Return one letter per site in the register's order; see board.LETTERS.

    `Positions` names the positions they belong to: a page that holds others reloads.
    """
    tag = f'"{desk.live.board.version}"'
    letters = desk.letters.encode("ascii")
    response = tagged(request, tag, letters, "text/plain; charset=us-ascii")
    response.headers["Positions"] = positions.digest
    return response


def _make(register: Register) -> Positions:
    body = to_json_bytes(
        [
            [
                site.code,
                None if site.lat is None else round(site.lat, PLACES),
                None if site.lon is None else round(site.lon, PLACES),
                site.province,
            ]
            for site in register.sites.values()
        ]
    )
    digest = hashlib.sha256(body).hexdigest()[:16]
    return Positions(register, digest, body, pack(body))
