"""What all tests share: benches that are started once, drawn examples, and who may start what.

A test that starts a process says so with `pytest.mark.processes`, or lies in one of the folders
below; the others are `make quick`, and are held to it.
"""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.bench import Benches
from tests.browser import started
from tests.thorough import EXAMPLES

# What a test file builds when it is read stays: to look for garbage in it is a third of reading it.
gc.set_threshold(100_000, 50, 100)

HERE = Path(__file__).parent
# rooms whose tests are about processes, or grade with them
PROCESSES = {"hostile", "mutants", "sandbox", "submissions", "trainer"}

# The same examples on every run, so that no run is red by chance; `--hypothesis-profile=roam`
# draws fresh ones, as the fuzzers do.
_COMMON: dict[str, Any] = {
    "max_examples": EXAMPLES,
    "deadline": None,  # a busy machine is no failure
    "suppress_health_check": list(HealthCheck),
    "database": None,
}
settings.register_profile("steady", derandomize=True, **_COMMON)
settings.register_profile("roam", derandomize=False, print_blob=True, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# the files that take longest come first, so that no worker is left alone with one at the end
LONGEST = (
    "hostile/test_hostile",
    "test_submissions",
    "test_labs",
    "mutants/test_mutants",
    "cli/test_gradescope",
    "watching/test_watch",
    "trainer/test_trainer",
    "hostile/test_command",
    "batch/test_evening",
    "sandbox/test_inside",
    "sandbox/test_pair",
    "batch/test_taken_up",
)


def _turn(item: pytest.Item) -> int:
    """When it comes: the longest files, then others that start processes, then the rest."""
    name = _named(item.path)
    if name in LONGEST:
        return LONGEST.index(name)
    return len(LONGEST) + (item.get_closest_marker("processes") is None)


@cache
def _named(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


@cache
def _is_about_processes(path: Path) -> bool:
    room = path.relative_to(HERE).parts[:1]
    return bool(room) and room[0].removeprefix("test_").removesuffix(".py") in PROCESSES


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`make quick` does not even read what it leaves out whole."""
    path, left_out = collection_path, re.findall(r"not (\w+)", config.option.markexpr)
    if not left_out or not path.is_relative_to(HERE):
        return None
    if "processes" in left_out and _is_about_processes(path):
        return True
    whole = rf"^pytestmark = pytest\.mark\.({'|'.join(left_out)})\b"
    is_test = path.name.startswith("test_") and path.suffix == ".py"
    return is_test and re.search(whole, path.read_text(encoding="utf-8"), re.MULTILINE) and True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    gc.freeze()  # thousands of tests that stay: no collection needs to walk over them again
    for item in items:
        if _is_about_processes(item.path):
            item.add_marker(pytest.mark.processes)
    items.sort(key=_turn)


_now: list[pytest.Item] = []  # the test that runs
_STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}


def _held_to_it(event: str, arguments: tuple[Any, ...]) -> None:
    if _now and event in _STARTS and _now[0].get_closest_marker("processes") is None:
        raise RuntimeError(f"{_now[0].nodeid} starts a process: mark it with pytest.mark.processes")


sys.addaudithook(_held_to_it)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    _now[:] = [item]
    try:
        return (yield)
    finally:
        _now.clear()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser, for the tests of a file: playwright's loop is in the way of other tests."""
    with started() as one:
        yield one


@pytest.fixture(scope="session")
def benches() -> Iterator[Benches]:
    """Trainers and warm processes, with a memory of what was trained."""
    with Benches() as lent:
        yield lent
