"""`cnngrade watch` itself, on a terminal and without one: the traps that only processes show."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from grader.cli import main
from tests.bench import RIGHT, short_lab

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals"),
]
SHEET = RIGHT.parent / "part1.toml"
SOURCE = RIGHT.read_text(encoding="utf-8")
BARE = SOURCE.replace("F.relu(", "(", 1)
LOOP = SOURCE.replace("x = F.relu(", "while True: pass\n        x = F.relu(", 1)
PATIENCE = 90.0  # seconds: nothing hangs on how fast it is


def _until(there: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := there():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came")


class Watch:
    """One such process on a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        import pty

        self.file = folder / "net.py"
        self.file.write_text("", encoding="utf-8")
        self.said = ""
        ours, theirs = pty.openpty()
        self._terminal = ours
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", str(self.file), *words],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, "CNNGRADE_DATA": "", "TERM": "xterm"},
        )  # fmt: skip
        os.close(theirs)
        os.set_blocking(ours, False)

    def screen(self) -> str:
        """What is to be seen now."""
        try:
            while data := os.read(self._terminal, 2**16):
                self.said += data.decode()
        except OSError:  # nothing just now, or nobody there any more
            pass
        frame = self.said.rpartition("\x1b[H")[2]
        return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", frame)

    def sees(self, words: str) -> str:
        """The screen, once these words are on it."""
        _until(lambda: words in self.screen())
        return self.screen()

    def press(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def children(self) -> list[int]:
        """The processes that it started, and those of these."""
        found, left = [], [self.process.pid]
        while left:
            path = Path(f"/proc/{left[0]}/task/{left.pop(0)}/children")
            inner = [int(pid) for pid in path.read_text().split()] if path.exists() else []
            found += inner
            left += inner
        return found


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory, lab: Path) -> Iterator[Watch]:
    """One for all tests of this file that leave it running."""
    folder = tmp_path_factory.mktemp("watched")
    one = Watch(folder, "--lab", str(lab), "--answers", str(SHEET))
    yield one
    one.process.kill()
    one.process.wait()


def test_the_first_thing_with_its_line_and_hints(watch: Watch) -> None:
    watch.file.write_text(BARE, encoding="utf-8")
    seen = watch.sees("^^^^")
    assert "self.conv1(x)" in seen
    assert "hint 1 of 4" in seen
    watch.press("h")
    watch.sees("hint 2 of 4")
    watch.press("e")
    watch.sees("cnngrade explain relu-missing")
    watch.press("e")


def test_a_file_that_is_replaced_deleted_and_restored(watch: Watch) -> None:
    beside = watch.file.with_suffix(".swp")
    beside.write_text("class Net(:\n", encoding="utf-8")
    beside.replace(watch.file)
    watch.sees("A bracket is not closed")
    watch.file.unlink()
    watch.sees("not there")
    watch.file.write_text("x = = 1\n", encoding="utf-8")
    assert "not there" not in watch.sees("line 1")


def test_an_endless_loop_is_ended_by_the_next_save(watch: Watch) -> None:
    watch.file.write_text(LOOP, encoding="utf-8")
    watch.sees("Checking")
    time.sleep(0.5)  # so that it is under way; if not, there is less to end
    watch.file.write_text("class Net(:\n", encoding="utf-8")
    watch.sees("A bracket is not closed")
    assert "runs too long" not in watch.said


def test_the_verdict_and_the_report_are_those_of_submit(watch: Watch, lab: Path) -> None:
    for _ in range(10):  # as many saves as fit, and the last one counts
        watch.file.write_text(BARE, encoding="utf-8")
        time.sleep(0.05)
    watch.file.write_text(SOURCE, encoding="utf-8")
    watch.sees("20 / 20")
    folder = watch.file.parent / "net-report"
    seen = _until(lambda: _record(folder, SOURCE))
    out = watch.file.parent / "submitted"
    words = ["submit", watch.file, "--lab", lab, "--answers", SHEET, "--out", out]
    result = CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    assert seen == _record(out, SOURCE)
    pages = (_timeless((at / "report.html").read_text(encoding="utf-8")) for at in (folder, out))
    assert next(pages) == next(pages)


def _record(folder: Path, source: str) -> Any:
    """The result without its times, once it is of this text."""
    try:
        told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except OSError:
        return None
    import hashlib

    if told["submission"]["sha256"] != hashlib.sha256(source.encode()).hexdigest():
        return None
    return _without_times(told)


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_times(v) for k, v in value.items() if k != "seconds"}
    return [_without_times(one) for one in value] if isinstance(value, list) else value


def _timeless(page: str) -> str:
    return re.sub(r"[\d.]+ s\b", "", page)


def test_q_puts_the_terminal_back_and_leaves_no_process(watch: Watch) -> None:
    started = watch.children()
    assert started
    watch.press("q")
    assert watch.process.wait(PATIENCE) == 0
    watch.screen()
    assert watch.said.endswith("\x1b[?7h\x1b[?25h\x1b[?1049l")
    _until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))


def test_a_killed_one_puts_the_terminal_back(tmp_path: Path) -> None:
    one = Watch(tmp_path)
    _until(lambda: "\x1b[?1049h" in one.said or one.screen())
    one.process.send_signal(signal.SIGTERM)
    assert one.process.wait(PATIENCE) == 128 + signal.SIGTERM
    one.screen()
    assert "\x1b[?1049l" in one.said


def test_without_a_terminal_a_line_a_save_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("class Net(:\n", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "grader", "watch", str(file)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "CNNGRADE_DATA": ""}, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("page: http://127.0.0.1:")
        assert process.stdout.readline() == "0 / 17  A bracket is not closed (line 1)\n"
        file.write_text("def f()\n    pass\n", encoding="utf-8")
        assert process.stdout.readline() == "0 / 17  A colon is missing (line 1)\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == ""
        assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [(["gone.py"], "gone.py"), (["."], "folder"), (["net.py", "--answers", "no.toml"], "no.toml")],
)
def test_wrong_use_is_one_sentence(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["watch", *words])
    assert result.exit_code == 2
    assert said in result.output
