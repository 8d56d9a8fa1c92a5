"""A class of which a tenth is awkward: nobody may be lost.

    python -m benchmarks.awkward_class [--count 300] [--jobs 2] [--keep FOLDER]

Everybody must stand in `grades.csv` with a mark, or with a page that says what was handed in and
why none of it can be graded; who handed in something usual must have a mark. Networks here are
broken in a way that costs no training, for what is tried is the way of a file, not its mark.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from grader.lab import read_lab
from tests.batch.downloads import tar_of, zip_of

ROOT = Path(__file__).resolve().parent.parent
NET = (
    b"import torch.nn as nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n"
    b"        super().__init__()\n        self.fc = nn.Linear(784, 10)\n\n"
    b"    def forward(self, x):\n        return self.fc(x)\n"
)
Files = dict[str, bytes]


def encrypted() -> bytes:
    """A zip that says of its one file that it is encrypted."""
    data = bytearray(zip_of({"task1_cnn.py": NET}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def bomb() -> bytes:
    """A zip of zeros without end."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("task1_cnn.py", b"#" * 60_000_000)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    data = zip_of({"task1_cnn.py": NET})
    for _ in range(depth):
        data = zip_of({"inner.zip": data})
    return data


def starter() -> bytes:
    """What was handed out."""
    return read_lab().starter.encode()


def notebook() -> bytes:
    import json

    cell = {"cell_type": "code", "source": NET.decode(), "metadata": {}, "outputs": []}
    return json.dumps({"cells": [cell], "nbformat": 4, "metadata": {}}).encode()


# kind -> (what is handed in, whether it must have a mark)
AWKWARD: dict[str, tuple[Callable[[], Files], bool]] = {
    "a zip with .venv before it": (
        lambda: {
            "w.zip": zip_of(
                {f".venv/lib/f{n}.py": b"x" for n in range(400)} | {"task1_cnn.py": NET}
            )
        },
        True,
    ),
    "a zip with .git beside it": (
        lambda: {
            "w.zip": zip_of(
                {f"a/.git/objects/{n}": b"x" for n in range(400)} | {"a/task1_cnn.py": NET}
            )
        },
        True,
    ),
    "a zip with backslashes": (
        lambda: {"w.zip": zip_of({"src/task1_cnn.py": NET}).replace(b"src/task", b"src\\task")},
        True,
    ),
    "a notebook": (lambda: {"task1.ipynb": notebook()}, True),
    "UTF-16": (lambda: {"task1_cnn.py": NET.decode().encode("utf-16")}, True),
    "a byte-order mark and CRLF": (
        lambda: {"task1_cnn.py": b"\xef\xbb\xbf" + NET.replace(b"\n", b"\r\n")},
        True,
    ),
    "the name that a browser makes": (lambda: {"task1_cnn (1).py": NET}, True),
    "a name of Windows": (lambda: {"Con.py": NET, "task1: final.py": NET}, True),
    "names that differ in case": (lambda: {"Task1_CNN.py": NET, "task1_cnn.py": NET}, True),
    "the starter beside the solution": (
        lambda: {"task1_cnn.py": starter(), "final/task1_cnn.py": NET},
        True,
    ),
    "the starter alone": (lambda: {"task1_cnn.py": starter()}, True),
    "a syntax error": (lambda: {"task1_cnn.py": NET + b"def (:\n"}, True),
    "a null byte": (lambda: {"task1_cnn.py": NET + b"\0"}, True),
    "an empty file": (lambda: {"task1_cnn.py": b""}, True),
    "no Net": (lambda: {"task1_cnn.py": b"print('hello')\n"}, True),
    "three zips deep": (lambda: {"w.zip": nested(2)}, True),
    "a link that climbs out": (
        lambda: {"w.tar.gz": tar_of({"task1_cnn.py": NET}, {"x.py": "/etc/passwd"})},
        True,
    ),
    "a path that climbs out": (
        lambda: {"w.zip": zip_of({"../../x.py": NET, "task1_cnn.py": NET})},
        True,
    ),
    "a folder many levels down": (lambda: {"/".join("abcdefghij") + "/task1_cnn.py": NET}, True),
    "an exploding zip": (lambda: {"w.zip": bomb()}, False),
    "an encrypted zip": (lambda: {"w.zip": encrypted()}, False),
    "a broken zip": (lambda: {"w.zip": zip_of({"task1_cnn.py": NET})[:40]}, False),
    "a rar": (lambda: {"w.rar": b"Rar!\x1a\x07\x01\x00" + b"x" * 99}, False),
    "a PDF": (lambda: {"report.pdf": b"%PDF-1.4\n"}, False),
    "a Word document": (
        lambda: {
            "task1.docx": zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
        },
        False,
    ),
    "an answer sheet alone": (lambda: {"part1.toml": b"[q6]\n"}, False),
    "a text": (lambda: {"readme.txt": b"see my email"}, False),
    "a very large file": (lambda: {"task1_cnn.py": NET + b"#" * 3_000_000}, False),
    "nothing but a data folder": (lambda: {"data/MNIST/raw/x": b"x"}, False),
    "a picture": (lambda: {"screen.png": b"\x89PNG\r\n\x1a\n"}, False),
}


def write_class(path: Path, count: int) -> dict[str, str]:
    """The download, as Moodle gives it; what kind each number handed in ("" the usual)."""
    kinds = list(AWKWARD)
    kind_of: dict[str, str] = {}
    files: Files = {}
    for n in range(count):
        number = str(1000 + n)
        kind = kinds[n // 10 % len(kinds)] if n % 10 == 7 else ""
        kind_of[number] = kind
        given = AWKWARD[kind][0]() if kind else {"task1_cnn.py": NET + b"# %d\n" % n}
        for name, data in given.items():
            files[f"Student {n}_{number}_assignsubmission_file/{name}"] = data
    path.write_bytes(zip_of(files))
    return kind_of


def main() -> None:
    """Grade it and look for everybody."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave download and results there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = asked.keep or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        kind_of = write_class(place / "class.zip", asked.count)
        began = time.perf_counter()
        program = "from grader.cli import main; main()"
        words = ["batch", "class.zip", "--out", "out", "--jobs", str(asked.jobs)]
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        lost = missing(place / "out", kind_of)
        many = sum(map(bool, kind_of.values()))
        print(f"{asked.count} people, {many} of them awkward: {seconds:.0f} s")
        print(f"exit status {done.returncode}; lost: {len(lost)}")
        print("\n".join(lost) or done.stdout[-400:])
    sys.exit(bool(lost))


def missing(out: Path, kind_of: dict[str, str]) -> list[str]:
    """Who is lost: in no line, without the mark that is due, or without a page."""
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as table:
        lines = {line["id"]: line for line in csv.DictReader(table)}
    states = Counter((kind_of.get(id, "?"), line["state"]) for id, line in lines.items())
    for (kind, state), count in sorted(states.items()):
        print(f"{kind or 'as usual':34} {state:22} {count:4}")
    found = []
    for id, kind in kind_of.items():
        line = lines.get(id)
        if line is None:
            found.append(f"{id} ({kind}): in no line of grades.csv")
        elif line["points"] == "" and (not kind or AWKWARD[kind][1]):
            found.append(f"{id} ({kind}): no mark, though it can be graded")
        elif not list((out / "students" / id).glob("*.html")):
            found.append(f"{id} ({kind}): no page")
    return found


if __name__ == "__main__":
    main()
