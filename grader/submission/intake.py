"""`read`: from a path to a `Submission`. Pure text work; nothing of the student's is run."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
from pathlib import Path

from grader.evidence import Trouble
from grader.lab import Lab
from grader.script.arguments import given_arguments
from grader.script.candidates import bases_here, declared, find_classes
from grader.script.choose import NoNetworkError, choose
from grader.script.errors import UnreadableError
from grader.script.lookalikes import mixed_scripts
from grader.script.nouns import SourceKind, Submission
from grader.script.parse import parse
from grader.script.plan import plan
from grader.submission.decode import decode, odd_characters
from grader.submission.errors import SubmissionError
from grader.submission.find import find, refuse_other_kinds
from grader.submission.notebook import open_notebook

TOO_DEEP = "the file is nested too deeply to be read; no program that people write is"


def read(path: Path, lab: Lab) -> Submission:
    """Read what lies at `path`: a `.py` or `.ipynb`, or a folder or zip that holds one.

    Raises `SubmissionError` for what is nobody's work; broken work is read, with its trouble.
    """
    found = find(path, lab)
    submission = read_bytes(found.name, found.data, lab)
    return dataclasses.replace(submission, warnings=found.warnings + submission.warnings)


def read_bytes(name: str, data: bytes, lab: Lab) -> Submission:
    """The same for a file whose bytes are at hand; `name` decides whether it is a notebook.

    Raises `SubmissionError` for a picture, a PDF, a file beyond the size limit and the like.
    """
    refuse_other_kinds(name, data)
    kind: SourceKind = "notebook" if name.lower().endswith(".ipynb") else "python"
    submission = Submission(name, hashlib.sha256(data).hexdigest(), kind, "")
    try:
        return _understand(_with_text(submission, data), lab)
    except UnreadableError as problem:
        return dataclasses.replace(submission, trouble=problem.trouble())


def _with_text(submission: Submission, data: bytes) -> Submission:
    text, warnings = decode(data)
    if submission.kind == "notebook":
        notebook = open_notebook(text)
        return dataclasses.replace(
            submission,
            text=notebook.text,
            cells=notebook.cells,
            warnings=(*warnings, *notebook.warnings, *_odd(notebook.text)),
            trouble=notebook.trouble,
        )
    return dataclasses.replace(submission, text=text, warnings=(*warnings, *_odd(text)))


def _odd(text: str) -> tuple[str, ...]:
    """Sentences about what makes a text read otherwise than it runs."""
    return (*odd_characters(text), *mixed_scripts(text))


def _understand(submission: Submission, lab: Lab) -> Submission:
    """Parse the text and plan; what stops either goes into `trouble`, the rest is kept."""
    try:
        return _planned(submission, parse(submission.text), lab)
    except UnreadableError as problem:
        return dataclasses.replace(submission, trouble=problem.trouble())
    except (RecursionError, MemoryError):
        return dataclasses.replace(submission, trouble=Trouble("read", "TooDeep", TOO_DEEP, None))


def _planned(submission: Submission, tree: ast.Module, lab: Lab) -> Submission:
    classes = find_classes(tree)
    candidates = tuple(found.candidate for found in classes)
    try:
        choice = choose(tree, classes, lab.class_name)
    except NoNetworkError as problem:
        # A cell that does not parse is the likelier reason why a notebook shows no network.
        trouble = submission.trouble or problem.trouble()
        return dataclasses.replace(submission, candidates=candidates, trouble=trouble)
    given = given_arguments(tree, choice.name, bases_here(choice.node, classes))
    return dataclasses.replace(
        submission,
        candidates=candidates,
        plan=plan(tree, submission.text, choice, lab.class_name, given),
        declared=declared(classes, choice.node),
        trouble=None,
    )


__all__ = ["SubmissionError", "read", "read_bytes"]
