"""Part 1 of a lab's own: read from its file, asked on the sheet, marked, shown, counted."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from concepts.questions.posed import KINDS, posed, practised
from concepts.questions.practice import KINDS as PRACTISED
from grader import evidence as ev
from grader.batch.judgement.apply import Rules
from grader.batch.judgement.judgements import judgement_of
from grader.batch.judgement.written import answers_of, answers_record
from grader.checks import checks_of, known_ids
from grader.checks.examine import examine
from grader.checks.part1 import SAID
from grader.cli.answers import answers
from grader.cli.practice import practice
from grader.cli.start import start
from grader.finding import Finding
from grader.lab import Lab, LabError, read_lab
from grader.lab.questions import IN_WORDS, SETTINGS
from grader.lab.sheet import blank_sheet
from grader.reading.reading import reading_of
from grader.submission.answers import SheetError, sheet_from
from grader.wire.records import from_json, to_json

SHAPES = Path(__file__).parent.parent / "labs" / "shapes"
QUESTIONS = """
[questions.q1_c]
kind = "written"
text = "What is a pooling layer for?"
good = "It makes maps smaller; it has no weights."
points = 2

[questions.q2_a]
kind = "max pooling"
input = [[1, 5, 2], [0, 3, 4], [7, 1, 6]]
stride = 1
points = 1

[questions.q2_b]
kind = "convolution"
input = [[1, 5, 2], [0, 3, 4], [7, 1, 6]]
filter = [[1, 0], [0, -1]]
points = 1

[questions.q3]
kind = "applications"
network = "conv 16 k3 p1"
points = 0.5

