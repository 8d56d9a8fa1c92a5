"""What stands on the page, in the terminal and in the record."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import StrictUndefined, UndefinedError

from grader import evidence as ev
from grader.finding import add_up
from grader.judge.glancing import glance
from grader.report import html, view
from grader.report.explain import layer_table
from grader.report.html import render_html, render_pages
from grader.report.record import render_json
from grader.report.text import render_text
from grader.report.view import AUDIENCES


class Outline(HTMLParser):
    """Ids, links, and whether every element is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [v or "" for k, v in attrs if k in ("href", "src")]
        if tag not in ("meta", "img", "br", "path", "rect", "circle", "link", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "rect", "circle"):
            assert self.open.pop() == tag


def test_both_pages_of_one_are_as_each_alone_and_share_their_work(
    pages: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = {name: [render_html(grade, who) for who in AUDIENCES] for name, grade in pages.items()}
    drawn = []

    def noted(*of: Any) -> Any:
        drawn.append(of)
        return layer_table(*of)

    monkeypatch.setattr(view, "layer_table", noted)
    assert {name: list(render_pages(grade)) for name, grade in pages.items()} == alone
    assert len(drawn) == len(pages)


@pytest.mark.parametrize("audience", ["student", "tutor"])
def test_every_page_is_whole_and_names_no_outside_address(pages: Any, audience: str) -> None:
    for name, grade in pages.items():
        page = render_html(grade, audience)
        outline = Outline(page)
        assert not outline.open, name
        assert len(outline.ids) == len(set(outline.ids)), name
        for link in outline.links:
            inside = link.startswith("data:image/png;base64,") or link[1:] in outline.ids
            assert inside, (name, link[:60])
        assert not re.search(r"(https?:)?//[a-z]", re.sub('data:[^"]*|</', "", page)), name
        assert "<script" not in page
        assert "style=" not in page


def test_the_policy_names_the_style_sheet_and_nothing_outside(make_grade: Any) -> None:
    page = render_html(make_grade())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]


def test_a_name_that_the_view_lacks_is_an_error() -> None:
    templates = html.templates()
    assert templates.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        templates.from_string("{{ page.nothing }}").render(page=object())


def test_findings_stand_at_their_lines(make_grade: Any) -> None:
    page = render_html(make_grade())
    row = re.search(r'<div class="row hit" id="line-40">.*?</div></div>', page, re.S)
    assert row is not None
    assert "Dropout stays on when the network is tested" in row[0]
    assert 'href="#line-40">line 40</a>' in page
    assert "Not run" not in page  # why a line was not run is a tutor's matter
    assert "Not run" in render_html(make_grade(), "tutor")
    assert page.count('class="cross"') == 2


def test_the_layer_table_has_what_concepts_works_out(make_grade: Any) -> None:
    page = re.sub(r"\s+", " ", render_html(make_grade()))
    for words in ("⌊(28 + 2·0 − 1·(5 − 1) − 1)/1⌋ + 1 = 24", "5,020", "320,000", "576 ×", "14×14",
                  "21,840", "20·4·4 = 320"):  # fmt: skip
        assert words in page, words
    assert "differs" not in page
    assert "no formula" not in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("right", ["All 18 checks hold.", "Nothing to mend."]),
        ("stopped", ["cell 4, line 16", "✕ forward stopped", "The grader’s fault",
                     "lab 4 (final).ipynb"]),
        ("fault", ["no mark", "The trainer stopped before it was done."]),
        ("empty", ["There is no text to show."]),
        ("unsure", ["Not independently verified.", "forward uses .item() at line 12"]),
        ("answers", ["Your answer is right.", "Your answer is not right.", "Received",
                     "left out the channels", "(4 + 3 + 2 + 1) / 4 = 2.5"]),
    ],
)  # fmt: skip
def test_what_each_page_says(pages: Any, name: str, words: list[str]) -> None:
    page = render_html(pages[name])
    for word in words:
        assert word in page, word


def test_good_answers_reach_the_tutor_alone(pages: Any) -> None:
    good = {"written": {"q1": "features are learned"}}
    student, tutor = (render_html(pages["answers"], a, good) for a in ("student", "tutor"))
    assert "features are learned" not in student
    assert "features are learned" in tutor
    assert "The accuracy before training is unremarkable." not in student
    assert "The accuracy before training is unremarkable." in tutor


def test_an_unknown_audience_is_refused(make_grade: Any) -> None:
    with pytest.raises(ValueError, match="audience is 'dean'"):
        render_html(make_grade(), "dean")


