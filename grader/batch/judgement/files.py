"""`judgement.toml` and `judgement.csv` in the output folder: a tutor's, read at each run."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from grader.batch.judgement.judgements import FIELDS, Judgement, JudgementError, judgement_of
from grader.batch.judgement.tables import read_table, write_table
from grader.disk.files import put_file
from grader.lab import Lab

TOML, CSV = "judgement.toml", "judgement.csv"
BEGINS = """\
# A tutor's own judgement. What stands here is applied after each run, survives --regrade, and is
# shown with its reason beside the grader's own mark: in the page, the student's report, grades.csv
# and the LMS's sheet. Nothing here is run again for it: save, and give the same command once more.
#
# [[judged]]
# who = "12345678"            # number, login, or name as index.html writes it
# part = "two-convolutions"   # a check, or a written question ("q7_b"); left out: the whole mark
# points = 2                  # instead of what was earned; or plus = 0.5, or minus = 1
# comment = "Your own layer is a convolution."    # the student reads it
# note = "Asked in the tutorial."                 # tutors alone read it
# by = "SR"
# when = 2026-11-29
#
# [[judged]]
# who = "Doe, Jane"
# days_late = 3               # granted; exempt = true: a part, or all of it, is not counted
# comment = "Extension."
"""


def begin_judgement(out: Path) -> None:
    """Put the file there, with comments alone, where there is none. Raises OSError."""
    if not (out / TOML).exists():
        put_file(out / TOML, BEGINS.encode())


def from_toml(data: bytes, lab: Lab) -> tuple[Judgement, ...]:
    """The entries of `judgement.toml`. Raises `JudgementError`."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise JudgementError(f"{TOML} is not UTF-8 text; save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise JudgementError(f"{TOML} is not valid TOML: {str(error)[:200]}") from None
    entries = table.pop("judged", [])
    if table or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        name = next(iter(table), "judged")
        raise JudgementError(f"{TOML}: each entry begins with [[judged]], and not with {name!r}")
    return tuple(
        judgement_of(entry, f"{TOML}, entry {number}", lab)
        for number, entry in enumerate(entries, 1)
    )


def from_csv(data: bytes, lab: Lab, name: str = CSV) -> tuple[Judgement, ...]:
    """The lines of `judgement.csv`. Raises `JudgementError`."""
    return tuple(
        judgement_of(cells, f"{name}, line {number}", lab)
        for number, cells in read_table(data, name, ["who"])
    )


def to_csv(judgements: Sequence[Judgement]) -> bytes:
    """The same, written."""
    return write_table(FIELDS, [_cells(one) for one in judgements])


def _cells(one: Judgement) -> list[str]:
    plus, minus = max(one.plus, 0.0), max(-one.plus, 0.0)
    return [one.who, one.part, _shown(one.points), _shown(plus or None), _shown(minus or None),
            "true" if one.exempt else "", _shown(one.days_late or None),
            one.comment, one.note, one.by, one.when]  # fmt: skip


def _shown(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
