"""`Case`: all that a diagnosis may look at, worked out once for a submission."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from grader.checks import sort_of
from grader.evidence import (
    LAID_OUT,
    Behaviour,
    Edit,
    Evidence,
    Layer,
    Mend,
    Observation,
    Place,
    Rehearsal,
    Stage,
    Training,
    Trouble,
)
from grader.finding import Finding
from grader.graph import Graph, Operation, Ref
from grader.lab import Lab
from grader.reading.flow import Flow
from grader.reading.reading import Reading
from grader.rehearsed import Read, read
from grader.rehearsed.figures import Misprint, misprints
from grader.script import Script, Submission
from grader.script.behind import numbers_behind
from grader.script.loops import Around
from grader.script.made import in_sequence, made_at, maker, named_at
from grader.script.nodes import calls_in


@dataclass(frozen=True)
class Case:
    """One submission, and the finding that asks for its cause."""

    reading: Reading
    evidence: Evidence
    lab: Lab
    submission: Submission
    script: Script  # the text as a syntax tree
    around: Around  # what stands outside the network's class
    finding: Finding | None = None  # None for a remark
    mend: Mend | None = None  # which of several the finding is about
    stopped: Trouble | None = None  # what the finding is about, where a repair mended several
    edit: Edit | None = None  # and what undid it

    @property
    def seen(self) -> Observation:
        """What the probe brought out."""
        return self.evidence.observation

    @property
    def behaviour(self) -> Behaviour | None:
        """What was measured on random inputs."""
        return self.evidence.behaviour

    @property
    def training(self) -> Training | None:
        """How it learned; None where it was not trained."""
        training = self.evidence.training
        return None if training is None or training.way == "not run" else training

    @cached_property
    def rehearsed(self) -> Read:
        """What the whole script did; empty where it was not run."""
        return read(self.evidence.rehearsal or Rehearsal())

    @cached_property
    def misprints(self) -> tuple[Misprint, ...]:
        """What it printed as an accuracy, and what is that of no pass."""
        return tuple(misprints(self.rehearsed))

    @property
    def graph(self) -> Graph | None:
        """The run that the reading looks at, as calls."""
        return self.reading.graph

    @property
    def flow(self) -> Flow | None:
        """The same as steps."""
        return self.reading.run

    @property
    def refused(self) -> Operation | None:
        """The call that raised and ended forward; it has no outputs."""
        return self.graph.refused if self.graph is not None else None

    @property
    def check(self) -> str:
        """The sort of the check that failed; "" for a remark."""
        return sort_of(self.lab, self.finding.check) if self.finding is not None else ""

    @property
    def trouble(self) -> Trouble | None:
        """The first exception that nothing mended; the root of what followed."""
        return self.stopped or next(iter(self.seen.troubles), None)

    @property
    def crashes(self) -> tuple[Mend, ...]:
        """What stopped forward and was put right; of several the one that is asked about."""
        return self.seen.crashes if self.mend is None else (self.mend,)

    @property
    def onwards(self) -> str:
        """What comes of putting one number right: behind it the rest may stop for another cause."""
        wrong = {(mend.was, mend.now) for mend in self.seen.crashes}
        whole = len(wrong) < 2 and not self.seen.troubles
        return "the rest works" if whole else "forward goes on"

    @property
    def goes_on(self) -> bool:
        """Whether a repair of the text alone leaves something that had to be put right besides."""
        repair = self.evidence.repair
        return bool(self.seen.mends) or (repair is not None and len(repair.steps) > 1)

    @property
    def unflattened(self) -> bool:
        """Whether maps reach a fully connected layer: other numbers are wrong for that reason."""
        return any(mend.what == LAID_OUT for mend in self.crashes)

    @cached_property
    def declared(self) -> dict[str, int]:
        """`self.NAME = ...`: each name with its line."""
        return dict(self.evidence.declared)

    def declared_at(self, path: str) -> int | None:
        """The line that declares a module, from its path ("features.0")."""
        return self.declared.get(path.partition(".")[0])

    def declaration(self, path: str) -> tuple[int, ...]:
        """The same for `Seen.lines`: empty where it is not known."""
        line = self.declared_at(path)
        return () if line is None else (line,)

    def made_at(self, path: str) -> int | None:
        """The line that makes a module: of one in a container its own; None where none is known."""
        layer = self.layer(path)
        seen = layer.line if layer is not None else None
        return (made_at(self.script, path) or seen or self.declared_at(path)) if path else None

    def written_at(self, path: str, number: int) -> int | None:
        """The one line where a number is written that reaches a layer; None where it is unclear."""
        made = maker(self.script, path)
        calls = calls_in(made) if made is not None else self.script.calls_at(self.made_at(path))
        given = [one for call in calls for one in (*call.args, *(k.value for k in call.keywords))]
        behind = (one for value in given for one in numbers_behind(self.script, value))
        lines = {one.lineno for one in behind if one.value == number}
        return lines.pop() if len(lines) == 1 else None

    def called_at(self, op: Operation | Place) -> int | None:
        """The line that says where in the network a step stands.

        One line may call several layers, in a loop or a helper: then the line that names this one.
        """
        if self.in_sequence(op.module):
            return self.made_at(op.module) or op.line
        flow = self.flow
        layers = {one.op.module for one in flow.layers if one.op.line == op.line} if flow else set()
        if len(layers - {op.module}) == 0 or op.module not in layers:
            return op.line
        made = self.made_at(op.module)
        named = [line for line in named_at(self.script, op.module) if line != made]
        return named[0] if len(named) == 1 else made or op.line

    def in_sequence(self, path: str) -> bool:
        """Whether a module is called by the nn.Sequential that it stands in."""
        return bool(path) and in_sequence(self.script, path)

    def layer(self, path: str) -> Layer | None:
        """The registered module at a path."""
        return next((layer for layer in self.seen.layers if layer.path == path), None)

    def shape(self, ref: object) -> tuple[int, ...]:
        """The shape behind a reference; () for what is none."""
        if not isinstance(ref, Ref) or self.graph is None:
            return ()
        return self.graph.shape_of(ref, self.seen.tensors)

    def name(self, op: Operation) -> str:
        """A call as the student knows it: its module, else the call."""
        return op.module or op.spelled

    @property
    def away(self) -> set[str]:
        """Modules that the file imports and that are not here: stand-ins were there instead."""
        loading = self.seen.loading
        names = loading.stand_ins if loading is not None else ()
        return {name.removeprefix("module ") for name in names if name.startswith("module ")}

    @property
    def trained_elsewhere(self) -> bool:
        """Whether a library that is not here was handed what steps are made of: they are unseen."""
        told = self.rehearsed.told
        lent = any(one.what != "settings" for one in told.lent)
        return lent and not any(step.moved for step in told.steps)

    def raised(self, stage: Stage, *types: str) -> Trouble | None:
        """The first trouble, if it is of this stage and one of these types (all: none given)."""
        trouble = self.trouble
        if trouble is None or trouble.stage != stage:
            return None
        return trouble if not types or trouble.type in types else None

    def stopped_by(self, *types: str) -> Trouble | None:
        """The first trouble, whatever its stage, if it is of one of these types."""
        trouble = self.trouble
        return trouble if trouble is not None and trouble.type in types else None
