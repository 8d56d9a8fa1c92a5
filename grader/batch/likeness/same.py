"""Which submissions are near-identical: something for a tutor to look at, never a verdict.

Two keys. The text's: the class as Python understands it, with every name that a student chose,
every comment and all layout put aside; equal keys mean that one text was most likely made from
the other. The graph's: what `forward` computes; many honest solutions share it, for the sheet
says what to build.
"""

from __future__ import annotations

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from grader.batch.nouns import Row
from grader.evidence import Observation
from grader.graph import Graph, Ref
from grader.script import Submission

FEWEST_NODES = 40  # of a syntax tree; shorter classes are alike by nature


@dataclass(frozen=True)
class Group:
    """Submissions that are alike."""

    kind: Literal["text", "graph"]
    keys: tuple[str, ...]  # of the rows


def groups(rows: Sequence[Row], known: Iterable[str] = ()) -> tuple[Group, ...]:
    """Those with the same text, the largest first; then those with the same graph only.

    `known` are text keys that mean nothing: of the starter file and the published solution.
    """
    given = set(known)
    by_text = _by({row.key: row.text_key for row in rows if row.text_key not in given})
    texts = [Group("text", keys) for keys in by_text]
    alike = {frozenset(group.keys) for group in texts}
    by_graph = _by({row.key: row.graph_key for row in rows})
    graphs = [Group("graph", keys) for keys in by_graph if frozenset(keys) not in alike]
    return (*texts, *graphs)


def _by(keys: dict[str, str]) -> list[tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in keys.items():
        if value:
            found[value].append(key)
    several = [tuple(sorted(members)) for members in found.values() if len(members) > 1]
    return sorted(several, key=lambda members: (-len(members), members))


def text_key(submission: Submission) -> str:
    """Equal for equal texts of the graded class, names, comments and layout aside; or ""."""
    if submission.plan is None:
        return ""
    try:
        tree = ast.parse(submission.text)
        wanted = submission.plan.class_name
        found = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == wanted]
        if not found or sum(1 for _ in ast.walk(found[-1])) < FEWEST_NODES:
            return ""
        return _digest(ast.dump(_Plain().visit(found[-1])))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""


class _Plain(ast.NodeTransformer):
    """Names in the order in which they come, without docstrings and annotations.

    Attributes of `self` and local names are the student's; `nn.Conv2d` and keywords are torch's.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def _name(self, name: str) -> str:
        return self._names.setdefault(name, f"n{len(self._names)}")

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        node.name = ""
        return self._body(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        if not node.name.startswith("__") and node.name != "forward":
            node.name = self._name(node.name)
        node.returns = None
        return self._body(node)

    def _body(self, node: Any) -> Any:
        first = node.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            node.body = node.body[1:] or [ast.Pass()]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        if node.value is None:
            return None
        return self.visit(ast.Assign([node.target], node.value))

    def visit_arg(self, node: ast.arg) -> Any:
        return ast.arg(self._name(node.arg))

    def visit_Name(self, node: ast.Name) -> Any:
        known = node.id in self._names or isinstance(node.ctx, ast.Store)
        return ast.Name(self._name(node.id) if known else node.id, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        value = self.visit(node.value)
        own = isinstance(value, ast.Name) and value.id == "n0"  # `self`, the first name of all
        return ast.Attribute(value, self._name(node.attr) if own else node.attr, node.ctx)


def graph_key(observation: Observation) -> str:
    """Equal for equal operations with the same wiring and shapes; "" where there is no graph."""
    graph = observation.train
    if graph is None or graph.output is None:
        return ""
    return _digest(repr([*_steps(graph, observation), graph.output is not None]))


def _steps(graph: Graph, observation: Observation) -> Iterable[tuple[Any, ...]]:
    """What is live, in the order of its computation; values by the order in which they come."""
    place: dict[int, int] = {0: 0}
    for op in graph.live():
        yield (
            op.kind,
            [_argument(argument, place, observation) for argument in op.args],
            sorted((name, _argument(value, place, observation)) for name, value in op.kwargs),
            [graph.values[index].shape for index in op.outputs],
        )
        for index in op.outputs:
            place.setdefault(index, len(place))


def _argument(argument: Any, place: dict[int, int], observation: Observation) -> str:
    if isinstance(argument, Ref):
        if argument.kind == "value":
            return f"value {place.get(argument.index, -1)}"
        return f"tensor {observation.tensors[argument.index].shape}"
    if isinstance(argument, tuple):
        return f"({', '.join(_argument(item, place, observation) for item in argument)})"
    return repr(argument)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:20]
