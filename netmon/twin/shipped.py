"""The scenarios that come with the product, by name."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "scenarios"


def shipped() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the product."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
