"""What the lab asks for in the network's own steps, and how far a network is from it.

Of two changes that mend a check the one is meant that brings the network nearer to the whole:
with it each step of these sorts works, stands where one is asked for, and none is left over.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.checks import checks_of
from grader.checks.verdict import Check
from grader.evidence import ACTIVATIONS, Asked, Evidence
from grader.graph import Graph, Operation
from grader.lab import Lab, Part
from grader.reading.across import mixing
from grader.reading.dropping import means_to_drop
from grader.reading.flow import Flow
from grader.reading.reading import Reading, reading_of
from grader.reading.relus import hidden_layers

ACTIVATION, DROPOUT, OFF, FORM = "activations", "dropout", "dropout-off-in-eval", "output-form"
CONVOLUTIONS, CONNECTED, USED = "convolutions", "fully-connected", "every-layer-used"
ALONE = "samples-independent"
# sorts of checks that the calls alone decide, so that they can be judged with a change
MENDED = (ACTIVATION, DROPOUT, OFF, FORM, CONVOLUTIONS, CONNECTED, USED, ALONE)
# and those that no change is looked for, and none may break
KEPT = ("batch-norm", "pooling", "residual-blocks", "layer-sizes", "order-of-steps")
_KINDS: dict[str, Asked] = {
    DROPOUT: "dropout",
    OFF: "dropout",
    CONVOLUTIONS: "conv2d",
    CONNECTED: "linear",
    USED: "layer",
    ALONE: "apart",
}
_FORMS: dict[str, Asked] = {
    "log-probabilities": "log_softmax",
    "probabilities": "softmax",
    "logits": "logits",
}
# classes of modules that do what is asked for, by a part of their name
CLASSES: dict[Asked, tuple[str, ...]] = {
    "relu": ("ReLU",),
    "sigmoid": ("Sigmoid",),
    "tanh": ("Tanh",),
    "gelu": ("GELU",),
    "elu": ("ELU",),
    "silu": ("SiLU",),
    "leaky_relu": ("LeakyReLU",),
    "relu6": ("ReLU6",),
    "hardswish": ("Hardswish",),
    "dropout": ("Dropout",),
    "log_softmax": ("LogSoftmax",),
    "softmax": ("Softmax",),
}


def kind_of(check: Check, lab: Lab) -> Asked:
    """The step that a check asks for."""
    if check.sort == ACTIVATION:
        return activation_of(lab)
    return _FORMS[lab.asked.output] if check.sort == FORM else _KINDS[check.sort]


def activation_of(lab: Lab) -> Asked:
    """The activation that is put in where one is lacking: a ReLU where any will do."""
    words = [word for word in ACTIVATIONS if word in lab.asked.activations]
    return words[0] if words else "relu"


def checks_mended(lab: Lab) -> tuple[Check, ...]:
    """The checks of a lab for which changes of the calls are tried."""
    found = [one for one in checks_of(lab) if one.sort in MENDED]
    return tuple(sorted(found, key=lambda one: MENDED.index(one.sort)))


def checks_kept(lab: Lab) -> tuple[Check, ...]:
    """Those, and the others that no change may break."""
    return (*checks_mended(lab), *(one for one in checks_of(lab) if one.sort in KEPT))


@dataclass(frozen=True)
class Known:
    """A network, or one with a change, and the reading of it."""

    evidence: Evidence
    reading: Reading
    lab: Lab
    _held: dict[str, bool] = field(default_factory=dict)  # what was judged already

    def holds(self, check: Check) -> bool:
        """Whether a check holds of it."""
        if check.id not in self._held:
            self._held[check.id] = self._judged(check)
        return self._held[check.id]

    def _judged(self, check: Check) -> bool:
        try:
            judged = check.judge(self.reading, self.evidence, self.lab)
        except Exception:  # nonsense from the sandbox mends nothing
            return False
        return judged.outcome == "holds"

    def lack(self, check: Check) -> int:
        """How many places lack what a check asks for; 0 where it holds."""
        return 0 if self.holds(check) else max(1, _places(self.reading, check, self.lab))

    def distance(self) -> int:
        """How far it is from what was asked: what is lacking, and what is left over."""
        lacking = sum(self.lack(check) for check in checks_mended(self.lab))
        left_over = (_left_over(flow, self.reading, self.lab) for flow in self.reading.both)
        return lacking + sum(left_over)


def known(evidence: Evidence, lab: Lab) -> Known:
    """The evidence, read."""
    return Known(evidence, reading_of(evidence, lab.asked), lab)


def _places(reading: Reading, check: Check, lab: Lab) -> int:
    if check.sort == ACTIVATION:
        return sum(len(reading.bare_in(flow)) for flow in reading.both)
    if check.place is not None and reading.run is not None:
        return len(lacking_dropout(reading, reading.run, check.place))
    if check.sort == OFF and reading.eval is not None:
        return len(drawing(reading, reading.eval))
    if check.sort == CONVOLUTIONS and reading.run is not None:
        return len(lab.asked.of("convolution")) - len(reading.run.convolutions)
    if check.sort == CONNECTED and reading.run is not None:
        return len(lab.asked.of("linear")) - len(reading.run.linears)
    if check.sort == ALONE and reading.eval is not None:
        return len(mixing(reading.eval))
    return len(reading.unused) if check.sort == USED else 1


def lacking_dropout(reading: Reading, flow: Flow, part: Part) -> list[Operation]:
    """The layers behind which a dropout is lacking, each once, in order."""
    drops = reading.drops(flow)
    found = {
        first.op.index: first.op
        for first, second in flow.stretches(part)
        if flow.between(first.op.index, second.op.index, drops) is None
    }
    return [found[index] for index in sorted(found)]


def drawing(reading: Reading, flow: Flow) -> list[Operation]:
    """The steps of a run that give something else each time."""
    drops = reading.drops(flow)
    return [
        op for op in flow.steps.values() if drops(op) or (op.family == "random" and not op.writes)
    ]


def _left_over(flow: Flow, reading: Reading, lab: Lab) -> int:
    """How many steps there are of the sorts that are asked for, beyond those that are.

    A dropout before the first layer that asks for one is nothing that is asked for, and no mistake.
    """
    steps, meant, asked = flow.steps.values(), means_to_drop(flow), lab.asked
    early = last_early(flow)

    def wanted(op: Operation) -> bool:
        return any(reading.activates(op, flow, word) for word in asked.activations)

    active = sum(map(wanted, steps))
    others = sum(op.family == "activation" and not wanted(op) for op in steps)
    dropouts = sum((op.family == "dropout" or meant(op)) and op.index > early for op in steps)
    outputs = sum(op.family == "output" and not _log_of_softmax(op, flow) for op in steps)
    beyond = (
        active - len(hidden_layers(flow)),
        dropouts - len(asked.wants("dropout")),
        outputs - (asked.output != "logits"),
    )
    unused = len(_for_nothing(flow.graph)) + len(spare_modules(reading, None))
    return others + sum(max(0, one) for one in beyond) + unused


def _log_of_softmax(op: Operation, flow: Flow) -> bool:
    """Whether it makes with the step before it what log_softmax makes alone."""
    sources = [flow.steps[index].kind for index in flow.sources[op.index]]
    return op.kind == "log" and sources == ["softmax"]


def last_early(flow: Flow) -> int:
    """The index of the convolution behind which the first dropout is asked for; -1 for none."""
    part = next(iter(flow.asked.wants("dropout")), None)
    if part is None or part.role == "linear":
        return -1
    own = flow.convolutions[part.number - 1 : part.number]
    return own[0].op.index if own else -1


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
