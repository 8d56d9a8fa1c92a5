"""`repair_of`: the smallest change of the text with which the file can be built and run."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.evidence import Edit, Mended, Observation, Repair, Stage, Tried, Trouble
from grader.graph import Graph
from grader.lab import Lab
from grader.repair.edits import Source, can_be_edited, with_edits
from grader.repair.signs import rereadings
from grader.repair.slips import candidates
from grader.repair.slips_known import After
from grader.script import Changed, Script, Submission
from grader.script.made import made_at

Attempt = Callable[[Submission, Sequence[Changed], Lab, bool], tuple[Tried, ...]]
MOST_STEPS = 3
_STAGES: tuple[Stage, ...] = ("read", "load", "construct", "forward", "backward")
# what moves lines or numbers, or leaves them out: no cause where others must be put right besides
_ALONE = ("lines-exchanged", "statement-too-many", "arguments-exchanged", "bent-for-nothing")
# what makes a layer, or gives one a number, of which only the run says whether it fits
_PUT_IN = ("argument-missing", "layer-not-made", "number-for-a-layer", "class-not-built")
# what may need another import, or another class
_ELSEWHERE = ("name-misspelt", "function-as-method", "class-twice", "part-not-made")
_Rank = tuple[int, ...]  # how good an outcome is, the better the greater
_RUNS = _STAGES.index("backward")
_NEEDS_HELP: _Rank = (_RUNS, 1, 1, 0, -1)  # it gives scores, with one number put right


@dataclass(frozen=True)
class _Stop:
    """Where a text is not as it should be."""

    after: After  # what the slip is looked for behind
    trouble: Trouble | None  # None: it runs, and gives no scores
    lines: tuple[int, ...]  # the student's, innermost last
    reached: _Rank  # what an edit must better


def repair_of(
    submission: Submission, observation: Observation, lab: Lab, attempt: Attempt
) -> tuple[Submission, Repair] | None:
    """The submission with what lets it run, one mistake after the other; None where nothing does.

    For a file that stops, and for one in whose place numbers were put right: a single edit after
    which none has to be is nearer to what was meant.
    """
    stop = _first_stop(observation, submission.script, lab)
    if stop is None or submission.plan is None or not can_be_edited(submission.text):
        return None
    current, steps = submission, list[Mended]()
    while len(steps) < MOST_STEPS:
        found = _best(current, stop, lab, attempt)
        if found is None:
            return None
        edits, tried = found
        steps.append(Mended(stop.trouble, edits))
        current = replace(current, script=_script(current, edits, lab))
        if tried.trouble is None and _is_no_result(tried.returned):
            stop = _Stop("a stop", None, _ends(current.script), _rank(tried, lab))
        elif tried.trouble is None:
            if tried.shape == (lab.recipe.batch_size, lab.classes):
                return current, Repair(tuple(steps), observation)
            if tried.returned not in ("tuple", "list", "dict"):
                return None
            stop = _Stop("a stop", None, _ends(current.script), _rank(tried, lab))
        else:
            stop = _next_stop(tried.trouble, _rank(tried, lab))
    return None


def reread(submission: Submission, lab: Lab, attempt: Attempt) -> tuple[Submission, Edit] | None:
    """A file that Python does not read with the one sign with which it runs best; None for none."""
    trouble = submission.trouble
    if trouble is None or trouble.stage != "read" or trouble.line is None:
        return None
    edits = rereadings(submission.text, trouble.line)
    scripts = [_script(submission, (edit,), lab) for edit in edits]
    read = [(edit, one) for edit, one in zip(edits, scripts, strict=True) if one.plan is not None]
    if not read:
        return None
    submissions = [replace(submission, script=one, trouble=None) for _, one in read]
    outcomes = attempt(submissions[0], [Changed(one.text, one.plan) for _, one in read], lab, True)
    ranked = [(_rank(one, lab), -at) for at, one in enumerate(outcomes) if one.trouble is None]
    if not ranked:
        return None
    at = -max(ranked)[1]
    return submissions[at], read[at][0]


def without_ours(seen: Observation, repair: Repair, script: Script) -> Observation:
    """Without the mends of numbers that an edit has put in: they are none of the student's.

    Nor are those that follow from how many maps a layer of ours gives. `script`: the text with the
    edits.
    """
    edits = [edit for step in repair.steps for edit in step.edits]
    if any(edit.makes and "Conv" in edit.now for edit in edits):
        return replace(seen, mends=())
    put_in = {
        (edit.line, number)
        for edit in edits
        if edit.kind in _PUT_IN
        for number in re.findall(r"\d+", edit.now)
    }
    mends = [
        mend for mend in seen.mends if (made_at(script, mend.layer), str(mend.was)) not in put_in
    ]
    return replace(seen, mends=tuple(mends))


def _first_stop(observation: Observation, script: Script, lab: Lab) -> _Stop | None:
    """What ended the file, or would have; or that what came back are no scores."""
    trouble, graph = next(iter(observation.troubles), None), observation.train
    if trouble is not None and not observation.returned:
        steps = len(graph.operations) if graph is not None else 0
        return _next_stop(trouble, _stopped(trouble, steps, 0))
    if trouble is not None and trouble.stage in ("construct", "backward"):  # in the rehearsal
        return _Stop("training steps", trouble, trouble.lines, _NEEDS_HELP)
    if trouble is not None and trouble.stage == "forward":  # where it is tested
        return _Stop("a stop", trouble, trouble.lines, _NEEDS_HELP)
    crash = trouble or next((mend.trouble for mend in observation.crashes), None)
    if crash is not None:
        several = len({mend.layer for mend in observation.mends}) > 1
        after: After = "several put right" if several else "numbers put right"
        return _Stop(after, crash, crash.lines, _NEEDS_HELP)
    moved = next((mend for mend in observation.mends if mend.trouble is None), None)
    if moved is not None:  # it ran, with the numbers of other images in the rows
        return _Stop("numbers put right", None, (moved.line,) if moved.line else (), _NEEDS_HELP)
    lines = (graph.last_line,) if graph is not None and graph.last_line is not None else ()
    if observation.output_chosen and observation.returned == "tensor":
        return _Stop("no scores", None, lines, _NEEDS_HELP)
    if graph is not None and _gives_other_rows(graph, observation.returned, lab):
        return _Stop("no scores", None, lines, _NEEDS_HELP)
    blank = graph is None or (not graph.operations and observation.returned in ("None", "tensor"))
    if blank:
        return _Stop("a blank", None, lines, _NEEDS_HELP)
    if graph is None or _gives_rows(graph, observation.returned):
        return None
    if observation.returned == "None":
        return _Stop("nothing returned", None, lines, _NEEDS_HELP)
    if _is_no_result(observation.returned):
        return _Stop("a stop", None, _ends(script), _come(len(graph.operations)))
    return _Stop("a stop", None, lines, _NEEDS_HELP)


def _is_no_result(returned: str) -> bool:
    """Whether forward gave a layer, a function, a shape: what a call of it was to give."""
    return returned not in ("tensor", "tuple", "list", "dict", "None", "")


def _ends(script: Script) -> tuple[int, ...]:
    """The lines at which forward gives something back."""
    nodes = ast.walk(script.forward) if script.forward is not None else ()
    return tuple(node.lineno for node in nodes if isinstance(node, ast.Return))


def _next_stop(trouble: Trouble, reached: _Rank) -> _Stop:
    after: After = "training steps" if trouble.stage == "backward" else "a stop"
    return _Stop(after, trouble, trouble.lines, reached)


def _gives_rows(graph: Graph, returned: str) -> bool:
    """Whether forward gave a row for each image, of whatever length."""
    shape = graph.values[graph.output].shape if graph.output is not None else ()
    return not returned or (returned == "tensor" and len(shape) == 2 and shape[0] == graph.batch)


def _gives_other_rows(graph: Graph, returned: str, lab: Lab) -> bool:
    """Whether it gave rows, and none of as many scores as there are classes."""
    shape = graph.values[graph.output].shape if graph.output is not None else ()
    return returned == "tensor" and len(shape) == 2 and shape[1] != lab.classes


def _rank(tried: Tried, lab: Lab) -> _Rank:
    """First the stage, then whether it came to its end, and with scores, then how far it came."""
    if tried.trouble is not None:
        return _stopped(tried.trouble, tried.steps, tried.mends)
    if _is_no_result(tried.returned):
        return _come(tried.steps, tried.mends)
    right = tried.shape == (lab.recipe.batch_size, lab.classes)
    return (_RUNS, int(bool(tried.returned)), int(right), 0, -tried.mends)


def _come(steps: int, mends: int = 0) -> _Rank:
    """How far forward came that ended before it gave a result."""
    return (_STAGES.index("forward"), 0, 0, steps, -mends)


def _stopped(trouble: Trouble, steps: int, mends: int) -> _Rank:
    """How far a text came: while layers are made as far as the line, then as many steps."""
    came = (trouble.lines[-1] if trouble.lines else 0) if trouble.stage == "construct" else steps
    return (_STAGES.index(trouble.stage), 0, 0, came, -mends)


def _best(
    submission: Submission, stop: _Stop, lab: Lab, attempt: Attempt
) -> tuple[tuple[Edit, ...], Tried] | None:
    """The edits that get furthest; of those that get as far the likeliest."""
    name, missing = (
        ("", "") if stop.trouble is None else (stop.trouble.name, _missing(stop.trouble))
    )
    source = Source(submission.script, stop.lines, name, missing)
    asked = candidates(source, lab.recipe.batch_size, stop.after, lab.input_shape)
    if stop.trouble is not None and stop.trouble.type in _OF_NUMBERS:
        asked = [edits for edits in asked if edits[0].kind != "name-misspelt"]
    if not asked:
        return None
    changed = [_changed(submission, source, edits, lab) for edits in asked]
    best, found = stop.reached, None
    outcomes = attempt(submission, changed, lab, stop.after == "a stop")
    for edits, outcome in zip(asked, outcomes, strict=False):
        rank = _rank(outcome, lab)
        if rank > best and not (outcome.mends and _stands_alone(edits[0])):
            best, found = rank, (edits, outcome)
    return found


def _missing(trouble: Trouble) -> str:
    """The attribute, the key or the local name that was not there: what is quoted last."""
    quoted = re.findall(r"'(\w+)'", trouble.message)
    return quoted[-1] if quoted and trouble.type in _QUOTED else ""


# what torch says of numbers that do not go together: every name on the way there was found
_OF_NUMBERS = ("RuntimeError", "ValueError")
_QUOTED = ("AttributeError", "KeyError", "UnboundLocalError")


def _stands_alone(edit: Edit) -> bool:
    """Whether it is no cause where others must be put right besides.

    A linear layer that is put in gives what the next one expects: where that does not fit, it
    was no linear layer that is missing.
    """
    return edit.kind in _ALONE or (edit.kind == "layer-not-made" and "Linear" in edit.now)


def _changed(submission: Submission, source: Source, edits: Sequence[Edit], lab: Lab) -> Changed:
    """The text with the edits, and what of it to run: the same, where all stand in a class."""
    spans = [(one.node.lineno, one.node.end_lineno or 0) for one in source.script.classes]
    inside = all(any(a <= edit.line <= b for a, b in spans) for edit in edits)
    if inside and edits[0].kind not in _ELSEWHERE:
        return Changed(with_edits(submission.text, edits), submission.plan)
    script = _script(submission, edits, lab)
    return Changed(script.text, script.plan)


def _script(submission: Submission, edits: Sequence[Edit], lab: Lab) -> Script:
    return Script(with_edits(submission.text, edits), lab.class_name)
