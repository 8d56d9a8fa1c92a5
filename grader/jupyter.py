"""Grading in a notebook: `%load_ext grader.jupyter`, then `%%cnngrade` on the cell with `Net`.

The cells become a notebook of their own, which `cnngrade submit` grades in a process of its own:
the same sandbox, the same marks. IPython is asked for nothing but its history.
"""

from __future__ import annotations

import ast
import html
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = "cnngrade-report"  # beside the notebook
OURS = "cnngrade"


@dataclass(frozen=True)
class Report:
    """What the command said; a notebook shows it with a link to the whole page."""

    said: str
    page: Path | None  # None where nothing was graded

    def __repr__(self) -> str:
        return self.said

    def _repr_html_(self) -> str:
        link = ""
        if self.page is not None:
            where = html.escape(self.page.as_posix())
            link = f'<p><a href="{where}" target="_blank">The page that explains it</a></p>'
        return f"<pre>{html.escape(self.said)}</pre>{link}"


def load_ipython_extension(ipython: Any) -> None:
    """What `%load_ext grader.jupyter` calls."""

    def cnngrade(line: str, cell: str | None = None) -> Report:
        """Grade the `Net` of this cell (%%cnngrade), or the last that was defined (%cnngrade)."""
        typed = [str(one) for one in ipython.history_manager.input_hist_raw][1:]  # from In[1] on
        if cell is not None and (not typed or cell.strip() not in typed[-1]):
            typed.append(cell)
        report = grade(cells_of(typed), shlex.split(line))
        if cell is not None:
            ipython.run_cell(cell)  # and the notebook has its Net, as without the first line
        return report

    ipython.register_magic_function(cnngrade, "line_cell", OURS)


def cells_of(typed: Sequence[str]) -> list[str]:
    """The cells that were run, in order and with their numbers, as one would hand them in.

    Blank are those that Python cannot read and, of several that define the same classes (a cell
    is run again and again), all but the last.
    """
    kept: list[str] = []
    later = set[str]()
    for cell in reversed([_without_ours(one) for one in typed]):
        classes = _classes(cell)
        counts = classes is not None and (not classes or bool(classes - later))
        kept.append(cell if counts else "")
        later |= classes or set()
    return kept[::-1]


def grade(cells: Sequence[str], options: Sequence[str] = ()) -> Report:
    """Grade them; `options` are those of `cnngrade submit`."""
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}}
    notebook = {**book, "cells": [_cell(source) for source in cells]}
    place = ["--out", FOLDER] if "--out" not in options else []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "notebook.ipynb"
        file.write_text(json.dumps(notebook), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "grader", "submit", str(file), *place, *options],
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "88"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    said = "\n".join(part.strip() for part in (done.stdout, done.stderr) if part.strip())
    page = Path(options[list(options).index("--out") + 1] if not place else FOLDER) / "report.html"
    return Report(said, page if done.returncode == 0 else None)


def _cell(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _without_ours(cell: str) -> str:
    """The cell with our own first line as a comment; another language's (%%bash) is nothing."""
    head, _, rest = cell.lstrip().partition("\n")
    if not head.startswith("%%"):
        return cell
    return f"# {head}\n{rest}" if head[2:].split()[:1] == [OURS] else ""


def _classes(cell: str) -> set[str] | None:
    """The classes that it defines; None where Python cannot read it, magics apart."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in cell.splitlines()]
    try:
        body = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError):
        return None
    return {node.name for node in body if isinstance(node, ast.ClassDef)}
