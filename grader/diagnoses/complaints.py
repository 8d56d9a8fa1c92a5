"""The line that Python stops at, and what would help."""

from __future__ import annotations

import ast
import warnings
from functools import lru_cache

from grader.diagnoses.case import Case

MOST_COLUMNS = 400  # of a line that help is looked for: nobody's slip stands in a longer one


@lru_cache(maxsize=2)  # each change of a line is held against the text as it is
def complaint(text: str) -> tuple[int, str] | None:
    """(line, name of the exception) of Python's first complaint; None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<submission>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 0, type(error).__name__
    except (ValueError, RecursionError, MemoryError):
        return 0, "ValueError"
    return None


def stopped_at(case: Case) -> tuple[int, str] | None:
    """The line that Python stops at, and what stands on it; None for a line without end."""
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.stage != "read" or trouble.line is None:
        return None
    line = case.script.line(trouble.line)
    return (trouble.line, line) if len(line) <= MOST_COLUMNS else None


def helps_on(case: Case, number: int, changed: str) -> bool:
    """Whether Python gets further with another text on a line."""
    lines = list(case.script.lines)
    lines[number - 1] = changed
    before, after = complaint("\n".join(case.script.lines)), complaint("\n".join(lines))
    return before is not None and (after is None or after[0] > before[0])
