"""The student's source beside what was found: coloured, unless that would take too long."""

import pytest

from grader.report.source_view import source_view

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
