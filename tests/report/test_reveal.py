"""When a page gives the right numbers of Part 1: as the lab says, in every form alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from concepts.questions.answers import mark_q6_average, mark_q7
from grader.checks.part1 import _marked, _verdict
from grader.lab import Reveal
from grader.report.html import render_html
from grader.report.part1_view import Part1, part1_view

MAXIMA = [[4, 5], [1, 3]]
COUNTS = {"filters": 10, "block": [1, 5, 5], "applications": 1, "outputs_per_application": 1}
SHEETS: dict[str, dict[str, Any]] = {
    "blank": {},
    "unreadable": {"q6": {"a": "four", "b": [[1, 2, 3]]}, "q7": {"filters": "ten"}},
    "wrong": {"q6": {"a": [[4, 5], [1, 2]], "b": [[2.5, 2.5], [0.5, 1]]}, "q7": COUNTS},
    "half": {"q6": {"a": MAXIMA}, "q7": {"filters": 3}},
}
SHOWN = {  # sheet and rule: whether maxima, averages and the numbers of Q7 are given
    ("blank", "always"): (True, True, False),
    ("blank", "after-answer"): (False, False, False),
    ("blank", "tutor"): (False, False, False),
    ("unreadable", "always"): (True, True, False),
    ("unreadable", "after-answer"): (False, False, False),
    ("wrong", "always"): (True, True, True),
    ("wrong", "after-answer"): (True, True, True),
    ("wrong", "tutor"): (False, False, False),
    ("half", "always"): (True, True, False),
    ("half", "after-answer"): (True, False, False),
    ("half", "tutor"): (False, False, False),
}


def handed_in(make_grade: Any, sheet: str, reveal: Reveal) -> Any:
    grade = make_grade()
    return replace(
        grade,
        lab=replace(grade.lab, reveal=reveal),
        evidence=replace(grade.evidence, answers=SHEETS[sheet]),
    )


def seen(grade: Any, tutor: bool = False) -> Part1:
    view = part1_view(grade, tutor, None)
    assert view is not None
    return view


@pytest.mark.parametrize("sheet", [None, {}])
def test_a_lab_that_asks_nothing_of_it_has_no_part_1(make_grade: Any, sheet: Any) -> None:
    grade = make_grade()
    points = {name: worth for name, worth in grade.lab.points.items() if not name.startswith("q")}
    grade = replace(
        grade,
        lab=replace(grade.lab, points=points, written={}),
        evidence=replace(grade.evidence, answers=sheet),
    )
    shown = sheet is not None  # answers that were handed in are shown in any lab
    assert (part1_view(grade, False, None) is not None) == shown
    assert ("question-6" in render_html(grade)) == shown


@pytest.mark.parametrize(("case", "expected"), SHOWN.items(), ids=[" ".join(c) for c in SHOWN])
def test_a_students_page_gives_what_the_lab_says(
    make_grade: Any, case: tuple[str, Reveal], expected: tuple[bool, ...]
) -> None:
    grade = handed_in(make_grade, *case)
    view = seen(grade)
    maxima, averages = view.worked
    given = any(item.expected != "–" for item in view.counts if not item.right)
    assert (bool(maxima.output), bool(averages.output), given) == expected
    assert (maxima.example is None, averages.example is None) == expected[:2]
    sums = [line.text for line in averages.arithmetic]
    assert any("(2 + 3 + 1 + 2) / 4" in one for one in sums) == expected[1]  # wrong throughout


def test_the_page_shows_no_more_than_that(make_grade: Any) -> None:
    page = render_html(handed_in(make_grade, "wrong", "tutor"))
    assert "(2 + 3 + 1 + 2) / 4" not in page
    assert "(1 + 1 + 0 + 0) / 4 = 0.5" in page
    assert "(5 + 5 + 2 + 4) / 4 = 4" in page  # the same with other numbers


@pytest.mark.parametrize("reveal", get_args(Reveal))
def test_a_tutors_page_gives_all(make_grade: Any, reveal: Reveal) -> None:
    view = seen(handed_in(make_grade, "half", reveal), tutor=True)
    assert all(one.output and one.example is None for one in view.worked)
    assert view.counts[0].expected == "10"


def test_what_is_right_is_worked_out_and_no_other_number_wins(make_grade: Any) -> None:
    maxima, averages = seen(handed_in(make_grade, "wrong", "tutor")).worked
    assert [line.window for line in maxima.arithmetic] == [0, 1, 2]
    assert {cell.window for row in maxima.input for cell in row if cell.wins} == {0, 1, 2}
    assert [line.text for line in averages.arithmetic][-1] == "(1 + 1 + 0 + 0) / 4 = 0.5"


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_the_other_forms_say_holds_no_right_number(make_grade: Any, sheet: str) -> None:
    grade = handed_in(make_grade, sheet, "tutor")
    evidence, lab = grade.evidence, grade.lab
    wrong = [*mark_q7(SHEETS[sheet].get("q7", {"applications": 24})), mark_q6_average([[1]])]
    for verdict in (_marked(evidence, "q7", mark_q7, lab), _verdict(wrong, lab)):
        said = f"{verdict.message} {verdict.expected}"
        assert not {"576", "2.5", "0.5"} & set(said.replace(":", " ").split())
