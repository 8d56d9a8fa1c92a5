"""Time: `python -m tests.fuzz.growth`. Inputs grown twice as long may not take far more than twice.

Every reader gets pieces that trip readers, over and over. What costs the square of its length is a
bomb, for a reader works in the grader's own process. Processor time, the best of several: the
machine may be busy. Exit status 1 where something grew too fast.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import get_args

from grader.repair.edits import MOST_TEXT, Source, can_be_edited
from grader.repair.signs import rereadings
from grader.repair.slips import candidates
from grader.repair.slips_known import After
from grader.report.source_view import _coloured
from grader.submission.answers import SheetError, sheet_from
from grader.submission.archive import ArchiveError, open_archive
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_bytes
from grader.submission.ranking import claim
from grader.wire.frame import FrameError, unpack
from tests.fuzz import seeds
from tests.fuzz.bend import TOKENS

SIZE = 2**16  # bytes, and twice as many
MOST = 2.5  # times as long
NOTICED = 0.2  # seconds below which nobody would wait
TRIES = 4
REFUSED = (SubmissionError, SheetError, ArchiveError, FrameError)
PIECES = (
    *TOKENS,
    *(b" ", b"a ", b"a.", b"1", b"1_", b"0", b"%0", b"f'{a}' ", b"x;", b"def f(): f()\n", b"a=1,"),
    *(b"if a: pass\n", b"import a\n", b"from a import b\n", b"class A: pass\n", b"self.a = 1\n"),
    *(b"x = x + zq\n", b"x = self.zq(x)\n", b"self.zq = nn.Linear(2, 3)\n", b"F.relu(self.zq)\n"),
    *(b"x = x.view(3, -1)\n", b"x.zq(nn.ReLU, [nn.ReLU])\n", b"zq = self.training\n"),
    *(b" \n", b"#\n", b"@a\n", b"x = a\n", b"'%0' % a\n", b"4 a\n", b"[[a]]\n", b"a.b.c = 1\n"),
)
HEAD = """import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
    def forward(self, x):
"""
BEGINS = (b"", b"class Net:\n", b"x = '%", b'"""', b"x = f'{", b"[q6]\na = [")

Reader = Callable[[bytes], object]


def readers() -> dict[str, Reader]:
    """Every reader of strangers' bytes, from the bytes of one file."""
    return {
        "script": lambda data: read_bytes("a.py", data, seeds.LAB),
        "notebook": lambda data: read_bytes("a.ipynb", _notebook([data]), seeds.LAB),
        "cells": lambda data: read_bytes("a.ipynb", _notebook(data.splitlines()), seeds.LAB),
        "ranking": lambda data: claim("a.py", data, seeds.LAB),
        "colours": lambda data: _coloured(data.decode("utf-8", "replace")),
        "sheet": lambda data: sheet_from("part1.toml", data),
        "frame": lambda data: unpack(data, 10**7, 10**7),
        "zip": lambda data: open_archive("a.zip", data),
        "tar header": lambda data: open_archive("a.tar", _tar(data)),
        "slips": _slips,
        "signs": lambda data: rereadings(data.decode("utf-8", "replace"), 1),
        "names in a zip": lambda data: open_archive("a.zip", _zip(data)),
    }


def _slips(data: bytes) -> None:
    """What may be wrong with a forward of these lines, each with names of its own."""
    whole = data[: data.rfind(b"\n", 0, len(data) // 4)] if b"\n" in data else data
    lines = [line.decode("utf-8", "replace") for line in whole.splitlines()]
    body = [f"        {line.replace('zq', f'zq{n}')}\n" for n, line in enumerate(lines)]
    text = HEAD + "".join(body) + "        return self.nothing(x)\n"
    script = read_bytes("a.py", text.encode(), seeds.LAB).script
    if script.plan is not None and can_be_edited(text[: MOST_TEXT // 2]):
        for after in get_args(After):
            candidates(Source(script, (len(lines) + 8,)), 64, after)


def _notebook(sources: list[bytes]) -> bytes:
    texts = [source.decode("utf-8", "replace") for source in sources]
    return json.dumps({"cells": [{"cell_type": "code", "source": text} for text in texts]}).encode()


def _tar(body: bytes) -> bytes:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, len(body)
    packed = header.tobuf(tarfile.USTAR_FORMAT) + body + bytes(-len(body) % 512)
    return packed + tarfile.TarInfo("a.py").tobuf(tarfile.USTAR_FORMAT) + bytes(1024)


def _zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(len(data) // 500):
            archive.writestr(f"{number}/{data[:99]!r}", b"")
    return out.getvalue()


def _seconds(reader: Reader, data: bytes) -> float:
    """Without the garbage collector, which works when it likes."""
    gc.disable()
    began = time.process_time()
    with contextlib.suppress(*REFUSED):
        reader(data)
    took = time.process_time() - began
    gc.enable()
    return took


def grew(reader: Reader, begin: bytes, piece: bytes) -> tuple[float, float] | None:
    """Seconds for one size and for twice that, where the second is far more than the first."""
    once, twice = (begin + piece * (size // len(piece)) for size in (SIZE, 2 * SIZE))
    short = long = float("inf")
    for _ in range(TRIES):
        long = min(long, _seconds(reader, twice))
        if long < NOTICED:
            return None
        short = min(short, _seconds(reader, once))
        if long <= MOST * short:
            return None
    return short, long


def growing() -> Iterator[str]:
    """A sentence for all that grows too fast."""
    for name, reader in readers().items():
        for begin in BEGINS:
            for piece in PIECES:
                found = grew(reader, begin, piece)
                if found is not None:
                    took = f"{found[0]:.2f} s for {SIZE} bytes, {found[1]:.2f} s for twice as many"
                    yield f"{name}: {begin!r} and {piece!r} over and over take {took}"


if __name__ == "__main__":
    told = 0
    for sentence in growing():
        told += 1
        print(sentence, flush=True)
    print(f"{len(readers()) * len(BEGINS) * len(PIECES)} inputs grown, {told} of them too fast")
    sys.exit(bool(told))