[questions.q4]
kind = "shape"
network = "conv 16 k3 p1; relu; max k2; conv 32 k5 s2"
points = 0
"""
RIGHT = {"q2_a": [[5, 5], [7, 6]], "q2_b": [[-2, 1], [-1, -3]], "q3": 1024, "q4": [32, 6, 6]}


def with_questions(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(SHAPES, tmp_path / "lab"))
    with (folder / "lab.toml").open("a", encoding="utf-8") as file:
        file.write(QUESTIONS)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return with_questions(tmp_path)


@pytest.fixture
def lab(place: Path) -> Lab:
    return read_lab(place, known_ids)


def findings(lab: Lab, sheet: dict[str, Any] | None) -> dict[str, Finding]:
    evidence = ev.Evidence(answers=sheet)
    found = examine(reading_of(evidence), evidence, lab)
    return {one.check: one for one in found if one.check.startswith("q")}


def sheet_of(lab: Lab, **given: Any) -> dict[str, Any]:
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items())
    return sheet_from("part1.toml", text.encode(), lab.questions)


def test_a_kind_is_the_same_everywhere() -> None:
    assert set(SETTINGS) == {*KINDS, IN_WORDS}
    assert set(SAID) == set(KINDS)
    assert {practised(kind) for kind in KINDS} == set(PRACTISED)


def test_points_of_the_questions_are_the_labs(lab: Lab) -> None:
    assert lab.written == {"q1_c": 2}
    assert {name: lab.points[name] for name in RIGHT} == {"q2_a": 1, "q2_b": 1, "q3": 0.5, "q4": 0}
    assert [one.id for one in checks_of(lab) if one.part == 1] == list(RIGHT)
    assert "q6-max-pooling" not in known_ids(lab)
    assert from_json(Lab, to_json(lab, []), []) == lab  # as it goes to the judge


REFUSED = {
    "no kind": ('[questions.q9]\npoints = 1', "[questions.q9]: what kind of question is it"),
    "a kind that there is none": (
        '[questions.q9]\nkind = "max poling"\npoints = 1', "did you mean 'max pooling'?",
    ),
    "no points": ('[questions.q9]\nkind = "filters"\nnetwork = "conv 4 k3"', "lacks 'points'"),
    "what it needs is missing": ('[questions.q9]\nkind = "field"\npoints = 1', "lacks 'network'"),
    "what it does not take": (
        '[questions.q9]\nkind = "field"\nnetwork = "conv 4 k3"\nwindow = 2\npoints = 1',
        "'field' has no entry 'window'",
    ),
    "a name that is none": ('[questions.pool]\nkind = "written"\ntext = "?"\npoints = 1', "q2_a"),
    "a window that does not fit": (
        '[questions.q9]\nkind = "max pooling"\ninput = [[1]]\npoints = 1',
        "[questions.q9]: kernel_size 2 is larger",
    ),
    "a filter that does not fit": (
        '[questions.q9]\nkind = "convolution"\ninput = [[1]]\nfilter = [[1, 2]]\npoints = 1',
        "[questions.q9]: ",
    ),
    "rows that are not equally long": (
        '[questions.q9]\nkind = "max pooling"\ninput = [[1, 2], [3]]\npoints = 1', "equally long",
    ),
    "a cell that is no number": (
        '[questions.q9]\nkind = "max pooling"\ninput = [[1, nan], [3, 4]]\npoints = 1', "no number",
    ),
    "a network that the image is too small for": (
        '[questions.q9]\nkind = "shape"\nnetwork = "conv 4 k33"\npoints = 1', "conv1: kernel_size",
    ),
    "a network that cannot be read": (
        '[questions.q9]\nkind = "shape"\nnetwork = "cnv 4 k3"\npoints = 1', "did you mean 'conv'?",
    ),
    "no maps at the end": (
        '[questions.q9]\nkind = "field"\nnetwork = "conv 4 k3; flatten"\npoints = 1', "with maps",
    ),
    "counts of several layers": (
        '[questions.q9]\nkind = "block"\nnetwork = "conv 4 k3; relu"\npoints = 1',
        "not one convolution, as",
    ),
    "a unit that there is none": (
        '[questions.q9]\nkind = "what a unit sees"\nnetwork = "conv 4 k3"\nunit = 31\npoints = 1',
        "rows 1 to 30",
    ),
    "nothing to count": (
        '[questions.q9]\nkind = "parameters"\nnetwork = "relu"\npoints = 1', "no parameters",
    ),
    "a table of one row": (
        '[questions.q9]\nkind = "max pooling"\ninput = [1, 2]\npoints = 1', "it is a list of rows",
    ),
    "a table that no hand works out": (
        f'[questions.q9]\nkind = "max pooling"\ninput = [{[1] * 13}]\npoints = 1',
        "more than 12 rows or columns",
    ),
    "an image of two sizes": (
        '[questions.q9]\nkind = "shape"\nnetwork = "relu"\nimage = [9, 9]\npoints = 1',
        "it is [channels, height, width]",
    ),
    "no table": ("[questions]\nq9 = 1", "a question is a table of its own"),
    "more than anybody answers": (
        "".join(f'[questions.q9_{i}]\nkind = "written"\n' for i in range(61)), "60 is the most",
    ),
    "points twice": ("[written]\nq1 = 1", "[written] is for the sheet's questions"),
}  # fmt: skip


@pytest.mark.parametrize(("more", "says"), REFUSED.values(), ids=REFUSED)
def test_a_question_that_cannot_be_is_refused(more: str, says: str, place: Path) -> None:
    with (place / "lab.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{more}\n")
    with pytest.raises(LabError) as caught:
        read_lab(place, known_ids)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["q3", "q6-max-pooling", "q1_c"])
def test_points_of_a_question_stand_with_it_alone(name: str, place: Path) -> None:
    text = (place / "lab.toml").read_text(encoding="utf-8")
    (place / "lab.toml").write_text(text.replace("[points]", f"[points]\n{name} = 1"), "utf-8")
    with pytest.raises(LabError, match="no entry"):
        read_lab(place, known_ids)


def test_the_sheet_asks_everything_and_is_blank(lab: Lab, place: Path, tmp_path: Path) -> None:
    ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
    assert ended.exit_code == 0, ended.output
    text = (tmp_path / "mine" / "part1.toml").read_text(encoding="utf-8")
    assert text == blank_sheet(lab)
    assert list(tomllib.loads(text)) == [one.name for one in lab.questions]
    for said in ("Q2 a. Which values come out? Max pooling", "#     7  1  6", "3 × 32×32"):
        assert said in text
    read = sheet_from("part1.toml", text.encode(), lab.questions)
    assert read == {
        "answers": {"q2_a": [], "q2_b": [], "q3": "", "q4": []},
        "written": {"q1_c": ""},
    }
    assert {one.status for one in findings(lab, read).values()} == {"failed"}
    assert "mentions" not in text
    assert "no weights" not in text


def test_a_sheet_beside_its_questions_is_one_too_many(place: Path, tmp_path: Path) -> None:
    (place / "part1.toml").write_text("", encoding="utf-8")
    ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
    assert (ended.exit_code, "one sheet too many" in ended.output) == (2, True)


def test_right_answers_earn_their_points_and_slips_are_named(lab: Lab) -> None:
    assert {one.status for one in findings(lab, sheet_of(lab, **RIGHT)).values()} == {"passed"}
    given = RIGHT | {"q3": 32, "q4": [32, 12, 12], "q2_a": ""}
    found = findings(lab, sheet_of(lab, **given))
    assert found["q2_b"].status == "passed"
    assert found["q3"].diagnosis == "one-side"
    assert found["q4"].diagnosis == "stride-left-out"
    assert found["q2_a"].message.endswith("left blank.")
    assert {one.status for one in findings(lab, None).values()} == {"absent"}


REFUSED_SHEETS = {
    "q5 = 1": "the sheet has no entry 'q5'",
    "[q2_a]\na = 1\n[q6]\na = 1": "the sheet has no entry 'q6'",
    "q1_c = 3": "q1_c is 3; write a text",
}


@pytest.mark.parametrize(("text", "says"), REFUSED_SHEETS.items())
def test_a_sheet_of_something_else_is_refused(text: str, says: str, lab: Lab) -> None:
    with pytest.raises(SheetError) as caught:
        sheet_from("part1.toml", text.encode(), lab.questions)
    assert says in str(caught.value)


def test_the_commands_ask_the_labs_questions(place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("q2_a = [[5, 5], [7, 6]]\nq3 = 32\n", encoding="utf-8")
    ended = CliRunner().invoke(answers, [str(mine), "--lab", str(place)])
    assert ended.exit_code == 0, ended.output
    assert ended.output.endswith("1 of 4 right, 2 not answered\n")
    typed = "5 5; 7 6\n-2 1; -1 -3\n1024\n32x6x6\n"
    ended = CliRunner().invoke(answers, ["--lab", str(place), "--reveal"], input=typed)
    assert ended.output.endswith("4 of 4 right, 0 not answered\n")
    assert "answer: 32×6×6" in ended.output
    ended = CliRunner().invoke(answers, ["--lab", str(place), "--layer", "kernel_size=3"])
    assert (ended.exit_code, "leave --layer out" in ended.output) == (2, True)
    words = ["--lab", str(place), "--count", "9", "--json", "--seed", "3"]
    drawn = json.loads(CliRunner().invoke(practice, words).output)["questions"]
    kinds = {question["kind"] for question in drawn}
    assert {"convolution", "shape", "max pooling"} <= kinds
    assert not kinds & {"field", "parameters"}


def test_a_class_counts_the_labs_questions(lab: Lab) -> None:
    network = sum(worth for name, worth in lab.points.items() if not name.startswith("q"))
    assert Rules(lab, part1=False).out_of == network
    assert Rules(lab, part1=True).out_of == network + 2.5 + 2
    assert Rules(lab, part1=True).written == {"q1_c": 2}
    told = judgement_of({"who": "u1", "part": "Q1 c", "points": "1.5"}, "line 2", lab)
    assert (told.part, told.points) == ("q1_c", 1.5)
    told = judgement_of({"who": "u1", "part": "Q2 a", "points": "1"}, "line 2", lab)
    assert told.part == "q2_a"
    kept = answers_of(answers_record(sheet_of(lab, q1_c="It pools."), ""))
    assert kept.texts == {"q1_c": "It pools."}


@pytest.mark.parametrize(
    ("kind", "given", "right", "said"),
    [
        ("applications", 280, True, ""),
        ("applications", 13 * 18, False, "left out the padding"),
        ("applications", 34, False, "added the two sides"),
        ("block", [3, 3, 5], True, ""),
        ("block", [3, 5, 3], False, "rows come before columns"),
        ("outputs per application", 15, False, "added up"),
    ],
)
def test_counts_of_filters_and_images_that_are_not_square(
    kind: str, given: object, right: bool, said: str
) -> None:
    layer = "conv 4 k3x5 s2 p1x2"
    mark = posed(kind, network=layer, image=(3, 28, 40)).mark("Q1", given)
    assert mark.right is right
    assert said in mark.diagnosis
