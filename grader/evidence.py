"""What was seen of one submission: plain facts, no judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.graph import Graph, Mode, Tensor

# of the way from the text to the output
Stage = Literal["read", "load", "construct", "forward", "backward"]
# how the sandboxed process ended
Ending = Literal["finished", "timed out", "out of memory", "crashed", "flooded", "not started"]
LoadingWay = Literal["statements Net needs", "whole file with stand-ins"]
# a number by its name in torch, or a step that was missing
MendedNumber = Literal["in_features", "in_channels", "num_features", "flatten", "laid out"]
MeasuredBy = Literal["replay", "module"]  # in the trusted trainer, or in the sandbox
TrainingWay = Literal["replayed", "in the sandbox", "not run"]
TrainingOutcome = Literal["", "reached", "missed", "gave up", "diverged", "cut off"]
OutputMend = Literal["logarithm taken", "log_softmax appended"]
DataName = Literal["mnist", "digits"]
DeviceName = Literal["cpu", "cuda", "mps"]


@dataclass(frozen=True)
class Trouble:
    """An exception that the student's code (or the reading of it) raised."""

    stage: Stage
    type: str  # "RuntimeError"
    message: str  # torch's or Python's own words, at most 2,000 characters
    line: int | None  # innermost line of the student's file
    lines: tuple[int, ...] = ()  # the student's lines from the outside in
    name: str = ""  # of a NameError: the name that was not found


# Layers of confinement without which a stranger's code is not run on Linux.
REQUIRED_LAYERS = ("system-call filter",)


@dataclass(frozen=True)
class ProcessFate:
    """How the sandboxed process ended."""

    outcome: Ending
    seconds: float  # wall time
    exit_code: int | None  # negative: the signal that ended it
    transcript: str = ""  # what the student's code printed, at most 64 kB
    transcript_cut: bool = False  # more was printed than is kept
    detail: str = ""  # one sentence where the outcome needs one
    confinement: tuple[str, ...] = ()  # the layers that were really active, by name

    @property
    def confined(self) -> bool:
        """Whether every layer that is required was active."""
        return set(REQUIRED_LAYERS) <= set(self.confinement)


NOT_STARTED = ProcessFate("not started", 0.0, None, detail="There was nothing to run.")


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


@dataclass(frozen=True)
class Edit:
    """A small change of the student's text, which keeps the number of its lines."""

    kind: str  # what it does, as `grader/repair` names it: "class-for-a-function"
    line: int  # where it begins
    start: int  # characters from the start of the text
    was: str  # the student's own words there
    now: str  # what stands there instead
    makes: str = ""  # the name of a layer that it puts in and the file never makes

    @property
    def end(self) -> int:
        """Where the student's words end."""
        return self.start + len(self.was)


@dataclass(frozen=True)
class Tried:
    """How far a changed text came."""

    returned: str  # what forward gave back: "tensor", ...; "" where it did not come to its end
    shape: tuple[int, ...] | None  # of that; None for what is no tensor
    mends: int  # numbers that had to be put right besides
    steps: int  # calls that forward made
    trouble: Trouble | None  # what stopped it


@dataclass(frozen=True)
class Mended:
    """The edits that undo one mistake: one, or the same in several places."""

    stopped: Trouble | None  # what it was that stopped the file; None where it ran all the same
    edits: tuple[Edit, ...]

    @property
    def kind(self) -> str:
        """Of all of them."""
        return self.edits[0].kind


@dataclass(frozen=True)
class Repair:
    """The smallest change with which a file can be built and run; the evidence is of that."""

    steps: tuple[Mended, ...]  # in the order in which the file stopped
    before: Observation  # of the file as it was handed in


@dataclass(frozen=True)
class Shared:
    """One change of the text that mends checks which failed, with none that held the worse."""

    mended: Mended
    checks: tuple[str, ...]  # their ids, that which is charged first


@dataclass(frozen=True)
class Gradient:
    """How the loss reached one parameter, over a few batches in train mode."""

    name: str  # "conv1.weight"
    largest: float | None  # largest |gradient|; None when no gradient reached it at all


@dataclass(frozen=True)
class Behaviour:
    """What the network does with its initial weights, measured on random inputs."""

    source: MeasuredBy
    finite: bool  # no NaN or infinity in the outputs
    log_sum_exp: float  # worst |log Σ exp| over rows; 0 for log-probabilities
    row_sum: float  # worst |Σ − 1| over rows; 0 for probabilities
    smallest: float  # smallest output
    largest: float  # largest output
    repeat_difference: float  # worst difference of two eval passes from different seeds
    crosstalk: float  # worst change of the other rows when one sample is replaced, eval mode
    gradients: tuple[Gradient, ...]
    relu_values: tuple[int, ...] = ()  # value ids, eval graph, that equal max(0, an earlier one)
    over_batch: bool = False  # each column, not each row, holds (log-)probabilities: they sum to 1


