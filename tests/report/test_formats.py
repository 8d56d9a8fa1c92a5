"""Renderers for other programs, held against what those programs read."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from grader.cli.submit import FORMATS as OFFERED
from grader.evidence import TrainingWay
from grader.finding import NoMark
from grader.report.formats import FORMATS

EVIL = "\x1b[31m\ud800 <b> ]]> & \x00 =1+1"


def test_every_format_is_offered() -> None:
    assert set(OFFERED) == {"text", *FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_a_stranger_s_text_breaks_nothing(name: str, make_grade: Any) -> None:
    grade = make_grade()
    findings = tuple(replace(f, message=EVIL, observed=EVIL, why=EVIL) for f in grade.findings)
    submission = replace(grade.submission, name=f"a{EVIL}.py")
    text = FORMATS[name](replace(grade, findings=findings, submission=submission))
    text.encode("utf-8")
    assert "\x1b" not in text
    if name == "junit":
        ET.fromstring(text)
    elif name != "html":
        json.loads(text, parse_constant=pytest.fail)


def test_junit_counts_what_it_holds(make_grade: Any) -> None:
    grade = make_grade()
    suite = ET.fromstring(FORMATS["junit"](grade))[0]
    by_kind = {kind: len(suite.findall(f"testcase/{kind}")) for kind in ("failure", "skipped")}
    judged = [f for f in grade.findings if f.status != "absent"]
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase")) == len(judged)
    assert by_kind["failure"] == sum(f.status == "failed" for f in judged) > 0
    assert int(suite.attrib["failures"]) == by_kind["failure"]
    assert int(suite.attrib["skipped"]) == by_kind["skipped"]


def test_no_mark_is_no_zero(make_grade: Any) -> None:
    grade = replace(make_grade(), mark=NoMark("The trainer died."))
    gradescope = json.loads(FORMATS["gradescope"](grade))
    assert "score" not in gradescope
    assert "tests" not in gradescope
    assert "The trainer died." in gradescope["output"]
    github = json.loads(FORMATS["github-classroom"](grade))
    assert (github["status"], github["tests"]) == ("error", [])
    assert ET.fromstring(FORMATS["junit"](grade))[0].find("testcase/error") is not None


@pytest.mark.parametrize(
    ("way", "verified"), [("replayed", True), ("in the sandbox", False), ("not run", False)]
)
def test_only_what_the_trainer_replayed_is_verified(
    way: TrainingWay, verified: bool, make_grade: Any
) -> None:
    grade = make_grade()
    evidence = replace(grade.evidence, training=replace(grade.evidence.training, way=way))
    record = json.loads(FORMATS["json"](replace(grade, evidence=evidence)))
    assert record["evidence"]["training"]["verified"] is verified


def test_points_are_those_of_the_grade(make_grade: Any) -> None:
    grade = make_grade()
    gradescope = json.loads(FORMATS["gradescope"](grade))
    github = json.loads(FORMATS["github-classroom"](grade))
    assert gradescope["score"] == grade.mark.points
    assert sum(test["score"] for test in gradescope["tests"]) == pytest.approx(grade.mark.points)
    assert sum(test["score"] for test in github["tests"]) == pytest.approx(grade.mark.points)
    assert github["max_score"] == grade.mark.max_points
