"""Labs with a file of images of their own: the small world has one that is written as it is."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.data import DataError, find_lab_data, handed_out, load
from grader.data.nouns import Source
from grader.lab import read_lab
from grader.probe.rehearsal import pictures
from grader.probe.rehearsal.handed import Arrays
from grader.probe.rehearsal.pictures import look_like
from tests.rehearsed.test_scripts import remarks_on

LABS = Path(__file__).parents[2] / "labs"


def _filled(folder: Path, file: str) -> str:
    """The starter, with the solution's class in place of its own."""
    starter = (folder / file).read_text(encoding="utf-8")
    solution = (folder / "solution" / file).read_text(encoding="utf-8")
    (was,), (now,) = (
        [
            ast.get_source_segment(text, n)
            for n in ast.parse(text).body
            if isinstance(n, ast.ClassDef)
        ]
        for text in (starter, solution)
    )
    assert was is not None
    assert now is not None
    return starter.replace(was, now)


@pytest.mark.processes
@pytest.mark.parametrize("name", ["strided", "three-layer"])
def test_a_right_script_reads_the_labs_file_and_gets_no_word(name: str) -> None:
    lab = read_lab(LABS / name / "lab.toml")
    handed = handed_out(find_lab_data(lab.data.source, LABS / name))
    said, trained = remarks_on(_filled(LABS / name, lab.file_name), lab, handed)
    assert trained
    assert not said, [one.message for one in said]


@pytest.mark.parametrize("axes", [(28, 28), (1, 28, 28), (28, 28, 1)])
def test_images_are_laid_out_as_in_the_file(axes: tuple[int, ...], tmp_path: Path) -> None:
    look_like((1, 28, 28), 3)
    made: dict[str, Any] = {"x": np.zeros((50, *axes), np.uint8), "y": np.zeros((50, 1), np.int64)}
    np.savez(tmp_path / "own.npz", **made)
    handed = handed_out(Source("own", tmp_path / "own.npz", "the lab", "npz"))
    assert handed is not None
    with Arrays({one.name: (one.shape, one.kind) for one in handed.arrays}) as arrays:
        assert arrays.files == ["x", "y"]
        assert arrays["x"].shape[1:] == axes
        assert arrays["x"].dtype == np.uint8
        assert arrays["y"].shape == (len(arrays["x"]), 1)
        assert set(arrays["y"].ravel().tolist()) == {0, 1, 2}


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_form", dict(pictures._form))


@pytest.mark.parametrize(
    ("place", "instead"),
    [(80, b"\xff" * 12), (6, b"\x01"), (8, b"\x63")],
    ids=["damaged", "with a password", "packed otherwise"],
)
def test_what_cannot_be_unpacked_is_told_by_the_trainer(
    place: int, instead: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "own.npz"
    np.savez_compressed(path, x_train=np.zeros((50, 8, 8), np.uint8))
    text = bytearray(path.read_bytes())
    text[place : place + len(instead)] = instead
    if place < 30:  # said a second time, in the list at the end
        there = text.index(b"PK\x01\x02") + place + 2
        text[there : there + len(instead)] = instead
    path.write_bytes(text)
    source = Source("own", path, "the lab", "npz")
    assert handed_out(source) is None
    with pytest.raises(DataError, match="cannot be read"):
        load(source)


def test_what_is_no_file_of_the_labs_own_has_no_stand_in(tmp_path: Path) -> None:
    assert handed_out(Source("digits", None, "embedded")) is None
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    assert handed_out(Source("own", tmp_path / "broken.npz", "the lab", "npz")) is None
    for name in ("train/cat", "train/dog", "test/cat", "test/dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
    pets = handed_out(Source("pets", tmp_path / "pets", "the lab", "pictures"))
    assert pets is not None
    assert pets.classes == ("cat", "dog")
