"""Figures in print: which are an accuracy, and which slip made another number of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.evidence import Rehearsal
from grader.evidence.rehearsed_calls import Forward, Loss, Network, Passage
from grader.evidence.rehearsed_kept import Printed
from grader.rehearsed import read
from grader.rehearsed.figures import misprints
from grader.rehearsed.losses import loss_slips
from grader.rehearsed.printed import accuracies_in

HITS, IMAGES = (30, 10), (100, 40)  # of the two batches of a test


def _forward(at: int, hits: int, images: int) -> Forward:
    rest = (0,) * 8
    return Forward(
        at=at, line=5, network=0, passage=0, shape=(images, 1, 28, 28), training=False,
        grad=False, moved=0, images="test", known=images, learned=0, low=0.0, high=1.0,
        mixed=False, given=images, right=(hits, 0, *rest), of=(images - 1, 1, *rest),
        pairs=hits * 10, form="log-probabilities",
    )  # fmt: skip


def _tested(text: str, losses: tuple[float, float] = (2.0, 1.0), how: str = "sum") -> Rehearsal:
    """A script that tests 40 right of 140 in two batches, and prints this."""
    passage = Passage(1, 4, 3, 0, "for", sum(IMAGES), 100, 2, 2, True, False, False, real=10_000)
    calls = tuple(_forward(10 * n, h, i) for n, h, i in zip((1, 2), HITS, IMAGES, strict=True))
    told = tuple(
        Loss(10 * n + 1, 6, "nll_loss", how, value, "log-probabilities", True, False, 0, 0)
        for n, value in zip((1, 2), losses, strict=True)
    )
    return Rehearsal(
        end="ended",
        networks=(Network("Net", 8, True, (), ()),),
        passages=(passage,),
        forwards=calls,
        losses=told,
        printed=(Printed(30, 9, text),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Accuracy: 40/140 (28.57%)",
        "Accuracy: 29%",
        "Accuracy: 28 %",  # cut off
        "acc 0.2857",
        "test accuracy: 0.29, loss 7.1",
        "loss 0.3 acc 28.6",
        "Accuracy of the network on the 10000 test images: 28 %",
        "28.57% accuracy",
        "correct: 40 of 140",
        "40 of 140 correct",
        "accuracy 0.2857142984867096",  # a float32
        "mean acc: 0.2750",  # of the two batches
        "epoch 3 done",
        "top-5 accuracy 80%",
        "2.0124 0.2857142857142857",
        "0 2.0124",  # the epoch, and the loss
        "20 2.0124",  # which is what dividing by batches would give
        "correct 40, accuracy 28.57%",
        "Accuracy: 0.40 %",  # by the length of the real data, which is written out
    ],
)
def test_what_is_an_accuracy_is_none_of_ours_to_mend(text: str) -> None:
    assert not list(misprints(read(_tested(text))))


def test_less_than_one_percent_is_cut_to_none() -> None:
    few = _tested("Accuracy: 0 %")
    first, last = few.forwards
    few = replace(
        few, forwards=(replace(first, right=(1, *(0,) * 9)), replace(last, right=(0,) * 10))
    )
    assert not list(misprints(read(few)))  # 1 of 140: 0.7 %
    whole = replace(few, printed=(Printed(30, 9, "Accuracy: 0.00 %"),))
    assert [one.slip for one in misprints(read(whole))] == ["nothing"]


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("Accuracy: 400/140 (285.7%)", "pairs"),
        ("accuracy 20.0", "batches"),
        ("2.0124 20.0", "batches"),
        ("acc: 25.00%", "last batch"),
        ("acc: 0.0714", "last batch"),
        ("acc: 55.00%", "sum of shares"),
        ("acc: 0.0039286", "shares by images"),
        ("Accuracy: 2857 %", "hundred twice"),
        ("Accuracy: 71.43%", "wrong ones"),
        ("Accuracy: 0.00%", "nothing"),
        ("Accuracy: 0.0667 %", "other length"),
        ("Accuracy: 93.10%", ""),
    ],
)
def test_the_slip_behind_another_number_is_found(text: str, slip: str) -> None:
    found = list(misprints(read(_tested(text))))
    assert [one.slip for one in found] == [slip]
    assert found[0].right == 40 / 140


def test_a_test_that_was_cut_short_says_nothing() -> None:
    told = _tested("Accuracy: 93.10%")
    cut = replace(told, passages=(replace(told.passages[0], cut=True),))
    assert not list(misprints(read(cut)))
    left = replace(told, passages=(replace(told.passages[0], ended=False),))
    assert not list(misprints(read(left)))


def test_losses_that_are_divided_by_the_wrong_number() -> None:
    means = _tested("loss: 0.0214", (2.0, 1.0), "mean")
    assert [one.means for one in loss_slips(read(means))] == [True]
    sums = _tested("loss: 150.0", (200.0, 100.0), "sum")
    assert [one.means for one in loss_slips(read(sums))] == [False]
    for text in ("loss: 1.5000", "loss: 2.1429", "loss: 3.0"):
        assert not list(loss_slips(read(_tested(text, (2.0, 1.0), "mean"))))


def test_numbers_are_read_with_what_their_last_digit_is_worth() -> None:
    ((figure,),) = accuracies_in("Accuracy: 1,234.50%")
    assert (figure.value, figure.unit, figure.percent) == (1234.5, 0.01, True)
    assert accuracies_in("learning rate 0.1") == []
