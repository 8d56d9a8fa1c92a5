"""The parent reads nothing of a stranger's: whatever could parse it is watched while it works."""

from __future__ import annotations

import ast
import gzip
import io
import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pygments.lexer
import pytest
from click.testing import CliRunner

from grader.batch.unit import Setting, Unit
from grader.batch.work import work
from grader.cli import main
from grader.judging.bench import Bench
from tests.batch.stubbed import put_idle
from tests.bench import EMBEDDED, RIGHT, Benches, short_lab, usual_lab
from tests.thorough import MORE

ROOT = Path(__file__).parents[2]
SHEET = ROOT / "solutions" / "part1.toml"
# module and name of what takes bytes or text apart
PARSERS: list[tuple[Any, str]] = [
    (ast, "parse"), (gzip, "GzipFile"), (tarfile, "open"), (tomllib, "loads"),
    (zipfile, "ZipFile"), (zlib, "decompressobj"), (pygments.lexer.Lexer, "get_tokens"),
    (pygments.lexer.RegexLexer, "get_tokens_unprocessed"),
]  # fmt: skip


def _notebook(source: bytes) -> bytes:
    cell = {"cell_type": "code", "source": source.decode(), "outputs": [], "metadata": {}}
    return json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}).encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


_OURS = ("grader.lab", "grader.data", "grader.cli.batch._mentions")  # good answers: a tutor's file


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was parsed in this process, but for the lab, the digits, and what is written."""
    seen: list[str] = []

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            writes = "w" in (*args[1:2], kwargs.get("mode"))
            if not writes and not _asked_by(*_OURS):
                seen.append(f"{name}{args!r:.200}")
            return real(*args, **kwargs)

        return call

    for where, name in PARSERS:
        monkeypatch.setattr(where, name, watched(name, getattr(where, name)))
    return seen


def _asked_by(*rooms: str) -> bool:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}".startswith(rooms):
            return True
        frame = frame.f_back
    return False


BROKEN = "a text that is no Python"
HANDED: dict[str, tuple[str, bytes]] = {
    "a script": ("net.py", RIGHT.read_bytes()),
    "a notebook": ("net.ipynb", _notebook(RIGHT.read_bytes())),
    "an archive": ("net.zip", _zipped({"task1_cnn.py": RIGHT.read_bytes()})),
    BROKEN: ("net.py", b"class Net(:\n"),
}


@pytest.mark.processes
@pytest.mark.parametrize("what", [*(["a script"] if MORE else []), "an archive", BROKEN])
def test_one_file(
    what: str, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = HANDED[what]
    if what == BROKEN:  # which is not run
        put_idle(monkeypatch.setattr)
    (tmp_path / name).write_bytes(data)
    words = ["submit", tmp_path / name, "--answers", SHEET, "--lab", short_lab(tmp_path, 512)]
    result = CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    assert opened == []


@pytest.mark.processes
@pytest.mark.parametrize("name", ["net.py", "net.ipynb"])
def test_one_of_a_class(
    name: str, benches: Benches, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = RIGHT.read_bytes() if name == "net.py" else _notebook(RIGHT.read_bytes())
    unit = Unit("7", name, data, SHEET.read_bytes(), Setting(usual_lab(), "d", "0.1 a"))
    bench = Bench(EMBEDDED)
    with benches.lent() as lent, bench.judge:
        bench.trainer = lent.trainer
        monkeypatch.setattr(bench, "nursery", lambda lab: lent.nursery)
        assert work(unit, bench).row.points == 20
    assert opened == []


@pytest.mark.processes
@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
def test_a_class(
    packed: bool, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for its workers, which grade in processes of their own: see above for what they do."""
    monkeypatch.setattr("grader.cli.evening.grade_here", lambda *_: iter(()))
    files = {f"s{i}/{name}": data for i, (name, data) in enumerate(HANDED.values())}
    files["s1/part1.toml"] = SHEET.read_bytes()
    download = tmp_path / "class.zip"
    if packed:
        download.write_bytes(_zipped_apart(files))
    else:
        download = tmp_path / "class"
        for name, data in files.items():
            (download / name).parent.mkdir(parents=True, exist_ok=True)
            (download / name).write_bytes(data)
    words = ["batch", download, "--out", tmp_path / "out"]
    result = CliRunner(env={"CNNGRADE_DATA": ""}).invoke(main, list(map(str, words)))
    assert result.exit_code == 3, result.output  # nobody graded them: there is no mark
    assert "4 handed in (folder), 4 to be graded" in result.output
    assert opened == []


def _zipped_apart(files: dict[str, bytes]) -> bytes:
    """The same in a process of its own, which nobody watches."""
    code = (
        "import json, sys, base64, zipfile, io\n"
        "made = io.BytesIO()\n"
        "with zipfile.ZipFile(made, 'w') as archive:\n"
        "    for name, data in json.load(sys.stdin).items():\n"
        "        archive.writestr(name, data.encode('latin-1'))\n"
        "sys.stdout.buffer.write(made.getvalue())\n"
    )
    told = json.dumps({name: data.decode("latin-1") for name, data in files.items()})
    done = subprocess.run(
        [sys.executable, "-c", code], input=told.encode(), capture_output=True, check=True
    )
    return done.stdout


def test_the_watch_sees_what_is_parsed(opened: list[str]) -> None:
    ast.parse("x = 1")
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads("[q6")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"PK"))
    assert [one.partition("(")[0] for one in opened] == ["parse", "loads", "ZipFile"]
