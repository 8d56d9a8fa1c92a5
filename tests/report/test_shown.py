"""A stranger's text is shown, never obeyed: in the page, in the terminal, in the record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from grader import evidence as ev
from grader.finding import Finding, NoMark
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.shown import one_line, shown
from grader.report.text import render_text
from grader.script import Script

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
ACTING = "a\x1b[31m\x9b\x07\x00\r\u202e\u2066\u200f\ufeff\u2028\ud800\U000e0041z"


@pytest.mark.parametrize("character", [c for c in ACTING if c not in "az[31m"])
def test_an_acting_character_is_spelled_out(character: str) -> None:
    assert shown(f"x{character}y") == f"x⟨U+{ord(character):04X}⟩y"


@pytest.mark.parametrize("text", ["naïve café ×−’", "日本語", "tab\tand\nline", "👩🏽", "é"])
def test_ordinary_text_stays(text: str) -> None:
    assert shown(text) == text


def test_long_text_is_cut_and_one_line_is_one_line() -> None:
    assert shown("a" * 50, 10) == "a" * 9 + "…"
    assert one_line("a\n\t b\r\nc") == "a b c"


def attacked(make_grade: Any, text: str) -> Any:
    """A grade with the text wherever a student can put it."""
    plain = make_grade()
    source = plain.submission.text.replace("Two convolutions, two fully", text)
    trouble = ev.Trouble("forward", text, text, 37)
    observation = plain.evidence.observation
    assert observation.train is not None
    operations = tuple(replace(op, module=text) for op in observation.train.operations)
    graph = replace(observation.train, operations=operations)
    finding = Finding("forward-runs", text, "failed", 0, 1, text, text, text, 37, text, text, text)
    blocked = replace(finding, status="blocked")
    return replace(
        plain,
        submission=replace(plain.submission, name=text, script=Script(source), warnings=(text,)),
        findings=(finding, blocked, *plain.findings),
        notes=(text,), for_tutor=(text,),
        evidence=replace(
            plain.evidence,
            fate=replace(plain.evidence.fate, transcript=text, detail=text),
            answers={"q6": {"a": text, "b": [[text]]}, "q7": {"filters": text},
                     "written": {"q1": text, text: text}},
            observation=replace(
                observation, train=graph, eval=graph, troubles=(trouble,), notes=(text,),
                escapes=(ev.Escape(text, 37),),
                # even where only words of ours belong
                mends=(ev.Mend(text, text, 37, 1, 2, trouble),),  # type: ignore[arg-type]
                loading=ev.Loading(
                    text,  # type: ignore[arg-type]
                    text, 24, True, (ev.Passage(1, 2, text, text),), (text,),
                ),
                tensors=tuple(replace(t, name=text) for t in observation.tensors),
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("audience", ["student", "tutor"])
def test_markup_of_a_student_never_becomes_markup(make_grade: Any, audience: str) -> None:
    page = render_html(attacked(make_grade, EVIL), audience, {"written": {"q1": EVIL}})
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<(script|img src=x)", page)
    assert "49" not in re.findall(r"onerror=alert\(1\)&gt;(\S*)", page)
    attributes = re.findall(r"<[a-z][^<>]*>", page)
    assert not [tag for tag in attributes if re.search(r"\son\w+=", re.sub(r'"[^"]*"', "", tag))]


def test_names_of_a_student_are_in_no_id_and_no_link(make_grade: Any) -> None:
    page = render_html(attacked(make_grade, "EVIL"), "tutor")
    assert not [x for x in re.findall(r'(?:id|href|src|class)="([^"]*)"', page) if "EVIL" in x]


def test_acting_characters_reach_no_reader(make_grade: Any) -> None:
    grade = attacked(make_grade, ACTING)
    unmarked = replace(grade, mark=NoMark(ACTING))
    shown_to = (render_html(grade, "tutor"), render_html(unmarked), render_text(grade, False, 80))
    for text in (*shown_to, render_text(unmarked, False, 80)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\ud800-\udfff]", text)
        assert "⟨U+202E⟩" in text
        text.encode("utf-8")
    record = render_json(grade)
    assert record.isascii()
    assert "\\ud800" not in record.lower()
    assert json.loads(record)["submission"]["file"].startswith("a\x1b[31m")


def test_colours_are_ours_alone(make_grade: Any) -> None:
    text = render_text(attacked(make_grade, "\x1b[8mhidden"), True, 80)
    assert set(re.findall("\x1b\\[([0-9;]*)m", text)) <= {
        "0",
        "1",
        "2",
        "1;31",
        "1;33",
        "1;32",
        "31",
    }
