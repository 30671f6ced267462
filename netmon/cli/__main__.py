"""Runs the command line as `python -m netmon.cli`."""

from netmon.cli import run

run()
