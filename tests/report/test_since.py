"""What changed since the last run: by the result that lay there, whoever wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from grader.finding import Finding
from grader.lab import read_lab
from grader.report.record import render_json
from grader.report.since import since
from grader.report.text import render_text


def _with(grade: Any, *findings: Finding) -> Any:
    return replace(grade, findings=findings)


RELU = Finding("relu-on-hidden-layers", "t", "failed", diagnosis="relu-missing", cause="No ReLU")
DROP = Finding("dropout-off-in-eval", "t", "failed", diagnosis="stays", cause="Dropout stays on")


def test_what_is_mended_and_what_is_new(make_grade: Any) -> None:
    grade = make_grade()
    before = render_json(_with(grade, RELU)).encode()
    after = _with(grade, replace(RELU, status="passed"), DROP)
    said = "Since the last run: mended: “No ReLU”; new: “Dropout stays on”."
    assert since(before, after) == said
    assert said in " ".join(render_text(after, False, 80, before).split())
    assert since(before, _with(grade, RELU)) == ""
    blocked = replace(RELU, status="blocked")
    assert since(before, _with(grade, blocked)) == ""  # nobody knows


def test_another_lab_and_a_sheet_that_was_not_there_make_nothing_new(make_grade: Any) -> None:
    grade = make_grade()
    absent = replace(DROP, status="absent", diagnosis=None)
    before = render_json(_with(grade, RELU, absent)).encode()
    assert since(before, _with(grade, RELU, DROP)) == ""
    other = replace(grade, lab=replace(grade.lab, title="Another lab"))
    assert since(before, _with(other, replace(RELU, status="passed"))) == ""


@pytest.mark.parametrize(
    "before",
    [b"", b"\xff", b"[]", b"{}", b"null", b'{"submission": {"file": "other.py"}, "findings": []}',
     b'{"submission": [], "findings": 3}', b"[" * 100_000,
     json.dumps(
         {"submission": {"file": "task1_cnn.py"}, "lab": read_lab().title, "findings": [3]}
     ).encode()],
)  # fmt: skip
def test_anything_else_that_lies_there_says_nothing(make_grade: Any, before: bytes) -> None:
    grade = make_grade()
    assert since(before, grade) == ""


def test_words_that_lay_there_act_on_no_terminal(make_grade: Any) -> None:
    grade = make_grade()
    told = json.loads(render_json(_with(grade, RELU)))
    told["findings"][0]["cause"] = "\x1b[31mred\u202e"
    after = _with(grade, replace(RELU, status="passed"))
    said = since(json.dumps(told).encode(), after)
    assert "\x1b" not in said
    assert "\u202e" not in said
