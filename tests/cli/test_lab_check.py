"""`cnngrade lab check`: what is said of a lab, by what came of its files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import lab as command
from grader.lab import Lab, default_lab_path
from grader.trial import trial
from grader.trial.mistakes import planted
from tests.thorough import EVERY_CASE

TEXT = default_lab_path().read_text(encoding="utf-8")
STARTER = (default_lab_path().parent / "task1_cnn.py").read_bytes()
Judged = Callable[[bytes, Lab], float]  # points of 17


def lost(points: float) -> bytes:
    """A result.json of so many points."""
    failed = {
        "check": "two-convolutions", "status": "failed", "points": 0, "max_points": 2,
        "diagnosis": "convolution-missing" if points > 10 else None,
    }  # fmt: skip
    return json.dumps({
        "gradable": True, "trouble": "", "score": {"points": points, "max_points": 17},
        "findings": [failed] if points < 17 else [],
        "evidence": {"training": {"accuracy": 0.84, "samples": 2880}},
    }).encode()  # fmt: skip


def said(
    folder: Path, monkeypatch: pytest.MonkeyPatch, judged: Judged, *words: str
) -> tuple[int, str]:
    """Exit status and words of `lab check` in a folder, where files get what `judged` says."""

    @contextmanager
    def grading(*_: object) -> Iterator[Callable[[str, bytes, Lab], bytes]]:
        yield lambda _, contents, asked: lost(judged(contents, asked))

    monkeypatch.setattr(command, "_grading", grading)
    ended = CliRunner().invoke(command.lab, ["check", str(folder), *words])
    return ended.exit_code, ended.output


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a lab in which no check asks for a dropout."""
    lines = [line for line in TEXT.splitlines() if not line.startswith("dropout-")]
    (tmp_path / "lab.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def whole(contents: bytes, _: Lab) -> float:
    """Full marks for what drops and what does not; nothing for other mistakes, and the starter."""
    if contents == STARTER:
        return 0.5
    right = (Path(__file__).parents[2] / "solutions/task1_cnn.py").read_text("utf-8")
    changed = set(contents.decode().splitlines()) - set(right.splitlines())
    return 17 if all("drop" in line or "x = x" in line for line in changed) else 15


def test_a_lab_as_it_should_be(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = said(place, monkeypatch, whole)
    assert status == 0, text
    assert "17 points: 14 for the network, 3 for the answer sheet" in text
    assert "1×28×28, 10 classes" in text
    assert "off  A dropout stands between the second convolution and the first" in text
    assert "all 17 points each time, clear after 2,880 to 2,880 images" in text
    assert "0.5 of 17" in text
    assert text.count("not seen: a dropout is left out") == 2
    assert re.search(r"\d cost points, and of each the cause is told", text)


def test_a_mistake_whose_cause_is_not_told(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = said(
        place, monkeypatch, lambda given, lab: 9 if b"12)" in given else whole(given, lab)
    )
    assert status == 0, text
    assert "its cause is not told: 12 scores come out (line 37): two-convolutions" in text


def test_a_solution_that_needs_luck_is_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(contents: bytes, asked: Lab) -> float:
        return 15 if asked.recipe.seed == 3 else whole(contents, asked)

    status, text = said(place, monkeypatch, judged)
    assert status == command.FLAWED
    assert "seed 3: 15 of 17, reads 84.0%; fails two-convolutions" in text
    assert "seed 2" not in text


def test_a_starter_that_earns_something(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = said(
        place, monkeypatch, lambda given, asked: 3 if given == STARTER else whole(given, asked)
    )
    assert status == command.FLAWED
    assert "at most 10% of the points" in " ".join(text.split())


def test_files_beside_the_lab_come_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "solution.py").write_text("class Net: pass\n", encoding="utf-8")
    (place / "task1_cnn.py").write_text("", encoding="utf-8")
    asked: list[bytes] = []

    def judged(contents: bytes, _: Lab) -> float:
        asked.append(contents)
        return 17 if contents else 0

    status, text = said(place, monkeypatch, judged, "--seeds", "2")
    assert status == 0, text
    assert asked == [b"class Net: pass\n"] * 2 + [b""]
    assert "Mistakes put into the solution: 0" in text
    assert "README.md, which every student gets, is not there" in text


def test_what_is_not_there_is_wrong_use(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, text = said(place, monkeypatch, whole, "--solution", "none.py")
    assert (status, "there is no file none.py" in text) == (2, True)
    (place / "lab.toml").write_text(TEXT.replace("task1_cnn.py", "shapes.py"), encoding="utf-8")
    status, text = said(place, monkeypatch, whole)  # ours is for other images, and no stand-in
    assert (status, f"there is no file {place / 'solution' / 'shapes.py'}" in text) == (2, True)
    status, text = said(place / "nowhere", monkeypatch, whole)
    assert (status, "there is no lab file" in text) == (2, True)


@pytest.mark.processes
@pytest.mark.parametrize("most", [None] if EVERY_CASE else [1])
def test_our_own_is_as_it_should_be(most: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real thing; with all seventeen mistakes where every case is asked for."""
    monkeypatch.setattr(trial, "planted", lambda *words: planted(*words)[:most])
    ended = CliRunner().invoke(command.lab, ["check", str(default_lab_path()), "--seeds", "1"])
    assert ended.exit_code == 0, ended.output
    assert f"Mistakes put into the solution: {most or 17}\n  each costs points" in ended.output
