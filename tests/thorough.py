"""How much is tried: what shows something new in `make test`, all of it in `make thorough`.

CNNGRADE_TESTS=all asks for all: every example, every generated network, every attack everywhere.
"""

from __future__ import annotations

import os

ALL = os.environ.get("CNNGRADE_TESTS") == "all"
EXAMPLES = 60  # of a property, at most, unless all are asked for

# Workers of pytest-xdist share the cores; a run of one process uses two of them itself.
AT_ONCE = 1 if "PYTEST_XDIST_WORKER" in os.environ else min(2, os.cpu_count() or 1)


def examples(full: int, fewer: int = EXAMPLES) -> int:
    """How many examples a property is held against, of the number that leaves no doubt."""
    return full if ALL else min(full, fewer)
