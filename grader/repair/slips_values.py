"""Values: what a name or a weight is given, and what it is not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.behind import nodes_behind, share_given
from grader.script.nodes import constant, names_given, nodes_in


def value_in_one_case(source: Source) -> Iterator[Edit]:
    """`if self.training: out = ...`, and `out` is read in any case."""
    for method in source.running:
        for before, one in pairwise(method.body):
            if not isinstance(one, ast.If) or not isinstance(before, ast.Assign):
                continue
            given = [{*names_given(ast.walk(part))} for part in (one.test, *one.body, *one.orelse)]
            for name in sorted(set().union(*given)):
                end = source.span(before)[1]
                for data in (
                    source.data(method, one.lineno)[:1]
                    if name != source.data(method, one.lineno)[0]
                    else ()
                ):
                    for edit in source.between("value-in-one-case", end, end, f"; {name} = {data}"):
                        yield replace(edit, line=one.lineno)


def data_overwritten(source: Source) -> Iterator[Edit]:
    """`x = x.size()[0]`: a size stands where the images were."""
    for method in source.running:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if not isinstance(node, ast.Assign) or not isinstance(target, ast.Name):
                continue
            words = source.words(node.value)
            read = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
            number = not read and isinstance(node.value, ast.Constant | ast.UnaryOp)
            size = target.id in read and (_SIZE.search(words) or words.startswith("len("))
            given = source.data(method, node.lineno) if number else []
            if size or target.id in given:
                yield from source.put("data-overwritten", node, "pass")
            if target.id in given:  # of a shape, as a rule
                laid_out = f"{target.id} = {target.id}.flatten(1)"
                yield from source.put("data-overwritten", node, laid_out)


def sizes_unpacked(source: Source) -> Iterator[Edit]:
    """`b, c, h = x.shape`: a batch of images has four sizes."""
    for method in source.running:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if not isinstance(node, ast.Assign) or not isinstance(target, ast.Tuple):
                continue
            words, names = source.words(node.value), len(target.elts)
            if _SIZE.search(words):
                for part in (f"[:{names}]", f"[-{names}:]"):
                    yield from source.put("sizes-unpacked", node.value, f"{words}{part}")


_SIZE = re.compile(r"\.(shape|size\(\d*\))(\[-?\d\])?$")


def mutable_default(source: Source) -> Iterator[Edit]:
    """`channels: list = [32, 64]` in a dataclass, which refuses it."""
    for one in (node for node in source.script.nodes if isinstance(node, ast.ClassDef)):
        decorated = any("dataclass" in source.words(each) for each in one.decorator_list)
        for part in one.body if decorated else ():
            value = part.value if isinstance(part, ast.AnnAssign) else None
            if isinstance(value, ast.List | ast.Dict | ast.Set | ast.Call):
                made = f"default_factory=lambda: {source.words(value)}"
                now = f"__import__('dataclasses').field({made})"
                yield from source.put("mutable-default", value, now)


def weights_of_another(source: Source) -> Iterator[Edit]:
    """`self.conv2.weight = self.conv1.weight`: the weights of a layer of other sizes."""
    for method in source.methods:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(node, ast.Assign) and _of_a_layer(target) and _of_a_layer(node.value):
                yield from source.put("weights-of-another", node, "pass")


def parameter_replaced(source: Source) -> Iterator[Edit]:
    """`self.conv1.weight = tensor`: only a Parameter may stand in the place of one."""
    for method in source.methods:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(node, ast.Assign) and _of_a_layer(target) and not _of_a_layer(node.value):
                now = f"__import__('torch').nn.Parameter({source.words(node.value)})"
                yield from source.put("parameter-replaced", node.value, now)


def _of_a_layer(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("weight", "bias")


MOST_SHARES = 24  # dropouts that are looked at: nobody writes so many on purpose


def share_of_more_than_all(source: Source) -> Iterator[Edit]:
    """`nn.Dropout(50)`, `RATES = {"maps": 25}`: a share lies between 0 and 1."""
    given = (share_given(source.script, call) for call in source.script.calls)
    for share in [one for one in given if one is not None][:MOST_SHARES]:
        for one in nodes_behind(source.script, share):
            value = constant(one)
            if isinstance(value, int | float) and not 0 <= value <= 1:
                yield from source.put("number-that-cannot-be", one, "0.5")
            elif isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub):  # `keep - 1`
                now = f"{source.words(one.right)} - {source.words(one.left)}"
                yield from source.put("arguments-exchanged", one, now)


def kept_in_self(source: Source) -> Iterator[Edit]:
    """`self.x = self.fc1(x)`, where the next line goes on with `x`."""
    for method in source.running:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Attribute) and target.attr not in source.read:
                for name in source.data(method, target.lineno):
                    yield from source.put("kept-in-self", target, name)
