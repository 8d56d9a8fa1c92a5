"""What is expected is asked before anything runs: a letter a question, and Enter for none."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from grader.cli.experiment_said import ask
from grader.experiment.book import Expected

QUESTIONS = (Expected("More channels", "", "10/20", "5/10"), Expected("A larger kernel", ""))


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("b\nn\n", ["better", "no difference"]),
        (" Worse \n\n", ["worse"]),
        ("\n\n", []),
        ("?\nyes\nB\nw\n", ["better", "worse"]),
    ],
)
def test_a_letter_a_question(typed: str, answers: list[str]) -> None:
    with CliRunner().isolation(input=typed) as (out, *_):
        found = ask(QUESTIONS)
        shown = out.getvalue().decode()
    assert [one.answer for one in found] == answers
    assert [one.setting for one in found if one.question == "More channels"] in ([], ["10/20"])
    assert shown.count("  b, w, n or Enter") == (2 if "?" in typed else 0)
    assert shown.startswith("What do you expect? b: better, w: worse, n: no difference")


def test_nothing_is_asked_where_nothing_is_compared() -> None:
    with CliRunner().isolation() as (out, *_):
        assert ask(()) == ()
        assert out.getvalue() == b""
