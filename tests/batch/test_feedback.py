"""The feedback zip: each LMS's importer would hand each report to the student whose it is."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from grader.batch.feedback import feedback_members, zipped
from grader.batch.given_back import put_feedback
from grader.batch.nouns import Handed
from grader.batch.sheets import Place

FILES = {"report.html": b"<p>report</p>", "task1_cnn.annotated.py": b"x = 1\n"}


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _moodle_gives(path: str) -> tuple[str, str] | None:
    """(participant, file) by the rule of importziplib.php, in its older and its newer form."""
    folder, _, rest = path.partition("/")
    parts = folder.split("_", 4)
    if len(parts) < 5 or not parts[1].isdigit() or parts[2:4] != ["assignsubmission", "file"]:
        return None
    return parts[1], rest or parts[4]


def _canvas_gives(path: str) -> list[str]:
    """[user, attachment] by the rule of infer_comment_context_from_filename."""
    return [part for part in path.rsplit("/", maxsplit=1)[-1].split("_") if part.isdigit()][:2]


@pytest.mark.parametrize(
    "folder",
    [
        "Jane O'Neil_21_assignsubmission_file",
        "Participant_21_assignsubmission_file",
        "Zoë, Ü_21_assignsubmission_file",
    ],
)
def test_moodle_hands_each_report_to_its_participant(folder: str) -> None:
    one = Handed("21", "21", "Jane", folder=folder)
    members = feedback_members("moodle", [one], lambda key: FILES)
    assert list(members) == [f"{folder}_/report.html"]
    assert _moodle_gives(next(iter(members))) == ("21", "report.html")


def test_a_team_of_moodle_reaches_its_members_and_nobody_by_the_groups_number() -> None:
    team = Handed("7", "7", "Team A", folder="Team A_7_assignsubmission_file")
    places = {"7": (Place("5", "Jane_x"), Place("6", ""))}
    members = feedback_members("moodle", [team], lambda key: FILES, places)
    given = [_moodle_gives(name) for name in members]
    assert given == [("5", "report.html"), ("6", "report.html")]
    known = Handed("9", "9", "Group 9", folder="Group 9_9_assignsubmission_file", group=True)
    assert feedback_members("moodle", [known], lambda key: FILES) == {}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("doejane_11_102_task1_cnn-1.py", ["11", "102"]),
        ("doejane_LATE_11_102_task1.py.txt", ["11", "102"]),
        ("doejane_11_102_lab.zip", ["11", "102"]),
        ("doejane_11_102_net.ipynb", ["11", "102"]),
    ],
)
def test_canvas_hands_each_script_to_its_attachment(name: str, ids: list[str]) -> None:
    one = Handed("11", "11", "doejane", file=f"sub/{name}", entry=f"sub/{name}")
    members = feedback_members("canvas", [one], lambda key: FILES)
    assert list(members) == [name]
    assert _canvas_gives(name) == ids
    if name.endswith(".zip"):
        assert _members(members[name]) == FILES
    elif name.endswith(".ipynb"):
        assert json.loads(members[name])["cells"][0]["source"] == ["x = 1\n"]
    else:
        assert members[name] == b"x = 1\n"


def test_without_results_there_is_nothing_and_the_same_files_make_the_same_bytes() -> None:
    one = Handed("11", "11", "d", file="d_11_1_a.py", folder="D_11_assignsubmission_file")
    for kind in ("canvas", "moodle"):
        assert feedback_members(kind, [one], lambda key: {}) == {}
        assert feedback_members(kind, [one], lambda key: FILES)
    assert zipped(FILES) == zipped(dict(reversed(FILES.items())))
    assert feedback_members("folder", [one], lambda key: FILES) == {}


def test_what_came_from_elsewhere_reaches_moodle_by_the_sheet_and_canvas_not_at_all() -> None:
    one = Handed("21", "21", "Jane", file="submission_21/task1_cnn.py")
    places = {"21": (Place("21", "Jane Doe"),)}
    members = feedback_members("moodle", [one], lambda key: FILES, places)
    assert list(members) == ["Jane Doe_21_assignsubmission_file_/report.html"]
    assert feedback_members("canvas", [one], lambda key: FILES, places) == {}


def test_a_zip_holds_what_changed_and_the_one_before_is_not_lost(tmp_path: Path) -> None:
    zip_, first = tmp_path / "feedback.zip", {"a/report.html": b"1", "b/report.html": b"2"}
    back = put_feedback(tmp_path, first)
    assert (back.path, back.notes, _members(zip_.read_bytes())) == (zip_, (), first)

    back = put_feedback(tmp_path, first)
    assert (back.path, back.stays) == (None, True)
    assert "No report has changed" in back.notes[0]
    assert _members(zip_.read_bytes()) == first

    later = {**first, "b/report.html": b"3", "c/report.html": b"4"}
    back = put_feedback(tmp_path, later)
    assert back.path == zip_
    assert "2 of 3 reports" in back.notes[0]
    assert "feedback-1.zip now: upload it first" in back.notes[1]
    assert _members(zip_.read_bytes()) == {"b/report.html": b"3", "c/report.html": b"4"}
    assert _members((tmp_path / "feedback-1.zip").read_bytes()) == first

    back = put_feedback(tmp_path, later, everything=True)
    assert _members(zip_.read_bytes()) == later
    assert (tmp_path / "feedback-2.zip").exists()


def test_a_zip_that_was_written_before_the_power_went_is_not_kept_twice(tmp_path: Path) -> None:
    put_feedback(tmp_path, {"a": b"1"})
    (tmp_path / ".feedback.json").write_text("[")  # what was held is not known
    assert put_feedback(tmp_path, {"a": b"1"}).path is not None
    assert not (tmp_path / "feedback-1.zip").exists()


def test_where_nothing_goes_back_none_is_made_nor_announced(tmp_path: Path) -> None:
    back = put_feedback(tmp_path, {})
    assert (back.path, back.stays, back.notes) == (None, False, ())
    assert not list(tmp_path.iterdir())
