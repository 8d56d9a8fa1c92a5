"""`result.json`, schema cnngrade/1 (docs/result.md): the grade for other programs."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from grader.evidence import Trouble
from grader.finding import Grade, NoMark, Score
from grader.graph import Operation
from grader.reading.network import sample

SCHEMA = "cnngrade/1"
LONGEST = 4_000  # characters of one text
MOST = 2_000  # items of one list
_SURROGATE = re.compile("[\ud800-\udfff]")


def render_json(grade: Grade) -> str:
    """The grade as JSON text in ASCII: no NaN, no lone surrogate, every length capped."""
    return json.dumps(fit(record_of(grade)), indent=1, allow_nan=False) + "\n"


def record_of(grade: Grade) -> dict[str, Any]:
    """The grade as plain values."""
    submission, training = grade.submission, grade.evidence.training
    return {
        "schema": SCHEMA,
        "submission": {
            "file": submission.name,
            "sha256": submission.sha256,
            "kind": submission.kind,
        },
        "lab": grade.lab.title,
        **_mark(grade.mark),
        "findings": [asdict(finding) for finding in grade.findings],
        "notes": list(grade.notes),
        "remarks": [{n: getattr(remark, n) for n in _OF_A_REMARK} for remark in grade.remarks],
        "for_tutor": list(grade.for_tutor),
        "evidence": _evidence(grade),
        "environment": {
            **asdict(grade.environment),
            "device": training.device if training else "",
            "data": training.data if training else "",
            "seed": training.seed if training else grade.lab.recipe.seed,
        },
    }


_OF_A_REMARK = ("diagnosis", "title", "message", "why", "advice", "line", "lines")


def _mark(mark: Score | NoMark) -> dict[str, Any]:
    if isinstance(mark, NoMark):
        score = {"points": None, "max_points": None}
        return {"gradable": False, "trouble": mark.why, "score": score}
    return {"gradable": True, "trouble": None, "score": asdict(mark)}


def _evidence(grade: Grade) -> dict[str, Any]:
    evidence, observation = grade.evidence, grade.evidence.observation
    fate, repair = evidence.fate, evidence.repair
    before = repair.before.troubles if repair is not None else ()
    troubles = (*before, *observation.troubles)
    return {
        "load": {
            **(asdict(observation.loading) if observation.loading else {"way": None}),
            "warnings": list(grade.submission.warnings),
            "troubles": [_trouble(t) for t in (evidence.read_trouble, *troubles) if t],
            "repairs": [
                {"kind": step.kind, "edits": [_plain(edit) for edit in step.edits]}
                for step in (repair.steps if repair is not None else ())
            ],
            "mends": [_plain(mend) for mend in observation.mends],
            "notes": list(observation.notes),
            "escapes": [str(escape) for escape in observation.escapes],
        },
        "rewired": [_plain(one) for one in evidence.rewired],
        "remedied": _plain(evidence.remedied),
        "operations": _operations(grade),
        "parameters": [
            {"name": t.name, "shape": list(t.shape), "kind": t.kind, "elements": t.elements}
            for t in observation.tensors
        ],
        "training": _training(grade),
        "process": {"outcome": fate.outcome, "seconds": fate.seconds, "exit_code": fate.exit_code,
                    "detail": fate.detail, "transcript": fate.transcript},
        "confinement": list(fate.confinement),
    }  # fmt: skip


def _trouble(trouble: Trouble) -> dict[str, Any]:
    """As it always was: the name of a NameError stands in its message."""
    return {f.name: _plain(getattr(trouble, f.name)) for f in fields(trouble) if f.name != "name"}


def _operations(grade: Grade) -> list[dict[str, Any]]:
    graph = grade.reading.graph
    if graph is None:
        return []
    live = {op.index for op in graph.live()}

    def row(op: Operation) -> dict[str, Any]:
        return {
            "call": op.spelled,
            "kind": op.kind,
            "family": op.family,
            "module": op.module,
            "line": op.line,
            "shape": list(sample(graph.shape_out(op), graph.batch)),
            "used": op.index in live,
        }

    return [row(op) for op in graph.operations]


_PICTURES = ("misread", "filters")  # kept in the page, not in the record


def _training(grade: Grade) -> dict[str, Any] | None:
    training = grade.evidence.training
    if training is None:
        return None
    names = [field.name for field in fields(training) if field.name not in _PICTURES]
    record = {name: _plain(getattr(training, name)) for name in names}
    return {**record, "verified": training.way == "replayed"}


def _plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists."""
    if isinstance(value, Trouble):
        return _trouble(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def fit(value: Any) -> Any:
    """What JSON can hold: numbers that are no numbers become null, texts and lists are cut."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        cut = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
        return _SURROGATE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", cut)
    if isinstance(value, dict):
        return {fit(str(key)): fit(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [fit(item) for item in value[:MOST]]
    return value
