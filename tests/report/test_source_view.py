"""The student's source beside what was found: coloured, unless that would take too long."""

from dataclasses import replace

import pytest
from pygments.lexers import PythonLexer

from grader.evidence import Evidence, Mend
from grader.report.source_view import Note, source_view
from grader.submission.intake import read_bytes

LONG = {
    "a number in a format": "x = '%" + "0" * 20_000 + "'",
    "many long lines": "\n".join(["x = '%" + "0" * 900 + "'"] * 100),
}


def classes(grade):
    return {css for line in source_view(grade).lines for css, _ in line.pieces}


def test_python_is_coloured(make_grade):
    assert {"k", "nc", "mi"} <= classes(make_grade())


def test_a_file_is_coloured_once_for_both_of_its_pages(make_grade, monkeypatch):
    lexers = []

    def made():
        lexers.append(PythonLexer())
        return lexers[-1]

    monkeypatch.setattr("grader.report.source_view.PythonLexer", made)
    grade = make_grade(text="class Net: pass  # of both pages\n")
    pages = [source_view(grade, tutor).lines for tutor in (False, True)]
    assert len(lexers) == 1
    assert pages[0][0].pieces == pages[1][0].pieces


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
    grade = replace(grade, evidence=replace(grade.evidence, observation=seen))
    said = "fc1 got another number here, so that the rest could be judged"
    # the number is a student's last hint, and told to a tutor
    assert Note("mend", said, "") in source_view(grade).lines[1].notes
    assert (
        Note("mend", said, "With 320 in place of 500.") in source_view(grade, True).lines[1].notes
    )


def test_long_stretches_around_the_network_are_folded(make_grade):
    text = (
        "import torch\n" * 9
        + "class Net(nn.Module):\n    def forward(self, x):\n        return x\n"
    )
    text += "print(1)\n" * 20
    grade = make_grade()
    net = read_bytes("net.py", text.encode(), grade.lab)
    bare = replace(grade, submission=net, findings=(), remarks=(), evidence=Evidence())
    source = source_view(bare)
    assert [(len(part.lines), part.folded) for part in source.parts] == [
        (9, "lines 1 to 9"), (3, ""), (20, "lines 13 to 32"),
    ]  # fmt: skip
    finding = replace(grade.findings[0], status="failed", line=20, lines=())
    told = source_view(replace(bare, findings=(finding,)))
    opened = [line.number for part in told.parts if not part.folded for line in part.lines]
    assert opened == [10, 11, 12, *range(13, 23)]
