"""What runs inside Gradescope's container: `python -c "from grader.cli.autograder import main; …"`.

Not a command of `cnngrade`: `run_autograder` of the zip that `cnngrade gradescope` builds calls it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from grader.data import Source
from grader.disk.files import put_file
from grader.finding import NoMark
from grader.grade import Processes, grade_one
from grader.lab import read_lab
from grader.report import FORMATS
from grader.submission import SubmissionError, read
from grader.submission.answers import SheetError, read_sheet
from grader.training import Trainer

SHEET = "part1.toml"


def main(submission: str, results: str, lab_file: str) -> None:
    """Grade the folder `submission` and write the file `results`.

    Where the grader itself fails nothing is written and the exit status is 3: Gradescope then
    says that the autograder failed, and no zero stands for it.
    """
    lab = read_lab(Path(lab_file))
    folder, out = Path(submission), Path(results)
    try:
        handed = read(folder, lab)
        sheet = next((p for p in sorted(folder.rglob(SHEET)) if p.is_file()), None)
    except SubmissionError as error:
        _write(out, json.dumps({"score": 0, "output": f"{error}.", "output_format": "text"}))
        return
    answers, broken = None, ""
    try:
        answers = read_sheet(sheet) if sheet is not None else None
    except SheetError as error:
        broken = f"the answer sheet cannot be read: {error}"
    with Trainer(Source("digits", None, "embedded")) as trainer:
        grade = grade_one(handed, lab, Processes(trainer), answers, broken)
    if isinstance(grade.mark, NoMark):
        print(grade.mark.why, file=sys.stderr)
        sys.exit(3)
    _write(out, FORMATS["gradescope"](grade))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    put_file(path, text.encode())
