"""Which class of the file is the network to grade."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.evidence import Trouble
from grader.script.classes import Class
from grader.script.nodes import calls_in, last_name, says_nothing


@dataclass(frozen=True)
class Choice:
    """What to grade, and where it stands."""

    name: str  # the name to look up: the class, or an alias or factory called as the lab asks
    node: ast.ClassDef | None  # the class; None for a factory
    statement: int  # index of the top-level statement that binds `name`
    line: int  # where the definition starts


def choose(tree: ast.Module, classes: Sequence[Class], wanted: str) -> Choice | Trouble:
    """The class called `wanted`, else the one that looks like it; else why there is none.

    Of several definitions the last one wins, as in Python; one that also exists outside the
    main guard is taken from there.
    """
    named = [found for found in classes if found.name == wanted]
    if named:
        found = next((f for f in reversed(named) if not f.guarded), named[-1])
        return _choice(found)
    return _called_so(tree, classes, wanted) or _only_network(tree, classes, wanted)


def _choice(found: Class, name: str = "", statement: int | None = None) -> Choice:
    index = found.statement if statement is None else statement
    return Choice(name or found.name, found.node, index, found.line)


def _called_so(tree: ast.Module, classes: Sequence[Class], wanted: str) -> Choice | Trouble | None:
    """`Net = CNN`, `def Net(): ...` and `Net = lambda: ...`: called as the script calls it."""
    for index, statement in reversed(list(enumerate(tree.body))):
        if isinstance(statement, ast.FunctionDef) and statement.name == wanted:
            return Choice(wanted, None, index, statement.lineno)
        value = _assigned(statement, wanted)
        if value is None:
            continue
        if isinstance(value, ast.Name):
            same = [found for found in classes if found.name == value.id]
            if same:
                return _choice(same[-1], wanted, index)
        called = last_name(value.func) if isinstance(value, ast.Call) else ""
        if isinstance(value, ast.Lambda) or called == "partial":
            return Choice(wanted, None, index, statement.lineno)
        if isinstance(value, ast.Call) and not any(f.is_module for f in classes):
            return _none(
                f"line {statement.lineno} makes {wanted} a finished object; the lab asks for a "
                f"class, `class {wanted}(nn.Module)`, which the script builds with {wanted}()",
                statement.lineno,
            )
    return None


def _assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return None
    same = any(isinstance(target, ast.Name) and target.id == name for target in targets)
    return statement.value if same else None


def _only_network(tree: ast.Module, classes: Sequence[Class], wanted: str) -> Choice | Trouble:
    """The one class that looks like a network. Trouble for none, and for several."""
    several = rivals(tree, classes, wanted)
    if len(several) == 1:
        return _choice(several[0])
    if several:
        names = ", ".join(f"{f.name} (line {f.line})" for f in several)
        return _none(
            f"there is no class {wanted}, and {len(several)} classes could be meant: {names}; "
            f"call the one to grade {wanted}",
            several[0].line,
            "SeveralNetworks",
        )
    return _nothing(tree, classes, wanted)


def rivals(tree: ast.Module, classes: Sequence[Class], wanted: str) -> list[Class]:
    """The classes of other names that look like a network: one, none, or several that may be."""
    latest = {found.name: found for found in classes}.values()
    modules = [found for found in latest if found.is_module]
    several = [found for found in modules if found.has_forward] or modules
    held = _held(tree)
    several = [found for found in several if not _is_part(found, held)]
    for narrow in (_weighing, _outermost, _built_by_the_script, _convolving, _alike):
        if len(several) > 1:
            several = narrow(tree, several, wanted) or several
    return several


_CONTAINERS = {"Sequential", "ModuleList", "append", "extend", "insert", "add_module"}


def _held(tree: ast.Module) -> dict[str, int]:
    """The names that stand in the brackets of containers outside of the classes: with a line."""
    found: dict[str, int] = {}
    for statement in tree.body:
        for call in calls_in(None if isinstance(statement, ast.ClassDef) else statement):
            if last_name(call.func) in _CONTAINERS:
                for part in ast.walk(call):
                    if isinstance(part, ast.Name | ast.Attribute):
                        found.setdefault(last_name(part), call.lineno)
    return found


def _is_part(found: Class, held: dict[str, int]) -> bool:
    """Whether the file puts it beside layers of a network that is none of its classes."""
    kinds = {name.lower() for name in found.weighs}
    whole = any("conv" in kind for kind in kinds) and any("linear" in kind for kind in kinds)
    return found.name in held and _weighed(held) and not whole


def _weighed(held: Iterable[str]) -> bool:
    return any(name.startswith(("Conv", "Linear", "Lazy")) for name in held)


def _weighing(tree: ast.Module, several: list[Class], wanted: str) -> list[Class]:
    """Those with layers that have weights: no loss, no activation, no wrapper."""
    return [found for found in several if found.weighs]


def _convolving(tree: ast.Module, several: list[Class], wanted: str) -> list[Class]:
    """Those with convolutions: the lab asks for them."""
    return [found for found in several if any("conv" in name.lower() for name in found.weighs)]


def _outermost(tree: ast.Module, several: list[Class], wanted: str) -> list[Class]:
    """Those that no other one is made of."""
    used = {
        node.id
        for found in several
        for node in ast.walk(found.node)
        if isinstance(node, ast.Name) and node.id != found.name
    }
    return [found for found in several if found.name not in used]


def _built_by_the_script(tree: ast.Module, several: list[Class], wanted: str) -> list[Class]:
    """Those that the script itself builds, as in `model = CNN()`."""
    called = {
        node.func.id
        for statement in tree.body
        if not isinstance(statement, ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return [found for found in several if found.name in called]


def _alike(tree: ast.Module, several: list[Class], wanted: str) -> list[Class]:
    """Those whose name differs from the asked one in case only."""
    return [found for found in several if found.name.lower() == wanted.lower()]


def _nothing(tree: ast.Module, classes: Sequence[Class], wanted: str) -> Trouble:
    """Why there is no network, as near to the cause as the text shows."""
    if all(says_nothing(statement) for statement in tree.body):
        return _none(f"the file is empty: it holds no statement, so no class {wanted}")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) == wanted:
                    module = getattr(node, "module", None) or alias.name
                    return _none(
                        f"line {node.lineno} imports {wanted} from {module}, a file that is not "
                        f"here; put the class {wanted} into the script itself",
                        node.lineno,
                    )
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.ClassDef) and n.name == wanted]
            if inner:
                return _none(
                    f"class {wanted} (line {inner[0].lineno}) is defined inside the function "
                    f"{node.name}, where nothing outside reaches it; define it at the left margin",
                    inner[0].lineno,
                )
    held = _held(tree)
    if "Sequential" in held and _weighed(held):
        parts = " and ".join(f"{one.name} (line {one.line})" for one in classes if one.name in held)
        made = f"; {parts} stands in it as a part" if parts else ""
        return _none(
            f"there is no class {wanted}: line {held['Sequential']} builds a network with "
            f"nn.Sequential{made}. The lab asks for a class, `class {wanted}(nn.Module)`",
            held["Sequential"],
        )
    for found in classes:
        if found.has_forward and not found.is_module:
            return _none(
                f"there is no class {wanted}; {found.name} (line {found.line}) has "
                "a forward, but does not derive from nn.Module",
                found.line,
            )
    names = ", ".join(found.name for found in classes)
    seen = f"the classes here ({names}) are no networks" if names else "it defines no class at all"
    return _none(f"there is no class {wanted} in the file: {seen}")


def _none(sentence: str, line: int | None = None, kind: str = "NoNetwork") -> Trouble:
    """There is no class to grade. Its stage is "load", for the text itself was read."""
    return Trouble("load", kind, sentence[:2000], line)
