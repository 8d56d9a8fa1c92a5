"""Paths: a file, a folder or a zip with one candidate; anything else is wrong use."""

import json
import os
import zipfile

import pytest

from grader.lab import exercises_folder, read_lab
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.submission.intake import read, read_gathered

LAB = read_lab()
STARTER = (exercises_folder() / LAB.file_name).read_text(encoding="utf-8")
DONE = "class Net(nn.Module):\n    def forward(self, x):\n        return x.relu()\n"
NET = "class Net: pass\n"
OTHER = "def f(): pass\n"
BOOK = json.dumps({"cells": [{"cell_type": "code", "source": DONE.splitlines(keepends=True)}]})
BLANK = "class Net(nn.Module):\n    def forward(self, x):\n        pass\n"
BLANK_BOOK = json.dumps({"cells": [{"cell_type": "code", "source": BLANK}]})
MODULE = "class CNN(nn.Module): pass\n"

FOLDERS = {  # files: the one that is taken, or None
    ("one", ("lab.py", NET)): "lab.py",
    ("by its class", ("a.py", OTHER), ("b.py", NET)): "b.py",
    ("by its name", ("a.py", OTHER), ("task1_cnn.py", OTHER)): "task1_cnn.py",
    ("class and name", ("a.py", NET), ("task1_cnn.py", NET + OTHER)): "task1_cnn.py",
    ("the class before the name", ("a.py", NET), ("task1_cnn.py", OTHER)): "a.py",
    ("a module", ("a.py", OTHER), ("b.py", MODULE)): "b.py",
    ("a copy", ("a.py", OTHER), ("task1_cnn (1).py", OTHER + OTHER)): "task1_cnn (1).py",
    ("the same twice", ("a.py", NET), ("b.py", NET)): "b.py",
    ("the newest of two", ("b.py", DONE), ("a.py", DONE + OTHER)): "a.py",
    ("a deeper solution", ("task1_cnn.py", STARTER), ("my/net.py", DONE)): "my/net.py",
    ("a notebook", ("task1_cnn.py", STARTER), ("x.ipynb", BOOK)): "x.ipynb",
    ("a blank notebook", ("task1_cnn.ipynb", BLANK_BOOK), ("x.py", DONE)): "x.py",
    ("deeper", ("src/lab.py", NET), ("notes.txt", "x")): "src/lab.py",
    ("not hidden", ("a.py", NET), (".b.py", NET + OTHER)): "a.py",
    ("not of the system", ("x/a.py", NET), ("__MACOSX/a.py", "\0\5")): "x/a.py",
    ("none", ("notes.txt", "x")): None,
    ("nothing",): None,
}


def fill(folder, files):
    """Each a minute newer than the one before."""
    for minute, (name, text) in enumerate(files):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        os.utime(target, (60 * minute, 60 * minute))


def taken(path, wanted):
    if wanted is None:
        with pytest.raises(SubmissionError) as caught:
            read(path, LAB)
        assert str(path) in str(caught.value)
        return
    submission = read(path, LAB)
    assert submission.name == wanted
    assert f"{wanted} was taken from" in submission.warnings[0]


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case[0])
def test_a_folder(case, tmp_path):
    fill(tmp_path, case[1:])
    taken(tmp_path, FOLDERS[case])


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case[0])
def test_a_zip(case, tmp_path):
    path = tmp_path / "hand-in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for minute, (name, text) in enumerate(case[1:]):
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, minute, 0)), text)
    taken(path, FOLDERS[case])
    assert os.listdir(tmp_path) == ["hand-in.zip"]


def test_two_that_may_be_meant_are_named(tmp_path):
    fill(tmp_path, [("a.py", DONE), ("same.py", DONE + "# mine\n"), ("b.py", DONE + OTHER)])
    submission = read(tmp_path, LAB)
    assert submission.name == "b.py"
    assert submission.warnings[1] == (
        "a.py, same.py could be meant as well, and b.py was graded: the newest of 3 that define Net"
    )


def test_a_class_is_no_submission(tmp_path):
    fill(tmp_path, [(f"{name}/net.py", DONE + name) for name in ("ann", "bob", "cid")])
    with pytest.raises(SubmissionError, match=r"3 folders that each define Net, .* ann, bob, cid"):
        read(tmp_path, LAB)
    assert read_gathered(gather(tmp_path, of_one=True), LAB).name == "cid/net.py"


def test_no_file_is_a_rival_for_its_comments(tmp_path):
    fill(tmp_path, [("a.py", DONE), ("b.py", DONE + "# mine\n"), ("c.py", STARTER)])
    (warning,) = read(tmp_path, LAB).warnings
    assert warning.startswith("b.py was taken from")
    assert warning.endswith("2 other Python files were not graded")


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text(NET)
    folder = tmp_path / "hand-in"
    folder.mkdir()
    (folder / "task1_cnn.py").symlink_to(secret)
    taken(folder, None)


def test_no_such_file(tmp_path):
    with pytest.raises(SubmissionError, match=r"there is no file .*nothing.py"):
        read(tmp_path / "nothing.py", LAB)


def test_a_pipe_is_no_ordinary_file(tmp_path):
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    with pytest.raises(SubmissionError, match="no ordinary file"):
        read(path, LAB)


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.py"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(SubmissionError, match=r"50 MB; at most 20 MB"):
        read(path, LAB)


def test_a_broken_zip(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SubmissionError, match="cannot be read as an archive"):
        read(path, LAB)


def test_a_plain_file_is_taken_as_it_is(tmp_path):
    path = tmp_path / "anything.py"
    path.write_text(NET)
    submission = read(path, LAB)
    assert (submission.name, submission.warnings) == ("anything.py", ())
