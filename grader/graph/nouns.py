"""`Graph`, `Operation`, `Tensor`, `Value`: one run of `forward`, call by call.

A graph is what came out of the sandbox after strict decoding. It holds no Python of the
student's: a name from the vocabulary for each call, its arguments as numbers and references,
and the shapes that were seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Union

from grader.graph import vocabulary

Mode = Literal["train", "eval"]  # as `net.train()` and `net.eval()` set it
RefKind = Literal["value", "tensor"]
TensorKind = Literal["parameter", "buffer", "constant"]


@dataclass(frozen=True)
class Ref:
    """A tensor as an argument: a value of this run, or one of the network's own tensors."""

    kind: RefKind  # a value (0 is the input of forward), or an index into the tensor list
    index: int


@dataclass(frozen=True)
class Slice:
    """`start:stop:step` inside an index."""

    start: int | None
    stop: int | None
    step: int | None


@dataclass(frozen=True)
class Dtype:
    """A torch dtype by its name, such as "float32"."""

    name: str


Argument = Union[
    Ref, Slice, Dtype, int, float, bool, str, None, "EllipsisType", tuple["Argument", ...]
]


@dataclass(frozen=True)
class EllipsisType:
    """`...` inside an index."""


@dataclass(frozen=True)
class Tensor:
    """A tensor that the network owns, or that its forward brought along."""

    name: str  # dotted path in the module, "conv1.weight"; for a constant "constant 1"
    shape: tuple[int, ...]
    dtype: str  # "float32"
    kind: TensorKind  # a constant is registered as neither of the others
    requires_grad: bool
    same_for_every_seed: bool = False  # two networks built from different seeds agree in it

    @property
    def elements(self) -> int:
        """How many numbers the tensor holds."""
        count = 1
        for size in self.shape:
            count *= size
        return count


@dataclass(frozen=True)
class Value:
    """A tensor that came out of a call (or the input of forward)."""

    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class Operation:
    """One call of a torch function by forward."""

    index: int  # position in the order of execution
    target: str  # dotted name from the vocabulary, "torch.nn.functional.relu"
    args: tuple[Argument, ...]
    kwargs: tuple[tuple[str, Argument], ...]
    outputs: tuple[int, ...]  # value ids
    many: bool  # the call returned a tuple (of which `outputs` are the tensors)
    reads: tuple[Ref, ...]  # what it depends on, in-place changes followed to their last writer
    writes: tuple[Ref, ...]  # network tensors that it changes in place (running statistics)
    module: str  # dotted path of the innermost registered module that made it, "" for Net
    line: int | None  # line of the student's file, innermost frame

    @cached_property
    def kind(self) -> str:
        """The operation in the course's words ("relu", "conv2d"), whatever its spelling."""
        return vocabulary.kind_of(self.target, self.bound)

    @cached_property
    def family(self) -> str:
        """What sort of operation it is: "convolution", "activation", "dropout", "shape", ..."""
        return vocabulary.family_of(self.kind)

    @cached_property
    def bound(self) -> dict[str, Argument]:
        """Arguments by their parameter names, defaults filled in."""
        return vocabulary.bind(self.target, self.args, dict(self.kwargs))

    @property
    def spelled(self) -> str:
        """The call as a person would say it: "F.relu", "x.view"."""
        return vocabulary.spelled(self.target)


@dataclass(frozen=True)
class Graph:
    """One run of forward: every call, in order."""

    mode: Mode
    batch: int  # samples in the input
    values: tuple[Value, ...]  # by id; 0 is the input
    operations: tuple[Operation, ...]
    output: int | None  # value id that forward returned; None when it did not get there
    refused: Operation | None = None  # the call that raised and ended forward; it has no outputs

    @cached_property
    def makers(self) -> dict[int, Operation]:
        """For each value id the operation that made it."""
        return {out: op for op in self.operations for out in op.outputs}

    @property
    def last_line(self) -> int | None:
        """The student's line that made the last call; None where no line is known."""
        return next((op.line for op in reversed(self.operations) if op.line is not None), None)

    def shape_out(self, op: Operation) -> tuple[int, ...]:
        """Shape of the first tensor that a call gave; () where it gave none."""
        return self.values[op.outputs[0]].shape if op.outputs else ()

    def shape_of(self, ref: Ref, tensors: tuple[Tensor, ...]) -> tuple[int, ...]:
        """Shape of what a reference names."""
        return (self.values if ref.kind == "value" else tensors)[ref.index].shape

    def live(self) -> tuple[Operation, ...]:
        """The operations on which the output depends, in order of execution."""
        if self.output is None:
            return self.operations
        makers = self.makers
        wanted, stack = set[int](), [self.output]
        while stack:
            op = makers.get(stack.pop())
            if op is None or op.index in wanted:
                continue
            wanted.add(op.index)
            stack.extend(ref.index for ref in op.reads if ref.kind == "value")
        return tuple(op for op in self.operations if op.index in wanted)


def refs_in(argument: Argument) -> Iterator[Ref]:
    """Every reference inside an argument, depth first."""
    if isinstance(argument, Ref):
        yield argument
    elif isinstance(argument, tuple):
        for item in argument:
            yield from refs_in(item)
