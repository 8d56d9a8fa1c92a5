"""Hints: each says more than the one before, and none is the finished line."""

from __future__ import annotations

import ast
import re

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.diagnoses import CATALOGUE
from grader.diagnoses.lessons import ALONE, LESSONS, Lesson, lesson_of
from grader.diagnoses.page import rung_of
from grader.diagnoses.rungs import rungs, with_a_hole
from grader.finding import Finding, answer_of, without_answer

UNREADABLE = {"bracket", "quote", "block", "python"}  # what Python cannot read


def test_every_cause_that_costs_points_has_four_rungs() -> None:
    for one in CATALOGUE:
        found = [rung_of(one, number) for number in (1, 2, 3, 4)]
        if one.of and one.id not in ALONE:
            assert all(found), one.id
        for hint in filter(None, found):  # nothing of this lab's own numbers
            own = re.search(r"\b(320|500|20 \* 4 \* 4|28 → 24)\b", hint)
            assert not own or hint == one.hint, one.id


@pytest.mark.parametrize(
    ("cause", "lesson"),
    [
        ("batch-norm-declared-never-called", "between"),
        ("batch-norm-of-the-batch-in-eval", "batch"),
        ("batch-norm-for-another-shape", "channels"),
        ("pooling-missing", "between"),
        ("steps-in-another-order", "between"),
        ("step-on-the-raw-scores", "output"),
        ("step-forgotten", "step"),
        ("too-few-convolutions", "layer"),
        ("too-few-hidden-neurons", "learning"),
        ("way-round-without-gradients", "gradient"),
        ("network-left-on-the-processor", None),
    ],
)
def test_an_id_that_begins_as_anothers_word_has_a_lesson_of_its_own(
    cause: str, lesson: str | None
) -> None:
    found = lesson_of(cause, next(one.family for one in CATALOGUE if one.id == cause))
    assert (found and found.id) == lesson


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_the_right_example_can_be_read_and_the_wrong_one_is_another(lesson: Lesson) -> None:
    right, wrong = (text.replace("…", "pass") for text in (lesson.right, lesson.wrong))
    ast.parse(right)
    assert right != wrong
    if lesson.id in UNREADABLE:
        with pytest.raises(SyntaxError):
            ast.parse(wrong)
    else:
        ast.parse(wrong)
    assert "?" in lesson.hole
    assert any(lesson_of(one.id, one.family) is lesson for one in CATALOGUE)


def test_hints_of_a_finding_are_of_its_own_numbers() -> None:
    one = next(one for one in CATALOGUE if one.id == "flatten-size-forgets-the-channels")
    message = "fc1 expects 16 numbers, 320 come. With 320 in place of 16 the rest works."
    working = "28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 16"
    finding = Finding("forward-runs", "", "failed", message=message, line=24, arithmetic=working)
    where, idea, hole, last = rungs(finding, one, "line 24")
    assert where.startswith("Line 24. Follow the sides of one image")
    assert idea == one.hint
    assert hole == "28 → 24 → 12 → 8 → ?"
    assert "320" not in where + idea + hole
    assert last.endswith("With 320 in place of 16 the rest works.")


def test_a_check_without_a_cause_has_its_own_advice() -> None:
    finding = Finding("relu-on-hidden-layers", "", "failed", advice="Look between the layers.")
    where, idea, hole, last = rungs(finding, None, "")
    assert where.startswith("Look at")
    assert idea == "Look between the layers."
    assert "?" in hole
    assert "F.relu" in last


@pytest.mark.parametrize(
    ("working", "said"),
    [
        ("28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 500", "28 → 24 → 12 → 8 → ?"),
        ("20 × 4 × 4 = 1,280", "20 × 4 × 4 = ?"),
        ("nothing", "nothing"),
    ],
)
def test_a_working_with_a_hole(working: str, said: str) -> None:
    assert with_a_hole(working) == said


@pytest.mark.parametrize(
    ("message", "answer", "rest"),
    [
        ("a. With 3 in place of 5 the rest works.", "With 3 in place of 5 the rest works.", "a."),
        ("a. With 3 in place of 5 forward goes on. b.",
         "With 3 in place of 5 forward goes on.", "a. b."),
        ("With everything as it is nothing works.", "", "With everything as it is nothing works."),
    ],
)  # fmt: skip
def test_the_answer_is_a_sentence_of_its_own(message: str, answer: str, rest: str) -> None:
    assert (answer_of(message), without_answer(message)) == (answer, rest)


def test_explain_gives_one_hint() -> None:
    def said(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["explain", *words])
        return result.exit_code, result.output

    code, hint = said("flatten-forgotten", "--hint", "3")
    assert (code, "?" in hint, "view" in hint) == (0, True, False)
    code, last = said("flatten-forgotten", "--hint", "4")
    assert (code, "x = head(x.view(-1, 294))" in last) == (0, True)
    assert "wrong:" in said("flatten-forgotten")[1]
    for words in (["flatten-forgotten", "--hint", "5"], ["--hint", "1"],
                  ["forward-runs", "--hint", "1"], ["time-runs-out", "--hint", "2"]):  # fmt: skip
        assert said(*words)[0] == 2
