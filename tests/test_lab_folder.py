"""A lab as a folder: what students get of it, what is told of what is missing or does not fit."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from grader.checks import known_ids
from grader.cli.answers import answers
from grader.cli.count import count
from grader.cli.explain import explain
from grader.cli.gradescope import gradescope
from grader.cli.lab import _not_its_own
from grader.cli.options import asked_source, read_asked_lab
from grader.cli.rf import rf
from grader.cli.start import MOST_LINES, start
from grader.lab import LabError, read_lab
from grader.submission.ranking import is_starter

SHAPES = Path(__file__).parent.parent / "labs" / "shapes"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHAPES, tmp_path / "my lab"))


def changed(place: Path, was: str, now: str) -> Path:
    text = (place / "lab.toml").read_text(encoding="utf-8")
    assert was in text
    (place / "lab.toml").write_text(text.replace(was, now), encoding="utf-8")
    return place


REFUSED = {
    "no thresholds": (
        "[thresholds.shapes]", "[thresholds]\n[thresholds.others]",
        "[thresholds.others] is for other images",
    ),
    "a set that there is none": (
        '"shapes.npz"\nthings', '"fashon"\nthings', "'fashon'; did you mean 'fashion'?",
    ),
    "an image of no form": (
        '"shapes.npz"\nthings', '"shapes.zip"\nthings', "an .npz, or a folder of pictures",
    ),
    "a key that there is none": ("things =", "thing =", "did you mean 'things'?"),
    "things that are no words": ('things = "shapes"', 'things = "{s}"', "it is a word or two"),
    "a known set of another shape": (
        '"shapes.npz"\nthings', '"cifar10"\nthings', "[thresholds.shapes] is for other images",
    ),
    "what is kept is handed out": (
        '["shapes.npz"]', '["solution/shapes.py"]', "'solution/shapes.py', which no student gets",
    ),
    "the file that says all is handed out": (
        '["shapes.npz"]', '["./lab.toml"]', "go to students anyway"),
    "the whole folder is handed out": ('["shapes.npz"]', '["."]', "no student gets"),
    "a folder as Windows writes it": ('["shapes.npz"]', "['solution\\\\shapes.py']", "parted by /"),
    "what lies elsewhere is handed out": ('["shapes.npz"]', '["../secret"]', "no student gets"),
}  # fmt: skip


@pytest.mark.parametrize(("was", "now", "says"), REFUSED.values(), ids=REFUSED)
def test_a_lab_that_cannot_be_is_refused(was: str, now: str, says: str, place: Path) -> None:
    with pytest.raises(LabError, match=r"lab\.toml") as caught:
        read_lab(changed(place, was, now), known_ids)
    assert says in str(caught.value)


def test_a_lab_that_is_not_measured_says_who_measures(place: Path) -> None:
    text = (place / "lab.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[thresholds.shapes]")
    (place / "lab.toml").write_text(head + "[limits]" + rest.partition("[limits]")[2], "utf-8")
    with pytest.raises(LabError, match=r"\[thresholds.shapes\] is not there: cnngrade lab check"):
        read_lab(place, known_ids)
    assert read_lab(place, known_ids, measured=False).thresholds == {}


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("[3, 32, 32]", "[1, 28, 28]", "images of shapes that are graded with are [3, 32, 32]"),
        ("classes = 5", "classes = 6", "images of shapes that are graded with are of 5 kinds"),
    ],
)
def test_images_that_do_not_fit_are_told_before_anyone_is_graded(
    was: str, now: str, says: str, place: Path
) -> None:
    lab = read_asked_lab(changed(place, was, now))
    with pytest.raises(click.UsageError) as caught:
        asked_source(lab, place, None)
    assert says in caught.value.message


@pytest.mark.parametrize("missing", ["README.md", "shapes.py", "shapes.npz", "lab.toml"])
def test_what_a_folder_lacks_is_named(missing: str, place: Path, tmp_path: Path) -> None:
    (place / missing).unlink()
    ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
    assert ended.exit_code == 2
    assert missing in ended.output
    assert not (tmp_path / "mine").exists()


def test_questions_need_a_sheet(place: Path, tmp_path: Path) -> None:
    changed(place, "[points]", "[points]\nq7-counts = 1")
    ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
    assert (ended.exit_code, "there is no" in ended.output) == (2, True)
    (place / "part1.toml").write_text("[q7]\n", encoding="utf-8")
    ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "mine" / "part1.toml").is_file()


def test_what_is_there_stays(place: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "shapes.py").write_text("work", encoding="utf-8")
    ended = CliRunner().invoke(start, ["--lab", str(place), str(mine)])
    assert "kept" in ended.output
    assert (mine / "shapes.py").read_text(encoding="utf-8") == "work"
    assert (mine / "shapes.npz").read_bytes() == (SHAPES / "shapes.npz").read_bytes()


def test_gradescope_gets_the_starter_and_the_images(place: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.zip"
    ended = CliRunner().invoke(gradescope, ["--lab", str(place), "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        names = set(archive.namelist())
        assert archive.read("lab.toml") == (place / "lab.toml").read_bytes()
        assert archive.read("shapes.npz") == (SHAPES / "shapes.npz").read_bytes()
    assert "shapes.py" in names
    assert not [name for name in names if name.startswith(("solution", "wrong"))]


def test_the_labs_own_starter_is_nobodys_work(place: Path) -> None:
    lab = read_lab(place, known_ids)
    right = (place / "solution/shapes.py").read_bytes()
    assert is_starter("shapes.py", (place / "shapes.py").read_bytes(), lab)
    assert not is_starter("shapes.py", right, lab)
    (place / "shapes.py").write_bytes(right)  # as if layers were handed out
    assert is_starter("shapes.py", b"# mine\n" + right, read_lab(place, known_ids))


def test_explain_knows_the_checks_of_a_lab_and_what_its_images_are() -> None:
    lenet = SHAPES.parent / "lenet"
    ended = CliRunner().invoke(explain, ["layer-sizes", "--lab", str(lenet)])
    assert ended.exit_code == 0, ended.output
    assert "windows of 5×5" in ended.output
    ended = CliRunner().invoke(explain, ["held-out-accuracy", "--lab", str(SHAPES)])
    assert "It reads shapes that it was not trained on" in ended.output
    ended = CliRunner().invoke(explain, ["layer-sizes"])
    assert (ended.exit_code, "There is no diagnosis" in ended.output) == (2, True)


def test_a_readme_of_another_lab_is_told(place: Path) -> None:
    asked = read_asked_lab(changed(place, '"shapes.py"', '"mine.py"'))
    assert list(_not_its_own(asked, place / "lab.toml"))
    assert not list(_not_its_own(read_asked_lab(SHAPES), SHAPES / "lab.toml"))


def test_a_file_to_hand_out_that_is_not_there_is_told(place: Path) -> None:
    asked = read_asked_lab(changed(place, '["shapes.npz"]', '["shapes.npz", "helper.py"]'))
    assert list(_not_its_own(asked, place / "lab.toml")) == [
        "hand_out names helper.py, which is not there."
    ]


def test_a_lab_that_asks_nothing_of_part_1_says_so(place: Path) -> None:
    ended = CliRunner().invoke(answers, ["--lab", str(place), "--reveal"])
    assert (ended.exit_code, "asks no questions of Part 1" in ended.output) == (2, True)
    changed(place, "[points]", "[points]\nq7-counts = 1")
    ended = CliRunner().invoke(answers, ["--lab", str(place), "--reveal"])
    assert ended.exit_code == 0


def test_the_files_of_a_folder_are_told_in_one_line(place: Path, tmp_path: Path) -> None:
    (place / "more").mkdir()
    for number in range(MOST_LINES + 1):
        (place / "more" / f"{number}.txt").write_text("", encoding="utf-8")
    changed(place, '["shapes.npz"]', '["shapes.npz", "more"]')
    for word in ("wrote", "kept"):
        ended = CliRunner().invoke(start, ["--lab", str(place), str(tmp_path / "mine")])
        lines = [one for one in ended.output.splitlines() if "more" in one]
        assert len(lines) == 1
        assert lines[0].startswith(word)
        assert f"{MOST_LINES + 1} files" in lines[0]


@pytest.mark.parametrize("command", [count, rf])
def test_a_network_is_looked_at_with_a_labs_images(command: click.Command, place: Path) -> None:
    plain = CliRunner().invoke(command, ["conv 4 k5", "--input", "3x32x32"]).output
    assert CliRunner().invoke(command, ["conv 4 k5", "--lab", str(place)]).output == plain
    other = (
        CliRunner().invoke(command, ["conv 4 k5", "--lab", str(place), "--input", "3x9x9"]).output
    )
    assert other != plain
