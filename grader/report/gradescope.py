"""The grade as Gradescope's `results.json`.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from typing import Any

from grader.finding import Grade, NoMark
from grader.report.findings_view import FindingView, finding_views, summary_of
from grader.report.record import fit
from grader.report.said import said_of
from grader.report.shown import one_line


def render_gradescope(grade: Grade) -> str:
    """JSON: one test for each check, the accuracy on the leaderboard.

    Without a mark there are neither tests nor a score: Gradescope then says that the autograder
    failed, and a person looks, where a score of 0 would pass for the student's.
    """
    record: dict[str, Any] = {"output": summary_of(grade), "output_format": "text"}
    if not isinstance(grade.mark, NoMark):
        views = [view for view in finding_views(grade) if view.status != "absent"]
        remarks = [f"{remark.title}: {one_line(remark.message)}" for remark in grade.remarks]
        record |= {
            "score": grade.mark.points,
            "execution_time": round(grade.evidence.fate.seconds, 2),
            "output": "\n".join([summary_of(grade), *remarks, *map(one_line, grade.notes)]),
            "test_output_format": "text",
            "test_name_format": "text",
            "visibility": "visible",
            "tests": [_test(view, number) for number, view in enumerate(views, 1)],
            "leaderboard": _leaderboard(grade),
        }
    return json.dumps(fit(record), indent=1, allow_nan=False) + "\n"


def _test(view: FindingView, number: int) -> dict[str, Any]:
    test = {
        "name": view.finding.title,
        "number": str(number),
        "score": view.finding.points,
        "max_score": view.finding.max_points,
        "status": "passed" if view.status == "passed" else "failed",
        "output": said_of(view),
        "visibility": "visible",
        "tags": [view.finding.diagnosis] if view.finding.diagnosis else [],
    }
    if view.status in ("blocked", "broken"):
        del test["status"]  # neither: the points say what was lost
        test["output"] = f"{view.word}\n{test['output']}".strip()
    return test


def _leaderboard(grade: Grade) -> list[dict[str, Any]]:
    training = grade.evidence.training
    if training is None or training.accuracy is None:
        return []
    return [
        {"name": "Accuracy", "value": round(training.accuracy, 4)},
        {"name": "Training samples", "value": training.samples, "order": "asc"},
    ]
