"""The student's source beside what was found: coloured, unless that would take too long."""

from dataclasses import replace

import pytest

from grader.evidence import Mend
from grader.report.source_view import Note, source_view

LONG = {
    "a number in a format": "x = '%" + "0" * 20_000 + "'",
    "many long lines": "\n".join(["x = '%" + "0" * 900 + "'"] * 100),
}


def classes(grade):
    return {css for line in source_view(grade).lines for css, _ in line.pieces}


def test_python_is_coloured(make_grade):
    assert {"k", "nc", "mi"} <= classes(make_grade())


@pytest.mark.parametrize("name", LONG)
def test_what_costs_the_square_of_its_length_is_shown_plain(name, make_grade):
    grade = make_grade(text=f"class Net: pass\n{LONG[name]}\n")
    assert classes(grade) == {""}
    assert source_view(grade).lines[0].pieces == (("", "class Net: pass"),)


def test_a_line_of_data_takes_nobodys_colours(make_grade):
    assert "k" in classes(make_grade(text="class Net: pass\nx = '" + "ab" * 1_000 + "'\n"))


def test_what_was_put_right_is_said_beside_its_line(make_grade):
    grade = make_grade()
    mend = Mend("in_features", "fc1", 2, 500, 320, None)
    seen = replace(grade.evidence.observation, mends=(mend,))
    notes = (
        source_view(replace(grade, evidence=replace(grade.evidence, observation=seen)))
        .lines[1]
        .notes
    )
    said = "With 320 in place of 500 the rest could be judged."
    assert Note("mend", "Mended to go on", said) in notes
