"""Downloads of a class, made as each LMS makes them."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.batch.nouns import Handed, Roster
from grader.batch.rosters.read import read_roster
from grader.lab import read_lab

LAB = read_lab()
NET = (
    b"import torch.nn as nn\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x\n"
)
OTHER = (
    b"import torch.nn as nn\n\nclass CNN(nn.Module):\n    def forward(self, x):\n        return x\n"
)
PLAIN = b"print('hello')\n"
SHEET = b"[a]\n"


def zip_of(files: Mapping[str, bytes], seconds: Mapping[str, int] | None = None) -> bytes:
    """A zip; `seconds` sets how late in one minute a file was changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            second = (seconds or {}).get(name, 0)
            archive.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, second)), data)
    return buffer.getvalue()


def tar_of(files: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    """A tar.gz, with symbolic links where asked."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
        for name, target in (links or {}).items():
            about = tarfile.TarInfo(name)
            about.type, about.linkname = tarfile.SYMTYPE, target
            archive.addfile(about)
    return buffer.getvalue()


def as_zip(
    folder: Path, files: Mapping[str, bytes], seconds: Mapping[str, int] | None = None
) -> Path:
    """The same as a file on disk."""
    path = folder / "submissions.zip"
    path.write_bytes(zip_of(files, seconds))
    return path


def as_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The same, unpacked."""
    top = folder / "unpacked"
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


def read_download(path: Path, kind: str = "auto", people: Path | None = None) -> Roster:
    """Who handed in what; `people` is the table that says who is who."""
    return read_roster(path, kind, LAB, people)


def by_key(roster: Roster) -> dict[str, Handed]:
    """What was handed in, by whose it is."""
    return {one.key: one for one in roster.handed}
