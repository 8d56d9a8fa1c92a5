"""What a student's process may use up."""

from __future__ import annotations

import mmap
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no limits", allow_module_level=True)

import resource

from grader.confine import limits

GIGABYTE = 2**30


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """What is set, by its kind; nothing really is."""
    found: dict[int, int] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (resource.RLIM_INFINITY,) * 2)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, most: found.update({kind: most[0]}))
    return found


def test_what_the_imports_took_is_left_out_of_the_students_memory(
    held: dict[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A torch built for CUDA takes more address space than any network is given."""
    monkeypatch.setattr(limits, "_taken", lambda: 20 * GIGABYTE)
    assert "address space" in limits.limit(10, 1024, strict=True)[0]
    assert held[resource.RLIMIT_AS] == 21 * GIGABYTE


def test_a_limit_is_never_raised(held: dict[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (5, 5))
    limits.limit(10, 1024, strict=False)
    assert max(held.values()) == 5


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_what_the_imports_took_is_seen() -> None:
    before = limits._taken()
    with mmap.mmap(-1, GIGABYTE):
        after = limits._taken()
    assert before is not None
    assert after is not None
    assert after - before > GIGABYTE // 2
