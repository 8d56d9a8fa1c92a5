"""The script as it was rehearsed: one step of training, one test, and what is worth a word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from grader.evidence import Trouble
from grader.evidence.rehearsal import ScriptEnd
from grader.evidence.rehearsed_calls import Lending
from grader.finding import Finding, Grade
from grader.lab import Lab
from grader.rehearsed import Batch, Lesson, Read, read
from grader.report.findings_view import FindingView, remark_views
from grader.script import Submission
from grader.script.loops import Around

_FILES = ("FileNotFoundError", "PermissionError", "OSError", "NotADirectoryError")
_QUOTED = re.compile(r"'([^']{1,80})'\s*$")
MOST_PRINTED = 76  # characters of what is printed
State = Literal["done", "useless", "missing"]
_ENDS: dict[ScriptEnd, str] = {
    "ended": "It came to its end.",
    "stopped": "It stopped with an error.",
    "left": "It ended by itself.",
    "out of time": "Its time was over before its end; what was seen until then is shown.",
    "not run": "",
}


@dataclass(frozen=True)
class Event:
    """One thing that was done, or should have been."""

    name: str  # "backward()"
    value: str  # "8 of 8 tensors get a gradient"
    line: int | None
    place: str  # "line 31"
    state: State = "done"


@dataclass(frozen=True)
class Strip:
    """Events in the order in which they happened."""

    title: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class ScriptView:
    """The section."""

    said: str  # what was run, on what, and how it ended
    strips: tuple[Strip, ...]
    remarks: tuple[FindingView, ...]  # the worst first


def script_view(grade: Grade) -> ScriptView | None:
    """None where nothing was trained or tested."""
    told = grade.evidence.rehearsal
    if told is None:
        return None
    seen = read(told)
    remarks = tuple(v for v in remark_views(grade) if v.finding.rehearsed)
    if (why := unseen(grade)) and not remarks:
        return ScriptView(why, (), ())
    if not seen.lessons and told.end != "stopped":
        return None
    strips = [_training(seen, grade.submission), _test(seen, grade.submission)]
    found = tuple(strip for strip in strips if strip is not None)
    counts = any(one.rehearsed for one in grade.findings)
    end = _ENDS[told.end]
    if told.trouble is not None and not any(_is_about(told.trouble, v.finding) for v in remarks):
        end = _for_want(told.trouble, grade.submission)
    elif not (found or remarks):
        return None
    return ScriptView(_said(seen, end, counts, _data(grade.lab)), found, remarks)


def unseen(grade: Grade) -> str:
    """Why no training was seen, where it lies in a library that is not here; else ""."""
    told = grade.evidence.rehearsal
    lent = [one for one in told.lent if one.what != "settings"] if told is not None else []
    if told is None or not lent or read(told).trainings:
        return ""
    first = next((one for one in lent if one.what == "network"), lent[0])
    place = grade.submission.place(first.line) if first.line else "Your script"
    return (
        f"{place[:1].upper()}{place[1:]} hands {_LENT[first.what]} to {first.library}, which is "
        "not here, so the training could not be rehearsed. The network itself was judged as "
        "always, and this costs nothing."
    )


_LENT: dict[Lending, str] = {
    "network": "the network",
    "weights": "its weights",
    "optimizer": "the optimiser",
    "loss": "the loss",
}


def _is_about(trouble: Trouble, remark: Finding) -> bool:
    return trouble.line in (remark.line, *remark.lines)


def _for_want(trouble: Trouble, submission: Submission) -> str:
    """How it ended where the reason is none that is known of the script."""
    place = submission.place(trouble.line) if trouble.line else "a line that is not known"
    file = trouble.type in _FILES and _QUOTED.search(trouble.message)
    if file:
        why = f"which reads {file[1]}; that file is not here"
    elif trouble.type == "ModuleNotFoundError":
        why = f"where a module is missing here ({trouble.message[:80]})"
    else:
        why = f"which stopped here ({trouble.type}), for a reason that may be ours alone"
    return f"It could not be rehearsed beyond {place}, {why}. What stands behind was not seen."


def _data(lab: Lab) -> str:
    """What our images stand for."""
    source = lab.data.source
    return "MNIST" if source in ("", "digits", "mnist") else source


def _said(seen: Read, end: str, counts: bool, data: str) -> str:
    words = [
        "Your script was run once from its first line to its last, in the sandbox, on "
        f"a few hundred images of ours in place of {data}, with its options at their defaults."
    ]
    trainings, tests = len(seen.trainings), len(seen.tests)
    if trainings:
        tested = f"tested {_times(tests)}" if tests else "never tested"
        went = f"It went over the training images {_times(trainings)} and {tested}"
        some = any(one.cut for one in seen.lessons)
        cut = "; in some of the later ones one batch stood for all" if some else ""
        words.append(f"{went}{cut}.")
    if any(one.what == "settings" for one in seen.told.lent):
        words.append("Its settings come from a file that is not here; usual ones stood in.")
    words.append(end)
    words.append(
        "What of it counts for the mark stands above, among what was looked at."
        if counts
        else "Nothing of this counts for the mark."
    )
    return " ".join(word for word in words if word)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _training(seen: Read, submission: Submission) -> Strip | None:
    lesson = next((one for one in seen.trainings if one.steps or one.backwards), None)
    if lesson is None:
        return None
    later = range(1, len(lesson.batches))  # what the first left behind shows
    steps = (n for n in later if lesson.batches[n].steps)  # which may come every few batches
    place = next(steps, min(1, len(lesson.batches) - 1))
    batch = lesson.batches[place]
    before = lesson.batches[place - 1] if place else None
    events = [
        Event("batch", _images(batch), *_at(_line_of(lesson), submission)),
        *_step_events(seen, lesson, batch, before, submission),
    ]
    return Strip("One step of training", tuple(events))


def _images(batch: Batch) -> str:
    which = {"train": " of the training set", "test": " of the test set"}
    return f"{batch.forward.shape[0]} images{which.get(batch.forward.images, '')}"


def _line_of(lesson: Lesson) -> int | None:
    return lesson.passage.line if lesson.passage is not None else None


def _at(line: int | None, submission: Submission) -> tuple[int | None, str]:
    return line, submission.place(line) if line else ""


def _step_events(
    seen: Read, lesson: Lesson, batch: Batch, before: Batch | None, submission: Submission
) -> list[Event]:
    tensors = seen.network(lesson).tensors
    start = _end_of(before) if before is not None else batch.before
    done: list[tuple[int, Event]] = []

    def add(one: Any, name: str, value: str, useless: bool = False) -> None:
        state: State = "useless" if useless else "done"
        done.append((one.at, Event(name, value, *_at(one.line, submission), state)))

    for cleared in batch.cleared:
        if start < cleared.at < _end_of(batch):
            wasted = any(s.ready == 0 for s in batch.steps) and cleared.at > batch.forward.at
            add(cleared, "zero_grad()", f"sets back {cleared.cleared}", wasted)
    mode = "training mode" if batch.forward.training else "eval mode"
    grads = "" if batch.forward.grad else ", gradients off"
    add(batch.forward, "forward", mode + grads, bool(grads))
    for loss in batch.losses[:1]:
        add(loss, loss.kind, f"{loss.value:.3f}", not loss.history)
    for one in batch.backwards[:2]:
        add(one, "backward()", _reach(one, tensors), not one.reached)
    for step in batch.steps[:2]:
        add(step, "step()", f"moves {step.moved} tensors", not (step.moved and step.held))
    events = [event for _, event in sorted(done, key=lambda pair: pair[0])]
    scheduled = {one.line for one in seen.told.scheduled}
    later = [n for n in Around(submission.script).now_and_then if n not in scheduled]
    if later and not batch.steps:
        events.append(Event("step()", "comes every few batches", *_at(later[0], submission)))
    return _with_gaps(events, batch)


def _reach(one: Any, tensors: int) -> str:
    return "stops here" if one.failed else f"a gradient for {one.reached} of {tensors} tensors"


def _end_of(batch: Batch) -> int:
    """The number of the last thing that was done with it."""
    done = [one.at for one in batch.losses] + [one.at for one in batch.backwards]
    return max([batch.forward.at, *done, *(one.at for one in batch.steps)])


def _with_gaps(events: list[Event], batch: Batch) -> list[Event]:
    """With a gap where something is missing that a step needs."""
    names = [event.name for event in events]
    if "zero_grad()" not in names and any(one.stale for one in batch.backwards):
        events.insert(0, Event("zero_grad()", "old gradients stay", None, "", "missing"))
    stopped = any(one.failed for one in batch.backwards)
    if "backward()" not in names:
        spot = names.index("step()") if "step()" in names else len(events)
        events.insert(spot, Event("backward()", "no gradients", None, "", "missing"))
    if "step()" not in names and not stopped:
        events.append(Event("step()", "the weights stay", None, "", "missing"))
    return events


def _test(seen: Read, submission: Submission) -> Strip | None:
    tests = [one for one in seen.tests if one.whole and one.images]
    if not tests:
        return None
    lesson, first = tests[0], tests[0].batches[0].forward
    switched = [one for one in seen.told.switched if one.at < first.at and not one.training]
    if first.training:
        mode = Event("eval()", "training mode stays", None, "", "missing")
    else:
        mode = Event(
            "eval()", "dropout off", *_at(switched[-1].line if switched else None, submission)
        )
    grads = Event("no_grad", "gradients are kept", None, "", "missing")
    if not first.grad:
        grads = Event("no_grad", "no gradients kept", None, "")
    which = {"train": "the training set", "test": "the test set"}.get(first.images, "a set")
    count = len(lesson.batches)
    events = [
        mode,
        grads,
        Event(
            "batches",
            f"{lesson.images} images of {which} in {count}",
            *_at(_line_of(lesson), submission),
        ),
        Event("forward", f"{lesson.hits} answers are right", *_at(first.line, submission)),
    ]
    for printed in lesson.printed[:1]:
        text = " ".join(printed.text.split())
        shown = text if len(text) <= MOST_PRINTED else f"{text[: MOST_PRINTED - 1]}…"
        events.append(Event("print", shown, *_at(printed.line, submission)))
    return Strip("One test", tuple(events))
