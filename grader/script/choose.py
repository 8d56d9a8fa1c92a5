"""Which class of the file is the network to grade."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from grader.evidence import Trouble
from grader.script.candidates import Found


class NoNetworkError(Exception):
    """There is no class to grade: the sentence, and the line that comes nearest."""

    def __init__(self, message: str, line: int | None = None, kind: str = "NoNetwork") -> None:
        super().__init__(message)
        self.line = line
        self.kind = kind

    def trouble(self) -> Trouble:
        """The same as a fact; its stage is "load", for the text itself was read."""
        return Trouble("load", self.kind, str(self)[:2000], self.line)


@dataclass(frozen=True)
class Choice:
    """What to grade, and where it stands."""

    name: str  # the name to look up: the class, or an alias or factory called as the lab asks
    node: ast.ClassDef  # the class; of a factory an empty one in its place
    statement: int  # index of the top-level statement that binds `name`
    line: int  # where the definition starts


def choose(tree: ast.Module, classes: Sequence[Found], wanted: str) -> Choice:
    """The class called `wanted`, else the one that looks like it. Raises `NoNetworkError`.

    Of several definitions the last one wins, as in Python; one that also exists outside the
    main guard is taken from there.
    """
    named = [found for found in classes if found.node.name == wanted]
    if named:
        found = next((f for f in reversed(named) if not f.guarded), named[-1])
        return _choice(found)
    standing_in = _called_so(tree, classes, wanted)
    if standing_in is not None:
        return standing_in
    return _choice(_only_network(tree, classes, wanted))


def _choice(found: Found, name: str = "", statement: int | None = None) -> Choice:
    index = found.statement if statement is None else statement
    return Choice(name or found.node.name, found.node, index, found.node.lineno)


def _called_so(tree: ast.Module, classes: Sequence[Found], wanted: str) -> Choice | None:
    """`Net = CNN`, `def Net(): ...` and `Net = lambda: ...`: called as the script calls it."""
    for index, statement in reversed(list(enumerate(tree.body))):
        if isinstance(statement, ast.FunctionDef) and statement.name == wanted:
            return _factory(wanted, index, statement.lineno)
        value = _assigned(statement, wanted)
        if value is None:
            continue
        if isinstance(value, ast.Name):
            same = [found for found in classes if found.node.name == value.id]
            if same:
                return _choice(same[-1], wanted, index)
        if isinstance(value, ast.Lambda) or _is_partial(value):
            return _factory(wanted, index, statement.lineno)
        if isinstance(value, ast.Call) and not any(f.candidate.is_module for f in classes):
            raise NoNetworkError(
                f"line {statement.lineno} makes {wanted} a finished object; the lab asks for a "
                f"class, `class {wanted}(nn.Module)`, which the script builds with {wanted}()",
                statement.lineno,
            )
    return None


def _factory(name: str, index: int, line: int) -> Choice:
    empty = ast.ClassDef(
        name=name, bases=[], keywords=[], body=[], decorator_list=[], lineno=line, col_offset=0
    )
    return Choice(name, empty, index, line)


def _assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    else:
        return None
    same = any(isinstance(target, ast.Name) and target.id == name for target in targets)
    return statement.value if same else None


def _is_partial(value: ast.expr) -> bool:
    if not isinstance(value, ast.Call):
        return False
    func = value.func
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return name == "partial"


def _only_network(tree: ast.Module, classes: Sequence[Found], wanted: str) -> Found:
    """The one class that looks like a network. Raises `NoNetworkError` for none and for several."""
    latest = {found.node.name: found for found in classes}.values()
    modules = [found for found in latest if found.candidate.is_module]
    several = [found for found in modules if found.candidate.has_forward] or modules
    for narrow in (_outermost, _built_by_the_script, _alike):
        if len(several) > 1:
            several = narrow(tree, several, wanted) or several
    if len(several) == 1:
        return several[0]
    if several:
        names = ", ".join(f"{f.node.name} (line {f.node.lineno})" for f in several)
        raise NoNetworkError(
            f"there is no class {wanted}, and {len(several)} classes could be meant: {names}; "
            f"call the one to grade {wanted}",
            several[0].node.lineno,
            "SeveralNetworks",
        )
    raise _nothing(tree, classes, wanted)


def _outermost(tree: ast.Module, several: list[Found], wanted: str) -> list[Found]:
    """Those that no other one is made of."""
    used = {
        node.id
        for found in several
        for node in ast.walk(found.node)
        if isinstance(node, ast.Name) and node.id != found.node.name
    }
    return [found for found in several if found.node.name not in used]


def _built_by_the_script(tree: ast.Module, several: list[Found], wanted: str) -> list[Found]:
    """Those that the script itself builds, as in `model = CNN()`."""
    called = {
        node.func.id
        for statement in tree.body
        if not isinstance(statement, ast.ClassDef)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return [found for found in several if found.node.name in called]


def _alike(tree: ast.Module, several: list[Found], wanted: str) -> list[Found]:
    """Those whose name differs from the asked one in case only."""
    return [found for found in several if found.node.name.lower() == wanted.lower()]


def _nothing(tree: ast.Module, classes: Sequence[Found], wanted: str) -> NoNetworkError:
    """Why there is no network, as near to the cause as the text shows."""
    if all(_is_docstring(statement) for statement in tree.body):
        return NoNetworkError(f"the file is empty: it holds no statement, so no class {wanted}")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) == wanted:
                    module = getattr(node, "module", None) or alias.name
                    return NoNetworkError(
                        f"line {node.lineno} imports {wanted} from {module}, a file that is not "
                        f"here; put the class {wanted} into the script itself",
                        node.lineno,
                    )
        if isinstance(node, ast.FunctionDef):
            inner = [n for n in ast.walk(node) if isinstance(n, ast.ClassDef) and n.name == wanted]
            if inner:
                return NoNetworkError(
                    f"class {wanted} (line {inner[0].lineno}) is defined inside the function "
                    f"{node.name}, where nothing outside reaches it; define it at the left margin",
                    inner[0].lineno,
                )
    for found in classes:
        if found.candidate.has_forward:
            return NoNetworkError(
                f"there is no class {wanted}; {found.node.name} (line {found.node.lineno}) has "
                "a forward, but does not derive from nn.Module",
                found.node.lineno,
            )
    names = ", ".join(found.node.name for found in classes)
    seen = f"the classes here ({names}) are no networks" if names else "it defines no class at all"
    return NoNetworkError(f"there is no class {wanted} in the file: {seen}")


def _is_docstring(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
