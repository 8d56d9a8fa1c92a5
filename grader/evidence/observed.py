"""What the probe brought out of a submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.evidence.ran import Trouble
from grader.graph import Graph, Mode, Tensor

LoadingWay = Literal["statements Net needs", "whole file with stand-ins"]
# a number by its name in torch, or a step that was missing
MendedNumber = Literal["in_features", "in_channels", "num_features", "flatten", "laid out"]


@dataclass(frozen=True)
class Passage:
    """A top-level statement of the student's file."""

    line: int  # first line, from 1
    end_line: int  # last line
    text: str  # its first line of source
    why: str = ""  # "trains the network", "not needed by Net"


@dataclass(frozen=True)
class Loading:
    """How the class came out of the file."""

    way: LoadingWay
    class_name: str  # the class that was graded
    line: int | None  # where its definition starts
    other_name: bool = False  # it is not called Net, yet the only one that looks like it
    left_out: tuple[Passage, ...] = ()
    stand_ins: tuple[str, ...] = ()  # what was replaced, "module wandb"


@dataclass(frozen=True)
class Layer:
    """A registered module with no children, or with parameters of its own."""

    path: str  # "conv1", "features.0"
    class_name: str  # "Conv2d"
    parameters: tuple[str, ...]  # names of its own tensors in the tensor list
    summary: str = ""  # repr of the module, "Conv2d(1, 10, kernel_size=(5, 5), stride=(1, 1))"
    line: int | None = None  # of the student's that made it


@dataclass(frozen=True)
class Attempt:
    """One more run of forward, to see whether it works."""

    mode: Mode
    batch: int  # samples
    shape: tuple[int, ...] | None  # of what came back; None when it raised or is no tensor
    returned: str  # "tensor", "None", "tuple", ... or "" when it raised
    trouble: Trouble | None = None


LAID_OUT: MendedNumber = "laid out"  # maps as a row for each image: `was` axes, and 2 `now`


@dataclass(frozen=True)
class Mend:
    """What the probe put right so that the rest could be judged: a number, or a missing step."""

    what: MendedNumber
    layer: str  # path of the module, or the call, "x.view(-1, 500)"
    line: int | None  # where the wrong number is used
    was: int
    now: int
    trouble: Trouble | None  # what was raised before; None when only the shape came out wrong

    @property
    def change(self) -> str:
        """In words, after "with"."""
        if self.what == LAID_OUT:
            return "the maps laid out in a row for each image"
        return f"{self.now} in place of {self.was}"


@dataclass(frozen=True)
class Escape:
    """A call that leaves the graph, or another reason why it may not be the whole truth."""

    call: str  # ".item()", "autograd.Function Twice"
    line: int | None = None

    def __str__(self) -> str:
        return self.call if self.line is None else f"{self.call} at line {self.line}"


@dataclass(frozen=True)
class Proof:
    """What the student's own module gave on fresh inputs, to hold the replay against."""

    mode: Mode
    seed: int  # torch.manual_seed before the run; the inputs follow from `input_seed`
    input_seed: int
    output: bytes  # float32, shape (batch, classes)
    gradients: tuple[tuple[str, bytes], ...]  # of Σ output · direction, by parameter; train only
    on_images: bool = False  # the inputs are images that look like the data, not random numbers


@dataclass(frozen=True)
class Observation:
    """All that the probe brought out."""

    loading: Loading | None = None
    layers: tuple[Layer, ...] = ()
    tensors: tuple[Tensor, ...] = ()
    weights: tuple[bytes, ...] = field(default=(), repr=False)  # raw little-endian, per tensor
    train: Graph | None = None
    eval: Graph | None = None
    attempts: tuple[Attempt, ...] = ()
    mends: tuple[Mend, ...] = ()
    troubles: tuple[Trouble, ...] = ()  # in order; the first is the root
    escapes: tuple[Escape, ...] = ()
    proofs: tuple[Proof, ...] = field(default=(), repr=False)
    # output of each run as it is used (`torchside/uses.py` has the plan): float32, or b""
    uses: tuple[bytes, ...] = field(default=(), repr=False)
    returned: str = ""  # what forward gave back: "tensor", "None", "tuple", ...
    output_chosen: bool = False  # the graphs' output is ours: what forward returned is no scores
    notes: tuple[str, ...] = ()  # what the probe did to be able to run, ".cuda() left out"

    @property
    def crashes(self) -> tuple[Mend, ...]:
        """The mends of what stopped forward; not one that is the same mistake as a silent one."""
        silent = {(mend.was, mend.now) for mend in self.mends if mend.trouble is None}
        return tuple(
            mend
            for mend in self.mends
            if mend.trouble is not None and (mend.was, mend.now) not in silent
        )
