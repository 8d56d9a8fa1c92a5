"""The words for the places of a change: the student's own names, lines and numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from concepts.written import several
from grader.diagnoses.case import Case
from grader.evidence import Change, Place, places_of
from grader.graph import Mode, Operation
from grader.graph.vocabulary import family_of, spelled
from grader.reading.dropping import share_dropped
from grader.reading.flow import Flow
from grader.script.behind import numbers_behind, share_given
from grader.script.made import maker
from grader.script.nodes import calls_in, is_name, source

Word = Callable[[Case, Sequence[Change]], str]


class Words(dict[str, str]):
    """The words for a place in a row's sentence, each worked out when it is asked for."""

    def __init__(self, case: Case, changes: Sequence[Change], own: Mapping[str, Word]) -> None:
        super().__init__()
        self._case, self._changes, self._own = case, changes, own

    def __missing__(self, name: str) -> str:
        return (self._own.get(name) or _WORDS[name])(self._case, self._changes)


def changes_of(case: Case) -> tuple[Change, ...]:
    """What mends the finding of a case; () where nothing was found."""
    failed = case.finding.check if case.finding is not None else ""
    found = (one.changes for one in case.evidence.rewired if one.check == failed)
    return next(found, ())


def call_of(case: Case, place: Place | None, mode: Mode | None = None) -> Operation | None:
    """The call at a place, of the run that has it, or of that in one mode."""
    for flow in case.reading.both:
        if mode not in (None, flow.graph.mode):
            continue
        places = places_of(flow.graph.operations)
        for op in flow.graph.operations:
            if places[op.index] == place:
                return op
    return None


def lines_of(case: Case, change: Change) -> list[int]:
    """First the line where the mistake was made, then where it shows."""
    found: list[int | None]
    if change.step is None:
        found = [*_idle_line(case, change.behind), *_last_line(case, change)]
        found = found or [_stands_at(case, change.behind)]
    elif change.source is not None and change.setting == "weight":
        found = [_stands_at(case, change.step), _stands_at(case, change.source)]
    elif change.setting in ("p", "dim") or change.verb == "exchange":
        found = [*_written(case, change), case.made_at(change.step.module), change.step.line]
    else:
        found = [_stands_at(case, change.step), _stands_at(case, change.behind)]
    if change.spare:
        found.append(case.made_at(change.spare))
    return list(dict.fromkeys(line for line in found if line is not None))


def _written(case: Case, change: Change) -> list[int]:
    """Where the share of a dropout is written that reaches it under a name; [] where unclear."""
    script, step = case.script, change.step
    if change.setting != "p" or step is None:
        return []
    made = maker(script, step.module) if step.module else None
    calls = calls_in(made) if made is not None else script.calls_at(step.line)
    shares = (share_given(script, call) for call in calls)
    behind = [n for share in shares if share is not None for n in numbers_behind(script, share)]
    lines = [one.lineno for one in behind if one.value == change.was]
    return lines if len(lines) == 1 else []


def _idle_line(case: Case, behind: Place | None) -> list[int]:
    """The first line behind a step that is `x = x`: something is lost there."""
    forward, line = case.script.forward, behind.line if behind is not None else None
    layers = sorted(op.line for one in case.reading.both for op in _weighing(one) if op.line)
    end = next((one for one in layers if line is not None and one > line), None)
    return [
        node.lineno
        for node in ast.walk(forward or ast.Module([], []))
        if isinstance(node, ast.Assign) and len(node.targets) == 1
        if line is not None and line < node.lineno <= (end or node.lineno)
        if isinstance(node.value, ast.Name) and is_name(node.targets[0], node.value.id)
    ][:1]


def _last_line(case: Case, change: Change) -> list[int]:
    """The last line before the next layer that does something there: a dropout stands behind it."""
    op, flow = call_of(case, change.behind), case.flow
    if change.asked != "dropout" or op is None or flow is None:
        return []
    last = op
    while len(after := flow.followers[last.index]) == 1 and after[0] in flow.steps:
        if flow.steps[after[0]].family not in _BEFORE_A_DROPOUT:
            break
        last = flow.steps[after[0]]
    alike = [one for one in flow.steps.values() if (one.line, one.kind) == (last.line, last.kind)]
    below = last.line is not None and op.line is not None and last.line > op.line
    return [last.line] if below and last.line and len(alike) == 1 else []


_BEFORE_A_DROPOUT = ("activation", "pooling", "normalisation")


def _weighing(flow: Flow) -> list[Operation]:
    return [one.op for one in flow.layers]


def _stands_at(case: Case, place: Place | None) -> int | None:
    """The line that says where in the network a step stands."""
    if place is None:
        return None
    lacking = {
        where.module
        for change in changes_of(case)
        for where in (change.layer, change.behind)
        if where is not None and where.line == place.line
    }
    flow = case.flow
    there = {one.op.module for one in flow.layers if one.op.line == place.line} if flow else set()
    if len(there) > 1 and there <= lacking:  # it is the line's own mistake, and not one layer's
        return place.line
    return case.called_at(place)


