"""Batch: why an image's answer depends on another, by the change with which it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from concepts.written import several
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rewired import Row, register
from grader.diagnoses.rewired_words import name_of
from grader.evidence import Change, Place
from grader.graph.vocabulary import family_of

ALONE = ("samples-independent",)


def _mixer(change: Change) -> Place | None:
    """The step that works across the images; where they join again another may be touched."""
    return change.gone[0] if change.gone else change.step


def _of(*families: str) -> Callable[[Case, Change], bool]:
    """Whether the step that mixes is of a family."""
    return lambda case, change: (
        (mixer := _mixer(change)) is not None and family_of(mixer.kind) in families
    )


def _lines(case: Case, change: Change) -> list[int]:
    mixer, step = _mixer(change), change.step
    found = [one.line for one in (mixer, step) if one is not None and one.line is not None]
    made = case.made_at(mixer.module) if mixer is not None and mixer.kind == "batch_norm" else None
    return list(dict.fromkeys([*([made] if made is not None else []), *found]))


def _mixers(case: Case, changes: Sequence[Change]) -> str:
    found = [mixer for one in changes if (mixer := _mixer(one)) is not None]
    return several(list(dict.fromkeys(name_of(case, one) for one in found)))


def _ending(case: Case, changes: Sequence[Change]) -> str:
    """Of the verb: one step runs, two run."""
    return "" if " and " in _mixers(case, changes) else "s"


WORDS = {"mixers": _mixers, "s": _ending}
ROWS = (
    Row("batch-norm-of-the-batch-in-eval", ALONE, ("set",),
        "A batch normalisation uses the batch's own mean while it is tested",
        "In training a batch is normalised by its own mean and spread. In testing the running ones "
        "are used, so that an image's answer does not hang on its neighbours.",
        "In testing it must use what it has learned about the mean and the spread.",
        "{mixers} normalise{s} by the mean of the batch after net.eval() too.", ("batch_norm",),
        words=WORDS, lines=_lines),
    Row("softmax-over-the-images", ALONE, ("set", "delete", "straighten"),
        "A softmax within the network runs over the images",
        "Dimension 0 counts the images. What is shared out there depends on all of them.",
        "Which dimension counts the images, and which the channels or neurons?",
        "{mixers} run{s} over dimension 0, the images of the batch.",
        fits=_of("output"), words=WORDS, lines=_lines),
    Row("statistics-of-the-whole-batch", ALONE, ("set", "delete", "straighten"),
        "A mean, a sum or a maximum is taken over all images",
        "An image's answer then changes with the other images of its batch, and a single image "
        "gets another answer than the same one among others.",
        "Take the mean (or the maximum) of each image by itself.",
        "{mixers} run{s} over all images of the batch, not over each by itself.",
        fits=_of("reduction", "normalisation"), words=WORDS, lines=_lines),
    Row("images-change-places", ALONE, ("exchange", "delete", "straighten"),
        "Images of the batch change places or are mixed",
        "Row by row the output must belong to the image in the same place, whose label the loss "
        "compares it with.",
        "Leave the first dimension where it is.",
        "{mixers} move{s} numbers from one image's place to another's.",
        fits=_of("shape"), words=WORDS, lines=_lines),
)  # fmt: skip
register(__name__, ROWS)


@diagnosis(
    *ALONE,
    hint="Replace one image of a batch, and look where another's numbers change.",
    general=True,
)
def images_depend_on_each_other(case: Case) -> Seen | None:
    """An image's answer depends on the other images of the batch

    Which images happen to come together is chance; the answer to each must not be.
    """
    behaviour = case.behaviour
    if behaviour is None or not behaviour.crosstalk:
        return None
    return Seen(
        "When one image of a batch is replaced, the answers of the others change by "
        f"{behaviour.crosstalk:.2%} of their size."
    )
