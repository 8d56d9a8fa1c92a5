"""The methods that were meant."""

from __future__ import annotations

import difflib

from grader.diagnoses.case import Case
from grader.script.nodes import Function, methods_of


def like(case: Case, wanted: str) -> Function | None:
    """A method whose name is nearly the wanted one, where that is not there itself.

    A base class may have the wanted one: `init` is misspelt all the same.
    """
    if case.script.net is None:
        return None
    own = {method.name: method for method in methods_of(case.script.net)}
    bare = {name.strip("_").lower(): part for name, part in own.items()}
    if wanted not in own and wanted.strip("_") in bare:
        return bare[wanted.strip("_")]
    if wanted in case.script.methods:
        return None
    close = difflib.get_close_matches(wanted.strip("_"), bare, 1, 0.6)
    special = {"int", "inti", "initialize", "initialise", "constructor"} & set(bare)
    if wanted == "__init__" and special:
        return bare[next(iter(special))]
    return bare[close[0]] if close else None
