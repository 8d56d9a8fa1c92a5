"""A network as a description: what is computed, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Step:
    """One thing that happens to x on its way."""

    role: str  # "conv", "norm", "relu", "pool", "dropout", "flatten", "linear", "out", "free"
    name: str = ""  # attribute of its module, "conv1"
    module: str = ""  # constructor, "nn.ReLU()"; with {into} and {out} for layers with weights
    call: str = ""  # expression over {x}, "F.relu({x})"; "" where only a module does it
    into: int = 0  # numbers or channels that a layer takes in
    out: int = 0  # and gives out
    guard: str = ""  # header of the block it stands in, "with torch.no_grad():"
    keep: str = "module"  # where its module is kept, see `render._keep`
    result: str = "x"  # the name that the result is assigned to; "" where it is thrown away
    after: str = ""  # call wrapped around the module's, "{y}.detach()"

    @property
    def weighted(self) -> bool:
        """Whether it is a layer with weights of its own."""
        return self.role in ("conv", "linear", "norm")

    @property
    def constructor(self) -> str:
        """The text that makes its module."""
        return self.module.format(into=self.into, out=self.out)


@dataclass(frozen=True)
class Design:
    """A network and the hand that writes it."""

    steps: tuple[Step, ...]
    style: str = "attributes"  # see `render.STYLES`
    prefers: str = "call"  # where a step may be either: "call" or "module"
    nested: bool = False  # F.relu(self.conv1(x)) in one line where it can be
    shared: bool = False  # modules without weights are made once: self.relu, self.pool
    imports: str = "usual"  # see `render.IMPORTS`
    hints: bool = False  # type hints
    class_name: str = "Net"
    bases: str = "nn.Module"
    init_name: str = "__init__"
    init_args: str = "self"
    forward_name: str = "forward"
    forward_args: str = "self, x"
    super_text: str = "super().__init__()"
    super_last: bool = False
    returns: str = "return x"
    declared: tuple[tuple[str, str], ...] = ()  # further modules: attribute, constructor
    in_init: tuple[str, ...] = ()  # further lines at the end of __init__; {conv1} is its place
    methods: str = ""  # further methods of the class
    begins: tuple[str, ...] = ()  # lines at the head of forward
    script: str = ""  # what stands below the class
    slip: str = ""  # what the page does wrong, see `render.SLIPS`

    def find(self, role: str, number: int = 0) -> int:
        """The position of the step with this role; IndexError where there are fewer."""
        return [i for i, step in enumerate(self.steps) if step.role == role][number]

    def count(self, role: str) -> int:
        """How many steps have this role."""
        return sum(step.role == role for step in self.steps)

    def change(self, position: int, **changes: object) -> Design:
        """With one step changed."""
        step = replace(self.steps[position], **changes)  # type: ignore[arg-type]
        return self.put(position, step)

    def put(self, position: int, *steps: Step) -> Design:
        """With these steps in the place of one."""
        return replace(self, steps=(*self.steps[:position], *steps, *self.steps[position + 1 :]))

    def insert(self, position: int, *steps: Step) -> Design:
        """With these steps before the one at `position`."""
        return replace(self, steps=(*self.steps[:position], *steps, *self.steps[position:]))

    def drop(self, position: int) -> Design:
        """Without one step."""
        return self.put(position)

    def between(self, start: int, role: str) -> Iterator[int]:
        """Positions with this role after the layer at `start` and before the next one."""
        for i in range(start + 1, len(self.steps)):
            if self.steps[i].role in ("conv", "linear"):
                return
            if self.steps[i].role == role:
                yield i


@dataclass(frozen=True)
class Mutant:
    """A submission with one mistake in it."""

    operator: str  # "relu-dropped"
    family: str  # "activations"
    source: str
    fails: frozenset[str]  # the checks that must fail, and no other
    names: tuple[str, ...]  # diagnoses that name the mistake; a * stands for any text
    trains: bool = False  # the mistake shows in training, so that it must be trained
    origin: str = ""  # source of the right network it was made from
