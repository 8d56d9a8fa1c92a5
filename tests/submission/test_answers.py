"""The answer sheet: what is read, and what is said of what cannot be."""

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from grader.checks import examine
from grader.evidence import Evidence, Observation, ProcessFate
from grader.lab import read_lab
from grader.reading.reading import reading_of
from grader.submission.answers import SheetError, read_sheet

FATE = ProcessFate("not started", 0.0, None)

ROOT = Path(__file__).parents[2]
BLANK = ROOT / "exercises" / "part1.toml"
SOLVED = ROOT / "solutions" / "part1.toml"


def sheet(folder, text):
    path = folder / "part1.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def entries(answers):
    return {(table, name): value for table, part in answers.items() for name, value in part.items()}


def test_the_sheet_as_handed_out_is_blank_throughout():
    answers = entries(read_sheet(BLANK))
    assert len(answers) == 14
    assert all(value in ("", []) for value in answers.values())


def test_the_solved_sheet_answers_the_same_questions():
    solved: dict[str, Any] = read_sheet(SOLVED)
    assert entries(solved).keys() == entries(read_sheet(BLANK)).keys()
    assert not any(value in ("", []) for value in entries(solved).values())
    assert solved["q6"] == {"a": [[4, 5], [1, 3]], "b": [[2.5, 2.5], [0.5, 2.0]]}
    assert solved["q7"]["applications"] == ((28 - 5) // 1 + 1) ** 2


def test_both_sheets_have_the_same_tables_as_toml():
    shapes = [
        {table: set(part) for table, part in tomllib.loads(path.read_text()).items()}
        for path in (BLANK, SOLVED)
    ]
    assert shapes[0] == shapes[1]


READ = {  # a sheet: the answer it gives at (table, name)
    "[q6]\na = [[4, 5], [1]]": ("q6", "a", [[4, 5], [1]]),
    "[q6]\na = [4, 5, 1, 3]": ("q6", "a", [4, 5, 1, 3]),
    "[q6]\na = [[]]": ("q6", "a", []),
    "[q6]\na = ' '": ("q6", "a", []),
    "[q6]\nb = [[2.5, 2], [-1, 0]]": ("q6", "b", [[2.5, 2], [-1, 0]]),
    "": ("q7", "filters", ""),
    "[q7]\nfilters = 10": ("q7", "filters", 10),
    "[q7]\nblock = 25": ("q7", "block", 25),
    "[q7]\nblock = ''": ("q7", "block", []),
    "[q7]\nblock = [1, 5, 5]": ("q7", "block", [1, 5, 5]),
    "[written]\nq1 = ' Learning. '": ("written", "q1", "Learning."),
    "[written]\nq2 = ''": ("written", "q2", ""),
    b"\xef\xbb\xbf[q7]\r\nfilters = 3\r\n": ("q7", "filters", 3),
}


@pytest.mark.parametrize("text", READ, ids=repr)
def test_read(text, tmp_path):
    table, name, expected = READ[text]
    answers: dict[str, Any] = read_sheet(sheet(tmp_path, text))
    assert answers[table][name] == expected


REFUSED = {  # a sheet: words that the sentence holds
    "[q5]\na = 1": ["no entry 'q5'", "it has q6, q7, written"],
    "[q6]\nc = [[1]]": ["[q6] has no entry 'c'"],
    "[q7]\nfilter = 10": ["did you mean 'filters'"],
    "[written]\nq9 = 'x'": ["[written] has no entry 'q9'"],
    "q6 = 4": ["q6 must be a table"],
    "[written]\nq1 = 3": ["q1 in [written] is 3", "quotation marks"],
    "[q6\na = 1": ["not valid TOML", "line 1"],
    b"[q6]\n# \xe4\n": ["line 2 is not UTF-8"],
    b"#" * (2**18 + 1): ["256 kB"],
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:30]))
def test_refused_in_one_sentence(text, tmp_path):
    with pytest.raises(SheetError) as caught:
        read_sheet(sheet(tmp_path, text))
    for word in ["part1.toml", *REFUSED[text]]:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


UNREADABLE = {  # what stands for numbers and is none: kept, for that is for marking
    "[q6]\na = 'four 5; 1 3'": ("q6-max-pooling", "'four'"),
    "[q6]\na = [[true]]": ("q6-max-pooling", "True"),
    "[q6]\na = [[nan]]": ("q6-max-pooling", "nan"),
    "[q7]\nfilters = 'ten'": ("q7-counts", "'ten'"),
    "[q7]\nblock = 'five by 5'": ("q7-counts", "'five'"),
}


