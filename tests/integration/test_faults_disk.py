"""A disk that takes nothing more: states wait, people are told, nothing is lost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from netmon.twin.network import TwinNetwork
from tests.integration.faults_story import Story
from tests.integration.running import Netmon, load
from tests.namespace import require_namespace
from tests.require import require

SIZE = 30
ROOM = "8m"
UNSHARE = ("unshare", "--mount", "--propagation", "private")
SCRIPT = (
    f'mount -t tmpfs -o size={ROOM} none "$0" && cp -a "$1"/. "$0" && shift '
    '&& exec "$@"'
)


class SmallDisk(Netmon):
    """A service whose home is a small disk of its own, which nobody else sees."""

    def __init__(self, home: Path, seed: Path) -> None:
        super().__init__(home)
        self.prefix = (*UNSHARE, "sh", "-c", SCRIPT, str(home), str(seed))

    @property
    def _filler(self) -> Path:
        assert self.process is not None
        inside = Path(f"/proc/{self.process.pid}/root")
        return inside / self.home.relative_to("/") / "filler"

    def fill(self) -> None:
        handle = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        try:
            for size in (65_536, 512):
                while _takes(handle, size):
                    pass
        finally:
            os.close(handle)

    def make_room(self) -> None:
        self._filler.unlink()


def _takes(handle: int, size: int) -> bool:
    try:
        return os.write(handle, bytes(size)) == size
    except OSError:
        return False


class SmallFiles(Netmon):
    """A service that at times may let no file grow, by a limit of its process."""

    def fill(self) -> None:
        self._limit(1024)

    def make_room(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size_bytes: int) -> None:
        assert self.process is not None
        _, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size_bytes, hard))


def _no_room(tmp_path: Path) -> SmallDisk:
    command = [*UNSHARE, "sh", "-c", 'mount -t tmpfs none "$0"', str(tmp_path)]
    tried = subprocess.run(command, check=False, capture_output=True)
    require(tried.returncode == 0, "mount", tried.stderr.decode())
    seed, home = tmp_path / "seed", tmp_path / "home"
    home.mkdir()
    load(seed, make_fleet(size=SIZE))
    return SmallDisk(home, seed)


def _no_growth(tmp_path: Path) -> SmallFiles:
    load(tmp_path, make_fleet(size=SIZE))
    return SmallFiles(tmp_path)


@pytest.mark.parametrize("make", [_no_room, _no_growth])
def test_while_nothing_can_be_written_states_wait_and_later_all_is_there(
    tmp_path: Path, make: Callable[[Path], SmallDisk | SmallFiles]
) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    with TwinNetwork(fleet) as twin, make(tmp_path) as netmon:
        story = Story(twin, netmon, list(fleet.sites))
        story.begin()

        netmon.fill()
        netmon.wait(lambda: not netmon.is_ready())
        story.happen()
        story.check_still()

        netmon.make_room()
        netmon.wait(netmon.is_ready)
        story.check_written()
        story.end()
        assert netmon.end(signal.SIGTERM) == 0
        assert "Traceback" not in netmon.log()
