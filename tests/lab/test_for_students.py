"""Students get the lab they are graded by, and none of what good answers mention."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.answers import answers
from grader.cli.start import start
from grader.lab import LabError, read_lab
from grader.lab.for_students import for_students

ROOT = Path(__file__).parents[2]
WRITTEN = 'kind = "written"\ntext = "Why?"\n'
GOOD = {
    "one line": 'good = "It is a \\"tie\\"."',
    "a literal": "good = 'C:\\net'  # as of 2026",
    "several lines": 'good = """First,\n\\"second\\" and\ngood = \'third\'."""',
    "several literal lines": "good='''\nall of it'''",
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_good_answers_are_taken_out_and_nothing_else(good: str) -> None:
    text = f"# a lab\n[questions.q1]\n{WRITTEN}{good}\npoints = 2\n[questions.q2]\n{WRITTEN}"
    assert "good" in tomllib.loads(text)["questions"]["q1"]
    left = for_students(text)
    assert left.startswith("# a lab\n")
    asked = {"kind": "written", "text": "Why?"}
    assert tomllib.loads(left) == {"questions": {"q1": {**asked, "points": 2}, "q2": asked}}


@pytest.mark.parametrize(
    "text",
    [
        'questions.q1 = { kind = "written", good = "A tie." }',
        'questions.q1.good = "A tie."',
        '[questions.q1]\ngood = "A tie."\ntext = """\ngood = "a line that is asked about"\n"""',
    ],
)
def test_what_cannot_be_taken_out_goes_to_nobody(text: str) -> None:
    with pytest.raises(LabError, match="would go to students"):
        for_students(text)


def test_what_students_get_is_what_they_are_graded_by(tmp_path: Path) -> None:
    lab = ROOT / "labs" / "three-layer"
    ended = CliRunner().invoke(start, ["--lab", str(lab), str(tmp_path / "mine")])
    assert ended.exit_code == 0, ended.output
    handed = tmp_path / "mine" / "lab.toml"
    assert f"--lab {handed}" in ended.output
    mine, theirs = read_lab(handed), read_lab(lab / "lab.toml")
    assert mine.points == theirs.points
    assert any(one.good for one in theirs.questions)
    assert not any(one.good for one in mine.questions)


def test_a_lab_beside_a_file_is_named_and_not_used(tmp_path: Path) -> None:
    (tmp_path / "part1.toml").write_text("", encoding="utf-8")
    assert "Another lab" not in CliRunner().invoke(answers, [str(tmp_path / "part1.toml")]).output
    (tmp_path / "lab.toml").write_text("anybody's", encoding="utf-8")
    ended = CliRunner().invoke(answers, [str(tmp_path / "part1.toml")])
    assert ended.exit_code == 0, ended.output
    assert f"add  --lab {tmp_path / 'lab.toml'}" in ended.output
    assert "Q6 a" in ended.output
