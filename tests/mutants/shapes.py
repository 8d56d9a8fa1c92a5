"""Networks as steps: sizes are followed from the image to the ten scores."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TypedDict

from tests.mutants import spellings as say
from tests.mutants.nouns import Step

# A stage: C (convolution) out, kernel, stride, padding; then P pooling kind; N for batch norm;
# D depthwise convolution; the linear layers' sizes come last.
SHAPES: dict[str, tuple[str, tuple[int, ...]]] = {
    "lab sheet": ("C10k5 P2 C20k5 P2", (50,)),
    "sixteen": ("C16k3 P2 C16k3 P2", (64,)),
    "padded": ("C8k5p2 P2 C16k5p2 P2", (50,)),
    "strided": ("C8k5s2p2 C16k5s2p2", (64,)),
    "pooled late": ("C6k3 C12k3 P2", (64,)),
    "one stride": ("C6k5s2 C10k3", (32,)),
    "averaged": ("C10k5 A2 C20k5 A2", (50,)),
    "three": ("C8k3p1 P2 C16k3p1 P2 C16k3p1", (64,)),
    "two hidden": ("C8k5 P2 C16k5 P2", (64, 32)),
    "LeNet": ("C6k5p2 P2 C16k5 P2", (120, 84)),
    "by fours": ("C12k5p2 P4 C24k3p1 P2", (48,)),
    "norm": ("C8k3p1 N P2 C16k3p1 N P2", (64,)),
    "norm in the head": ("C8k5 N P2 C12k5 N P2", (50, 32)),
    "separable": ("C8k5p2 P2 D8k5p2 C16k1 P2", (64,)),
    "pooled once": ("C8k5 P2 C12k5", (40,)),
    "wide": ("C20k7 P2 C24k4 P2", (96,)),
}
KEYS = {"k": 1, "s": 1, "p": 0}


class _Spelt(TypedDict):
    """What a spelling says of a step."""

    module: str
    call: str


@dataclass
class _Walk:
    """Where the shapes stand, and what was written so far."""

    random: random.Random
    shape: tuple[int, int] = (1, 28)
    convs: int = 0
    linears: int = 0

    def pick(self, choices: tuple[say.Spelling, ...], **values: object) -> _Spelt:
        """One of the spellings, with its numbers put in; the usual one most often."""
        usual = self.random.random() < 0.3
        module, call = choices[0] if usual else self.random.choice(choices)
        if values:
            module, call = module.format(**values), call.format(**values)
        return {"module": module, "call": call}


def build(stages: str, hidden: tuple[int, ...], seed: int) -> tuple[Step, ...]:
    """The steps of such a text, each in a spelling that the seed chooses."""
    walk = _Walk(random.Random(seed))
    drop_at = walk.random.choice(("conv", "relu", "pool", "flat"))
    relu_first = walk.random.random() < 0.6
    groups = _groups(stages)
    steps: list[Step] = []
    if walk.random.random() < 0.1:
        steps.append(_dropout(walk, 0.1, "input_drop", maps=True))
    for number, group in enumerate(groups):
        last = number == len(groups) - 1
        steps += _stage(walk, group, relu_first, drop_at if last else "")
        if not last and not group.startswith("D") and walk.random.random() < 0.15:
            steps.append(_dropout(walk, 0.1, f"drop{walk.convs}_early", maps=True))
    numbers = walk.shape[0] * walk.shape[1] ** 2
    steps.append(Step("flatten", "flat", into=numbers, **walk.pick(say.FLATTEN, n=numbers)))
    if drop_at == "flat":
        steps.append(_dropout(walk, 0.25, "drop1", maps=False))
    steps += _head(walk, numbers, hidden)
    return (*steps, Step("out", "out", **walk.pick(say.OUTPUT)))


def _groups(stages: str) -> list[str]:
    """One text a convolution: "C10k5 P2"."""
    groups: list[str] = []
    for word in stages.split():
        if word[0] in "CD":
            groups.append(word)
        else:
            groups[-1] += " " + word
    return groups


def _stage(walk: _Walk, group: str, relu_first: bool, drop_at: str) -> list[Step]:
    """A convolution and what belongs to it, up to the next one."""
    first, *rest = group.split()
    steps = [_convolution(walk, first)]
    if drop_at == "conv":
        steps.append(_dropout(walk, 0.25, "drop1", maps=True))
    name = f"bn{walk.convs}"
    if "N" in rest:
        made = walk.shape[0]
        steps.append(Step("norm", name, "nn.BatchNorm2d({into})", into=made, out=made))
    relu = [Step("relu", f"relu{walk.convs}", **walk.pick(say.RELU))]
    if first.startswith("D"):
        relu = []  # the 1x1 convolution after it makes them one layer
    pool = [_pool(walk, word) for word in rest if word[0] in "PA"]
    averaged = any(word[0] == "A" for word in rest)
    steps += relu + pool if relu_first or averaged else pool + relu
    if drop_at in ("relu", "pool"):
        at = len(steps) if drop_at == "pool" or not relu else steps.index(relu[0]) + 1
        steps.insert(at, _dropout(walk, 0.25, "drop1", maps=True))
    return steps


def _convolution(walk: _Walk, word: str) -> Step:
    depthwise = word[0] == "D"
    numbers = _numbers(word)
    out, kernel, stride, padding = (numbers[key] for key in ("", "k", "s", "p"))
    into, side = walk.shape
    walk.shape = (out, (side + 2 * padding - kernel) // stride + 1)
    walk.convs += 1
    named = walk.random.random() < 0.5
    options = f"kernel_size={kernel}" if named else str(kernel)
    options += f", stride={stride}" if stride > 1 else ""
    options += f", padding={padding}" if padding else ""
    options += f", groups={into}" if depthwise else ""
    normed = ", bias=False" if walk.random.random() < 0.1 else ""
    module = "nn.Conv2d({into}, {out}, " + options + normed + ")"
    return Step("conv", f"conv{walk.convs}", module, into=into, out=out)


def _numbers(word: str) -> dict[str, int]:
    """ "C10k5p2" as {"": 10, "k": 5, "s": 1, "p": 2}."""
    found: dict[str, int] = dict(KEYS)
    key, digits = "", ""
    for letter in word[1:] + " ":
        if letter.isdigit():
            digits += letter
        else:
            found[key] = int(digits)
            key, digits = letter, ""
    return found


def _pool(walk: _Walk, word: str) -> Step:
    size = int(word[1:])
    channels, side = walk.shape
    walk.shape = (channels, side // size)
    choices = say.POOL_MAX if word[0] == "P" else say.POOL_AVERAGE
    return Step("pool", f"pool{walk.convs}", **walk.pick(choices, k=size))


def _dropout(walk: _Walk, p: float, name: str, *, maps: bool) -> Step:
    both = say.DROPOUT_2D if maps and walk.random.random() < 0.4 else say.DROPOUT
    return Step("dropout", name, **walk.pick(both, p=p))


def _head(walk: _Walk, numbers: int, hidden: tuple[int, ...]) -> list[Step]:
    """The fully connected layers, a ReLU and (after the first) a dropout behind each hidden."""
    steps: list[Step] = []
    lazy = walk.random.random() < 0.08
    before_relu = walk.random.random() < 0.3
    sizes = (numbers, *hidden, 10)
    for i, (into, out) in enumerate(pairwise(sizes)):
        module = "nn.LazyLinear({out})" if lazy and i == 0 else "nn.Linear({into}, {out})"
        steps.append(Step("linear", f"fc{i + 1}", module, into=into, out=out))
        if i == len(hidden):
            break
        relu = Step("relu", f"relu_fc{i + 1}", **walk.pick(say.RELU))
        drop = [_dropout(walk, 0.3, "drop2", maps=False)] if i == 0 else []
        steps += [*drop, relu] if before_relu else [relu, *drop]
    return steps
