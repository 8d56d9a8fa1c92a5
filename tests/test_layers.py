"""The house plan as a test: who may import whom, and torch only in its own processes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STANDARD = frozenset(sys.stdlib_module_names)
NOUNS = {"grader.graph", "grader.evidence", "grader.lab", "grader.frame", "grader.finding"}
PURE = {*NOUNS, "grader.submission", "grader.data", "grader.network", "grader.layers", "concepts"}
TORCH = {"torch", "torchvision", "numpy"}

# room -> what it may import besides the standard library and itself; the first match counts
ROOMS: dict[str, set[str]] = {
    "concepts": {"numpy"},
    "grader.lab": set(),
    "grader.frame": set(),
    "grader.memory": set(),
    "grader.words": set(),
    "grader.graph": {"numpy"},
    "grader.evidence": {"grader.graph"},
    "grader.finding": {"grader.evidence", "grader.lab", "grader.submission"},
    "grader.submission": {"grader.evidence", "grader.lab", "grader.archive"},
    "grader.answers": {"grader.lab"},
    "grader.records": set(),
    "grader.idx": {"numpy"},
    "grader.digits": {"numpy"},
    "grader.data": {"numpy", "grader.idx", "grader.digits"},
    "grader.layers": {"grader.evidence", "grader.graph", "concepts"},
    "grader.mend": {"grader.evidence", "grader.graph", "grader.lab"},
    "grader.gaps": {"grader.evidence", "grader.graph"},
    "grader.network": {*PURE},
    "grader.checks": {
        "grader.evidence",
        "grader.graph",
        "grader.lab",
        "grader.finding",
        "grader.words",
        "concepts",
    },
    "grader.diagnoses": {
        *NOUNS,
        *("grader.submission", "grader.checks", "grader.layers", "grader.network", "concepts"),
        "grader.words",
    },
    "grader.score": {"grader.finding"},
    "grader.sandbox": {*PURE, "numpy", "grader.memory"},
    "grader.trainer_process": {"grader.data", "grader.frame"},
    "grader.training": {*PURE, "numpy", "grader.records", "grader.trainer_process"},
    "grader.torchside": {*NOUNS, *TORCH},
    "grader.probe": {*NOUNS, *TORCH, "grader.torchside", "PIL"},
    "grader.trainer": {*NOUNS, *TORCH, "grader.torchside", "grader.data", "grader.records"}
    | {"grader.memory"},
    "grader.report": {*PURE, "grader.checks", "grader.score", "jinja2", "markupsafe", "pygments"}
    | {"numpy", "grader"},
    "grader.cli": {
        "grader.diagnoses",
        *PURE,
        *("click", "numpy", "grader", "grader.grade", "grader.report", "grader.sandbox"),
        *("grader.training", "grader.answers", "grader.checks", "grader.score", "grader.mend"),
        *("grader.batch", "grader.archive"),
    },
    "grader.grade": {
        *PURE,
        *("grader", "grader.sandbox", "grader.training", "grader.checks", "grader.score"),
        *("grader.mend", "grader.gaps", "grader.answers", "grader.diagnoses"),
    },
    "grader.archive": set(),
    "grader.cells": set(),
    "grader.batch": {
        *PURE,
        *("grader", "grader.grade", "grader.report", "grader.sandbox", "grader.training"),
        *("grader.answers", "grader.checks", "grader.diagnoses", "grader.archive"),
        *("grader.cells", "grader.records", "jinja2", "markupsafe", "yaml", "distributed"),
    },
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


def _imports(path: Path) -> set[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            for alias in node.names:
                found.add(_deepest(node.module or "", alias.name))
    return found


def _deepest(module: str, name: str) -> str:
    """`from grader import sandbox` imports grader.sandbox; `from grader import x` grader."""
    inner = ROOT / Path(*module.split(".")) / name
    is_module = inner.is_dir() or inner.with_suffix(".py").exists()
    return f"{module}.{name}" if is_module else module


def _allowed(imported: str, room: str) -> bool:
    top = imported.split(".")[0]
    if top in STANDARD or imported == room or imported.startswith(room + "."):
        return True
    for name in ROOMS[room]:
        inside = imported.startswith(name + ".") and name != "grader"
        if imported == name or inside:
            return True
    return False


@pytest.mark.parametrize("path", _files(), ids=_module)
def test_each_room_imports_what_the_plan_allows(path: Path) -> None:
    room = _room(_module(path))
    wrong = sorted(name for name in _imports(path) if not _allowed(name, room))
    assert not wrong, f"{_module(path)} (room {room}) imports {', '.join(wrong)}"


@pytest.mark.parametrize("code", ["import grader.grade", "import grader.report"])
def test_the_parent_never_imports_torch(code: str) -> None:
    check = f"{code}; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


def test_every_command_line_module_leaves_torch_alone() -> None:
    modules = [_module(p) for p in ROOT.glob("grader/cli/*.py")]
    check = f"import importlib, sys; [importlib.import_module(m) for m in {modules!r}]; "
    check += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
