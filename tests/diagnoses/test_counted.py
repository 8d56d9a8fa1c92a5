"""Remarks on the script to which a lab gives points."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.checks import known_ids
from grader.diagnoses.counted import COUNTABLE, counted
from grader.evidence import Rehearsal
from grader.finding import Finding
from grader.lab import Lab, LabError, default_lab_path, read_lab

WORTH = "optimiser-of-another-network"
SAID = Finding("", "The optimiser holds other weights", "remark", diagnosis=WORTH, line=7)
OTHER = Finding("", "Something else", "remark", diagnosis="accuracy-is-another-number")
RAN = Rehearsal(end="ended")


def _lab(**points: float) -> Lab:
    usual = read_lab()
    return replace(usual, points={**usual.points, **points})


def test_without_points_a_remark_stays_one() -> None:
    for lab in (_lab(), _lab(**{WORTH: 0.0})):
        assert counted((SAID, OTHER), RAN, lab) == ((), (SAID, OTHER))


def test_with_points_it_is_a_finding_that_loses_them() -> None:
    (found,), rest = counted((SAID, OTHER), RAN, _lab(**{WORTH: 0.5}))
    assert rest == (OTHER,)
    assert (found.check, found.status, found.line) == (WORTH, "failed", 7)
    assert (found.points, found.max_points, found.earned) == (0.0, 0.5, False)


def test_who_does_not_have_it_has_the_points() -> None:
    (found,), rest = counted((OTHER,), RAN, _lab(**{WORTH: 0.5}))
    assert rest == (OTHER,)
    assert (found.check, found.status) == (WORTH, "passed")
    assert (found.points, found.max_points, found.earned) == (0.5, 0.5, True)
    assert found.rehearsed  # by which the page knows that some of it counts


@pytest.mark.parametrize("rehearsal", [None, Rehearsal(why="It ran out of memory.")])
def test_what_was_not_rehearsed_keeps_them(rehearsal: Rehearsal | None) -> None:
    (found,), _ = counted((), rehearsal, _lab(**{WORTH: 0.5}))
    assert (found.status, found.points, found.earned) == ("blocked", 0.5, True)


def test_a_lab_file_may_name_them_and_nothing_else(tmp_path: Path) -> None:
    text = default_lab_path().read_text("utf-8")
    path = tmp_path / "lab.toml"
    path.write_text(text.replace("[points]", f"[points]\n{WORTH} = 0.5"), "utf-8")
    assert read_lab(path, known_ids, COUNTABLE).points[WORTH] == 0.5
    path.write_text(text.replace("[points]", "[points]\noptimiser-of-another-net = 0.5"), "utf-8")
    with pytest.raises(LabError, match=f"did you mean '{WORTH}'"):
        read_lab(path, known_ids, COUNTABLE)
