"""Changes of a graph: what was tried so that a check holds which failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.graph import Argument, Mode, Operation
from grader.graph.vocabulary import spelled

Verb = Literal["set", "keep", "straighten", "exchange", "move", "delete", "insert"]
# what the lab asks for, by its kind; "layer": that each one that is made is used; "apart": that
# each image is worked on for itself; "logits": that nothing works on the scores; "sum": that what
# goes into layers is added to what they give; "size": that a layer is of the size that is asked
# for; "order": that steps come one behind the other as they are asked for
Asked = Literal[
    "relu", "sigmoid", "tanh", "gelu", "elu", "silu", "leaky_relu", "relu6", "hardswish",
    "dropout", "log_softmax", "softmax", "logits", "conv2d", "linear", "layer", "apart",
    "batch_norm", "max", "avg", "pool", "global_max", "global_avg", "sum", "size", "order",
]  # fmt: skip
ACTIVATIONS: tuple[Asked, ...] = (
    "relu", "sigmoid", "tanh", "gelu", "elu", "silu", "leaky_relu", "relu6", "hardswish",
)  # fmt: skip
POOLINGS: tuple[Asked, ...] = ("max", "avg", "pool", "global_max", "global_avg")
OUTPUTS: tuple[Asked, ...] = ("log_softmax", "softmax", "logits")
LAYERS: tuple[Asked, ...] = ("conv2d", "linear", "layer")


@dataclass(frozen=True)
class Place:
    """A call of forward, the same one in both runs."""

    target: str  # dotted name from the vocabulary; "" for the input of forward
    kind: str  # in the course's words, "max_pool2d"
    module: str  # path of the module that made it, "" for Net
    line: int | None  # of the student's file
    nth: int  # of the calls that are alike in the rest, from 0

    @property
    def name(self) -> str:
        """As the student knows it: its module, else the call."""
        return self.module or spelled(self.target)


INPUT = Place("", "input", "", None, 0)


@dataclass(frozen=True)
class Change:
    """One small change of a network, in the student's own places.

    set: another number in a call; keep: what was thrown away goes on; straighten: no way leads
    round a step any more; exchange: one step for another; move, delete, insert: as they say.
    """

    verb: Verb
    asked: Asked  # what the failed check asks for
    layer: Place | None = None  # the layer behind which it was lacking
    step: Place | None = None  # the call that is touched; None where one is put in
    source: Place | None = None  # the call whose result goes on instead, or goes into the step
    behind: Place | None = None  # the call behind which the step belongs
    setting: str = ""  # the argument that is set, "p"
    was: Argument = None
    now: Argument = None  # FOLLOWS: True in training and False in testing
    spare: str = ""  # a module that forward never calls, and that does what is asked
    fits: int = 0  # what a layer takes, and just as much there is behind that call; 0: it fits not
    gone: tuple[Place, ...] = ()  # further calls that go with the step, in order
    mode: Mode | None = None  # in this run alone; None: in both

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the calls that go with the step, and its own."""
        return (*(one.kind for one in self.gone), *([self.step.kind] if self.step else []))


FOLLOWS = "self.training"
OWN = "weights of its own"
OF_NET = "self"  # for the path of a layer: parameters of Net itself


@dataclass(frozen=True)
class Rewired:
    """The smallest changes with which a failed check holds, and none that held breaks."""

    check: str  # its id
    changes: tuple[Change, ...]  # each mends a part


def places_of(operations: tuple[Operation, ...]) -> dict[int, Place]:
    """For each call, by its index, its place."""
    met: dict[tuple[str, str, int | None], int] = {}
    found: dict[int, Place] = {}
    for op in operations:
        alike = (op.target, op.module, op.line)
        found[op.index] = Place(op.target, op.kind, op.module, op.line, met.get(alike, 0))
        met[alike] = met.get(alike, 0) + 1
    return found
