"""What names stand for: `F.relu` is torch.nn.functional.relu, wherever `F` comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from grader.script.nodes import in_its_scope, last_name, names_given
from grader.script.torch_names import FUNCTIONS, LAYERS


class Origins(dict[str, str]):
    """What each imported name stands for: {"F": "torch.nn.functional"}."""

    def dotted(self, node: ast.AST) -> str:
        """`F.relu` as "torch.nn.functional.relu"; "" for what is no dotted name."""
        root, *rest = _parts(node) or [""]
        return ".".join((self.get(root, root), *rest))

    def last(self, node: ast.AST) -> str:
        """The last part of what a name stands for, "backward" of `loss(x, y).backward` too."""
        return self.dotted(node).rpartition(".")[2] or last_name(node)


def _parts(node: ast.AST) -> list[str]:
    """`a.b.c` as its names; nothing for what is no dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


def origins_of(tree: ast.Module, nodes: Sequence[ast.AST]) -> Origins:
    """Follow the imports of a file, and `nn = torch.nn` and `M = nn.Module` after them."""
    found = Origins()
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            where = f"{node.module}." if node.module else ""
            found.update({alias.asname or alias.name: where + alias.name for alias in node.names})
    own = set(names_given(nodes))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            known = _STARRED.get(node.module or "", ())
            named = (n.id for n in nodes if isinstance(n, ast.Name) and n.id in known)
            found.update({n: f"{node.module}.{n}" for n in named if n not in own | set(found)})
    for statement in (inner for outer in tree.body for inner in in_its_scope(outer)):
        parts = _parts(statement.value) if isinstance(statement, ast.Assign) else []
        # what the file does not name itself may have come with a star
        starred = len(parts) > 1 and "*" in found and parts[0] not in own
        if isinstance(statement, ast.Assign) and parts and (parts[0] in found or starred):
            names = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            found.update(dict.fromkeys(names, found.dotted(statement.value)))
    return found


# what a star brings, as far as people use it
_STARRED = {"torch.nn": frozenset(LAYERS), "torch.nn.functional": frozenset(FUNCTIONS)}


def packages_of(statements: Iterable[ast.stmt]) -> tuple[str, ...]:
    """The top-level packages that these statements import, wherever in them."""
    packages: dict[str, None] = {}
    for node in (node for statement in statements for node in ast.walk(statement)):
        if isinstance(node, ast.Import):
            packages.update({alias.name.split(".")[0]: None for alias in node.names})
        elif isinstance(node, ast.ImportFrom):
            packages["." * node.level + (node.module or "").split(".")[0]] = None
    return tuple(packages)
