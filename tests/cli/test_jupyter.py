"""`%%cnngrade` in a notebook: which cells are graded, and what is shown."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader import jupyter
from grader.submission.notebook import open_notebook

IMPORTS = "import torch.nn as nn\n%matplotlib inline"
NET = "class Net(nn.Module):\n    size = {size}"
HISTORY = [
    "%load_ext grader.jupyter",
    IMPORTS,
    "class Net(nn.Module:\n    pass",
    NET.format(size=1),
    "%%bash\nls",
    "half = 5\nclass Net(nn.Module):\n    size = half\nclass Helper: pass",
    "%%cnngrade --out x\n" + NET.format(size=2),
]


def test_the_cells_are_those_that_count_with_their_numbers() -> None:
    cells = jupyter.cells_of(HISTORY)
    assert [bool(cell) for cell in cells] == [True, True, False, False, False, True, True]
    assert cells[-1].splitlines()[1] == "class Net(nn.Module):"  # the line has its number as well


def test_a_cell_that_is_run_again_counts_once() -> None:
    again = [IMPORTS, NET.format(size=1), NET.format(size=2), "%cnngrade"]
    assert jupyter.cells_of(again)[1:3] == ["", NET.format(size=2)]


class _Notebook:
    """As much of IPython as is asked for."""

    def __init__(self, typed: list[str]) -> None:
        self.history_manager = SimpleNamespace(input_hist_raw=["", *typed])
        self.run: list[str] = []
        self.magic: Any = None

    def register_magic_function(self, function: Any, kind: str, name: str) -> None:
        assert (kind, name) == ("line_cell", "cnngrade")
        self.magic = function

    def run_cell(self, cell: str) -> None:
        self.run.append(cell)


@pytest.fixture
def graded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, Any]]]:
    """What was graded: the command's words, and the notebook that it was given."""
    calls: list[tuple[list[str], dict[str, Any]]] = []

    def run(words: list[str], **_named: Any) -> Any:
        book = json.loads(Path(words[4]).read_text(encoding="utf-8"))
        calls.append((words, book))
        status = 2 if "--wrong" in words else 0
        return subprocess.CompletedProcess(words, status, "17 / 17 <ok>\n", "")

    monkeypatch.setattr(jupyter.subprocess, "run", run)  # type: ignore[attr-defined]
    return calls


def test_a_cell_is_graded_and_run(graded: list[tuple[list[str], dict[str, Any]]]) -> None:
    notebook = _Notebook(HISTORY)
    jupyter.load_ipython_extension(notebook)
    cell = NET.format(size=2)
    report = notebook.magic('--answers "my part1.toml"', cell)
    assert notebook.run == [cell]
    ((words, book),) = graded
    assert words[1:4] == ["-m", "grader", "submit"]
    assert words[-2:] == ["--answers", "my part1.toml"]
    read = open_notebook(json.dumps(book))
    assert read.trouble is None
    assert read.text.count("class Net") == 2  # Helper's cell has an older one, and the last counts
    assert [number for _, number in read.cells] == list(range(1, 8))
    assert "&lt;ok&gt;" in report._repr_html_()
    assert 'href="cnngrade-report/report.html"' in report._repr_html_()
    assert repr(report) == "17 / 17 <ok>"


def test_a_cell_that_history_does_not_keep_is_graded_too(
    graded: list[tuple[list[str], dict[str, Any]]],
) -> None:
    notebook = _Notebook([IMPORTS])
    jupyter.load_ipython_extension(notebook)
    notebook.magic("", NET.format(size=3))
    assert "size = 3" in json.dumps(graded[0][1])


def test_a_line_grades_the_last_net_and_names_its_own_place(
    graded: list[tuple[list[str], dict[str, Any]]],
) -> None:
    notebook = _Notebook([IMPORTS, NET.format(size=1), "%cnngrade --out mine"])
    jupyter.load_ipython_extension(notebook)
    assert notebook.magic("--out mine").page == Path("mine/report.html")
    assert notebook.run == []
    assert graded[0][0].count("--out") == 1
    assert notebook.magic("--wrong").page is None  # nothing was graded