@pytest.mark.parametrize("text", UNREADABLE, ids=repr)
def test_what_is_no_number_is_marked_wrong_and_stops_nothing(text, tmp_path):
    check, word = UNREADABLE[text]
    evidence = Evidence(Observation(), FATE, answers=read_sheet(sheet(tmp_path, text)))
    finding = next(
        f for f in examine(reading_of(evidence), evidence, read_lab()) if f.check == check
    )
    assert finding.status == "failed"
    assert word in finding.message


def test_a_number_in_quotation_marks_is_a_number(tmp_path):
    text = "[q7]\nfilters = '10'\nblock = [1, '5', 5]\napplications = 576\n"
    answers = read_sheet(sheet(tmp_path, text + "outputs_per_application = '1'"))
    evidence = Evidence(Observation(), FATE, answers=answers)
    finding = next(
        f for f in examine(reading_of(evidence), evidence, read_lab()) if f.check == "q7-counts"
    )
    assert finding.status == "passed"


def test_no_such_sheet(tmp_path):
    with pytest.raises(SheetError, match="there is no answer sheet"):
        read_sheet(tmp_path / "nothing.toml")
    with pytest.raises(SheetError, match="there is no answer sheet"):
        read_sheet(tmp_path)


ODD = {  # what stands on the sheet: why no run of the grader may stumble over it
    "[q7]\nfilters = 0x" + "f" * 9000: "more digits than Python writes",
    "[q6]\na = [[0x" + "f" * 9000 + ", 1], [2, 3]]": "the same in a table",
    '[q7]\nfilters = "1e999999999"': "a fraction that takes for ever",
    '[q7]\nfilters = "1e-999999999"': "the same from below",
    '[q6]\na = [["1e999999999"]]': "the same in a table",
    "[q7]\nfilters = 1979-05-27\nblock = {a = 1}\napplications = [[[]]]": "no numbers",
    "[q6]\na = [[1979-05-27T07:32:00Z, nan]]\nb = [[inf]]": "no numbers in a table",
    '[q7]\nfilters = "' + "9" * 200_000 + '"': "more digits than a number has",
    "[q6]\na = " + "[" * 100 + "1" + "]" * 100: "deeper than a table",
}


@pytest.mark.parametrize("text", ODD, ids=ODD.values())
def test_an_odd_answer_is_a_wrong_answer(tmp_path, text):
    answers = read_sheet(sheet(tmp_path, text))
    evidence = Evidence(Observation(), FATE, answers=answers)
    findings = [
        f
        for f in examine(reading_of(evidence), evidence, read_lab())
        if f.check.startswith(("q6-", "q7-"))
    ]
    assert {f.status for f in findings} <= {"failed", "blocked"}
    assert "failed" in {f.status for f in findings}
    assert len(json.dumps([asdict(f) for f in findings], allow_nan=False)) < 50_000


REFUSED_BOMBS = {
    "[q7]\nfilters = " + "9" * 9000: "not valid TOML",
    "[q6]\na = " + "[" * 3000 + "1": "nests too many brackets",
    "a" + ".b" * 50_000 + " = 1": "more than 50 parts",
    "[q6]\na" + " . 'b'" * 40_000 + " = 1": "more than 50 parts",
    "q6 = {" + '"a"\t.' * 40_000 + "b = 1}": "more than 50 parts",
    "[" + "a." * 120_000 + "b]": "more than 50 parts",
    "x" * 250_000: "not valid TOML",
    "a." * 49 + "b = 1": "no entry 'a'",
    "q" + '"' * 200_000: "not valid TOML",
    '"' + "x'" * 100_000: "not valid TOML",
    ("a." * 40 + "\n") * 3_000: "not valid TOML",
    "[a" + ".b" * 40 + "]\n" + "\n".join(f"c{i} = 1" for i in range(20_000)): "no entry 'a'",
    "x" * 3000 + " = 1": "no entry 'xxx",
}


@pytest.mark.parametrize("text", REFUSED_BOMBS, ids=lambda text: text[:16])
def test_a_bomb_is_refused_in_a_sentence(tmp_path, text):
    with pytest.raises(SheetError, match=REFUSED_BOMBS[text]) as caught:
        read_sheet(sheet(tmp_path, text))
    assert len(str(caught.value)) < 400
