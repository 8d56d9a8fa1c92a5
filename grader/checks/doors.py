"""The doors: the file parses, defines `Net`, `Net` can be built, and forward runs."""

from __future__ import annotations

from collections.abc import Sequence

from grader.checks.verdict import Verdict, check, fails, holds
from grader.evidence import LAID_OUT, Evidence, Mend, Mended, Stage, Trouble
from grader.lab import Lab
from grader.reading.reading import Reading

NOT_RUN_AGAIN = (
    "The grader could not run this network again to measure it; that costs no points, and a "
    "tutor should look at it."
)


@check(otherwise="Python cannot read the file")
def file_parses(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The file is Python that can be read

    Run `python3 {file_name}` once before you hand it in: Python names the line at which it
    stops reading. Look at that line and at the one above it.
    """
    trouble = evidence.read_trouble
    if trouble is None or trouble.stage != "read":
        return holds()
    return fails(
        trouble.message,
        line=trouble.line,
        expected="Python 3 source text",
        observed=trouble.type,
    )


@check(requires=[file_parses], otherwise="The file does not define the class {class_name}")
def defines_net(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """The file defines the class {class_name}

    The lab asks for `class {class_name}(nn.Module)` with `__init__(self)` and `forward(self, x)`.
    """
    trouble = evidence.read_trouble
    if trouble is not None:
        return fails(
            trouble.message,
            line=trouble.line,
            expected=f"class {lab.class_name}(nn.Module) with __init__ and forward",
            observed=trouble.type,
        )
    loading = evidence.observation.loading
    if loading is None and (first_trouble(evidence, "load") or _stopped_in(evidence, "load")):
        return _stopped(evidence, "load", "the file runs as far as the class")
    if loading is not None and loading.other_name:
        return holds(
            f"There is no class {lab.class_name}; {loading.class_name} is the only network "
            "in the file, so it was graded."
        )
    return holds()


@check(requires=[defines_net], otherwise="{class_name}() cannot be built")
def net_constructs(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """{class_name}() can be built

    `__init__` is called once, without arguments. It begins with `super().__init__()` and
    then stores each layer in an attribute of `self`.
    """
    stopped = mended_in(evidence, "construct") or mended_in(evidence, "load")
    if stopped is not None:
        return with_an_edit(stopped, f"{lab.class_name}() is built without an error")
    if first_trouble(evidence, "construct") is not None or not _built(reading, evidence):
        return _stopped(evidence, "construct", f"{lab.class_name}() is built without an error")
    return holds()


@check(requires=[net_constructs], otherwise="forward stops on a batch of images")
def forward_runs(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """forward runs on a batch of images

    Follow the shape of a batch from line to line: each layer must be given as many channels
    or numbers as it was declared with. `print(x.shape)` between two lines shows them.
    """
    if (stopped := mended_in(evidence, "forward")) is not None:
        return with_an_edit(stopped, "forward(x) returns without an error")
    crashes = evidence.observation.crashes
    if crashes and reading.run is not None and _complete(evidence):
        return _mended(crashes)
    if _computes_nothing(reading, evidence):
        return fails(
            "forward is still blank: it computes nothing and returns nothing.",
            expected="layers, called one after another, and `return`",
            observed="no call at all",
        )
    if first_trouble(evidence, "forward") is not None or not _complete(evidence):
        return _stopped(evidence, "forward", "forward(x) returns without an error")
    return holds()


def mended_in(evidence: Evidence, stage: Stage) -> Mended | None:
    """What an edit of the text mended of this stage, and this stage is charged for.

    Not that what came back were no scores: it stopped nothing, and the output's shape is charged.
    """
    for one in evidence.repair.steps if evidence.repair is not None else ():
        stopped = one.stopped
        if stopped is not None and stopped.stage == stage and one.kind not in SIZES:
            return one
    return None


SIZES = ("batch-size-written",)  # forward does not stop for the script's own batches


def with_an_edit(mended: Mended, expected: str) -> Verdict:
    """What a small edit mends: it is charged, and what is behind it is judged."""
    stopped = mended.stopped
    assert stopped is not None  # `mended_in` found it by its stage
    return fails(
        f"{stopped.type}: {stopped.message}" if stopped.message else f"{stopped.type}.",
        line=mended.edits[0].line,
        expected=expected,
        observed=stopped.type,
        mended=True,
    )


def _mended(crashes: Sequence[Mend]) -> Verdict:
    first = crashes[0]
    return fails(
        mend_sentence(first),
        line=first.line,
        expected=_expected(first),
        observed=_observed(first),
        mended=True,
    )


def _expected(mend: Mend) -> str:
    laid_out = mend.what == LAID_OUT
    return f"a row for each image in {mend.layer}" if laid_out else f"{mend.now} in {mend.layer}"


def _observed(mend: Mend) -> str:
    laid_out = mend.what == LAID_OUT
    return f"maps in {mend.layer}" if laid_out else f"{mend.was} in {mend.layer}"


def mend_sentence(mend: Mend) -> str:
    """What was wrong with a number or a step, and that the rest works with the right one."""
    return f"{misfit(mend)}; with {mend.change} the rest works."


def misfit(mend: Mend) -> str:
    """What was wrong with a number or a step, without a full stop."""
    return {
        "in_features": f"{mend.layer} expects {mend.was} numbers and is given {mend.now}",
        "in_channels": f"{mend.layer} expects {mend.was} channels and is given {mend.now}",
        "num_features": f"{mend.layer} normalises {mend.was} channels and is given {mend.now}",
        "flatten": f"{mend.layer} asks for rows of {mend.was} numbers where each image has "
        f"{mend.now}",
        LAID_OUT: f"{mend.layer} takes a row of numbers for each image and is given maps",
    }.get(mend.what, f"{mend.layer} has {mend.was} where {mend.now} is needed")


def _stopped(evidence: Evidence, stage: Stage, expected: str) -> Verdict:
    """The verdict where a stage was not survived: an exception, or the end of the process."""
    trouble = first_trouble(evidence, stage) or (evidence.observation.troubles or (None,))[0]
    if trouble is not None:
        return fails(
            f"{trouble.type}: {trouble.message}" if trouble.message else f"{trouble.type}.",
            line=trouble.line,
            expected=expected,
            observed=trouble.type,
        )
    fate = evidence.fate
    return fails(
        fate.detail or f"The process that ran your file {fate.outcome} after {fate.seconds:.0f} s.",
        expected=expected,
        observed=fate.outcome,
    )


def _computes_nothing(reading: Reading, evidence: Evidence) -> bool:
    graph, returned = reading.graph, evidence.observation.returned
    return graph is not None and not graph.operations and returned == "None"


def first_trouble(evidence: Evidence, stage: Stage) -> Trouble | None:
    """The first exception of a stage."""
    return next((t for t in evidence.observation.troubles if t.stage == stage), None)


def _built(reading: Reading, evidence: Evidence) -> bool:
    # a loop without end can outgrow what a graph may hold, and still it was forward that ran
    in_forward = first_trouble(evidence, "forward") is not None
    return reading.run is not None or in_forward or _stopped_in(evidence, "forward")


def _stopped_in(evidence: Evidence, stage: Stage) -> bool:
    """Whether the process had to be stopped there, and could say nothing any more."""
    return evidence.fate.reached == stage


def _complete(evidence: Evidence) -> bool:
    """Whether forward came to its end, whatever it returned."""
    return bool(evidence.observation.returned)
