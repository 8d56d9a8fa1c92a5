"""Workers of a cluster: as threads, and as processes of which one is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PIL import Image

from grader.batch import cluster
from grader.batch.marks import grader_mark
from grader.batch.nouns import Row
from grader.batch.unit import Result, Setting, Unit
from grader.data import Source, find_lab_data
from grader.data.mark import data_mark
from grader.judging.bench import Bench
from grader.lab import read_lab
from grader.lab.data import Data
from tests.batch.running import ROOT, start, write_class
from tests.bench import EMBEDDED
from tests.thorough import MORE

pytestmark = pytest.mark.processes  # for it asks the system what there is
distributed = pytest.importorskip("distributed")
SETTING = Setting(read_lab(), data_mark(EMBEDDED), grader_mark())
UNITS = [Unit(str(n), "a.py", b"raises" if n == 3 else b"", None, SETTING) for n in range(9)]


def _pretend(unit: Unit, _bench: Bench) -> Result:
    if unit.data:
        raise RuntimeError("no luck")
    return Result(Row(unit.key, "", "", unit.file, False, "graded", 1.0, 20.0), {})


class _Bench:
    """Starts nothing: what would be trained on is all that is looked at."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __enter__(self) -> _Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.source = EMBEDDED  # whoever is given it now sees that it has ended


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Of a scheduler: its two workers are threads of this process, and grade nothing."""
    monkeypatch.setattr(cluster, "work", _pretend)
    monkeypatch.setattr(cluster, "Bench", _Bench)
    monkeypatch.setenv("CNNGRADE_DATA", "")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None,
        local_directory=str(tmp_path),
    ) as there:  # fmt: skip
        yield there.scheduler_address


def _graded(address: str, setting: Setting = SETTING, source: Source = EMBEDDED) -> list[Result]:
    units = (replace(unit, setting=setting) for unit in UNITS)
    return list(cluster.grade_there(units, address, source, setting, threading.Event()))


def test_each_unit_comes_back_and_one_that_raises_is_no_mark(address: str) -> None:
    rows = {result.row.key: result.row for result in _graded(address)}
    assert rows.keys() == {unit.key for unit in UNITS}
    assert "no luck" in rows.pop("3").trouble
    assert {row.state for row in rows.values()} == {"graded"}


@pytest.mark.parametrize(
    ("asks", "answer", "says"),
    [
        ("grader_mark", "0.0 x", "has cnngrade 0.0 x"),
        ("images", "mnist 0", "other images .*cnngrade data"),
    ],
)
def test_workers_that_would_give_other_marks_are_refused(
    asks: str, answer: str, says: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, asks, lambda *_about, **_worker: answer)
    with pytest.raises(cluster.ClusterError, match=says):
        _graded(address)


def _of(source: Source) -> Setting:
    """The settings of a lab with these images."""
    lab = replace(SETTING.lab, data=Data(f"{source.name}.npz", "shapes"))
    return Setting(lab, data_mark(source), grader_mark())


def _shows_images(unit: Unit, bench: Bench) -> Result:
    made = cast(_Bench, bench).source
    row = Row(unit.key, "", "", data_mark(made), False, "graded", 1.0, 20.0, trouble=made.found_by)
    return Result(row, {})


def test_a_labs_own_images_go_along_and_each_class_gets_its_own(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "work", _shows_images)
    shapes = find_lab_data("shapes.npz", ROOT / "labs/shapes")
    grey = tmp_path / "grey"
    for name in ("a", "b"):
        (grey / name).mkdir(parents=True)
        for n in range(15):
            pixels = np.random.default_rng(n).integers(0, 256, (6, 5), np.uint8)
            Image.fromarray(pixels).save(grey / name / f"{n:02}.png")
    pictures = find_lab_data("grey", tmp_path)
    for source in (shapes, pictures, shapes):
        setting = _of(source)
        results = _graded(address, setting, source)
        assert {result.row.file for result in results} == {setting.data}
        assert {result.row.trouble for result in results} == {"the lab"}  # as it is at home


async def _joined(address: str) -> Any:
    return await distributed.Worker(address, nthreads=1)


def test_a_worker_that_comes_later_gets_the_images_too(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = find_lab_data("shapes.npz", ROOT / "labs/shapes")
    setting = _of(shapes)
    with (
        distributed.Client(address, set_as_default=False) as client,
        cluster._carried(client, shapes, setting),
    ):
        late = client.sync(_joined, address)
        told = client.run(cluster.images, setting)
        client.sync(late.close)
    assert len(told) == 3
    assert set(told.values()) == {setting.data}


def test_a_set_of_torchvisions_is_looked_for_on_the_workers_machine(address: str) -> None:
    fashion = replace(SETTING.lab, data=Data("fashion", "garments"))
    setting = replace(SETTING, lab=fashion, data="fashion 0")
    with pytest.raises(cluster.ClusterError, match="name its folder") as told:
        _graded(address, setting, Source("fashion", Path("/here"), "--data"))
    assert "cnngrade data" not in str(told.value)  # which fetches MNIST alone


SUBMISSIONS = ("tanh_for_relu", "right_functional", "kernal_size")


@contextmanager
def _dask(*words: str, folder: Path, says: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A Dask process, once it said `says`; killed with its children at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CNNGRADE_DATA": ""},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process, _line(process, says)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _line(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(pattern, line)
        if found:
            return found[0]
    raise AssertionError(f"it ended without saying {pattern}")


@pytest.mark.skipif(not MORE, reason="two clusters' worth of trainers: tried where more is")
def test_a_worker_is_killed_and_the_grades_are_those_of_one_machine(tmp_path: Path) -> None:
    texts = {name: (ROOT / "tests/submissions" / f"{name}.py").read_text() for name in SUBMISSIONS}
    folder = write_class(tmp_path / "class", texts)
    local, far = tmp_path / "local", tmp_path / "far"
    alone = start(folder, "--out", local, "--jobs", 1)  # meanwhile
    listen = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with _dask(
        "distributed.cli.dask_scheduler", *listen, folder=tmp_path, says=r"tcp://127\.0\.0\.1:\d+"
    ) as (_, address):
        options = (address, "--nthreads", "1", "--no-dashboard", "--local-directory", "dask")
        command = ("distributed.cli.dask_worker", *options)
        with (
            _dask(*command, folder=tmp_path, says="Registered to") as (first, _),
            _dask(*command, folder=tmp_path, says="Registered to"),
        ):
            process = start(folder, "--out", far, "--cluster", address)
            _until_one_lies_in(far / "students")
            os.killpg(first.pid, signal.SIGKILL)
            said, _ = process.communicate(timeout=600)
    assert process.returncode == 0, said
    alone.communicate(timeout=600)
    assert alone.returncode == 0
    assert (far / "grades.csv").read_bytes() == (local / "grades.csv").read_bytes()
    for name in SUBMISSIONS:
        assert _without_times(far, name) == _without_times(local, name)


def _until_one_lies_in(students: Path) -> None:
    until = time.monotonic() + 300
    while not list(students.glob("[!.]*")):
        assert time.monotonic() < until
        time.sleep(0.02)


def _without_times(out: Path, key: str) -> str:
    """`result.json` but for the seconds, which differ from run to run on one machine too."""
    text = (out / "students" / key / "result.json").read_text()
    return re.sub(r'"seconds": [\d.e-]+', '"seconds": 0', text)
