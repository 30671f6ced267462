"""A service that is told to read from InfluxDB asks it, and not its own log."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.settings import InfluxSettings
from netmon.service.late_reader import LateReader
from netmon.store.faults import AnswerLate
from netmon.store.store import SampleStore
from tests.integration.influx import ADMIN, influx_server
from tests.integration.influx_rows import make_databases, transport_to, write_raw
from tests.samples import NOON, SetClock, ping

MINUTE = timedelta(minutes=1)


@pytest.mark.anyio
async def test_series_come_from_where_the_settings_say(tmp_path: Path) -> None:
    clock = SetClock(NOON)
    store = SampleStore(tmp_path / "home", clock)
    mine, theirs = ping("A", NOON - MINUTE), ping("B", NOON - MINUTE)
    await store.append([mine])
    (tmp_path / "secret").write_text(ADMIN[1])
    with influx_server(tmp_path / "influx", with_auth=True) as server:
        async with transport_to(server) as transport:
            await write_raw(transport, make_databases(server, "netmon"), [theirs])

        async def newest(**told: object) -> object:
            settings = InfluxSettings.model_validate(
                {"url": server.url, "user": ADMIN[0], **told}
            )
            late = LateReader(tmp_path / "home", clock, lambda: store, settings)
            async with aclosing(late):
                return await late.latest("ping")

        secret = {"password_file": tmp_path / "secret"}
        assert await newest(**secret) == [mine]
        assert await newest(**secret, read=True) == [theirs]
        with pytest.raises(AnswerLate, match="no-such-file"):
            await newest(password_file=tmp_path / "no-such-file", read=True)
        with pytest.raises(AnswerLate, match="401"):
            await newest(read=True)
    await store.close()
