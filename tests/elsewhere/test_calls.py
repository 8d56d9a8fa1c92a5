"""What Windows and macOS are asked, in the very words: played here, and not run there."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

import pytest

from grader.confine import macos, windows
from grader.disk.report import annotated_name
from grader.sandbox import surroundings


def test_the_probe_finds_condas_libraries_and_no_current_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert surroundings.search_path() == os.defpath
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("sys.prefix", r"C:\conda\envs\cnn")
    monkeypatch.setattr("sys.base_prefix", r"C:\conda\envs\cnn")
    monkeypatch.setenv("SYSTEMROOT", r"D:\Win")
    found = surroundings.search_path().split(";")
    assert r"C:\conda\envs\cnn\Library\bin" in found
    assert found[-2:] == [r"D:\Win\System32", r"D:\Win"]
    assert len(found) == len(set(found))
    assert all(one[1:3] == ":\\" for one in found)


@pytest.mark.parametrize("name", ["con.py", "Lpt1.ipynb", "aux.old.py", "com¹.py"])
def test_a_report_has_no_name_of_a_device(name: str) -> None:
    assert annotated_name(name).startswith("x-")
    assert annotated_name(f"my {name}").startswith("my_")
    assert annotated_name(f"{name[0]}{name}") == f"{name[0]}{name.rpartition('.')[0]}.annotated.py"


class _System:
    """A library of the system's: each call is written down and answered."""

    def __init__(self, **answers: Any) -> None:
        self.asked: list[str] = []
        for name, answer in answers.items():
            setattr(self, name, self._call(name, answer))

    def _call(self, name: str, answer: Any) -> Any:
        def call(*words: Any) -> Any:
            self.asked.append(name)
            return answer(*words) if callable(answer) else answer

        return call


def _told(limits: list[windows.Limits]) -> Any:
    def take(_job: Any, _kind: int, limit: Any, size: int) -> int:
        limits.append(windows.Limits.from_buffer_copy(limit._obj))
        assert size == 144  # what the documentation's structure takes on 64 bits
        return 1

    return take


def _taken(_process: Any, memory: Any, size: int) -> int:
    assert size == 72
    memory._obj.committed = 500 * 2**20
    return 1


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64 bits")
def test_a_job_holds_one_process_and_its_memory() -> None:
    limits = list[windows.Limits]()
    kernel = _System(
        CreateJobObjectW=77, K32GetProcessMemoryInfo=_taken, SetInformationJobObject=_told(limits),
        AssignProcessToJobObject=1, CloseHandle=1,
    )  # fmt: skip
    assert windows.enter_job(kernel, 1000) == [windows.JOB, windows.MEMORY]
    assert kernel.asked[-1] == "AssignProcessToJobObject"  # its handle stays open
    (limit,) = limits
    assert (limit.processes, limit.process_memory) == (1, 1500 * 2**20)
    assert limit.flags == 0x2000 | 0x8 | 0x100 | 0x400


@pytest.mark.parametrize(
    "answers",
    [{"CreateJobObjectW": None}, {"SetInformationJobObject": 0}, {"AssignProcessToJobObject": 0}],
)
def test_a_job_that_is_refused_is_not_named(answers: dict[str, Any]) -> None:
    usual = {"CreateJobObjectW": 77, "K32GetProcessMemoryInfo": 0, "SetInformationJobObject": 1}
    kernel = _System(**{**usual, "AssignProcessToJobObject": 1, "CloseHandle": 1} | answers)
    assert windows.enter_job(kernel, 1000) == []


@pytest.mark.parametrize(("given", "held"), [(1, [windows.LOW]), (0, [])])
def test_a_rank_is_lowered_or_not_named(given: int, held: list[str]) -> None:
    ranks = list[tuple[int, int]]()

    def take(_token: Any, kind: int, label: Any, size: int) -> int:
        ranks.append((kind, label._obj.attributes))
        assert size == ctypes.sizeof(windows.Label) + 12
        return given

    rights = _System(
        OpenProcessToken=1, ConvertStringSidToSidW=1, GetLengthSid=12, SetTokenInformation=take
    )
    assert windows.lower(rights) == held
    assert ranks == [(25, 0x20)]


@pytest.mark.parametrize(("status", "held"), [(0, (macos.NAME,)), (-1, ())])
def test_the_sandbox_of_macos_is_named_where_it_was_given(
    status: int, held: tuple[str, ...]
) -> None:
    profiles = list[bytes]()

    def init(profile: bytes, flags: int, _why: Any) -> int:
        profiles.append(profile)
        assert flags == 0
        return status

    assert macos.enter(_System(sandbox_init=init)) == held
    (profile,) = profiles
    for refused in (b"network*", b"file-write*", b"process-fork", b"process-exec*"):
        assert b"(deny %s)" % refused in profile
    assert profile.count(b"(") == profile.count(b")")


def test_another_system_names_nothing() -> None:
    if sys.platform == "linux":
        assert windows.restrict(1000) == ()
        assert macos.restrict() == ()
