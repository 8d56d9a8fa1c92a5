"""Layers that an edit of ours calls: what stood around them in forward, no text says any more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.checks.doors import forward_runs, mended_in
from grader.checks.shapes import output_shape
from grader.checks.verdict import Verdict, same_mistake
from grader.evidence import Edit, Evidence
from grader.reading.weighted import Weighted

_CALLED = re.compile(r"\.(\w+)\(")


def around_what_we_put_in(evidence: Evidence, layers: Sequence[Weighted]) -> Verdict | None:
    """One mistake with the line, or the part, that is missing; None where a layer is not ours."""
    steps = evidence.repair.steps if evidence.repair is not None else ()
    ours = {name for step in steps for edit in step.edits for name in _put_in(edit)}
    if not layers or any(one.op.module.partition(".")[0] not in ours for one in layers):
        return None
    charged = forward_runs if mended_in(evidence, "forward") is not None else output_shape
    names = ", ".join(dict.fromkeys(one.name for one in layers))
    return same_mistake(charged, f"What stood around {names} is missing with it; counted there.")


def return_put_in(evidence: Evidence) -> bool:
    """Whether forward has no `return`: what was to be made of the scores, no text says."""
    steps = evidence.repair.steps if evidence.repair is not None else ()
    return any(step.kind == "return-left-out" for step in steps)


def _put_in(edit: Edit) -> set[str]:
    """The attributes that an edit makes, or calls where nothing called them."""
    if edit.makes:
        return {edit.makes}
    return {name for name in _CALLED.findall(edit.now) if f".{name}" not in edit.was}
