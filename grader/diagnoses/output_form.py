"""Output: why no log-probabilities come out, by the change with which they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.diagnoses.case import Case
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import Word, call_of, lines_of, name_of
from grader.evidence import Change, Place
from grader.lab import Asked
from grader.reading.across import over_the_batch

CHECK = ("output-form",)
CLOSE = 1e-3  # by which the sum of a row's probabilities may be off
_TURNS = {"neg", "mul", "div", "sub", "rsub", "abs"}
_SIGMOIDS = ("sigmoid", "hardsigmoid", "logsigmoid")


def _over_the_batch(case: Case, change: Change) -> bool:
    op, flow = call_of(case, change.step, "eval"), case.reading.eval
    softmax = op is not None and flow is not None and "softmax" in op.kind
    if op is not None and flow is not None and softmax:
        return over_the_batch(op, flow.graph)
    return case.behaviour is not None and case.behaviour.over_batch


def _probabilities(case: Case, change: Change) -> bool:
    seen = case.behaviour
    return seen is not None and seen.row_sum <= CLOSE and seen.smallest >= 0


def _squeezed(case: Case, change: Change) -> bool:
    return not set(change.kinds).isdisjoint(_SIGMOIDS)


def _follows(case: Case, change: Change) -> bool:
    """Whether a step works on what are log-probabilities already."""
    return change.source is not None and change.source.kind in ("log_softmax", "log")


def _turned(case: Case, change: Change) -> bool:
    seen = case.behaviour
    turns = not _TURNS.isdisjoint(change.kinds)
    op = call_of(case, change.step, "eval")
    less = op is not None and op.kind in ("sub", "rsub") and op.bound.get("other") != 0
    follows = turns and not less and _follows(case, change)
    return follows and seen is not None and seen.finite and seen.smallest >= 0


def _changes_probabilities(case: Case, change: Change) -> bool:
    return change.source is not None and change.source.kind == "softmax"


def _works_on_probabilities(case: Case, change: Change) -> bool:
    """Whether a softmax stands in the way that is exchanged, and no logarithm behind it."""
    return "softmax" in change.kinds and change.kinds[-1] not in ("softmax", "log_softmax")


def _of_the_sheet(asked: Asked) -> bool:
    return asked.output == "log-probabilities"


def _over(case: Case, changes: Sequence[Change]) -> str:
    """What runs over the images: of a softmax by hand its sum, not the step that it ends with."""
    sums = (one for one in changes[0].gone if one.kind in ("logsumexp", "sum"))
    step = next(sums, changes[0].step)
    return name_of(case, step) if step is not None else "A softmax"


def _squeezing(change: Change) -> Place | None:
    """The sigmoid among what stands at the output."""
    return next((one for one in (*change.gone, change.step) if one and one.kind in _SIGMOIDS), None)


def _squeezes(case: Case, changes: Sequence[Change]) -> str:
    step = _squeezing(changes[0]) or changes[0].step
    return name_of(case, step) if step is not None else "A sigmoid"


def _squeezed_at(case: Case, change: Change) -> list[int]:
    step = _squeezing(change)
    first = case.called_at(step) if step is not None else None
    return list(dict.fromkeys([*([first] if first is not None else []), *lines_of(case, change)]))


WORDS: dict[str, Word] = {"over": _over, "squeezes": _squeezes}
LOGARITHMS = (
    Row("softmax-over-the-batch", CHECK, ("set", "exchange"),
        "The softmax is taken over the images",
        "Dimension 0 counts the images of the batch, dimension 1 the classes. A digit's "
        "probability must not depend on the other images.",
        "Which dimension counts the classes, 0 or 1?",
        "{over} runs over dimension 0, the {batch} images, where dimension 1 holds the {classes} "
        "scores.",
        arithmetic="each column sums to 1 over {batch} images; each row should",
        fits=_over_the_batch, words=WORDS),
    Row("softmax-before-nll-loss", CHECK, ("exchange", "delete"),
        "Probabilities come out where their logarithms are expected",
        "The negative log likelihood takes the logarithm for granted: it only picks the number of "
        "the right class and turns its sign. With probabilities the loss lies between -1 and 0 and "
        "says little.",
        "There is one function that does both, and does it with care for small numbers.",
        "{steps} gives probabilities (each row sums to 1); the loss expects their logarithms.",
        arithmetic="for p = 0.9 the loss is -0.9 in place of -log 0.9 = 0.105",
        fits=_probabilities),
    Row("sigmoid-at-the-output", CHECK, ("exchange",),
        "A sigmoid stands at the output",
        "A sigmoid squeezes each score for itself. Probabilities of ten classes of which one is "
        "right must sum to 1, and that is what a softmax makes them do.",
        "A sigmoid looks at one score; the ten of an image must share one whole.",
        "{squeezes} squeezes each score by itself, so the ten do not sum to 1.",
        fits=_squeezed, words=WORDS, lines=_squeezed_at),
    Row("log-of-raw-scores", CHECK, ("exchange",),
        "The logarithm is taken of raw scores",
        "Only of positive numbers is there a logarithm. Scores become positive, and probabilities, "
        "by a softmax.",
        "A score may be negative, and a negative number has no logarithm.",
        "{steps} is given raw scores, of which some are negative.",
        ("log", "log1p"), lambda case, change: "softmax" not in change.kinds),
    Row("log-probabilities-with-the-wrong-sign", CHECK, ("delete",),
        "The log-probabilities have the wrong sign",
        "Logarithms of probabilities are negative or 0. The negative log likelihood turns the "
        "sign, so with another minus it grows as the network gets better.",
        "The loss turns the sign by itself.",
        "What comes out is the negative of log-probabilities: {steps} turns what {source} gave.",
        fits=_turned),
    Row("step-after-log-softmax", CHECK, ("delete", "straighten"),
        "Another step follows the log_softmax",
        "Log-probabilities are the end of the network. What changes them afterwards makes them "
        "none.",
        "Nothing stands behind the log_softmax but the `return`.",
        "{steps} changes what {source} gave.",
        fits=_follows),
    Row("step-before-the-logarithm", CHECK, ("delete",),
        "Another step stands between the softmax and the logarithm",
        "The logarithm is taken of the probabilities as the softmax gives them, and a log_softmax "
        "does both in one.",
        "What does it do to a probability of 0.5?",
        "{steps} changes what {source} gave before its logarithm is taken.",
        fits=_changes_probabilities),
    Row("probabilities-worked-on", CHECK, ("exchange",),
        "Another step works on the probabilities",
        "The negative log likelihood takes the logarithm for granted. What is made of the "
        "probabilities otherwise are no logarithms of theirs.",
        "There is one function that makes log-probabilities of the ten scores.",
        "{steps} works on the probabilities that a softmax gave; the loss expects their natural "
        "logarithms.",
        fits=_works_on_probabilities),
    Row("another-step-at-the-output", CHECK, ("exchange",),
        "Another step stands at the output than a log_softmax",
        "The loss expects the logarithms of ten probabilities that sum to 1. Of all steps only a "
        "log_softmax makes them of scores.",
        "What does the last step do to the ten scores of one image?",
        "At the output stands {kinds}, and the exponentials of a row do not sum to 1."),
    Row("log-softmax-in-another-place", CHECK, ("move",),
        "The log_softmax does not stand at the output",
        "The loss expects log-probabilities. What comes behind a log_softmax makes other numbers "
        "of them.",
        "Go through forward line by line: what is done last?",
        "{steps} stands {where}; it belongs behind {behind}, where the scores come out."),
    Row("log-softmax-declared-never-called", CHECK, ("insert",),
        "A log_softmax is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Making a module is one thing, calling it in forward another.",
        "The rows are raw scores{range}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare)),
    Row("raw-scores-before-nll-loss", CHECK, ("insert",),
        "Raw scores come out where log-probabilities are expected",
        "The negative log likelihood only picks the number of the right class. With raw scores it "
        "is made smaller without end by making all of them larger, and nothing is learned about "
        "digits.",
        "One step is missing between the ten scores and the `return`.",
        "The rows are raw scores{range}; their exponentials do not sum to 1.",
        general=True),
)  # fmt: skip
OTHERS = (
    Row("softmax-over-the-batch-on-the-scores", CHECK, ("delete",),
        "A softmax over the images works on the scores",
        "The cross entropy begins with a log_softmax of its own, over the classes. Dimension 0 "
        "counts the images of the batch: what comes out for one of them then hangs on the others.",
        "Nothing stands behind the last layer but the `return`.",
        "{steps} runs over dimension 0, the {batch} images, and works on the scores; the lab asks "
        "for them as the last layer gives them.",
        fits=_over_the_batch, asks=lambda asked: asked.output == "logits"),
    Row("step-on-the-raw-scores", CHECK, ("delete",),
        "A step works on the scores that the loss takes as they are",
        "The cross entropy begins with a log_softmax of its own, and expects scores that may be "
        "anything. What bends or scales them before takes something away.",
        "Nothing stands behind the last layer but the `return`.",
        "{steps} works on the scores, and the lab asks for them as the last layer gives them.",
        asks=lambda asked: asked.output == "logits"),
    Row("probabilities-over-the-batch", CHECK, ("set", "exchange"),
        "The softmax is taken over the images",
        "Dimension 0 counts the images of the batch, dimension 1 the classes. A digit's "
        "probability must not depend on the other images.",
        "Which dimension counts the classes, 0 or 1?",
        "{over} runs over dimension 0, the {batch} images, where dimension 1 holds the {classes} "
        "scores.",
        fits=_over_the_batch, words=WORDS, asks=lambda asked: asked.output == "probabilities"),
    Row("logarithms-of-probabilities", CHECK, ("exchange", "delete"),
        "The logarithms of probabilities come out, where they themselves are asked for",
        "Logarithms of probabilities are 0 or negative; probabilities lie from 0 to 1 and sum "
        "to 1.",
        "Is it the probability that is asked for, or its logarithm?",
        "{steps} gives the logarithms of the probabilities, and the lab asks for these "
        "themselves.", ("log_softmax", "log"),
        asks=lambda asked: asked.output == "probabilities"),
    Row("sigmoid-for-softmax", CHECK, ("exchange",),
        "A sigmoid stands at the output",
        "A sigmoid squeezes each score for itself. Probabilities of classes of which one is right "
        "must sum to 1, and that is what a softmax makes them do.",
        "A sigmoid looks at one score; those of an image must share one whole.",
        "{squeezes} squeezes each score by itself, so that those of an image do not sum to 1.",
        fits=_squeezed, words=WORDS, lines=_squeezed_at,
        asks=lambda asked: asked.output == "probabilities"),
    Row("another-step-than-a-softmax", CHECK, ("exchange", "delete", "straighten", "move"),
        "Another step stands at the output than a softmax",
        "Probabilities are positive and sum to 1. Of all steps only a softmax makes them of "
        "scores.",
        "What does the last step do to the scores of one image?",
        "{steps} works on what comes out, and a row then is no probabilities.",
        asks=lambda asked: asked.output == "probabilities"),
    Row("softmax-declared-never-called", CHECK, ("insert",),
        "A softmax is declared in __init__ and not called in forward",
        "A module in an attribute does nothing until forward calls it.",
        "Making a module is one thing, calling it in forward another.",
        "The rows are raw scores{range}; `{spare}` is declared, but forward does not call it.",
        fits=lambda case, change: bool(change.spare),
        asks=lambda asked: asked.output == "probabilities"),
    Row("no-softmax-at-the-output", CHECK, ("insert",),
        "Raw scores come out where probabilities are asked for",
        "Scores may be anything; probabilities are positive and sum to 1. A softmax makes the one "
        "of the other.",
        "One step is missing between the scores and the `return`.",
        "The rows are raw scores{range}; they do not sum to 1.",
        asks=lambda asked: asked.output == "probabilities"),
)  # fmt: skip
ROWS = (*(replace(row, asks=_of_the_sheet) for row in LOGARITHMS), *OTHERS)
register(__name__, ROWS)
