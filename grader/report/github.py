"""The grade as GitHub Classroom's autograding reporter takes it.

A step of a workflow gives it on as its output `result`, in base64; docs/result.md shows how.
https://github.com/classroom-resources/autograding-grading-reporter
"""

from __future__ import annotations

import json
from typing import Any

from grader.finding import Grade, NoMark
from grader.report.findings_view import finding_views, summary_of
from grader.report.record import fit
from grader.report.said import said_of


def render_github(grade: Grade) -> str:
    """JSON, version 1: one test for each check."""
    seconds = f"{grade.evidence.fate.seconds:.2f}s"
    tests = [
        {
            "name": view.finding.title,
            "status": "pass" if view.status == "passed" else "fail",
            "score": view.finding.points,
            "message": said_of(view) or None,
            "test_code": view.finding.check,
            "filename": grade.submission.name,
            "line_no": view.finding.line or 0,
            "execution_time": seconds,
        }
        for view in finding_views(grade)
        if view.status != "absent"
    ]
    record: dict[str, Any] = {"version": 1}
    if isinstance(grade.mark, NoMark):
        record |= {"status": "error", "max_score": 0, "tests": [], "message": summary_of(grade)}
    else:
        whole = all(test["status"] == "pass" for test in tests)
        status = "pass" if whole else "fail"
        record |= {"status": status, "max_score": grade.mark.max_points, "tests": tests}
    return json.dumps(fit(record), indent=1, allow_nan=False) + "\n"
