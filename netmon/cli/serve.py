"""`netmon demo` and `netmon up`: watch and serve until a signal."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sources import DEMO_FOLDER
from netmon.core.settings import HttpSettings
from netmon.demo import DemoOptions, run_demo
from netmon.main import run_service
from netmon.serving import open_listener, to_url

if TYPE_CHECKING:
    from netmon.core.settings import Settings


def demo(options: Namespace, settings: Settings) -> int:
    """Watch the simulated nation."""
    chosen = DemoOptions(
        home=settings.home / DEMO_FOLDER,
        scenario=options.scenario,
        speed=options.speed,
        port=options.port,
        size=options.size,
        influx=settings.influx,
    )
    run_demo(chosen, say)
    return ExitCode.DONE


def up(options: Namespace, settings: Settings) -> int:
    """Watch the register."""
    if options.port is not None:
        http = HttpSettings.model_validate(
            settings.http.model_dump() | {"port": options.port}
        )
        settings = settings.model_copy(update={"http": http})
    with open_listener(settings.http.host, settings.http.port) as listener:
        say(to_url(listener))
        run_service(settings, listener)
    return ExitCode.DONE
