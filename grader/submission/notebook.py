"""A Jupyter notebook as one Python text, line by line as its code cells stand."""

from __future__ import annotations

import ast
import json
import re
import warnings
from dataclasses import dataclass
from typing import Any

from grader.evidence import Trouble
from grader.script.bounds import bound_text
from grader.script.errors import UnreadableError
from grader.script.nodes import says_nothing
from grader.submission.errors import SubmissionError

# Cell magics whose cell is Python all the same; any other (%%bash, %%html) is another language.
_PYTHON_CELLS = {"time", "timeit", "capture", "prun", "writefile", "file", "python", "python3"}
_MAGIC = re.compile(r"[%!?]|[\w.][\w., ]*=\s*[%!]|[\w.]+\?{1,2}\s*$")  # behind the indentation
MOST_CODE = 2**18  # bytes of code, as for a .py file
MOST_PARSED = 4 * MOST_CODE  # characters: a cell is parsed anew after each of its magics


@dataclass(frozen=True)
class Notebook:
    """The code of a notebook."""

    text: str  # code cells joined, magics turned into comments, as many lines as before
    cells: tuple[tuple[int, int], ...] = ()  # (first line in text, number of the code cell from 1)
    warnings: tuple[str, ...] = ()  # sentences about cells that were left out
    trouble: Trouble | None = None  # why the first such cell does not parse


def open_notebook(text: str) -> Notebook:
    """Join the code cells. Raises `UnreadableError` for what is no notebook or has no code."""
    sources = _sources(text)
    if sum(map(len, sources)) > MOST_CODE:
        raise SubmissionError(
            f"the notebook holds {sum(map(len, sources)) // 1024} kB of code; at most "
            f"{MOST_CODE // 1024} kB are read: hand in the lab's own notebook"
        )
    lines: list[str] = []
    cells: list[tuple[int, int]] = []
    notes: list[str] = []
    trouble: Trouble | None = None
    left = MOST_PARSED
    futures: set[str] = set()
    for number, source in enumerate(sources, 1):
        first = len(lines) + 1
        cells.append((first, number))
        cell, problem, left = _as_python(source, left)
        if "__future__" in source and any(not _is_blank(line) for line in lines):
            cell = _without_futures(cell, futures)
        lines += cell
        if problem is not None:
            line = problem.lineno or 1
            notes.append(
                f"cell {number} is left out, since Python cannot read its line {line}: "
                f"{problem.msg}"
            )
            trouble = trouble or Trouble(
                "read", type(problem).__name__, notes[-1], first + line - 1
            )
    if "annotations" in futures:  # the one that still changes what the rest means
        lines = _annotated(lines)
    return Notebook("\n".join(lines) + "\n", tuple(cells), tuple(notes), trouble)


def _annotated(lines: list[str]) -> list[str]:
    """The lines with that import before the first of them, where that is no block."""
    first = [f"from __future__ import annotations; {lines[0]}", *lines[1:]]
    return lines if _stumble("\n".join(first) + "\n") else first


def _is_blank(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _without_futures(cell: list[str], futures: set[str]) -> list[str]:
    """The cell with the future imports that it begins with as comments; `futures` gets their names.

    Jupyter takes them in any cell; in the one text of them all they would stand too late.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = ast.parse("\n".join(cell)).body
    for statement, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            end = statement.end_lineno or statement.lineno
            if after is not None and after.lineno <= end:
                break  # on one line with what follows
            for at in range(statement.lineno - 1, end):
                cell[at] = f"# {cell[at]}"
            futures.update(alias.name for alias in statement.names)
        elif not says_nothing(statement):
            break
    return cell


def _sources(text: str) -> list[str]:
    try:
        book = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError(
            "NotebookError",
            "the .ipynb file is not valid JSON, so Jupyter could not open it either; "
            "save the notebook again and hand that in",
        ) from None
    cells = book.get("cells") if isinstance(book, dict) else None
    if cells is None and isinstance(book, dict) and isinstance(book.get("worksheets"), list):
        # nbformat 3, before 2015: one worksheet, "input" in place of "source"
        sheets = [sheet for sheet in book["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise UnreadableError("NotebookError", "the .ipynb file holds no list of cells")
    sources = [_source(cell) for cell in cells if _is_code(cell)]
    if not any(source.strip() for source in sources):
        texts = any(_source(cell).strip() for cell in cells if isinstance(cell, dict))
        only = ", only text" if texts else ""
        raise UnreadableError("NoCodeError", f"the notebook holds no cell with code in it{only}")
    return sources


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    text = source if isinstance(source, str) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _as_python(source: str, left: int) -> tuple[list[str], SyntaxError | None, int]:
    """The lines of a cell as Python, or as comments with the reason why it is left out.

    A line is taken for a magic only where Python stumbles over it, so that a line that
    begins with `%` inside a longer expression stays what it is. `left` is how many characters
    may still be parsed in this notebook; the last value is what remains of them.
    """
    lines = source.removesuffix("\n").split("\n")
    as_comments = [f"# {line}" for line in lines]
    head = lines[0].lstrip()
    if head.startswith("%%"):
        name = head[2:].split()[0] if head[2:].split() else ""
        if name not in _PYTHON_CELLS:
            return as_comments, None, left
        lines[0] = f"# {lines[0]}"
    while True:
        text = "\n".join(lines) + "\n"
        left -= len(text)
        problem = _stumble(text)
        if problem is None:
            return lines, None, left
        at = (problem.lineno or 0) - 1
        line = lines[at] if 0 <= at < len(lines) else ""
        magic = line.strip()
        if not _MAGIC.match(magic):
            return as_comments, problem, left
        if left < 0:
            return as_comments, _too_many(problem), left
        # An indented magic may be all that its block holds: `pass` keeps the block whole.
        indent = line[: len(line) - len(line.lstrip())]
        lines[at] = indent + ("pass  # " if indent else "# ") + magic


def _too_many(problem: SyntaxError) -> SyntaxError:
    told = SyntaxError("the notebook holds more lines of magic in long cells than are read")
    told.lineno = problem.lineno
    return told


def _stumble(text: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bound_text(text)
            ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return SyntaxError("it is nested too deeply")
    return None
