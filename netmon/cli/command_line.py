"""Runs one command; what goes wrong is one line and an exit code."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress

from netmon.cli.arguments import parse_arguments
from netmon.cli.commands import find_command
from netmon.cli.exit_codes import ExitCode
from netmon.core.errors import AddressRefused, ConfigError, NetmonError, NotFound
from netmon.core.garbage import uncollected
from netmon.settings_load import load_settings


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code. Errors are lines, never tracebacks."""
    options = parse_arguments(arguments)
    _log_to_stderr()
    try:
        _require_text(arguments)
        with uncollected():  # to import what serves costs a fifth more with it
            command = find_command(options.command)
        code = command(options, load_settings(os.environ))
        if sys.stdout is not None:  # None where it was closed before we began
            sys.stdout.flush()
    except NetmonError as error:
        return _complain(error, _to_code(error))
    except BrokenPipeError:
        _drop_output()  # its reader has gone
        return ExitCode.DONE
    except OSError as error:
        _drop_output()
        return _complain(error, ExitCode.NOT_ALLOWED)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return code


def _log_to_stderr() -> None:
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("alembic", "httpx", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _require_text(arguments: list[str]) -> None:
    for given in arguments:
        if any("\udc80" <= letter <= "\udcff" for letter in given):  # PEP 383
            message = f"expected UTF-8 text, got {given!a}"
            raise ConfigError(message)


def _complain(error: Exception, code: ExitCode) -> ExitCode:
    with suppress(OSError):  # stderr may be what failed
        print(f"netmon: {error}", file=sys.stderr)
    return code


def _drop_output() -> None:
    """Let nothing else try to write to our output."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _to_code(error: NetmonError) -> ExitCode:
    if isinstance(error, NotFound):
        return ExitCode.NOT_FOUND
    if isinstance(error, ConfigError | AddressRefused):
        return ExitCode.WRONG_USE
    return ExitCode.NOT_ALLOWED
