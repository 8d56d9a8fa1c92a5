"""Part 1 of a lab's own, on the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.checks import known_ids
from grader.lab import Lab, Reveal, read_lab
from grader.report.html import render_html
from tests.browser import opened, quiet, started
from tests.test_questions import RIGHT, sheet_of, with_questions


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return read_lab(with_questions(tmp_path), known_ids)


SHOWN: dict[Reveal, tuple[bool, bool, bool]] = {  # of q2_a right, q3 wrong, q4 blank
    "always": (True, True, True),
    "after-answer": (True, True, False),
    "tutor": (True, False, False),
}


@pytest.mark.parametrize("reveal", SHOWN)
def test_the_page_gives_what_the_lab_says(reveal: Reveal, lab: Lab, make_grade: Any) -> None:
    grade = make_grade()
    sheet = sheet_of(lab, q1_c="It pools <b>.", q2_a=RIGHT["q2_a"], q3=32)
    both = replace(grade.lab, questions=lab.questions, reveal=reveal)
    grade = replace(grade, lab=both, evidence=replace(grade.evidence, answers=sheet))
    page = render_html(grade)
    places = ("max(1, 5, 0, 3) = 5", "32 · 32 = 1024", "conv2: 32×6×6")
    assert tuple(one in page for one in places) == SHOWN[reveal]
    assert 'href="#part-1"' in page
    assert "Received, for your tutor to read: Q1 c." in page
    assert "no weights" not in page
    tutors = render_html(grade, "tutor")
    assert all(one in tutors for one in places)
    assert "It pools &lt;b&gt;." in tutors
    assert "It makes maps smaller; it has no weights." in tutors


@pytest.mark.processes
def test_a_wide_question_fits_a_narrow_screen(lab: Lab, make_grade: Any, tmp_path: Path) -> None:
    wide = tuple(tuple(float(1000 * r + c) for c in range(12)) for r in range(12))
    asked = replace(lab.questions[1], input=wide, window=1, stride=1)
    grade = make_grade()
    one = replace(grade.lab, questions=(asked, *lab.questions[2:]))
    sheet = {"answers": {"q2_a": [list(row) for row in wide]}, "written": {}}
    grade = replace(grade, lab=one, evidence=replace(grade.evidence, answers=sheet))
    path = tmp_path / "page.html"
    path.write_text(render_html(grade), encoding="utf-8")
    with started() as browser:
        for width in (390, 1280):
            quiet(opened(browser, path, width), width, f"{width}")