def test_what_the_text_has_odd_is_told_once(make_grade: Any) -> None:
    told = "the file begins with a byte-order mark, which was left out"
    grade = make_grade()
    submission = replace(grade.submission, warnings=(told,))
    grade = replace(grade, submission=submission, notes=(f"T{told[1:]}.",))
    assert render_html(grade).count("byte-order mark") == 1


def test_a_mend_is_shown_where_the_layer_is_declared(pages: Any) -> None:
    grade = pages["stopped"]
    grade = replace(grade, evidence=replace(grade.evidence, declared=(("fc1", 28),)))
    row = re.search(r'id="line-28">.*?</div></div>', render_html(grade), re.S)
    assert row is not None
    assert "fc1 is declared here" in row[0]


def test_the_heading_is_the_files_name_without_the_folders_of_the_lms(make_grade: Any) -> None:
    grade = make_grade()
    name = "Ann Poe_21_assignsubmission_file/task1_cnn.py"
    page = render_html(replace(grade, submission=replace(grade.submission, name=name)))
    assert "<h1>task1_cnn.py</h1>" in page


def test_words_between_backticks_are_code(make_grade: Any) -> None:
    grade = make_grade()
    advice = "`x.view(-1)` and <b>"
    page = render_html(replace(grade, findings=(replace(grade.findings[8], advice=advice),)))
    assert "<code>x.view(-1)</code> and &lt;b&gt;" in page


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_terminal_text_keeps_to_its_width(pages: Any, width: int) -> None:
    for grade in pages.values():
        text = render_text(grade, False, width)
        assert max(map(len, text.splitlines())) <= width
        assert "\x1b" not in text
        assert text.endswith("\n")


def test_full_marks_say_the_next_step(make_grade: Any) -> None:
    grade = make_grade()
    said = "  `cnngrade experiment task1_cnn.py` tries other channels and kernel sizes.\n"
    assert said not in render_text(grade, False, 80)
    whole = tuple(replace(one, points=one.max_points, status="passed") for one in grade.findings)
    grade = replace(grade, findings=whole, mark=add_up(whole))
    assert f"\n\nNext\n{said}" in render_text(grade, False, 80)
    named = replace(grade, lab=replace(grade.lab, given="my lab.toml"))
    words = 'task1_cnn.py --lab "my lab.toml"'
    assert f"`cnngrade experiment {words}` tries" in render_text(named, False, 200)
    elsewhere = render_text(grade, False, 200, path="my lab/net(1).py")
    assert '`cnngrade explore "my lab/net(1).py"` shows' in elsewhere
    both = render_text(named, False, 200, path=str(Path("labs", "a", "net.py")))
    assert f'net.py --lab "{Path("labs", "a", "my lab.toml")}"` tries' in both
    bare = replace(grade, evidence=replace(grade.evidence, answers=None))
    bare = replace(bare, findings=(*whole, replace(whole[-1], status="absent")))
    assert '--answers "my lab/part1.toml".' in render_text(bare, False, 200, path="my lab/net.py")
    outside = replace(grade.evidence.training, way="in the sandbox")  # no settings of its calls
    grade = replace(grade, evidence=replace(grade.evidence, training=outside))
    assert said not in render_text(grade, False, 80)


def test_the_terminal_and_the_screen_explain_by_the_lab(make_grade: Any) -> None:
    grade = make_grade()
    known = tuple(replace(one, why="So it is.") for one in grade.findings)
    grade = replace(grade, lab=replace(grade.lab, given="a b.toml"), findings=known)
    named = [one for one in render_text(grade, False, 200).splitlines() if "cnngrade expl" in one]
    assert named
    assert all(one.endswith('--lab "a b.toml"') for one in named)
    shown = [one.more for one in glance(grade).told if one.diagnosis]
    assert shown
    assert all(one.endswith('--lab "a b.toml"') for one in shown)


def test_colour_adds_nothing_to_the_meaning(make_grade: Any) -> None:
    grade = make_grade()
    plain, coloured = (render_text(grade, colour, 80) for colour in (False, True))
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plain
    assert plain.startswith("13.5 / 17   task1_cnn.py\n")
    assert "line 37" in plain


def test_a_bare_grade_renders(make_grade: Any) -> None:
    grade = make_grade()
    bare = replace(grade, findings=(), evidence=ev.Evidence(ev.Observation(), grade.evidence.fate))
    assert "</html>" in render_html(bare)
    assert render_text(bare, True, 80)
    assert json.loads(render_json(bare))["findings"] == []
