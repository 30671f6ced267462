"""Who answers: the service of NETMON_HOME, a demo beside it, or the files alone."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.cli.answers import say

if TYPE_CHECKING:
    from netmon.cli.ask import Desk
    from netmon.core.settings import Settings

DEMO_FOLDER = "demo"
CONNECT_S = 5.0


def note_source(desk: Desk, settings: Settings, files: str = "") -> None:
    """Say on stderr when the answer is not what one would take it for.

    Args:
        desk: Who answers.
        settings: Of this process.
        files: What it means that no service runs; by default for states.
    """
    if not desk.is_live:
        say(f"no service runs in {desk.source}: {files or 'states are not observed'}")
    elif desk.source != settings.home:
        say(f"answered by the demo in {desk.source}")


def find_demo(settings: Settings) -> Path | None:
    """Return the home of a demo that runs where no service does, else None."""
    demo = settings.home / DEMO_FOLDER
    is_alone = not is_listening(settings.socket_path)
    is_there = is_alone and is_listening(demo / settings.socket_path.name)
    return demo if is_there else None


def note_demo(settings: Settings, command: str) -> None:
    """Say on stderr that a demo runs, whose files `command` does not work on."""
    demo = find_demo(settings)
    if demo is not None:
        say(f"a demo runs in {demo}; this is about {settings.home}")
        say(f"to ask the demo: NETMON_HOME={demo} netmon {command}")


def is_listening(path: Path) -> bool:
    """Return whether somebody listens at a control socket, answering or not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(CONNECT_S)
        try:
            probe.connect(str(path))
        except (TimeoutError, BlockingIOError, PermissionError):
            return True  # its queue is full, or it is another user's
        except OSError:
            return False
    return True
