"""`cnngrade answers`: a sheet, another layer, one question at a time."""

import json

import pytest

from grader.lab import default_lab_path
from tests.concepts.commands import run


def test_a_table_whose_commas_have_two_meanings_is_asked_for_again():
    said = run("answers", given="4,5;1,3\n4 5; 1 3\n").output
    assert "can be read as 4.5 or as 4 5" in said
    assert "Q6 a: right" in said
    assert run("answers", given="\n\n14,400\n").output.count("14400 or as 14.4") == 1


SHEET = """
[q6]
a = [[4, 5], [1, 3]]
b = [[10, 10], [2, 8]]
[q7]
filters = 10
block = [5, 5]
applications = ""
outputs_per_application = 1
"""


def test_answers_of_a_sheet(tmp_path):
    path = tmp_path / "part1.toml"
    path.write_text(SHEET, encoding="utf-8")
    result = run("answers", str(path))
    assert result.exit_code == 0
    assert "Q6 a: right" in result.output
    assert "Q6 b: not right. It looks as if you added each window up" in result.output
    assert "Q7 applications: not answered" in result.output
    assert "3 of 6 right, 1 not answered" in result.output
    assert "2.5" not in result.output  # no answer without --reveal
    assert "answer: 2.5 2.5; 0.5 2" in run("answers", str(path), "--reveal").output
    lab = tmp_path / "lab.toml"
    text = default_lab_path().read_text(encoding="utf-8")
    for rule, said in (("after-answer", "answer: 2.5 2.5"), ("tutor", "leave --reveal out")):
        lab.write_text(f'{text}\n[part1]\nreveal = "{rule}"\n', encoding="utf-8")
        assert said in run("answers", str(path), "--reveal", "--lab", str(lab)).output
    data = json.loads(run("answers", str(path), "--json").stdout)
    assert [answer["right"] for answer in data["answers"]] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    assert "expected" not in data["answers"][1]


def test_answers_for_another_layer(tmp_path):
    path = tmp_path / "part1.toml"
    path.write_text("[q7]\napplications = 900\n", encoding="utf-8")
    assert "0 of 6 right" in run("answers", str(path)).output
    layer = "in_channels=3 kernel_size=3 input_size=32"
    assert "1 of 6 right" in run("answers", str(path), "--layer", layer).output
    path.write_text("[q7]\napplications = 900\nlayer = {kernel_size = 3, input_size = 32}\n")
    assert "1 of 6 right" in run("answers", str(path)).output


@pytest.mark.parametrize("text", ["[q6", "q6 = 3", "[q7]\nlayer = 3"])
def test_a_sheet_that_is_none(tmp_path, text):
    path = tmp_path / "part1.toml"
    path.write_text(text, encoding="utf-8")
    result = run("answers", str(path))
    assert result.exit_code == 2
    assert result.output.count("Error:") == 1


def test_answers_asks_one_at_a_time():
    given = "4 5; 1 3\n2.5 2.5; 0.5 2\n10\n1x5x5\n24\n\n"
    result = run("answers", given=given)
    assert result.exit_code == 0
    assert result.output.count("right") >= 4
    assert "you counted along one side" in result.output
    assert "4 of 6 right, 1 not answered" in result.output
