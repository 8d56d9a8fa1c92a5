"""The call that raised, with what it was given."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.sizes import Trail, given_to, trail_to
from grader.graph import Operation


def refused(case: Case, *families: str) -> tuple[Operation, tuple[int, ...], Trail] | None:
    """The call that raised, if it is of a family: with the shape it was given and the way there."""
    op = case.refused
    if op is None or case.raised("forward") is None or op.family not in families:
        return None
    ref = given_to(op)
    trail = trail_to(case, ref)
    return None if trail is None else (op, case.shape(ref), trail)
