"""What was tried on the network so that a check holds which failed: for a tutor, in words."""

from __future__ import annotations

from concepts.written import several
from grader.checks.words import NAMES, a
from grader.evidence import ACTIVATIONS, OWN, POOLINGS, Asked, Change, Place, Remedied
from grader.finding import Grade
from grader.script import Submission

_ASKED: dict[Asked, str] = {
    **{word: a(NAMES[word]) for word in ACTIVATIONS},
    "dropout": "a dropout",
    "log_softmax": "a log_softmax over the classes",
    "softmax": "a softmax over the classes",
    "logits": "the scores as they are",
    "conv2d": "a convolution and its {}",
    "linear": "a fully connected layer and its {}",
    "layer": "each layer",
    "apart": "a flattening of each image",
    **{word: a(NAMES[word]) for word in (*POOLINGS, "batch_norm", "sum")},
    "size": "another size",
    "order": "a step in its order",
}


def tried_sentences(grade: Grade) -> list[str]:
    """Of each check that a change mends: “…” holds with a ReLU put in behind `conv1`."""
    titles = {finding.check: finding.title for finding in grade.findings}
    told = []
    for one in grade.evidence.rewired:
        changes = several([_words(change, grade) for change in one.changes])
        told.append(f"Tried on the network: “{titles.get(one.check, one.check)}” holds {changes}.")
    if grade.evidence.remedied is not None:
        told.append(_remedied(grade.evidence.remedied, grade.submission))
    return told


def _remedied(found: Remedied, submission: Submission) -> str:
    what = {
        "image": "the image",
        "bias": "biases as torch draws them",
        **dict.fromkeys(("scale", "shift"), f"{found.now:g} in place of {found.was:g}"),
        "statistics": f"the momentum {found.now:g} in place of {found.was:g}",
    }.get(found.remedy, "first weights as torch draws them")
    names = [_place(place, submission) for place in found.places]
    where = several([*names, *(f"`{name}`" for name in found.names)])
    where = f"in {'place of ' if found.remedy == 'image' else ''}{where}"
    recipe = "the lab sheet's descent" if found.by_descent else "the lab's recipe"
    return (
        f"Tried on the network, by {recipe}: with {what} {where} the loss came to "
        f"{found.loss[1]:.2f}, without it to {found.loss[0]:.2f}."
    )


def _words(change: Change, grade: Grade) -> str:
    submission, active = grade.submission, grade.lab.asked.activations
    named = active[0] if active and active[0] in ACTIVATIONS else "relu"
    step = _place(change.step, submission)
    behind, source = (_place(place, submission) for place in (change.behind, change.source))
    asked = f"`{change.spare}`" if change.spare else _ASKED[change.asked].format(NAMES[named])
    words = {
        "set": f"with {OWN} in {step}"
        if change.now == OWN
        else f"with {change.setting} = {change.now} in place of {change.was} in {step}",
        "keep": f"where what {step} gives goes on in place of what {source} gives",
        "straighten": f"without {step}, where {source} goes on alone",
        "exchange": f"with {asked} in place of {step}, working on what {source} gives",
        "move": f"with {step} moved behind {behind}",
        "delete": f"without {asked if change.spare else step}",
        "insert": f"with {asked} put in behind {behind}",
    }[change.verb]
    mode = {None: "", "train": " in training", "eval": " in testing"}[change.mode]
    return words + mode


def _place(place: Place | None, submission: Submission) -> str:
    if place is None:
        return ""
    if not place.target:
        return "the input"
    at = f" ({submission.place(place.line)})" if place.line is not None else ""
    return f"`{place.name}`{at}"
