"""How the network learned, ready to be shown."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from grader.evidence import Evidence, Filters, Misread, Training
from grader.lab import Asked, Lab
from grader.lab.words import in_words_of, one_of
from grader.reading.reading import Reading
from grader.report.drawing.curve import draw_curve, wilson
from grader.report.drawing.marks import Drawing
from grader.report.drawing.pictures import picture, signed

MOST_FILTERS = 32  # shown
MOST_MISREAD = 12
MOST_CELLS = 15 * 15  # of a filter whose numbers are written out


@dataclass(frozen=True)
class Picture:
    """A small picture with its words."""

    address: str  # a data address
    alt: str
    caption: str


@dataclass(frozen=True)
class FilterPair:
    """One first-layer filter, before and after training."""

    name: str  # "params[0][3,0]"
    before: str  # data addresses
    after: str


@dataclass(frozen=True)
class FilterView:
    """The first-layer filters."""

    name: str  # "conv1.weight"
    shape: str  # "10 × 1 × 5 × 5"
    pairs: tuple[FilterPair, ...]
    more: int  # filters that are not shown
    first: tuple[tuple[str, ...], ...]  # the numbers of the first one, as the sheet prints them
    largest: str  # the number that full colour stands for


@dataclass(frozen=True)
class Confusion:
    """Which classes were read as which."""

    rows: tuple[tuple[tuple[int, str], ...], ...]  # [label][read]: (count, class for its shade)
    worst: str  # one sentence


@dataclass(frozen=True)
class TrainingView:
    """How the network learned."""

    outcome: str  # one sentence
    verified: bool
    note: str  # why it is not verified, or was not run
    aside: str  # a word on the two accuracies
    curve: Drawing | None
    things: str  # that the images are of
    thing: str
    facts: tuple[tuple[str, str], ...]
    confusion: Confusion | None
    misread: tuple[Picture, ...]
    filters: FilterView | None


_OF_THE_LOSS = {  # what the loss of a lab does itself: nothing is wrong there
    "logits": "log_softmax appended",
    "probabilities": "logarithm taken",
}
MNIST = 60_000  # images of an epoch
DATA_NAMES = {"mnist": "MNIST", "digits": "embedded handwritten digits"}


def training_view(reading: Reading, evidence: Evidence, lab: Lab) -> TrainingView | None:
    """None where no training was tried."""
    training = evidence.training
    if training is None:
        return None
    ran = training.way != "not run"
    said = in_words_of(lab)
    confusion = _confusion(training.confusion)
    return TrainingView(
        outcome=outcome_of(training, lab),
        verified=training.way != "in the sandbox",
        note=training.reason,
        aside=_aside(training, reading) if ran else "",
        curve=draw_curve(training, lab.data.things) if ran else None,
        things=lab.data.things,
        thing=one_of(lab.data.things),
        facts=tuple((said(name), said(value)) for name, value in _facts(training, lab.asked))
        if ran
        else (),
        confusion=confusion and replace(confusion, worst=said(confusion.worst)),
        misread=tuple(_picture(misread, lab) for misread in training.misread[:MOST_MISREAD]),
        filters=_filters(training.filters, evidence),
    )


def outcome_of(training: Training, lab: Lab) -> str:
    """One sentence on how it went."""
    return in_words_of(lab)(_outcome(training))


def _outcome(training: Training) -> str:
    if training.way == "not run":
        return f"The network was not trained: {training.reason or 'no reason was given'}."
    share = "" if training.accuracy is None else f"{training.accuracy:.1%}"
    asked = "" if training.threshold is None else f"; {training.threshold:.0%} is asked"
    after = f"after {training.samples:,} training samples"
    return {
        "reached": f"It learns: clear after {training.samples:,} images{_epoch(training)}, with "
        f"{share} of unseen digits read{asked}. That is no score: training ends once it is clear.",
        "missed": f"It reads only {share} of the held-out digits rightly {after}{asked}.",
        "gave up": f"It does not learn: {share} of the held-out digits {after}{asked}.",
        "diverged": f"The loss became infinite or not a number {after}.",
        "cut off": f"The training was ended {after}, for it took too long; it is no verdict.",
    }.get(training.outcome, f"Trained {after}.")


def _epoch(training: Training) -> str:
    """ ", 6 % of an epoch": of MNIST, of which the sheet's script sees all in one."""
    if training.data != "mnist":
        return ""
    return f", {max(round(100 * training.samples / MNIST), 1)} % of an epoch"


