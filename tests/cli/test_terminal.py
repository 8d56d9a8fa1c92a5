"""What goes to a terminal: a stranger's characters are shown there and never obeyed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.running import STUBBED

pty = pytest.importorskip("pty")

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
ACTS = "\x1b]0;x\x07\x9b31m\u202e"  # sets the title, colours the text, turns it round
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# our own colours; the line that stands there while one waits, and how it is wiped out
_OURS = re.compile("\x1b\\[[0-9;]*m|\r(?=Reading the file|So far)|\r {20,}\r")

COMMANDS = {  # what is typed, with NAME for a file of such a name: words that must be shown
    ("submit", "NAME"): "U+001B",
    ("submit", "no" + ACTS): "U+001B",
    ("submit", "net.py", "--answers", "NAME"): "U+001B",
    ("submit", "net.py", "--lab", "NAME"): "U+001B",
    ("submit", "net.py", "--out", "out" + ACTS): "report.html",
    ("answers", "sheet.toml"): "is not a number",
    ("answers", "--json", "sheet.toml"): "u009b31m",
    ("answers", "NAME"): "U+001B",
    ("explain", ACTS): "x1b",
    (ACTS,): "x1b",
    ("batch", "NAME", "--out", "out"): "U+001B",
    ("rf", "NAME"): "U+001B",
}


def _typed(folder: Path, words: list[str]) -> str:
    """What the command sends to a terminal."""
    ours, theirs = pty.openpty()
    whole = ["-c", "from grader.cli import main; main(prog_name='cnngrade')"]
    begin = whole if words[0] == "batch" else [str(STUBBED)]  # a judge reads it, and nothing is run
    env = {**os.environ, "CNNGRADE_DATA": "", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    process = subprocess.Popen(
        [sys.executable, *begin, *words], cwd=folder, stdin=theirs, stdout=theirs,
        stderr=theirs, env=env,
    )  # fmt: skip
    os.close(theirs)
    sent = b""
    while True:
        try:
            sent += os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    assert process.wait() in (0, 2)
    return sent.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:30].encode().hex())
def test_no_command_sends_what_acts(words: tuple[str, ...], tmp_path: Path) -> None:
    name = f"net{ACTS}.py"
    (tmp_path / name).write_text("x = (\n", encoding="utf-8")
    (tmp_path / "net.py").write_text(f"x = '{ACTS}' (\n", encoding="utf-8")
    sheet = f"[q7]\nfilters = {json.dumps(ACTS)}\n"
    (tmp_path / "sheet.toml").write_text(sheet, encoding="utf-8")
    sent = _typed(tmp_path, [name if word == "NAME" else word for word in words])
    assert COMMANDS[words] in sent
    assert not _ACTING.findall(_OURS.sub("", sent))
