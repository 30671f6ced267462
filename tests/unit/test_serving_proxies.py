"""The server believes no header about who calls: that is for the gate to judge."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi import FastAPI, Request

from netmon.serving import open_listener, serve, to_url

pytestmark = pytest.mark.anyio


async def test_a_caller_on_this_machine_cannot_pretend_to_be_another() -> None:
    app = FastAPI()

    @app.get("/")
    async def tell(request: Request) -> list[str]:
        return [request.client.host if request.client else "", request.url.scheme]

    forged = {"X-Forwarded-For": "8.8.8.8", "X-Forwarded-Proto": "https"}
    with open_listener("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(serve(app, listener))
        try:
            async with httpx.AsyncClient(base_url=to_url(listener)) as client:
                answer = await client.get("/", headers=forged)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    assert answer.json() == ["127.0.0.1", "http"]
