"""What a terminal sends and is sent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli.terminal import ENTER, LEAVE, keys_of, painted

PATIENCE = 60.0  # seconds for what never comes
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("h", ["h"]),
        ("Q", ["q"]),
        ("\x1b[A\x1b[Bh", ["up", "down", "h"]),
        ("\x1b[6~ ", ["page down", " "]),
        ("\x1b", []),  # Escape itself
        ("\x1bOPa", ["o", "p", "a"]),  # a key that nobody asked for is what it is
    ],
)
def test_keys(typed: str, keys: list[str]) -> None:
    assert keys_of(typed) == keys


def test_each_line_is_cleared_behind_its_words_and_the_rest_below() -> None:
    assert (
        painted([(("red", "a"), ("", "b")), ()], colour=False) == "\x1b[Hab\x1b[K\r\n\x1b[K\x1b[J"
    )
    assert "\x1b[31ma\x1b[0mb" in painted([(("red", "a"), ("", "b"))], colour=True)


DRAWS = """
import os, signal, sys, threading
from grader.cli.terminal import Terminal
enough = threading.Event()
written = os.write
def stopped_amid_it(number, data):
    sent = written(number, data)
    if "amid" in sys.argv and b"1049h" in data:
        sys.argv.remove("amid")
        os.kill(os.getpid(), signal.SIGTSTP)
    return sent
os.write = stopped_amid_it
with Terminal(lambda key: enough.set()):
    while not enough.wait(0.05):  # signals are met in between
        pass
"""


def _until(ours: int, sent: list[bytes], words: str, times: int = 1) -> None:
    while b"".join(sent).count(words.encode()) < times:
        assert select.select([ours], [], [], PATIENCE)[0], b"".join(sent)
        sent.append(os.read(ours, 4096))


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="there is no Ctrl-Z")
@pytest.mark.parametrize("when", ["amid", "later"])
def test_the_shell_has_its_terminal_while_it_is_stopped(when: str) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    before, sent = termios.tcgetattr(theirs), list[bytes]()
    command = [sys.executable, "-c", DRAWS, when]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT)
    try:
        _until(ours, sent, ENTER)
        if when == "later":
            assert termios.tcgetattr(theirs)[3] != before[3]  # keys come as they are pressed
            process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), os.read(ours, 4096)
        _until(ours, sent, LEAVE)
        assert termios.tcgetattr(theirs)[3] == before[3]
        process.send_signal(signal.SIGCONT)
        _until(ours, sent, ENTER, 2)
        assert termios.tcgetattr(theirs)[3] != before[3]
        os.write(ours, b"q")
        _until(ours, sent, LEAVE, 2)
        assert process.wait() == 0
        assert termios.tcgetattr(theirs)[3] == before[3]
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(theirs)
