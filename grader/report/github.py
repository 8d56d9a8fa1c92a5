"""The grade as GitHub Classroom's autograding reporter takes it.

A step of a workflow gives it on as its output `result`, in base64; docs/result.md shows how.
https://github.com/classroom-resources/autograding-grading-reporter
"""

from __future__ import annotations

import json

from grader.finding import Grade
from grader.report.findings_view import finding_views, summary_of
from grader.report.record import fit
from grader.report.said import said_of


def render_github(grade: Grade) -> str:
    """JSON, version 1: one test for each check."""
    seconds = f"{grade.evidence.fate.seconds:.2f}s"
    points = {finding.check: finding.points for finding in grade.findings}
    tests = [
        {
            "name": view.title,
            "status": "pass" if view.status == "passed" else "fail",
            "score": points[view.check],
            "message": said_of(view) or None,
            "test_code": view.check,
            "filename": grade.submission.name,
            "line_no": view.line or 0,
            "execution_time": seconds,
        }
        for view in finding_views(grade)
        if view.status != "absent"
    ]
    whole = all(test["status"] == "pass" for test in tests)
    record = {
        "version": 1,
        "status": ("pass" if whole else "fail") if grade.gradable else "error",
        "max_score": grade.max_points,
        "tests": tests if grade.gradable else [],
        **({} if grade.gradable else {"message": summary_of(grade)}),
    }
    return json.dumps(fit(record), indent=1, allow_nan=False) + "\n"
