"""A claim that is true is let pass, and one that is not is caught, by running the text."""

from __future__ import annotations

import pytest

from tests.bench import RIGHT
from tests.mutants.claims import false_claims

TEXT = RIGHT.read_text(encoding="utf-8")
UNCALLED = TEXT.replace("self.fc1 =", "self.spare = nn.Linear(3, 3)\n        self.fc1 =")
# a sentence, and whether it is true of the text
SAID = {
    "`spare` is declared, with weights, and forward does not call it. (line 1) [x]": True,
    "`fc1` is declared, with weights, and forward does not call it. (line 1) [x]": False,
    "`fc1` is called, but what forward returns does not depend on it. (line 1) [x]": True,
    "`spare` is called, but what forward returns does not depend on it. (line 1) [x]": False,
    "`F.dropout` still drops numbers after net.eval(), and so on. (line 1) [x]": False,
    "their exponentials do not sum to 1. (line 1) [x]": False,
    "With 7 in place of 8 the rest works. (line 1) [x]": True,
    "With 11 in place of 10 the rest works. (line 1) [x]": False,
}


@pytest.mark.parametrize("sentence", SAID)
def test_a_claim_is_held_against_the_text(sentence: str) -> None:
    wrong, tried = false_claims(UNCALLED, "", (sentence,))
    assert tried == 1
    assert wrong == ([] if SAID[sentence] else [sentence])


def test_what_is_said_of_a_name_is_read_in_the_text() -> None:
    line = 1 + TEXT.split("\n").index(next(one for one in TEXT.split("\n") if "x = " in one))
    said = f"The result of `conv1` goes to `x`, which nothing reads after it. (line {line}) [x]"
    assert false_claims(TEXT, "", (said,)) == ([said], 1)


def test_the_rest_works_only_where_the_mended_text_runs() -> None:
    said = ("without it the rest works. (line 1) [x]",)
    assert false_claims("x = (", TEXT, said) == ([], 1)
    assert false_claims("x = (", TEXT.replace("self.fc1(", "self.fc2("), said) == ([*said], 1)
