"""An experiment.csv beside the script: found in a download, run once more, told to the tutor."""

from __future__ import annotations

import csv
import io

import pytest

from grader.batch.marks import mark_of
from grader.batch.rosters.choose import hand_over
from grader.batch.rosters.nouns import Bundle, Part, Piece
from grader.batch.unit import Setting, Unit
from grader.batch.work import work
from grader.judging.bench import Bench
from grader.lab import read_lab
from tests.bench import EMBEDDED, RIGHT, Benches, usual_lab
from tests.experiment.handed import table


def _piece(path: str, data: bytes, order: float = 0) -> Piece:
    return Piece(Part(path, data, len(data)), path, (order,))


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ({"experiment.csv": b"a"}, b"a"),
        ({"x-experiment/experiment.csv": b"a", "marks.csv": b"b"}, b"a"),
        ({"marks.csv": b"b"}, None),
        ({"experiment-1.csv": b"a", "experiment-2.csv": b"b"}, b"b"),
    ],
)
def test_it_is_found_by_its_name(files: dict[str, bytes], wanted: bytes | None) -> None:
    pieces = [_piece("task1_cnn.py", RIGHT.read_bytes())]
    pieces += [_piece(path, data, n) for n, (path, data) in enumerate(files.items())]
    handed = hand_over(Bundle("7", "", tuple(pieces)), "7", read_lab())
    assert handed.experiment == wanted
    assert handed.file == "task1_cnn.py"


def test_a_result_follows_from_it_too() -> None:
    unit = Unit("7", "net.py", b"", None, Setting(read_lab(), "d", "0.1 a"))
    marks = {mark_of(unit), *(mark_of(_with(unit, data)) for data in (b"", b"a", b"b"))}
    assert len(marks) == 4


def _with(unit: Unit, data: bytes) -> Unit:
    return Unit(unit.key, unit.file, unit.data, None, unit.setting, experiment=data)


@pytest.mark.processes
def test_a_tutor_hears_of_it_and_no_mark_hangs_on_it(
    benches: Benches, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = table(samples=128)
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["seed"]]
    unit = Unit(
        "7", "net.py", RIGHT.read_bytes(), None, Setting(usual_lab(), "d", "0.1 a"),
        experiment=text.encode(),
    )  # fmt: skip
    bench = Bench(EMBEDDED)
    with benches.lent() as lent, bench.judge:
        bench.trainer = lent.trainer
        monkeypatch.setattr(bench, "nursery", lambda lab: lent.nursery)
        row = work(unit, bench).row
    assert (row.points, row.max_points) == (17, 17)
    (said,) = row.for_tutor
    assert f"{len(rows)} of {len(rows)} runs are of the network handed in" in said
    assert "says 90.00% held out, and run again here it reads" in said
