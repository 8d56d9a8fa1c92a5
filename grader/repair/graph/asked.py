"""What the lab asks for in the network's own steps, and how far a network is from it.

Of two changes that mend a check the one is meant that brings the network nearer to the whole:
with it each step of these sorts works, stands where one is asked for, and none is left over.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.checks import CHECKS_BY_ID
from grader.evidence import Asked, Evidence
from grader.graph import Graph, Operation
from grader.lab import Lab
from grader.reading.across import mixing
from grader.reading.dropping import means_to_drop
from grader.reading.flow import Flow
from grader.reading.reading import Reading, reading_of
from grader.reading.relus import hidden_layers

RELU = "relu-on-hidden-layers"
AFTER_CONVOLUTIONS = "dropout-after-convolutions"
AFTER_FIRST_LINEAR = "dropout-after-first-fully-connected"
OFF = "dropout-off-in-eval"
LOG = "log-probabilities"
CONVOLUTIONS, CONNECTED, USED = "two-convolutions", "two-fully-connected", "every-layer-used"
ALONE = "samples-independent"

# what the calls alone decide, so that it can be judged with a change
ASKED: dict[str, Asked] = {
    RELU: "relu",
    AFTER_CONVOLUTIONS: "dropout",
    AFTER_FIRST_LINEAR: "dropout",
    OFF: "dropout",
    LOG: "log_softmax",
    CONVOLUTIONS: "conv2d",
    CONNECTED: "linear",
    USED: "layer",
    ALONE: "apart",
}
ROLES = {AFTER_CONVOLUTIONS: "convolution", AFTER_FIRST_LINEAR: "linear"}
# classes of modules that do what is asked for, by a part of their name
CLASSES: dict[Asked, tuple[str, ...]] = {
    "relu": ("ReLU",),
    "dropout": ("Dropout",),
    "log_softmax": ("LogSoftmax",),
}


@dataclass(frozen=True)
class Known:
    """A network, or one with a change, and the reading of it."""

    evidence: Evidence
    reading: Reading
    lab: Lab
    _held: dict[str, bool] = field(default_factory=dict)  # what was judged already

    def holds(self, check: str) -> bool:
        """Whether a check holds of it."""
        if check not in self._held:
            self._held[check] = self._judged(check)
        return self._held[check]

    def _judged(self, check: str) -> bool:
        try:
            judged = CHECKS_BY_ID[check].judge(self.reading, self.evidence, self.lab)
        except Exception:  # nonsense from the sandbox mends nothing
            return False
        return judged.outcome == "holds"

    def lack(self, check: str) -> int:
        """How many places lack what a check asks for; 0 where it holds."""
        return 0 if self.holds(check) else max(1, _places(self.reading, check))

    def distance(self) -> int:
        """How far it is from what was asked: what is lacking, and what is left over."""
        lacking = sum(self.lack(check) for check in ASKED)
        return lacking + sum(_left_over(flow, self.reading) for flow in self.reading.both)


def known(evidence: Evidence, lab: Lab) -> Known:
    """The evidence, read."""
    return Known(evidence, reading_of(evidence), lab)


def _places(reading: Reading, check: str) -> int:
    if check == RELU:
        return sum(len(reading.bare_in(flow)) for flow in reading.both)
    if check in ROLES and reading.run is not None:
        return len(lacking_dropout(reading, reading.run, ROLES[check]))
    if check == OFF and reading.eval is not None:
        return len(drawing(reading, reading.eval))
    if check in (CONVOLUTIONS, CONNECTED) and reading.run is not None:
        run = reading.run
        return 2 - len(run.convolutions if check == CONVOLUTIONS else run.linears)
    if check == ALONE and reading.eval is not None:
        return len(mixing(reading.eval))
    return len(reading.unused) if check == USED else 1


def lacking_dropout(reading: Reading, flow: Flow, role: str) -> list[Operation]:
    """The layers behind which a dropout is lacking, each once, in order."""
    drops = reading.drops(flow)
    found = {
        first.op.index: first.op
        for first, second in flow.stretches(role)
        if flow.between(first.op.index, second.op.index, drops) is None
    }
    return [found[index] for index in sorted(found)]


def drawing(reading: Reading, flow: Flow) -> list[Operation]:
    """The steps of a run that give something else each time."""
    drops = reading.drops(flow)
    return [
        op for op in flow.steps.values() if drops(op) or (op.family == "random" and not op.writes)
    ]


def _left_over(flow: Flow, reading: Reading) -> int:
    """How many steps there are of the sorts that are asked for, beyond those that are.

    A dropout before the second convolution is nothing that is asked for, and no mistake.
    """
    steps, meant = flow.steps.values(), means_to_drop(flow)
    early = last_early(flow)
    relus = sum(reading.rectifies(op, flow) for op in steps)
    others = sum(op.family == "activation" and not reading.rectifies(op, flow) for op in steps)
    dropouts = sum((op.family == "dropout" or meant(op)) and op.index > early for op in steps)
    outputs = sum(op.family == "output" and not _log_of_softmax(op, flow) for op in steps)
    beyond = (relus - len(hidden_layers(flow)), dropouts - 2, outputs - 1)
    unused = len(_for_nothing(flow.graph)) + len(spare_modules(reading, None))
    return others + sum(max(0, one) for one in beyond) + unused


def _log_of_softmax(op: Operation, flow: Flow) -> bool:
    """Whether it makes with the step before it what log_softmax makes alone."""
    sources = [flow.steps[index].kind for index in flow.sources[op.index]]
    return op.kind == "log" and sources == ["softmax"]


def last_early(flow: Flow) -> int:
    """The index of the second convolution; -1 where there is none."""
    return flow.convolutions[1].op.index if len(flow.convolutions) > 1 else -1


def _for_nothing(graph: Graph) -> list[Operation]:
    """The steps of these sorts whose result nothing goes on with."""
    live = {op.index for op in graph.live()}
    sorts = ("activation", "dropout", "output")
    return [op for op in graph.operations if op.family in sorts and op.index not in live]


def spare_modules(reading: Reading, asked: Asked | None) -> list[str]:
    """Modules that no call goes through and that do what is asked for (None: any of it)."""
    words = CLASSES.get(asked, ()) if asked is not None else sum(CLASSES.values(), ())
    used = {op.module for flow in reading.both for op in flow.graph.operations}
    return [
        layer.path
        for layer in reading.observation.layers
        if layer.path not in used and any(word in layer.class_name for word in words)
    ]
