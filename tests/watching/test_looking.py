"""When a save counts: looks at a file in time, and real files that are replaced and removed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.watching.looking import Look, Quiet, Stamp, Texts, look_at, looked, slept

OLD, NEW = ((1, 10, 7),), ((2, 12, 8),)


def _played(*looks: tuple[float, tuple[Stamp, ...]], size: int = 10) -> list[tuple[float, str]]:
    quiet, said = Quiet(), []
    for at, stamps in looks:
        quiet, what = looked(quiet, Look(stamps, size), at)
        if what:
            said.append((at, what))
    return said


def test_a_save_is_read_once_it_is_quiet() -> None:
    assert _played((0, OLD), (0.05, OLD), (0.1, OLD), (0.15, OLD)) == [(0.1, "read")]


def test_a_half_written_save_is_waited_for() -> None:
    writing = [(i * 0.05, ((i, 100 * i, 7),)) for i in range(1, 9)]
    whole = ((8, 800, 7),)
    assert _played(*writing, (0.45, whole), (0.52, whole)) == [(0.52, "read")]


def test_an_empty_file_may_be_amid_a_save() -> None:
    empty = ((2, 0, 7),)
    assert _played((0, empty), (0.2, empty), (0.9, empty), size=0) == []
    assert _played((0, empty), (1.0, empty), size=0) == [(1.0, "read")]


def test_a_file_that_is_replaced_is_not_gone_for_a_moment() -> None:
    assert _played((0, ()), (0.2, ()), (0.3, NEW), (0.4, NEW)) == [(0.4, "read")]


def test_a_deleted_file_is_told_once() -> None:
    looks = [(0.0, OLD), (0.1, OLD), *((0.2 + i / 10, ()) for i in range(20))]
    assert [what for _, what in _played(*looks)] == ["read", "gone"]


def test_a_text_is_read_again_now_and_then() -> None:
    """Two saves in one tick of a coarse clock, of one size: nothing but the text tells."""
    looks = [(i / 10, OLD) for i in range(31)]
    assert [what for _, what in _played(*looks)] == ["read"] * 3
    assert [what for _, what in _played(*looks, size=2**21)] == ["read"]


def test_a_computer_that_slept() -> None:
    assert slept(0.0, 3600.0)
    assert not slept(0.0, 2.0)


def test_only_another_text_is_new() -> None:
    texts = Texts()
    first = texts.new([b"a", b"b"])
    assert first
    assert texts.new([b"a", b"b"]) == ""
    assert texts.new([b"ab", b""]) not in ("", first)


def test_each_way_of_saving_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    assert not look_at([path]).there
    path.write_text("one")
    first = look_at([path])
    assert first.there
    path.write_text("three")  # in place, as nano does
    second = look_at([path])
    assert second != first
    beside = tmp_path / "net.py~"
    beside.write_text("three")  # beside it and renamed, as vim does
    os.utime(beside, ns=(second.stamps[0][0],) * 2)
    beside.replace(path)
    assert look_at([path]) != second
    path.unlink()
    assert not look_at([path]).there


def test_an_answer_sheet_that_is_missing_is_no_missing_file(tmp_path: Path) -> None:
    path, sheet = tmp_path / "net.py", tmp_path / "part1.toml"
    path.write_text("x")
    without = look_at([path, sheet])
    assert without.there
    sheet.write_text("y")
    assert look_at([path, sheet]) != without


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_its_place_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "net.py")
    assert look_at([tmp_path / "net.py"]).there
