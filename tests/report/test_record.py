"""The record of a grading: strict JSON, documented, read back as it was."""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from grader import evidence as ev
from grader.finding import NoMark, add_up
from grader.report.record import fit, record_of, render_json


def test_the_record_is_strict_json(make_grade: Any) -> None:
    grade = make_grade()
    broken = replace(grade.evidence.training, loss_after=math.nan, accuracy_before=math.inf)
    grade = replace(grade, evidence=replace(grade.evidence, training=broken))

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    record = json.loads(render_json(grade), parse_constant=refuse)
    assert record["schema"] == "cnngrade/1"
    assert record["score"] == {"points": 13.5, "max_points": 17.0}
    assert record["evidence"]["training"]["loss_after"] is None
    assert record["evidence"]["operations"][0]["shape"] == [10, 24, 24]
    assert [f["check"] for f in record["findings"]] == [f.check for f in grade.findings]


def test_points_and_maximum_are_null_together_and_only_without_a_mark(make_grade: Any) -> None:
    """As docs/result.md has it: whoever reads `gradable` may count on two numbers."""
    grade = make_grade()
    absent = replace(grade, mark=add_up([replace(f, status="absent") for f in grade.findings]))
    records = [record_of(one) for one in (grade, absent, replace(grade, mark=NoMark("Why.")))]
    assert [record["gradable"] for record in records] == [True, True, False]
    for record in records:
        kinds = {isinstance(value, int | float) for value in fit(record["score"]).values()}
        assert kinds == {record["gradable"]}


def test_every_name_of_the_record_is_documented(pages: Any) -> None:
    text = (Path(__file__).parents[2] / "docs" / "result.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_0-9]+", text))
    for grade in pages.values():
        record = json.loads(render_json(grade))
        names = {*record, *record["submission"], *record["score"], *record["evidence"]}
        names |= {*record["environment"], *record["findings"][0], *record["evidence"]["load"]}
        names |= set(record["evidence"]["process"])
        assert names <= words, names - words


def test_a_grade_reads_the_evidence_that_it_has(make_grade: Any) -> None:
    grade = make_grade()
    assert grade.reading is grade.reading
    assert grade.reading.graph is grade.evidence.observation.train
    assert replace(grade, evidence=ev.Evidence()).reading.graph is None
    assert "reading" not in asdict(grade)
