"""What lacks a dropout, or has one on while it is tested, as the change that was meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.evidence import Effects, Layer, Share
from tests.repair.graph.conftest import MEASURED, RIGHT, mended, seen, written

AFTER_CONVOLUTIONS = "dropout-after-convolutions"
AFTER_FIRST_LINEAR = "dropout-after-first-fully-connected"
OFF = "dropout-off-in-eval"

FIRST, SECOND = "d1 = F.dropout r2 p=0.25 training=MODE", "d2 = F.dropout r3 p=0.5 training=MODE"
LATE = RIGHT.replace(SECOND + "\n", "").replace("linear d2", "linear r3")
CASES = {
    "none after the convolutions": (
        AFTER_CONVOLUTIONS,
        written(FIRST, "d1 = F.max_pool2d r2 2"),
        ["insert behind c2"],
    ),
    "none after the first fully connected layer": (
        AFTER_FIRST_LINEAR,
        written(SECOND, "d2 = F.relu r3"),
        ["insert behind f1"],
    ),
    "a share of nothing": (
        AFTER_CONVOLUTIONS,
        written("p=0.25", "p=0"),
        ["set d1 p=0.5"],
    ),
    "off in training": (
        AFTER_CONVOLUTIONS,
        written(FIRST, "d1 = F.dropout r2 p=0.25 training=False"),
        ["set d1 training=self.training"],
    ),
    "thrown away": (
        AFTER_CONVOLUTIONS,
        written("linear d1", "linear r2"),
        ["keep d1"],
    ),
    "data goes round it": (
        AFTER_FIRST_LINEAR,
        written("f2 = F.linear d2", "j = t.add d2 r3\nf2 = F.linear j"),
        ["straighten j for d2"],
    ),
    "on the scores": (
        AFTER_FIRST_LINEAR,
        LATE.replace("o =", SECOND.replace("r3", "f2") + "\no =").replace(
            "softmax f2", "softmax d2"
        ),
        ["move d2 behind f1"],
    ),
    "before the second convolution": (
        AFTER_CONVOLUTIONS,
        RIGHT.replace(FIRST + "\n", "")
        .replace("linear d1", "linear r2")
        .replace("c2 = F.conv2d r1", FIRST.replace("r2", "r1") + "\nc2 = F.conv2d d1"),
        ["move d1 behind c2"],
    ),
    "on while it is tested": (
        OFF,
        written("p=0.25 training=MODE", "p=0.25 training=True"),
        ["set d1 training=self.training"],
    ),
    "both on while it is tested": (
        OFF,
        RIGHT.replace("training=MODE", "training=True"),
        ["set d1 training=self.training", "set d2 training=self.training"],
    ),
    "noise while it is tested": (
        OFF,
        written("f1 = F.linear d1", "n = t.randn_like d1\nj = t.add d1 n\nf1 = F.linear j"),
        ["straighten j for d1 in eval"],
    ),
}


@pytest.mark.parametrize(("check", "text", "wanted"), CASES.values(), ids=CASES)
def test_the_change_that_was_meant_is_found(check: str, text: str, wanted: list[str]) -> None:
    assert mended(check, seen(text)) == wanted


@pytest.mark.parametrize("check", [AFTER_CONVOLUTIONS, AFTER_FIRST_LINEAR])
def test_the_other_dropout_is_not_moved_away_from_where_it_is_asked_for(check: str) -> None:
    gone = FIRST if check == AFTER_CONVOLUTIONS else SECOND
    name, given = gone[:2], gone.split()[3]
    text = written(gone + "\n").replace(f"linear {name}", f"linear {given}")
    behind = "c2" if check == AFTER_CONVOLUTIONS else "f1"
    assert mended(check, seen(text)) == [f"insert behind {behind}"]


def test_what_is_random_alone_is_not_what_goes_on() -> None:
    """A dropout by hand that shrinks instead: the mask by itself would be drawn anew as well."""
    text = written(SECOND, "n = t.rand_like r3\nk = t.mul n 0.5\nm = t.rsub k 1\nd2 = t.mul r3 m")
    shrinks = Effects(20, (Share("train", 7, 11, 0.0),), (), ())
    assert mended(AFTER_FIRST_LINEAR, seen(text, effects=shrinks)) == ["exchange d2"]


def test_a_share_that_was_measured_is_another_with_another_p() -> None:
    text = written("p=0.5", "p=0.000001")
    measured = Effects(20, (Share("train", 7, 8, 0.0),), (), ())
    assert mended(AFTER_FIRST_LINEAR, seen(text, effects=measured)) == ["set d2 p=0.5"]


def test_a_module_that_is_never_called_is_the_one_that_was_meant() -> None:
    text = written(SECOND, "d2 = F.relu r3")
    spare = Layer("drop2", "Dropout", ())
    assert mended(AFTER_FIRST_LINEAR, seen(text, layers=(spare,))) == ["insert behind f1 drop2"]


def test_answers_that_differ_for_no_reason_that_is_seen_are_not_explained() -> None:
    evidence = seen(RIGHT, behaviour=replace(MEASURED, repeat_difference=0.5))
    assert mended(OFF, evidence) == []


def test_what_a_step_draws_that_no_call_shows_is_not_known() -> None:
    text = written("p=0.25 training=MODE", "p=0.25 training=True")
    measured = replace(MEASURED, repeat_difference=0.5)
    assert mended(OFF, seen(text, behaviour=measured)) == ["set d1 training=self.training"]
    hidden = text.replace("r1 = F.relu c1", "u = unseen c1\nr1 = F.relu u")
    assert mended(OFF, seen(hidden, behaviour=measured)) == []


def test_a_dropout_between_the_convolutions_is_no_mistake_that_explains_another() -> None:
    text = LATE.replace(
        "c2 = F.conv2d r1", "d0 = F.dropout r1 p=0.1 training=MODE\nc2 = F.conv2d d0"
    )
    assert mended(AFTER_FIRST_LINEAR, seen(text)) == ["insert behind f1"]


def test_a_module_that_is_never_called_says_more_than_one_that_could_be_moved() -> None:
    text = RIGHT.replace(FIRST + "\n", "").replace("linear d1", "linear r2")
    text = text.replace("c2 = F.conv2d r1", FIRST.replace("r2", "r1") + "\nc2 = F.conv2d d1")
    spare = Layer("drop1", "Dropout2d", ())
    assert mended(AFTER_CONVOLUTIONS, seen(text, layers=(spare,))) == ["insert behind c2 drop1"]


def test_a_relu_that_was_measured_is_one_behind_a_dropout_too() -> None:
    """It is spelled as nobody spells it; the check of the ReLUs holds before and after."""
    text = written(FIRST, "d1 = F.max_pool2d r2 2").replace("r2 = F.relu c2", "r2 = F.softplus c2")
    measured = replace(MEASURED, relu_values=(4,))
    assert mended(AFTER_CONVOLUTIONS, seen(text, behaviour=measured)) == ["insert behind c2"]
