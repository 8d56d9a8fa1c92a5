"""The script around the network: its loops, its optimiser, its losses; from the text alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.script.deeds import OPTIMISES, deed_of
from grader.script.script import Script

Loop = ast.For | ast.While
_LOSSES = ("nll_loss", "cross_entropy")
_LOSS_MODULES = ("NLLLoss", "CrossEntropyLoss")


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
    def training_loops(self) -> list[Loop]:
        """The innermost loops that call backward()."""
        loops = [node for node in self.script.outside if isinstance(node, Loop)]
        return [loop for loop in loops if any(_own(loop, "backward"))]

    def loop_of(self, call: ast.Call) -> Loop | None:
        """The innermost loop that a call stands in; None where it stands in none."""
        loops = [node for node in self.script.outside if isinstance(node, Loop)]
        around = [loop for loop in loops if any(node is call for node in ast.walk(loop))]
        return max(around, key=lambda loop: loop.lineno, default=None)

    @cached_property
    def _values(self) -> dict[str, ast.expr]:
        """The value that each name is given first."""
        found: dict[str, ast.expr] = {}
        for node in self.script.outside:
            if isinstance(node, ast.Assign):
                names = (target.id for target in node.targets if isinstance(target, ast.Name))
                for name in names:
                    found.setdefault(name, node.value)
        return found

    @cached_property
    def optimisers(self) -> list[ast.Call]:
        """The calls that make an optimiser."""
        return [call for call in self.calls if deed_of(call, self.script.imports) == OPTIMISES]

    def is_loss(self, call: ast.Call) -> bool:
        """Whether a call works out a loss: a function of torch, or a module made before."""
        if self.script.called(call) in _LOSSES:
            return True
        made = self._values.get(call.func.id) if isinstance(call.func, ast.Name) else None
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

    @cached_property
    def now_and_then(self) -> list[int]:
        """Lines of step() under a condition with %: it is made every so many batches."""
        conditions = (node for node in self.script.outside if isinstance(node, ast.If))
        return [
            call.lineno
            for node in conditions
            if any(isinstance(part, ast.Mod) for part in ast.walk(node.test))
            for line in node.body
            for call in _inside(line, "step")
        ]


def _inside(loop: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of methods of this name inside a node."""
    for node in ast.walk(loop):
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(func, ast.Attribute) and func.attr == name:
            yield node


def _own(loop: Loop, name: str) -> Iterator[ast.Call]:
    """The same without those in loops inside it."""
    inner = {id(n) for part in ast.walk(loop) if isinstance(part, Loop) and part is not loop
             for n in ast.walk(part)}  # fmt: skip
    return (call for call in _inside(loop, name) if id(call) not in inner)
