"""A running service follows an import, without a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory.model import Register
from netmon.cli.command_line import main
from tests.integration.running import Netmon
from tests.register_files import good_row, to_csv

SIZE = 3
NEW = "PI-10-00001"


def test_an_imported_site_is_looked_at_even_at_an_address_of_another(
    netmon: Netmon, fleet: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = next(iter(fleet.routers.values())).address
    assert address is not None
    path = tmp_path / "register.csv"
    path.write_text(to_csv(good_row(1, ADDRESS=address)), "utf-8-sig")
    monkeypatch.setenv("NETMON_HOME", str(netmon.home))

    assert netmon.get(f"/api/v1/sites/{NEW}").status_code == 404
    assert main(["inventory", "import", str(path), "--yes"]) == 0

    netmon.wait(lambda: netmon.counts()["up"] == SIZE + 1)
    assert netmon.state(NEW) == "up"
