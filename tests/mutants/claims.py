"""What a sentence claims of a text, held against the text itself, which is run.

Only sentences that a machine can contradict: that something is never called, still drops, goes to
a name that nothing reads, or that the rest works. They know nothing of how the grader came to them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeGuard

import torch
from torch import nn

SHAPE = (64, 1, 28, 28)
SCORES = (64, 10)


@dataclass(frozen=True)
class Told:
    """A text, what the grader's edits made of it, and one of its sentences."""

    text: str
    mended: str  # the text with the edits; "" where there were none
    line: int | None  # where the sentence stands


def false_claims(text: str, mended: str, told: tuple[str, ...]) -> tuple[list[str], int]:
    """The sentences that running the text contradicts, and how many could be held against it."""
    wrong, tried = list[str](), 0
    for sentence in told:
        where = re.search(r"\(line (\d+)\) \[", sentence)
        one = Told(text, mended, int(where[1]) if where else None)
        for pattern, holds in CLAIMS.items():
            found = re.search(pattern, sentence)
            answer = _answer(holds, one, found) if found else None
            tried += answer is not None
            wrong += [sentence] if answer is False else []
    return wrong, tried


def _answer(
    holds: Callable[[Told, re.Match[str]], bool | None], one: Told, found: re.Match[str]
) -> bool | None:
    try:
        return holds(one, found)
    except Exception:  # what does not run by itself says nothing
        return None


def _net(text: str) -> nn.Module:
    """The network of a text that is ours."""
    space: dict[str, Any] = {"__name__": "net"}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.Assign) or _of_torch(
            statement
        ):
            one = ast.Module([statement], [])
            exec(compile(one, "net", "exec"), space)
    made = [one for one in space.values() if isinstance(one, type) and issubclass(one, nn.Module)]
    own = [one for one in made if one.__module__ == "net"]
    torch.manual_seed(1)
    net = (space["Net"] if "Net" in space else own[-1])()
    assert isinstance(net, nn.Module)
    return net


def _of_torch(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import):
        return all(one.name.partition(".")[0] in ("torch", "math") for one in statement.names)
    module = (statement.module or "") if isinstance(statement, ast.ImportFrom) else ""
    return module.partition(".")[0] in ("torch", "math", "collections")


def _scores(net: nn.Module) -> torch.Tensor:
    return net(torch.rand(SHAPE, generator=torch.Generator().manual_seed(2)))


def works(text: str) -> bool:
    """Whether the network of a text gives scores, run by itself, without the rest of the file."""
    try:
        return tuple(_scores(_net(text)).shape) == SCORES
    except Exception as error:
        if "CUDA" in str(error) or "NVIDIA" in str(error):  # what is not here says nothing
            raise
        return False


def _rest_works(one: Told, found: re.Match[str]) -> bool | None:
    return works(one.mended) if one.mended else None


def _number_works(one: Told, found: re.Match[str]) -> bool | None:
    """With the number on the line that is told, or wherever it stands: plain, or a product."""
    now, was, text = int(found[1]), int(found[2]), one.mended or one.text
    lines = {node.lineno for node in ast.walk(ast.parse(text)) if _is_number(node, was)}
    told = {line for line in lines if line == one.line}
    tries = (_Numbers(was, now, on).visit(ast.parse(text)) for on in (told or lines, lines))
    return any(works(ast.unparse(tree)) for tree in tries)


class _Numbers(ast.NodeTransformer):
    def __init__(self, was: int, now: int, lines: set[int]) -> None:
        self.was, self.now, self.lines = was, now, lines

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if _is_number(node, self.was) and node.lineno in self.lines:
            return ast.Constant(self.now)
        return super().generic_visit(node)

    visit_Constant = generic_visit  # noqa: N815


def _is_number(node: ast.AST, number: int) -> TypeGuard[ast.expr]:
    return isinstance(node, ast.BinOp | ast.Constant) and _value(node) == number


def _value(node: ast.expr) -> object:
    names = any(not isinstance(one, _PLAIN) for one in ast.walk(node))
    return None if names else eval(compile(ast.Expression(node), "", "eval"))


_PLAIN = (ast.BinOp, ast.Constant, ast.operator)


def _not_called(one: Told, found: re.Match[str]) -> bool | None:
    return None if one.mended else not _calls(one.text, found[1])


def _is_called(one: Told, found: re.Match[str]) -> bool | None:
    return None if one.mended else _calls(one.text, found[1])


def _calls(text: str, path: str) -> bool:
    net, seen = _net(text), list[str]()
    dict(net.named_modules())[path].register_forward_hook(lambda *_: seen.append(path))
    _scores(net)
    return bool(seen)


def _still_drops(one: Told, found: re.Match[str]) -> bool | None:
    net = _net(one.mended or one.text)
    net.eval()
    return not torch.equal(_scores(net), _scores(net))


def _no_logarithms(one: Told, found: re.Match[str]) -> bool | None:
    net = _net(one.mended or one.text)
    net.eval()
    return bool((_scores(net).exp().sum(1) - 1).abs().max() > 1e-3)


def _read_by_nothing(one: Told, found: re.Match[str]) -> bool | None:
    if one.line is None:
        return None
    for method in ast.walk(ast.parse(one.text)):
        if isinstance(method, ast.FunctionDef) and one.line in range(
            method.lineno, (method.end_lineno or 0) + 1
        ):
            return not any(_reads(node, found[1], one.line) for node in ast.walk(method))
    return None


def _reads(node: ast.AST, name: str, line: int) -> bool:
    reads = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    return reads and isinstance(node, ast.Name) and node.id == name and node.lineno > line


CLAIMS: dict[str, Callable[[Told, re.Match[str]], bool | None]] = {
    r"^(?!.*in place of).*(?:rest works|numbers fit)\.": _rest_works,
    r"With (\d+) in place of (\d+) the rest works": _number_works,
    r"`([\w.]+)` is declared, with weights, and forward does not call": _not_called,
    r"`([\w.]+)` is never called": _not_called,
    r"`([\w.]+)` is called, but what forward returns": _is_called,
    r"still drops numbers after net.eval\(\)": _still_drops,
    r"exponentials do not sum to 1": _no_logarithms,
    r"goes to `(\w+)`, which nothing reads": _read_by_nothing,
}
