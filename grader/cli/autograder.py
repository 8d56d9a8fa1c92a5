"""What runs inside Gradescope's container: `python -c "from grader.cli.autograder import main; …"`.

Not a command of `cnngrade`: `run_autograder` of the zip that `cnngrade gradescope` builds calls it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NoReturn

from grader.data import Source, find_lab_data
from grader.disk.files import put_file
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import grade, read, warm
from grader.judging.paper import Paper, Wanted
from grader.lab import Lab, read_lab
from grader.submission.errors import SheetError, SubmissionError
from grader.submission.gather import gather, gather_sheet

SHEET = "part1.toml"


def main(submission: str, results: str, lab_file: str) -> None:
    """Grade the folder `submission` and write the file `results`.

    Where the grader itself fails nothing is written and the exit status is 3: Gradescope then
    says that the autograder failed, and no zero stands for it.
    """
    lab = read_lab(Path(lab_file))
    folder, out = Path(submission), Path(results)
    sheet = next((p for p in sorted(folder.rglob(SHEET)) if p.is_file()), None)
    source = _source(lab, Path(lab_file).parent)
    wanted = Wanted(source.name, source.found_by, allow_unconfined=False, form="gradescope")
    try:
        named = None if sheet is None else (sheet.name, gather_sheet(sheet))
        paper = Paper(gather(folder, of_one=True), lab, named, broken_counts=True)
        with warm(lab, source, own=False) as (trainer, nursery), Judge() as judge:
            read(judge, paper)
            judged = grade(judge, wanted, Processes(trainer, nursery))
    except (SubmissionError, SheetError, Refused) as error:
        _write(out, json.dumps({"score": 0, "output": f"{error}.", "output_format": "text"}))
        return
    except JudgeLost as lost:
        _fail(f"reading what was handed in {lost}")
    except JudgeFailed as failed:
        _fail(f"the grader itself failed ({failed})\n{failed.told}")
    if judged.no_mark:
        _fail(judged.no_mark)
    _write(out, judged.said.decode())


def _source(lab: Lab, folder: Path) -> Source:
    """The images that came along."""
    return find_lab_data(lab.data.source or "digits", folder)


def _fail(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    sys.exit(3)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    put_file(path, text.encode())
