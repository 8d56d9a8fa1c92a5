"""Edits of a text: made of its syntax tree, put into it, and none that moves a line."""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.evidence import Edit
from grader.script import Script
from grader.script.nodes import (
    Function,
    calls_in,
    first_argument,
    is_name,
    local_names,
    methods_of,
    nodes_in,
)
from grader.script.torch_names import HIDEABLE, PROTOCOL

MOST_TEXT = 40_000  # characters: ten times what people hand in
MOST_COLUMNS = 400
_CONTAINERS = ("ModuleList", "Sequential")
MOST_STRANGE = 40  # names that nothing gives: for each the near ones are looked for


@dataclass(frozen=True)
class Source:
    """A script with the places of its nodes, and where it stopped."""

    script: Script
    lines: tuple[int, ...]  # the student's lines on the way to what stopped it, innermost last
    name: str = ""  # of a NameError: the name that was not found
    missing: str = ""  # the attribute, the key or the local name that was not there

    @property
    def text(self) -> str:
        """The whole text."""
        return self.script.text

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], 0
        for line in self.script.lines:
            at += len(line) + 1
            starts.append(at)
        return starts

    def offset(self, line: int, column: int) -> int:
        """Characters from the start of the text; Python counts columns in bytes."""
        start = self._starts[line - 1]
        before = self.script.lines[line - 1].encode()[:column]
        return start + len(before.decode(errors="ignore"))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends."""
        one = node
        assert isinstance(one, ast.expr | ast.stmt | ast.arg | ast.keyword)
        assert one.end_lineno is not None
        assert one.end_col_offset is not None
        start = self.offset(one.lineno, one.col_offset)
        return start, self.offset(one.end_lineno, one.end_col_offset)

    def words(self, node: ast.AST) -> str:
        """A node as it stands in the text."""
        start, end = self.span(node)
        return self.text[start:end]

    def put(self, kind: str, node: ast.AST, now: str) -> Iterator[Edit]:
        """Something else in the place of a node; nothing where that changes nothing."""
        start, end = self.span(node)
        gone = self.text.count("\n", start, end) - now.count("\n")
        if gone > 0 and isinstance(node, ast.expr):  # brackets hold the lines together
            now = f"({now}" + "\n" * gone + ")"
        yield from self.between(kind, start, end, now)

    def between(self, kind: str, start: int, end: int, now: str) -> Iterator[Edit]:
        """The same between two places, on as many lines."""
        was = self.text[start:end]
        now += "\n" * (was.count("\n") - now.count("\n"))
        if was != now and was.count("\n") == now.count("\n"):
            yield Edit(kind, bisect_right(self._starts, start), start, was, now)

    @cached_property
    def attributes(self) -> set[str]:
        """What the network and its parts store in `self`, and give their classes."""
        own = {name for name, _, _ in self.script.stored}
        for one in self.script.made_of:
            for part in one.body:
                own |= {t.id for t in getattr(part, "targets", []) if isinstance(t, ast.Name)}
        return own

    @cached_property
    def read(self) -> set[str]:
        """What the methods read of `self`."""
        return {
            node.attr
            for method in self.methods
            for node in nodes_in(method)
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and is_name(node.value, first_argument(method))
        }

    @cached_property
    def called(self) -> set[str]:
        """What the methods call by an attribute's name, hand to a call as a layer, or go over."""
        nodes = [node for method in self.methods for node in nodes_in(method)]
        found: list[ast.AST] = [node.func for node in nodes if isinstance(node, ast.Call)]
        found += [node.iter for node in nodes if isinstance(node, ast.For | ast.comprehension)]
        found += [node.value for node in nodes if isinstance(node, ast.Subscript)]
        for call in nodes:
            if isinstance(call, ast.Call) and self.script.layer_class(call.func) in _CONTAINERS:
                found += call.args
        return {node.attr for node in found if isinstance(node, ast.Attribute)}

    @cached_property
    def lacking(self) -> list[str]:
        """What the methods read of `self`, and nothing there stores."""
        return sorted(self.read - self.attributes - self._brought)

    @cached_property
    def _brought(self) -> set[str]:
        """What an object has that no line stores: its methods, and what nn.Module brings."""
        return {*self.script.methods, *PROTOCOL, *HIDEABLE}

    @cached_property
    def idle(self) -> list[str]:
        """The layers that no method reads."""
        return sorted(self.layers - self.read)

    def all_idle(self, me: str, data: str) -> str:
        """They all, called one after the other in the order in which they are made."""
        for name in (name for name, _ in self.script.declared if name in self.idle):
            data = f"{me}.{name}({data})"
        return data

    @cached_property
    def strange(self) -> list[tuple[Function, ast.Attribute]]:
        """Each `self.NAME` that nothing stores, with the method it stands in; those near first."""
        known = self.attributes | self._brought
        found = [
            (method, node)
            for method in self.methods
            for node in nodes_in(method)
            if isinstance(node, ast.Attribute)
            and is_name(node.value, first_argument(method))
            and node.attr not in known
        ]
        return sorted(found, key=lambda one: self.far(one[1].lineno))[:MOST_STRANGE]

    @cached_property
    def unbound(self) -> list[tuple[Function, ast.Name]]:
        """The same for names that nothing gives a value."""
        found = []
        for method in self.methods:
            known = {*local_names(method), *self.script.everywhere, *dir(builtins)}
            names = (node for node in nodes_in(method) if isinstance(node, ast.Name))
            found += [(method, node) for node in names if node.id not in known]
        return sorted(found, key=lambda one: self.far(one[1].lineno))[:MOST_STRANGE]

    @cached_property
    def _given(self) -> dict[Function, list[tuple[int, str]]]:
        """For each method the names that it gives a value, with their lines, in order."""
        return {
            method: sorted(
                (node.lineno, node.id)
                for node in nodes_in(method)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            )
            for method in self.methods
        }

    def data(self, method: Function, line: int) -> list[str]:
        """Names that hold the data before a line: the two given last, then the input."""
        given, names = self._given[method], dict[str, None]()
        for at in range(bisect_left(given, (line, "")) - 1, -1, -1):
            names[given[at][1]] = None
            if len(names) == 2:
                break
        me = "" if method in self.script.helpers else first_argument(method)
        arguments = [a.arg for a in method.args.args if a.arg != me]
        return list(dict.fromkeys([*names, *arguments[:1]]))

    @cached_property
    def own_names(self) -> set[str]:
        """What the network can call of its own: its layers, its methods."""
        return {*self.layers, *self.script.methods}

    @cached_property
    def layers(self) -> set[str]:
        """The attributes that hold a layer, or a list of them."""
        return {name for name, value, _ in self.script.stored if self._is_layer(value)}

    @cached_property
    def of_a_loop(self) -> set[str]:
        """The names that a loop over layers gives them, one after the other."""
        loops = [node for method in self.running for node in nodes_in(method)]
        return {
            loop.target.id
            for loop in loops
            if isinstance(loop, ast.For | ast.comprehension) and isinstance(loop.target, ast.Name)
            if isinstance(loop.iter, ast.Attribute) and loop.iter.attr in self.listed
        }

    @cached_property
    def listed(self) -> set[str]:
        """The attributes that hold several layers."""
        return {
            name
            for name, value, _ in self.script.stored
            if isinstance(value, ast.List | ast.Tuple)
            or (isinstance(value, ast.Call) and self.script.layer_class(value.func) in _CONTAINERS)
        }

    @cached_property
    def weighing(self) -> set[str]:
        """The attributes that hold one layer with weights."""
        return {
            name
            for name, value, _ in self.script.stored
            if isinstance(value, ast.Call)
            and self.script.layer_class(value.func).startswith(("Conv", "Linear"))
        }

    def _is_layer(self, value: ast.AST) -> bool:
        own = {one.name for one in self.script.classes}
        return any(
            self.script.layer_class(call.func) or self.script.called(call) in own
            for call in calls_in(value)
        )

    @cached_property
    def methods(self) -> tuple[Function, ...]:
        """The methods of the network and of its parts, and the functions that these use."""
        own = (method for one in self.script.made_of for method in methods_of(one))
        return (*own, *self.script.helpers)

    @cached_property
    def building(self) -> tuple[Function, ...]:
        """Those that make the layers."""
        return tuple(m for m in self.methods if m.name.strip("_") == "init")

    @cached_property
    def running(self) -> tuple[Function, ...]:
        """Those that compute."""
        return tuple(m for m in self.methods if m.name.strip("_") != "init")

    def far(self, line: int) -> int:
        """How far from what stopped it: 0 on its line, then where the layers in it are made."""
        if line in self.lines:
            return len(self.lines) - 1 - self.lines.index(line)
        last = self.lines[-1] if self.lines else line
        return 1 if line in self._made else 2 + abs(line - last)

    @cached_property
    def _made(self) -> set[int]:
        """The lines that make what the line uses on which it stopped."""
        last = self.lines[-1] if self.lines else None
        used = {node.attr for node in self.script.at(last) if isinstance(node, ast.Attribute)}
        return {line for name, line in self.script.declared if name in used}


def can_be_edited(text: str) -> bool:
    """Whether a person wrote it: each edit costs as much as the text, and each node its line."""
    return len(text) <= MOST_TEXT and all(len(line) <= MOST_COLUMNS for line in text.split("\n"))


def with_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits in it that all were made of it; they do not overlap."""
    for edit in sorted(edits, key=lambda one: -one.start):
        assert text[edit.start : edit.end] == edit.was
        text = text[: edit.start] + edit.now + text[edit.end :]
    return text
