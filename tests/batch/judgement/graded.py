"""A small submission, graded by hand, as it lies in a student's folder."""

from __future__ import annotations

from dataclasses import replace

from grader.batch.nouns import Found, Row
from grader.evidence import Environment, Evidence, Observation, ProcessFate
from grader.finding import Finding, Grade, Status, add_up, priced
from grader.lab import WRITTEN, Lab, read_lab
from grader.report.annotated import render_annotated
from grader.report.html import render_html
from grader.report.record import render_json
from grader.submission.intake import read_bytes

LAB = read_lab()
CHECKS: dict[str, tuple[Status, bool]] = {  # status, and whether it keeps its points
    "two-convolutions": ("failed", False),
    "log-probabilities": ("failed", False),
    "forward-runs": ("passed", True),
    "samples-independent": ("blocked", False),
    "loss-goes-down": ("broken", True),
    "held-out-accuracy": ("blocked", True),  # for what log-probabilities is charged with
    "q7-counts": ("absent", False),
}

BECAUSE = {"held-out-accuracy": "log-probabilities"}


def with_points(**points: float) -> Lab:
    """The lab, with other points for some checks: `two_convolutions=5`."""
    named = {name.replace("_", "-"): float(worth) for name, worth in points.items()}
    return replace(LAB, points={**LAB.points, **named})


def grade(lab: Lab = LAB, text: str = "#| Mark: 20 / 20 coding=utf-8\nx = 1\n") -> Grade:
    """With a check of every status."""
    findings = priced([
        Finding(check, f"The sentence of {check}", status, message="seen <!--mark-->", line=2,
                earned=earned, because=BECAUSE.get(check), unmet=check in BECAUSE)
        for check, (status, earned) in CHECKS.items()
    ], lab.points)  # fmt: skip
    evidence = Evidence(Observation(), ProcessFate("finished", 1.0, 0))
    return Grade(
        read_bytes("task1_cnn.py", text.encode(), lab), lab, evidence,
        Environment("", "", "", ""), add_up(findings), findings,
    )  # fmt: skip


def files(lab: Lab = LAB) -> dict[str, bytes]:
    """What lies in its folder when it was graded by this lab."""
    made = grade(lab)
    return {
        "report.html": render_html(made).encode(),
        "result.json": render_json(made).encode(),
        "task1_cnn.annotated.py": render_annotated(made).encode(),
    }


def row(key: str = "7", **more: object) -> Row:
    """Its line of the class."""
    mark = add_up(grade().findings)
    found = tuple(
        Found(check, *what, because=BECAUSE.get(check, ""), unmet=check in BECAUSE)
        for check, what in CHECKS.items()
    )
    about: dict[str, object] = {
        "id": key, "name": "Ann", "file": "task1_cnn.py", "late": False, "state": "graded",
        "points": mark.points, "max_points": mark.max_points, "found": found,
    }  # fmt: skip
    return Row(key, **{**about, **more})  # type: ignore[arg-type]


def written_lab(**points: float) -> Lab:
    """The lab, in which these written questions count."""
    return replace(LAB, written=points or dict.fromkeys(WRITTEN, 1.0))