def name_of(case: Case, place: Place) -> str:
    """A call as the student knows it: its layer, else the call; not the block that it stands in."""
    return f"`{place.module if _is_layer(case, place) else spelled(place.target)}`"


def _is_layer(case: Case, place: Place) -> bool:
    return bool(place.module) and case.layer(place.module) is not None


def _names(case: Case, places: Sequence[Place | None]) -> str:
    return several(list(dict.fromkeys(name_of(case, one) for one in places if one is not None)))


def _steps(case: Case, changes: Sequence[Change]) -> str:
    """The steps that are touched; with the line where several calls have one name."""
    steps = [change.step for change in changes if change.step is not None]
    several_lines = len(steps) > 1 or changes[0].verb in ("move", "straighten")
    told = (
        (_code(case, one) if case.in_sequence(one.module) else name_of(case, one))
        + (
            f" of line {one.line}"
            if several_lines and one.line and not _is_layer(case, one)
            else ""
        )
        for one in steps
    )
    return several(list(dict.fromkeys(told)))


def _kinds(case: Case, changes: Sequence[Change]) -> str:
    """What stands there instead: of several steps that end in one the activations."""
    found: dict[str, None] = {}
    for change in changes:
        own = (change.step.kind,) if change.step is not None else ()
        activations = [kind for kind in change.kinds if family_of(kind) == "activation"]
        found.update(dict.fromkeys(activations or own))
    return several(list(found))


def _first(case: Case, changes: Sequence[Change]) -> str:
    """What the numbers go through in front of a ReLU: "mul → exp"."""
    kinds = changes[0].kinds
    return " → ".join(kinds[: kinds.index("relu")] if "relu" in kinds else kinds)


def _cut(case: Case, changes: Sequence[Change]) -> str:
    """How much the ReLU behind the first layer cuts."""
    shares = [share for flow in case.reading.both for share in case.reading.idle(flow).values()]
    effects = case.reading.effects
    if not shares or effects is None:
        return ""
    return (
        f": of its numbers for {effects.images} images {max(shares):.2%} are negative, before "
        "training and after it"
    )


def _dropped(case: Case, changes: Sequence[Change]) -> str:
    """Of what a dropout is given the share that it drops, measured."""
    flow, op, effects = case.reading.train, call_of(case, changes[0].step), case.reading.effects
    share = share_dropped(flow, effects)(op) if flow is not None and op is not None else None
    if share is None:
        return ""
    of = f"what {effects.images} images give it" if effects is not None else "what it is given"
    return f": of {of} a share of {share:.2g} in training"


def _code(case: Case, place: Place) -> str:
    """The student's own words for what makes a module; its name where the text hides them."""
    made = maker(case.script, place.module) if place.module else None
    return f"`{source(made)}`" if made is not None else name_of(case, place)


def _range(case: Case, changes: Sequence[Change]) -> str:
    seen = case.behaviour
    return f" (from {seen.smallest:.2g} to {seen.largest:.2g})" if seen is not None else ""


def drawn_in(case: Case) -> list[Operation]:
    """The steps that draw numbers while the network is tested."""
    flow = case.reading.eval
    return [op for op in flow.steps.values() if op.family == "random"] if flow else []


def _noise(case: Case, changes: Sequence[Change]) -> str:
    """What draws the numbers that are mixed in while the network is tested."""
    drawn = drawn_in(case)
    return f"`{drawn[0].spelled}`" if drawn else _steps(case, changes[:1])


def _where(case: Case, changes: Sequence[Change]) -> str:
    """Where the first step stands now."""
    flow, op = case.reading.run, call_of(case, changes[0].step)
    if flow is None or op is None:
        return "elsewhere"
    before = [layer for layer in flow.layers if layer.op.index < op.index]
    scores = ", where the scores are" if op in flow.on_the_scores else ""
    return f"behind `{before[-1].name}`{scores}" if before else "before the first layer"


_WORDS: dict[str, Word] = {
    "layers": lambda case, changes: _names(case, [one.layer for one in changes]),
    "steps": _steps,
    "behind": lambda case, changes: _names(case, [one.behind for one in changes]),
    "kinds": _kinds,
    "first": _first,
    "line": lambda case, changes: f"line {lines_of(case, changes[0])[0]}",
    "spare": lambda case, changes: changes[0].spare,
    "was": lambda case, changes: str(changes[0].was),
    "path": lambda case, changes: case.finding.observed if case.finding is not None else "",
    "mode": lambda case, changes: "trained" if changes[0].mode == "train" else "tested",
    "source": lambda case, changes: _names(case, [one.source for one in changes]),
    "batch": lambda case, changes: str(case.lab.recipe.batch_size),
    "classes": lambda case, changes: str(case.lab.classes),
    "range": _range,
    "code": lambda case, changes: several([_code(case, one.step) for one in changes if one.step]),
    "cut": _cut,
    "dropped": _dropped,
    "noise": _noise,
    "where": _where,
}
