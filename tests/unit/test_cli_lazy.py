"""A question to the running service loads next to nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from netmon.cli.commands import COMMANDS, find_command

HEAVY = ("sqlalchemy", "fastapi", "httpx", "jinja2", "pyarrow", "netmon.main")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_function(name: str) -> None:
    assert find_command(name).__name__ == name.replace("-", "_")


@pytest.mark.parametrize("module", ["questions", "maintenance"])
def test_asking_loads_no_part_of_the_service(module: str, tmp_path: Path) -> None:
    code = (
        "import sys, netmon.cli.command_line\n"
        "from netmon.cli.arguments import parse_arguments\n"
        f"import netmon.cli.{module}\n"
        "parse_arguments(['sites'])\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"


@pytest.mark.parametrize("module", ["register", "records", "access"])
def test_a_command_on_files_loads_no_server_and_no_page(
    module: str, tmp_path: Path
) -> None:
    heavy = ("fastapi", "jinja2", "pyarrow", "uvicorn", "netmon.main")
    code = (
        f"import sys, netmon.cli.{module}\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"
