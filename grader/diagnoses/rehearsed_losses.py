"""Rehearsed: losses that are given another kind of number than they take. It costs no points."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsed_calls import Form, Loss
from grader.rehearsed import Lesson

_FORMS: dict[Form, str] = {"probabilities": "probabilities", "scores": "plain scores"}


_DISTANCES = (
    *("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy_with_logits"),
)


def _far_from_rows(loss: Loss, lesson: Lesson) -> Seen:
    return Seen(
        f"`{loss.kind}` (line {loss.line}) brings the network's log-probabilities, of which none "
        "is above 0, near labels that are 0 or more.",
        line=loss.line,
        lines=(lesson.line,) if lesson.line else (),
    )


@diagnosis(hint="Which function takes log-probabilities, which scores?")
def loss_does_not_fit_the_output(case: Case) -> Seen | None:
    """The loss is given another kind of number than it takes

    `nll_loss` takes log-probabilities, `cross_entropy` plain scores: it takes the logarithm of
    the softmax itself.
    """
    picked = case.rehearsed.told.picked  # a softmax over the batch is told as that
    over = {one.line for one in picked if (one.kind, one.dim) == ("softmax", 0)}
    for lesson in case.rehearsed.trainings:
        first = {(loss.line, loss.kind): loss for loss in reversed(lesson.losses)}
        for loss in reversed(first.values()):
            if loss.kind == "kl_div" and loss.form in ("probabilities", "scores"):
                return Seen(
                    f"`kl_div` (line {loss.line}) is given {_FORMS[loss.form]} first; it takes "
                    "log-probabilities first, and then the probabilities that they should be.",
                    line=loss.line,
                    lines=(lesson.line,) if lesson.line else (),
                )
            if loss.broken:  # of nan nobody can say what it was meant to be
                continue
            if loss.form == "log-probabilities" and loss.labels and loss.kind in _DISTANCES:
                return _far_from_rows(loss, lesson)
            # what the network gives is judged by a check of its own
            if loss.direct or loss.line in over:
                continue
            wrong = loss.kind == "nll_loss" and loss.form in ("probabilities", "scores")
            wrong |= loss.kind == "cross_entropy" and loss.form == "probabilities"
            if wrong:
                return Seen(
                    f"`{loss.kind}` (line {loss.line}) is given {_FORMS[loss.form]}, which the "
                    "script made of the network's output.",
                    line=loss.line,
                    lines=(lesson.line,) if lesson.line else (),
                )
    return None
