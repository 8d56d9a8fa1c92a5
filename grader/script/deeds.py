"""What a top-level statement does when it runs, in the words of a report."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.script.nodes import Function, is_main_guard
from grader.script.origins import Origins

TRAINS, TESTS, LOADS, BUILDS, ENDS, OPTIMISES = (
    "trains",
    "tests the network",
    "loads data",
    "builds the network",
    "ends the program",
    "makes the optimizer",
)
# What may never run for the class's sake: the data is not there, and training is ours to do.
NEVER = frozenset({TRAINS, TESTS, LOADS, BUILDS})

_DATASETS = {
    "DataLoader", "MNIST", "FashionMNIST", "KMNIST", "EMNIST", "CIFAR10", "CIFAR100", "USPS",
    "ImageFolder", "DatasetFolder", "read_csv", "load_digits", "load_data", "fetch_openml",
    "fetch_mldata", "urlretrieve", "urlopen", "load_dataset",
}  # fmt: skip
_BY_NAME = {
    "backward": TRAINS, "fit": TRAINS, "step": TRAINS, "zero_grad": TRAINS,
    "eval": TESTS, "exit": ENDS, "_exit": ENDS, "quit": ENDS,
    "add_argument": "parses arguments", "parse_args": "parses arguments",
    "parse_known_args": "parses arguments", "ArgumentParser": "parses arguments",
    "manual_seed": "sets the random seed", "manual_seed_all": "sets the random seed",
    "show": "opens a window", "imshow": "draws", "plot": "draws", "figure": "draws",
    "savefig": "writes a file", "save": "writes a file", "SummaryWriter": "writes a log",
    "load_state_dict": "reads weights", "open": "opens a file", "input": "waits for input",
    "mkdir": "makes a folder", "makedirs": "makes a folder", "print": "prints",
    "to": "moves the network to a device", "cuda": "moves the network to a device",
    "device": "chooses the device", "is_available": "asks for a GPU",
    "SGD": OPTIMISES, "Adam": OPTIMISES,
}  # fmt: skip
_ORDER = (TRAINS, TESTS, LOADS, BUILDS, ENDS, *dict.fromkeys(_BY_NAME.values()))


def deed_of(call: ast.Call, origins: Origins) -> str:
    """What a call does by its name; "" for nothing to tell."""
    dotted, last = origins.dotted(call.func), origins.last(call.func)
    if last in _DATASETS or "datasets" in dotted.split("."):
        return LOADS
    if dotted.startswith("torch.optim.") and ".lr_scheduler." not in dotted:
        return OPTIMISES
    if last == "eval" and isinstance(call.func, ast.Name):  # Python's own
        return ""
    return _BY_NAME.get(last, "")


def deeds_of(tree: ast.Module, class_names: set[str], origins: Origins) -> list[tuple[str, ...]]:
    """For each top-level statement what it does, the weightiest first.

    What a function here does counts where it is called, not where it is defined.
    `class_names` are the network's own: to call one is to build the network.
    """
    functions = {
        node.name: list(_calls(node.body)) for node in tree.body if isinstance(node, Function)
    }
    inside: dict[str, set[str]] = {name: set() for name in functions}

    def done(calls: Iterable[ast.Call]) -> Iterator[str]:
        for call in calls:
            yield deed_of(call, origins)
            if isinstance(call.func, ast.Name):
                yield from inside.get(call.func.id, ())
                if call.func.id in class_names:
                    yield BUILDS

    for _ in functions:  # as often as calls can be nested; it ends much sooner
        before = {name: set(deeds) for name, deeds in inside.items()}
        for name, calls in functions.items():
            inside[name].update(list(done(calls)))
        if before == inside:
            break
    found = [set(done(_calls(_at_once(statement)))) for statement in tree.body]
    return [tuple(deed for deed in _ORDER if deed in deeds) for deeds in found]


def why_left_out(statement: ast.stmt, deeds: tuple[str, ...], network: str) -> str:
    """A few words on a statement that is not run."""
    if is_main_guard(statement):
        return "runs only as a script"
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return f"imports {', '.join(_imported(statement))}, which {network} does not need"
    if isinstance(statement, Function | ast.ClassDef):
        return f"defines {statement.name}, which {network} does not need"
    if deeds:
        return deeds[0]
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    names = [node.id for t in targets if t for node in ast.walk(t) if isinstance(node, ast.Name)]
    if names and isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return f"sets {', '.join(names)}, which {network} does not need"
    return f"{network} does not need it"


def _imported(statement: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(statement, ast.ImportFrom) and statement.module:
        return [statement.module]
    return [alias.name for alias in statement.names]


def _at_once(statement: ast.stmt) -> list[ast.AST]:
    """The parts of a statement that run when it runs: of a definition not its body."""
    if isinstance(statement, Function):
        return [*statement.decorator_list, *statement.args.defaults]
    if isinstance(statement, ast.ClassDef):
        return [*statement.decorator_list, *statement.bases]
    return [statement]


def _calls(roots: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """The calls in pieces of code, without those in the functions that these define."""
    stack = list(roots)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Call):
            yield node
        if isinstance(node, Function | ast.ClassDef):
            stack += _at_once(node)
        elif not isinstance(node, ast.Lambda):
            stack += ast.iter_child_nodes(node)
