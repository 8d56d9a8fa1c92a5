"""A map says whose is what, where names do not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.batch.rosters.nouns import RosterError
from tests.batch.downloads import (
    NET,
    PLAIN,
    as_zip,
    read_download,
)


def _map(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


FILES = {
    "class/Jane Doe - Lab 4/src/task1_cnn.py": NET,
    "class/jroe_final.py": NET,
    "class/jroe_helper.py": PLAIN,
    "class/zoë.py": NET,
    "class/x [1].py": NET,
    "class/else.py": NET,
}
MAP = "Jane Doe*,u1,Jane Doe\njroe_*,u2\nzoë.py,u3\nx [1].py,u4\nnobody*,u5\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (MAP, "utf-8"),
        ("# mine\n\n" .replace("# mine\n", "") + MAP, "utf-8-sig"),
        ("pattern,id,name\n" + MAP, "utf-8"),
        ("id;name;pattern\nu1;Jane Doe;Jane Doe*\nu2;;jroe_*\nu3;;zoë.py\nu4;;x [1].py\nu5;;n*\n",
         "cp1252"),
        (MAP.replace("Jane Doe*,", "class/Jane Doe - Lab 4,"), "utf-8"),
    ],
)  # fmt: skip
def test_a_map_says_whose_is_what(tmp_path: Path, text: str, encoding: str) -> None:
    roster = read_download(as_zip(tmp_path, FILES), people=_map(tmp_path, text, encoding))
    assert roster.kind == "map"
    assert [(one.id, one.name, one.data) for one in roster.handed] == [
        ("u1", "Jane Doe", NET),
        ("u2", "", NET),
        ("u3", "", NET),
        ("u4", "", NET),
    ]
    assert "On the map, but nothing in the download fits (1): u5." in roster.notes
    assert "class/else.py belongs to no student and was not graded." in roster.notes


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("jroe_*,u1\n*final*,u2\n", "auto", "fits two lines of the map, 'jroe_*' of u1"),
        ("jroe_*\n", "auto", "lacks an id"),
        (",u1\n", "auto", "lacks a pattern"),
        ("\n", "auto", "is empty"),
        ("nobody*,u1\n", "auto", "nothing in it fits a pattern"),
        ("jroe_*,u1\n", "canvas", "leave --roster canvas out"),
    ],
)
def test_a_map_that_does_not_do_is_told_in_one_sentence(
    tmp_path: Path, text: str, kind: str, said: str
) -> None:
    with pytest.raises(RosterError, match=r"^[^\n]+$") as error:
        read_download(as_zip(tmp_path, FILES), kind, _map(tmp_path, text))
    assert said in str(error.value)


def test_a_bomb_of_stars_in_a_map_is_harmless(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a" * 200 + ".py", NET)
    with pytest.raises(RosterError, match="nothing in it fits"):
        read_download(tmp_path / "c.zip", people=_map(tmp_path, "*a" * 60 + "b,u1\n"))


def test_a_map_that_has_no_end_is_refused(tmp_path: Path) -> None:
    endless = tmp_path / "zero.csv"
    with endless.open("wb") as file:
        file.truncate(6 * 2**20)
    with pytest.raises(RosterError, match="more than 5 MB; it is no table"):
        read_download(as_zip(tmp_path, FILES), people=endless)


def test_a_map_that_would_be_tried_for_hours_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.batch.rosters.mapped._MOST_TRIED", 10)
    with pytest.raises(RosterError, match="3 lines for a download of"):
        read_download(as_zip(tmp_path, FILES), people=_map(tmp_path, "a*,1\nb*,2\nc*,3\n"))
