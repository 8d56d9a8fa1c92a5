"""Each lab of `labs/` is the spec of itself, and so is the one that comes along.

A lab has a starter that earns next to nothing, two right files or more in `solution/` with full
marks, and wrong ones in `wrong/` whose first line says what must fail: `# fails: id, id`. Where a
second says `# diagnosis: id, id`, these are the causes that must be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.checks import known_ids
from grader.cli.start import start
from grader.data import find_lab_data, load
from grader.finding import Grade, Score
from grader.grade import grade_one
from grader.judging import Processes
from grader.lab import Lab, Limits, exercises_folder, look_whether_data_fit, read_lab
from grader.sandbox import Nursery
from grader.submission.intake import read
from grader.training import Trainer
from grader.trial.trial import NEXT_TO_NOTHING
from tests.thorough import EVERY_CASE, MORE, covering

ROOT = Path(__file__).parent.parent
LABS = sorted(path.parent for path in ROOT.glob("labs/*/lab.toml"))
LEAST_WRONG = 12


def lab_of(folder: Path) -> Lab:
    return read_lab(folder, known_ids)


def promised(path: Path) -> frozenset[str]:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(r"# fails: ([a-z0-9-]+(?:, [a-z0-9-]+)*)", first)
    assert found, f"{path}: the first line {first!r} does not say what fails"
    return frozenset(found[1].split(", "))


def causes(path: Path) -> frozenset[str]:
    second = path.read_text(encoding="utf-8").split("\n", 2)[1]
    found = re.fullmatch(r"# diagnosis: (.*)", second)
    return frozenset(found[1].split(", ")) if found else frozenset()


WRONG = [path for folder in LABS for path in sorted(folder.glob("wrong/*.py"))]
RIGHT = [path for folder in LABS for path in sorted(folder.glob("solution/*.py"))]
OURS = {*read_lab().points}  # tests/submissions has files that fail these


def _tried() -> list[Path]:
    """Each check that the sheet's lab has not; more: each check."""
    if EVERY_CASE:
        return WRONG
    return covering(WRONG, lambda path: promised(path) if MORE else promised(path) - OURS)


TRIED = _tried()
TRIED_RIGHT = RIGHT if EVERY_CASE else covering(RIGHT, lambda path: {path.parent})


class Graders:
    """A trainer for each set of images and a nursery for each set of limits, once needed."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._trainer = cache(lambda source: self._open.enter_context(Trainer(source)))
        self._nurseries: dict[Limits, Nursery] = {}
        self.close = self._open.close

    def grade(self, path: Path, folder: Path) -> Grade:
        lab = lab_of(folder)
        if lab.limits not in self._nurseries:
            self._nurseries[lab.limits] = self._open.enter_context(Nursery(lab))
        trainer = self._trainer(find_lab_data(lab.data.source, folder))
        return grade_one(read(path, lab), lab, Processes(trainer, self._nurseries[lab.limits]))


@pytest.fixture(scope="module")
def graders() -> Iterator[Graders]:
    made = Graders()
    yield made
    made.close()


def failed(grade: Grade) -> set[str]:
    assert isinstance(grade.mark, Score), grade.mark.why
    assert not [one for one in grade.findings if one.status == "broken"]
    return {one.check for one in grade.findings if one.status == "failed"}


@pytest.mark.processes
@pytest.mark.parametrize("path", TRIED_RIGHT, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_right_file_is_never_blamed(path: Path, graders: Graders) -> None:
    grade = graders.grade(path, path.parent.parent)
    assert failed(grade) == set()
    assert isinstance(grade.mark, Score)
    assert grade.mark.points == grade.mark.max_points > 0
    assert [one.message for one in grade.remarks] == []


@pytest.mark.processes
@pytest.mark.parametrize("path", TRIED, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_wrong_file_fails_exactly_what_it_says(path: Path, graders: Graders) -> None:
    grade = graders.grade(path, path.parent.parent)
    assert failed(grade) == promised(path)
    named = {one.diagnosis for one in grade.findings if one.status == "failed"}
    assert not causes(path) or named == causes(path)


@pytest.mark.processes
@pytest.mark.parametrize("folder", LABS if MORE else LABS[:1], ids=lambda folder: folder.name)
def test_a_starter_earns_next_to_nothing(folder: Path, graders: Graders) -> None:
    grade = graders.grade(folder / lab_of(folder).file_name, folder)
    assert isinstance(grade.mark, Score)
    assert grade.mark.points <= NEXT_TO_NOTHING * grade.mark.max_points


@pytest.mark.parametrize("folder", [exercises_folder(), *LABS], ids=lambda folder: folder.name)
def test_students_get_what_is_theirs_and_nothing_more(folder: Path, tmp_path: Path) -> None:
    ended = CliRunner().invoke(start, ["--lab", str(folder), str(tmp_path / "mine")])
    assert ended.exit_code == 0, ended.output
    given = {path.name for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    lab = lab_of(folder)
    assert {"README.md", "lab.toml", lab.file_name, *lab.hand_out} <= given
    assert not given & {path.name for path in folder.glob("wrong/*.py")}
    kept = {path.read_bytes() for path in folder.glob("solution/*")}
    assert not kept & {path.read_bytes() for path in (tmp_path / "mine").rglob("*.*")}


@pytest.mark.parametrize("folder", LABS, ids=lambda folder: folder.name)
def test_a_lab_has_all_that_it_must_have(folder: Path) -> None:
    assert len([path for path in RIGHT if path.parent.parent == folder]) >= 2
    assert len([path for path in WRONG if path.parent.parent == folder]) >= LEAST_WRONG
    lab = lab_of(folder)
    images = load(find_lab_data(lab.data.source, folder))
    look_whether_data_fit(lab, images.name, images.image, images.classes)
