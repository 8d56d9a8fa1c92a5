"""The lab file: what it says is taken, what it should not say is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.checks import CHECKS_BY_ID, known_ids
from grader.lab import LabError, default_lab_path, read_lab

TEXT = default_lab_path().read_text(encoding="utf-8")

REFUSED = {
    "a check that does not exist": (
        ("two-convolutions = 2", "two-convolution = 2"),
        "has no entry 'two-convolution'; did you mean 'two-convolutions'?",
    ),
    "a check that is like none": (
        ("two-convolutions = 2", "zzz = 2"),
        "'zzz'; there are file-parses, defines-net, net-constructs,",
    ),
    "points below zero": (("two-convolutions = 2", "two-convolutions = -1"), "from 0 to 1000"),
    "points in words": (("two-convolutions = 2", 'two-convolutions = "2"'), "is '2'"),
    "a shape of two": (("[1, 28, 28]", "[28, 28]"), "[channels, height, width]"),
    "an unknown optimizer": (('"adam"', '"adamw"'), "it is 'adam' or 'sgd'"),
    "a recipe that there is none": (
        ("[recipe]", '[recipe]\nlearns_with = "adam"\n#'),
        "learns_with is 'adam'; it is 'either' or 'sheet'",
    ),
    "a misspelt table": (("[limits]", "[limit]"), "did you mean 'limits'?"),
    "a share above one": (
        ("held_out_accuracy = ", "held_out_accuracy = 1"),
        "held_out_accuracy is",
    ),
    "a written question that there is none": (
        ("[points]", "[written]\nq6 = 1\n[points]"),
        "[written] has no entry 'q6'",
    ),
    "a due time of no zone": (
        ("[points]", "[late]\ndue = 2026-11-20T17:00:00\n[points]"),
        "which hour of which zone",
    ),
    "late in per cent and in points": (
        ("[points]", "[late]\npercent_a_day = 5\npoints_a_day = 1\n[points]"),
        "it is one of them",
    ),
    "a misspelt rule for late work": (
        ("[points]", "[late]\npercent_per_day = 5\n[points]"),
        "did you mean 'percent_a_day'?",
    ),
    "a way to reveal that there is none": (
        ("[points]", '[part1]\nreveal = "never"\n[points]'),
        "it is one of 'always', 'after-answer', 'tutor'",
    ),
    "a due day of no hour": (
        ("[points]", "[late]\ndue = 2026-11-20\n[points]"),
        "due is 2026-11-20;",
    ),
    "a title of blanks": (('title = "', 'title = " " #'), "title is empty"),
    "a name that Python has": (('"Net"', '"object"'), "another thing's name"),
    "a file that hides a module": (('"task1_cnn.py"', '"random.py"'), "`import random` would"),
    "a chance that who guesses has": (("chance = ", "chance = 0.05 #"), "who guesses reads 0.1"),
    "a loss that falls to nothing": (("loss_ratio = ", "loss_ratio = 0 #"), "no loss falls so far"),
    "late work without a time": (
        ("[points]", "[late]\npercent_a_day = 5\n[points]"),
        "and no due: nothing would",
    ),
    "what guessing reads": (
        ("held_out_accuracy = 0.80", "held_out_accuracy = 0.1"),
        "of 10 classes who guesses reads 0.1",
    ),
    "a title of two lines": (('Learning"', 'Learning\\nlab"'), "more than one line"),
    "broken TOML": (("[lab]", "[lab"), "is not valid TOML"),
    "other images than there are": (("[1, 28, 28]", "[3, 32, 32]"), "graded with are [1, 28, 28]"),
    "more classes than there are digits": (("classes = 10", "classes = 100"), "of 10 kinds"),
    "a training that ends before it is looked at": (
        ("max_samples = 30720", "max_samples = 64"),
        "first_look is 512 and max_samples 64",
    ),
    "giving up at less later on": (("[24576, 0.50]", "[24576, 0.10]"), "does not fall"),
    "giving up what reached what is asked": (("[24576, 0.50]", "[24576, 0.95]"), "given up"),
    "a class of no name": (('"Net"', '"My Net"'), "no name of a class"),
    "a class of a word of Python": (('"Net"', '"class"'), "no name of a class"),
    "a file in a folder": (('"task1_cnn.py"', '"lab4/task1_cnn.py"'), "such as task1_cnn.py"),
    "a title of other points": (
        ('Deep Learning"', 'Deep Learning (25 points)"'),
        "the title says 25 points, and [points] and [written] add up to 20",
    ),
    "a give-up rule of three": (("give_up = [[", "give_up = [[1, 2, 3], ["), "no pair"),
    "giving up below nothing": (("[24576, 0.50]", "[24576, 1.50]"), "the share is from 0 to 1"),
    "data that is no table": (("[lab]", "data = 1\n[lab]"), "[data] must be a table"),
    "a folder of Windows": (
        ("[points]", "[data]\nsource = 'my\\data'\n[points]"),
        "folders are parted by /",
    ),
    "one file to hand out": (("[asked]", 'hand_out = "a.py"\n[asked]'), "a list of names of files"),
    "more layers, in words": (("at_least = true", 'at_least = "yes"'), "it is true or false"),
    "a network in another's brackets": (('network = "conv;', 'network = "conv('), "has brackets"),
    "points that are no table": (
        (TEXT[TEXT.index("[points]") :], "[[points]]\n"),
        "must give a number for each check",
    ),
    "thresholds that are no table": (
        (TEXT[TEXT.index("[thresholds.mnist]") : TEXT.index("[limits]")], "[[thresholds]]\n"),
        "[thresholds] must be a table with one for each data set",
    ),
    "written that is no table": (("[lab]", "written = 1\n[lab]"), "[written] must give a number"),
    "part1 that is no table": (("[lab]", "part1 = 1\n[lab]"), "[part1] must be a table"),
    "late that is no table": (("[lab]", "late = 1\n[lab]"), "[late] must be a table"),
    "limits that are no table": (("[limits]", "[[limits]]"), "[limits] must be a table"),
    "a title that is no text": (('title = "', 'title = 4 # "'), "title is 4; it must be text"),
    "half a class": (("classes = 10", "classes = 10.5"), "a whole number from 2 to 1000"),
}


@pytest.mark.parametrize(("change", "says"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_lab_file_is_refused_by_name(
    change: tuple[str, str], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "lab.toml"
    assert change[0] in TEXT
    path.write_text(TEXT.replace(*change), encoding="utf-8")
    with pytest.raises(LabError, match=r"lab\.toml") as caught:
        read_lab(path, known=known_ids)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_points_add_up_to_twenty_with_an_answer_sheet() -> None:
    assert sum(read_lab(known=known_ids).points.values()) == 20


def test_every_check_has_its_points_in_the_lab_file() -> None:
    assert set(read_lab().points) == set(CHECKS_BY_ID)


@pytest.mark.parametrize(
    ("coding", "says"),
    [
        ("utf-8-sig", ""),
        ("utf-16", "is UTF-16; save it as UTF-8"),
        ("latin-1", "(line 2); save it"),
    ],
)
def test_a_file_as_an_editor_saves_it(coding: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_bytes(f"# A lab\n# of a café\n{TEXT}".encode(coding))
    if not says:
        assert read_lab(path) == read_lab()
        return
    with pytest.raises(LabError) as caught:
        read_lab(path)
    assert says in str(caught.value)


def test_a_check_that_is_left_out_is_off_and_one_at_least_is_on(tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(TEXT.replace("two-convolutions = 2", ""), encoding="utf-8")
    left = set(CHECKS_BY_ID) - {"two-convolutions"}
    assert set(read_lab(path, known=known_ids).points) == left
    path.write_text(TEXT.partition("[points]")[0] + "[points]\n", encoding="utf-8")
    with pytest.raises(LabError, match="names no check"):
        read_lab(path, known=known_ids)


@pytest.mark.parametrize("points", [17, 20])
def test_a_title_may_say_the_points_with_the_answer_sheet_or_without(
    points: int, tmp_path: Path
) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(TEXT.replace('Learning"', f'Learning ({points} points)"'), encoding="utf-8")
    assert f"{points} points" in read_lab(path, known=known_ids).title


def test_a_step_takes_no_more_images_than_there_are(tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    text = TEXT.replace("batch_size = 64", "batch_size = 4096").replace("= 30720", "= 1024")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LabError, match="batch_size is 4096 and max_samples 1024"):
        read_lab(path)


def test_no_such_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="there is no lab file"):
        read_lab(tmp_path / "absent.toml")


def test_written_questions_and_lateness_count_where_they_stand(tmp_path: Path) -> None:
    more = "[written]\nq1 = 1\nq8 = 0\n[late]\ndue = 2026-11-20T17:00:00+11:00\n[points]"
    path = tmp_path / "lab.toml"
    path.write_text(TEXT.replace("[points]", more), encoding="utf-8")
    lab = read_lab(path)
    assert lab.written == {"q1": 1}
    assert lab.late is not None
    assert (lab.late.due, lab.late.cut_off_days) == ("2026-11-20T17:00:00+11:00", None)
    assert (read_lab().written, read_lab().late) == ({}, None)


def test_by_the_sheet_means_its_own_descent_and_longer(tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text(TEXT.replace("[recipe]", '[recipe]\nlearns_with = "sheet"\n#'), "utf-8")
    usual, sheet = read_lab().recipe, read_lab(path).recipe
    assert (sheet.optimizer, sheet.learning_rate) == ("sgd", 0.01)
    assert sheet.max_samples == 2 * usual.max_samples
    assert sheet.seed == usual.seed


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("task1_cnn.py", b"\xff", "task1_cnn.py cannot be read: 'utf-8'"),
        ("task1_cnn.py", b"#" * 2**22, "has more than"),
    ],
)
def test_what_cannot_be_read_beside_a_lab_is_named(
    name: str, data: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / "lab.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(LabError) as caught:
        read_lab(tmp_path / "lab.toml")
    assert says in str(caught.value)
