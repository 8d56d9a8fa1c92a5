"""Part 1: question 6 worked out window by window, and the answers handed in, marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from concepts.questions.answers import Q6_INPUT, Mark, mark_q6_average, mark_q6_max, mark_q7
from concepts.written import written
from grader.checks import checks_of
from grader.finding import Grade
from grader.lab import Lab, Question, Reveal, called
from grader.report.pooling_view import Given, Worked, worked

EXAMPLE = ((1.0, 7, 0, 2), (4.0, 2, 6, 1), (3.0, 0, 5, 5), (8.0, 1, 2, 4))  # other numbers
HIDDEN = {
    "always": "The right numbers stand here once all four are answered.",
    "after-answer": "The right numbers stand here once all four are answered.",
    "tutor": "Your tutor has the right numbers.",
}
KEPT = {
    "always": "",
    "after-answer": "The right answer stands here once it is answered.",
    "tutor": "Your tutor has the right answer.",
}
LONGEST = 200  # characters of an answer that is no table
QUESTIONS = {
    "filters": "a: filters in the layer",
    "block": "b: block that a filter meets",
    "applications": "c: times one filter is applied",
    "outputs per application": "d: values each time",
}


@dataclass(frozen=True)
class Written:
    """A written answer."""

    question: str  # "Q1"
    answer: str
    good: str  # what a good answer mentions; "" for a student's page


@dataclass(frozen=True)
class Posed:
    """A question of the lab's own, and what was answered."""

    title: str  # "Q1"
    text: str
    rows: tuple[str, ...]  # the table that it is about
    given: Given | None  # None where nothing was answered
    expected: str  # "" where the right answer is not shown
    working: tuple[str, ...]
    hidden: str  # why it is not; "" where it is


@dataclass(frozen=True)
class Part1:
    """Part 1 of the lab."""

    handed_in: bool
    worked: tuple[Worked, ...]
    counts: tuple[Given, ...]
    hidden: str  # why the right numbers of question 7 are not there; "" where they are
    written: tuple[Written, ...]
    posed: tuple[Posed, ...] = ()  # of a lab with questions of its own, which then are all


def part1_view(grade: Grade, tutor: bool, good_answers: Mapping[str, Any] | None) -> Part1 | None:
    """Part 1 where the lab asks for it, or answers were handed in.

    The right numbers are there as far as the lab gives them to students (`Lab.reveal`). With
    `good_answers` (a filled sheet) written answers are shown beside them.
    """
    points, sheet = grade.lab.points, grade.evidence.answers
    asked = any(one.part == 1 and one.id in points for one in checks_of(grade.lab))
    if not asked and not grade.lab.written and sheet is None:
        return None
    answers = sheet or {}
    if grade.lab.questions:
        return _own(grade.lab, sheet, tutor, _table(good_answers or {}, "written"))
    q6, q7 = _table(answers, "q6"), _table(answers, "q7")
    reveal, marks = grade.lab.reveal, mark_q7(q7)
    complete = all(mark.answered for mark in marks)
    counted = tutor or (complete and shows(reveal, marks))
    return Part1(
        handed_in=sheet is not None,
        worked=tuple(
            _worked(title, kind, mark, tutor or shows(reveal, [mark]))
            for title, kind, mark in (
                ("a. Max pooling", "max", mark_q6_max(q6.get("a"))),
                ("b. Average pooling", "avg", mark_q6_average(q6.get("b"))),
            )
        ),
        counts=tuple(given(mark, counted) for mark in marks if mark.answered),
        hidden="" if counted else HIDDEN[reveal],
        written=_written(_table(answers, "written"), _table(good_answers or {}, "written")),
    )


def _own(lab: Lab, sheet: Mapping[str, Any] | None, tutor: bool, good: Mapping[str, Any]) -> Part1:
    """Part 1 of a lab with questions of its own."""
    answers = _table(sheet or {}, "answers")
    mentions = {one.name: one.good for one in lab.questions if tutor} | dict(good)
    return Part1(
        handed_in=sheet is not None,
        worked=(),
        counts=(),
        hidden="",
        written=_written(_table(sheet or {}, "written"), mentions),
        posed=tuple(
            _posed(one, answers.get(one.name), tutor, lab.reveal)
            for one in lab.questions
            if not one.in_words
        ),
    )


def _posed(one: Question, answer: object, tutor: bool, reveal: Reveal) -> Posed:
    asked = one.asked
    mark = asked.mark(one.title, answer)
    shown = tutor or shows(reveal, [mark])
    known = shown or mark.right
    return Posed(
        title=one.title,
        text=asked.text,
        rows=asked.rows,
        given=given(mark, shown) if mark.answered else None,
        expected=_text(mark.expected) if known else "",
        working=mark.working if known else (),
        hidden="" if known else KEPT[reveal],
    )


def _table(sheet: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = sheet.get(name)
    return found if isinstance(found, Mapping) else {}


def shows(reveal: Reveal, marks: Sequence[Mark]) -> bool:
    """Whether a student's page gives the right numbers of these questions."""
    if reveal == "after-answer":
        return all(mark.right or mark.wrong_cells or is_number(mark) for mark in marks)
    return reveal == "always"


def is_number(mark: Mark) -> bool:
    """Whether the answer of a question that asks for no table was read."""
    return mark.answered and isinstance(mark.given, tuple) and not _is_table(mark.given)


def _is_table(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], tuple)


def _worked(title: str, kind: str, mark: Mark, shown: bool) -> Worked:
    """Question 6 for one kind of pooling, with what was answered."""
    known = set(mark.right_cells)
    beside = given(mark, shown) if mark.answered else None
    if shown:
        return worked(title, kind, Q6_INPUT, None, beside)
    example = worked("The same with other numbers", kind, EXAMPLE, None, None)
    return worked(title, kind, Q6_INPUT, known, beside, example)


def given(mark: Mark, shown: bool) -> Given:
    """An answer beside the right one: a table cell by cell, anything else as text."""
    part = mark.part.removeprefix("Q7 ")
    whole = mark.right or bool(mark.wrong_cells)
    cells = _cells(mark) if _is_table(mark.given) and whole else ()
    return Given(
        title=QUESTIONS.get(part, part),
        right=mark.right,
        cells=cells,
        text="" if cells else _text(mark.given),
        expected=_text(mark.expected) if shown or mark.right else "–",
        diagnosis=mark.diagnosis,
        working="; ".join(mark.working) if shown or mark.right else "",
    )


def _cells(mark: Mark) -> tuple[tuple[tuple[str, bool], ...], ...]:
    table = mark.given if isinstance(mark.given, tuple) else ()
    return tuple(
        tuple((written(v), (r, c) not in mark.wrong_cells) for c, v in enumerate(row))
        for r, row in enumerate(table)
    )


def _text(value: object) -> str:
    """Numbers as on paper: 10, [1, 5, 5]."""
    if isinstance(value, (tuple, list)):
        inner = ", ".join(_text(item) for item in value)
        return inner if len(value) == 1 else f"[{inner}]"[:LONGEST]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return written(value)
    return str(value)[:LONGEST]


def _written(answers: Mapping[str, Any], good: Mapping[str, Any]) -> tuple[Written, ...]:
    return tuple(
        Written(called(str(name)), str(answer), str(good.get(name, "")))
        for name, answer in answers.items()
        if str(answer).strip()
    )
