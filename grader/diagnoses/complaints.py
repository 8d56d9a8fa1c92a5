"""The line that Python stops at, and what would help."""

from __future__ import annotations

import ast
import warnings

from grader.diagnoses.case import Case


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
    """The line that Python stops at, and what stands on it."""
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.stage != "read" or trouble.line is None:
        return None
    return trouble.line, case.script.line(trouble.line)


def helps_on(case: Case, number: int, changed: str) -> bool:
    """Whether Python gets further with another text on a line."""
    lines = list(case.script.lines)
    lines[number - 1] = changed
    before, after = complaint("\n".join(case.script.lines)), complaint("\n".join(lines))
    return before is not None and (after is None or after[0] > before[0])
