"""The house plan as a test: who may import whom, and torch only in its own processes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STANDARD = frozenset(sys.stdlib_module_names)
NUMPY = {"numpy"}
TORCH = {"torch", "torchvision", "numpy"}
SEEN = {"grader.graph", "grader.evidence", "grader.lab"}  # what was asked and what was seen
SAID = {*SEEN, "grader.script", "grader.finding"}  # and what is said of it
PAGES = {"jinja2", "markupsafe", "pygments"}

# room -> what it may import besides the standard library and itself; the first match counts
ROOMS: dict[str, set[str]] = {
    "concepts.errors": set(),
    "concepts.written": set(),
    "concepts.typed": {"concepts.errors"},
    "concepts.notebook": set(),
    "concepts.axes": {*NUMPY, "concepts.errors", "concepts.written"},
    "concepts.counting": {"concepts.axes", "concepts.errors", "concepts.written"},
    "concepts.pooling": {
        *NUMPY,
        "concepts.notebook",
        "concepts.axes",
        "concepts.errors",
        "concepts.written",
    },
    "concepts.convolution": {
        *NUMPY,
        "concepts.notebook",
        "concepts.axes",
        "concepts.errors",
        "concepts.written",
    }
    | {"concepts.counting"},
    "concepts.layers": {*NUMPY, "concepts.axes", "concepts.errors", "concepts.written"}
    | {"concepts.counting", "concepts.convolution"},
    "concepts.fields": {*NUMPY, "concepts.axes", "concepts.errors", "concepts.written"}
    | {"concepts.layers"},
    "concepts.network": {
        *NUMPY,
        "concepts.notebook",
        "concepts.axes",
        "concepts.errors",
        "concepts.counting",
    }
    | {"concepts.layers", "concepts.fields", "concepts.written"},
    "concepts.effective": {*NUMPY, "concepts.axes", "concepts.errors", "concepts.convolution"}
    | {"concepts.pooling", "concepts.layers", "concepts.network"},
    "concepts.questions": {*NUMPY, "concepts.axes", "concepts.errors", "concepts.written"}
    | {"concepts.counting", "concepts.convolution", "concepts.pooling", "concepts.typed"}
    | {"concepts.fields", "concepts.network"},
    "concepts": {"concepts"},
    "grader.lab": {"concepts"},
    "grader.disk": set(),
    "grader.graph": NUMPY,
    "grader.evidence": {"grader.graph"},
    "grader.script": {"grader.evidence", "grader.graph"},
    "grader.reading": {*SEEN, "concepts"},
    "grader.rehearsed": {"grader.evidence"},
    "grader.finding": {*SEEN, "grader.script", "grader.reading"},
    "grader.wire": set(),
    "grader.data": {*NUMPY, "grader.wire", "PIL"},
    "grader.submission.ignored": set(),
    "grader.submission.gather": {"grader.submission.errors", "grader.submission.ignored"},
    "grader.submission": {"grader.evidence", "grader.lab", "grader.script"},
    "grader.confine": set(),
    "grader.checks": {*SAID, "grader.reading", "concepts"},
    "grader.repair.graph": {*SEEN, "grader.finding", "grader.reading", "grader.checks"},
    "grader.repair": {*SEEN, "grader.script", "grader.finding", "grader.reading", "grader.checks"},
    "grader.diagnoses": {*SAID, "grader.reading", "grader.rehearsed", "grader.checks", "concepts"},
    "grader.sandbox": {*SEEN, *NUMPY, "grader.script", "grader.data", "grader.wire"},
    "grader.training": {*SEEN, "grader.data", "grader.wire"},
    "grader.torchside": {*SEEN, *TORCH},
    "grader.probe": {*SEEN, *TORCH, "grader.torchside", "grader.wire", "grader.confine", "PIL"},
    "grader.probe.__main__": {"grader.confine", "grader.probe", "grader.pair"},
    "grader.pair": {"torch", "grader.torchside", "grader.trainer.start"},
    "grader.forked": {"grader.judge.start", "grader.wire"},
    "grader.trainer": {*SEEN, *TORCH, "grader.torchside", "grader.data", "grader.wire"}
    | {"grader.confine"},
    "grader.report.drawing": {*SEEN, *NUMPY, "grader.reading", "concepts"},
    "grader.report": {*SAID, *NUMPY, *PAGES, "grader.reading", "grader.checks", "concepts"}
    | {"grader.rehearsed"},
    "grader.explore": {*SEEN, *NUMPY, *PAGES, "grader", "grader.reading", "concepts"},
    "grader.grade": {*SAID, "grader.reading", "grader.checks", "grader.diagnoses"}
    | {"grader.training", "grader.repair"},
    "grader.experiment.variants": {*SEEN, *NUMPY, "grader.reading", "grader.experiment.nouns"}
    | {"concepts"},
    "grader.experiment.admit": {*SAID, "grader.reading", "grader.checks", "grader.grade"}
    | {"grader.experiment.nouns"},
    "grader.experiment.handed_in": {*SEEN, "grader.experiment.nouns", "grader.experiment.variants"},
    "grader.experiment.page": {"grader.evidence", "grader.experiment", "grader.report"},
    "grader.experiment": {*SEEN, "grader.disk", "grader.training", "grader.wire"},
    "grader.judging": {*SAID, "grader", "grader.sandbox", "grader.training", "grader.data"}
    | {"grader.wire", "grader.submission.gather", "grader.experiment"},
    "grader.batch.judgement": {"grader.batch", "grader.lab", "grader.report", "grader.checks"}
    | {"grader.disk", "grader.finding", "markupsafe"},
    "grader.batch": {*SAID, *PAGES, "grader", "grader.grade", "grader.report", "grader.sandbox"}
    | {"grader.submission", "grader.training", "grader.checks", "grader.diagnoses"}
    | {"grader.data", "grader.wire", "grader.reading", "yaml", "distributed", "concepts"}
    | {"grader.disk", "grader.judging", "grader.experiment"},
    "grader.judge": {*SAID, "grader", "grader.grade", "grader.judging", "grader.batch"}
    | {"grader.submission", "grader.sandbox", "grader.training", "grader.data", "grader.wire"}
    | {"grader.reading", "grader.report", "grader.checks", "grader.diagnoses", "grader.confine"}
    | {"concepts", "pygments", "grader.experiment", "grader.explore"},
    "grader.trial": {
        "grader.checks",
        "grader.evidence",
        "grader.lab",
        "grader.repair",
        "grader.script",
    },
    "grader.watching": {"grader.judging", "grader.submission.errors"},
    "grader.cli": {*SAID, *NUMPY, "click", "grader", "grader.judging", "grader.report"}
    | {"grader.sandbox", "grader.submission", "grader.training", "grader.checks"}
    | {"grader.diagnoses", "grader.data", "grader.reading", "grader.batch", "concepts"}
    | {"grader.disk", "grader.wire", "grader.explore", "grader.experiment"}
    | {"grader.watching", "grader.trial", "grader.forked"},
    "grader.__main__": {"cnngrade"},
    "grader.jupyter": set(),
    "grader.from_torch": {*TORCH, "concepts", "grader.graph", "grader.probe", "grader.reading"},
    "grader": set(),
}


def _files() -> list[Path]:
    return sorted([*ROOT.glob("concepts/**/*.py"), *ROOT.glob("grader/**/*.py")])


def _module(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _room(module: str) -> str:
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in ROOMS:
            return ".".join(parts[:length])
    raise AssertionError(f"{module} stands in no room of the table")


@cache
def _imports(path: Path) -> set[str]:
    found = set[str]()
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            for alias in node.names:
                found.add(_deepest(node.module or "", alias.name))
    return found


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Those of a file, and those inside them: no expression imports."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        inner = getattr(tree, part, ())
        for node in inner if isinstance(inner, list) else ():
            yield node
            yield from _statements(node)


def _deepest(module: str, name: str) -> str:
    """`from grader import sandbox` imports grader.sandbox; `from grader import x` grader."""
    inner = ROOT / Path(*module.split(".")) / name
    is_module = inner.is_dir() or inner.with_suffix(".py").exists()
    return f"{module}.{name}" if is_module else module


def _allowed(imported: str, room: str) -> bool:
    top = imported.split(".", maxsplit=1)[0]
    if top in STANDARD or imported == room or imported.startswith(room + "."):
        return True
    for name in ROOMS[room]:
        inside = imported.startswith(name + ".") and name != "grader"
        if imported == name or inside:
            return True
    return False


def test_each_room_imports_what_the_plan_allows() -> None:
    wrong = dict[str, list[str]]()
    for path in _files():
        room = _room(_module(path))
        for name in sorted(_imports(path)):
            if not _allowed(name, room):
                wrong.setdefault(f"{_module(path)} (room {room})", []).append(name)
    assert not wrong


def test_each_room_has_files() -> None:
    assert {_room(_module(path)) for path in _files()} == set(ROOMS)


def test_no_modules_import_one_another_in_a_circle() -> None:
    """Imports inside a function count as well: a circle that is put off is a circle."""
    files = {_module(path): path for path in _files()}
    to_go = {name: _imports(path) & files.keys() for name, path in files.items()}
    while free := [name for name, imports in to_go.items() if not imports & to_go.keys()]:
        for name in free:  # all that it imports is gone: it is in no circle
            del to_go[name]
    assert not to_go, f"these import one another, or what does: {', '.join(sorted(to_go))}"


@pytest.mark.processes
@pytest.mark.parametrize("code", ["import grader.grade", "import grader.report.html"])
def test_the_parent_never_imports_torch(code: str) -> None:
    check = f"{code}; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.processes
def test_every_command_line_module_leaves_torch_alone() -> None:
    modules = [_module(p) for p in ROOT.glob("grader/cli/*.py")]
    check = f"import importlib, sys; [importlib.import_module(m) for m in {modules!r}]; "
    check += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.processes
@pytest.mark.parametrize("module", ["grader.batch.worker", "grader.cli.submit"])
def test_who_only_moves_bytes_loads_nothing_that_judges_or_draws(module: str) -> None:
    """The judge does, in a process of its own; a class has a worker for each core."""
    judging = {"grader.checks", "grader.diagnoses", "grader.grade", "jinja2", "pygments"}
    check = f"import sys, {module}; print(*sorted({judging!r} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