def _aside(training: Training, reading: Reading) -> str:
    """Why the training accuracy may lie below the held-out one."""
    graph = reading.graph
    drops = graph is not None and any(op.family == "dropout" for op in graph.live())
    below = training.curve and (training.accuracy or 0.0) > training.curve[-1].accuracy
    if not (drops and below):
        return ""
    return (
        "Training accuracy lies below the held-out accuracy because dropout acts while the "
        "network trains and is off while it is tested."
    )


def _facts(training: Training, asked: Asked) -> list[tuple[str, str]]:
    facts = [("Digits", DATA_NAMES.get(training.data, training.data))]
    facts.append(("Training samples", f"{training.samples:,}"))
    if training.accuracy is not None and training.held_out:
        low, high = wilson(round(training.accuracy * training.held_out), training.held_out)
        of = f"{training.accuracy:.1%} of {training.held_out:,}"
        facts.append(("Unseen digits by then", f"{of} (95 %: {low:.1%} to {high:.1%})"))
    if training.loss_before is not None and training.loss_after is not None:
        facts.append(("Loss", f"{training.loss_before:.3f} → {training.loss_after:.3f}"))
    if training.accuracy_before is not None:
        facts.append(("Before training", f"{training.accuracy_before:.1%} of the held-out digits"))
    device = " · ".join(word for word in (training.device, training.device_name) if word)
    facts.append(("Device", device))
    facts.append(("Time", f"{training.seconds:.2f} s"))
    facts.append(("Seed", str(training.seed)))
    facts.append(("Ended because", _WHY.get(training.outcome, training.outcome)))
    if training.short_steps:
        facts.append(("Trained by", "the sheet's descent: by longer steps it learned nothing"))
    mended = [one for one in training.mended if one != _OF_THE_LOSS.get(asked.output)]
    if mended:
        facts.append(("Put right first", ", ".join(mended)))
    return facts


_WHY = {
    "reached": "it was clear that it learns",
    "missed": "all samples were used",
    "gave up": "there was no progress",
    "diverged": "the numbers became infinite",
    "cut off": "it took too long",
}


def _confusion(counts: tuple[tuple[int, ...], ...]) -> Confusion | None:
    if not counts or len(counts) > 20:
        return None
    rows = tuple(
        tuple((count, _shade(count, sum(row), i == j)) for j, count in enumerate(row))
        for i, row in enumerate(counts)
    )
    wrong = [(n, i, j) for i, row in enumerate(counts) for j, n in enumerate(row) if i != j and n]
    if not wrong:
        return Confusion(rows, "No held-out digit was misread.")
    count, label, read = max(wrong)
    return Confusion(rows, f"Most often a {label} is read as a {read}: {count} times.")


def _shade(count: int, total: int, right: bool) -> str:
    if not count:
        return "none"
    share = count / max(total, 1)
    steps = math.ceil(share * 5) if right else math.ceil(min(share * 20, 5))
    return f"{'right' if right else 'wrong'}-{max(steps, 1)}"


def _picture(misread: Misread, lab: Lab) -> Picture:
    said = f"a {misread.label}, read as {misread.read}"
    address = picture(misread.pixels, lab.input_shape)
    return Picture(address, said, f"{misread.probability:.0%} sure")


def _filters(filters: Filters | None, evidence: Evidence) -> FilterView | None:
    if filters is None or len(filters.shape) != 4 or not filters.after:
        return None
    count, channels, height, width = filters.shape
    size, per = height * width, channels * height * width
    finite = [abs(v) for v in (*filters.before, *filters.after) if math.isfinite(v)]
    largest = max(finite, default=0.0)
    shown = range(min(count, MOST_FILTERS))
    parameters = [t.name for t in evidence.observation.tensors if t.kind == "parameter"]
    known = filters.name in parameters
    name = f"params[{parameters.index(filters.name)}]" if known else filters.name
    pairs = tuple(
        FilterPair(
            f"{name}[{i},0]",
            signed(filters.before[i * per : i * per + size], width, largest),
            signed(filters.after[i * per : i * per + size], width, largest),
        )
        for i in shown
    )
    rows = [filters.after[r * width : (r + 1) * width] for r in range(height)]
    first = tuple(tuple(f"{v:.3f}".replace("-", "−") for v in row) for row in rows)
    shape = " × ".join(map(str, filters.shape))
    kept = first if size <= MOST_CELLS else ()
    return FilterView(filters.name, shape, pairs, count - len(shown), kept, f"{largest:.2f}")
