"""A provisioning file: comments, then JSON, which every reader of YAML reads."""

from __future__ import annotations

import json
from collections.abc import Mapping


def to_yaml(comment: str, content: Mapping[str, object]) -> str:
    """Return the text of a file; `comment` may have several lines."""
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    return f"{head}{json.dumps(content, ensure_ascii=False, indent=2)}\n"
