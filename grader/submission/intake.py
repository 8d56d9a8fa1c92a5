"""`read`: from a path to a `Submission`. Pure text work; nothing of the student's is run."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

from grader.lab import Lab
from grader.script import Script, Submission
from grader.script.errors import UnreadableError
from grader.script.lookalikes import mixed_scripts
from grader.script.submission import source_kind
from grader.submission.decode import decode, odd_characters
from grader.submission.errors import SubmissionError
from grader.submission.find import find, refuse_other_kinds
from grader.submission.gather import Gathered, gather
from grader.submission.notebook import Notebook, open_notebook


def read(path: Path, lab: Lab) -> Submission:
    """Read what lies at `path`: a `.py` or `.ipynb`, or a folder or zip that holds one.

    Raises `SubmissionError` for what is nobody's work; broken work is read, with its trouble.
    """
    return read_gathered(gather(path), lab)


def read_gathered(gathered: Gathered, lab: Lab) -> Submission:
    """The same for what was gathered there."""
    found = find(gathered, lab, lambda name, data: reads(name, data, lab))
    submission = read_bytes(found.name, found.data, lab)
    return dataclasses.replace(submission, warnings=found.warnings + submission.warnings)


def read_bytes(name: str, data: bytes, lab: Lab) -> Submission:
    """The same for a file whose bytes are at hand; `name` decides whether it is a notebook.

    Raises `SubmissionError` for a picture, a PDF, a file beyond the size limit and the like.
    """
    refuse_other_kinds(name, data)
    submission = Submission(name, hashlib.sha256(data).hexdigest(), source_kind(name))
    try:
        return _with_script(submission, data, lab)
    except UnreadableError as problem:
        return dataclasses.replace(submission, trouble=problem.trouble())


def reads(name: str, data: bytes, lab: Lab) -> bool:
    """Whether there is a network in it that could be graded."""
    try:
        return read_bytes(name, data, lab).plan is not None
    except SubmissionError:
        return False


def _with_script(submission: Submission, data: bytes, lab: Lab) -> Submission:
    text, warnings = decode(data)
    notebook = open_notebook(text) if submission.kind == "notebook" else Notebook(text)
    script = Script(notebook.text, lab.class_name)
    odd = (*odd_characters(script.text), *mixed_scripts(script.text))
    trouble = script.trouble
    if trouble is not None and trouble.stage != "read":
        # A cell that does not parse is the likelier reason why a notebook shows no network.
        trouble = notebook.trouble or trouble
    return dataclasses.replace(
        submission,
        script=script,
        trouble=trouble,
        cells=notebook.cells,
        warnings=(*warnings, *notebook.warnings, *odd),
    )
