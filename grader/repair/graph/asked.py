"""What the lab asks for in the network's own steps, and how far a network is from it.

Of two changes that mend a check the one is meant that brings the network nearer to the whole:
with it each step of these sorts works, stands where one is asked for, and none is left over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from grader.checks import checks_of
from grader.checks.verdict import Check
from grader.evidence import ACTIVATIONS, POOLINGS, Asked, Evidence
from grader.graph import Graph, Operation
from grader.lab import Asked as LabAsked
from grader.lab import Lab, Part
from grader.reading.across import mixing
from grader.reading.dropping import means_to_drop
from grader.reading.flow import Flow
from grader.reading.order import out_of_order
from grader.reading.reading import Reading, reading_of
from grader.reading.relus import hidden_layers
from grader.reading.sizes import off, sizes_of, sizes_off
from grader.reading.standing import pools, without

ACTIVATION, DROPOUT, OFF, FORM = "activations", "dropout", "dropout-off-in-eval", "output-form"
CONVOLUTIONS, CONNECTED, USED = "convolutions", "fully-connected", "every-layer-used"
ALONE = "samples-independent"
NORM, POOLING, SUM, SIZES, ORDER = (
    "batch-norm", "pooling", "residual-blocks", "layer-sizes", "order-of-steps",
)  # fmt: skip
# sorts of checks that the calls alone decide, so that they can be judged with a change
MENDED = (
    *(ACTIVATION, DROPOUT, OFF, FORM, CONVOLUTIONS, CONNECTED, USED, ALONE),
    *(NORM, POOLING, SUM, SIZES, ORDER),
)
_KINDS: dict[str, Asked] = {
    DROPOUT: "dropout",
    OFF: "dropout",
    CONVOLUTIONS: "conv2d",
    CONNECTED: "linear",
    USED: "layer",
    ALONE: "apart",
    NORM: "batch_norm",
    SUM: "sum",
    SIZES: "size",
    ORDER: "order",
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
    "batch_norm": ("BatchNorm",),
    "max": ("MaxPool",),
    "avg": ("AvgPool",),
    "pool": ("Pool",),
    "global_max": ("MaxPool",),
    "global_avg": ("AvgPool",),
    "log_softmax": ("LogSoftmax",),
    "softmax": ("Softmax",),
}


_NORMS: tuple[Asked, ...] = ("batch_norm",)
_PLAIN = [word for word in CLASSES if word not in (*POOLINGS, "batch_norm")]


def kind_of(check: Check, lab: Lab) -> Asked:
    """The step that a check asks for."""
    if check.sort == ACTIVATION:
        return activation_of(lab)
    if check.sort == POOLING:
        return next(word for word in POOLINGS if word == check.word)
    return _FORMS[lab.asked.output] if check.sort == FORM else _KINDS[check.sort]


def activation_of(lab: Lab) -> Asked:
    """The activation that is put in where one is lacking: a ReLU where any will do."""
    words = [word for word in ACTIVATIONS if word in lab.asked.activations]
    return words[0] if words else "relu"


def behind_a_layer(asked: Asked, lab: Lab) -> tuple[Asked, ...]:
    """What follows a layer that is put in: what is asked for behind each hidden one of its role."""
    role = "linear" if asked == "linear" else "convolution"
    own = [part for part in lab.asked.hidden if part.role == role]
    always = [w for w in own[-1].behind if all(w in part.behind for part in own)] if own else []
    words: list[Asked] = [word for word in (*ACTIVATIONS, *_NORMS) if word in always]
    if not set(words) & set(ACTIVATIONS):
        words.append(activation_of(lab))
    return tuple(sorted(words, key=lambda word: always.index(word) if word in always else 0))


def checks_mended(lab: Lab) -> tuple[Check, ...]:
    """The checks of a lab for which changes of the calls are tried."""
    found = [one for one in checks_of(lab) if one.sort in MENDED]
    return tuple(sorted(found, key=lambda one: MENDED.index(one.sort)))


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
        return abs(len(lab.asked.of("convolution")) - len(reading.run.convolutions))
    if check.sort == CONNECTED and reading.run is not None:
        return abs(len(lab.asked.of("linear")) - len(reading.run.linears))
    if check.sort == ALONE and reading.eval is not None:
        return len(mixing(reading.eval))
    if check.sort in (NORM, POOLING) and reading.run is not None:
        return len(without(check.word, reading.run))
    if check.sort == SIZES and reading.run is not None:
        return sizes_lacking(reading, reading.run)
    if check.sort == ORDER:
        return len(out_of_order(reading))
    return len(reading.unused) if check.sort == USED else 1


def sizes_lacking(reading: Reading, flow: Flow) -> int:
    """How many sizes are other ones than are asked for."""
    tensors = reading.observation.tensors
    return sum(
        len(off(part, sizes_of(layer, flow, tensors))) for part, layer in sizes_off(flow, tensors)
    )


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
        *_norms_and_poolings(flow, asked, flow.aside),
    )
    unused = len(_for_nothing(flow.graph)) + len(spare_modules(reading, None))
    return others + sum(max(0, one) for one in beyond) + unused


def _norms_and_poolings(flow: Flow, asked: LabAsked, around: Collection[int]) -> Iterator[int]:
    """How many more of these there are than are asked for, where any is."""
    steps = [op for op in flow.steps.values() if op.index not in around]
    if norms := len(asked.wants("batch_norm")):
        yield sum(op.family == "normalisation" for op in steps) - norms
    if poolings := sum(word in POOLINGS for part in asked.parts for word in part.behind):
        yield sum(op.family == "pooling" or _pools(op, flow) for op in steps) - poolings


def _pools(op: Operation, flow: Flow) -> bool:
    return any(pools(op, flow, word) for word in POOLINGS)


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
    """Modules that no call goes through and that do what is asked for.

    None: an activation, a dropout or a softmax; one with weights counts as a layer.
    """
    words = (
        CLASSES.get(asked, ()) if asked is not None else sum((CLASSES[word] for word in _PLAIN), ())
    )
    used = {op.module for flow in reading.both for op in flow.graph.operations}
    return [
        layer.path
        for layer in reading.observation.layers
        if layer.path not in used and any(word in layer.class_name for word in words)
    ]
