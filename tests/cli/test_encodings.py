"""Output for a reader whose encoding lacks our characters: plain ones, and never a traceback."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import concepts
import grader
from grader.cli import COMMANDS
from grader.cli.streams import plain
from tests.batch.running import STUBBED, write_class
from tests.thorough import EVERY_CASE

ROOT = Path(__file__).parents[2]
NETWORK = "conv 10 k5; max k2"
DEARER = {  # those that start processes, which no encoding does
    "submit|broken.py": 0,
    "batch|class|--out|out|--jobs|1": 0,
    "gradescope|--out|autograder.zip": 0,
}
TYPED = {  # each command with what it says most, and what it exits with
    "start|lab": 0,
    "submit|no-é-王.py": 2,
    "explain": 0,
    "explain|flatten-forgotten": 0,
    "answers|--reveal|lab/part1.toml": 0,
    "practice|--list|--reveal|--level|3|--seed|1": 0,
    "pool|1 -2|3 4|--steps|--padding|1": 0,
    "pool|1 -2|3 4|--json": 0,
    "pool|1 é|3 4": 2,
    "conv|1 -2|3 4|-w|1 0; 0 -1|--steps": 0,
    f"count|{NETWORK}|--steps": 0,
    "count|--steps": 0,
    f"rf|{NETWORK}|--steps|--unit|3,3": 0,
    f"rf|{NETWORK}|--json|--unit|3,3": 0,
    "data|--show": 0,
    "doctor|--data|nowhere-é": 3,
    **{f"{name}|--help": 0 for name in COMMANDS},
}


@pytest.mark.processes
@pytest.mark.parametrize(
    ("encoding", "typed"),
    [("cp1252", TYPED | DEARER), *([("ascii", TYPED), ("cp936", TYPED)] if EVERY_CASE else [])],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_command_says_it_in_the_encoding_of_its_reader(
    encoding: str, typed: dict[str, int], tmp_path: Path
) -> None:
    write_class(tmp_path / "class", {"s1": "sleep 0"})
    (tmp_path / "broken.py").write_text("x = '→ é 王' (\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.saying", *typed],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": encoding,
            "CNNGRADE_DATA": "",
            "XDG_CACHE_HOME": os.devnull,
            "STUB_LOG": os.devnull,
        },
        capture_output=True,
        check=False,
    )
    said, told = done.stdout.decode(encoding), done.stderr.decode(encoding)
    assert "Traceback" not in said + told
    statuses = dict(line.split(" ", 2)[:0:-1] for line in said.splitlines() if line[:4] == "=== ")
    assert statuses == {plain(one, encoding): str(status) for one, status in typed.items()}
    assert ("max pooling: 2x2 -> 2x2" if encoding == "ascii" else "max pooling: 2×2") in said
    assert told.count("Error: ") == 2


@pytest.mark.slow
def test_each_sign_that_we_print_has_a_plain_one() -> None:
    signs = set[str]()
    for room in (concepts, grader):
        for path in Path(str(room.__file__)).parent.rglob("*.py"):
            if path.name == "typed.py":  # it reads signs that nothing here prints
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            signs |= {c for text in texts if isinstance(text, str) for c in text if ord(c) > 127}
    ours = {c for c in signs if unicodedata.category(c)[0] in "SP" or unicodedata.decomposition(c)}
    assert ours > {"→", "×", "∞", "⌊"}
    strangers = "\N{REPLACEMENT CHARACTER}\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}"
    spelled = {c: plain(c, "ascii") for c in ours if c not in strangers}
    assert {c for c, letters in spelled.items() if not letters or "\\" in letters} == set()


@pytest.mark.parametrize(
    ("encoding", "letters"),
    [("utf-8", "4×4 → −∞ ⌊é⌋ 王"), ("cp1252", "4×4 -> -inf floor(é) \\u738b"),
     ("ascii", "4x4 -> -inf floor(e) \\u738b"), ("cp936", "4×4 → -∞ floor(é) 王")],
)  # fmt: skip
def test_what_an_encoding_holds_stays(encoding: str, letters: str) -> None:
    assert plain("4×4 → −∞ ⌊é⌋ 王", encoding) == letters


def test_a_surrogate_is_shown() -> None:
    assert plain("a\udcff", "utf-8") == "a\\udcff"


@pytest.mark.processes
def test_data_are_utf_8_wherever_they_go(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("x = '→ é 王' (\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(STUBBED), "submit", "broken.py", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    record = (tmp_path / "broken-report" / "result.json").read_text(encoding="utf-8")
    assert io.StringIO(done.stdout.decode("utf-8")).getvalue().strip() == record.strip()
