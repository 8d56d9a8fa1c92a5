"""The script around the network: its loops, its loaders, its optimiser; from the text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.script.deeds import LOADS, OPTIMISES, TRAINS, deed_of
from grader.script.nodes import argument, calls_in, constant
from grader.script.script import Script

Loop = ast.For | ast.While


@dataclass(frozen=True)
class Around:
    """What stands outside the network's class."""

    script: Script

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Every call, in the order of the text."""
        found = [node for node in self.script.outside if isinstance(node, ast.Call)]
        return sorted(found, key=lambda call: (call.lineno, call.col_offset))

    def methods(self, *names: str) -> list[ast.Call]:
        """The calls of methods of these names: `optimizer.step()`."""
        return [c for c in self.calls if isinstance(c.func, ast.Attribute) and c.func.attr in names]

    @cached_property
    def loops(self) -> list[Loop]:
        """Every loop, outer ones first."""
        return [node for node in self.script.outside if isinstance(node, Loop)]

    @cached_property
    def training_loops(self) -> list[Loop]:
        """The innermost loops that call backward()."""
        return [loop for loop in self.loops if any(_own(loop, "backward"))]

    @cached_property
    def testing_loops(self) -> list[ast.For]:
        """Loops over pairs of images and labels that compare, and do not train."""
        found = []
        for loop in self.loops:
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Tuple):
                continue
            trains = any(self.deed(call) == TRAINS for call in calls_in(loop))
            if not trains and any(_compares(node) for node in ast.walk(loop)):
                found.append(loop)
        return found

    def does(self, loop: Loop, method: str) -> bool:
        """Whether a loop calls a method, in itself or in a function of the file that it calls."""
        if any(_inside(loop, method)):
            return True
        names = {c.func.id for c in calls_in(loop) if isinstance(c.func, ast.Name)}
        return any(method in self._called_by.get(name, ()) for name in names)

    @cached_property
    def _called_by(self) -> dict[str, set[str]]:
        """The methods that each function of the file calls."""
        found: dict[str, set[str]] = {}
        for node in self.script.outside:
            if isinstance(node, ast.FunctionDef):
                called = {c.func.attr for c in calls_in(node) if isinstance(c.func, ast.Attribute)}
                found.setdefault(node.name, set()).update(called)
        return found

    def datasets(self, train: bool) -> list[ast.Call]:
        """The data sets that are made with `train=True` (or False)."""
        return [c for c in self.calls if self.is_dataset(c, train)]

    def is_dataset(self, call: ast.Call, train: bool) -> bool:
        """Whether a call makes the training images (or the test images) of torchvision."""
        made = self.deed(call) == LOADS or self.script.called(call).endswith("MNIST")
        return made and constant(argument(call, 1, "train")) is train

    def assigned(self, name: str) -> ast.expr | None:
        """The value that a name is given first."""
        return self._values.get(name)

    @cached_property
    def _values(self) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for node in self.script.outside:
            if isinstance(node, ast.Assign):
                names = (target.id for target in node.targets if isinstance(target, ast.Name))
                for name in names:
                    found.setdefault(name, node.value)
        return found

    def followed(self, node: ast.AST) -> Iterator[ast.AST]:
        """A piece of code and what the names in it were given."""
        seen: set[str] = set()
        stack = [node]
        while stack:
            for part in ast.walk(stack.pop()):
                yield part
                if isinstance(part, ast.Name) and part.id not in seen:
                    seen.add(part.id)
                    value = self.assigned(part.id)
                    if value is not None:
                        stack.append(value)

    def comes_from(self, loop: Loop, train: bool) -> ast.Call | None:
        """The data set that a loop goes over, if it is the training (or the test) images."""
        if not isinstance(loop, ast.For):
            return None
        for node in self.followed(loop.iter):
            if isinstance(node, ast.Call) and self.is_dataset(node, train):
                return node
        return None

    def loader(self, loop: Loop) -> ast.Call | None:
        """The DataLoader that a loop goes over."""
        for node in self.followed(loop.iter) if isinstance(loop, ast.For) else ():
            if isinstance(node, ast.Call) and self.script.called(node) == "DataLoader":
                return node
        return None

    @cached_property
    def optimisers(self) -> list[ast.Call]:
        """The calls that make an optimiser."""
        return [call for call in self.calls if self.deed(call) == OPTIMISES]

    def deed(self, call: ast.Call) -> str:
        """What a call does by its name."""
        return deed_of(call, self.script.imports)

    def is_loss(self, call: ast.Call) -> bool:
        """Whether a call works out a loss: a function of torch, or a module made before."""
        if self.script.called(call) in _LOSSES:
            return True
        made = self.assigned(call.func.id) if isinstance(call.func, ast.Name) else None
        return isinstance(made, ast.Call) and self.script.called(made) in _LOSS_MODULES

    @cached_property
    def loss_names(self) -> set[str]:
        """The names that losses are given to."""
        found: set[str] = set()
        for node in self.script.outside:
            value = node.value if isinstance(node, ast.Assign) else None
            if isinstance(node, ast.Assign) and isinstance(value, ast.Call) and self.is_loss(value):
                found.update(t.id for t in node.targets if isinstance(t, ast.Name))
        return found


_LOSSES = ("nll_loss", "cross_entropy")
_LOSS_MODULES = ("NLLLoss", "CrossEntropyLoss")


def _inside(loop: ast.AST, *names: str) -> Iterator[ast.Call]:
    """The calls of methods of these names inside a node."""
    for node in ast.walk(loop):
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(func, ast.Attribute) and func.attr in names:
            yield node


def _own(loop: Loop, *names: str) -> Iterator[ast.Call]:
    """The same without those in loops inside it."""
    inner = {id(n) for part in ast.walk(loop) if isinstance(part, Loop) and part is not loop
             for n in ast.walk(part)}  # fmt: skip
    return (call for call in _inside(loop, *names) if id(call) not in inner)


def lines_of(loop: ast.AST, name: str) -> list[int]:
    """The lines on which a method of this name is called inside a node."""
    return sorted(call.lineno for call in _inside(loop, name))


def _compares(node: ast.AST) -> bool:
    """Whether a node looks for the right digit: `.eq(`, `argmax`, `==`, a loss."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return name in ("eq", "argmax", "max", "topk", *_LOSSES)
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)
