"""Where our sight ends, on real packets: a veth pair with a gateway at its far end."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.integration.looking import ROOT
from tests.namespace import require_namespace
from tests.require import require

ALONE = ("unshare", "--user", "--map-root-user", "--net")
"""Programs started there may do what root may in that network, and nothing else."""


def test_the_reason_follows_what_befalls_the_gateway() -> None:
    require_namespace()
    require(all(map(shutil.which, ("ip", "unshare", "nsenter"))), "iproute2")
    allowed = subprocess.run([*ALONE, "true"], capture_output=True, check=False)
    require(allowed.returncode == 0, "namespace", "no user namespace for a child")

    story = subprocess.run(
        [*ALONE, sys.executable, "-m", "tests.integration.gateway_story"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )

    assert story.returncode == 0, story.stderr
    assert story.stdout.splitlines() == [
        "gateway answers: beyond_gateway",
        "gateway filters echoes: -",
        "for a minute: beyond_gateway",
        "gateway is gone: gateway_silent",
        "cable is out: no_route",
        "no way out: no_route",
        "point to point: -",
    ]