@dataclass(frozen=True)
class Point:
    """A point of the learning curve."""

    samples: int  # training samples seen so far
    loss: float  # mean over the batches since the point before
    accuracy: float  # training accuracy over the same batches, 0 to 1


@dataclass(frozen=True)
class Look:
    """One look at the held-out images."""

    samples: int  # training samples seen so far
    correct: int
    of: int


@dataclass(frozen=True)
class Misread:
    """A held-out digit that was read wrongly."""

    pixels: bytes  # 784 grey values, row by row
    label: int
    read: int
    probability: float  # what the network gave to its wrong answer


@dataclass(frozen=True)
class Filters:
    """First-layer filters, before and after training."""

    name: str  # "conv1.weight"
    shape: tuple[int, ...]  # (filters, channels, height, width)
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True)
class Share:
    """Of the numbers of a value that a step was given the share that it did not let through."""

    mode: Mode
    given: int  # id of the value in the graph of that mode
    made: int  # id of what the step made of it
    share: float  # 0 to 1


@dataclass(frozen=True)
class Felt:
    """What the loss feels of a parameter: its mean change for an image, with all numbers at 0."""

    name: str  # "conv1.weight"
    before: float  # of the initial network; 1e30 for what is not finite
    after: float  # of the trained one


@dataclass(frozen=True)
class Effects:
    """What the steps of the network do to held-out images, in the end and at the beginning.

    Of a share the larger of the two counts.
    """

    images: int  # that it was measured on
    dropped: tuple[Share, ...]  # train mode: of what may be a dropout, what is dropped
    cut: tuple[Share, ...]  # what equals max(0, an earlier value): how much of that is negative
    felt: tuple[Felt, ...]  # parameters of two axes or more, in eval mode


@dataclass(frozen=True)
class Training:
    """How the network learned."""

    way: TrainingWay
    reason: str = ""  # why it was not run, or not replayed
    broken_off: str = ""  # how the submission's own process ended it: "It ended by itself …"
    outcome: TrainingOutcome = ""
    mended: tuple[OutputMend, ...] = ()  # what was put right first
    replay_difference: float | None = None  # worst relative difference to the student's module
    data: Literal["", DataName] = ""
    device: Literal["", DeviceName] = ""
    device_name: str = ""  # "Intel Xeon", "NVIDIA H200"
    seed: int = 0
    samples: int = 0  # training samples used
    seconds: float = 0.0  # wall time in the training loop
    curve: tuple[Point, ...] = ()
    looks: tuple[Look, ...] = ()
    loss_before: float | None = None  # mean training loss before the first step
    loss_after: float | None = None  # mean over the last batches
    accuracy_before: float | None = None  # held-out accuracy with the weights as they came
    accuracy: float | None = None  # held-out accuracy at the end
    held_out: int = 0  # images behind `accuracy`
    threshold: float | None = None  # accuracy that the lab asks for on these data
    confusion: tuple[tuple[int, ...], ...] = ()  # [label][read], held-out images
    misread: tuple[Misread, ...] = ()
    filters: Filters | None = None
    shuffled_accuracy: float | None = None  # trained again from shuffled weights, where due
    suspicions: tuple[str, ...] = ()  # sentences for a tutor
    effects: Effects | None = None  # where it was replayed


@dataclass(frozen=True)
class Environment:
    """Where the grading ran."""

    python: str
    torch: str
    platform: str
    grader: str  # version of cnngrade
    code: str = ""  # digest of its code, which changes before the version does
    data_from: str = ""  # how the digits were found: "--data", "the cache folder", "embedded"


@dataclass(frozen=True)
class Evidence:
    """All that was seen of one submission."""

    observation: Observation = Observation()
    fate: ProcessFate = NOT_STARTED
    read_trouble: Trouble | None = None  # the text could not be parsed
    repair: Repair | None = None  # without which nothing could have been observed
    shared: Shared | None = None  # what several findings have in common
    behaviour: Behaviour | None = None
    training: Training | None = None
    declared: tuple[tuple[str, int], ...] = ()  # `self.NAME = ...` in the class, with its line
    answers: dict[str, object] | None = None  # the parsed answer sheet
    sheet_trouble: str = ""  # why one was handed in of which nothing can be read
