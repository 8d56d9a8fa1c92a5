"""Comments in the student's own file: at the right statement, and changing nothing."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.evidence import Environment, Evidence, Observation, ProcessFate
from grader.finding import Finding, Grade, Score
from grader.lab import read_lab
from grader.report.annotated import MARK, WIDTH, render_annotated
from grader.script import Script
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_bytes
from tests.thorough import EVERY_CASE, examples

LAB = read_lab()
FILES = sorted((Path(__file__).parents[1] / "submissions").glob("*.py"))[:: 1 if EVERY_CASE else 5]
FATE = ProcessFate("finished", 0.1, 0)


def grade(text: str, *lines: int | None, remark: int | None = None) -> Grade:
    findings = tuple(
        Finding(f"c{i}", f"Check {i} holds", "failed", 0, 1, f"seen {i} " * 30, "do it", line=line)
        for i, line in enumerate(lines)
    )
    told = Finding(
        "", "A remark", "remark", message="it is so", advice="look", why="because", line=remark
    )
    said = (told,) if remark else ()
    submission = replace(read_bytes("net.py", b"x = 1\n", LAB), script=Script(text))
    evidence = Evidence(Observation(), FATE)
    environment = Environment("", "", "", "")
    return Grade(submission, LAB, evidence, environment, Score(0, 3), findings, remarks=said)


def ours(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.lstrip(" \t").startswith(MARK)]


def theirs(text: str) -> list[str]:
    return [line for line in text.split("\n") if not line.lstrip(" \t").startswith(MARK)]


ODD = [
    'def f():\n    x = """a\nb\nc"""\n    return x\n',
    "x = 1 + \\\n    2 + \\\n    3\n",
    "x = [\n    1,\n    2,\n]\n@staticmethod\ndef g(\n    a,\n):\n    return a\n",
    "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\nfrom __future__ import annotations\nx = 1\n",
    "if True:\n\tx = 1\n\tif x:\n\t\ty = 2\n",
    "x = 1; y = 2\nclass A: pass\n",
    "f'''{1\n+ 2}'''\n",
    "x = 1",
    "\n\nx = 1\n",
]


@pytest.mark.slow
@pytest.mark.parametrize("text", [*ODD, *(path.read_text("utf-8", "replace") for path in FILES)])
def test_python_reads_what_it_read_before(text: str) -> None:
    try:
        before = ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return
    count = text.count("\n") + 1
    annotated = render_annotated(grade(text, *range(1, count + 1), remark=1))
    assert ast.dump(ast.parse(annotated)) == before
    kept = [line for line in theirs(annotated) if line.strip()]
    assert kept == [line for line in text.split("\n") if line.strip()]


@settings(max_examples=examples(50))
@given(st.lists(st.sampled_from([line for text in ODD for line in text.split("\n")]), max_size=8))
def test_every_text_keeps_its_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    annotated = render_annotated(grade(text, 1, 3, None, 99))
    kept = [line for line in theirs(annotated) if line.strip()]
    assert kept == [line for line in text.split("\n") if line.strip()]
    said = " ".join(ours(annotated))
    assert all(f"Check {i} holds" in said for i in range(4))


def test_it_stands_above_its_statement_and_is_indented_with_it() -> None:
    text = (
        "class A:\n    def f(self):\n        x = [\n            1,\n        ]\n        return x\n"
    )
    lines = render_annotated(grade(text, 4)).split("\n")
    at = lines.index("        x = [")
    assert lines[at - 1].startswith(f"        {MARK}   next: do it")
    assert all(len(line) <= WIDTH for line in lines)


def test_what_has_no_line_stands_at_the_top_below_the_first_line() -> None:
    lines = render_annotated(grade("#!/bin/python\nx = 1\n", None)).split("\n")
    assert lines[0] == "#!/bin/python"
    assert lines[1] == f"{MARK} Mark: 0 / 3"
    assert lines[2].startswith(f"{MARK} net.py: ")
    assert any("Check 0 holds" in line for line in lines)


def test_a_stranger_cannot_write_code_into_it() -> None:
    bad = grade("x = 1\n", 1)
    finding = replace(bad.findings[0], message="a\nimport os\r\x0cimport sys\u2028\x1b[31m")
    annotated = render_annotated(replace(bad, findings=(finding,)))
    assert ast.dump(ast.parse(annotated)) == ast.dump(ast.parse("x = 1\n"))
    assert "\x1b" not in annotated


def test_a_file_that_does_not_parse_is_annotated_by_its_lines() -> None:
    text = "x = (\nclass Net:\n    pass\n"
    lines = render_annotated(grade(text, 2)).split("\n")
    assert lines[lines.index("class Net:") - 1].startswith(MARK)


def test_submissions_of_the_corpus_can_be_read_here() -> None:
    assert len(FILES) > 100
    with pytest.raises(SubmissionError):
        read_bytes("a.png", b"\x89PNG", LAB)
