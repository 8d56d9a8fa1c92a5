"""Scripts around a right network: mistakes are named, and right ones get no word."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from grader.data import Handed
from grader.diagnoses import diagnose
from grader.evidence import Evidence
from grader.finding import Finding
from grader.lab import Lab
from grader.reading.reading import reading_of
from grader.submission.intake import read_bytes
from tests.rehearsed.here import LAB, NAME, rehearsed
from tests.rehearsed.mistakes import MISTAKES, Mistake
from tests.rehearsed.shapes import RIGHT
from tests.thorough import EVERY_CASE, MORE, covering

pytestmark = pytest.mark.processes
# of the network, not of the script: its log-probabilities may go into cross entropy all the same
OF_THE_NETWORK = {"cross-entropy-of-log-probabilities"}
COMMON = {"step-forgotten"}  # tried always; of the others every second
ONE_OF_EACH = covering(MISTAKES, lambda one: [one.named])
TRIED = (
    MISTAKES
    if EVERY_CASE
    else [o for i, o in enumerate(ONE_OF_EACH) if MORE or i % 2 == 0 or o.named in COMMON]
)
SHAPES = list(RIGHT)[:: 1 if EVERY_CASE else 3 if MORE else 6]


def remarks_on(
    text: str, lab: Lab = LAB, handed: Handed | None = None
) -> tuple[list[Finding], bool]:
    """What is said of a script; and whether a network was trained in it."""
    submission = read_bytes(NAME, text.encode(), lab)
    evidence = Evidence(rehearsal=(told := rehearsed(text, lab, handed)))
    _, remarks = diagnose((), submission, reading_of(evidence), evidence, lab)
    said = [one for one in remarks if one.diagnosis not in OF_THE_NETWORK]
    return said, any(forward.moved > 0 for forward in told.forwards)


def _shown(said: Sequence[Finding]) -> str:
    return "\n".join(f"{one.diagnosis} (line {one.line}): {one.message}" for one in said)


@pytest.mark.parametrize("name", SHAPES)
def test_a_right_script_gets_no_word(name: str) -> None:
    said, trained = remarks_on(RIGHT[name])
    assert not said, _shown(said)
    assert trained, "it was not rehearsed as far as that"


@pytest.mark.parametrize("one", TRIED, ids=lambda one: f"{one.kind}, {one.shape}")
def test_a_mistake_is_named_and_nothing_else_is(one: Mistake) -> None:
    said, _ = remarks_on(one.text)
    assert {remark.diagnosis for remark in said} == {one.named, *one.also}, _shown(said)
    assert all(remark.line for remark in said)


def test_there_are_enough_of_both() -> None:
    assert len(RIGHT) >= 100
    assert len({(one.named, one.kind) for one in MISTAKES}) >= 40
    assert len({one.shape for one in MISTAKES}) >= 6
