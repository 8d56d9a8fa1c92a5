"""The catalogue as such: its ids, its words, its page, and `cnngrade explain`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.checks import CHECKS, checks_of, known_ids
from grader.cli import main
from grader.diagnoses import BY_ID, CATALOGUE, nearest
from grader.diagnoses.page import FAMILIES, page
from grader.lab import read_lab

ROOT = Path(__file__).parents[2]
LABS = [read_lab(path.parent, known_ids) for path in ROOT.glob("labs/*/lab.toml")]
SORTS = {one.sort for checks in (CHECKS, *map(checks_of, LABS)) for one in checks} | {
    "order-of-steps"
}


def test_there_are_enough_of_them_and_no_id_is_used_twice() -> None:
    assert len(CATALOGUE) == len(BY_ID) >= 90


def test_each_says_what_it_is_why_it_matters_and_what_to_do() -> None:
    for one in CATALOGUE:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.id)
        assert one.family in FAMILIES, one.id
        assert set(one.of) <= SORTS, one.id
        for words in (one.title, one.why, one.hint):
            assert 10 < len(words) < 330, one.id
        assert not one.title.endswith("."), one.id
        assert one.why.endswith("."), one.id
        assert one.hint[-1] in ".?", one.id
        assert "you are" not in one.why.lower(), f"{one.id}: of the code, not of the person"


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "diagnoses.md").read_text(encoding="utf-8")
    assert written == page(), "python -m grader.diagnoses > docs/diagnoses.md"


def test_a_mistyped_id_finds_the_right_one() -> None:
    assert nearest("flatten-forgoten")[0] == "flatten-forgotten"
    assert "dropout-missing" in nearest("dropout_missing")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["flatten-forgotten"], 0, "Next step"),
        ([], 0, "flatten-forgotten"),
        (["flatten-forgoten"], 2, "Did you mean flatten-forgotten"),
        (["qqqq"], 2, "There is no diagnosis 'qqqq'"),
    ],
)
def test_explain(arguments: list[str], status: int, said: str) -> None:
    result = CliRunner().invoke(main, ["explain", *arguments])
    assert result.exit_code == status
    assert said in result.output
