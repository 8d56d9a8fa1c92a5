"""What an earlier run left in the folder and this one does not make: renamed, so nobody uploads it.

A filled worksheet or a `feedback.zip` of last week beside this week's `grades.csv` looks as new.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from grader.disk.files import put_file
from grader.disk.patience import patiently

NOTE = ".made.json"  # what the run before made for the LMS
SUFFIX = ".outdated"


def note_made(out: Path, names: Sequence[str]) -> None:
    """Write down what is about to be made. Raises OSError."""
    put_file(out / NOTE, json.dumps({"made": sorted({*names, *_noted(out)})}).encode() + b"\n")


def set_outdated_aside(out: Path, made: Sequence[str]) -> tuple[str, ...]:
    """Rename what earlier runs made and this one has not; a sentence for each. Raises OSError.

    `made` are the names of this run's. Two names that differ in case alone may be one file.
    """
    said = []
    now = {name.casefold() for name in made}
    for name in _noted(out):
        path = out / name
        if name.casefold() in now or not path.is_file() or path.is_symlink():
            continue
        aside = out / (name + SUFFIX)
        patiently(partial(path.replace, aside))
        said.append(
            f"{name} was of an earlier run and is called {name}{SUFFIX} now; do not upload it."
        )
    put_file(out / NOTE, json.dumps({"made": sorted(made)}).encode() + b"\n")
    return tuple(said)


def _noted(out: Path) -> tuple[str, ...]:
    """Names of files in the folder; what is no such name in a damaged note is none."""
    try:
        made = json.loads((out / NOTE).read_text(encoding="utf-8"))["made"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()
    names = [name for name in made if isinstance(name, str)] if isinstance(made, list) else []
    return tuple(name for name in names if name and name == Path(name).name and name[0] != ".")
