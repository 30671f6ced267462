"""How a worker of pytest-xdist begins: in a network namespace of its own.

A namespace must be entered before any thread starts, and a worker has one by the time
it loads a conftest. So this file stands where pytest-xdist would put the interpreter,
and is given what that would be given: `-u -c CODE`.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[1])
    from tests import namespace

    namespace.enter()
    exec(sys.argv[-1])
