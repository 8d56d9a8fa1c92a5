"""`cnngrade experiment` as a student types it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from tests.bench import RIGHT
from tests.thorough import MORE

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.processes
OWN = "10/20 channels, kernel 5"
WORDS = ("--channels", "5,10", "--kernel", "5", "--kernel", "13", "--seeds", "2")


def _run(*words: str | Path) -> Result:
    return CliRunner(env={"CNNGRADE_DATA": ""}).invoke(
        main, ["experiment", *(str(word) for word in words)]
    )


def _table(folder: Path) -> list[dict[str, str]]:
    with (folder / "experiment.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not MORE, reason="tests/experiment and tests/trainer try each part of it")
def test_settings_are_tried_and_a_run_that_is_lost_is_made_again(tmp_path: Path) -> None:
    """The second command finds one run fewer, trains that one, and comes to the same numbers.

    So it does where a run is asked what it reads of the test images after its numbers are gone.
    """
    text = RIGHT.read_bytes()
    file = tmp_path / "task1_cnn.py"
    file.write_bytes(text)
    first = _run(file, *WORDS, "--samples", "640")
    assert first.exit_code == 0, first.output
    assert file.read_bytes() == text
    folder = tmp_path / "task1_cnn-experiment"
    rows = _table(folder)
    assert [(row["setting"], row["seed"]) for row in rows] == [
        ("10/20 channels, kernel 5", "1"),
        ("10/20 channels, kernel 5", "2"),
        ("5/10 channels, kernel 5", "1"),
        ("5/10 channels, kernel 5", "2"),
        ("5/10 channels, kernel 13", ""),
    ]
    assert {row["samples"] for row in rows} == {"640"}
    assert "5/10 channels, kernel 13: the maps shrink to nothing at conv2" in first.output
    assert "5/10 channels against 10/20 channels: " in " ".join(first.output.split())
    runs = sorted((folder / "runs").iterdir())
    assert len(runs) == 4
    assert {run.suffix for run in runs} == {".json"}  # the numbers are let go of
    tested = {row["setting"] for row in rows if row["test_accuracy"]}
    means = {one: sum(float(row["held_out_accuracy"]) for row in rows if row["setting"] == one)
             for one in (OWN, "5/10 channels, kernel 5")}  # fmt: skip
    assert tested == {OWN, max(means, key=lambda one: (means[one], one == OWN))}
    runs[1].unlink()
    for run in (runs[0], runs[3]):
        run.write_text(json.dumps({**json.loads(run.read_bytes()), "test_accuracy": None}))
    runs[2].write_bytes(runs[2].read_bytes()[:100])  # what was half written counts as none
    second = _run(file, *WORDS, "--samples", "640", "--jobs", "1", "--format", "json")
    assert second.exit_code == 0, second.output
    assert "4 runs, 2 of them done before" in second.stderr
    assert _without_times(_table(folder)) == _without_times(rows)
    told = json.loads(second.stdout)
    assert told == json.loads((folder / "experiment.json").read_text(encoding="utf-8"))
    runs_told = [run for one in told["settings"] for run in one["runs"]]
    assert [repr(run["accuracy"]) for run in runs_told] == [
        row["held_out_accuracy"] for row in rows if row["seed"]
    ]
    assert {run["samples"] for run in runs_told} == {640}


def _trained(out: Path) -> dict[str, dict[str, object]]:
    """Each run as its training left it: what it reads of the test images is added at the end."""
    told = {path.name: json.loads(path.read_bytes()) for path in out.glob("runs/*.json")}
    return {
        name: {key: value for key, value in run.items() if key not in ("test_accuracy", "tested")}
        for name, run in told.items()
    }


def _without_times(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**row, "cpu_seconds": ""} for row in rows]


@pytest.mark.skipif(os.name != "posix", reason="Windows has neither of these signals")
@pytest.mark.skipif(not MORE, reason="half a minute of processor time: CNNGRADE_TESTS=more")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_done_stays_whoever_ends_it(how: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [str(RIGHT), "--kernel", "5", "--kernel", "3", "--samples", "5120", "--out", str(out)]
    # a shell that runs tests in the background has told its children not to hear Ctrl-C
    hearing = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{hearing}; from cnngrade import main; main()", "experiment"]

    def start() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*command, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    first = start()
    while len(list(out.glob("runs/*.json"))) < 2 and first.poll() is None:
        time.sleep(0.1)
    first.send_signal(how)
    said = first.communicate()[0]
    if how == signal.SIGINT:
        assert first.returncode == 130
        assert "the same command goes on" in said
        assert (out / "experiment.html").exists()
    before = _trained(out)
    assert 2 <= len(before) < 6
    second = start()
    said = second.communicate()[0]
    assert second.returncode == 0, said
    assert f"6 runs, {len(before)} of them done before" in said
    after = _trained(out)
    assert len(after) == 6
    assert {name: after[name] for name in before} == before  # nothing is done twice
    assert len(_table(out)) == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--channels", "5,x"), "--channels 5,x: 'x' is no whole number from 1 to 100,000"),
        (("--vary", "depth=3"), "it is AXIS=A,B with an axis of hidden, dropout, pooling"),
        (("--vary", "kernel=3"), "say --kernel instead"),
        (("--vary", "lr=1", "--vary", "lr=2"), "--vary lr is given twice"),
    ],
)
def test_wrong_use_is_said_before_anything_starts(
    words: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    result = _run(RIGHT, *words, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out").exists()
