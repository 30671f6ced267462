"""PostgreSQL is stopped under the service; lines go and come back meanwhile."""

from __future__ import annotations

import signal
from pathlib import Path

from inventory.fleet import make_fleet
from netmon.twin.network import TwinNetwork
from tests.integration import postgres
from tests.integration.faults_story import Story
from tests.integration.running import Netmon
from tests.integration.test_service_hostile import SIZE, load_into
from tests.namespace import require_namespace


def test_what_happened_while_the_server_was_away_is_all_in_the_journal(
    tmp_path: Path,
) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    with postgres.postgres_server() as folder:
        url = f"postgresql+asyncpg://postgres@/postgres?host={folder}"
        load_into(tmp_path, url)
        with (
            TwinNetwork(fleet) as twin,
            Netmon(tmp_path, NETMON_DATABASE_URL=url) as netmon,
        ):
            story = Story(twin, netmon, list(fleet.sites))
            story.begin()

            postgres.stop(folder)
            netmon.wait(lambda: not netmon.is_ready())
            story.happen()
            story.check_still()

            with postgres.started_again(folder):
                netmon.wait(netmon.is_ready)
                story.check_written()
                story.end()
                assert netmon.end(signal.SIGTERM) == 0
                assert "Traceback" not in netmon.log()
