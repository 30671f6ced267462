"""A process that ends with the one that started it."""

from __future__ import annotations

import select
import subprocess
import sys

PARENT = """
import os, time
from netmon.twin.lifeline import die_with
own = os.getpid()
if os.fork() == 0:
    die_with(own)
    os.write(1, b"ready")
time.sleep(60)
"""
PATIENCE_S = 30.0
"""Half of what the child would live for by itself."""


def test_a_child_ends_with_a_parent_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=-1) as parent:
        assert parent.stdout is not None
        assert parent.stdout.read(5) == b"ready"

        parent.kill()

        # The pipe ends once nobody holds it: when the child has gone too.
        readable, _, _ = select.select([parent.stdout], [], [], PATIENCE_S)
        assert readable
        assert parent.stdout.read() == b""
