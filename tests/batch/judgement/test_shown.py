"""A tutor's judgement in all that goes out, with its reason, beside the machine's own mark."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

from grader.batch.judgement.apply import Rules, judged
from grader.batch.judgement.judgements import Judgement
from grader.batch.judgement.pages import shown_anew
from grader.batch.nothing_page import render_nothing
from grader.batch.nouns import Handed, Row
from grader.batch.outputs import comment
from grader.batch.page import render_index
from grader.batch.sheets import fill, grades_csv
from grader.report.annotated import render_annotated
from tests.batch.judgement.graded import LAB, files, grade, row, written_lab

LABS = written_lab(q1=2)
RULES = Rules(LABS, part1=True)
JUDGED = judged(
    row(),
    [
        Judgement("entry 1", "7", "two-convolutions", 2, comment="<b>Your own</b> layer\nis one.",
                  note="SECRET", by="SR", when="today"),
        Judgement("entry 2", "7", plus=-0.5, comment="--> late talk <!--judged-->"),
    ],
    None,
    RULES,
)  # fmt: skip
OWN, MARK = f"{row().points:g} of {row().max_points:g}", f"{(row().points or 0) + 1.5:g}"


def _texts(of: Row = JUDGED) -> dict[str, str]:
    there = files()
    return {name: data.decode() for name, data in {**there, **shown_anew(there, of, LABS)}.items()}


def test_the_page_the_record_and_the_script_show_it_with_its_reason() -> None:
    texts = _texts()
    page = texts["report.html"]
    assert f'<span class="points">{MARK}</span>' in page
    assert f": {MARK} of {JUDGED.max_points:g}</title>" in page
    assert OWN in page
    assert "&lt;b&gt;Your own&lt;/b&gt; layer" in page
    assert "SR, today" in page
    assert re.search(r"Q1</th><td></td><td class=\"num\">waits for a tutor", page)
    record = json.loads(texts["result.json"])
    assert record["score"]["points"] == row().points
    assert record["judgement"]["points"] == JUDGED.points
    assert [one["points"] for one in record["judgement"]["lines"]] == [2, -0.5]
    assert record["judgement"]["waits"] == ["q1"]
    script = texts["task1_cnn.annotated.py"].split("\n")
    assert script[0] == "#| Mark: 20 / 20 coding=utf-8"  # the student's own line
    assert script[1] == f"#| Mark: {MARK} / {JUDGED.max_points:g}"
    assert script[2] == f"#| = The grader alone: {OWN}"
    assert "2 of 2, was 0" in script[3]
    assert script[-2] == "x = 1"


def test_no_student_reads_what_tutors_wrote_to_one_another() -> None:
    assert JUDGED.for_tutors == ("SR, today: SECRET",)
    assert all("SECRET" not in text for text in _texts().values())
    assert "SECRET" not in comment(JUDGED)
    assert "SECRET" in grades_csv([JUDGED]).decode("utf-8-sig")


def test_a_judgement_that_is_taken_back_leaves_no_trace_and_twice_is_once() -> None:
    there = files()
    once = {**there, **shown_anew(there, JUDGED, LABS)}
    assert shown_anew(once, JUDGED, LABS) == {}
    assert {**once, **shown_anew(once, row(), LABS)} == there


def test_a_student_s_own_lines_stay_whatever_they_look_like() -> None:
    own = "#| = a comment of mine\n#| Mark: 20 / 20\nx = 1\n"
    script = render_annotated(grade(text=own)).encode()
    made = shown_anew({"a.annotated.py": script}, JUDGED, LABS)["a.annotated.py"].decode()
    assert "#| = a comment of mine\n" in made
    assert made.endswith("#| Mark: 20 / 20\nx = 1\n")
    assert made.startswith(f"#| Mark: {MARK} / ")


def test_who_has_nothing_to_grade_reads_it_as_well() -> None:
    page = render_nothing(Handed("7", "7", "Ann", trouble="a picture"), LAB).encode()
    of = replace(row(), state="nothing to grade", points=None, max_points=None, found=())
    made = judged(of, [Judgement("e", "7", points=12, comment="On paper")], None, RULES)
    shown = shown_anew({"report.html": page}, made, LABS)["report.html"].decode()
    assert "On paper" in shown
    assert "12 of 22" in shown


def test_the_table_has_the_machine_s_mark_and_the_reasons() -> None:
    (line,) = csv.DictReader(io.StringIO(grades_csv([JUDGED]).decode("utf-8-sig")))
    assert (line["points"], line["grader alone"]) == (MARK, f"{row().points:g}")
    assert line["judgement"].startswith(f"the grader alone {OWN}; ")
    assert "late talk" in line["judgement"]
    assert (line["waits for a tutor"], line["note to tutors"]) == ("q1", "SR, today: SECRET")
    assert b"judgement" not in grades_csv([row()])


SHEET = (
    b"Identifier,Full name,Grade,Maximum grade,Last modified (grade),Feedback comments\r\n"
    b"Participant 7,Ann,,22.00,-,\r\n"
)


def test_the_lms_gets_the_mark_with_its_reasons_once_nothing_waits() -> None:
    waits = fill(SHEET, [replace(JUDGED, max_points=17.0)], comment)
    assert (waits.data, waits.written) == (SHEET, ())
    assert "until then 1 marks are not filled in" in waits.notes[0]
    done = fill(SHEET, [replace(JUDGED, waits=(), max_points=22.0)], comment)
    assert f"Ann,{MARK},22.00".encode() in done.data
    assert b"late talk" in done.data
    assert b"SECRET" not in done.data
    assert comment(replace(JUDGED, failed=("q7-counts",))).endswith(
        "To mend: q7-counts. The report explains each."
    )


def test_the_class_page_shows_what_tutors_said() -> None:
    page = render_index("moodle", [JUDGED, row("8")], "Lab")
    section = page.partition('id="judged"')[2].partition("</section>")[0]
    assert "SECRET" in section
    assert "late talk" in section
    assert OWN in section
    assert 'id="judged"' not in render_index("moodle", [row("8")], "Lab")
