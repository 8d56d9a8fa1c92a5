"""`repair_of`: the smallest change of the text with which the file can be built and run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.evidence import Edit, Mended, Observation, Repair, Stage, Tried, Trouble
from grader.lab import Lab
from grader.repair.edits import Source, can_be_edited, with_edits
from grader.repair.slips import After, candidates
from grader.script import Changed, Script, Submission

Attempt = Callable[[Submission, Sequence[Changed], Lab, bool], tuple[Tried, ...]]
MOST_STEPS = 3
_STAGES: tuple[Stage, ...] = ("read", "load", "construct", "forward", "backward")
_Rank = tuple[int, ...]
# what moves or leaves out whole lines: no cause where numbers have to be put right besides
_ALONE = ("lines-exchanged", "statement-too-many")


def repair_of(
    submission: Submission, observation: Observation, lab: Lab, attempt: Attempt
) -> tuple[Submission, Repair] | None:
    """The submission with what lets it run, one mistake after the other; None where nothing does.

    For a file that stops, and for one in whose place numbers were put right: a single edit after
    which none has to be is nearer to what was meant.
    """
    stopped = _stopped(observation, lab)
    if stopped is None or submission.plan is None or not can_be_edited(submission.text):
        return None
    reached, current, steps = _reached(observation, lab), submission, list[Mended]()
    while stopped is not None and len(steps) < MOST_STEPS:
        found = _best(current, stopped, lab, attempt, reached)
        if found is None:
            return None
        edits, tried = found
        steps.append(Mended(stopped, edits))
        current = _with(current, edits, lab)
        if tried.trouble is None and tried.shape != (lab.recipe.batch_size, lab.classes):
            return None  # it runs, and gives no scores: no cause
        stopped, reached = tried.trouble, _rank(tried, lab)
    return (current, Repair(tuple(steps), observation)) if stopped is None else None


def _stopped(observation: Observation, lab: Lab) -> Trouble | None:
    """What ended the file, or would have; or that what came back are no scores."""
    first = next(iter(observation.troubles), None)
    if first is not None:
        return first
    crash = next((mend.trouble for mend in observation.crashes), None)
    return crash or _no_scores(observation, lab)


def _no_scores(observation: Observation, lab: Lab) -> Trouble | None:
    """That forward gave back something else than a row for each image; nothing is the blank one."""
    graph, returned, shape = observation.train, observation.returned, _shape(observation)
    if graph is None or not returned or not graph.operations:
        return None
    if returned == "tensor" and len(shape) == 2 and shape[0] == graph.batch:
        return None
    line = graph.last_line
    return Trouble("forward", "", returned, line, (line,) if line is not None else ())


def _reached(observation: Observation, lab: Lab) -> _Rank:
    """How far the file came as it was handed in: what an edit must better."""
    graph = observation.train
    steps = len(graph.operations) if graph is not None else 0
    if observation.returned:  # only what needs no help, and gives scores, is better
        return (_STAGES.index("backward"), 1, 1, 0, -1)
    return (_STAGES.index(observation.troubles[0].stage), 0, 0, steps, 0)


def _shape(observation: Observation) -> tuple[int, ...]:
    graph = observation.train
    if graph is None or graph.output is None:
        return ()
    return graph.values[graph.output].shape


def _rank(tried: Tried, lab: Lab) -> _Rank:
    """How good an outcome is, the better the greater."""
    whole = tried.trouble is None and bool(tried.returned)
    right = tried.shape == (lab.recipe.batch_size, lab.classes)
    stage = _STAGES.index(tried.trouble.stage if tried.trouble is not None else "backward")
    return (stage, int(whole), int(right), 0 if whole else tried.steps, -tried.mends)


def _best(
    submission: Submission,
    stopped: Trouble,
    lab: Lab,
    attempt: Attempt,
    reached: _Rank,
) -> tuple[tuple[Edit, ...], Tried] | None:
    """The edits that get furthest; of those that get as far the likeliest."""
    after = _after(stopped, reached)
    source = Source(submission.script, stopped.lines, stopped.message, stopped.name)
    asked = candidates(source, lab.recipe.batch_size, after)
    changed = [Changed(with_edits(submission.text, edits), submission.plan) for edits in asked]
    for at, edits in enumerate(asked):
        if not all(_within(source, edit) for edit in edits):
            changed[at] = replace(changed[at], plan=_script(submission, edits, lab).plan)
    best, found = reached, None
    outcomes = attempt(submission, changed, lab, after == "a stop")
    for edits, outcome in zip(asked, outcomes, strict=False):
        rank = _rank(outcome, lab)
        if rank > best and not (outcome.mends and edits[0].kind in _ALONE):
            best, found = rank, (edits, outcome)
    return found


def _after(stopped: Trouble, reached: _Rank) -> After:
    """What the slip is looked for behind."""
    if stopped.stage == "backward" or (stopped.stage == "construct" and reached[1]):
        return "training steps"
    if not stopped.type and stopped.message == "None":
        return "nothing returned"
    return "numbers put right" if reached[1] and stopped.type else "a stop"


def _within(source: Source, edit: Edit) -> bool:
    """Whether it stands in a class, so that the statements to run are the same."""
    return any(
        one.node.lineno <= edit.line <= (one.node.end_lineno or 0) for one in source.script.classes
    )


def _script(submission: Submission, edits: Sequence[Edit], lab: Lab) -> Script:
    return Script(with_edits(submission.text, edits), lab.class_name)


def _with(submission: Submission, edits: Sequence[Edit], lab: Lab) -> Submission:
    return replace(submission, script=_script(submission, edits, lab))
