"""`feedback.zip` holds what has changed since the last one: Canvas shows each upload once more.

Whether the last one was uploaded nobody tells us. So it stays, as `feedback-1.zip`, when another
takes its place: nothing that a student has not seen is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from grader.batch.feedback import zipped
from grader.disk.files import put_file
from grader.disk.patience import patiently

NAME = "feedback.zip"
NOTE = ".feedback.json"  # a digest of each member that some feedback.zip has held


@dataclass(frozen=True)
class GivenBack:
    """What came of it."""

    path: Path | None  # of the zip that is to be uploaded; None where there is nothing new
    stays: bool  # a zip of this name belongs in the folder
    notes: tuple[str, ...]


def put_feedback(out: Path, members: Mapping[str, bytes], everything: bool = False) -> GivenBack:
    """Write the zip of what changed; of all of it with `everything`. Raises OSError."""
    path, held = out / NAME, {} if everything else _held(out)
    digests = {name: hashlib.sha256(data).hexdigest()[:20] for name, data in members.items()}
    changed = {name: members[name] for name, digest in digests.items() if held.get(name) != digest}
    if not members:
        return GivenBack(None, False, ())
    if not changed:
        said = "No report has changed since the last feedback.zip (--all-feedback makes all anew)."
        return GivenBack(None, True, (said,))
    data = zipped(changed)
    notes = _move_away(path, data)
    put_file(path, data)
    put_file(out / NOTE, json.dumps({**held, **digests}, indent=0).encode() + b"\n")
    if len(changed) < len(members):
        some = f"{len(changed)} of {len(members)} reports, those that changed since the last one"
        notes = (f"feedback.zip holds {some} (--all-feedback makes all anew).", *notes)
    return GivenBack(path, True, notes)


def _move_away(path: Path, data: bytes) -> tuple[str, ...]:
    """The zip before gets a free name; unless it is this one, of a run that was killed."""
    if path.is_symlink() or not path.is_file() or patiently(path.read_bytes) == data:
        return ()
    names = (path.with_name(f"feedback-{number}.zip") for number in count(1))
    free = next(name for name in names if not name.exists() and not name.is_symlink())
    patiently(lambda: path.rename(free))
    return (
        f"The feedback.zip before is called {free.name} now: upload it first, if you have not.",
    )


def _held(out: Path) -> dict[str, str]:
    """By member; what is none of our notes is none."""
    try:
        held = json.loads((out / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}
