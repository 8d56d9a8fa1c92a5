"""Names from elsewhere: not imported, written as a text, of another library, of another file."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator
from dataclasses import replace

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.script.nodes import constant, first_argument, is_name, nodes_in
from grader.script.torch_names import LAYERS

MODULES = {"nn": "torch.nn", "F": "torch.nn.functional", "torch": "torch", "np": "numpy",
           "numpy": "numpy", "math": "math"}  # fmt: skip


def import_missing(source: Source) -> Iterator[Edit]:
    """`F` is used, and nothing imports it."""
    known = source.script.everywhere
    for short, module in MODULES.items():
        used = any(isinstance(node, ast.Name) and node.id == short for node in source.script.nodes)
        if used and short not in known and (source.name in ("", short)):
            first = next(iter(source.script.tree.body), None)
            if first is not None:
                start = source.span(first)[0]
                yield from source.between("import-missing", start, start,
                               f"import {module} as {short}; ")  # fmt: skip

    if source.name and source.name not in MODULES:  # `Tensor` of an annotation, `Optional`
        module = _HOME.get(source.name, "torch.nn" if source.name in LAYERS else "")
        first = next(iter(source.script.tree.body), None)
        if module and first is not None:
            start = source.span(first)[0]
            now = f"from {module} import {source.name}; "
            reads = (node for node in source.script.nodes if is_name(node, source.name))
            line = next((node.lineno for node in reads if isinstance(node, ast.Name)), first.lineno)
            for edit in source.between("import-missing", start, start, now):
                yield replace(edit, line=line)


# where else names come from that people use and forget to import
_HOME = {
    "Tensor": "torch", "Variable": "torch.autograd", "OrderedDict": "collections",
    "dataclass": "dataclasses", "field": "dataclasses", "partial": "functools",
    **dict.fromkeys(
        ("Any", "Callable", "Dict", "List", "Optional", "Sequence", "Tuple", "Union"), "typing"
    ),
}  # fmt: skip


_USUAL = ("torch.nn.functional", "torch.nn", "torch", "torch.optim")


def import_of_another(source: Source) -> Iterator[Edit]:
    """`import torch.functional as F`: a module that is not there, or has not what is used of it."""
    nodes = source.script.nodes
    read = (n.value for n in nodes if isinstance(n, ast.Attribute) and n.attr == source.missing)
    lacking = {one.id for one in read if isinstance(one, ast.Name)}
    for node in nodes:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        for one in node.names:
            name = one.asname or one.name
            if name.isidentifier() and (name in lacking or node.lineno in source.lines):
                rest = [source.text[slice(*_span(source, n))] for n in node.names if n is not one]
                for module in _USUAL:
                    now = "; ".join([*_imported(node, rest), f"import {module} as {name}"])
                    yield from source.put("import-of-another", node, now)


def _span(source: Source, one: ast.alias) -> tuple[int, int]:
    ends = source.offset(one.end_lineno or one.lineno, one.end_col_offset or one.col_offset)
    return source.offset(one.lineno, one.col_offset), ends


def _imported(node: ast.Import | ast.ImportFrom, names: list[str]) -> list[str]:
    """The same import of these names alone."""
    if not names:
        return []
    home = (
        f"from {'.' * node.level}{node.module or ''} " if isinstance(node, ast.ImportFrom) else ""
    )
    return [f"{home}import {', '.join(names)}"]


def text_misspelt(source: Source) -> Iterator[Edit]:
    """`self.parts["conv3"]`, `getattr(nn, "relu")`: a name that is written as a text."""
    texts = [
        node
        for node in source.script.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    among = {*LAYERS, *source.attributes, *(str(node.value) for node in texts)} - {source.missing}
    wrong = [node for node in texts if source.missing and node.value == source.missing]
    same = [name for name in sorted(among) if name.lower() == source.missing.lower()]
    for near in (
        *same,
        *difflib.get_close_matches(source.missing, sorted(among - set(same)), 3, 0.6),
    ):
        for node in wrong:
            quote = source.words(node)[-1]
            yield from source.put("name-misspelt", node, f"{quote}{near}{quote}")
    yield from _begins_otherwise(source)
    known = {node.attr for node in source.script.nodes if isinstance(node, ast.Attribute)}
    known |= {
        node.arg for node in source.script.nodes if isinstance(node, ast.keyword) and node.arg
    }
    known |= {str(node.value).lstrip("-").replace("-", "_") for node in texts}
    names = sorted(known - {source.missing})
    near_ones = difflib.get_close_matches(source.missing, names, 3, 0.6)
    for one in source.script.nodes:  # `args.falt`, of an object that is none of torch's
        if isinstance(one, ast.Attribute) and one.attr == source.missing:
            own = is_name(one.value, first_argument(source.script.function_at(one.lineno)))
            for near in near_ones if not own else ():
                yield from source.put("name-misspelt", one, f"{source.words(one.value)}.{near}")


def _begins_otherwise(source: Source) -> Iterator[Edit]:
    """`getattr(self, f"conv_{i}")`, where the layers are called `conv1`, or made as `conv{i}`."""
    made = [one for one in source.script.nodes if isinstance(one, ast.JoinedStr) and one.values]
    starts = {one: str(constant(one.values[0]) or "") for one in made}
    for node, start in starts.items():
        if not start or not source.missing.startswith(start) or start not in source.words(node):
            continue
        rest, words = source.missing.removeprefix(start), source.words(node)
        place = source.span(node)[0] + words.index(start)
        others = sorted({*starts.values()} - {start, ""})
        for near in difflib.get_close_matches(start, others, 3, 0.6) if rest.isdigit() else ():
            yield from source.between("name-misspelt", place, place + len(start), near)
        for near in difflib.get_close_matches(source.missing, sorted(source.attributes), 3, 0.6):
            if near.endswith(rest):
                now = words.replace(start, near.removesuffix(rest), 1)
                yield from source.put("name-misspelt", node, now)


def method_of_a_container(source: Source) -> Iterator[Edit]:
    """`self.model.add(layer)`, as Keras has it: torch's containers append."""
    for method in source.methods:
        for node in nodes_in(method):
            held = node.value if isinstance(node, ast.Attribute) else None
            listed = isinstance(held, ast.Attribute) and held.attr in source.listed
            if isinstance(node, ast.Attribute) and node.attr == source.missing and listed:
                now = f"{source.words(node.value)}.append"
                yield from source.put("name-misspelt", node, now)


def device_unknown(source: Source) -> Iterator[Edit]:
    """`self.to(device)`, where nothing says which device."""
    for _, node in source.unbound:
        if node.id == source.name and "dev" in node.id.lower():
            yield from source.put("device-unknown", node, "'cpu'")
