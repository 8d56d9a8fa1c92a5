"""A lab's own images, on the way to the workers of a cluster: as the bytes of one .npz file.

What torchvision knows by a name lies on the workers' machines, or can be put there; a lab's own
file or folder of pictures lies beside its lab.toml alone, so the batch takes it along.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from distributed.diagnostics.plugin import WorkerPlugin

from grader.data import Source, load, npz_of
from grader.disk.files import put_file

OWN = ("npz", "pictures")  # forms of a lab's own images


class Images(WorkerPlugin):
    """Puts them into the folder of each worker there is, and of each that comes later."""

    def __init__(self, source: Source, digest: str) -> None:
        self.name = f"cnngrade images {digest}"
        self._digest = digest
        self._packed = npz_of(load(source))

    def setup(self, worker: Any) -> None:
        """Runs on the worker, before its first unit."""
        file = held(Path(worker.local_directory), self._digest)
        file.parent.mkdir(parents=True, exist_ok=True)
        put_file(file, self._packed)


def held(folder: Path, digest: str) -> Path:
    """Where images of this digest lie in the folder of a worker: it ends with the worker."""
    return folder / "cnngrade" / f"{digest.rpartition(' ')[2]}.npz"
