"""Tables of ours that somebody has changed by hand: set aside and said, never written over.

Marks are not read from them; what a tutor decides stands in `judgement.toml`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.disk.files import put_file
from grader.disk.patience import patiently

NOTE = ".tables.json"  # digests of what we wrote, by name
SUFFIX = ".edited"


def put_table(out: Path, name: str, data: bytes) -> tuple[str, ...]:
    """Write a table of ours; a sentence where one that was changed by hand lay there.

    Raises OSError.
    """
    noted, path = _noted(out), out / name
    said: tuple[str, ...] = ()
    ours = noted.get(name, [])
    if ours and path.is_file() and _digest(patiently(path.read_bytes)) not in ours:
        patiently(lambda: path.replace(out / (name + SUFFIX)))
        said = (
            f"{name} was changed by hand, and no mark is read from it: it is called {name}{SUFFIX} "
            "now. What you decide belongs into judgement.toml, which stays.",
        )
    # both are ours while one takes the place of the other, whenever the power goes
    noted[name] = [*ours[-1:], _digest(data)]
    put_file(out / NOTE, json.dumps(noted).encode() + b"\n")
    put_file(path, data)
    return said


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _noted(out: Path) -> dict[str, list[str]]:
    """A damaged note says nothing."""
    try:
        told = json.loads((out / NOTE).read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in digests] for name, digests in told.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
